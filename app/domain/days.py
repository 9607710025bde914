"""Days and periods as clerks write them. The day of today is always given by the caller."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.patterns import later
from app.domain.text import half_width

_ISO = later(r"(\d{4})-(\d{2})-(\d{2})")
_FULL = later(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_COMPACT = later(r"(\d{4})(\d{2})(\d{2})")
_MONTH_DAY = later(r"(\d{1,2})[-./月](\d{1,2})日?")
_IN_DAYS = later(r"(\d{1,4})(?:天(?:内|后|以内|之内)?|日(?:内|后|以内|之内))")
_MONTH_END = later(r"(?:(\d{4})年)?(\d{1,2})月(?:底|末)(?:之?前)?")
_YEAR_END = later(r"(?:(\d{4})年|年)(?:底|末)(?:之?前)?")
_MIDNIGHT = later(r"[ T]+0?0:00(?::00(?:\.0+)?)?$")  # what spreadsheets write behind a day
_WORDS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1}
_WRONG = "不是日期,请写成 2026-06-30、6.30、30天 或 6月底前 的样子"


def parse_day(text: str, today: date) -> date | None:
    """Turn a day as typed into a date.

    Args:
        text: 2016-06-30, 2016.6.30, 2016年6月30日, 20160630, 6.30 or 6月30日 (of this year), 30天 (from
            today), 6月底前, 月底, 年底, 今天; full-width digits are allowed; 前 at the end is ignored.
        today: The business day (Asia/Shanghai) relative forms count from.

    Returns:
        The day, or None for an empty text.

    Raises:
        ValueError: No such form or no such day.
    """
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    plain = _MIDNIGHT.sub("", half_width(text)).replace(" ", "")
    if not plain:
        return None
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if found := _IN_DAYS.fullmatch(plain):
        return today + timedelta(days=int(found[1]))
    if found := _MONTH_END.fullmatch(plain):
        return month_end(_year(int(found[1] or today.year)), _month(int(found[2])))
    if plain in ("月底", "月末", "本月底", "本月底前", "月底前"):
        return month_end(today.year, today.month)
    if found := _YEAR_END.fullmatch(plain):
        return date(_year(int(found[1] or today.year)), 12, 31)
    bare = re.sub("之?前$", "", plain)
    for pattern in (_FULL, _COMPACT):
        if found := pattern.fullmatch(bare):
            return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_DAY.fullmatch(bare):
        return _day(today.year, int(found[1]), int(found[2]))
    raise ValueError(_WRONG)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def chinese_day(day: date) -> str:
    """A day as documents print it: 2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _year(year: int) -> int:
    if not 1949 <= year <= 2100:
        raise ValueError(f"年份 {year} 不对,请核对")
    return year


def _month(month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(f"没有 {month} 月")
    return month


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"没有 {year}年{month}月{day}日 这一天") from None


_PERIOD = later(r"(\d{4})年?[-./]?(?:(\d{1,2})月?|[Qq]([1-4])|第?([1-4一二三四])季度?)?年?度?")
_NO_YEAR = later(r"(?:(\d{1,2})月份?|[Qq]([1-4])|第?([1-4一二三四])季度?)(?:度)?")
_HALF = later(r"(?:\d{4}年?|今年|去年|本年)?[上下]半年度?")
_NEAR = {
    **dict.fromkeys(("本月", "这个月"), ("month", 0)),
    **dict.fromkeys(("上月", "上个月"), ("month", 1)),
    **dict.fromkeys(("本季度", "这个季度", "本季"), ("quarter", 0)),
    **dict.fromkeys(("上季度", "上个季度", "上季"), ("quarter", 1)),
    **dict.fromkeys(("本年", "今年", "本年度"), ("year", 0)),
    **dict.fromkeys(("上年", "去年", "上年度"), ("year", 1)),
}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


class Period(NamedTuple):
    """A reporting period: a month (2026-06), a quarter (2026Q2) or a year (2026). Ordered by its first day."""

    first: date
    last: date
    key: str

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """One calendar month."""
        return cls(date(year, month, 1), month_end(year, month), f"{year:04d}-{month:02d}")

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """One quarter, 1 to 4."""
        return cls(date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter), f"{year:04d}Q{quarter}")

    @classmethod
    def year(cls, year: int) -> Period:
        """One calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), f"{year:04d}")

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> Period:
        """Read 2026-06, 2026年6月, 2026Q2, 2026年第2季度, 2026年二季度 or 2026.

        With `today` also 三季度, 10月 (the latest that has begun), 上季度, 本月.

        Raises:
            ValueError: No such form.
        """
        if known := cls._keyed(text):
            return known
        plain = half_width(text).replace(" ", "")
        if today is not None and (near := cls._near(plain, today)):
            return near
        if _HALF.fullmatch(plain):
            raise ValueError("半年不是一期:这里按月或季度填,如 2026年第2季度;半年的数请用“汇总报表”")
        found = _PERIOD.fullmatch(plain)
        if not found:
            raise ValueError("不是报告期,请写成 2026-06、2026Q2、2026年第2季度、三季度 或 上季度 的样子")
        year = _year(int(found[1]))
        if found[2]:
            return cls.month(year, _month(int(found[2])))
        if quarter := found[3] or found[4]:
            return cls.quarter(year, _QUARTERS.get(quarter) or int(quarter))
        return cls.year(year)

    @classmethod
    def _keyed(cls, text: str) -> Period | None:
        """The period of a key as it is stored: no pattern is needed, and a start of the program asks for no other."""
        year, mark, part = text[:4], text[4:5], text[5:]
        if len(text) not in (6, 7) or not (text.isascii() and year.isdigit() and part.isdigit()):
            return None
        if mark == "-" and len(part) == 2:
            return cls.month(_year(int(year)), _month(int(part)))
        return cls.quarter(_year(int(year)), int(part)) if mark == "Q" and part in "1234" else None

    @classmethod
    def _near(cls, plain: str, today: date) -> Period | None:
        """What is meant without a year: the latest that has begun by today."""
        if plain in _NEAR:
            kind, back = _NEAR[plain]
            now = cls.of(today, kind)
            return now.previous() if back else now
        if not (found := _NO_YEAR.fullmatch(plain)):
            return None
        quarter = found[2] or found[3]
        number = (_QUARTERS.get(quarter) or int(quarter)) if quarter else _month(int(found[1]))
        make = cls.quarter if quarter else cls.month
        made = make(today.year, number)
        return made if made.first <= today else make(today.year - 1, number)

    @classmethod
    def of(cls, day: date, kind: str) -> Period:
        """The month, quarter or year a day lies in; kind is "month", "quarter" or "year"."""
        if kind == "month":
            return cls.month(day.year, day.month)
        if kind == "quarter":
            return cls.quarter(day.year, (day.month + 2) // 3)
        return cls.year(day.year)

    @property
    def kind(self) -> str:
        """ "month", "quarter" or "year"."""
        return "month" if "-" in self.key else "quarter" if "Q" in self.key else "year"

    def previous(self) -> Period:
        """The period of the same kind just before."""
        return Period.of(self.first - timedelta(days=1), self.kind)

    def next(self) -> Period:
        """The period of the same kind just after."""
        return Period.of(self.last + timedelta(days=1), self.kind)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    @property
    def title(self) -> str:
        """As sheets print it: 2026年6月, 2026年第2季度, 2026年度."""
        if self.kind == "month":
            return f"{self.first.year}年{self.first.month}月"
        if self.kind == "quarter":
            return f"{self.first.year}年第{self.key[-1]}季度"
        return f"{self.first.year}年度"
