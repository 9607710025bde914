"""The recycle bin: what was voided in all registers, from where it may come back."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.storage.book import Book
from app.storage.reading import Query

MOST = 1_000


@dataclass(frozen=True)
class Voided:
    """One voided row: where it stood, how it is called, why, when and by whom it was voided."""

    register: str
    id: int
    place: str
    title: str
    reason: str
    at: str
    who: str


def voided(book: Book, find: str = "") -> list[Voided]:
    """The voided rows of every register whoever acts may read, the latest first; at most a thousand.

    Lines that went with their header come back with it and are not listed. `find` is looked for in all that is shown.
    """
    rows = [(ledger, row) for ledger in book.ledgers.values() if book.may_read(ledger.key) for row in _of(book, ledger)]
    rows.sort(key=lambda pair: text_of(pair[1], "updated_at"), reverse=True)
    found = [_told(book, ledger, row) for ledger, row in rows[:MOST]]
    return [one for one in found if find in f"{one.place} {one.title} {one.reason} {one.who}"]


def _of(book: Book, ledger: LedgerDef) -> list[Row]:
    rows = book.page(ledger.key, book.ids(ledger.key, Query(voided=True)))
    if not ledger.parent or not rows:
        return rows
    header = ledger.header_register
    above = {id_of(row, ledger.parent) or 0 for row in rows}
    gone = {id_of(top, "id") for top in book.page(header, sorted(above)) if top.get("voided")}
    return [row for row in rows if id_of(row, ledger.parent) not in gone]


def _told(book: Book, ledger: LedgerDef, row: Row) -> Voided:
    row_id = id_of(row, "id") or 0
    past = book.history(ledger.key, row_id)
    return Voided(
        ledger.key,
        row_id,
        ledger.title,
        book.title(ledger.key, row_id),
        text_of(row, "void_reason"),
        text_of(row, "updated_at")[:16].replace("T", " "),
        past[-1].actor_name or past[-1].actor if past else "",
    )
