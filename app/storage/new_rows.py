"""Many new rows of one register: filled out, hashed, and put into the file by one statement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from app.domain.fields import Row
from app.domain.remembered import picker
from app.storage.rows import Table, row_hash, stored

_NOTHING = type(None)
_ESCAPED = bytes(range(0x20)) + b'"\\'
_GAPS: Mapping[type, str] = {str: '"%s"', int: "%d"}
Kinds = tuple[type, ...]


class NewRows:
    """What rows with all columns in their order, as `Table.filled_out` gives them, become in the file.

    `hashes` are the very bytes row_hash gives. Rows alike in which columns are filled share one text to hash them by.
    """

    def __init__(self, table: Table, rows: Sequence[Row]) -> None:
        self._table = table
        columns: list[tuple[Any, ...]] = list(zip(*(row.values() for row in rows), strict=True))
        for key in table.many:
            columns[table.places[key]] = tuple(stored(value or None) for value in columns[table.places[key]])
        filled = {
            key: column for key, column in zip(table.columns, columns, strict=True) if column.count(None) < len(rows)
        }
        self._columns = tuple(filled)
        self._lines = list(zip(*filled.values(), strict=True))
        self._forms: dict[Kinds, _Form | None] = {}
        self.hashes = list(map(self._hash, rows, self._lines))

    def to_insert(self) -> tuple[str, list[tuple[Any, ...]]]:
        """The statement and its values; columns no row fills are left out of it, which spares half of the work."""
        return self._table.insert_into(self._columns), self._lines

    def _hash(self, row: Row, line: Sequence[Any]) -> bytes:
        kinds = tuple(map(type, line))
        try:
            form = self._forms[kinds]
        except KeyError:
            form = self._forms[kinds] = self._form(kinds)
        if form is not None:
            text = form.text % form.filled(line)
            if _is_plain(text, form.quotes):
                return hashlib.sha256(text.encode()).digest()
        return row_hash(row)

    def _form(self, kinds: Kinds) -> _Form | None:
        """The canonical text with gaps for what is filled; None where a value is of any other kind."""
        if not set(kinds) <= {*_GAPS, _NOTHING}:
            return None
        places = sorted(
            (key, place)
            for place, key in enumerate(self._columns)
            if kinds[place] is not _NOTHING and key != "row_version"
        )
        if len(places) < 2:  # the text is filled from a tuple, and that is what picks two or more
            return None
        gaps = ["%s" if key in self._table.many else _GAPS[kinds[place]] for key, place in places]
        text = ",".join(f'"{key}":{gap}' for (key, _), gap in zip(places, gaps, strict=True))
        return _Form(f"{{{text}}}", text.count('"'), picker([place for _, place in places]))


class _Form(NamedTuple):
    """The canonical text of rows that have the same columns filled, how many quotes it holds, what goes into it."""

    text: str
    quotes: int
    filled: Callable[[Sequence[Any]], Sequence[Any]]


def _is_plain(text: str, quotes: int) -> bool:
    """Whether no sign in the values has another form in JSON, so that a text filled in is the canonical one."""
    if text.isprintable():
        return "\\" not in text and text.count('"') == quotes
    whole = text.encode()
    return len(whole) - len(whole.translate(None, _ESCAPED)) == quotes
