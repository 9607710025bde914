"""What a declaration says about waiting: which days of a row somebody has to look after."""

from __future__ import annotations

from datetime import date

from app.domain.fields import Row
from app.domain.ledger import Around, Clock, LedgerDef

REVIEW = "待审核"
DUE, REVIEWS, REMINDS = 0, 1, 2  # kinds of lines: what must be done, what a second person looks at, what may be done
NO_DAY = "0"  # sorts before every day
Day = tuple[str, str, int, int, str, str | None]
_Clock = tuple[Clock, tuple[str, ...]]


class Plan:
    """What a declaration says about waiting, worked out once."""

    def __init__(self, ledger: LedgerDef) -> None:
        self._due, self._open, self._states = ledger.due, ledger.open_states, bool(ledger.states)
        self._labels = dict(ledger.due.by_state) if ledger.due else {}
        self._review = frozenset(state.name for state in ledger.states if state.review)
        self._clocks = [(clock, frozenset(clock.states), _fields(clock)) for clock in ledger.clocks]
        self._by_state: dict[object, tuple[_Clock, ...]] = {}
        self.waits = bool(self._due or self._clocks or self._review)

    def days(self, row: Row, around: Around) -> list[Day]:
        """Field, label, kind, extended, day and start of each line of a row that is not voided."""
        out: list[Day] = []
        state, due = row.get("state"), self._due
        day = row.get(due.field) if due else None
        if due and day and (not self._states or state in self._open):
            label = self._labels.get(str(state), due.label)
            since = row.get(due.since) if due.since else None
            out.append((due.field, label, DUE, int(state in due.extended), str(day), str(since) if since else None))
        if state not in self._by_state:
            self._by_state[state] = tuple((clock, until) for clock, of, until in self._clocks if not of or state in of)
        for clock, until in self._by_state[state]:
            limit = row.get(clock.field)
            if limit and not any(map(row.get, until)):
                if clock.working:
                    limit = around.add_working(date.fromisoformat(str(limit)), clock.working).isoformat()
                kind = REMINDS if clock.gentle else DUE
                out.append((clock.field, clock.label, kind, 0, str(limit), None))
        if state in self._review:
            out.append(("", REVIEW, REVIEWS, 0, str(day or NO_DAY), None))
        return out


def _fields(clock: Clock) -> tuple[str, ...]:
    return (clock.until,) if isinstance(clock.until, str) and clock.until else tuple(clock.until)
