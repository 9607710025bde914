"""问题整改统计图: how many problems are open month by month, who mends in time, which kinds there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row, Titles
from app.domain.rows import id_of, text_of
from app.ledgers.problem import CATEGORIES
from app.ledgers.problem_rules import CLOSED
from app.reports.problem_statistics import in_time_tenths, is_open
from app.reports.sheet import Facts, Graph, Paragraph, Series, Sheet, Signatures

MONTHS = 12


def problem_charts(
    rows: Sequence[Row],
    titles: Titles,
    ends: Mapping[int, str],
    *,
    keeper: str,
    today: date,
    mark: str = "",
    scope: str = "",
) -> Sheet:
    """The charts of the problems given.

    Args:
        rows: The problems.
        titles: How their units are called.
        ends: The day each left the list by its id, "" while it is open (see app.figures.mending.ended).
        keeper: Whose list it is.
        today: The business day; the twelve months end with its own.
        mark: 练习 for the practice book.
        scope: Which part of the list it is, in words; "" for the whole.

    Source: product J2 (charts that print in black and white).
    """
    return Sheet(
        key="problem_charts",
        title=f"{keeper}问题整改统计图",
        blocks=(
            Facts((("填报单位", keeper), ("截至", chinese_day(today)), ("问题", f"{len(rows)} 个"))),
            *([Paragraph(f"范围:{scope}", indent=False)] if scope else []),
            _trend(rows, ends, today),
            _in_time(rows, titles, today),
            _kinds(rows),
            Paragraph(
                "按期销号率 = 在时限内销号的 ÷ 已销号的和逾期没有销号的;“—”是还没有销号也没有逾期的。", indent=False
            ),
            Signatures((("统计人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4",
        mark=mark,
        file_name=f"{keeper}_问题整改统计图",
    )


def _trend(rows: Sequence[Row], ends: Mapping[int, str], today: date) -> Graph:
    """Open at the end of each month, found and closed in it; the month that runs, up to today."""
    months = [Period.of(today, "month")]
    for _ in range(MONTHS - 1 if rows else 0):
        months.insert(0, months[0].previous())
    labels = tuple(f"{one.first.year % 100}年{one.first.month}月" for one in months)
    series = (
        Series("月末未销号", tuple(_open_on(rows, ends, one.last.isoformat()) if rows else None for one in months)),
        Series("当月排查", tuple(_within(rows, "found_on", one) if rows else None for one in months)),
        Series("当月销号", tuple(_within(rows, "closed_on", one) if rows else None for one in months)),
    )
    return Graph("一、未销号问题走势(个)", "lines", labels, series)


def _open_on(rows: Sequence[Row], ends: Mapping[int, str], day: str) -> int:
    gone = (ends.get(id_of(row, "id") or 0, "") for row in rows if "" < text_of(row, "found_on") <= day)
    return sum(1 for end in gone if not end or end > day)


def _within(rows: Sequence[Row], key: str, month: Period) -> int:
    first, last = month.first.isoformat(), month.last.isoformat()
    closing = key == "closed_on"
    return sum(1 for row in rows if first <= text_of(row, key) <= last and (not closing or row.get("state") == CLOSED))


def _in_time(rows: Sequence[Row], titles: Titles, today: date) -> Graph:
    """One bar for every unit that has problems, the worst first."""
    units: dict[int, list[Row]] = {}
    for row in rows:
        units.setdefault(id_of(row, "unit") or 0, []).append(row)
    rates = [(titles.get(("unit", unit), "未填单位"), in_time_tenths(found, today)) for unit, found in units.items()]
    rates.sort(key=lambda one: (one[1] is None, one[1] or 0, one[0]))
    values = Series("按期销号率", tuple(rate for _, rate in rates))
    return Graph("二、各单位按期销号率", "bars", tuple(name for name, _ in rates), (values,), "%", tenths=True)


def _kinds(rows: Sequence[Row]) -> Graph:
    leaves = [option for option in CATEGORIES if "." in option.code] if rows else []
    groups = [[row for row in rows if row.get("category") == option.code] for option in leaves]
    closed = tuple(sum(1 for row in found if row.get("state") == CLOSED) for found in groups)
    still = tuple(sum(1 for row in found if is_open(row)) for found in groups)
    series = (
        Series("排查", tuple(len(found) for found in groups)),
        Series("已销号", closed),
        Series("未销号", still),
    )
    return Graph("三、问题类别(个)", "bars", tuple(option.label for option in leaves), series)
