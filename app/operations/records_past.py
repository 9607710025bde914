"""What happened to a row, and taking the last action back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.history import Undone


@dataclass(frozen=True)
class FieldChange:
    """One line of a row's history in words: who changed what, when, from what to what."""

    at: str
    actor: str
    actor_name: str
    label: str
    reason: str
    fields: list[tuple[str, str, str]]


def undo(book: Book, batch: int | None = None) -> Undone:
    """Take back the last action, or a whole import."""
    return book.undo(batch)


def redo(book: Book) -> Undone:
    """Do again what was last taken back."""
    return book.redo()


def can_undo(book: Book) -> str:
    """What would be taken back, "" for nothing."""
    step = book.can_undo()
    return step.label if step else ""


def can_redo(book: Book) -> str:
    """What would be done again, "" for nothing."""
    step = book.can_redo()
    return step.label if step else ""


def history(book: Book, ledger: LedgerDef, row_id: int) -> list[FieldChange]:
    """Every change of a row in words, in the order it happened."""
    must_read(book, ledger)
    out = []
    for line in book.history(ledger.key, row_id):
        rows: list[Row] = [{key: value for key, value, _ in line.fields}, {key: value for key, _, value in line.fields}]
        titles = book.titles(ledger, rows)
        fields = [
            (ledger.label(key), ledger.show_one(rows[0], key, titles), ledger.show_one(rows[1], key, titles))
            for key in rows[0]
            if key in ledger.by_key or key in ("number", "state")
        ]
        out.append(FieldChange(line.at, line.actor, line.actor_name, line.label, line.reason, fields))
    return out


def field_history(book: Book, ledger: LedgerDef, row_id: int, key: str) -> list[FieldChange]:
    """The changes of one field of a row, the latest first: each has that field alone. Source: product A29."""
    label = ledger.label(key)
    changes = (replace(one, fields=[f for f in one.fields if f[0] == label]) for one in history(book, ledger, row_id))
    return [one for one in reversed(list(changes)) if one.fields]
