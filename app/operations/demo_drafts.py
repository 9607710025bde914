"""Rows of the practice township before any book holds them, as rules and name look-ups see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app import presets
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.domain.options import BOOK_OPTIONS
from app.domain.rows import id_of
from app.ledgers import ledger


@dataclass
class Drafts:
    """Rows by register; what rules ask of a book, answered from them. `aliases` are names the stories give rows."""

    rows_of: dict[str, list[Row]]
    today: date
    actor: str = "clerk"
    actor_name: str = "王芳"
    aliases: dict[str, tuple[str, int]] = field(default_factory=dict)
    _groups: dict[tuple[str, str], dict[object, list[Row]]] = field(default_factory=dict)
    _names: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def add(self, definition: LedgerDef, row: Row) -> Row:
        """Give a row the next id of its register and keep it."""
        rows = self.rows_of.setdefault(definition.key, [])
        row["id"] = max((id_of(other, "id") or 0 for other in rows[-1:]), default=0) + 1
        rows.append(row)
        self.forget(definition.key)
        return row

    def forget(self, register: str) -> None:
        """Rows of a register have changed: look-ups are made anew."""
        self._groups = {key: groups for key, groups in self._groups.items() if key[0] != register}
        self._names.pop(register, None)

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        """The row a story means: by its alias (@name), else by title or name; `only` narrows nothing here.

        Raises:
            ValueError: No such row, or several.
        """
        if text.startswith("@"):
            kind, id = self.aliases.get(text[1:], ("", 0))
            if kind != register:
                raise ValueError(f"{register} {text}")
            return id
        if register not in self._names:
            names: dict[str, list[int]] = defaultdict(list)
            for row in self.rows_of.get(register, []):
                id = id_of(row, "id") or 0
                for name in {self.title(register, id), str(row.get("name") or row.get("number") or "")} - {""}:
                    names[name].append(id)
            self._names[register] = names
        found = self._names[register].get(text, [])
        if len(found) != 1:
            raise ValueError(f"{register} {text} {found}")
        return found[0]

    # --- what rules may ask

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows whose fields have these values."""
        if not equals:
            return list(self.rows_of.get(register, []))
        key = next(iter(equals))
        if (register, key) not in self._groups:
            groups: dict[object, list[Row]] = defaultdict(list)
            for row in self.rows_of.get(register, []):
                value = row.get(key)
                groups[tuple(value) if isinstance(value, list) else value].append(row)
            self._groups[register, key] = groups
        wanted, groups = equals[key], self._groups[register, key]
        if isinstance(wanted, list):
            found = groups.get(tuple(wanted)) or [row for one in wanted for row in groups.get(one, [])]
        else:
            found = groups.get(wanted, [])
        return [row for row in found if all(_is(row.get(k), v) for k, v in equals.items())]

    def row(self, register: str, id: int) -> Row | None:
        """One row, or None."""
        return next(iter(self.rows(register, id=id)), None)

    def title(self, register: str, id: int) -> str:
        """How a row is called."""
        return ledger(register).titled(self.row(register, id) or {}, self)

    def option(self, key: str) -> int:
        """The preset of the program."""
        return BOOK_OPTIONS[key].default

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after a day."""
        return presets.work_calendar().add_working(day, n)


def _is(value: Value, wanted: Value) -> bool:
    """One of several where several are wanted, as in the book."""
    return value in wanted if isinstance(wanted, list) and not isinstance(value, list) else value == wanted
