"""Who may read which register: the refusal every door gives to whoever may not."""

from __future__ import annotations

from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.storage.book import Book


def must_read(book: Book, ledger: LedgerDef) -> None:
    """See that whoever acts may read a register.

    Raises:
        Refused: He may not. Source: forms-and-rules 2.28.
    """
    if not book.may_read(ledger.key):
        raise Refused(
            f"“{ledger.title}”只有经办人和纪委书记能看,你不能打开。没有读出任何内容,台账没有改动;要了解情况请找他们。",
            "E-READERS",
        )
