"""Many new rows of one register: filled out, hashed, and put into the file by one statement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.domain.fields import Row
from app.domain.remembered import picker
from app.storage.rows import Table, row_hash

_NOTHING = type(None)
_ESCAPED = bytes(range(0x20)) + b'"\\'
_GAPS: Mapping[type, str] = {str: '"%s"', int: "%d"}
Kinds = tuple[type, ...]


class NewRows:
    """Rows one after the other. Rows alike in which columns are filled share one text to hash them by."""

    def __init__(self, table: Table) -> None:
        self.rows: list[Row] = []
        self.hashes: list[bytes] = []
        self._table = table
        self._lines: list[list[Any]] = []
        self._order = sorted(table.known - {"row_version"})
        self._forms: dict[Kinds, _Form | None] = {}

    def add(self, full: Row) -> None:
        """Take in a row with all columns in their order, as `Table.filled_out` gives it."""
        line = self._table.encoded(list(full.values()))
        self.rows.append(full)
        self._lines.append(line)
        self.hashes.append(self._hash(full, line))

    def to_insert(self) -> tuple[str, Iterator[Sequence[Any]]]:
        """The statement and its values; columns no row fills are left out of it, which spares half of the work."""
        columns = self._table.columns
        filled = [any(kinds[place] is not _NOTHING for kinds in self._forms) for place in range(len(columns))]
        places = [place for place, there in enumerate(filled) if there]
        statement = self._table.insert_into([columns[place] for place in places])
        return statement, map(picker(places), self._lines)

    def _hash(self, row: Row, line: Sequence[Any]) -> bytes:
        """The very bytes row_hash gives; `line` is the row as the table encodes it."""
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
        places = [(key, place) for key in self._order if kinds[place := self._table.places[key]] is not _NOTHING]
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
