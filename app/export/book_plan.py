"""How a workbook is set up before it is written: its columns, its type, and where its pages end.

A sheet for a wall gets the paper, the type, the columns and the page ends of its PDF, so that both hang alike.
Other sheets get columns as wide as was wished, and Excel ends their pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from app.export.book_graph import WIDE
from app.export.cells import CELLS
from app.export.wrap import WHOLE, wrap
from app.reports.sheet import Chart, Graph, Sheet, Table

if TYPE_CHECKING:
    from app.export.flow import Flow
    from app.export.grid import Grid

Span = tuple[int, int]
"""The first and the last column of the page that a column of a table goes over."""
PAPERS = {"A4": (9, False), "A4 landscape": (9, True), "A3": (8, False), "A3 landscape": (8, True)}
# Excel counts in half-width characters, a sheet in Chinese ones.
_HALF = 2.0
_NARROW = 9.0
# What stands across A4 upright and A4 turned at a size that eyes of fifty read.
_A4_UPRIGHT, _A4_ACROSS, _A4_MOST = 100.0, 150.0, 190.0
_PIXELS, _FRAME, _POINTS = 7.0, 5.0, 0.75  # of a half character of Excel's own face, of a cell's sides, of a pixel
_LEAD = 1.3  # as in app.export.grid
_SIDES = 6.0  # points that Excel keeps free in a cell
_SAFE = 0.95  # the machine that prints may have a wider face
_PLAIN_LEAD = 15.0  # a line of a register's small type, in points
_RAGGED = 0.5  # what stays empty at the end of a line, on an average
_HIGHEST = 409.0  # points, Excel's own limit
_ROUNDS, _LEAST_SHARE = 12, 0.15
_MORE = 1.12  # how much wider than in the PDF a column of text may become


@dataclass(frozen=True)
class Plan:
    """Everything about a workbook that does not depend on what is written where.

    Widths are in points, margins in points as top, right, bottom, left. `ends` says before which rows of a block
    (from 0, for others than tables always 0) a page ends.
    """

    widths: Sequence[float]
    spans: Sequence[Sequence[Span]]
    paper: str
    margins: tuple[float, float, float, float] = (54, 36, 54, 50.4)
    wall: bool = False
    title_size: float = 16
    text_size: float = 10.5
    table_size: float = 10.5
    foot_size: float = 10
    row_height: float = 0.0
    pad: float = 0.2
    aligns: Sequence[Sequence[str]] = ()
    ends: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def face(self) -> str:
        """What text is set in; every Windows in Chinese has it."""
        return "仿宋" if self.wall else "宋体"

    @property
    def strong(self) -> str:
        """What headings and sums are set in."""
        return "黑体" if self.wall else "宋体"

    def room(self, first: int, last: int, size: float) -> float:
        """How many characters of a size stand beside each other over some columns."""
        return max((sum(self.widths[first : last + 1]) - _SIDES) * _SAFE / size, 1.0) + 1e-6

    def lines(self, text: str, first: int, last: int, size: float) -> int:
        """How many lines a text takes there."""
        room = self.room(first, last, size)
        return 1 if len(text) <= room and "\n" not in text else len(wrap(text, room, CELLS))

    def roughly(self, text: str, first: int, last: int) -> int:
        """The same for a table of thousands of rows: rather one line too many than one cut."""
        return self.turns(text, self.rough_room(first, last))

    def rough_room(self, first: int, last: int) -> float:
        """How many characters of a table stand beside each other over some columns, roughly."""
        return (sum(self.widths[first : last + 1]) - _SIDES) / self.table_size

    @staticmethod
    def turns(text: str, room: float) -> int:
        """How many lines a text takes in a room of so many characters, rather one too many."""
        if "\n" in text:
            return sum(Plan.turns(part, room) for part in text.split("\n"))
        if len(text) <= room or (long := CELLS.of(text)) <= room:
            return 1
        return -int(-long // max(room - _RAGGED, 1.0))

    def pieces(self, text: str, first: int, last: int, size: float) -> list[str]:
        """A text over some columns in pieces that have room in one row each: Excel has no higher ones."""
        most = int(_HIGHEST / max(_LEAD * size, _PLAIN_LEAD)) - 1
        if self.lines(text, first, last, size) <= most:
            return [text]
        out, room = list[list[str]](), self.room(first, last, size)
        for part in text.split("\n"):
            lines = wrap(part, room, CELLS)
            for place, line in enumerate(lines):
                if not out or len(out[-1]) == most:
                    out.append([])
                out[-1].append(line if place < len(lines) - 1 else f"{line}\n")
        return ["".join(lines).removesuffix("\n") for lines in out]

    def packed(self, texts: Sequence[str], size: float) -> str:
        """Texts beside each other, as many in a line as have room: none is torn apart."""
        room, out = self.room(0, len(self.widths) - 1, size), [""]
        for text in texts:
            longer = f"{out[-1]}    {text}" if out[-1] else text
            if out[-1] and CELLS.of(longer) > room:
                out.append(text)
            else:
                out[-1] = longer
        return "\n".join(out)

    def pixels(self, column: int) -> int:
        """The width of a column on screen."""
        return int(self.widths[column] / _POINTS + 0.5)

    def least(self, text: str, wraps: bool, size: float) -> float:
        """The height of a row over the whole width."""
        if not self.wall:
            return max(18.0, _PLAIN_LEAD * self.lines(text, 0, len(self.widths) - 1, size) + 4) if wraps else 18.0
        lines = self.lines(text, 0, len(self.widths) - 1, size) if wraps else 1
        return min((lines + 0.25) * _LEAD * size, _HIGHEST)

    def high(self, lines: float, size: float) -> float:
        """The height of a row with so many lines."""
        return min(max(lines * _LEAD * size + 2 * self.pad * size, self.row_height), _HIGHEST)


def plan_for(sheet: Sheet) -> Plan:
    """The plan of a sheet; what no paper holds on a wall is set up like a register."""
    if sheet.look == "notice" and not any(isinstance(block, Chart | Graph) for block in sheet.blocks):
        return _like_its_pdf(sheet)
    return _plain(sheet)


def _plain(sheet: Sheet) -> Plan:
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    widths = _column_widths(tables)
    if graphs := [block for block in sheet.blocks if isinstance(block, Graph)]:
        widths[0] = max(widths[0], 24.0)
        least = 1 + max(len(graph.series) for graph in graphs)
        while len(widths) < least or sum(width * _PIXELS + _FRAME for width in widths) < WIDE:
            widths.append(10.0)
    return Plan(
        [(width * _PIXELS + _FRAME) * _POINTS for width in widths],
        [[(index, index) for index in range(len(table.columns))] for table in tables],
        _paper(sheet, sum(widths)),
    )


def _column_widths(tables: Sequence[Table]) -> list[float]:
    """The widths in half characters; text gives way on a wide sheet, so that the print stays readable."""
    count = max((len(table.columns) for table in tables), default=4)
    out = [10.0] * count if not tables else [4.0] * count
    fixed = [False] * count
    for table in tables:
        for index, column in enumerate(table.columns):
            wished = min(column.width * _HALF, 60) + 1
            wanted = {"date": 12.0, "money": max(wished, 12.0)}.get(column.kind, wished)
            out[index] = max(out[index], wanted)
            fixed[index] = fixed[index] or column.kind != "text" or out[index] <= _NARROW
    stiff = sum(width for width, hard in zip(out, fixed, strict=True) if hard)
    soft = sum(out) - stiff
    factor = min(1.0, max(0.55, (_A4_ACROSS - stiff) / soft)) if soft else 1.0
    return [width if hard else max(width * factor, _NARROW) for width, hard in zip(out, fixed, strict=True)]


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


def _like_its_pdf(sheet: Sheet) -> Plan:
    from app.export.blocks import foot_size, title_lines
    from app.export.layout import lay_out
    from app.export.looks import TooBig, TooWide
    from app.export.pdf import one_at_a_time

    name, _, turned = sheet.size.partition(" ")
    if name not in ("auto", "A4", "A3"):
        sheet = replace(sheet, size="A3 landscape" if turned else "A3")
    with one_at_a_time():
        try:
            flow = lay_out(sheet)
        except (TooWide, TooBig):
            return _plain(sheet)
        paper, look = flow.paper, flow.paper.look
        _, title_size = title_lines(sheet.title, paper.room * _SAFE, look.title_size)
    widths, spans = _shared_columns(flow.grids, paper.room)
    return Plan(
        widths,
        spans,
        ("A3" if max(paper.width, paper.height) > 1000 else "A4")
        + (" landscape" if paper.width > paper.height else ""),
        margins=(look.margins[0], look.margins[1], flow.floor, look.margins[3]),
        wall=True,
        title_size=title_size,
        text_size=look.body_size,
        table_size=paper.table_size,
        foot_size=foot_size(paper),
        row_height=look.row_height,
        pad=look.row_pad,
        aligns=[grid.aligns for grid in flow.grids],
        ends=_ends(flow),
    )


def _shared_columns(grids: Sequence[Grid], room: float) -> tuple[list[float], list[list[Span]]]:
    """Columns that all tables share, each as wide as the paper: those of the table with most, others go over several.

    How wide they are is a compromise in which long tables count more; numbers always have room.
    """
    if not grids:
        return [room / 4] * 4, []
    wanted: list[list[float]] = [[right - left for left, right in pairwise(grid.edges)] for grid in grids]
    widths = max(wanted, key=lambda want: len(want)).copy()
    spans = [_spans(want, widths) for want in wanted]
    rows = sum(len(grid.rows) for grid in grids) or 1
    shares = [max(len(grid.rows) / rows, _LEAST_SHARE) for grid in grids]
    for _ in range(_ROUNDS):
        for want, over, share in zip(wanted, spans, shares, strict=True):
            for points, span in zip(want, over, strict=True):
                _stretch(widths, span, (points / sum(widths[span[0] : span[1] + 1])) ** share)
    least = [[_least(grid, index) for index in range(len(over))] for grid, over in zip(grids, spans, strict=True)]
    for _ in range(_ROUNDS):
        widths = [width * room / sum(widths) for width in widths]
        for over, needs in zip(spans, least, strict=True):
            for span, need in zip(over, needs, strict=True):
                _stretch(widths, span, max(need / sum(widths[span[0] : span[1] + 1]), 1.0))
    return widths, spans


def _stretch(widths: list[float], span: Span, factor: float) -> None:
    for index in range(span[0], span[1] + 1):
        widths[index] *= factor


def _least(grid: Grid, index: int) -> float:
    """What a column must have: Excel shows ### where a number has no room, and a day or a number is not torn apart.

    A line of the PDF should be one here too, where figures may be a little wider.
    """
    shown = [row.cells[index] for row in grid.rows if index >= row.span] + list(grid.total or ())[index : index + 1]
    lines = {line for cell in (*shown, grid.head[index]) for line in ([cell] if isinstance(cell, str) else cell)}
    longest = max(map(CELLS.of, lines), default=0.0)
    if grid.table.columns[index].kind == "text":
        words = {word for line in lines for word in WHOLE.findall(line)}
        own = (grid.edges[index + 1] - grid.edges[index]) / grid.size * _MORE
        longest = max(min(longest, own), max(map(CELLS.of, words), default=0.0))
    return longest * grid.size / _SAFE + _SIDES


def _spans(wanted: Sequence[float], widths: Sequence[float]) -> list[Span]:
    """Which shared columns each column goes over, so that all are about as wide as they want to be."""
    edges = list(accumulate(widths, initial=0.0))
    best: dict[int, tuple[float, list[Span]]] = {0: (0.0, [])}
    for place, want in enumerate(wanted):
        left = len(wanted) - place - 1
        ends = range(place + 1, len(widths) - left + 1) if left else [len(widths)]
        best = {
            end: min(
                (cost + _unlike(edges[end] - edges[start], want), [*spans, (start, end - 1)])
                for start, (cost, spans) in best.items()
                if start < end
            )
            for end in ends
        }
    return best[len(widths)][1]


def _unlike(width: float, wanted: float) -> float:
    """How much a column suffers from another width than it wants: from a smaller one most."""
    return 3 * (wanted - width) / wanted if width < wanted else (width - wanted) / wanted


def _ends(flow: Flow) -> dict[int, list[int]]:
    """Where pages of the PDF end, as the block and the row of a table that begin the next one."""
    from app.export.tables import draw_slice

    tables = [index for index, block in enumerate(flow.sheet.blocks) if isinstance(block, Table)]
    block_of = {id(grid): index for grid, index in zip(flow.grids, tables, strict=True)}
    placed, ends = dict.fromkeys(tables, 0), dict[int, list[int]]()
    for page, (drawings, block) in enumerate(zip(flow.pages, flow.starts, strict=True)):
        if page:
            ends.setdefault(block, []).append(placed.get(block, 0))
        for drawing in drawings:
            if isinstance(drawing, partial) and drawing.func is draw_slice:
                part = drawing.args[0]
                placed[block_of[id(part.grid)]] += sum(bool(row.values) for row in part.rows)
    return ends
