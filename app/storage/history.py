"""What happened, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.storage.rows import Table, from_json, row_hash
from app.storage.writing import MERGE, Writer, Writing

_SHOWN = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "row_version"})
_NAMED = 10


class Step(NamedTuple):
    """One action of the past. `undone` says whether it was taken back."""

    id: int
    at: str
    actor: str
    actor_name: str
    label: str
    reason: str
    kind: str
    rows: int
    undone: bool


class HistoryLine(NamedTuple):
    """What one step did to one row: fields with their value before and after."""

    step_id: int
    at: str
    actor: str
    actor_name: str
    label: str
    reason: str
    fields: list[tuple[str, Value, Value]]


class Undone(NamedTuple):
    """The step that was taken back (or done again); `kept` are rows left alone because they were changed since."""

    step_id: int
    label: str
    restored: int
    kept: list[tuple[str, int, str]]


class _Change(NamedTuple):
    register: str
    id: int
    before: str | None
    after: str | None
    hash: bytes | None


class History(Writing):
    """Steps, the past of a row, undo and redo."""

    def steps(self, limit: int = 100) -> list[Step]:
        """The latest steps, newest first."""
        lines = self.all(
            "SELECT id, at, actor, actor_name, label, reason, kind, rows, undone_by IS NOT NULL "
            "FROM step ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [_step(line) for line in lines]

    def can_undo(self) -> Step | None:
        """The step undo would take back."""
        done = "undone_by IS NULL AND rows > 0 AND kind NOT IN ('undo', 'redo', 'print', 'merge', 'packet', 'handover')"
        return self._step_where(done)

    def can_redo(self) -> Step | None:
        """The undo that redo would take back: the latest, if nothing else was done since."""
        last = self._step_where("rows > 0 AND undone_by IS NULL AND kind <> 'redo'")
        return last if last is not None and last.kind == "undo" else None

    def history(self, register: str, id: int) -> list[HistoryLine]:
        """Everything that happened to a row, oldest first."""
        lines = self.all(
            "SELECT s.id, s.at, s.actor, s.actor_name, s.label, s.reason, c.before, c.after, c.hash "
            "FROM change c JOIN step s ON s.id = c.step WHERE c.register = ? AND c.row = ? ORDER BY c.step",
            (register, id),
        )
        told = []
        for place, (step, at, actor, actor_name, label, reason, before, after, hash) in enumerate(lines):
            fields: list[tuple[str, Value, Value]]
            if before is None:
                start = self._as_inserted(register, id, [from_json(line[6]) for line in lines[place + 1 :] if line[6]])
                fields = [(key, None, value) for key, value in start.items()]
            elif hash is None:
                fields = [(key, value, None) for key, value in from_json(before).items()]
            else:
                new = from_json(after)
                fields = [(key, value, new[key]) for key, value in from_json(before).items()]
            shown = [f for f in fields if f[0] not in _SHOWN and f[1] != f[2] and (f[1], f[2]) not in _NOTHING]
            told.append(HistoryLine(step, at, actor, actor_name, label, reason, shown))
        return told

    def undo(self, step_id: int | None = None) -> Undone:
        """Take a step back, the last one where none is named; rows changed since are left as they are and named.

        Raises:
            Refused: There is nothing to take back, or every row of the step was changed since.
        """
        with self._lock:
            step = self._step_where("id = ?", step_id) if step_id is not None else self.can_undo()
            if step is None or step.undone or step.rows == 0 or step.kind in ("undo", "redo", "packet", "handover"):
                raise Refused("没有可以撤销的操作。没有改动任何内容。", "E-NO-UNDO")
            if step.kind == MERGE:
                raise Refused(
                    f"“{step.label}”不能撤销:回执已经或将要据此开出。没有改动任何内容;有错请退回乡镇,由乡镇报更正包。",
                    "E-MERGED",
                )
            return self._revert(step, f"撤销:{step.label}", "undo")

    def redo(self) -> Undone:
        """Take the last undo back.

        Raises:
            Refused: The last thing done was no undo.
        """
        with self._lock:
            step = self.can_redo()
            if step is None:
                raise Refused("没有可以恢复的操作。没有改动任何内容。", "E-NO-REDO")
            label = step.label.removeprefix("撤销:")
            return self._revert(step, f"恢复:{label}", "redo")

    def _revert(self, step: Step, label: str, kind: str) -> Undone:
        from app.storage import basket  # no start of the program needs it

        changes = [
            _Change(*line)
            for line in self.all(
                "SELECT register, row, before, after, hash FROM change WHERE step = ? ORDER BY row DESC", (step.id,)
            )
        ]
        with self.change(label, kind=kind, undoes=step.id) as writer:
            kept, restored = _take_back(self, writer, changes)
            if not restored:
                raise Refused(_all_kept(kept), "E-CHANGED")
            self.run("UPDATE step SET undone_by = ? WHERE id = ?", (writer.step_id, step.id))
            if kind == "undo":
                basket.after_undo(self, step.id)
            if kind == "redo":
                basket.after_redo(self, step.id)
                self.run("UPDATE step SET undone_by = NULL WHERE undone_by = ?", (step.id,))
        return Undone(step.id, label, restored, kept)

    def _step_where(self, condition: str, *values: int) -> Step | None:
        line = self.one(
            "SELECT id, at, actor, actor_name, label, reason, kind, rows, undone_by IS NOT NULL "
            f"FROM step WHERE {condition} ORDER BY id DESC LIMIT 1",
            values,
        )
        return _step(line) if line else None

    def _as_inserted(self, register: str, id: int, later: Iterable[Row]) -> Row:
        start = self.row(register, id) or {}
        for before in reversed(list(later)):
            start = {**start, **before}
        return start


_NOTHING: tuple[tuple[Value, Value], ...] = ((None, []), (None, 0), ([], None), (0, None))


def _step(line: Sequence[Any]) -> Step:
    id, at, actor, actor_name, label, reason, kind, rows, undone = line
    return Step(id, at, actor, actor_name, label, reason, kind, rows, bool(undone))


def _take_back(book: History, writer: Writer, changes: list[_Change]) -> tuple[list[tuple[str, int, str]], int]:
    """Carry out the opposite of changes; rows that others point to wait until those are gone."""
    kept: list[_Change] = []
    restored, waiting = 0, changes
    while waiting:
        pointed_at = _pointed_at(book, waiting)
        rows = _rows_of(book, waiting)
        reviewed = _reviewed_since(book, waiting, rows)
        used: list[_Change] = []
        for change in waiting:
            table, current = book.tables[change.register], rows.get((change.register, change.id))
            touched = _is_changed_since(current, change) or _header(table, current) in reviewed
            if touched or (change.hash is None and _number_taken(book, table, change)):
                kept.append(change)
            elif change.before is None and (change.register, change.id) in pointed_at:
                used.append(change)
            elif _take_one_back(writer, table, change, current):
                restored += 1
            else:
                kept.append(change)
        writer.remove_taken()
        if len(used) == len(waiting):
            kept += used
            break
        waiting = used
    return [(c.register, c.id, book.title(c.register, c.id)) for c in kept], restored


def _pointed_at(book: History, changes: list[_Change]) -> set[tuple[str, int]]:
    inserted: dict[str, list[int]] = {}
    for change in changes:
        if change.before is None:
            inserted.setdefault(change.register, []).append(change.id)
    return {(register, id) for register, ids in inserted.items() for id in book.used_among(register, ids)}


def _rows_of(book: History, changes: list[_Change]) -> dict[tuple[str, int], Row]:
    wanted: dict[str, list[int]] = {}
    for change in changes:
        wanted.setdefault(change.register, []).append(change.id)
    return {
        (register, id): row
        for register, ids in wanted.items()
        for row in book.page(register, ids)
        if isinstance(id := row["id"], int)
    }


def _is_changed_since(current: Row | None, change: _Change) -> bool:
    if change.hash is None:
        return current is not None
    return current is None or row_hash(current) != change.hash


def _reviewed_since(book: History, changes: list[_Change], rows: dict[tuple[str, int], Row]) -> set[tuple[str, int]]:
    """Rows in a fixed state that were changed since: with their lines they are what was reviewed, and stay whole."""
    return {
        place
        for change in changes
        if (place := (change.register, change.id)) in rows
        and rows[place].get("state") in book.tables[change.register].ledger.fixed_states
        and _is_changed_since(rows[place], change)
    }


def _header(table: Table, row: Row | None) -> tuple[str, int] | None:
    header_id = row.get(table.ledger.parent) if row is not None and table.ledger.parent else None
    return (table.ledger.header_register, header_id) if isinstance(header_id, int) else None


def _number_taken(book: History, table: Table, change: _Change) -> bool:
    number = from_json(change.before or "{}").get("number")
    return bool(number) and book.one(f'SELECT 1 FROM "{table.key}" WHERE number = ?', (number,)) is not None


def _take_one_back(writer: Writer, table: Table, change: _Change, current: Row | None) -> bool:
    if current is None:
        row = table.whole(from_json(str(change.before)))
        writer.put_back(table, {**row, "row_version": int(str(row["row_version"])) + 1})
    elif change.before is not None:
        return writer.put_past(table, current, from_json(change.before))
    elif not writer.take_away(table, current):
        # a later number exists: the row stays, voided, so that the series has no gap
        writer.write(table, current, {"voided": 1, "void_reason": "撤销"})
    return True


def _all_kept(kept: list[tuple[str, int, str]]) -> str:
    names = "、".join(title or f"#{id}" for _, id, title in kept[:_NAMED]) + ("等" if len(kept) > _NAMED else "")
    return f"不能撤销:{names} 之后又被修改或被其他记录引用。没有改动任何内容;请先处理这些记录,再撤销。"
