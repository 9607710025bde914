"""How a sheet looks on paper: margins, faces and sizes of the three looks, and which papers they try."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.faults import Told
from app.reports.sheet import Sheet

MM = 72 / 25.4
PAPERS = {
    "A4": (210 * MM, 297 * MM),
    "A4 landscape": (297 * MM, 210 * MM),
    "A3": (297 * MM, 420 * MM),
    "A3 landscape": (420 * MM, 297 * MM),
}
SEAL = 45 * MM


class TooWide(Told):
    """A table that no paper of ours can hold without cutting a column."""

    code = "E-WIDE"

    def __init__(self, title: str, columns: int) -> None:
        super().__init__(
            f"《{title}》有 {columns} 栏,A3 横放也排不下。没有生成文件,账本没有变化。"
            "请少选几栏再打印,或导出 Excel 后自己排版。"
        )


class TooBig(Told):
    """A flow chart that no paper of ours can hold at a size that can be read."""

    code = "E-WIDE"

    def __init__(self, title: str) -> None:
        super().__init__(
            f"《{title}》步骤太多,A3 一张也画不下。没有生成文件,账本没有变化。请合并几步,或缩短各步的材料说明后再打印。"
        )


@dataclass(frozen=True)
class Look:
    """Sizes in points. Margins are top, right, bottom, left."""

    margins: tuple[float, float, float, float]
    title_size: float
    body_face: str
    body_size: float
    body_lead: float
    table_face: str
    pitch: float = 0.0
    row_height: float = 0.0


@dataclass(frozen=True)
class Paper:
    """One way to put a sheet on paper: the paper, its look and the type size of its tables."""

    width: float
    height: float
    look: Look
    table_size: float

    @property
    def left(self) -> float:
        """Where the printed area begins."""
        return self.look.margins[3]

    @property
    def room(self) -> float:
        """The width of the printed area."""
        return self.width - self.look.margins[1] - self.look.margins[3]

    @property
    def top(self) -> float:
        """The upper edge of the printed area."""
        return self.height - self.look.margins[0]

    @property
    def bottom(self) -> float:
        """The lower edge of the printed area."""
        return self.look.margins[2]


def _mm(top: float, right: float, bottom: float, left: float) -> tuple[float, float, float, float]:
    return (top * MM, right * MM, bottom * MM, left * MM)


LEDGER = Look(_mm(18, 12, 17, 18), 18, "song", 10.5, 17, "song", row_height=6.4 * MM)
WALL_A4 = Look(_mm(17, 14, 17, 16), 26, "fang", 16, 26, "fang", row_height=8.4 * MM)
WALL_A3 = Look(_mm(20, 16, 20, 18), 36, "fang", 20, 33, "fang", row_height=10.6 * MM)
# GB/T 9704-2012: 版心 156 × 225 mm, 28 characters by 22 lines; the pitch is a 28th and a 22nd of it.
LETTER = Look(_mm(37, 26, 35, 28), 22, "fang", 15.75, 225 / 22 * MM, "fang", pitch=156 / 28 * MM, row_height=8 * MM)

# Type for few words that are to be read from afar; a sheet asks for it with the fact "large".
LARGE = (22, 20, 18, 16)
_TRIES: dict[str, list[tuple[str, Look, tuple[float, ...]]]] = {
    "ledger": [
        ("A4", LEDGER, (10.5, 10)),
        ("A4 landscape", LEDGER, (10.5, 10, 9.5, 9)),
        ("A3 landscape", LEDGER, (10.5, 10, 9.5, 9)),
    ],
    "notice": [
        ("A4", WALL_A4, (14, 13, 12)),
        ("A4 landscape", WALL_A4, (14, 13, 12)),
        ("A3", WALL_A3, (18, 16)),
        ("A3 landscape", WALL_A3, (18, 16, 14, 12)),
    ],
    "letter": [
        ("A4", LETTER, (14, 12, 10.5)),
        ("A4 landscape", LEDGER, (10.5, 9)),
        ("A3 landscape", LEDGER, (10.5, 9)),
    ],
}


def chart_sizes(paper: Paper) -> tuple[float, ...]:
    """The type sizes a flow chart tries on a paper, in points; the smallest is still read from a metre away."""
    return (22, 20, 18, 16, 15, 14) if max(paper.width, paper.height) > 900 else (18, 17, 16, 15, 14)


def papers(sheet: Sheet) -> list[Paper]:
    """The papers to try for a sheet, best first. A wished-for paper comes first; larger ones stay as a way out."""
    larger_type = LARGE if sheet.facts.get("large") else ()
    tries = [
        (name, Paper(*PAPERS[name], look, size))
        for name, look, sizes in _TRIES[sheet.look]
        for size in (*larger_type, *sizes)
    ]
    if sheet.size == "auto":
        return [paper for _, paper in tries]
    wished = [paper for name, paper in tries if name == sheet.size]
    if not wished:
        look = {"ledger": LEDGER, "letter": LETTER}.get(sheet.look, WALL_A3 if "A3" in sheet.size else WALL_A4)
        sizes = (10.5, 10, 9.5, 9) if sheet.look != "notice" else (16, 14, 12)
        wished = [Paper(*PAPERS[sheet.size], look, size) for size in sizes]
    larger = [paper for _, paper in tries if paper.width > wished[0].width]
    return [*wished, *larger]
