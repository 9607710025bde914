"""Finding the row a person means: by a name in a workbook, or by a few letters in a picker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.fields import Value
from app.domain.patterns import later
from app.domain.text import half_width
from app.storage.history import History
from app.storage.reading import Query, Wanted
from app.storage.rows import Table

_WITH_UNIT = later("(.+?)\\s*[(\uff08](.+)[)\uff09]")
_NAMED = 6
_LARGE = 5_000


class Choice(NamedTuple):
    """One row a picker offers; `detail` tells two of the same title apart."""

    id: int
    title: str
    detail: str


class Finding(History):
    """Names to rows."""

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        """The id of the one row a text names: its title, its number, its name, or 姓名(单位).

        With `only`, among the rows whose fields have these values.

        Raises:
            ValueError: No such row, or several; the sentence names the candidates.
        """
        if not self.may_read(register):
            raise ValueError("没有权限查看这个台账,不能填写")
        if only:
            return self._find(register, text, only)
        known = self._found.get((register, text))
        if known is None:
            known = self._found[(register, text)] = self._find(register, text)
        return known

    def choices(
        self, register: str, typed: str = "", *, only: Mapping[str, Wanted] | None = None, limit: int = 50
    ) -> list[Choice]:
        """Rows whose title, number or pinyin initials hold what was typed, most used first."""
        if not self.may_read(register):
            return []
        self.index_pending()
        table = self.tables[register]
        conditions, values = self.conditions_of(table, Query(where=only or {}))
        plain, large = half_width(typed).lower(), self.last_id(register) > _LARGE
        if large and plain:  # the index answers at once where reading every title takes a blink
            self._finding(table, self.matching(plain), conditions, values)
            plain = ""
        matches, more = _holding(table, plain) if plain else ("", [])
        order = "row DESC" if large else "uses DESC, length(title), row"
        lines = self.all(
            f"SELECT row, title FROM title WHERE register = ? {matches} AND EXISTS "
            f'(SELECT 1 FROM "{register}" t WHERE t.id = row AND {" AND ".join(conditions)}) ORDER BY {order} LIMIT ?',
            (register, *more, *values, limit),
        )
        details = self._details(register, [row for row, _ in lines])
        return [Choice(row, title, details.get(row, "")) for row, title in lines]

    def _find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        table = self.tables[register]
        ids = self._not_voided(
            register, "id IN (SELECT row FROM title WHERE register = ? AND title = ?)", (register, text)
        )
        if only:
            among = set(self.ids(register, Query(where=only)))
            ids = [id for id in ids if id in among]
        if not ids and table.ledger.number is not None:
            ids = self._not_voided(register, "number = ?", (text,))
        if not ids and "name" in table.known:
            ids = self._not_voided(register, "name = ?", (text,))
        if not ids and (found := _WITH_UNIT.fullmatch(text)) and "name" in table.known and "unit" in table.known:
            ids = self._not_voided(
                register,
                "name = ? AND unit IN (SELECT row FROM title WHERE register = 'unit' AND title = ?)",
                (found[1], found[2]),
            )
        if len(ids) == 1:
            return ids[0]
        title = table.ledger.title
        if not ids:
            where = f"左边“{menu}”的“{title}”" if (menu := table.ledger.menu) else f"“{title}”"
            raise ValueError(f"没有找到“{text}”,请先在{where}里登记,或改成已登记的名称")
        raise ValueError(f"“{text}”在“{title}”里有 {len(ids)} 个:{self._named(register, text, ids)},请写明是哪一个")

    def _not_voided(self, register: str, condition: str, values: Sequence[str]) -> list[int]:
        query = f'SELECT id FROM "{register}" WHERE voided = 0 AND {condition} ORDER BY id LIMIT 20'
        return [id for (id,) in self.all(query, values)]

    def _named(self, register: str, text: str, ids: Sequence[int]) -> str:
        rows = self.page(register, ids[:_NAMED])
        if register == "person":
            units = self.titles(self.ledgers[register], rows)
            names = [f"{row['name']}({units.get(('unit', int(str(row['unit']))), '')})" for row in rows]
        else:
            details = self._details(register, [int(str(row["id"])) for row in rows])
            names = [f"{text}({details[int(str(row['id']))]})" for row in rows]
        return "、".join(names)

    def _details(self, register: str, ids: Sequence[int]) -> dict[int, str]:
        ledger = self.ledgers[register]
        rows = self.page(register, ids)
        titles = self.titles(ledger, rows)
        keys = [key for key in ledger.list_columns if key not in ("number", "name")][:2]
        return {int(str(row["id"])): _short(ledger.show(row, keys, titles)) for row in rows}


def _holding(table: Table, plain: str) -> tuple[str, list[str]]:
    like = "%" + re.sub(r"([%_\\])", r"\\\1", plain) + "%"
    columns = [r"title LIKE ? ESCAPE '\'", r"initials LIKE ? ESCAPE '\'"]
    if table.ledger.number is not None:
        columns.append(rf"""row IN (SELECT id FROM "{table.key}" WHERE number LIKE ? ESCAPE '\')""")
    return f"AND ({' OR '.join(columns)})", [like] * len(columns)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
