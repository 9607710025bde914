"""迎检卷: rows that were found, bound with a 目录, a page a matter and their proofs; every making is logged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.days import chinese_day
from app.domain.faults import Refused, Told
from app.domain.fields import Row, Sensitivity
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of
from app.operations import gate
from app.operations.attachments import attached
from app.operations.dossier import Mask, names_of, personal_texts
from app.operations.on_paper import mark_of
from app.operations.papers import Surroundings
from app.operations.rights import must_read
from app.reports.closing_card import closing_card
from app.reports.inspection_book import Matter, inspection_book
from app.reports.sheet import Cell, Column, Picture, Sheet, Table
from app.reports.texts import with_texts
from app.storage.book import Book

MOST = 200
BASE = "基础资料"
Report = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Wish:
    """What is to be bound: rows as (register, id), what was looked for, names hidden or not, with proofs or not."""

    places: tuple[tuple[str, int], ...]
    asked: str = ""
    masked: bool = True
    proofs: bool = True


def bind(book: Book, wish: Wish, report: Report | None = None) -> Sheet:
    """The book as one sheet with its page numbers in the 目录.

    Raises:
        Refused: Nothing chosen, too many rows, or rows that whoever acts may not read.
        Unsettled: Something personal is not settled (see gate); nothing is made then.
    """
    if not wish.places:
        raise Refused("没有选中任何事项。请先查找,再在要的行前打勾(空格),或按 Ctrl+A 全选。", "E-NOTHING")
    if len(wish.places) > MOST:
        raise Refused(f"选中了 {len(wish.places)} 件,一卷最多 {MOST} 件。请多写几个字缩小范围,或分几卷。", "E-MANY")
    for register in {register for register, _ in wish.places}:
        must_read(book, book.ledgers[register])
    report = report or (lambda *_: None)
    made, open_texts, bare = list[Matter](), set[str](), () if wish.masked else _names_everywhere(book)
    for at, (register, row_id) in enumerate(wish.places):
        report(at, len(wish.places), "正在整理")
        if matter := _matter(book, register, row_id, wish, bare, open_texts):
            made.append(matter)
    sheet = _numbered(book, made, wish, open_texts)
    for register, row_id in wish.places:
        book.note("inspection.bind", f"{register}/{row_id}")
    return sheet


def matters(book: Book, places: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of some rows that are matters: units, people and the like are named in them and need no page."""
    return [place for place in places if book.ledgers[place[0]].menu != BASE] or list(places)


def _numbered(book: Book, bound_in: Sequence[Matter], wish: Wish, open_texts: set[str]) -> Sheet:
    """The sheet, laid out once to learn on which page each matter begins, and made again with the numbers."""
    from app.export.pdf import draw

    hide = Mask(names_of(book, wish.places)) if wish.masked else str

    def made(pages: Sequence[int]) -> tuple[Sheet, tuple[int, ...]]:
        bound = inspection_book(
            bound_in,
            asked=wish.asked,
            keeper=book.info.township or book.info.county,
            made_on=chinese_day(book.today()),
            made_by=book.actor_name,
            masked=wish.masked,
            mark=mark_of(book),
            pages=pages,
        )
        sheet = with_texts(bound.sheet, lambda text, at: text if at.column == "编制人" else hide(text))
        (passed,) = gate.passed(book, [sheet], open_texts)
        return passed, bound.starts

    sheet, starts = made(())
    began = draw(sheet).starts
    return made([bisect_right(began, start) for start in starts])[0]


def _names_everywhere(book: Book) -> tuple[str, ...]:
    """Every field of every register in which somebody is named; it reads all declarations, so it is asked once."""
    return tuple(f"{key}.{name}" for key, one in book.ledgers.items() for name in personal_texts(one))


def _matter(
    book: Book, register: str, row_id: int, wish: Wish, bare: Sequence[str], open_texts: set[str]
) -> Matter | None:
    ledger = book.ledgers[register]
    row = book.row(register, row_id)
    if row is None:
        return None
    seen = Surroundings(book, register, bare)
    masked_row = seen.mask(register, row)
    pictures, left_out = _proofs(book, ledger, row) if wish.proofs else ((), ())
    told = closing_card if register == "problem" else _card
    made = Matter(
        ledger.title,
        book.title(register, row_id),
        text_of(row, "state"),
        told(masked_row, seen, ledger).blocks,
        pictures,
        left_out,
        own_page=register == "problem",
    )
    open_texts |= seen.shown
    return made


def _card(row: Row, seen: Surroundings, ledger: LedgerDef) -> Sheet:
    """Everything that stands in a row, but what may never be printed and the files, as two columns."""
    shown = seen.texts(ledger, row)
    lines: list[tuple[Cell, ...]] = [
        (field.label, shown[field.key])
        for field in ledger.fields
        if shown.get(field.key) and field.sensitivity is not Sensitivity.SECRET and field not in ledger.attachments
    ]
    return Sheet(
        ledger.key, ledger.title, (Table((Column("项目", "text", 9), Column("内容", "text", 36)), tuple(lines)),)
    )


def _proofs(book: Book, ledger: LedgerDef, row: Row) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The files of a row, and of a problem's promise, as pictures, and the names of those that are none."""
    from app.export.proofs import proof_pages

    files = [one for field in ledger.attachments for one in attached(text_of(row, field.key))]
    if ledger.key == "problem" and book.may_read("commitment"):
        promise = book.ledgers["commitment"]
        for found in book.rows("commitment", problems=row["id"]):
            files += [one for field in promise.attachments for one in attached(text_of(found, field.key))]
    pictures, left_out = list[Picture](), list[str]()
    for one in files:
        try:
            pictures += proof_pages(one.name, book.file(one.digest))
        except (Told, OSError, ValueError):
            left_out.append(one.name)
    return tuple(pictures), tuple(left_out)
