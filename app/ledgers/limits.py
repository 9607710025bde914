"""Limits of registers: days that fall on working days, days that follow each other, numbers of documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import Row
from app.domain.ledger import Around, Rule
from app.domain.rows import text_of, whole_of
from app.domain.text import half_width
from app.ledgers.event_days import first_working_day

_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,20}〔\d{4}〕[1-9]\d{0,4}号")
_NEARLY = re.compile(r"([\u4e00-\u9fff]{1,20})[\[(【〔《<]?(\d{4})[\])】〕》>]?第?0*(\d{1,5})号?")


def day_of(row: Row, key: str) -> date | None:
    """A day of a row, None for nothing."""
    text = text_of(row, key)
    return date.fromisoformat(text) if text else None


def iso(day: date | None) -> str | None:
    """A day as a row keeps it."""
    return day.isoformat() if day else None


def earliest(*days: date | None) -> date | None:
    """The first of the days that are set."""
    return min((day for day in days if day), default=None)


def days_later(around: Around, day: date, days: int) -> date:
    """So many calendar days after the day of the event, moved on to a working day. Source: 民法典 第二百零三条."""
    return first_working_day(around, day + timedelta(days=days))


def not_before(key: str, label: str, *later: tuple[str, str]) -> Rule:
    """A rule: none of the later days (key and label) lies before the first one."""

    def rule(row: Row, around: Around) -> Iterable[Fault]:
        first = text_of(row, key)
        for other, name in later:
            if first and row.get(other) and text_of(row, other) < first:
                yield Fault(other, f"{name}:早于{label} {first},请核对", "E-ORDER")

    return rule


def later_deadline(register: str, label: str) -> Rule:
    """A rule for moves: an extension ends after the first deadline and after the one before."""

    def rule(row: Row, around: Around) -> Iterable[Fault]:
        before = around.row(register, whole_of(row, "id")) or {}
        latest = max(text_of(row, "first_deadline"), text_of(before, "deadline"))
        if text_of(row, "deadline") <= latest:
            yield Fault("deadline", f"{label}:延期后的时限应晚于 {latest},请填新的时限", "E-ORDER")

    return rule


def document_number(key: str, label: str) -> Rule:
    """A rule: 赣办字〔2016〕35号, with six-corner brackets, without 第 and leading zeros. Source: GB/T 9704-2012."""

    def rule(row: Row, around: Around) -> Iterable[Fault]:
        text = text_of(row, key)
        if not text or _DOCUMENT.fullmatch(text):
            return
        nearly = _NEARLY.fullmatch(half_width(text).replace(" ", ""))
        right = f"{nearly[1]}〔{nearly[2]}〕{int(nearly[3])}号" if nearly and int(nearly[3]) else ""
        form = right or "赣办字〔2016〕35号"
        yield Fault(key, f"{label}:请写成 {form} 的样子,年份用六角括号,不写“第”,编号前不加 0", "E-DOCUMENT", right)

    return rule
