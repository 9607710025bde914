"""Days of one matter that follow each other, and due days moved to a working day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.rows import text_of

ONE_DAY = timedelta(days=1)


def days_follow(row: Row, around: Around, *steps: tuple[str, str]) -> Iterable[Fault]:
    """What happened lies not after today, and each step not before the one that goes before it.

    Args:
        row: The row.
        around: The book.
        steps: Field and label of each step, in the order they happen; steps without a day are passed over.
    """
    today, latest, what = around.today.isoformat(), "", ""
    for key, label in steps:
        day = text_of(row, key)
        if not day:
            continue
        if day > today:
            yield Fault(key, f"{label}:在今天之后,请核对", "E-FUTURE")
        if day < latest:
            yield Fault(key, f"{label}:早于{what} {latest},请核对", "E-ORDER")
        latest, what = day, label


def last_working_day(around: Around, day: date) -> date:
    """The last working day on or before a day: what is asked of an office is done early (提前)."""
    return around.add_working(day + ONE_DAY, -1)


def first_working_day(around: Around, day: date) -> date:
    """The first working day on or after a day: the public's term moves on (顺延)."""
    return around.add_working(day - ONE_DAY, 1)


def end_of_period(row: Row, around: Around) -> Value:
    """The last working day of the period of a row: quarterly work is done inside its quarter."""
    period = text_of(row, "period")
    return last_working_day(around, Period.parse(period).last).isoformat() if period else None


def another_than(row: Row, around: Around, asked_by: str, field: str, what: str) -> Iterable[Fault]:
    """Whoever handed a thing in does not check it."""
    if row.get(asked_by) == around.actor_name:
        yield Fault(field, f"{what}的人不能自己核定,请换审核人登录后办理。本条没有改动", "E-TWO-PEOPLE")
