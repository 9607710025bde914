"""What waits for somebody: one line for each day of each row, kept beside the registers, and its counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.domain.fields import Row
from app.domain.ledger import Around
from app.storage.closed import Closed
from app.storage.rows import Table, quoted
from app.storage.waiting_plan import DUE, Plan

OPEN_END = "~"  # sorts behind every day
_CHUNK = 5_000
_INSERT = (
    "INSERT INTO waiting (register, row, clock, kind, extended, due_on, unit, since_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_COUNT = (
    "INSERT INTO waiting_tally (kind, extended, due_on, unit, n) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT(kind, extended, due_on, unit) DO UPDATE SET n = n + excluded.n"
)
_EMPTY = "DELETE FROM waiting_tally WHERE kind = ? AND extended = ? AND due_on = ? AND unit = ? AND n = 0"
_AGED = (
    "INDEXED BY waiting_since WHERE w.since_on IS NOT NULL AND w.since_on > ? AND w.since_on <= ? "
    "AND w.kind = ? AND w.extended = ? AND w.due_on > ? AND w.due_on <= ?"
)
_IN_BAND = "w.kind = ? AND w.extended = ? AND w.due_on > ? AND w.due_on <= ?"
_COLUMNS = "w.register, w.row, w.clock, w.kind, w.extended, w.due_on, w.unit, w.since_on"

Line = tuple[int, int, int, int, int, str, int, str | None]


class Band(NamedTuple):
    """Lines whose day lies after `low` and not after `high`; both are ISO days, "" and OPEN_END for no end."""

    low: str = ""
    high: str = OPEN_END
    extended: int = 0
    kind: int = DUE


class WaitingLine(NamedTuple):
    """One line as a list shows it; `field` is "" for a row that waits for review, `since_on` "" where none counts."""

    register: str
    id: int
    field: str
    label: str
    kind: int
    extended: bool
    due_on: str
    since_on: str
    unit: int
    unit_title: str
    number: str
    state: str
    title: str


class Waiting(Closed):
    """Keeping the lines in step with the rows, and asking them."""

    _clock_ids: dict[tuple[str, str, str], int] | None = None
    _plans: dict[str, Plan] | None = None

    def forget(self) -> None:
        """Drop what was remembered; the numbers of clocks may have been rolled back too."""
        super().forget()
        self._clock_ids = None

    # --- kept in step by the writer

    def wait(self, table: Table, before: Row | None, after: Row, around: Around) -> None:
        """The lines of one row that was written; lines of its own lines follow where its unit changed."""
        plan = self._plan(table)
        if plan.waits:
            id = int(str(after["id"]))
            old = self._lines_of(table.key, [id]) if before is not None else []
            new = self._lines(table, plan, [after], around)
            if sorted(old, key=_by_clock) != sorted(new, key=_by_clock):
                self._replace(old, new)
        key = table.ledger.unit_field
        if before is not None and key and before.get(key) != after.get(key):
            self._follow(table, int(str(after["id"])), around)

    def wait_many(self, table: Table, rows: Sequence[Row], around: Around) -> None:
        """The lines of new rows."""
        plan = self._plan(table)
        if plan.waits:
            self._replace([], self._lines(table, plan, rows, around))

    def wait_no_more(self, table: Table, ids: Sequence[int]) -> None:
        """Forget the lines of rows that are being taken away."""
        if self._plan(table).waits:
            self._replace(self._lines_of(table.key, ids), [])

    def rebuild_waiting(self) -> None:
        """Make every line anew from the rows."""
        with self.transaction():
            for name in ("waiting", "waiting_tally", "clock"):
                self.run(f"DELETE FROM {name}")
            self._clock_ids = None
            for table in self.tables.values():
                if self._plan(table).waits:
                    for rows in self.in_chunks(table.key):
                        self.wait_many(table, rows, self.around())

    def waiting_wrong(self) -> list[str]:
        """The registers whose lines are not what their rows say; "waiting_tally" where the counts are not those."""
        wrong = []
        for table in self.tables.values():
            if self._plan(table).waits:
                id = self.register_id(table.key)
                kept = set(self.all(f"SELECT {_COLUMNS} FROM waiting w WHERE w.register = ?", (id,)))
                for rows in self.in_chunks(table.key):
                    kept ^= set(self._lines(table, self._plan(table), rows, self.around()))
                wrong += [table.key] if kept else []
        columns = "kind, extended, due_on, unit"
        counted = self.all(f"SELECT {columns}, count(*) FROM waiting GROUP BY {columns}")
        if set(counted) != set(self.all(f"SELECT {columns}, n FROM waiting_tally")):
            wrong.append("waiting_tally")
        return wrong

    def in_chunks(self, register: str) -> Iterator[list[Row]]:
        """All rows of a register, voided ones too, some thousands at a time."""
        last = self.last_id(register)
        for low in range(1, last + 1, _CHUNK):
            yield self.page(register, range(low, min(low + _CHUNK, last + 1)))

    def last_id(self, register: str) -> int:
        """The highest id a register ever gave."""
        line = self.one("SELECT seq FROM sqlite_sequence WHERE name = ?", (register,))
        return int(line[0]) if line else 0

    # --- asked by the home page

    def waiting_counts(self, bands: Iterable[Band]) -> Counter[int]:
        """How many lines lie in some bands, by unit; 0 is no unit."""
        counts = Counter[int]()
        where, hidden = self._narrowed(None, ())
        query = (
            f"SELECT w.unit, count(*) FROM waiting w WHERE {_IN_BAND} {where} GROUP BY w.unit"
            if hidden  # the tally does not know registers: for the few who may not read all, lines are counted
            else f"SELECT w.unit, sum(w.n) FROM waiting_tally w WHERE {_IN_BAND} GROUP BY w.unit"
        )
        for band in bands:
            counts.update(dict(self.all(query, (band.kind, band.extended, band.low, band.high, *hidden))))
        return counts

    def waiting_lines(
        self,
        bands: Iterable[Band],
        limit: int | None = None,
        units: Iterable[int] | None = None,
        without: Iterable[str] = (),
        begun_after: str = "",
    ) -> list[WaitingLine]:
        """The first lines of some bands in the order of their days.

        Args:
            bands: Where they lie.
            limit: How many at most.
            units: Only lines of these.
            without: Not those of these registers.
            begun_after: Only lines that began to wait after this day, or of which that does not count.
        """
        found: list[Line] = []
        where, chosen = self._narrowed(units, without)
        if begun_after:
            where += "AND coalesce(w.since_on, ?) > ? "
            chosen += [OPEN_END, begun_after]
        for band in bands:
            found += self.all(
                f"SELECT {_COLUMNS} FROM waiting w INDEXED BY waiting_day "
                f"WHERE w.kind = ? AND w.extended = ? AND w.due_on > ? AND w.due_on <= ? {where}"
                "ORDER BY w.due_on, w.unit, w.register, w.row LIMIT ?",
                (band.kind, band.extended, band.low, band.high, *chosen, -1 if limit is None else limit),
            )
        found.sort(key=_by_day)
        return self._shown(found if limit is None else found[:limit])

    def waiting_number(self, bands: Iterable[Band], units: Iterable[int], without: Iterable[str] = ()) -> int:
        """How many lines of some units lie in some bands, without some registers."""
        where, chosen = self._narrowed(units, without)
        return sum(
            self.one(
                "SELECT count(*) FROM waiting w INDEXED BY waiting_day "
                f"WHERE w.kind = ? AND w.extended = ? AND w.due_on > ? AND w.due_on <= ? {where}",
                (band.kind, band.extended, band.low, band.high, *chosen),
            )[0]
            for band in bands
        )

    def aged_counts(self, bands: Iterable[Band], after: str, until: str) -> Counter[int]:
        """How many lines in some bands began to wait after one day and not after another, by unit."""
        counts = Counter[int]()
        where, hidden = self._narrowed(None, ())
        for band in bands:
            found = self.all(
                f"SELECT unit, count(*) FROM waiting w {_AGED} {where} GROUP BY unit",
                (after, until, band.kind, band.extended, band.low, band.high, *hidden),
            )
            counts.update(dict(found))
        return counts

    def aged_lines(self, bands: Iterable[Band], after: str, until: str, limit: int | None = None) -> list[WaitingLine]:
        """The first lines in some bands that began to wait after one day and not after another."""
        found: list[Line] = []
        where, hidden = self._narrowed(None, ())
        for band in bands:
            found += self.all(
                f"SELECT {_COLUMNS} FROM waiting w {_AGED} {where}ORDER BY w.due_on, w.unit, w.register, w.row LIMIT ?",
                (after, until, band.kind, band.extended, band.low, band.high, *hidden, -1 if limit is None else limit),
            )
        found.sort(key=_by_day)
        return self._shown(found if limit is None else found[:limit])

    def waiting_of(self, register: str, ids: Sequence[int]) -> list[WaitingLine]:
        """The lines of some rows of a register."""
        return self._shown(self._lines_of(register, ids)) if self.may_read(register) else []

    # --- inside

    def _narrowed(self, units: Iterable[int] | None, without: Iterable[str]) -> tuple[str, list[str]]:
        where, values = "", list[str]()
        if units is not None:
            where += "AND w.unit IN (SELECT value FROM json_each(?)) "
            values.append(json.dumps(list(units)))
        if left_out := [*without, *self.unreadable()]:
            where += "AND w.register NOT IN (SELECT id FROM register WHERE key IN (SELECT value FROM json_each(?))) "
            values.append(json.dumps(left_out))
        return where, values

    def _plan(self, table: Table) -> Plan:
        if self._plans is None:
            self._plans = {}
        if table.key not in self._plans:
            self._plans[table.key] = Plan(table.ledger)
        return self._plans[table.key]

    def _lines(self, table: Table, plan: Plan, rows: Sequence[Row], around: Around) -> list[Line]:
        register, out = self.register_id(table.key), list[Line]()
        ids, headers = self._clocks_known(), dict[int, int]()
        for row in rows:
            if row.get("voided"):
                continue
            found = plan.days(row, around)
            if not found:
                continue
            unit = self._unit_of(table, row, headers)
            for field, label, kind, extended, due_on, since_on in found:
                clock = ids.get((table.key, field, label)) or self._new_clock(table.key, field, label)
                out.append((register, row["id"], clock, kind, extended, due_on, unit, since_on))  # type: ignore[arg-type]
        return out

    def _unit_of(self, table: Table, row: Row, headers: dict[int, int]) -> int:
        """The unit of a row; a line without one of its own belongs to its header's."""
        ledger = table.ledger
        if ledger.unit_field or not ledger.parent:
            unit = row.get(ledger.unit_field)
            return unit if isinstance(unit, int) else 0
        header = row.get(ledger.parent)
        if not isinstance(header, int):
            return 0
        if header not in headers:
            above = self.tables[ledger.header_register]
            line = self.row(above.key, header) or {}
            headers[header] = self._unit_of(above, line, {})
        return headers[header]

    def _follow(self, table: Table, id: int, around: Around) -> None:
        for key in table.ledger.children:
            child = self.tables[key]
            plan = self._plan(child)
            if plan.waits and not child.ledger.unit_field:
                ids = [n for (n,) in self.all(f'SELECT id FROM "{key}" WHERE {quoted(child.ledger.parent)} = ?', (id,))]
                new = self._lines(child, plan, self.page(key, ids), around)
                self._replace(self._lines_of(key, ids), new)

    def _lines_of(self, register: str, ids: Sequence[int]) -> list[Line]:
        return self.all(
            f"SELECT {_COLUMNS} FROM waiting w WHERE w.register = ? AND w.row IN (SELECT value FROM json_each(?))",
            (self.register_id(register), json.dumps(list(ids))),
        )

    def _replace(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        if old:
            self.run_many("DELETE FROM waiting WHERE register = ? AND row = ? AND clock = ?", [x[:3] for x in old])
        self.run_many(_INSERT, new)
        counts = Counter([line[3:7] for line in new])
        counts.subtract([line[3:7] for line in old])
        self.run_many(_COUNT, [(*key, n) for key, n in counts.items() if n])
        if old:
            self.run_many(_EMPTY, [key for key, n in counts.items() if n < 0])

    def _clocks_known(self) -> dict[tuple[str, str, str], int]:
        if self._clock_ids is None:
            self._clock_ids = {(r, f, text): id for id, r, f, text in self.all("SELECT * FROM clock")}
        return self._clock_ids

    def _new_clock(self, register: str, field: str, label: str) -> int:
        made = self.run("INSERT INTO clock (register, field, label) VALUES (?, ?, ?)", (register, field, label))
        self._clocks_known()[register, field, label] = int(made.lastrowid)
        return int(made.lastrowid)

    def _shown(self, lines: Sequence[Line]) -> list[WaitingLine]:
        """Lines with what a list says of their rows; no declaration is read for it."""
        registers: Mapping[int, str] = dict(self.all("SELECT id, key FROM register"))
        clocks = {id: (field, label) for id, _, field, label in self.all("SELECT * FROM clock")}
        rows: dict[tuple[int, int], tuple[str, str, str]] = {}
        for id in {line[0] for line in lines}:
            wanted = json.dumps([line[1] for line in lines if line[0] == id])
            for row, number, state, title in self.all(
                f'SELECT r.id, r.number, r.state, t.title FROM "{registers[id]}" r '
                "LEFT JOIN title t ON t.register = ? AND t.row = r.id WHERE r.id IN (SELECT value FROM json_each(?))",
                (registers[id], wanted),
            ):
                rows[id, row] = (number or "", state or "", title or "")
        units = dict(self.titled("unit", {line[6] for line in lines}))
        out = []
        for register, row, clock, kind, extended, due_on, unit, since_on in lines:
            number, state, title = rows.get((register, row), ("", "", ""))
            field, label = clocks[clock]
            known = (registers[register], row, field, label, kind, bool(extended), due_on, since_on or "")
            out.append(WaitingLine(*known, unit, units.get(unit, ""), number, state, title))
        return out


def _by_clock(line: Sequence[Any]) -> tuple[Any, ...]:
    return line[2], line[3:7], line[7] or ""


def _by_day(line: Line) -> tuple[str, int, int, int]:
    return line[5], line[6], line[0], line[1]
