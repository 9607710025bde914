"""One thing that counts for one figure on one day, and the rows it is told from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.fields import Row, Value
from app.domain.rows import id_of, text_of


class Event(NamedTuple):
    """Row `id` of a register counts `value` for the figure `code` on `day` (the day of the event, not of typing).

    `value` is a number of things, or fen for money. `category`, `level`, `unit` and `kind` are what the figure is
    broken down by; "" and None where the row has none.
    """

    code: str
    day: str
    register: str
    id: int
    value: int = 1
    category: str = ""
    level: str = ""
    unit: int | None = None
    kind: str = ""


class Rows:
    """The rows of a book as counting needs them: by register, and lines by what they hang on.

    `read` gives all rows of a register that are not voided; each register is read once.
    """

    def __init__(self, read: Callable[[str], Sequence[Row]]) -> None:
        self._read = read
        self._kept: dict[str, Sequence[Row]] = {}
        self._grouped: dict[tuple[str, str], Mapping[Value, list[Row]]] = {}

    def all(self, register: str) -> Sequence[Row]:
        """Every row of a register."""
        if register not in self._kept:
            self._kept[register] = self._read(register)
        return self._kept[register]

    def by(self, register: str, field: str, value: int | None) -> list[Row]:
        """The rows whose link `field` points to `value`."""
        if value is None:
            return []
        place = (register, field)
        if place not in self._grouped:
            groups: dict[Value, list[Row]] = defaultdict(list)
            for row in self.all(register):
                groups[id_of(row, field)].append(row)
            self._grouped[place] = groups
        return self._grouped[place].get(value, [])

    def one(self, register: str, id: int | None) -> Row:
        """A row by its id, {} where there is none."""
        found = self.by(register, "id", id)
        return found[0] if found else {}


class Mark:
    """Makes the events of one row: what they are broken down by is said once."""

    def __init__(self, register: str, row: Row, *, level: str = "", category: str = "", kind: str = "") -> None:
        self._register, self._id, self._unit = register, id_of(row, "id") or 0, id_of(row, "unit")
        self._category, self._level, self._kind = category or text_of(row, "category"), level, kind

    def on(self, day: object, *codes: str, value: int = 1) -> Iterator[Event]:
        """The row counts for these figures on a day; nothing where there is no day or no value."""
        if day and value:
            for code in codes:
                cuts = (self._category, self._level, self._unit, self._kind)
                yield Event(code, str(day), self._register, self._id, value, *cuts)
