"""Rows that come a second time: what has no number and no name of its own is known by what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from app.domain.fields import Day, Link, Row, Text, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.storage.book import Book
from app.storage.reading import Query

Key = tuple[object, ...]


class Twins:
    """The rows of a register by what they say: unit, text and day, or all of a line for lines of a header."""

    def __init__(self, book: Book, ledger: LedgerDef) -> None:
        self._book, self._ledger = book, ledger
        days = [field.key for field in ledger.fields if isinstance(field, Day) and not field.stamped]
        usable = ledger.alike and ledger.unit_field and not ledger.identity
        # who it is about tells two things of one day apart; what is still to be worked out does not
        about = [one.key for one in ledger.fields if one.required and isinstance(one, (Text, Link)) and not one.stamped]
        names = dict.fromkeys((ledger.unit_field, ledger.alike, *days[:1], *about))
        self._names = tuple(names) if usable else ()
        self._several = any(link.many and link.key in names for link in ledger.links)
        # by what two rows are taken for the same
        self.why = "、".join(ledger.label(name) for name in self._names) + "都相同"
        self._rows: dict[Key, int] | None = None
        self._lines: dict[tuple[int, tuple[str, ...]], Counter[Key]] = {}

    def key(self, row: Row) -> Key:
        """What a row is known by, () where the register has no such thing."""
        said = tuple(map(row.get, self._names))
        return said if all(said) and not self._several else _said(row, self._names)

    def find(self, key: Key) -> int | None:
        """The row of the book that says the same."""
        if self._rows is None:
            self._rows = {self.key(row): id_of(row, "id") or 0 for row in reversed(self._book.rows(self._ledger.key))}
        return self._rows.get(key)

    def has_line(self, row: Row, named: Collection[str]) -> bool:
        """Whether the header of a line has one more line that says exactly this; each of them counts once."""
        parent = id_of(row, self._ledger.parent) if self._ledger.parent else None
        if parent is None or self._ledger.line_number in named:
            return False
        keys = tuple(sorted({*named} - {self._ledger.parent}))
        if (parent, keys) not in self._lines:
            there = self._book.ids(self._ledger.key, Query(where={self._ledger.parent: parent}))
            lines = self._book.page(self._ledger.key, there)
            self._lines[parent, keys] = Counter(_said(line, keys) for line in lines)
        left, said = self._lines[parent, keys], _said(row, keys)
        if not left[said]:
            return False
        left[said] -= 1
        return True


def shown_changes(book: Book, ledger: LedgerDef, old: Row, new: Mapping[str, Value]) -> str:
    """What an update changes, as a clerk reads it: 整改时限:2026-06-30 改为 2026-07-31."""
    keys = [key for key, value in new.items() if value != old.get(key)]
    if not keys:
        return ""
    after = {key: new[key] for key in keys}
    titles = book.titles(ledger, [old, after])
    shown = (
        f"{ledger.label(key)}:{ledger.show_one(old, key, titles) or '空'} 改为 {ledger.show_one(after, key, titles)}"
        for key in keys
    )
    return ";".join(shown)


def _said(row: Row, keys: Collection[str]) -> Key:
    return tuple(tuple(value) if isinstance(value := row.get(key), list) else value or None for key in keys)
