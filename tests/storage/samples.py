"""Rows that the storage tests save."""

from __future__ import annotations

from app.domain.fields import Row, Value
from app.ledgers import ledger
from app.storage.book import Book
from tests.conftest import Places

UNITS, PEOPLE, PROBLEMS, COMMITMENTS = ledger("unit"), ledger("person"), ledger("problem"), ledger("commitment")


def problem(places: Places, **more: Value) -> Row:
    """A problem of the village."""
    row: Row = {
        "unit": places.village,
        "description": "低保金发放名单没有公开",
        "found_on": "2026-11-01",
        "lead": places.person,
        "deadline": "2026-12-01",
    }
    return row | more


def saved(book: Book, places: Places, **more: Value) -> int:
    """A problem saved as a step of its own."""
    with book.change("录入问题") as writer:
        return writer.save(PROBLEMS, problem(places, **more))
