"""Writes any Sheet as an Excel workbook: typed cells, never a formula, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import zip_longest
from typing import Any

from app.export.book_file import LONGEST_TEXT, OWN_FACE, TooLong, open_book, tab_name
from app.export.book_graph import chart_height, titles, write_graph
from app.export.book_page import Written, fits, foot_lines, set_up_page
from app.export.book_plan import Plan, Span, plan_for
from app.export.cells import CELLS
from app.reports.sheet import (
    NO_DATA,
    Cell,
    Chart,
    Closing,
    Code,
    Enclosure,
    Enclosures,
    Facts,
    Graph,
    Imprint,
    Kind,
    PageBreak,
    Paragraph,
    Picture,
    Seals,
    Sheet,
    Signatures,
    Slips,
    Table,
    TearOff,
    WritingArea,
    show,
)

_EXACT = 10**15  # beyond this a number in Excel is no longer exact to the last digit
_FORMATS = {"money": "#,##0.00", "count": "0", "points": "General", "number": "0", "date": "yyyy-mm-dd", "text": "@"}
_NOTE = 0.8  # plain words beside a heading, in parts of its size
_SEAL, _HAND = 130.0, 31.0  # points that a stamp and a name by hand take


def write_xlsx(sheet: Sheet) -> bytes:
    """The workbook of a sheet; equal sheets give equal bytes.

    Raises:
        TooLong: A text longer than a cell can hold.
    """
    file = BytesIO()
    book = open_book(file, sheet.title, OWN_FACE)
    _Writer(book, sheet, plan_for(sheet)).write()
    book.close()
    return file.getvalue()


class _Rooms(dict[Span, float]):
    """How many characters of a table stand beside each other over some columns: asked for every cell of a register."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    def __missing__(self, span: Span) -> float:
        self[span] = room = self._plan.rough_room(*span)
        return room


class _Writer:
    """Writes the blocks of one sheet row by row."""

    def __init__(self, book: Any, sheet: Sheet, plan: Plan) -> None:
        self._book, self._sheet, self._plan = book, sheet, plan
        self._page = book.add_worksheet(tab_name(sheet.title))
        self._formats: dict[tuple[object, ...], Any] = {}
        self._row = 0
        self._written = Written()
        self._breaks = self._written.breaks
        self._head: int | None = None
        self._last = len(plan.widths) - 1
        self._spans, self._aligns = iter(plan.spans), iter(plan.aligns)
        self._tables = [block for block in sheet.blocks if isinstance(block, Table)]
        self._rooms = _Rooms(plan)

    def write(self) -> None:
        """Everything, top to bottom."""
        plan, sheet = self._plan, self._sheet
        for index in range(len(plan.widths)):
            self._page.set_column_pixels(index, index, plan.pixels(index))
        for text in (sheet.urgency, sheet.red_head, sheet.number):
            if text:
                self._line(text, align="center" if sheet.red_head else "right")
        self._line(sheet.title, bold=True, face="宋体", size=plan.title_size, align="center", wrap=plan.wall, height=30)
        if sheet.subtitle:
            self._line(sheet.subtitle, size=max(12, plan.text_size), align="center", height=20)
        whose = self._row
        for index, block in enumerate(sheet.blocks):
            whose = self._row if index == 1 and isinstance(sheet.blocks[0], Facts) else whose
            ends = plan.ends.get(index, ())
            if 0 in ends:
                self._breaks.append(self._row)
            if isinstance(block, Table):
                self._table(block, ends)
            else:
                self._block(block)
        repeated = (0, whose - 1) if plan.wall else None
        if self._head is not None and self._head_repeats:
            repeated = (0 if plan.wall else self._head, self._head)
        if sheet.foot and not foot_lines(sheet, plan):
            self._line(sheet.foot, wrap=True)
        self._written.rows, self._written.repeated = self._row, repeated
        set_up_page(self._page, sheet, plan, self._written)
        if self._head is not None and len(self._tables) == 1 and self._head <= 12 and not plan.wall:
            first = self._tables[0].columns[0].kind == "number"
            self._page.freeze_panes(self._head + 1, 1 if first else 0)

    @property
    def _head_repeats(self) -> bool:
        """Whether Excel repeats the heading of the table: one of several would stand over the rows of another."""
        return len(self._tables) == 1 and not (self._plan.wall and self._tables[0].caption)

    def _block(self, block: object) -> None:
        plan = self._plan
        match block:
            case Paragraph():
                text = f"　　{block.text}" if block.indent and block.align == "left" else block.text
                self._line(text, bold=block.level == 1, align=block.align, wrap=True)
            case Facts():
                texts = [f"{label}：{value}" for label, value in block.pairs]
                self._line(plan.packed(texts, plan.text_size) if plan.wall else "    ".join(texts), wrap=True)
            case Signatures():
                self._signatures(block)
            case Seals():
                self._line("        ".join(block.labels), align="center", height=0.0 if plan.wall else _SEAL)
                if plan.wall:
                    self._line("", height=_SEAL)
            case WritingArea():
                self._line(block.label, wrap=True)
                self._line("", height=min(28 * block.lines, 400), border=1)
            case Closing():
                for text in (block.office, block.day):
                    self._line(text, align="right")
                if block.note:
                    self._line(f"　　（{block.note}）", wrap=True)
            case Enclosures():
                for before, name in block.lines():
                    self._line(f"　　{before}{name}", wrap=True)
            case Enclosure():
                self._breaks.append(self._row)
                self._line(block.label, bold=True)
                self._line(block.title, bold=True, size=14, align="center", height=26)
            case Imprint():
                for text in filter(None, (block.copied, f"{block.office}    {block.printed}")):
                    self._line(text, wrap=True, border=1)
            case TearOff():
                self._line(block.label, align="center")
            case Slips():
                for slip in block.slips:
                    self._line(slip.title, bold=True, align="center", height=24)
                    for text in (*slip.lines, slip.foot):
                        self._line(text, wrap=True)
            case Code():
                self._line(f"{block.label} {block.code}", align="right")
            case PageBreak():
                self._breaks.append(self._row)
            case Chart():
                self._chart(block)
            case Graph():
                self._graph(block)
            case Picture():  # a workbook holds text, the photo is the PDF's
                self._line(f"图片：{block.name}", wrap=True)

    def _graph(self, graph: Graph) -> None:
        """The figures as cells, below them a chart of Excel's own that follows them; no page ends inside a chart."""
        plan, size = self._plan, self._plan.table_size
        head_lines = max(plan.roughly(title, at, at) for at, title in enumerate(titles(graph), 1))
        rows = [plan.high(lines, size) for lines in (head_lines, *(plan.roughly(one, 0, 0) for one in graph.labels))]
        if not graph.empty and not fits(self._plan, self._written, self._row, sum(rows) + chart_height(graph)):
            self._breaks.append(self._row)
        self._line(graph.caption, bold=True)
        if graph.empty:
            self._line(NO_DATA)
            return
        head = self._format(bold=True, align="center", text_wrap=True, border=1, bg_color="#EDEDED", num_format="@")
        text = self._format(border=1, num_format="@", text_wrap=True)
        number = self._format(border=1, align="right", num_format="0.0" if graph.tenths else "0")
        for row, high in enumerate(rows, self._row):
            self._set_height(row, high)
        drawn = self._row + len(rows) + 1
        if not fits(self._plan, self._written, drawn, chart_height(graph)):
            self._breaks.append(drawn)
        self._row = write_graph(self._book, self._page, graph, self._row, (head, text, number))

    def _signatures(self, block: Signatures) -> None:
        """Each place to sign on one line, as many of them beside each other as have room."""
        plan = self._plan
        text = plan.packed([f"{label}：{name or '____________'}" for label, name in block.places], plan.text_size)
        self._line(text, wrap="\n" in text, height=max(_HAND, 1.8 * plan.text_size) * (text.count("\n") + 1))

    def _chart(self, chart: Chart) -> None:
        """The steps in words, each with where it leads to: a workbook holds text, the drawing is the PDF's."""
        names = {step.id: step.title for step in chart.steps}
        for step in chart.steps:
            onward = [
                f"{a.label}→{names[a.end]}" if a.label else f"→{names[a.end]}"
                for a in chart.arrows
                if a.start == step.id
            ]
            self._line("；".join([step.title, *step.lines, *onward]), wrap=True, border=1)

    def _format(self, **wanted: object) -> Any:
        key = tuple(sorted(wanted.items(), key=lambda item: item[0]))
        if key not in self._formats:
            base = {"font_name": self._plan.face, "font_size": self._plan.table_size, "valign": "vcenter"}
            self._formats[key] = self._book.add_format(base | wanted)
        return self._formats[key]

    def _line(
        self,
        text: str,
        *,
        bold: bool = False,
        face: str = "",
        size: float = 0.0,
        align: str = "left",
        height: float | None = None,
        wrap: bool = False,
        border: int = 0,
    ) -> None:
        """One row merged over the whole width."""
        plan, size = self._plan, size or self._plan.text_size
        look = {"bold": bold, "font_size": size, "font_name": face or (plan.strong if bold else plan.face)}
        shape = self._format(**look, align=align, text_wrap=wrap, border=border, num_format="@")
        if len(text) > LONGEST_TEXT:
            raise TooLong(text)
        if wrap and len(pieces := plan.pieces(text, 0, self._last, size)) > 1:
            for piece in pieces:
                self._line(piece, bold=bold, face=face, size=size, align=align, height=height, wrap=True, border=border)
            return
        if self._last:
            self._page.merge_range(self._row, 0, self._row, self._last, "", shape)
        self._page.write_string(self._row, 0, text, shape)
        # Excel does not fit the height of merged cells by itself.
        self._set_height(self._row, max(height or 0.0, plan.least(text, wrap, size)))
        self._row += 1

    def _set_height(self, row: int, points: float) -> None:
        self._page.set_row(row, points)
        self._written.heights[row] = points

    def _table(self, table: Table, ends: Sequence[int]) -> None:
        plan, spans = self._plan, list(next(self._spans))
        self._above(table)
        self._head = self._row if self._head is None else self._head
        self._headings(table, spans)
        kinds = [column.kind for column in table.columns]
        aligns = next(self._aligns, ())
        shapes = [self._cell_format(kind, False, *aligns[n : n + 1]) for n, kind in enumerate(kinds)]
        bold = [self._cell_format(kind, True, *aligns[n : n + 1]) for n, kind in enumerate(kinds)]
        for index, row in enumerate(table.rows):
            self._again(table, spans, index, ends)
            if index in table.headings:
                self._heading(row, kinds, shapes, spans)
            else:
                for part in self._parts(row, spans):
                    self._cells(part, kinds, bold if index in table.subtotals else shapes, spans)
        if table.total is not None:
            self._again(table, spans, len(table.rows), ends)
            self._cells(table.total, kinds, bold, spans)
        if table.capital:
            self._line(table.capital, bold=True, wrap=True, border=1, size=plan.table_size)

    def _parts(self, row: tuple[Cell, ...], spans: Sequence[Span]) -> list[tuple[Cell, ...]]:
        """A row of a wall in as many rows as its longest text needs, those below marked 续; others stay as they are."""
        plan = self._plan
        if not plan.wall:
            return [row]
        cells = [
            plan.pieces(cell, *span, plan.table_size) if isinstance(cell, str) else [cell]
            for cell, span in zip(row, spans, strict=True)
        ]
        out = list(zip_longest(*cells))
        return [out[0], *(part if part[0] is not None else ("续", *part[1:]) for part in out[1:])]

    def _above(self, table: Table) -> None:
        """The caption at the left, the unit line at the right; on a wall in one row where both have room."""
        plan, caption, unit = self._plan, table.caption, table.unit_line
        cuts = (cut for cut in range(self._last) if plan.lines(caption, 0, cut, plan.table_size) == 1)
        cut = next(cuts, self._last) if plan.wall and caption and unit else self._last
        if cut == self._last or plan.lines(unit, cut + 1, self._last, plan.table_size) > 1:
            if caption:
                self._line(caption, bold=True, size=plan.table_size)
            if unit:
                self._line(unit, align="right", size=plan.table_size)
            return
        for span, text, look in (
            ((0, cut), caption, {"bold": True, "font_name": plan.strong}),
            ((cut + 1, self._last), unit, {"align": "right"}),
        ):
            shape = self._format(**look, num_format="@")
            self._over(span, shape)
            self._page.write_string(self._row, span[0], text, shape)
        self._set_height(self._row, plan.least(caption, False, plan.table_size))
        self._row += 1

    def _again(self, table: Table, spans: Sequence[Span], index: int, ends: Sequence[int]) -> None:
        """Where a page ends before a row, the table goes on below its heading as it does in the PDF."""
        if index and index in ends:
            self._breaks.append(self._row)
            if not self._head_repeats:
                self._line("续表", bold=True, size=self._plan.table_size)
                self._headings(table, spans)

    def _headings(self, table: Table, spans: Sequence[Span]) -> None:
        plan = self._plan
        look = {"font_name": plan.strong, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#EDEDED"}
        shape = self._format(**look, bold=True, num_format="@")
        for column, span in zip(table.columns, spans, strict=True):
            self._over(span, shape)
            self._page.write_string(self._row, span[0], column.title, shape)
        self._fit(self._row, [column.title for column in table.columns], spans)
        self._row += 1

    def _over(self, span: Span, shape: Any) -> None:
        if span[1] > span[0]:
            self._page.merge_range(self._row, span[0], self._row, span[1], "", shape)

    def _fit(self, row: int, texts: Sequence[str], spans: Sequence[Span], more: float = 0.0) -> None:
        """Make a row as high as its texts are: not every program does that by itself when it opens or prints a file."""
        plan, size = self._plan, self._plan.table_size
        if plan.wall:
            lines = max((plan.lines(text, *span, size) for text, span in zip(texts, spans, strict=False)), default=1)
        else:
            lines = max(map(plan.turns, texts, map(self._rooms.__getitem__, spans)), default=1)
        if plan.wall or lines + more > 1:
            self._set_height(row, plan.high(lines + more, size))

    def _heading(
        self, row: tuple[Cell, ...], kinds: list[Kind], shapes: list[dict[str, Any]], spans: Sequence[Span]
    ) -> None:
        """What heads the rows below goes over the empty cells beside it; its plain words stand smaller below it."""
        plan = self._plan
        at = next((index for index, cell in enumerate(row) if cell is not None), 0)
        end = next((index for index in range(at + 1, len(row)) if row[index] is not None), len(row))
        title, _, plain = str(row[at]).partition("\n")
        number, over = self._row, (0, spans[end - 1][1])
        shape = self._format(bold=True, font_name=plan.strong, border=1, text_wrap=True, num_format="@")
        self._cells((*(None for _ in row[:end]), *row[end:]), kinds, shapes, spans, first=end)
        if over[1]:
            self._page.merge_range(number, *over[:1], number, over[1], "", shape)
        if not plain:
            self._page.write_string(number, 0, title, shape)
            self._fit(number, [title], [over])
            return
        words = self._format(font_size=round(_NOTE * plan.table_size, 1) if plan.wall else 9)
        beside = plan.wall and CELLS.of(title) + 2 + _NOTE * CELLS.of(plain) <= plan.room(*over, plan.table_size)
        gap = "　　" if beside else "\n"
        strong = self._format(bold=True, font_name=plan.strong)
        self._page.write_rich_string(number, 0, strong, title, words, f"{gap}{plain}", shape)
        below = 0.0 if beside else _NOTE * plan.lines(plain, *over, _NOTE * plan.table_size)
        self._fit(number, [title], [over], below)

    def _cell_format(self, kind: Kind, bold: bool, align: str = "") -> dict[str, Any]:
        """The formats of a column: for its own kind of value, for whole numbers and for text."""
        align = align or {"number": "center", "date": "center", "text": "left"}.get(kind, "right")
        common = {
            "border": 1,
            "align": align,
            "bold": bold,
            "font_name": self._plan.strong if bold else self._plan.face,
        }
        number = common | ({"shrink": True} if self._plan.wall else {})  # rather a little smaller than ###
        return {
            "own": self._format(**number, num_format=_FORMATS[kind]),
            "whole": self._format(**number, num_format="0"),
            "day": self._format(**number, num_format=_FORMATS["date"]),
            "text": self._format(**common, num_format="@", text_wrap=True),
        }

    def _cells(
        self,
        row: tuple[Cell, ...],
        kinds: list[Kind],
        shapes: list[dict[str, Any]],
        spans: Sequence[Span],
        first: int = 0,
    ) -> None:
        """One row of a table, from its cell `first` on."""
        page, number = self._page, self._row
        for index, cell in enumerate(row[first:], first):
            shape, kind, (at, end) = shapes[index], kinds[index], spans[index]
            if end > at:
                self._over(spans[index], shape["text"])
            if isinstance(cell, str):
                if len(cell) > LONGEST_TEXT:
                    raise TooLong(cell)
                page.write_string(number, at, cell, shape["text"])
            elif cell is None:
                page.write_blank(number, at, None, shape["text"])
            elif isinstance(cell, int):
                if abs(cell) >= _EXACT:
                    page.write_string(number, at, show(cell, kind), shape["text"])
                elif kind in ("money", "points"):
                    page.write_number(number, at, cell / 100, shape["own"])
                else:
                    page.write_number(number, at, cell, shape["whole"])
            else:
                self._day(number, at, cell, shape)
        self._fit(number, [cell if isinstance(cell, str) else "" for cell in row], spans)
        self._row += 1

    def _day(self, row: int, column: int, day: date, shape: dict[str, Any]) -> None:
        # Excel has no days before 1900, and its first two months are off by one.
        if day < date(1900, 3, 1):
            self._page.write_string(row, column, day.isoformat(), shape["text"])
        else:
            self._page.write_datetime(row, column, datetime(day.year, day.month, day.day), shape["day"])
