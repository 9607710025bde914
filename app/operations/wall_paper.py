"""What a sheet for the wall is printed on: as the clerk chose for its kind, as the county says, as suits the kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.faults import Refused
from app.domain.options import BOOK_OPTIONS
from app.reports.sheet import Sheet, Size
from app.storage.book import Book

_KEPT = "paper:"
OPTION = "wall_paper"


@dataclass(frozen=True)
class WallPaper:
    """One choice: its key on the command line, how it is called, what it means for a sheet."""

    key: str
    title: str
    size: Size


# In the order of the county's option, whose first choice is the kind's own paper.
PAPERS = (
    WallPaper("A4", "A4", "A4"),
    WallPaper("A3", "A3", "A3"),
    WallPaper("60x90", "60×90厘米", "60x90"),
    WallPaper("A4-tiles", "A4拼成A3(2张)", "A4x2"),
    WallPaper("A4-tiles4", "A4拼成大张(4张)", "A4x4"),
    WallPaper("A4-tiles9", "A4拼成58×84厘米(9张)", "A4x9"),
)
BY_KIND = "按表种"
_OWN = {"finance_wall": "A3"}


def is_wall(sheet: Sheet) -> bool:
    """Whether a sheet is made for a wall, so that its paper may be chosen."""
    return sheet.look == "notice" or "version" in sheet.facts


def remembered(book: Book, kind: str) -> str:
    """The key of the paper a clerk chose for a kind of sheet, "" where none was chosen."""
    kept = book.kept(f"{_KEPT}{kind}")
    return kept if isinstance(kept, str) and any(paper.key == kept for paper in PAPERS) else ""


def chosen(book: Book, kind: str) -> str:
    """The key of the paper for a kind of sheet, "" for what suits it."""
    if kept := remembered(book, kind):
        return kept
    place = book.option(OPTION)
    return PAPERS[place - 1].key if 0 < place <= len(PAPERS) else ""


def remember(book: Book, kinds: Iterable[str], key: str) -> None:
    """Print these kinds of sheet on this paper from now on; "" goes back to what the county says."""
    for kind in kinds:
        book.keep(f"{_KEPT}{kind}", paper_of(key).key if key else None)


def paper_of(key: str) -> WallPaper:
    """A paper by its key.

    Raises:
        Refused: No such paper.
    """
    for paper in PAPERS:
        if paper.key == key:
            return paper
    raise Refused(f"没有“{key}”这种纸,可选:{'、'.join(paper.key for paper in PAPERS)}。没有写出任何文件。", "E-PAPER")


def as_chosen(book: Book, sheet: Sheet) -> Sheet:
    """A sheet for the wall on the paper for its kind; any other as it is."""
    return on_paper(sheet, chosen(book, sheet.key) or _OWN.get(sheet.key, "")) if is_wall(sheet) else sheet


def on_paper(sheet: Sheet, key: str) -> Sheet:
    """A sheet with a wish for its paper. A letter is A4 always; a wide register lies across A3."""
    if not key:
        return sheet
    size = paper_of(key).size
    if sheet.look == "letter":
        size = "A4"
    elif sheet.look == "ledger" and size == "A3":
        size = "A3 landscape"
    return replace(sheet, size=size)


def explained(place: int) -> str:
    """What one of the county's choices means."""
    option = BOOK_OPTIONS[OPTION]
    if place == 0:
        return f"{option.help}。财务公开榜用 A3,其他公示按内容自动选 A4 或 A3"
    return f"{option.help}。{option.source}"
