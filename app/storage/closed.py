"""Closed months: the rows that went to the county in a month's packet, and refusing to change them behind its back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.days import Period
from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.rows import id_of
from app.storage.kept import Kept
from app.storage.rows import from_json

_NAMED = 5
_ALL = ("", 0)
Place = tuple[str, int]


class ClosedMonth(NamedTuple):
    """A month whose packet was issued: when, by whom, and the last step of history that is in it."""

    period: str
    packet_id: str
    step: int
    at: str
    by: str


class Sent(NamedTuple):
    """The newest closed month a row went in, and the step it went as of."""

    period: str
    step: int


class Change(NamedTuple):
    """A row as it was and as it is to be; None where it was not or is no more."""

    before: Row | None
    after: Row | None


class Closed(Kept):
    """What is closed, and as what it went."""

    def last_step(self) -> int:
        """The newest step of history."""
        return int(self.one("SELECT coalesce(max(id), 0) FROM step")[0])

    def closed_months(self) -> list[ClosedMonth]:
        """The closed months, the oldest first."""
        query = "SELECT period, packet_id, step, at, by FROM closed_month ORDER BY period"
        return [ClosedMonth(*line) for line in self.all(query)]

    def closed_rows(self, period: str) -> dict[str, set[int]]:
        """The rows that went in a month's packet and are held fast, by register."""
        found: dict[str, set[int]] = {}
        for register, row in self.all("SELECT register, row FROM closed_row WHERE period = ?", (period,)):
            found.setdefault(register, set()).add(row)
        return found

    def close_month(self, period: str, packet_id: str, step: int, rows: Mapping[str, Iterable[int]]) -> None:
        """Close a month, or close it anew after an amendment: from now on these rows are held fast."""
        with self.transaction():
            self.reopen_month(period)
            values = (period, packet_id, step, self.now(), self.actor_name)
            self.run("INSERT INTO closed_month (period, packet_id, step, at, by) VALUES (?, ?, ?, ?, ?)", values)
            lines = [
                (period, register, row, step)
                for register, ids in rows.items()
                if self._is_held(register)
                for row in ids
            ]
            self.run_many("INSERT INTO closed_row (period, register, row, step) VALUES (?, ?, ?, ?)", lines)

    def reopen_month(self, period: str) -> None:
        """Take the closing of a month back: its packet is made again before it left."""
        with self.transaction():
            for table in ("closed_month", "closed_row", "opened_row"):
                self.run(f"DELETE FROM {table} WHERE period = ?", (period,))

    def open_rows(self, period: str, rows: Iterable[Place] | None) -> None:
        """Let rows of a closed month be changed for an amendment; None opens all of them."""
        places = [_ALL] if rows is None else list(rows)
        with self.transaction():
            query = "INSERT OR IGNORE INTO opened_row (period, register, row) VALUES (?, ?, ?)"
            self.run_many(query, [(period, *place) for place in places])

    def shut_rows(self, period: str) -> None:
        """The amendment is over: nothing of the month is open any more."""
        with self.transaction():
            self.run("DELETE FROM opened_row WHERE period = ?", (period,))

    def _is_held(self, register: str) -> bool:
        from app.domain.closing import kept_by_closing  # a start changes nothing

        ledger = self.ledgers[register]
        return self._is_held(ledger.header_register) if ledger.parent else kept_by_closing(ledger)

    def sent(self, places: Iterable[Place]) -> dict[Place, Sent]:
        """Which of these rows went in a closed month."""
        query = "SELECT period, step FROM closed_row WHERE register = ? AND row = ? ORDER BY period DESC LIMIT 1"
        found = ((place, self.one(query, place)) for place in places)
        return {place: Sent(*line) for place, line in found if line}

    def as_of(self, register: str, row: Row, step: int) -> Row:
        """A row as it stood after a step of history, from how it stands."""
        query = "SELECT before FROM change WHERE register = ? AND row = ? AND step > ? ORDER BY step DESC"
        out = dict(row)
        for (before,) in self.all(query, (register, id_of(row, "id"), step)):
            out |= from_json(before) if before else {}
        return out

    def corrected_since(self, place: Place, step: int) -> bool:
        """Whether a later correction carried a row: then it stands as of that."""
        query = "SELECT 1 FROM closed_row WHERE register = ? AND row = ? AND step > ?"
        return self.one(query, (*place, step)) is not None

    def changed_since(self, step: int) -> list[Place]:
        """The rows changed by later steps of history."""
        return list(self.all("SELECT DISTINCT register, row FROM change WHERE step > ?", (step,)))

    def entered_since(self, step: int) -> list[Place]:
        """The rows entered by later steps of history."""
        query = "SELECT register, row FROM change WHERE step > ? AND before IS NULL AND hash IS NOT NULL"
        return list(self.all(query, (step,)))

    def sent_again(self, places: Iterable[Place], step: int) -> None:
        """Rows that a correction carried: in every month they went in, they stand as of this step now."""
        query = "UPDATE closed_row SET step = ? WHERE register = ? AND row = ?"
        with self.transaction():
            self.run_many(query, [(step, *place) for place in places])

    def facts_changed(self, register: str, now: Row, sent: Sent, before: Row | None = None) -> list[str]:
        """The labels of what a row that went in a closed month says differently; 作废 stands for voiding it.

        Args:
            register: The register.
            now: The row as it is, or would be.
            sent: The month it went in.
            before: The row as it stands, where only what would change now is asked for.
        """
        from app.domain.closing import fixed_changes, goes_on, under_work  # a start changes nothing

        ledger = self.ledgers[register]
        was = self.as_of(register, before or now, sent.step)
        if (before or was).get("voided") != now.get("voided"):
            return ["作废" if now.get("voided") else "恢复"]
        top, top_ledger = now, ledger
        while top_ledger.parent and (header := id_of(top, top_ledger.parent)):
            top_ledger = self.ledgers[top_ledger.header_register]
            top = self.row(top_ledger.key, header) or {}
        if under_work(top_ledger, top):
            return []
        last = Period.parse(sent.period).last.isoformat()
        wrong = fixed_changes(ledger, was, now, last, living=goes_on(top_ledger, top))
        return [field.label for field in wrong if before is None or before.get(field.key) != now.get(field.key)]

    def typed_since(self, register: str, now: Row, step: int) -> bool:
        """Whether anything typed in a row, or whether it counts at all, changed since a step of history."""
        from app.domain.closing import fixed_changes  # a start changes nothing

        was = self.as_of(register, now, step)
        typed = fixed_changes(self.ledgers[register], was, now, "", living=False, every=True)
        return bool(typed) or was.get("voided") != now.get("voided")

    def refuse_closed(
        self, changes: Mapping[Place, Change], headers: Iterable[Place], undone: int | None = None
    ) -> None:
        """Refuse a step that would change what a closed month's packet said.

        Args:
            changes: The rows the step changes.
            headers: Headers that get new lines.
            undone: The step that is taken back, None where none is.

        Raises:
            Refused: With the rows and how to correct them.
        """
        from app.domain.closing import goes_on, under_work  # a start changes nothing

        if self.one("SELECT 1 FROM closed_month LIMIT 1") is None:
            return
        held: list[Fault] = []
        for place, sent in self._shut(changes).items():
            wrong = self._wrong(place, changes[place], sent, undone)
            held += [self._told(place, sent, wrong)] if wrong else []
        for place, sent in self._shut(headers).items():
            ledger, row = self.ledgers[place[0]], self.row(*place)
            if row and undone is None and not goes_on(ledger, row) and not under_work(ledger, row):
                held.append(self._told(place, sent, ["新增明细"]))
        if held:
            more = [Fault("", f"共 {len(held)} 条属于已封账的月份。", "E-CLOSED")] if len(held) > _NAMED else []
            raise Refused([*held[:_NAMED], *more], "E-CLOSED")

    def _wrong(self, place: Place, change: Change, sent: Sent, undone: int | None) -> Sequence[str]:
        if undone is not None:
            return ["撤销"] if undone <= sent.step else []
        if change.after is None or change.before is None:
            return ["移去"] if change.after is None else []
        return self.facts_changed(place[0], change.after, sent, change.before)

    def _shut(self, places: Iterable[Place]) -> dict[Place, Sent]:
        """Those of the rows that went in a closed month and that no amendment has opened."""
        found = self.sent(places)
        query = (
            "SELECT 1 FROM opened_row o JOIN closed_row c ON c.period = o.period WHERE c.register = ?1 AND c.row = ?2 "
            "AND (o.register = '' OR (o.register = ?1 AND o.row = ?2))"
        )
        return {
            place: sent
            for place, sent in found.items()
            if self.one(query, place) is None and not ((header := self._header_of(place)) and self.one(query, header))
        }

    def _header_of(self, place: Place) -> Place | None:
        ledger = self.ledgers[place[0]]
        header = id_of(self.row(*place) or {}, ledger.parent) if ledger.parent else None
        return (ledger.header_register, header) if header else None

    def _told(self, place: Place, sent: Sent, labels: Sequence[str]) -> Fault:
        title = self.title(*place) or f"{self.ledgers[place[0]].title}第 {place[1]} 号"
        month, what = Period.parse(sent.period).title, "、".join(labels[:_NAMED])
        return Fault(
            "",
            f"“{title}”已随{month}上报包报县里,{month}已封账,不能直接改({what})。没有改动;"
            "请在“上报”里对这个月办“更正”,审核人同意后再改,改动随更正包报县里",
            "E-CLOSED",
        )
