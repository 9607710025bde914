"""Reading rows: one, all, ids by a query, a page of them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import chain
from typing import Any

from app.domain.days import Period
from app.domain.fields import Choice, Link, PeriodField, Row, Value
from app.domain.ledger import LedgerDef
from app.domain.plain import plain
from app.storage.pages import BookAround
from app.storage.rows import Table, quoted, stored
from app.storage.search import Found, Searching


@plain
class Between:
    """A value from `low` to `high`, both included; None leaves a side open."""

    low: Value = None
    high: Value = None


Wanted = Value | Sequence[Value] | frozenset[str] | Between


@plain
class Query:
    """What rows a list shows.

    `where` are values fields must have: one, several, or Between; for a link to several rows, one that must be
    among them. `either` are several such sets of values: a row must have those of one. `units` are units whose rows are
    wanted together with those of all units below. `voided` None shows both kinds.
    """

    where: Mapping[str, Wanted] = field(default_factory=dict)
    find: str = ""
    order: tuple[tuple[str, bool], ...] = ()
    states: frozenset[str] | None = None
    voided: bool | None = False
    units: frozenset[int] | tuple[int, ...] | None = None
    period: Period | None = None
    either: tuple[Mapping[str, Wanted], ...] = ()


EVERY = Query()


class Reading(Searching):
    """Rows as the rest of the program sees them."""

    def around(self) -> BookAround:
        """The book as rules may see it."""
        return BookAround(self)

    def rows(self, register: str, *, voided: bool | None = False, order: str = "id", **equals: Wanted) -> list[Row]:
        """Rows whose fields have these values; a list of values means any of them."""
        return self.select(register, Query(where=equals, voided=voided, order=((order, False),)))

    def equal(self, register: str, equals: Mapping[str, Wanted]) -> list[Row]:
        """Rows, not voided, whose fields have these values; field names may be anything."""
        return self.select(register, Query(where=equals))

    def select(self, register: str, query: Query) -> list[Row]:
        """All rows a query wants, in its order."""
        table = self.tables[register]
        conditions, values = self.conditions_of(table, query)
        statement = f"{table.select} t {where(conditions)} ORDER BY {self._sorting(table, query)}"
        return [table.decode(line) for line in self.all(statement, values)]

    def pick(
        self, register: str, columns: Sequence[str], *, distinct: bool = False, **equals: Wanted
    ) -> list[tuple[Any, ...]]:
        """Some columns of the rows that are not voided and have these values; no declaration is read for it.

        Raises:
            KeyError: A name that is no plain word: names may come from outside.
        """
        _refuse_odd((register, *columns, *equals))
        conditions, values = ["voided = 0"], list[Any]()
        for key, wanted in equals.items():
            if wanted is None:
                conditions.append(f"{quoted(key)} IS NULL")
            elif isinstance(wanted, list | tuple | set | frozenset):
                conditions.append(f"{quoted(key)} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(list(wanted)))
            else:
                conditions.append(f"{quoted(key)} = ?")
                values.append(wanted)
        names = ", ".join(map(quoted, columns))
        what = f"DISTINCT {names}" if distinct else names
        return self.all(f'SELECT {what} FROM "{register}" {where(conditions)}', values)

    def least(self, register: str, column: str) -> str:
        """The least text in a column of the rows that are not voided, "" where there is none; no declaration is read.

        Raises:
            KeyError: A name that is no plain word.
        """
        _refuse_odd((register, column))
        return str(self.one(f'SELECT min({quoted(column)}) FROM "{register}" WHERE voided = 0')[0] or "")

    def ids(self, register: str, query: Query = EVERY) -> array[int]:
        """The ids of all rows a query wants, in its order."""
        table = self.tables[register]
        with self._lock:
            conditions, values = self.conditions_of(table, query)
            statement = f'SELECT id FROM "{register}" t {where(conditions)} ORDER BY {self._sorting(table, query)}'
            return array("q", chain.from_iterable(self.run(statement, values)))

    def live_runs(self, register: str) -> list[tuple[int, int]]:
        """The ids of the rows that are not voided, as runs of the first and last."""
        table = f'"{self.tables[register].key}"'
        count, last = self.one(f"SELECT count(*), (SELECT max(id) FROM {table}) FROM {table}")
        ends = [last] if count == last else self._edges(table, 1)
        starts = [1] if count == last else self._edges(table, -1)
        gone = [id for (id,) in self.all(f"SELECT id FROM {table} WHERE voided = 1 ORDER BY id")]
        return without(list(zip(starts, ends, strict=True)), gone)

    def _edges(self, table: str, beside: int) -> list[int]:
        """Ids of rows that have no row beside them on one side."""
        next_one = f"SELECT 1 FROM {table} b WHERE b.id = a.id + {beside}"
        return [id for (id,) in self.all(f"SELECT id FROM {table} a WHERE NOT EXISTS ({next_one}) ORDER BY id")]

    def count(self, register: str, query: Query = EVERY) -> int:
        """How many rows a query wants."""
        conditions, values = self.conditions_of(self.tables[register], query)
        return int(self.one(f'SELECT count(*) FROM "{register}" t {where(conditions)}', values)[0])

    def sums(self, register: str, keys: Sequence[str], query: Query = EVERY) -> dict[str, int]:
        """The sum of some whole-number columns over the rows a query wants."""
        table = self.tables[register]
        for key in keys:
            table.has_column(key)
        conditions, values = self.conditions_of(table, query)
        columns = ", ".join(f"coalesce(sum({quoted(key)}), 0)" for key in keys)
        line = self.one(f'SELECT {columns or "0"} FROM "{register}" t {where(conditions)}', values)
        return dict(zip(keys, line, strict=False))

    def texts_in(self, register: str, key: str) -> set[str]:
        """Every text that stands in one field of a register; rows that were voided do not count."""
        table = self.tables[register]
        table.has_column(key)
        column = quoted(key)
        statement = f'SELECT DISTINCT {column} FROM "{table.key}" WHERE {column} IS NOT NULL AND voided = 0'
        return {str(text) for (text,) in self.all(statement)}

    def unit_and_below(self, units: Iterable[int]) -> list[int]:
        """Units with everything that stands under them in the tree."""
        above = _tree_field(self.ledgers["unit"])
        statement = (
            "WITH RECURSIVE below(id) AS (SELECT value FROM json_each(?) "
            f'UNION SELECT u.id FROM unit u JOIN below ON u."{above}" = below.id) SELECT id FROM below'
        )
        return [id for (id,) in self.all(statement, (json.dumps(list(units)),))]

    def conditions_of(self, table: Table, query: Query) -> tuple[list[str], list[Any]]:
        """What a query wants as conditions of a statement about the table called t, and their values."""
        conditions: list[str] = []
        values: list[Any] = []
        self._having(table, query.where, conditions, values)
        if query.either:
            ways: list[list[str]] = [[] for _ in query.either]
            for wanted, way in zip(query.either, ways, strict=True):
                self._having(table, wanted, way, values)
            conditions.append(f"({' OR '.join(' AND '.join(way) for way in ways)})")
        if query.voided is not None:
            conditions.append("voided = ?")
            values.append(int(query.voided))
        if query.states is not None:
            self._condition(table, "state", tuple(query.states), conditions, values)
        if query.units is not None:
            self._in_units(table, query.units, conditions, values)
        if query.period is not None:
            self._in_period(table, query.period, conditions, values)
        if query.find.strip():
            self._finding(table, self.matching(query.find), conditions, values)
        return conditions, values

    def _having(self, table: Table, wanted: Mapping[str, Wanted], conditions: list[str], values: list[Any]) -> None:
        for key, value in wanted.items():
            table.has_column(key)
            self._condition(table, key, value, conditions, values)

    def _condition(self, table: Table, key: str, wanted: Wanted, conditions: list[str], values: list[Any]) -> None:
        several = wanted if isinstance(wanted, list | tuple | set | frozenset) else None
        if key in table.many:
            chosen = list(several) if several is not None else [] if wanted is None else [wanted]
            if not chosen:
                conditions.append(f"{quoted(key)} IS NULL")
                return
            conditions.append(
                "id IN (SELECT row FROM link WHERE register = ? AND field = ? "
                "AND target IN (SELECT value FROM json_each(?)))"
            )
            values.extend((table.key, key, json.dumps(chosen)))
        elif several is not None:
            conditions.append(f"{quoted(key)} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(several)))
        elif isinstance(wanted, Between):
            for sign, side in ((">=", wanted.low), ("<=", wanted.high)):
                if side is not None:
                    conditions.append(f"{quoted(key)} {sign} ?")
                    values.append(side)
        elif wanted is None:
            conditions.append(f"{quoted(key)} IS NULL")
        else:
            conditions.append(f"{quoted(key)} = ?")
            values.append(stored(wanted))  # type: ignore[arg-type]

    def _in_units(self, table: Table, units: Iterable[int], conditions: list[str], values: list[Any]) -> None:
        below = json.dumps(self.unit_and_below(units))
        ledger = table.ledger
        if ledger.unit_field:
            conditions.append(f"{quoted(ledger.unit_field)} IN (SELECT value FROM json_each(?))")
            values.append(below)
        elif ledger.parent and isinstance(link := ledger.by_key[ledger.parent], Link):
            header = self.ledgers[link.register]
            if header.unit_field:  # a line belongs to the unit of its header
                conditions.append(
                    f'{quoted(ledger.parent)} IN (SELECT id FROM "{header.key}" '
                    f"WHERE {quoted(header.unit_field)} IN (SELECT value FROM json_each(?)))"
                )
                values.append(below)

    def _in_period(self, table: Table, period: Period, conditions: list[str], values: list[Any]) -> None:
        key = table.ledger.period_field
        if not key:
            return
        if isinstance(table.ledger.by_key[key], PeriodField):
            conditions.append(f"{quoted(key)} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(periods_inside(period)))
        else:
            conditions.append(f"{quoted(key)} BETWEEN ? AND ?")
            values.extend((period.first.isoformat(), period.last.isoformat()))

    def _finding(self, table: Table, found: Found, conditions: list[str], values: list[Any]) -> None:
        condition, more = found.within(self.register_id(table.key))
        conditions.append(condition)
        values.extend(more)

    def _sorting(self, table: Table, query: Query) -> str:
        return ", ".join([*(self._order(table, key, down) for key, down in query.order), "id"])

    def _order(self, table: Table, key: str, down: bool) -> str:
        table.has_column(key)
        direction = " DESC" if down else ""
        field_ = table.ledger.by_key.get(key)
        if isinstance(field_, Link):
            target = f"json_extract(t.{quoted(key)}, '$[0]')" if field_.many else f"t.{quoted(key)}"
            # a link is sorted by what is shown, not by its id
            return f"(SELECT title FROM title WHERE register = '{field_.register}' AND row = {target}){direction}"
        if key == "number":  # 2号 before 12号
            return f"length(number){direction}, number{direction}"
        ranks = [state.name for state in table.ledger.states] if key == "state" else []
        if isinstance(field_, Choice):
            ranks = [option.code for option in field_.leaves]
        if ranks:
            cases = " ".join(f"WHEN '{name.replace(chr(39), chr(39) * 2)}' THEN {i}" for i, name in enumerate(ranks))
            return f"CASE {quoted(key)} {cases} ELSE {len(ranks)} END{direction}"
        return f"{quoted(key)}{direction}"


def periods_inside(period: Period) -> list[str]:
    """The keys of a period and of every shorter one inside it."""
    keys = [period.key]
    year = period.first.year
    for inner in (*(Period.quarter(year, n) for n in range(1, 5)), *(Period.month(year, n) for n in range(1, 13))):
        if period.first <= inner.first and inner.last <= period.last:
            keys.append(inner.key)
    return list(dict.fromkeys(keys))


def without(runs: Iterable[tuple[int, int]], gone: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of ids without some ids that lie in them; both in their order."""
    found = []
    left = list(gone)[::-1]
    for first, last in runs:
        while left and left[-1] <= last:
            id = left.pop()
            if first < id:
                found.append((first, id - 1))
            first = id + 1
        if first <= last:
            found.append((first, last))
    return found


def _refuse_odd(names: Iterable[str]) -> None:
    for name in names:
        if not (name.isascii() and name.isidentifier()):
            raise KeyError(name)


def _tree_field(units: LedgerDef) -> str:
    return next(link.key for link in units.links if link.register == units.key and not link.many)


def where(conditions: Sequence[str]) -> str:
    """Conditions as the end of a statement, "" where there is none."""
    return "WHERE " + " AND ".join(conditions) if conditions else ""
