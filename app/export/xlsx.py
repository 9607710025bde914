"""Writes any Sheet as an Excel workbook: typed cells, never a formula, ready to print."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.domain.faults import Told
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
    Seals,
    Sheet,
    Signatures,
    Slips,
    Table,
    TearOff,
    WritingArea,
    show,
)

LONGEST_TEXT = 32_767  # Excel's own limit; the writing library would drop the cell without a word
_EXACT = 10**15  # beyond this a number in Excel is no longer exact to the last digit
_FORMATS = {"money": "#,##0.00", "count": "0", "points": "General", "number": "0", "date": "yyyy-mm-dd", "text": "@"}
_PAPERS = {"A4": (9, False), "A4 landscape": (9, True), "A3": (8, False), "A3 landscape": (8, True)}
# Excel counts in half-width characters, a sheet in Chinese ones.
_HALF = 2.0
_NARROW = 9.0
# What stands across A4 upright and A4 turned at a size that eyes of fifty read.
_A4_UPRIGHT, _A4_ACROSS, _A4_MOST = 100.0, 150.0, 190.0


_BLACK = {"color": "#000000"}
# How series differ where a printer has no colours.
_LOOKS: dict[str, list[dict[str, Any]]] = {
    "bars": [
        {"fill": {"color": "#8C8C8C"}, "border": _BLACK},
        {"fill": {"color": "#FFFFFF"}, "border": _BLACK},
        {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#000000", "bg_color": "#FFFFFF"},
            "border": _BLACK,
        },
        {"fill": _BLACK, "border": _BLACK},
    ],
    "lines": [
        {"line": _BLACK | {"width": 2}, "marker": {"type": kind, "fill": {"color": fill}, "border": _BLACK}} | more
        for kind, fill, more in (
            ("circle", "#000000", {}),
            ("square", "#FFFFFF", {"line": _BLACK | {"width": 1.5, "dash_type": "dash"}}),
            ("triangle", "#000000", {"line": _BLACK | {"width": 1.5, "dash_type": "round_dot"}}),
            ("diamond", "#FFFFFF", {"line": _BLACK | {"width": 1.5, "dash_type": "long_dash_dot"}}),
        )
    ],
}


class TooLong(Told):
    """A text that one Excel cell cannot hold."""

    code = "E-LONG"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text[:20]}…”有 {len(text)} 个字,一个单元格最多放 {LONGEST_TEXT} 个字。"
            "没有生成文件,账本没有变化。请缩短这一处,或改为导出 PDF。"
        )


def write_xlsx(sheet: Sheet) -> bytes:
    """The workbook of a sheet; equal sheets give equal bytes.

    Raises:
        TooLong: A text longer than a cell can hold.
    """
    file = BytesIO()
    book = open_book(file, sheet.title)
    writer = _Writer(book, sheet)
    writer.write()
    book.close()
    return file.getvalue()


def open_book(file: BytesIO, title: str) -> Any:
    """A new workbook in memory: no temporary files, which would hold personal data, and no clock."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"title": title, "author": "明账", "created": datetime(2000, 1, 1)})
    return book


def tab_name(title: str) -> str:
    """A title as Excel allows it on a tab."""
    plain = "".join(c for c in title if c not in "[]:*?/\\").strip("' ")
    return plain[:31].strip("' ") or "表"


class _Writer:
    """Writes the blocks of one sheet row by row."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self._book, self._sheet = book, sheet
        self._page = book.add_worksheet(tab_name(sheet.title))
        self._formats: dict[tuple[object, ...], Any] = {}
        self._row = 0
        self._breaks: list[int] = []
        self._head: tuple[int, int] | None = None
        self._tables = [block for block in sheet.blocks if isinstance(block, Table)]
        self._columns = max((len(table.columns) for table in self._tables), default=4)
        self._widths = self._column_widths()

    def write(self) -> None:
        """Everything, top to bottom."""
        for index, width in enumerate(self._widths):
            self._page.set_column(index, index, width)
        for text in (self._sheet.urgency, self._sheet.red_head, self._sheet.number):
            if text:
                self._line(text, align="center" if self._sheet.red_head else "right")
        self._line(self._sheet.title, bold=True, size=16, align="center", height=30)
        if self._sheet.subtitle:
            self._line(self._sheet.subtitle, size=12, align="center", height=20)
        for block in self._sheet.blocks:
            self._block(block)
        self._set_up_page()

    def _block(self, block: object) -> None:
        match block:
            case Table():
                self._table(block)
            case Paragraph():
                text = f"　　{block.text}" if block.indent and block.align == "left" else block.text
                self._line(text, bold=block.level == 1, align=block.align, wrap=True)
            case Facts():
                self._line("    ".join(f"{label}：{value}" for label, value in block.pairs), wrap=True)
            case Signatures():
                places = (f"{label}：{name or '____________'}" for label, name in block.places)
                self._line("    ".join(places), height=28)
            case Seals():
                self._line("        ".join(block.labels), align="center", height=130)
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

    def _graph(self, graph: Graph) -> None:
        """The figures as cells, and below them a chart of Excel's own that follows them; patterns, no colours."""
        self._line(graph.caption, bold=True)
        if graph.empty:
            self._line(NO_DATA)
            return
        head = self._format(bold=True, align="center", text_wrap=True, border=1, bg_color="#EDEDED", num_format="@")
        text = self._format(border=1, num_format="@", text_wrap=True)
        number = self._format(border=1, align="right", num_format="0.0" if graph.tenths else "0")
        first = self._row
        self._page.write_string(first, 0, "", head)
        for at, one in enumerate(graph.series, 1):
            self._page.write_string(first, at, f"{one.name}({graph.unit})" if graph.unit else one.name, head)
        for row, label in enumerate(graph.labels, first + 1):
            self._page.write_string(row, 0, label, text)
            for at, one in enumerate(graph.series, 1):
                value = one.values[row - first - 1]
                if value is None:
                    self._page.write_blank(row, at, None, text)
                else:
                    self._page.write_number(row, at, value / 10 if graph.tenths else value, number)
        self._row = first + len(graph.labels) + 2
        self._drawn(graph, first)

    def _drawn(self, graph: Graph, first: int) -> None:
        last = first + len(graph.labels)
        chart = self._book.add_chart({"type": "bar" if graph.kind == "bars" else "line"})
        for at, _ in enumerate(graph.series, 1):
            shape: dict[str, Any] = {
                "name": [self._page.name, first, at],
                "categories": [self._page.name, first + 1, 0, last, 0],
                "values": [self._page.name, first + 1, at, last, at],
            }
            chart.add_series(shape | _LOOKS[graph.kind][(at - 1) % len(_LOOKS[graph.kind])])
        chart.set_legend({"position": "top"})
        if graph.kind == "bars":
            chart.set_y_axis({"reverse": True})
        height = max(12, len(graph.labels) + 4) if graph.kind == "bars" else 14
        chart.set_size({"width": 620, "height": 20 * height})
        self._page.insert_chart(self._row, 0, chart)
        self._row += height + 1

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

    def _column_widths(self) -> list[float]:
        """The widths in half characters; text gives way on a wide sheet, so that the print stays readable."""
        out = [10.0] * self._columns if not self._tables else [4.0] * self._columns
        if any(isinstance(block, Graph) for block in self._sheet.blocks):
            out[0] = max(out[0], 24.0)
        fixed = [False] * self._columns
        for table in self._tables:
            for index, column in enumerate(table.columns):
                wished = min(column.width * _HALF, 60) + 1
                wanted = {"date": 12.0, "money": max(wished, 12.0)}.get(column.kind, wished)
                out[index] = max(out[index], wanted)
                fixed[index] = fixed[index] or column.kind != "text" or out[index] <= _NARROW
        stiff = sum(width for width, hard in zip(out, fixed, strict=True) if hard)
        soft = sum(out) - stiff
        factor = min(1.0, max(0.55, (_A4_ACROSS - stiff) / soft)) if soft else 1.0
        return [width if hard else max(width * factor, _NARROW) for width, hard in zip(out, fixed, strict=True)]

    def _format(self, **wanted: object) -> Any:
        key = tuple(sorted(wanted.items(), key=lambda item: item[0]))
        if key not in self._formats:
            base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
            self._formats[key] = self._book.add_format(base | wanted)
        return self._formats[key]

    def _line(
        self,
        text: str,
        *,
        bold: bool = False,
        size: float = 10.5,
        align: str = "left",
        height: float | None = None,
        wrap: bool = False,
        border: int = 0,
    ) -> None:
        """One row merged over the whole width."""
        shape = self._format(bold=bold, font_size=size, align=align, text_wrap=wrap, border=border, num_format="@")
        if len(text) > LONGEST_TEXT:
            raise TooLong(text)
        if self._columns > 1:
            self._page.merge_range(self._row, 0, self._row, self._columns - 1, "", shape)
        self._page.write_string(self._row, 0, text, shape)
        # Excel does not fit the height of merged cells by itself.
        lines = sum(-(-2 * len(part) // max(int(sum(self._widths)) - 2, 1)) or 1 for part in text.split("\n"))
        self._page.set_row(self._row, height or max(18.0, 15.0 * lines + 4) if wrap or height else 18.0)
        self._row += 1

    def _table(self, table: Table) -> None:
        if table.caption:
            self._line(table.caption, bold=True)
        if table.unit_line:
            self._line(table.unit_line, align="right")
        head = self._format(bold=True, align="center", text_wrap=True, border=1, bg_color="#EDEDED", num_format="@")
        for index, column in enumerate(table.columns):
            self._page.write_string(self._row, index, column.title, head)
        self._head = self._head or (self._row, self._row)
        self._row += 1
        kinds = [column.kind for column in table.columns]
        shapes = [self._cell_format(kind, False) for kind in kinds]
        bold = [self._cell_format(kind, True) for kind in kinds] if table.total is not None or table.subtotals else []
        for index, row in enumerate(table.rows):
            if index in table.headings:
                self._heading(row, kinds, shapes)
            else:
                self._cells(row, kinds, bold if index in table.subtotals else shapes)
        if table.total is not None:
            self._cells(table.total, kinds, bold)
        if table.capital:
            self._line(table.capital, bold=True, wrap=True, border=1)

    def _heading(self, row: tuple[Cell, ...], kinds: list[Kind], shapes: list[dict[str, Any]]) -> None:
        """What heads the rows below goes over the empty cells beside it; its plain words stand smaller below it."""
        at = next((index for index, cell in enumerate(row) if cell is not None), 0)
        end = next((index for index in range(at + 1, len(row)) if row[index] is not None), len(row))
        title, _, plain = str(row[at]).partition("\n")
        number, shape = self._row, self._format(bold=True, border=1, text_wrap=True, num_format="@")
        self._cells((*(None for _ in row[:end]), *row[end:]), kinds, shapes)
        if end > 1:
            self._page.merge_range(number, 0, number, end - 1, "", shape)
        if plain:
            words = self._format(font_size=9)
            self._page.write_rich_string(number, 0, title, words, f"\n{plain}", shape)
            self._page.set_row(number, 30)
        else:
            self._page.write_string(number, 0, title, shape)

    def _cell_format(self, kind: Kind, bold: bool) -> dict[str, Any]:
        """The formats of a column: for its own kind of value, for whole numbers and for text."""
        align = {"number": "center", "date": "center", "text": "left"}.get(kind, "right")
        common = {"border": 1, "align": align, "bold": bold}
        return {
            "own": self._format(**common, num_format=_FORMATS[kind]),
            "whole": self._format(**common, num_format="0"),
            "day": self._format(**common, num_format=_FORMATS["date"]),
            "text": self._format(**common, num_format="@", text_wrap=True),
        }

    def _cells(self, row: tuple[Cell, ...], kinds: list[Kind], shapes: list[dict[str, Any]]) -> None:
        page, number = self._page, self._row
        for index, cell in enumerate(row):
            shape, kind = shapes[index], kinds[index]
            if isinstance(cell, str):
                if len(cell) > LONGEST_TEXT:
                    raise TooLong(cell)
                page.write_string(number, index, cell, shape["text"])
            elif cell is None:
                page.write_blank(number, index, None, shape["text"])
            elif isinstance(cell, int):
                if abs(cell) >= _EXACT:
                    page.write_string(number, index, show(cell, kind), shape["text"])
                elif kind in ("money", "points"):
                    page.write_number(number, index, cell / 100, shape["own"])
                else:
                    page.write_number(number, index, cell, shape["whole"])
            else:
                self._day(number, index, cell, shape)
        self._row += 1

    def _day(self, row: int, column: int, day: date, shape: dict[str, Any]) -> None:
        # Excel has no days before 1900, and its first two months are off by one.
        if day < date(1900, 3, 1):
            self._page.write_string(row, column, day.isoformat(), shape["text"])
        else:
            self._page.write_datetime(row, column, datetime(day.year, day.month, day.day), shape["day"])

    def _set_up_page(self) -> None:
        page, sheet = self._page, self._sheet
        paper, landscape = _PAPERS[_paper(sheet, sum(self._widths))]
        page.set_paper(paper)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.7, right=0.5, top=0.75, bottom=0.75)
        page.center_horizontally()
        page.hide_gridlines(1)
        if sheet.mark:
            page.set_header(_header("&C", f"【{sheet.mark}】"))
        page.set_footer(_header("&L", sheet.foot) + "&R第&P页 共&N页" if sheet.foot else "&C第&P页 共&N页")
        if self._breaks:
            page.set_h_pagebreaks(self._breaks)
        if self._head is None:
            return
        page.repeat_rows(*self._head)
        if len(self._tables) == 1 and self._head[0] <= 12:
            first = self._tables[0].columns[0].kind == "number"
            page.freeze_panes(self._head[1] + 1, 1 if first else 0)


def _header(where: str, text: str) -> str:
    """A text for head or foot: & is doubled, and what Excel has no room for (255 characters) goes away."""
    return where + text.replace("&", "&&").replace("\n", " ")[:200]


def _paper(sheet: Sheet, width: float) -> str:
    """Excel knows no larger paper than A3, and none that is glued together: such a sheet is set up for A3."""
    name, _, turned = sheet.size.partition(" ")
    if (sheet.look == "notice" and name != "A4" and sheet.size != "auto") or name not in ("auto", "A4", "A3"):
        return "A3 landscape" if turned or width > _A4_UPRIGHT else "A3"
    if sheet.size != "auto":
        return sheet.size
    if width <= _A4_UPRIGHT:
        return "A4"
    return "A4 landscape" if width <= _A4_MOST or sheet.look == "letter" else "A3 landscape"
