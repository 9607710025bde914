"""Writing rows: one action is one transaction, one step of history, one undo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from itertools import repeat
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.domain.options import BOOK_OPTIONS
from app.storage.closed import Change
from app.storage.core import BookInfo
from app.storage.derived import Derived
from app.storage.events import Event
from app.storage.numbering import Numbers
from app.storage.rows import Table, row_hash, stored, to_json

_OURS = frozenset(
    {"id", "row_version", "created_at", "created_by", "updated_at", "updated_by", "voided", "void_reason"}
)
_STEP = "INSERT INTO step (at, actor, actor_name, label, reason, kind, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)"
_CHANGED = "INSERT INTO change (step, register, row, before, after, hash) VALUES (?, ?, ?, ?, ?, ?)"
_NEW = "INSERT INTO change (step, register, row, hash) VALUES (?, ?, ?, ?)"
MERGE = "merge"  # the kind of a step that brings in what a township sent
# What the roles that enter nothing may still write; every other role is judged by app.operations.rights.
_WRITES_LITTLE: Mapping[str, tuple[str, ...]] = {"reader": ("print",), "admin": ("print", "option", "handover")}
_CHUNK = 1_000  # so many new rows are filled out at a time
_AT_ONCE = 50  # more rows than this in one step are one event and are indexed later


class Writer:
    """The only way to change rows; rules may ask it what the book holds, rows not yet committed included."""

    def __init__(self, book: Derived, label: str, reason: str, kind: str, undoes: int | None) -> None:
        self._book = book
        self._label, self._reason, self._kind, self._undoes = label, reason, kind, undoes
        self._step: int | None = None
        self._now = book.now()
        self._numbers = Numbers(book)
        self._changed: dict[tuple[str, int], tuple[Row | None, Row | None]] = {}
        self._bulk: list[tuple[str, int, bytes]] = []
        self._events: list[Event] = []
        self._gone: dict[str, list[Row]] = {}
        self._lined: set[tuple[str, int]] = set()
        self.new_info: BookInfo | None = None

    @property
    def step_id(self) -> int:
        """The number of this step in the history."""
        if self._step is None:
            self._step = int(
                self._book.run(
                    _STEP,
                    (
                        self._now,
                        self._book.actor,
                        self._book.actor_name,
                        self._label,
                        self._reason,
                        self._kind,
                        self._undoes,
                    ),
                ).lastrowid
            )
        return self._step

    @property
    def today(self) -> date:
        """The business day."""
        return self._book.today()

    @property
    def actor(self) -> str:
        """The login name of whoever acts."""
        return self._book.actor

    @property
    def actor_name(self) -> str:
        """Who acts, by name."""
        return self._book.actor_name

    def row(self, register: str, id: int) -> Row | None:
        """One row with all its columns, or None."""
        return self._book.row(register, id)

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register, not voided, whose fields have these values."""
        return self._book.equal(register, equals)

    def title(self, register: str, id: int) -> str:
        """How a row is called."""
        return self._book.title(register, id)

    def option(self, key: str) -> int:
        """What this book's county has set."""
        return self._book.option(key)

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after a day."""
        return self._book.calendar().add_working(day, n)

    def save(self, ledger: LedgerDef, row: Row) -> int:
        """Write one row: a new one where it has no id, else the columns given.

        Raises:
            Refused: The row was changed by another step since it was read, is gone, or its number is taken.
        """
        table = self._table(ledger, row)
        if row.get("id") is None:
            return self._insert(table, row)
        current = self._current(table, row)
        changes = {
            key: _empty_list(value) if key in table.many else value
            for key, value in row.items()
            if key not in _OURS and (_empty_list(value) if key in table.many else value) != current[key]
        }
        if changes:
            self._check_number(table, changes)
            if table.ledger.number is not None and table.ledger.number.due_for({**current, **changes}):
                changes["number"] = self._numbers.next(table.ledger, {**current, **changes})
            self.write(table, current, {**changes, "updated_at": self._now, "updated_by": self.actor})
        return int(str(current["id"]))

    def save_many(self, ledger: LedgerDef, rows: Sequence[Row]) -> list[int]:
        """Write many rows at once: new ones together, as one event; those with an id one by one."""
        new = [row for row in rows if row.get("id") is None]
        ids = iter(self._insert_many(self._table(ledger, {}), new))
        return [next(ids) if row.get("id") is None else self.save(ledger, row) for row in rows]

    def take_in(self, ledger: LedgerDef, rows: Sequence[Row]) -> list[int]:
        """Insert rows of another book with the number and state they have there: nothing is given out for them."""
        return self._insert_many(self._table(ledger, {}), rows, numbered=False)

    def void(self, ledger: LedgerDef, id: int, reason: str) -> None:
        """作废: the row stays, with its number and the reason."""
        self._set_voided(ledger, id, 1, reason)

    def unvoid(self, ledger: LedgerDef, id: int) -> None:
        """Take a 作废 back."""
        self._set_voided(ledger, id, 0, None)

    def set_info(self, info: BookInfo) -> None:
        """Change whose book it is; what it is (practice, id, kind) stays."""
        now = self._book.info
        kept = replace(info, practice=now.practice, book_id=now.book_id, kind=now.kind)
        for key, value in asdict(kept).items():
            self._meta(key, str(int(value)) if isinstance(value, bool) else str(value))
        self.new_info = kept
        self.note("book.info", "book")

    def set_option(self, key: str, value: int) -> None:
        """Set what a county may set, see app.domain.options."""
        BOOK_OPTIONS[key]
        self._meta(f"option:{key}", str(value))
        self._book.forget()
        self.note("book.option", f"option/{key}", str(value))

    def save_packet(self, packet: Mapping[str, Any]) -> int:
        """Keep a packet that was built, or its new state; packets are told apart by packet_id."""
        return self._book.write_packet(packet)

    def note(self, act: str, obj: str, why: str | None = None) -> None:
        """Log an act in the same transaction."""
        self._events.append(Event(act, obj, why=why))

    def write(self, table: Table, current: Row, changes: Mapping[str, Value]) -> None:
        """Write columns of an existing row as they are."""
        after = {**current, **changes, "row_version": int(str(current["row_version"])) + 1}
        columns = [*changes, "row_version"]
        self._book.run(table.update(columns), [*(stored(after[c]) for c in columns), current["id"]])
        self._track(table, current, after)

    def put_past(self, table: Table, current: Row, before: Row) -> bool:
        """Write the earlier columns of a row; False where its number cannot go or come: later ones exist."""
        numbered, number = current.get("number"), before.get("number", current.get("number"))
        if numbered and not number and not self._numbers.give_back(table.ledger, str(numbered)):
            return False
        if number and number != numbered:
            if self._book.one(f'SELECT 1 FROM "{table.key}" WHERE number = ?', (number,)):
                return False
            self._numbers.seen(table.ledger, str(number))
        self.write(table, current, before)
        return True

    def put_back(self, table: Table, row: Row) -> None:
        """Insert a row that an undo had taken away, exactly as it was."""
        self._book.run(table.insert, table.encode(row))
        if row.get("number"):
            self._numbers.seen(table.ledger, str(row["number"]))
        self._track(table, None, row)

    def take_away(self, table: Table, row: Row) -> bool:
        """Remove a row that should never have been; False where its number must stay, and then the row too."""
        if row.get("number") and not self._numbers.give_back(table.ledger, str(row["number"])):
            return False
        self._gone.setdefault(table.key, []).append(row)
        self._remember(table, row, None)
        return True

    def remove_taken(self) -> None:
        """Delete what was taken away, together with all that was derived from it."""
        for register, rows in self._gone.items():
            self._book.unlink(self._book.tables[register], rows)
            self._book.run_many(f'DELETE FROM "{register}" WHERE id = ?', [(row["id"],) for row in rows])
        self._gone.clear()

    def finish(self) -> None:
        """Write history, log and index; called once, at the end of the transaction.

        Raises:
            Refused: A row that went to the county in a closed month would change.
        """
        changed = {key: Change(*pair) for key, pair in self._changed.items() if pair[0] and pair[0] != pair[1]}
        self._book.refuse_closed(changed, self._lined, self._undoes)
        self.remove_taken()
        lines = [self._history_line(key, *pair) for key, pair in self._changed.items() if pair[0] != pair[1]]
        if lines or self._bulk:
            step = self.step_id
            self._book.run_many(_NEW, [(step, *line) for line in self._bulk])
            self._book.run_many(_CHANGED, [(step, *line) for line in lines])
            self._book.run("UPDATE step SET rows = ? WHERE id = ?", (len(lines) + len(self._bulk), step))
        self._numbers.write()
        events = [*self._row_events(), *self._events]
        if events:
            self._book.append_events(events)
        self._index()

    def _table(self, ledger: LedgerDef, row: Row) -> Table:
        table = self._book.tables[ledger.key]
        if not row.keys() <= table.known:
            raise KeyError(f"{ledger.key}: {sorted(row.keys() - table.known)}")
        return table

    def _current(self, table: Table, row: Row) -> Row:
        current = self._book.row(table.key, int(str(row["id"])))
        if current is None:
            raise Refused("这一条记录已不存在(可能已被撤销)。没有改动任何内容;请刷新列表后再看。", "E-GONE")
        if row.get("row_version") not in (None, current["row_version"]):
            raise Refused(
                f"“{self.title(table.key, int(str(row['id'])))}”在打开之后已被修改。"
                "这次填写的内容没有保存,原记录保持现状;请重新打开这一条,核对后再改。",
                "E-CHANGED",
            )
        self._refuse_merged(table.key, int(str(row["id"])))
        return current

    def _refuse_merged(self, register: str, id: int) -> None:
        """What a township signed is only changed by what the same township signs."""
        if self._kind == MERGE or not self._book.info.is_county:
            return
        from app.storage.inbox import refuse_merged  # a township's book starts without it

        refuse_merged(self._book, register, id, self.title(register, id))

    def _refuse_under_merged(self, table: Table, row: Row) -> None:
        header = row.get(table.ledger.parent) if table.ledger.parent else None
        if isinstance(header, int):
            self._refuse_merged(table.ledger.header_register, header)

    def _check_number(self, table: Table, row: Row) -> None:
        number = row.get("number")
        if not number:
            return
        if self._book.one(f'SELECT 1 FROM "{table.key}" WHERE number = ?', (number,)):
            raise Refused(f"编号“{number}”已经用过。这一条没有保存;请换一个编号或留空由程序编号。", "E-NUMBER")
        self._numbers.seen(table.ledger, str(number))

    def _insert(self, table: Table, row: Row) -> int:
        self._refuse_under_merged(table, row)
        self._check_number(table, row)
        full = self._full(table, row)
        id = int(self._book.run(table.insert, table.encode(full)).lastrowid)
        full["id"] = id
        self._line_of(table, full)
        self._track(table, None, full)
        return id

    def _line_of(self, table: Table, row: Row) -> None:
        header = row.get(table.ledger.parent) if table.ledger.parent else None
        if isinstance(header, int):
            self._lined.add((table.ledger.header_register, header))

    def _full(self, table: Table, row: Row) -> Row:
        full = {**table.whole(row), **self._stamp(), "void_reason": None}
        for key in table.many:
            full[key] = _empty_list(full[key])
        full["state"] = full["state"] or table.ledger.first_state
        if table.ledger.number is not None and table.ledger.number.due_for(full):
            full["number"] = self._numbers.next(table.ledger, full)
        return full

    def _stamp(self) -> Row:
        return {
            "created_at": self._now,
            "created_by": self.actor,
            "updated_at": self._now,
            "updated_by": self.actor,
            "row_version": 1,
            "voided": 0,
        }

    def _insert_many(self, table: Table, rows: Sequence[Row], *, numbered: bool = True) -> list[int]:
        if numbered and table.ledger.parent:
            for row in rows:
                self._refuse_under_merged(table, row)
        first = self._book.last_id(table.key) + 1
        for start in range(0, len(rows), _CHUNK):  # what is held beside the rows stays small
            self._insert_some(table, rows[start : start + _CHUNK], first + start, numbered)
        return list(range(first, first + len(rows)))

    def _insert_some(self, table: Table, rows: Sequence[Row], first: int, numbered: bool) -> None:
        from app.storage.new_rows import NewRows  # no start of the program needs it

        number, state = table.ledger.number, table.ledger.first_state
        more: Row = {**self._stamp(), "void_reason": None}
        full_rows = []
        for id, row in enumerate(rows, first):
            more["id"], more["state"], more["number"] = id, row.get("state") or state, row.get("number")
            full = table.filled_out(row, more)
            if full["number"] and numbered:
                self._check_number(table, full)
            elif numbered and number is not None and number.due_for(full):
                full["number"] = self._numbers.next(table.ledger, full)
            full_rows.append(full)
            if table.ledger.parent:
                self._line_of(table, full)
        new = NewRows(table, full_rows)
        try:
            self._book.run_many(*new.to_insert())
        except sql.IntegrityError as error:
            if f"{table.key}.number" not in str(error):
                raise
            raise Refused("所录各条中有重复的编号。这一批没有保存;请改正重复的编号后重试。", "E-NUMBER") from error
        self._bulk += zip(repeat(table.key), range(first, first + len(rows)), new.hashes, strict=False)
        self._book.derive_many(table, full_rows, self)

    def _set_voided(self, ledger: LedgerDef, id: int, voided: int, reason: str | None) -> None:
        table = self._book.tables[ledger.key]
        current = self._current(table, {"id": id})
        if current["voided"] != voided:
            changes: Row = {"voided": voided, "void_reason": reason}
            self.write(table, current, {**changes, "updated_at": self._now, "updated_by": self.actor})

    def _track(self, table: Table, before: Row | None, after: Row) -> None:
        self._remember(table, before, after)
        self._book.derive(table, before, after, self)

    def _remember(self, table: Table, before: Row | None, after: Row | None) -> None:
        key = (table.key, int(str((after or before or {})["id"])))
        first = self._changed[key][0] if key in self._changed else before
        self._changed[key] = (first, after)

    def _history_line(self, key: tuple[str, int], before: Row | None, after: Row | None) -> tuple[Any, ...]:
        hash = row_hash(after) if after else None
        if before is None:
            return (*key, None, None, hash)
        if after is None:
            return (*key, to_json({k: v for k, v in before.items() if v is not None and v != []}), None, None)
        changed = [k for k in before if k != "row_version" and before[k] != after[k]]
        return (*key, to_json({k: before[k] for k in changed}), to_json({k: after[k] for k in changed}), hash)

    def _row_events(self) -> Iterator[Event]:
        why = self._reason or None
        if self._bulk:
            register = self._bulk[0][0]
            yield Event(f"{register}.import", f"step/{self.step_id}", after=_digest(self._bulk), why=why)
        pairs = {key: pair for key, pair in self._changed.items() if pair[0] != pair[1]}
        if len(pairs) > _AT_ONCE:
            rows = [(*key, row_hash(after) if after else b"") for key, (_, after) in pairs.items()]
            yield Event(f"step.{self._kind}", f"step/{self.step_id}", after=_digest(rows), why=why)
            return
        for (register, id), (before, after) in pairs.items():
            yield Event(
                f"{register}.{_act(self._kind, before, after)}",
                f"{register}/{id}",
                row_hash(before).hex() if before else None,
                row_hash(after).hex() if after else None,
                why,
            )

    def _index(self) -> None:
        docs = [self._book.doc(register, id) for (register, id), (_, after) in self._changed.items() if after]
        if len(docs) <= _AT_ONCE:
            self._book.index(docs)
        else:
            self._book.index_later(docs)

    def _meta(self, key: str, value: str) -> None:
        self._book.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))


class Writing(Derived):
    """The book as something that can be changed."""

    def _refuse_role(self, kind: str) -> None:
        """Readers and the administrator change no row, whatever door they come through. Source: packet.md 6.4."""
        if kind in _WRITES_LITTLE.get(self.role, (kind,)):
            return
        who = "查阅用户只能看、能打印" if self.role == "reader" else "管理员只管用户和备份"
        raise Refused(f"{who},不能录入和修改台账。没有改动;请由经办人登录来办。", "E-ROLE")

    @contextmanager
    def change(self, label: str, reason: str = "", kind: str = "edit", undoes: int | None = None) -> Iterator[Writer]:
        """One user action: one transaction, one step of history, one undo. Any exception rolls all of it back."""
        self._refuse_role(kind)
        with self._lock:
            if self._conn.in_transaction:
                raise RuntimeError("a change inside a change")
            self._found.clear()
            with self.transaction():
                writer = Writer(self, label, reason, kind, undoes)
                yield writer
                writer.finish()
            self._found.clear()
            if writer.new_info is not None:
                self.info = writer.new_info


def _empty_list(value: Value) -> Value:
    return [] if value is None or value == "" else value


def _act(kind: str, before: Row | None, after: Row | None) -> str:
    if kind in ("undo", "redo"):
        return kind
    if before is None or after is None:
        return "create"
    if before["voided"] != after["voided"]:
        return "void" if after["voided"] else "unvoid"
    return "update"


def _digest(rows: Iterable[tuple[str, int, bytes]]) -> str:
    """The hash over the canonical list of [register, id, hash]; names of registers need no escaping."""
    text = ",".join([f'["{register}",{id},"{hash.hex()}"]' for register, id, hash in rows])
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()
