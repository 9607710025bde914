"""Rows as they stand in a table and as the rest of the program sees them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from app.domain.canonical import encode_trusted
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.storage.schema import COMMON


def row_hash(row: Row) -> bytes:
    """SHA-256 over the canonical form of what a row holds.

    Empty columns are left out, so that a column a later release adds changes no hash; so is the version, which
    only counts writes.
    """
    held = {key: value for key, value in row.items() if value is not None and value != [] and key != "row_version"}
    return hashlib.sha256(encode_trusted(held)).digest()


def to_json(values: Mapping[str, Value]) -> str:
    """Column values as the history keeps them."""
    return _encoder.encode(values)


def from_json(text: str) -> Row:
    """What to_json wrote."""
    row: Row = json.loads(text)
    return row


# json.dumps with options makes a new encoder each time
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class Table:
    """How one register stands in the file: its columns in a fixed order, and the statements over them."""

    def __init__(self, ledger: LedgerDef) -> None:
        self.ledger = ledger
        self.key = ledger.key
        self.columns = tuple(dict.fromkeys(("id", *ledger.by_key, *COMMON)))
        self.places = {column: place for place, column in enumerate(self.columns)}
        self.known = frozenset(self.columns)
        self.several = tuple((link.key, link.register) for link in ledger.links if link.many)
        self.many = tuple(key for key, _ in self.several)
        self._many_places = tuple(self.places[key] for key in self.many)
        self._nothing: Row = dict.fromkeys(self.columns)
        self.single = tuple((link.key, link.register) for link in ledger.links if not link.many)

    @cached_property
    def select(self) -> str:
        """SELECT of all columns, to be followed by a condition."""
        return f'SELECT {", ".join(map(quoted, self.columns))} FROM "{self.key}"'

    @cached_property
    def select_one(self) -> str:
        """SELECT of one row by id."""
        return f"{self.select} WHERE id = ?"

    @cached_property
    def select_page(self) -> str:
        """SELECT of the rows whose ids stand in a JSON list."""
        return f"{self.select} WHERE id IN (SELECT value FROM json_each(?))"

    @cached_property
    def insert(self) -> str:
        """INSERT of all columns."""
        return self.insert_into(self.columns)

    def insert_into(self, columns: Sequence[str]) -> str:
        """INSERT of some columns; the others of a new row stay empty."""
        marks = ", ".join("?" * len(columns))
        return f'INSERT INTO "{self.key}" ({", ".join(map(quoted, columns))}) VALUES ({marks})'

    def update(self, columns: Iterable[str]) -> str:
        """UPDATE of some columns of one row."""
        return f'UPDATE "{self.key}" SET {", ".join(f"{quoted(c)} = ?" for c in columns)} WHERE id = ?'

    def whole(self, row: Row) -> Row:
        """A row with all columns; those it does not have are empty."""
        return {**dict.fromkeys(self.columns), **{key: list[int]() for key in self.many}, **row}

    def decode(self, values: Sequence[Any]) -> Row:
        """A line of the table as a row."""
        row: Row = dict(zip(self.columns, values, strict=True))
        for key in self.many:
            text = row[key]
            row[key] = json.loads(text) if isinstance(text, str) else []
        return row

    def encode(self, row: Row) -> list[Any]:
        """A row as a line of the table; columns it does not have are empty."""
        return self.encoded(list(map(row.get, self.columns)))

    def filled_out(self, row: Row, more: Row) -> Row:
        """A new row with all columns in their order."""
        full: Row = {**self._nothing, **row, **more}
        if len(full) != len(self.columns):
            raise KeyError(f"{self.key}: {sorted(full.keys() - self.known)}")
        return full

    def encoded(self, values: list[Any]) -> list[Any]:
        """The values of all columns as the file holds them; the list itself is changed."""
        for place in self._many_places:
            values[place] = stored(values[place] or None)
        return values

    def has_column(self, key: str) -> None:
        """Refuse names that are no column: they may come from a filter.

        Raises:
            KeyError: No such column.
        """
        if key not in self.known:
            raise KeyError(f"{self.key}.{key}")


def stored(value: Value) -> str | int | None:
    """One value as the file holds it: lists of ids are JSON, an empty list is nothing."""
    if isinstance(value, list):
        return f"[{','.join(map(str, value))}]" if value else None
    return value


def quoted(name: str) -> str:
    """A column name for SQL."""
    return f'"{name}"'
