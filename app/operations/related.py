"""What belongs together: the rows a row points to, those that point to it, and what these point to in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.fields import Person, Row, Unit, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of, text_of
from app.storage.book import Book
from app.storage.reading import Query

MOST_OF_A_KIND = 50
MOST_ONWARD = 8  # a campaign that half the book belongs to is no chain


class Related(NamedTuple):
    """One row that belongs to another: where it stands, how it is called, and through which field."""

    register: str
    id: int
    kind: str
    title: str
    state: str
    through: str
    day: str
    onward: bool


def related(book: Book, ledger: LedgerDef, row_id: int) -> list[Related]:
    """The chain of a row: what it points to and what points to it, its lines left out; then one link further.

    Units and people are left out: half the book belongs to them; so are the many rows below one that only stands
    next to this row, such as all problems of its campaign. Source: product B7 (one chain of problem,
    promise, proof and notice).
    """
    start = (ledger.key, row_id)
    seen = {start}
    near = list(_around(book, ledger, row_id, seen, onward=False))
    far: list[Related] = []
    for one in near:
        far += _around(book, book.ledgers[one.register], one.id, seen, onward=True)
    return near + far


def _around(
    book: Book, ledger: LedgerDef, row_id: int, seen: set[tuple[str, int]], *, onward: bool
) -> Iterator[Related]:
    found = book.page(ledger.key, [row_id])
    if not found:
        return
    for link in ledger.links:
        if not isinstance(link, Unit | Person):
            for number in ids_of(found[0], link.key):
                yield from _one(book, link.register, number, link.label, seen, onward)
    if onward and _is_hub(book, ledger, row_id):
        return
    for other in (book.ledgers[key] for key in book.ledgers if book.may_read(key)):
        for link in other.links:
            if link.register != ledger.key or isinstance(link, Unit | Person) or other.key in ledger.children:
                continue
            for number in book.ids(other.key, Query(where={link.key: row_id}))[:MOST_OF_A_KIND]:
                yield from _one(book, other.key, number, link.label, seen, onward)
        if other.points_at:
            where: dict[str, Value] = dict(zip(other.points_at, (ledger.key, row_id), strict=True))
            for number in book.ids(other.key, Query(where=where))[:MOST_OF_A_KIND]:
                yield from _one(book, other.key, number, other.title, seen, onward)
            if other.key in ledger.children:
                yield from _pointed_at(book, other, row_id, seen, onward)


def _is_hub(book: Book, ledger: LedgerDef, row_id: int) -> bool:
    """Whether so many rows point to a row that they have nothing to do with each other."""
    links = [
        (other.key, link.key)
        for other in book.ledgers.values()
        for link in other.links
        if link.register == ledger.key and other.key not in ledger.children
    ]
    return sum(book.count(register, Query(where={key: row_id})) for register, key in links) > MOST_ONWARD


def _pointed_at(
    book: Book, lines: LedgerDef, header_id: int, seen: set[tuple[str, int]], onward: bool
) -> Iterator[Related]:
    """What the lines of a row are about, in whatever register that stands."""
    assert lines.points_at is not None
    register, number = lines.points_at
    for line in book.page(lines.key, book.ids(lines.key, Query(where={lines.parent: header_id}))):
        if (found := id_of(line, number)) and text_of(line, register) in book.ledgers:
            yield from _one(book, text_of(line, register), found, lines.title, seen, onward)


def _one(
    book: Book, register: str, number: int, through: str, seen: set[tuple[str, int]], onward: bool
) -> Iterator[Related]:
    """A row, or for a line the header one opens; each once, voided ones not at all."""
    ledger = book.ledgers.get(register)
    row = book.row(register, number)
    if not book.may_read(register):
        return
    if ledger is None or row is None or row.get("voided"):
        return
    if ledger.parent and (above := id_of(row, ledger.parent)):
        if (ledger.header_register, above) not in seen:
            yield from _one(book, ledger.header_register, above, f"{ledger.title}·{through}", seen, onward)
        return
    if (register, number) in seen:
        return
    seen.add((register, number))
    title = book.title(register, number)
    yield Related(register, number, ledger.title, title, text_of(row, "state"), through, _day(ledger, row), onward)


def _day(ledger: LedgerDef, row: Row) -> str:
    return text_of(row, ledger.period_field) if ledger.period_field else ""
