"""Single rows, pages of rows, and what they are called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.domain.options import BOOK_OPTIONS
from app.storage.events import Events

if TYPE_CHECKING:
    from app.storage.reading import Reading


NOT_SHOWN = "(无权查看)"
# The newest version that was taken into use and counts on a day.
_IN_FORCE = "SELECT max(version) FROM county_template WHERE state = 'used' AND valid_from <= ?"


class BookAround:
    """The book as rules may see it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @property
    def today(self) -> date:
        """The business day."""
        return self._reading.today()

    @property
    def actor(self) -> str:
        """The login name of whoever acts."""
        return self._reading.actor

    @property
    def actor_name(self) -> str:
        """Who acts, by name."""
        return self._reading.actor_name

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register, not voided, whose fields have these values."""
        return self._reading.equal(register, equals)

    def row(self, register: str, id: int) -> Row | None:
        """One row with all its columns, or None."""
        return self._reading.row(register, id)

    def title(self, register: str, id: int) -> str:
        """How a row is called."""
        return self._reading.title(register, id)

    def option(self, key: str) -> int:
        """What this book's county has set."""
        return self._reading.option(key)

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after a day."""
        return self._reading.calendar().add_working(day, n)


class Pages(Events):
    """Rows by id."""

    def row(self, register: str, id: int) -> Row | None:
        """One row with all its columns, voided or not, or None."""
        table = self.tables[register]
        line = self.one(table.select_one, (id,))
        return table.decode(line) if line else None

    def page(self, register: str, ids: Sequence[int]) -> list[Row]:
        """Rows by their ids, in that order; ids that are gone are left out."""
        table = self.tables[register]
        lines = {line[0]: line for line in self.all(table.select_page, (json.dumps(list(ids)),))}
        return [table.decode(lines[id]) for id in ids if id in lines]

    def titles(self, ledger: LedgerDef, rows: Iterable[Row]) -> dict[tuple[str, int], str]:
        """How every row is called that these rows link to, as far as whoever acts may know it."""
        found = self.all_titles(ledger, rows)
        hidden = {link.register for link in ledger.links if not self.may_read(link.register)}
        return (
            {place: NOT_SHOWN if place[0] in hidden else title for place, title in found.items()} if hidden else found
        )

    def all_titles(self, ledger: LedgerDef, rows: Iterable[Row]) -> dict[tuple[str, int], str]:
        """The same for the index, which is one for all."""
        wanted: dict[str, set[int]] = {}
        for link in ledger.links:
            ids = wanted.setdefault(link.register, set())
            for row in rows if isinstance(rows, Sequence) else (rows := list(rows)):
                value = row.get(link.key)
                if isinstance(value, int):
                    ids.add(value)
                elif isinstance(value, list):
                    ids.update(value)
        return {(register, id): title for register, ids in wanted.items() for id, title in self.titled(register, ids)}

    def title(self, register: str, id: int) -> str:
        """How a row is called, "" where it is gone."""
        known = self._titles.get((register, id))
        if known is None:
            line = self.one("SELECT title FROM title WHERE register = ? AND row = ?", (register, id))
            if line is None:
                return ""
            known = self._titles[(register, id)] = line[0]
        return known

    def option(self, key: str) -> int:
        """What this book's county has set for one of app.domain.options.BOOK_OPTIONS.

        What the county's signed templates say goes before what was set in the book itself.
        """
        if self._options_of != (today := self.today()):  # templates may count from a day on
            self._options_of = today
            self._options.clear()
        if key not in self._options:
            ruled = self.ruled("option", key)
            line = (ruled,) if ruled else self.one("SELECT value FROM meta WHERE key = ?", (f"option:{key}",))
            self._options[key] = int(line[0]) if line else BOOK_OPTIONS[key].default
        return self._options[key]

    def ruled_by(self) -> int:
        """The version of the county's templates in force today, 0 for none."""
        return int(self.one(f"SELECT coalesce(({_IN_FORCE}), 0)", (self.today().isoformat(),))[0])

    def ruled(self, kind: str, key: str) -> bytes | None:
        """What the county's templates in force today say of one thing, None where they say nothing."""
        line = self.one(
            f"SELECT data FROM county_template_item WHERE kind = ? AND key = ? AND version = ({_IN_FORCE})",
            (kind, key, self.today().isoformat()),
        )
        return bytes(line[0]) if line else None

    def ruled_all(self, kind: str, *, early: bool = False) -> list[tuple[str, str, bytes]]:
        """Key, title and data of everything of a kind in the templates in force, in order of the key.

        With `early` those of the newest version in use count, whatever its day: the plan of next year's holidays.
        """
        day = "9999" if early else self.today().isoformat()
        statement = (
            f"SELECT key, title, data FROM county_template_item WHERE kind = ? AND version = ({_IN_FORCE}) ORDER BY key"
        )
        return [(key, title, bytes(data)) for key, title, data in self.all(statement, (kind, day))]

    def titled(self, register: str, ids: Iterable[int]) -> list[tuple[int, str]]:
        """Ids with titles, in any order."""
        return self.all(
            "SELECT row, title FROM title WHERE register = ? AND row IN (SELECT value FROM json_each(?))",
            (register, json.dumps(list(ids))),
        )
