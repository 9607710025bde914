"""The book around a row, as rules see it, kept in a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.fields import Row, Value
from app.domain.options import BOOK_OPTIONS
from app.presets import work_calendar


@dataclass
class Around:
    """Rows by register; what is not there is not in the book."""

    kept: Mapping[str, list[Row]] = field(default_factory=dict)
    today: date = date(2026, 11, 22)
    actor: str = "clerk"
    actor_name: str = "张三"

    def rows(self, register: str, **equals: Value) -> list[Row]:
        return [r for r in self.kept.get(register, []) if all(_is(r.get(k), v) for k, v in equals.items())]

    def row(self, register: str, id: int) -> Row | None:
        return next(iter(self.rows(register, id=id)), None)

    def title(self, register: str, id: int) -> str:
        return str((self.row(register, id) or {}).get("name", ""))

    def option(self, key: str) -> int:
        return BOOK_OPTIONS[key].default

    def add_working(self, day: date, n: int) -> date:
        return work_calendar().add_working(day, n)


def _is(value: Value, wanted: Value) -> bool:
    """One of several where several are wanted, as in the book."""
    return value in wanted if isinstance(wanted, list) and not isinstance(value, list) else value == wanted


NOTHING_AROUND = Around()
