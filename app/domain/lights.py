"""The light of a row: a word, a shape, a colour and the days that are left."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of
from app.domain.workdays import WorkCalendar


class Light(NamedTuple):
    """What a light says. `tone` is green, yellow, red, blue or grey; `days` counts calendar days to the limit."""

    word: str
    shape: str
    tone: str
    days: int | None = None


NORMAL, SOON, OVERDUE, EXTENDED, DONE = "正常", "临期", "逾期", "已延期", "已办结"
SHAPES = {NORMAL: "●", SOON: "▲", OVERDUE: "■", EXTENDED: "◆", DONE: "✓"}
TONES = {NORMAL: "green", SOON: "yellow", OVERDUE: "red", EXTENDED: "blue", DONE: "grey"}


class LightRule(NamedTuple):
    """The days between which lights change, worked out once for a whole list.

    Default of product: yellow within seven working days of the limit, red past it; a county may change the
    number of days.
    """

    today: date
    soon_until: date

    @classmethod
    def at(cls, today: date, yellow_days: int, calendar: WorkCalendar) -> LightRule:
        """The rule for one business day."""
        return cls(today, calendar.add_working(today, yellow_days))

    def light(self, ledger: LedgerDef, row: Row) -> Light | None:
        """The light of a row; None where the register knows no limit or the row has none."""
        if ledger.due is None:
            return None
        state = text_of(row, "state")
        if ledger.states and state not in ledger.open_states:
            return Light(state or DONE, SHAPES[DONE], TONES[DONE])
        limit = text_of(row, ledger.due.field)
        if not limit:
            return None
        return self._open_light(date.fromisoformat(limit), state in ledger.due.extended)

    def _open_light(self, limit: date, extended: bool) -> Light:
        word = EXTENDED if extended else NORMAL
        if limit < self.today:
            word = OVERDUE
        elif limit <= self.soon_until:
            word = SOON
        return Light(word, SHAPES[word], TONES[word], (limit - self.today).days)
