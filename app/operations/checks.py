"""Every row held against its rules: hard faults refuse a packet, soft ones ask for a 说明."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.days import Period
from app.domain.faults import Fault
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.reading import Query

REVIEWED = "finance_sheet"


@dataclass(frozen=True)
class CheckLine:
    """One fault of one row.

    `seq` is the place of a line among its header's (笔序), 0 for none. `note` is the 说明 the clerk has given to it;
    `mark` stays the same while the figures do, "" where no 说明 of its own can be given.
    """

    register: str
    id: int
    title: str
    fault: Fault
    seq: int = 0
    note: str = ""
    mark: str = ""


def check(book: Book, register: str = "", period: str = "") -> list[CheckLine]:
    """All faults of a register or of all, of a period or of all; hard ones first.

    Raises:
        Refused: Whoever asks may not read that register; among all, such registers are left out.
    """
    if register:
        must_read(book, book.ledgers[register])
    ledgers = [book.ledgers[key] for key in ([register] if register else book.ledgers) if book.may_read(key)]
    found: list[CheckLine] = []
    for ledger in ledgers:
        wanted = Period.parse(period) if period and ledger.period_field else None
        found.extend(_faults(book, ledger.key, Query(period=wanted)))
        if ledger.key == REVIEWED:
            found.extend(_reviews(book, Query(period=wanted, states=None if wanted else ledger.open_states)))
    return sorted(found, key=lambda line: (line.fault.soft, bool(line.note)))


def _reviews(book: Book, query: Query) -> Iterator[CheckLine]:
    """What a sheet is compared with: those of a period, or of all those that are not yet published."""
    from app.operations.finance_review import extras  # read when there is something to compare

    for row in book.page(REVIEWED, book.ids(REVIEWED, query)):
        yield from extras(book, row)


def _faults(book: Book, register: str, query: Query) -> Iterator[CheckLine]:
    ledger, around = book.ledgers[register], book.around()
    for row in book.page(register, book.ids(register, query)):
        for fault in ledger.faults(row, around):
            number = int(str(row["id"]))
            yield CheckLine(register, number, book.title(register, number), fault)
