"""Writes any Sheet as a Word file with the measures of its PDF, for offices that must edit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.export.blocks import FACES, title_lines
from app.export.cells import CELLS
from app.export.code import square_png
from app.export.fonts import widths
from app.export.layout import lay_out
from app.export.letter import RED_HEX, SMALL, SMALL_LEAD, head_size, imprint_height
from app.export.looks import MM, SEAL
from app.export.pdf import one_at_a_time
from app.export.title import broken
from app.export.word_file import WordFile
from app.export.word_table import written
from app.export.word_xml import Shape, cell, page_field, paragraph, row, run, table
from app.reports.sheet import (
    NO_DATA,
    Block,
    Chart,
    Closing,
    Code,
    Enclosure,
    Enclosures,
    Facts,
    Graph,
    Imprint,
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
    graph_lines,
)

_LETTER_SIZE = 16.0  # 三号 as Word knows it; its cells are those of the 15.75 points of the standard
_LETTER_CLOSER = -0.25
_PAPERS = frozenset(("auto", "A4", "A3", "A4 landscape", "A3 landscape"))
_NAME_ROOM = "　" * 6
_PAGE_LEAD = 16.0
_BOX, _THIN, _DASHED = 7, 4, "dashed"


def write_docx(sheet: Sheet) -> bytes:
    """The Word file of a sheet; equal sheets give equal bytes. What no page of Word holds is set on A3.

    Raises:
        TooWide: A table that no paper holds without cutting a column.
    """
    if sheet.size not in _PAPERS:
        sheet = replace(sheet, size="A3")
    with one_at_a_time():
        return _Writer(sheet).write()


class _Writer:
    """Writes the blocks of one sheet one after the other."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._flow = lay_out(sheet)
        self._paper, self._look = self._flow.paper, self._flow.paper.look
        self._size = _LETTER_SIZE if self._look.pitch else self._look.body_size
        self._closer = _LETTER_CLOSER if self._look.pitch else 0.0
        self._cell = self._look.pitch or self._size
        self._file = WordFile(sheet.title, self._paper, self._size)
        # Word counts in twentieths: a hair too much and the 22nd line goes to the next page
        self._line = int(self._look.body_lead * 20) / 20
        self._plain = Shape(line=self._line, cell=self._cell)
        self._grids = iter(self._flow.grids)

    def write(self) -> bytes:
        """Everything, top to bottom."""
        self._margins()
        if self._look.pitch:
            self._letter_head()
        self._title(self._sheet.title, self._sheet.subtitle)
        for index, block in enumerate(self._sheet.blocks):
            self._block(block, self._sheet.blocks[index + 1 :])
        return self._file.finish()

    # --- around the text

    def _margins(self) -> None:
        heads = (
            [paragraph(run(f"【{self._sheet.mark}】", "hei", 22), Shape(align="center"))] if self._sheet.mark else []
        )
        codes = [block for block in self._sheet.blocks if isinstance(block, Code)]
        heads += [paragraph(run(f"{one.label} {one.code}", "hei", 9), Shape(align="right")) for one in codes]
        if heads:
            pictures = [square_png(one.code) for one in codes]
            self._file.header("".join(heads), pictures, odd_and_even=bool(self._look.pitch))
        number = run("— ", "song", SMALL) + page_field("song", SMALL) + run(" —", "song", SMALL)
        if self._look.pitch:
            shape = Shape(line=_PAGE_LEAD, cell=self._cell)
            self._file.footer(
                paragraph(number, shape.but(align="right", right=1)), paragraph(number, shape.but(align="left", left=1))
            )
            self._file.foot_at(self._look.margins[2] - 7 * MM - _PAGE_LEAD)
            return
        counted = "".join(
            (run("第", "song", 9), page_field("song", 9), run("页 共", "song", 9), page_field("song", 9, "NUMPAGES"))
        )
        feet = [
            run(text, self._look.body_face, 10.5)
            for text in (self._sheet.foot, self._sheet.facts.get("version"))
            if text
        ]
        lines = [*feet, counted + run("页", "song", 9)]
        self._file.footer("".join(paragraph(one, Shape(align="center")) for one in lines))

    def _letter_head(self) -> None:
        sheet, room, plain = self._sheet, self._paper.room, self._plain
        number = self._text(sheet.number)
        if sheet.red_head:
            large = head_size(sheet.red_head, self._paper)
            if sheet.urgency:
                self._add(self._text(sheet.urgency, "hei"), plain)
            self._add(run(sheet.red_head, "title", large, RED_HEX), Shape(align="center", before=35 * MM))
            self._empty(2)
            self._add(self._signed(number, room), self._number_shape().but(rule=(11, RED_HEX, 11)))
            self._empty(2)
        elif sheet.number or sheet.signer or sheet.urgency:
            before = self._text(sheet.urgency, "hei") if sheet.urgency else ""
            if sheet.signer:
                self._add(before + self._signed(number, room), self._number_shape())
            else:
                self._add(before + self._text("\t") + number, plain.but(tab=room, align="left"))
            self._empty(2)

    def _number_shape(self) -> Shape:
        if self._sheet.signer:
            return self._plain.but(left=1, tab=self._paper.room - self._cell, align="left")
        return self._plain.but(align="center")

    def _signed(self, number: str, room: float) -> str:
        """文号, and who signed at the right edge where a report names it."""
        if not self._sheet.signer:
            return number
        return number + self._text("\t签发人：") + self._text(self._sheet.signer, "kai")

    def _title(self, title: str, subtitle: str = "") -> None:
        look, room = self._look, self._paper.room
        if look.pitch:
            lines, size = broken(title, room / look.title_size, widths("title"), self._sheet.kept), look.title_size
        else:
            lines, size = title_lines(title, room, look.title_size)
        lead = self._line if look.pitch else size * 1.4
        self._add(run("\n".join(lines), "title", size), Shape(align="center", line=lead, keep=True))
        if subtitle:
            small = self._size if look.pitch else max(size * 0.6, look.body_size)
            self._add(
                run(subtitle, "kai", small), Shape(align="center", line=self._line if look.pitch else small * 1.45)
            )
        if look.pitch:
            self._empty(1)

    def _add(self, content: str, shape: Shape) -> None:
        self._file.add(paragraph(content, shape))

    def _empty(self, count: int, keep: bool = False) -> None:
        for _ in range(count):
            self._add("", self._plain.but(keep=keep))

    def _text(self, text: str, face: str = "") -> str:
        return run(text, face or self._look.body_face, self._size, spacing=self._closer)

    # --- the blocks

    def _block(self, block: Block, following: Sequence[Block]) -> None:
        match block:
            case Table():
                self._file.add(written(block, next(self._grids)))
                if self._look.pitch:
                    self._add("", Shape(line=self._line))
            case Paragraph():
                self._paragraph(block, following)
            case Facts():
                self._add(self._text("　　".join(f"{label}：{value}" for label, value in block.pairs)), self._plain)
            case Signatures():
                self._signatures(block)
            case Seals():
                self._seals(block)
            case WritingArea():
                self._writing_area(block)
            case Closing():
                self._closing(block)
            case Enclosures():
                self._enclosures(block)
            case Enclosure():
                self._add(self._text(block.label, "hei"), self._plain.but(new_page=True, keep=True))
                self._empty(1, keep=True)
                self._title(block.title)
            case Imprint():
                self._imprint(block)
            case TearOff():
                self._add(run(block.label, "song", 9), Shape(align="center", before=8, rule=(6, _DASHED, 1)))
            case Slips():
                for slip in block.slips:
                    self._add(run(slip.title, "title", 16), Shape(align="center", before=12, keep=True))
                    for text in slip.lines:
                        self._add(run(text, "fang", 14), Shape(keep=True))
                    self._add(run(slip.foot, "song", 11), Shape(rule=(6, _DASHED, 8)))
            case PageBreak():
                self._page_break(block)
            case Chart():
                self._chart(block)
            case Graph():
                self._graph(block)
            case Picture():  # Word holds text, the photo is the PDF's
                self._add(self._text(f"图片：{block.name}"), self._plain)
            case Code():
                pass  # stands at the head of every page

    def _paragraph(self, block: Paragraph, following: Sequence[Block]) -> None:
        ends = next((one for one in following if not isinstance(one, Enclosures | Signatures)), None)
        keep = (bool(block.level) and not block.head) or isinstance(ends, Closing)
        face = FACES.get(block.level, self._look.body_face)
        if block.head:
            content = self._text(block.text[: block.head], face) + self._text(block.text[block.head :])
        else:
            content = self._text(block.text, face)
        indent = 2 if block.indent and block.align == "left" else 0
        align = "both" if block.align == "left" else block.align
        right = 2 if block.align == "right" else 0
        self._add(content, self._plain.but(first=indent, align=align, right=right, keep=keep))

    def _signatures(self, block: Signatures) -> None:
        face = self._look.body_face
        parts = [
            self._text(f"{label}：")
            + (self._text(name) if name else run(_NAME_ROOM, face, self._size, underlined=True))
            for label, name in block.places
        ]
        self._add(self._text("　").join(parts), Shape(before=10, align="left", keep=True))

    def _seals(self, block: Seals) -> None:
        size, room = min(self._size, 14), self._paper.room
        each = max(int(room / (SEAL + 6 * MM)), 1)
        for start in range(0, len(block.labels), each):
            labels = block.labels[start : start + each]
            gap = (room - len(labels) * SEAL) / (len(labels) + 1)
            wide = [gap, *(part for _ in labels for part in (SEAL, gap))]
            empty, dashed = "<w:p/>", dict.fromkeys(("top", "left", "bottom", "right"), "dashed")
            shown = [
                paragraph(run(one, self._look.body_face, size), Shape(align="center", keep=True)) for one in labels
            ]
            names = [cell(empty, gap), *(part for one in shown for part in (cell(one, SEAL), cell(empty, gap)))]
            box = (cell(empty, SEAL, borders=dashed), cell(empty, gap))
            boxes = [cell(empty, gap), *(part for _ in labels for part in box)]
            self._file.add(table([row(names), row(boxes, SEAL, exact=True)], wide, lines={}, margin=0))
            self._add("", Shape(line=6))

    def _writing_area(self, block: WritingArea) -> None:
        self._add(self._text(block.label), self._plain.but(align="left", keep=True))
        empty = cell("<w:p/>", self._paper.room)
        lines = dict.fromkeys(("top", "left", "bottom", "right"), _BOX) | {"insideH": _THIN}
        rows = [row([empty], 10 * MM, exact=True) for _ in range(block.lines)]
        self._file.add(table(rows, [self._paper.room], lines=lines, margin=4))
        self._add("", Shape(line=6))

    def _closing(self, block: Closing) -> None:
        self._empty(2, keep=True)
        right = 4 + (CELLS.of(block.day) - CELLS.of(block.office)) / 2
        at_right = self._plain.but(align="right")
        self._add(self._text(block.office), at_right.but(right=max(right, 0), keep=True))
        self._add(self._text(block.day), at_right.but(right=4, keep=bool(block.note)))
        if block.note:
            self._add(self._text(f"（{block.note}）"), self._plain.but(first=2))

    def _enclosures(self, block: Enclosures) -> None:
        self._empty(1, keep=True)
        lines = block.lines()
        for number, (before, name) in enumerate(lines):
            hang = CELLS.of(before)
            left = 2 + hang + (CELLS.of("附件：") if number else 0)
            self._add(self._text(before + name), self._plain.but(left=left, first=-hang, keep=True))

    def _imprint(self, block: Imprint) -> None:
        if self._flow.imprint_alone and block.even:
            self._file.even_page()
        # a hair narrower than the text: LibreOffice lets no wider table float
        room, hang = self._paper.room - 0.5, CELLS.of("抄送：")
        lead = Shape(line=SMALL_LEAD, cell=SMALL, align="left")
        high = imprint_height(block, self._paper)
        rows = []
        if block.copied:
            text = paragraph(run(block.copied, "fang", SMALL), lead.but(left=hang, first=-hang))
            rows.append(row([cell(text, room)], high - SMALL_LEAD, exact=True))
        both = paragraph(run(f"{block.office}\t{block.printed}", "fang", SMALL), lead.but(tab=room - 2 * SMALL))
        rows.append(row([cell(both, room)], SMALL_LEAD, exact=True))
        top = self._paper.height - self._paper.bottom - high
        # 0.35 mm are 8 eighths of a point, 0.25 mm are 6
        self._file.add(table(rows, [room], lines={"top": 8, "bottom": 8, "insideH": 6}, margin=SMALL, top=top))
        self._add("", Shape(line=1))

    def _page_break(self, block: PageBreak) -> None:
        if block.loose:
            self._file.loose_page()
        else:
            self._file.add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def _graph(self, graph: Graph) -> None:
        """The figures as a table: Word holds numbers that can be changed, the drawing is the PDF's."""
        self._add(self._text(graph.caption, "hei"), self._plain.but(keep=True))
        if graph.empty:
            self._add(self._text(NO_DATA), self._plain)
            return
        each = self._paper.room / (len(graph.series) + 2)
        wide = [2 * each, *(each for _ in graph.series)]
        rows = [
            row(
                [
                    cell(paragraph(self._text(text), Shape(align="left")), size)
                    for text, size in zip(one, wide, strict=True)
                ]
            )
            for one in graph_lines(graph)
        ]
        lines = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), _THIN)
        self._file.add(table(rows, wide, lines=lines, margin=5))
        self._add("", Shape(line=6))

    def _chart(self, chart: Chart) -> None:
        """The steps in words, each with where it leads to: Word holds text, the drawing is the PDF's."""
        names = {step.id: step.title for step in chart.steps}
        rows = []
        for step in chart.steps:
            onward = [f"{a.label}→{names[a.end]}" for a in chart.arrows if a.start == step.id]
            text = paragraph(self._text("；".join([step.title, *step.lines, *onward])), Shape(align="left"))
            rows.append(row([cell(text, self._paper.room)]))
        lines = dict.fromkeys(("top", "left", "bottom", "right", "insideH"), _THIN)
        self._file.add(table(rows, [self._paper.room], lines=lines, margin=5))
        self._add("", Shape(line=6))
