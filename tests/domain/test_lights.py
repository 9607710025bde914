"""The light of a row against the real working days of 2026."""

from datetime import date

import pytest

from app.domain.fields import Day
from app.domain.ledger import Due, LedgerDef, State
from app.domain.lights import Light, LightRule
from app.presets import work_calendar

TASKS = LedgerDef(
    key="task",
    title="任务",
    fields=(Day(key="due_on", label="时限"),),
    states=(State("在办"), State("延期"), State("已办", open=False)),
    due=Due("due_on", extended=("延期",)),
)
# Sunday 22 November 2026; seven working days on is Tuesday 1 December.
RULE = LightRule.at(date(2026, 11, 22), 7, work_calendar())


@pytest.mark.parametrize(
    ("due_on", "state", "light"),
    [
        ("2026-11-21", "在办", Light("逾期", "■", "red", -1)),
        ("2026-11-22", "在办", Light("临期", "▲", "yellow", 0)),
        ("2026-12-01", "在办", Light("临期", "▲", "yellow", 9)),
        ("2026-12-02", "在办", Light("正常", "●", "green", 10)),
        ("2026-12-31", "延期", Light("已延期", "◆", "blue", 39)),
        ("2026-11-25", "延期", Light("临期", "▲", "yellow", 3)),
        ("2026-11-20", "延期", Light("逾期", "■", "red", -2)),
        ("2026-11-01", "已办", Light("已办", "✓", "grey")),
        (None, "已办", Light("已办", "✓", "grey")),
    ],
)
def test_each_limit_and_state_has_its_light(due_on: str | None, state: str, light: Light) -> None:
    seen = RULE.light(TASKS, {"due_on": due_on, "state": state})

    assert seen == light


def test_rows_without_a_limit_and_registers_without_one_have_no_light() -> None:
    plain = LedgerDef(key="plain", title="无时限", fields=(Day(key="due_on", label="时限"),))

    lights = [RULE.light(TASKS, {"due_on": None, "state": "在办"}), RULE.light(plain, {"due_on": "2026-11-01"})]

    assert lights == [None, None]


def test_holidays_put_the_yellow_day_off() -> None:
    # Saturdays 14 and 28 February are worked, 15 to 23 February are not
    before_spring_festival = LightRule.at(date(2026, 2, 13), 7, work_calendar())

    soon_until = before_spring_festival.soon_until

    assert soon_until == date(2026, 3, 2)
