"""历年收支: the disclosed sheets of a village, or of all villages, summed by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_figures import LEVELS, SIGNED
from app.operations import gate
from app.operations.on_paper import mark_of
from app.reports.finance_years import Year, finance_years
from app.reports.sheet import Sheet
from app.storage.book import Book


def years_sheet(book: Book, unit: int | None) -> Sheet:
    """The years of one village or group; of all villages where no unit is named or the unit publishes no sheets.

    Raises:
        Unsettled: Something personal is not settled (see gate).
    """
    signed = [row for row in book.rows("finance_sheet") if row.get("state") in SIGNED and not row.get("special")]
    own = [row for row in signed if id_of(row, "unit") == unit]
    rows = own if own else [row for row in signed if row.get("level") == LEVELS[1]]
    by_unit: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_unit[id_of(row, "unit") or 0][text_of(row, "account_set")].append(row)
    each = {number: _added(map(_years, sets.values())) for number, sets in by_unit.items()}
    whole = _added(each.values())
    villages = []
    if not own and whole:
        newest = max(whole)
        villages = [(book.title("unit", number), years[newest]) for number, years in each.items() if newest in years]
    made = finance_years(
        whole,
        whose=book.title("unit", unit) if own and unit else book.info.township,
        villages=sorted(villages, key=lambda pair: -pair[1].income),
        made_on=chinese_day(book.today()),
        mark=mark_of(book),
    )
    return gate.passed(book, [made])[0]


def _years(rows: list[Row]) -> dict[int, Year]:
    """The sheets of one set of accounts by year, what was left at the end from the last of them."""
    out: dict[int, Year] = {}
    for row in sorted(_counted_once(rows), key=lambda row: Period.parse(text_of(row, "period")).last):
        year = Period.parse(text_of(row, "period")).last.year
        before = out.get(year, Year(0, 0, None, 0))
        closing = row.get("closing")
        out[year] = Year(
            before.income + whole_of(row, "income_total"),
            before.expense + whole_of(row, "expense_total"),
            int(str(closing)) if closing is not None else before.closing,
            before.sheets + 1,
        )
    return out


def _counted_once(rows: list[Row]) -> list[Row]:
    """Sheets without those whose time lies in another's: the wider stays where it holds as much as those in it."""
    left = sorted(
        ((Period.parse(text_of(row, "period")), row) for row in rows if row.get("period")), key=_longest_first
    )
    out = []
    while left:
        (period, row), *rest = left
        inside = [one for one in rest if period.first <= one[0].first and one[0].last <= period.last]
        if inside and _turnover([row]) < _turnover([one for _, one in inside]):
            left = rest
            continue
        out.append(row)
        left = [one for one in rest if one not in inside]
    return out


def _longest_first(one: tuple[Period, Row]) -> tuple[int, str]:
    period, _ = one
    return (period.first - period.last).days, period.key


def _turnover(rows: Iterable[Row]) -> int:
    return sum(whole_of(row, "income_total") + whole_of(row, "expense_total") for row in rows)


def _added(each: Iterable[dict[int, Year]]) -> dict[int, Year]:
    out: dict[int, Year] = {}
    for years in each:
        for year, one in years.items():
            was = out.get(year, Year(0, 0, None, 0))
            closing = one.closing if was.closing is None else was.closing + (one.closing or 0)
            out[year] = Year(was.income + one.income, was.expense + one.expense, closing, was.sheets + one.sheets)
    return dict(sorted(out.items()))
