"""The counters of 四种形态 over a span of days, from 问责处理 and 约谈提醒 together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import Period
from app.domain.rows import text_of
from app.operations.on_paper import mark_of
from app.reports.four_forms import four_forms
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query


def forms_counted(book: Book, period: str | None = None, ids: Sequence[int] = ()) -> Sheet:
    """The table of a period; without one it spans the months of the cases given, else the year so far."""
    cases = book.page("accountability", list(ids) or book.ids("accountability", Query()))
    span = _span(book, period, [day for row in cases if ids and (day := text_of(row, "decided_on"))])
    first, last = (day.isoformat() for day in span)
    talks = [row for row in book.rows("interview", form="1") if first <= text_of(row, "on_day") <= last]
    inside = [row for row in cases if first <= text_of(row, "decided_on") <= last]
    return four_forms(inside, talks, keeper=book.info.township, first=first, last=last, mark=mark_of(book))


def _span(book: Book, period: str | None, days: Sequence[str]) -> tuple[date, date]:
    if period:
        found = Period.parse(period)
        return found.first, found.last
    if days:
        return Period.parse(min(days)[:7]).first, Period.parse(max(days)[:7]).last
    today = book.today()
    return Period.of(today, "year").first, today
