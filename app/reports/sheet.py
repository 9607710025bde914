"""A sheet of paper before it is drawn: what stands on it, in what order, nothing of how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.domain.money import show_yuan
from app.domain.points import show_points
from app.domain.text import short

NO_DATA = "这一段没有数据。"
Cell = str | int | date | None
Kind = Literal["text", "money", "count", "points", "date", "number"]
Upright = Literal["A4", "A3", "60x90", "A4x2", "A4x4", "A4x9"]
Turned = Literal[
    "A4 landscape", "A3 landscape", "60x90 landscape", "A4x2 landscape", "A4x4 landscape", "A4x9 landscape"
]
PAPER_ONLY = "paper_only"  # among the facts of a sheet: why it is printed and kept in no file
Size = Literal["auto"] | Upright | Turned
PUBLIC = "public"
"""The fact of a paper that hangs on no wall and yet is for everybody: read aloud, or given to every household."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what its cells hold (money in fen, points in hundredths), its width in characters."""

    title: str
    kind: Kind = "text"
    width: float = 8
    sums: bool = False


@dataclass(frozen=True)
class Table:
    """A grid with a repeated heading. `total` stands under the last row; cells None stay empty.

    `capital` is the line with 大写 below the table, "" for none; `unit_line` stands right above the heading.
    `headings` are rows (from 0) that head the ones below them: their first text goes over the empty cells beside
    it, and what stands after a line break in it are plain words for everybody, printed smaller. `subtotals` are rows
    that sum up rows above them. Both stay with their rows, and neither is counted where a page is summed up.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    capital: str = ""
    unit_line: str = ""
    caption: str = ""
    headings: frozenset[int] = frozenset()
    subtotals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Paragraph:
    """Running text. `level` 0 is body, 1 a heading 一、 (黑体), 2 a heading (一) (楷体).

    With `head` only so many first characters are the heading, and the text goes on behind it in the same line. What
    is `whole` never goes over two pages. On a wall what is to `repeat` stands at the foot of every page before its own.
    """

    text: str
    level: int = 0
    indent: bool = True
    align: Literal["left", "center", "right"] = "left"
    head: int = 0
    whole: bool = False
    repeat: bool = False


@dataclass(frozen=True)
class Facts:
    """Label and value pairs in one or more rows under the title, such as 单位 and 报告期."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WritingArea:
    """A ruled box to be filled by hand, such as the 手写承诺."""

    label: str
    lines: int = 6


@dataclass(frozen=True)
class Signatures:
    """A sign-off line: labels with room for a name by hand, or the name where it is already given."""

    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Seals:
    """Boxes kept free for rubber stamps, 4.5 cm each, with their labels."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class Closing:
    """署名 and 成文日期 at the end of a letter, on the page of its last lines, with room for the seal over them.

    `note` is the 附注 in brackets on the line below the day, such as whom to call.
    """

    office: str
    day: str
    note: str = ""


@dataclass(frozen=True)
class Enclosures:
    """附件说明: what is enclosed, named below the text of a letter."""

    names: tuple[str, ...]

    def lines(self) -> list[tuple[str, str]]:
        """Each name with what stands before it: 附件：1．, then 2．; a single one has no number."""
        if len(self.names) == 1:
            return [("附件：", self.names[0])]
        return [(f"附件：{n}．" if n == 1 else f"{n}．", name) for n, name in enumerate(self.names, 1)]


@dataclass(frozen=True)
class Enclosure:
    """The next blocks are an enclosure: on a new page its label in the first line, its title in the third."""

    label: str
    title: str


@dataclass(frozen=True)
class Imprint:
    """版记 at the foot of a letter's last page: who gets copies, who printed it and when.

    `even` puts it on the back of a sheet, as paper that is printed on both sides has it.
    """

    copies: str
    office: str
    day: str
    even: bool = True

    @property
    def copied(self) -> str:
        """抄送：甲，乙。 or "" where nobody gets a copy."""
        return f"抄送：{self.copies.rstrip('。')}。" if self.copies else ""

    @property
    def printed(self) -> str:
        """2026年11月22日印发."""
        return f"{self.day}印发"


@dataclass(frozen=True)
class TearOff:
    """A dashed line to cut along: everything after it is the slip, kept together at the foot or on a new page."""

    label: str


@dataclass(frozen=True)
class Slip:
    """What one household takes home: whom it is for, what it says, and whom to ask."""

    title: str
    lines: tuple[str, ...]
    foot: str = ""


@dataclass(frozen=True)
class Slips:
    """Slips to be cut apart: as many on a page as fit, none cut by its edge, dashed lines between them.

    With `fill` they are repeated until the page is full: all households get the same.
    """

    slips: tuple[Slip, ...]
    fill: bool = False


@dataclass(frozen=True)
class Code:
    """A short code in the corner of every page, as text and as a square for cameras: it finds its row again."""

    code: str
    label: str


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a new page; page numbers go on. A `loose` page lies beside the paper, without number."""

    loose: bool = False


@dataclass(frozen=True)
class Step:
    """One box of a flow chart: its heading, smaller lines below it, and what kind of step it is."""

    id: int
    title: str
    lines: tuple[str, ...] = ()
    shape: Literal["begin", "step", "choice", "end"] = "step"


@dataclass(frozen=True)
class Arrow:
    """One way from a step to another; `label` is the condition, "" where the flow always goes on."""

    start: int
    end: int
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """A flow chart on one page, drawn as large as the paper allows; where its boxes stand is worked out."""

    steps: tuple[Step, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class Series:
    """One row of bars or one line: its name, and a value for every label; None where there is none."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Graph:
    """Figures drawn for a printer without colours: bars lie side by side for names, lines run over months.

    Values are whole numbers; with `tenths` they are tenths, such as of a per cent. `unit` stands behind each value.
    """

    caption: str
    kind: Literal["bars", "lines"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    tenths: bool = False

    @property
    def full(self) -> int:
        """What the whole length stands for where values are shares of a hundred, else 0."""
        return (1000 if self.tenths else 100) if self.unit == "%" else 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value is not None for one in self.series for value in one.values)

    def shown(self, value: int | None) -> str:
        """A value as it is printed beside its bar or point, "" where there is none."""
        if value is None:
            return ""
        return f"{value // 10}.{value % 10}{self.unit}" if self.tenths else f"{value}{self.unit}"


@dataclass(frozen=True)
class Picture:
    """A photo or scan as large as the page allows: its JPEG or PNG bytes, its size in pixels, what stands below it."""

    data: bytes
    width: int
    height: int
    name: str


Block = (
    Table
    | Paragraph
    | Facts
    | WritingArea
    | Signatures
    | Seals
    | Closing
    | Enclosures
    | Enclosure
    | Imprint
    | TearOff
    | Slips
    | Code
    | PageBreak
    | Chart
    | Graph
    | Picture
)


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed, in order. Screen preview, PDF and Excel are made from it and nothing else.

    `mark` is printed at the head of every page (练习 for the practice book). `look` chooses faces and sizes:
    "ledger" small and dense, "notice" large for a wall, "letter" as a letter. `foot` is repeated at the foot.
    On A3 and larger a notice is turned by itself; A4x2, A4x4 and A4x9 are sheets glued together from pages of A4.
    A letter has its 文号 (`number`) above the title, below the `red_head` where the county orders one, and its
    `urgency` (特急, 加急) in the upper left corner; a report names its `signer` (签发人).
    `kept` are names in the title that are not torn apart.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    mark: str = ""
    size: Size = "auto"
    look: Literal["ledger", "notice", "letter"] = "ledger"
    foot: str = ""
    number: str = ""
    red_head: str = ""
    urgency: str = ""
    signer: str = ""
    kept: tuple[str, ...] = ()
    file_name: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def signed(self) -> str:
        """签发人：李四, "" where none is named."""
        return f"签发人：{self.signer}" if self.signer else ""

    def lines(self) -> list[list[str]]:
        """All the text of the sheet, top to bottom: one list per printed line or table row."""
        out: list[list[str]] = [[text] for text in (self.urgency, self.red_head, self.number, self.signed) if text] + [
            [self.title]
        ]
        if self.subtitle:
            out.append([self.subtitle])
        for block in self.blocks:
            out.extend(_block_lines(block))
        if self.foot:
            out.append([self.foot])
        return out

    def placed(self) -> Iterator[tuple[str, str]]:
        """All the text of the sheet, each piece with the place a reader finds it at: 第3行“姓名”."""
        for text in (
            self.title,
            self.subtitle,
            self.urgency,
            self.red_head,
            self.number,
            self.signed,
            self.foot,
            self.mark,
        ):
            yield "", text
        for block in self.blocks:
            if isinstance(block, Table):
                yield from _cells(block)
            else:
                yield from (("", text) for line in _block_lines(block) for text in line)


def show(cell: Cell, kind: Kind) -> str:
    """A cell as it is printed: money in yuan with commas, points as 96.5, days as 2026-06-30, nothing as ""."""
    if cell is None:
        return ""
    if kind == "money" and isinstance(cell, int):
        return show_yuan(cell)
    if kind == "points" and isinstance(cell, int):
        return show_points(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def table_lines(table: Table) -> list[list[str]]:
    """Heading, rows and total of one table as text."""
    return list(_table_lines(table))


def _table_lines(table: Table) -> Iterator[list[str]]:
    kinds = [column.kind for column in table.columns]
    yield [column.title for column in table.columns]
    for row in table.rows if table.total is None else (*table.rows, table.total):
        yield [show(c, k) for c, k in zip(row, kinds, strict=True)]


def _cells(table: Table) -> Iterator[tuple[str, str]]:
    """Every cell with its row and column; a row is called by its number and by its first words."""
    yield from (("", text) for text in (table.caption, table.unit_line, table.capital))
    rows = _table_lines(table)
    head = next(rows)
    yield from (("表头", text) for text in head)
    counted = table.columns[0].kind == "number"
    for number, row in enumerate(rows, 1):
        name = row[0] if counted and row[0] else str(number)
        for index, (title, text) in enumerate(zip(head, row, strict=True)):
            words = next((cell for at, cell in enumerate(row) if cell and cell != name and at != index), "")
            yield f"第{name}行({short(words, 16)})“{title}”:" if words else f"第{name}行“{title}”:", text


def _block_lines(block: Block) -> list[list[str]]:
    match block:
        case Table():
            above = [[text] for text in (block.caption, block.unit_line) if text]
            return [*above, *table_lines(block), *([[block.capital]] if block.capital else [])]
        case Paragraph():
            return [[block.text]]
        case Facts():
            return [[f"{label}：{value}" for label, value in block.pairs]]
        case WritingArea():
            return [[block.label]]
        case Signatures():
            return [[f"{label}：{name}" for label, name in block.places]]
        case Seals():
            return [list(block.labels)]
        case Closing():
            return [[text] for text in (block.office, block.day, block.note and f"（{block.note}）") if text]
        case Enclosures():
            return [[f"{before}{name}"] for before, name in block.lines()]
        case Enclosure():
            return [[block.label], [block.title]]
        case Imprint():
            return [*([[block.copied]] if block.copied else []), [block.office, block.printed]]
        case TearOff():
            return [[block.label]]
        case Slips():
            return [[slip.title, *slip.lines, slip.foot] for slip in block.slips]
        case Code():
            return [[f"{block.label} {block.code}"]]
        case PageBreak():
            return []
        case Chart():
            return _chart_lines(block)
        case Graph():
            return _graph_lines(block)
        case Picture():
            return [[block.name]]


def graph_lines(graph: Graph) -> list[list[str]]:
    """The figures of a graph as a table: its names at the head, then a row for every label."""
    rows = zip(graph.labels, *(one.values for one in graph.series), strict=True)
    return [["", *(one.name for one in graph.series)], *([label, *map(graph.shown, row)] for label, *row in rows)]


def _graph_lines(graph: Graph) -> list[list[str]]:
    return [[graph.caption], *(graph_lines(graph) if not graph.empty else [[NO_DATA]])]


def _chart_lines(chart: Chart) -> list[list[str]]:
    names = {step.id: step.title for step in chart.steps}
    steps = [[step.title, *step.lines] for step in chart.steps]
    return [*steps, *([f"{names[a.start]} → {names[a.end]}", a.label] for a in chart.arrows if a.label)]


def sum_row(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], label: str = "合计", but: Collection[int] = ()
) -> tuple[Cell, ...]:
    """The 合计 row: the label in the first text column, sums where a column says so; rows in `but` do not count."""
    out: list[Cell] = [None] * len(columns)
    counted = [row for index, row in enumerate(rows) if index not in but]
    for index, column in enumerate(columns):
        if column.sums:
            out[index] = sum(int(cell) for row in counted if isinstance(cell := row[index], int))
    first = next((i for i, c in enumerate(columns) if not c.sums and c.kind == "text"), 0)
    out[first] = label
    return tuple(out)
