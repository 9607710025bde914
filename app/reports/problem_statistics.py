"""问题整改统计表: problems by unit, category and month; how many were closed in time, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row, Titles
from app.domain.rows import id_of, text_of, whole_of
from app.domain.shares import percent
from app.ledgers.problem import CATEGORIES
from app.ledgers.problem_rules import CLOSED, TRANSFERRED
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table, sum_row

_COUNTS = (
    Column("排查(个)", "count", 5, sums=True),
    Column("已销号", "count", 5, sums=True),
    Column("未销号", "count", 5, sums=True),
    Column("其中逾期", "count", 5, sums=True),
    Column("移送", "count", 4, sums=True),
    Column("反弹(次)", "count", 5, sums=True),
    Column("按期销号率", "text", 6),
    Column("平均办理(天)", "text", 6),
)
_RATE, _DAYS = 6, 7


def problem_statistics(rows: Sequence[Row], titles: Titles, *, keeper: str, today: date, mark: str = "") -> Sheet:
    """The ready statistics of the problems given: by unit, by category, and by the month they were found.

    Source: product J1 (by 类别 × 单位 × 月; on-time rate; average days; 反弹率).
    """
    units: dict[int, list[Row]] = {}
    for row in rows:
        units.setdefault(id_of(row, "unit") or 0, []).append(row)
    by_unit = sorted(((titles.get(("unit", unit), "未填单位"), found) for unit, found in units.items()), key=_size)
    leaves = [option for option in CATEGORIES if "." in option.code]
    by_category = [(option.label, [row for row in rows if row.get("category") == option.code]) for option in leaves]
    months = sorted({text_of(row, "found_on")[:7] for row in rows if row.get("found_on")})
    by_month = [(month, [row for row in rows if text_of(row, "found_on")[:7] == month]) for month in months]
    return Sheet(
        key="problem_statistics",
        title=f"{keeper}问题整改统计表",
        blocks=(
            Facts((("填报单位", keeper), ("截至", chinese_day(today)), ("问题", f"{len(rows)} 个"))),
            _table("一、按单位", "单位", by_unit, rows, today),
            _table("二、按类别", "类别", by_category, rows, today),
            _table("三、按发现月份", "月份", by_month, rows, today),
            Paragraph(
                "按期销号率 = 在时限内销号的 ÷ 已销号的和逾期没有销号的;平均办理天数只算已销号的。", indent=False
            ),
            Signatures((("统计人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4 landscape",
        mark=mark,
        file_name=f"{keeper}_问题整改统计表",
    )


def in_time(rows: Sequence[Row], today: date) -> str:
    """Closed within the deadline among those closed and those overdue, "" where there is none of both."""
    tenths = in_time_tenths(rows, today)
    return "" if tenths is None else percent(tenths)


def in_time_tenths(rows: Sequence[Row], today: date) -> int | None:
    """The same in tenths of a per cent, None where there is none of both."""
    closed = [row for row in rows if row.get("state") == CLOSED]
    good = sum(1 for row in closed if not row.get("deadline") or text_of(row, "closed_on") <= text_of(row, "deadline"))
    base = len(closed) + sum(1 for row in rows if is_overdue(row, today))
    return (2000 * good // base + 1) // 2 if base else None


def is_overdue(row: Row, today: date) -> bool:
    """Open after its deadline."""
    return is_open(row) and bool(row.get("deadline")) and text_of(row, "deadline") < today.isoformat()


def is_open(row: Row) -> bool:
    """Still ours and not closed."""
    return row.get("state") not in (CLOSED, TRANSFERRED) and not row.get("clue")


def _size(group: tuple[str, list[Row]]) -> tuple[int, str]:
    return -len(group[1]), group[0]


def _table(caption: str, head: str, groups: Sequence[tuple[str, list[Row]]], rows: Sequence[Row], today: date) -> Table:
    columns = (Column("序号", "number", 3), Column(head, "text", 20 if head == "类别" else 12), *_COUNTS)
    lines = [(place, name, *_line(found, today)) for place, (name, found) in enumerate(groups, 1)]
    total = list(sum_row(columns, lines))
    total[0], total[1] = None, "合计"
    total[2 + _RATE], total[2 + _DAYS] = in_time(rows, today), _average(rows)
    return Table(columns, tuple(lines), total=tuple(total), caption=caption)


def _line(rows: Sequence[Row], today: date) -> tuple[Cell, ...]:
    return (
        len(rows),
        sum(1 for row in rows if row.get("state") == CLOSED),
        sum(1 for row in rows if is_open(row)),
        sum(1 for row in rows if is_overdue(row, today)),
        sum(1 for row in rows if row.get("state") == TRANSFERRED or row.get("clue")),
        sum(whole_of(row, "relapse_count") for row in rows),
        in_time(rows, today),
        _average(rows),
    )


def _average(rows: Sequence[Row]) -> str:
    """Days from finding to closing, one decimal, "" where nothing is closed."""
    spans = [
        (date.fromisoformat(text_of(row, "closed_on")) - date.fromisoformat(text_of(row, "found_on"))).days
        for row in rows
        if row.get("state") == CLOSED and row.get("closed_on") and row.get("found_on")
    ]
    if not spans:
        return ""
    tenths = (20 * sum(spans) // len(spans) + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"
