"""One thing that counts for one figure on one day, and the rows it is told from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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


class Wanted(NamedTuple):
    """Rows of a register that may count since a day: a column of `days` holds that day or a later one, `ends` is such a
    day or empty, or the state is one of `states`.
    """

    days: tuple[str, ...] = ()
    ends: str = ""
    states: tuple[str, ...] = ()


class Rows:
    """The rows of a book as counting needs them: by register, and lines by what they hang on.

    `read` gives all rows of a register that are not voided; each register is read once. Where `lately` is given too, it
    reads those that are wanted since a day, or more that are not; and `by_id` those of some ids.
    """

    def __init__(
        self,
        read: Callable[[str], Sequence[Row]],
        lately: Callable[[str, Wanted, str], Sequence[Row]] | None = None,
        by_id: Callable[[str, Collection[int]], Sequence[Row]] | None = None,
        *,
        since: str = "",
    ) -> None:
        self._read, self._read_lately, self._read_by_id = read, lately, by_id
        self._since = since
        self._kept: dict[str, Sequence[Row]] = {}
        self._recent: dict[tuple[str, Wanted], Sequence[Row]] = {}
        self._single: dict[tuple[str, int], Row] = {}
        self._grouped: dict[tuple[str, str], Mapping[Value, list[Row]]] = {}

    def since(self, day: str) -> Rows:
        """The same rows, of which only those are read that may count since a day (YYYY-MM-DD)."""
        if self._read_lately is None:
            return self
        return Rows(self._read, self._read_lately, self._read_by_id, since=day)

    def all(self, register: str) -> Sequence[Row]:
        """Every row of a register."""
        if register not in self._kept:
            self._kept[register] = self._read(register)
        return self._kept[register]

    def lately(self, register: str, *days: str, ends: str = "", states: tuple[str, ...] = ()) -> Sequence[Row]:
        """The rows that may count since the day that matters, see Wanted; all of them where none does."""
        if not self._since or self._read_lately is None or register in self._kept:
            return self.all(register)
        place = (register, Wanted(days, ends, states))
        if place not in self._recent:
            self._recent[place] = self._read_lately(*place, self._since)
        return self._recent[place]

    def some(self, register: str, ids: Collection[int]) -> Sequence[Row]:
        """Rows by their ids."""
        if self._read_by_id is None or register in self._kept:
            return [row for id in ids if (row := self.one(register, id))]
        return self._read_by_id(register, ids)

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
        if id is None or self._read_by_id is None or not self._since or register in self._kept:
            found: Sequence[Row] = self.by(register, "id", id)
            return found[0] if found else {}
        if (register, id) not in self._single:
            self._single[register, id] = next(iter(self._read_by_id(register, [id])), {})
        return self._single[register, id]


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
