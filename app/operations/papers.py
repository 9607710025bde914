"""Sheets of one row each, as registers declare them: built, masked, and put into one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from app.domain.faults import Refused
from app.domain.fields import Row, Titles, Value
from app.domain.ledger import LedgerDef, Paper
from app.domain.privacy import masked
from app.domain.rows import text_of
from app.operations import gate, versions, wall_paper
from app.operations.on_paper import hotline, mark_of, safe_name
from app.operations.rights import must_read
from app.reports.around import PaperAround
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.pages import BookAround

Build = Callable[[Row, PaperAround, LedgerDef], Sheet]
REPORTS = "app.reports."


@dataclass(frozen=True)
class Offer:
    """A paper as it stands for one row; `reason` says why it cannot be printed now, "" where it can."""

    paper: Paper
    reason: str = ""


class Surroundings(BookAround):
    """The book as a sheet may see it: whose it is, and rows with their personal fields masked.

    `shown` gathers the personal texts that the paper declares bare and has seen: they belong to whom it is for.
    """

    def __init__(self, book: Book, own: str = "", bare: Sequence[str] = ()) -> None:
        super().__init__(book)
        self._book, self._own, self._bare = book, own, frozenset(bare)
        self.shown: set[str] = set()

    @property
    def township(self) -> str:
        """The office's place."""
        return self._book.info.township

    @property
    def county(self) -> str:
        """The county it stands under."""
        return self._book.info.county

    @property
    def hotline(self) -> str:
        """The phone printed at the foot of notices."""
        return hotline(self._book)

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register, masked."""
        if not self._book.may_read(register):
            return []
        return [self.mask(register, row) for row in super().rows(register, **equals)]

    def row(self, register: str, id: int) -> Row | None:
        """One row, masked."""
        found = super().row(register, id) if self._book.may_read(register) else None
        return None if found is None else self.mask(register, found)

    def titles(self, ledger: LedgerDef, rows: Sequence[Row]) -> Titles:
        """How linked rows are called."""
        return self._book.titles(ledger, rows)

    def texts(self, ledger: LedgerDef, row: Row) -> dict[str, str]:
        """Every field as it is read."""
        titles = self.titles(ledger, [row])
        return {key: ledger.show_one(row, key, titles) for key in ("number", "state", *ledger.by_key)}

    def mask(self, register: str, row: Row) -> Row:
        """A row as paper may show it; fields the paper declares bare stand as they are."""
        fields = self._book.ledgers[register].by_key
        self.shown |= {text_of(row, key) for key in fields if row.get(key) and self._is_bare(register, key)}
        return {
            key: masked(fields[key], value) if key in fields and not self._is_bare(register, key) else value
            for key, value in row.items()
        }

    def _is_bare(self, register: str, key: str) -> bool:
        return f"{register}.{key}" in self._bare or (register == self._own and key in self._bare)


def offers(book: Book, ledger: LedgerDef, row: Row) -> list[Offer]:
    """The papers of a row; one that cannot be printed now says why."""
    if not row.get("id"):
        return []
    around = book.around()
    return [Offer(paper, paper.when(row, around) if paper.when else "") for paper in ledger.papers]


def paper_of(ledger: LedgerDef, key: str) -> Paper:
    """A paper of a register by its key.

    Raises:
        Refused: The register has no such paper.
    """
    for paper in ledger.papers:
        if paper.key == key:
            return paper
    able = "、".join(paper.title for paper in ledger.papers) or "没有"
    raise Refused(f"{ledger.title}没有“{key}”这种单据,可打印的:{able}。没有生成任何文件。", "E-SHEET")


def build(book: Book, ledger: LedgerDef, key: str, row_ids: Sequence[int]) -> list[Sheet]:
    """One sheet for each row, in their order.

    Raises:
        Refused: Nothing to print, a row is not ready for it, or something personal is not settled (see gate).
    """
    paper = paper_of(ledger, key)
    must_read(book, ledger)
    rows = book.page(ledger.key, row_ids)
    if not rows:
        raise Refused(f"没有可打印的“{paper.title}”。请先选中记录。", "E-NOTHING")
    around = book.around()
    for row in rows:
        if reason := paper.when(row, around) if paper.when else "":
            title = book.title(ledger.key, int(str(row["id"])))
            raise Refused(f"“{title}”不能打印{paper.title}:{reason}。没有生成任何文件。", "E-PAPER")
    make, seen = _maker(paper), Surroundings(book, ledger.key, paper.bare)
    made = [_marked(book, paper, make(seen.mask(ledger.key, row), seen, ledger)) for row in rows]
    cleared = gate.passed(book, made, seen.shown)
    if paper.wall:
        cleared = [versions.stamped(book, one, int(str(row["id"]))) for one, row in zip(cleared, rows, strict=True)]
    return [wall_paper.as_chosen(book, one) for one in cleared]


def write_pdf(book: Book, sheets: Sequence[Sheet], out: Path) -> Path:
    """All sheets as one PDF, one after the other."""
    from app.export.files import replace_file
    from app.export.joined import join_pdfs
    from app.export.pdf import draw

    sheets = gate.passed(book, sheets)
    replace_file(out, join_pdfs([draw(sheet).data for sheet in sheets]))
    for key, title in dict.fromkeys((sheet.key, sheet.title) for sheet in sheets):
        book.note("sheet.export", f"sheet/{key}", title)
    versions.put_on_paper(book, sheets)
    return out


def file_name(sheets: Sequence[Sheet]) -> str:
    """What the one PDF of some sheets is called."""
    first = safe_name(sheets[0].file_name or sheets[0].title)
    return f"{first}.pdf" if len(sheets) == 1 else f"{first}等{len(sheets)}份.pdf"


def _marked(book: Book, paper: Paper, sheet: Sheet) -> Sheet:
    return replace(sheet, key=paper.key, mark=mark_of(book), file_name=sheet.file_name or sheet.title)


def _maker(paper: Paper) -> Build:
    place, _, name = paper.build.removeprefix(REPORTS).partition(":")
    made: Build = getattr(import_module(f"app.reports.{place}"), name)
    return made
