"""A book whose county has set its days and weights, and whose offices keep Monday to Friday."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.workdays import WorkCalendar
from tests.domain.around import Around

HOLIDAY = date(2026, 10, 1)
SET = {
    "question_days": 10,
    "event_days": 10,
    "disclosure_day": 15,
    "notice_days": 7,
    "assessment_threshold": 280,
    "appraisal_good": 100,
    "appraisal_fair": 80,
    "appraisal_plain": 60,
    "appraisal_bad": 0,
}
UNITS: list[Row] = [
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": None},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
    {"id": 4, "name": "第3村民小组", "kind": "村民小组", "parent": 3},
    {"id": 5, "name": "农技站", "kind": "站所", "parent": 2},
    {"id": 6, "name": "林业站", "kind": "站所", "parent": 2},
]


@dataclass
class County(Around):
    """What a rule may ask, with the settings a county has made."""

    set: dict[str, int] = field(default_factory=lambda: dict(SET))

    def option(self, key: str) -> int:
        return self.set[key]

    def add_working(self, day: date, n: int) -> date:
        return WorkCalendar(frozenset({HOLIDAY}), frozenset(), 2026, 2027).add_working(day, n)


def seen(ledger: LedgerDef, row: Row, around: Around) -> list[tuple[str, str, bool]]:
    """Field, code and softness of every fault of a row."""
    return [(fault.field, fault.code, fault.soft) for fault in ledger.faults(row, around)]


def refused(ledger: LedgerDef, label: str, row: Row, around: Around) -> list[tuple[str, str]]:
    """Field and code of what a move's own rule says against it."""
    rule = next(move.refuse for move in ledger.moves if move.label == label)
    assert rule is not None
    return [(fault.field, fault.code) for fault in rule(row, around)]
