"""Working days, civil-code months and the day a report is due. Pure: the calendar is handed in."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.days import month_end
from app.domain.plain import plain

ONE_DAY = timedelta(days=1)
ASK_COUNTY = "请与县纪委确认提前或顺延"
NOT_KNOWN = "日历未更新,按周末推算"


class Shift(StrEnum):
    """What happens to a due day that is not a working day."""

    PREV_IN_WINDOW = "prev_in_window"
    PREV_WORKING = "prev_wd"
    NEXT_WORKING = "next_wd"
    NONE = "none"


class Due(NamedTuple):
    """A due day as the rule names it, the day that counts, and what the clerk should know about it."""

    nominal: date
    effective: date
    note: str = ""


@plain
class WorkCalendar:
    """The statutory holidays and make-up working days of the years known to the program."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    first_year: int
    last_year: int

    def known(self, day: date) -> bool:
        """Whether the yearly plan of this day is known; if not, Monday to Friday are taken as working days."""
        return self.first_year <= day.year <= self.last_year

    def is_working(self, day: date) -> bool:
        """Whether offices work: a make-up day, or a weekday that is no holiday."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def next_working(self, day: date) -> date:
        """The first working day on or after this day."""
        return self._walk(day, ONE_DAY)

    def previous_working(self, day: date) -> date:
        """The last working day on or before this day."""
        return self._walk(day, -ONE_DAY)

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after the day of the event (before it, if n is negative); 0 is the day itself.

        Source: 民法典 第二百零一条 (the day of the event is not counted).
        """
        step = ONE_DAY if n >= 0 else -ONE_DAY
        for _ in range(abs(n)):
            day = self._walk(day + step, step)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after start up to and including end; negative when end is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working, days))

    @staticmethod
    def month_add(day: date, n: int) -> date:
        """The same day number n months on, or the last day of that month if it has no such day.

        Source: 民法典 第二百零二条.
        """
        return month_add(day, n)

    def report_due(self, year: int, month: int, day: int = 5, shift: str = Shift.PREV_IN_WINDOW) -> Due:
        """When the report on this month is due: nominally on the given day of the next month."""
        nominal = month_add(date(year, month, 1), 1).replace(day=day)
        last_of_month = month_end(year, month)
        return self.due(nominal, last_of_month, shift)

    def due(self, nominal: date, period_end: date, shift: str = Shift.PREV_IN_WINDOW) -> Due:
        """Move a nominal due day off a rest day without ever moving it into the period reported on.

        Raises:
            ValueError: The shift is not one of Shift.
        """
        effective, note = nominal, ""
        if not self.is_working(nominal):
            effective, note = self._shifted(nominal, period_end, Shift(shift))
        if not (self.known(nominal) and self.known(effective)):
            note = f"{note};{NOT_KNOWN}" if note else NOT_KNOWN
        return Due(nominal, effective, note)

    def _shifted(self, nominal: date, period_end: date, shift: Shift) -> tuple[date, str]:
        earlier, later = self.previous_working(nominal), self.next_working(nominal)
        match shift:
            case Shift.NONE:
                return nominal, "当天不是工作日"
            case Shift.NEXT_WORKING:
                return later, f"顺延至{month_day(later)}"
            case Shift.PREV_IN_WINDOW if earlier <= period_end:
                return later, ASK_COUNTY
        return earlier, f"提前至{month_day(earlier)}"

    def _walk(self, day: date, step: timedelta) -> date:
        while not self.is_working(day):
            day += step
        return day


def month_add(day: date, n: int) -> date:
    """The same day number n months on, or the last day of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def month_day(day: date) -> str:
    """7月5日, where the year goes without saying."""
    return f"{day.month}月{day.day}日"
