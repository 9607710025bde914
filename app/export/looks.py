"""How a sheet looks on paper: margins, faces and sizes of the three looks, and which papers they try."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.faults import Told
from app.export.tiling import MM as MM  # a measure of every look
from app.export.tiling import Tiling
from app.reports.sheet import Sheet

PAPERS = {
    "A4": (210 * MM, 297 * MM),
    "A4 landscape": (297 * MM, 210 * MM),
    "A3": (297 * MM, 420 * MM),
    "A3 landscape": (420 * MM, 297 * MM),
    "60x90": (600 * MM, 900 * MM),
    "60x90 landscape": (900 * MM, 600 * MM),
}
_A4, _A4_TURNED = PAPERS["A4"], PAPERS["A4 landscape"]
# Sheets put together from pages of A4: about as large as A3, A2 and 60 × 90 cm.
TILINGS = {
    "A4x2": Tiling(1, 2, *_A4_TURNED),
    "A4x2 landscape": Tiling(2, 1, *_A4),
    "A4x4": Tiling(2, 2, *_A4),
    "A4x4 landscape": Tiling(2, 2, *_A4_TURNED),
    "A4x9": Tiling(3, 3, *_A4),
    "A4x9 landscape": Tiling(3, 3, *_A4_TURNED),
}
PAPERS |= {name: tiling.size for name, tiling in TILINGS.items()}
SEAL = 45 * MM


class TooWide(Told):
    """A table that no paper of ours can hold without cutting a column."""

    code = "E-WIDE"

    def __init__(self, title: str, columns: int) -> None:
        super().__init__(
            f"《{title}》有 {columns} 栏,这种纸横放也排不下。没有生成文件,账本没有变化。"
            "请换大一些的纸,或少选几栏再打印,或导出 Excel 后自己排版。"
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
    row_pad: float = 0.36  # above and below the text of a row, in parts of its size
    least: float = 9.0  # words that everybody must be able to read are not smaller


@dataclass(frozen=True)
class Paper:
    """One way to put a sheet on paper: the paper, its look and the type size of its tables."""

    width: float
    height: float
    look: Look
    table_size: float
    tiling: Tiling | None = None

    @property
    def joints_x(self) -> tuple[float, ...]:
        """Where pages that are glued together meet, from the left."""
        return self.tiling.joints_x if self.tiling else ()

    @property
    def joints_y(self) -> tuple[float, ...]:
        """Where pages that are glued together meet, from the upper one down, counted from the lower edge."""
        return self.tiling.joints_y if self.tiling else ()

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
WALL_A4 = Look(_mm(17, 14, 17, 16), 26, "fang", 16, 26, "fang", row_height=8.4 * MM, row_pad=0.25)
WALL_A3 = Look(_mm(20, 16, 20, 18), 36, "fang", 20, 33, "fang", row_height=9.4 * MM, row_pad=0.22, least=16)
WALL_A2 = Look(_mm(26, 20, 24, 22), 50, "fang", 26, 43, "fang", row_height=11 * MM, row_pad=0.22, least=18)
WALL_60 = Look(_mm(34, 26, 32, 28), 72, "fang", 34, 56, "fang", row_height=13 * MM, row_pad=0.22, least=22)
# GB/T 9704-2012: 版心 156 × 225 mm, 28 characters by 22 lines; the pitch is a 28th and a 22nd of it.
LETTER = Look(_mm(37, 26, 35, 28), 22, "fang", 15.75, 225 / 22 * MM, "fang", pitch=156 / 28 * MM, row_height=8 * MM)


_READ = 12.0  # words that are read from a desk are not made smaller than this


def tight(look: Look) -> Look:
    """A look with less white and, where they are large, smaller words around its tables, whose type stays as it is."""
    body = max(0.9 * look.body_size, min(look.body_size, _READ))
    return replace(
        look,
        title_size=0.9 * look.title_size,
        body_size=body,
        body_lead=1.4 * body,
        row_height=0.88 * look.row_height,
        row_pad=0.75 * look.row_pad,
    )


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
        ("A3 landscape", WALL_A3, (18, 16)),
    ],
    "letter": [
        ("A4", LETTER, (14, 12, 10.5)),
        ("A4 landscape", LEDGER, (10.5, 9)),
        ("A3 landscape", LEDGER, (10.5, 9)),
    ],
}
# The type of tables on walls, largest first; the smallest is what a rule asks for: 16 pt on A3, 22 pt at 60 × 90 cm.
# Source: forms-and-rules 3.5, last paragraph.
_A3_SIZES, _A2_SIZES, _60_SIZES = (24, 22, 20, 18, 16), (34, 30, 27, 24, 22, 20, 18), (48, 42, 36, 32, 28, 25, 22)
_WALLS: dict[str, tuple[Look, tuple[float, ...]]] = {
    "A4": (WALL_A4, (16, 14, 13, 12)),
    "A3": (WALL_A3, _A3_SIZES),
    "A4x2": (WALL_A3, _A3_SIZES),
    "A4x4": (WALL_A2, _A2_SIZES),
    "A4x9": (WALL_60, _60_SIZES),
    "60x90": (WALL_60, _60_SIZES),
}
_DENSE = (10.5, 10, 9.5, 9)


def chart_sizes(paper: Paper) -> tuple[float, ...]:
    """The type sizes a flow chart tries on a paper, in points; the smallest is still read from a metre away."""
    if paper.look in (WALL_A2, WALL_60):
        return _A2_SIZES if paper.look is WALL_A2 else _60_SIZES
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
    if sheet.size.partition(" ")[0] != "A4" and (walls := wall_papers(sheet)):
        return [paper for group in walls for paper in group]
    wished = [paper for name, paper in tries if name == sheet.size]
    if not wished:
        look = {"ledger": LEDGER, "letter": LETTER}.get(sheet.look, WALL_A3 if "A3" in sheet.size else WALL_A4)
        sizes = _DENSE if sheet.look != "notice" else (16, 14, 12)
        wished = [Paper(*PAPERS[sheet.size], look, size) for size in sizes]
    larger = [paper for _, paper in tries if paper.width > wished[0].width]
    return [*wished, *larger]


def wall_papers(sheet: Sheet) -> list[list[Paper]]:
    """The papers of a sheet for a wall: upright, then turned, each with its sizes, largest first.

    A4 where none is wished. Other sheets have some only where they wish for very large paper.
    """
    name, _, turned = sheet.size.partition(" ")
    if sheet.look == "notice" and name == "auto":
        name = "A4"
    if name not in _WALLS or sheet.look == "letter" or (name in ("A3", "A4") and sheet.look != "notice"):
        return []
    look, sizes = _WALLS[name]
    if name == "A4" and sheet.facts.get("large"):
        sizes = (*LARGE, *sizes[1:])
    if sheet.look == "ledger":
        look, sizes = (LEDGER, _DENSE) if name == "A4x2" else (look, (*sizes, 16, 14))
    kinds = [sheet.size] if turned else [name, f"{name} landscape"]
    return [[Paper(*PAPERS[kind], look, size, TILINGS.get(kind)) for size in sizes] for kind in kinds]
