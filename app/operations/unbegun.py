"""Finance sheets that are owed and were never begun: no row says so, so they are worked out from the units.

Every start asks this: no declaration of a register is read for it. Source: product C3; 集中整治方案 (三)4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from app.domain.days import Period
from app.domain.disclosure import GROUP, VILLAGE_KINDS, ended, owed_in_quarter, publish_by
from app.storage.book import Book
from app.storage.reading import periods_inside

OF_GROUP, LIMIT = "组级", "公开期限"
ALL_GROUPS, KNOWN_GROUPS, NO_GROUPS = range(3)
"""The choices of the option `group_sheets`."""


class Missing(NamedTuple):
    """A sheet that is owed and was never begun; `groups` counts the groups of a village that miss theirs."""

    unit: int
    period: Period
    due_on: str
    groups: int = 0


def missing(book: Book) -> list[Missing]:
    """What nobody began of the last year: each village's own, and of the last quarter its groups in one line."""
    today, since = book.today(), first_owed(book)
    units = _units(book)
    last = Period.of(today, "quarter").previous()
    quarters = [last]
    while len(quarters) < 4:
        quarters.append(quarters[-1].previous())
    now = Period.of(today, "quarter")
    periods = [*(month for month in months_of(now) if ended(month, today)), *(p for q in quarters for p in inside(q))]
    kept = set(book.pick("finance_sheet", ("unit", "period"), period=[p.key for p in periods], special=None))
    out = [
        Missing(int(str(unit["id"])), period, publish_by(period, book.option))
        for unit in units
        if unit["kind"] in VILLAGE_KINDS
        for quarter in (now, *quarters)
        for period in _unbegun(unit, quarter, kept)
        if ended(period, today) and owes(unit, period, since)
    ]
    which = book.option("group_sheets")
    if which != NO_GROUPS:
        out += _groups_missing(book, units, last, kept, since, which)
    return sorted(out, key=lambda one: (one.due_on, one.unit))


def said(book: Book, one: Missing) -> str:
    """What is missing, in words: 青山村 2026年第3季度 财务公开表 还没有录入."""
    groups = f"{one.groups} 个小组 " if one.groups else ""
    return f"{book.title('unit', one.unit)} {groups}{one.period.title} 财务公开表 还没有录入"


def first_owed(book: Book) -> str:
    """From which day on sheets are asked for: the first the book holds, or the quarter in which its units were entered.

    Nobody is told on the first day what was not done before there was this book.
    """
    earliest = book.least("finance_sheet", "period")
    of_year = periods_inside(Period.year(int(earliest[:4]))) if earliest else []  # others begin after these
    kept = book.pick("finance_sheet", ("period",), distinct=True, period=of_year)
    entered = min((at for (at,) in book.pick("unit", ("created_at",)) if at), default=book.now())
    begun = Period.of(date.fromisoformat(entered[:10]), "quarter")
    return min([begun, *(Period.parse(period) for (period,) in kept)]).first.isoformat()


def owes(unit: Mapping[str, object], period: Period, since: str) -> bool:
    """Whether a unit existed when a period ended, and the book asks for it."""
    opened, closed = str(unit.get("opened_on") or ""), str(unit.get("closed_on") or "")
    first, last = period.first.isoformat(), period.last.isoformat()
    return first >= since and opened <= last and not (closed and closed <= last)


def _units(book: Book) -> list[dict[str, object]]:
    keys = ("id", "kind", "parent", "busy", "opened_on", "closed_on")
    kinds = (*VILLAGE_KINDS, GROUP)
    return [dict(zip(keys, line, strict=True)) for line in book.pick("unit", keys, kind=kinds)]


def _unbegun(unit: Mapping[str, object], quarter: Period, kept: set[tuple[object, object]]) -> Iterator[Period]:
    """The periods of a quarter that miss, in the rhythm the unit has or had."""
    number, months = unit["id"], months_of(quarter)
    has_months = [(number, month.key) in kept for month in months]
    if (number, quarter.key) in kept:
        return
    monthly = any(has_months) or bool(unit["busy"])
    yield from (p for p in owed_in_quarter(quarter, monthly=monthly) if (number, p.key) not in kept)


def _groups_missing(
    book: Book,
    units: Iterable[Mapping[str, object]],
    quarter: Period,
    kept: set[tuple[object, object]],
    since: str,
    which: int,
) -> Iterator[Missing]:
    known = {unit for (unit,) in book.pick("finance_sheet", ("unit",), distinct=True, level=OF_GROUP)}
    lacking = Counter[object](
        unit["parent"]
        for unit in units
        if unit["kind"] == GROUP
        and (which == ALL_GROUPS or unit["id"] in known)
        and owes(unit, quarter, since)
        and any(True for _ in _unbegun(unit, quarter, kept))
    )
    due = publish_by(quarter, book.option)
    return (Missing(int(str(village)), quarter, due, number) for village, number in lacking.items() if village)


def months_of(quarter: Period) -> tuple[Period, ...]:
    """Its three months."""
    return owed_in_quarter(quarter, monthly=True)


def inside(quarter: Period) -> tuple[Period, ...]:
    """A quarter and its months."""
    return (quarter, *months_of(quarter))
