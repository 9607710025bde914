"""A time that figures are told of together: a quarter, half a year, a year, a stage of a campaign, or any days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.days import Period, chinese_day, month_end

QUARTER, HALF, YEAR, STAGE, FREE = KINDS = ("季度", "半年", "年度", "专项阶段", "自选起止")
_MONTHS = {QUARTER: 3, HALF: 6, YEAR: 12}
_NOW = {QUARTER: "本季度", YEAR: "本年", STAGE: "本阶段", FREE: "本期"}
_WRITTEN = re.compile(r"(\d{4})(?:年度?)?(?:[Qq]([1-4])|([1-4一二三四])季度?|([Hh][12]|上半年|下半年))?", re.ASCII)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


class Span(NamedTuple):
    """First and last day, what it is called on paper, and what kind of time it is (one of KINDS)."""

    first: date
    last: date
    title: str
    kind: str

    @property
    def now(self) -> str:
        """How a sentence speaks of it: 本季度, 上半年, 本阶段."""
        return _NOW.get(self.kind) or ("上半年" if self.first.month == 1 else "下半年")

    @property
    def key(self) -> str:
        """2026Q3, 2026H1, 2026, or its days."""
        year, month = self.first.year, self.first.month
        short = {QUARTER: f"{year}Q{(month + 2) // 3}", HALF: f"{year}H{1 if month == 1 else 2}", YEAR: str(year)}
        return short.get(self.kind, f"{self.first.isoformat()}_{self.last.isoformat()}")

    @property
    def months(self) -> list[Period]:
        """The months it lies in, in order."""
        found = [Period.of(self.first, "month")]
        while found[-1].last < self.last:
            found.append(found[-1].next())
        return found

    def year_ago(self) -> tuple[date, date]:
        """The same days of the year before; February ends when it ends."""
        return _year_before(self.first), _year_before(self.last)


def part_of_year(kind: str, year: int, number: int = 1) -> Span:
    """The n-th quarter or half of a year, or the year."""
    months = _MONTHS[kind]
    first, last = months * (number - 1) + 1, months * number
    title = {QUARTER: f"{year}年第{number}季度", HALF: f"{year}年{'上' if number == 1 else '下'}半年"}.get(
        kind, f"{year}年度"
    )
    return Span(date(year, first, 1), month_end(year, last), title, kind)


def around(kind: str, day: date) -> Span:
    """The quarter, half or year a day lies in."""
    return part_of_year(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def before(span: Span) -> Span:
    """The part of a year just before."""
    return around(span.kind, span.first - timedelta(days=1))


def of_days(first: date, last: date, kind: str = FREE, title: str = "") -> Span:
    """Days as they were chosen.

    Raises:
        ValueError: It ends before it begins, or the days are no such part of a year.
    """
    if last < first:
        raise ValueError(f"止({last.isoformat()})早于起({first.isoformat()})")
    if kind in _MONTHS:
        found = around(kind, first)
        if (found.first, found.last) != (first, last):
            raise ValueError(f"{first.isoformat()} 至 {last.isoformat()} 不是一个整{kind}")
        return found
    return Span(first, last, title or f"{chinese_day(first)}至{chinese_day(last)}", kind)


def read_span(text: str) -> Span:
    """Read 2026Q3, 2026年第3季度, 2026H1, 2026年上半年 or 2026.

    Raises:
        ValueError: No such form.
    """
    found = _WRITTEN.fullmatch(text.strip().replace("年第", "年").replace(" ", ""))
    if not found or not 1949 <= int(found[1]) <= 2100:
        raise ValueError("不是季度、半年或年度,请写成 2026Q3、2026H1 或 2026 的样子")
    year = int(found[1])
    if quarter := found[2] or found[3]:
        return part_of_year(QUARTER, year, _DIGITS.get(quarter) or int(quarter))
    if half := found[4]:
        return part_of_year(HALF, year, 2 if half[-1] == "2" or half[0] == "下" else 1)
    return part_of_year(YEAR, year)


def _year_before(day: date) -> date:
    year = day.year - 1
    return min(date(year, day.month, 1) + timedelta(days=day.day - 1), month_end(year, day.month))
