"""The book as rules will see it once something planned stands in it; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.rows import id_of

NOT_YET = -1


@dataclass(frozen=True)
class Through:
    """Answers what the book around answers."""

    around: Around

    @property
    def today(self) -> date:
        """The day that counts as today."""
        return self.around.today

    @property
    def actor(self) -> str:
        """The login of whoever acts."""
        return self.around.actor

    @property
    def actor_name(self) -> str:
        """The name of whoever acts."""
        return self.around.actor_name

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register whose fields equal these."""
        return self.around.rows(register, **equals)

    def row(self, register: str, id: int) -> Row | None:
        """One row, None where there is none."""
        return self.around.row(register, id)

    def title(self, register: str, id: int) -> str:
        """What a row is called."""
        return self.around.title(register, id)

    def option(self, key: str) -> int:
        """An option of the book."""
        return self.around.option(key)

    def add_working(self, day: date, n: int) -> date:
        """The day so many working days later."""
        return self.around.add_working(day, n)


@dataclass(frozen=True)
class Ahead(Through):
    """With one planned header, whose id is NOT_YET."""

    register: str
    header: Row

    def row(self, register: str, id: int) -> Row | None:
        """One row, None where there is none."""
        return self.header if (register, id) == (self.register, NOT_YET) else self.around.row(register, id)


@dataclass(frozen=True)
class Coming(Through):
    """With headers and their lines that are planned one after another.

    `headers` are found by their id, below NOT_YET for new ones; `lines` by their register and the id of their header.
    """

    register: str
    parent: str
    headers: dict[int, Row] = field(default_factory=dict)
    lines: dict[tuple[str, int], Sequence[Row]] = field(default_factory=dict)

    def new_id(self) -> int:
        """An id for another header that the book does not have yet."""
        return min([NOT_YET, *self.headers]) - 1

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register whose fields equal these."""
        header = equals.get(self.parent)
        if isinstance(header, int) and (register, header) in self.lines:
            return list(self.lines[register, header])
        found = self.around.rows(register, **equals)
        if register != self.register:
            return found
        planned = [row for row in self.headers.values() if all(row.get(key) == one for key, one in equals.items())]
        return [row for row in found if id_of(row, "id") not in self.headers] + planned

    def row(self, register: str, id: int) -> Row | None:
        """One row, None where there is none."""
        return (
            self.headers.get(id) if register == self.register and id in self.headers else self.around.row(register, id)
        )
