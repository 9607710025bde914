"""When money is published: which periods a village or group owes, and by which day of the next month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from app.domain.days import Period

Option = Callable[[str], int]
VILLAGE_KINDS = ("村", "社区")
GROUP = "村民小组"
"""The kinds of units whose money is published; here, so that a start need not read how units are declared."""


def publish_by(period: Period, option: Option) -> str:
    """The last day on which the sheet of a period may go up, ISO. Source: forms-and-rules 3.2, 2.15 due_date.

    Args:
        period: A month, quarter or year.
        option: What the county has set for `monthly_day` and `disclosure_day`.
    """
    day = option("monthly_day" if period.kind == "month" else "disclosure_day")
    return period.next().first.replace(day=day).isoformat()


@lru_cache(maxsize=64)  # asked for every village and quarter whenever the first page is shown
def owed_in_quarter(quarter: Period, *, monthly: bool) -> tuple[Period, ...]:
    """The quarter itself, or its three months where money moves often. Source: 村民委员会组织法 第三十条."""
    if not monthly:
        return (quarter,)
    first = quarter.first.month
    return tuple(Period.month(quarter.first.year, first + n) for n in range(3))


def ended(period: Period, today: date) -> bool:
    """Whether a period is over, so that its sheet is owed."""
    return period.last < today
