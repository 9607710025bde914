"""各月情况: a quarter or a year month by month, as a table and as lines that print in black and white."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.figures.indicators import INDICATORS, MONEY
from app.reports.monthly_form import shown
from app.reports.sheet import Block, Column, Facts, Graph, Paragraph, Series, Sheet, Signatures, Table

_DRAWN = ("G10", "G20", "B30")
_MOST = 12
Months = Mapping[str, Mapping[str, int]]


def summary_months(
    figures: Months, months: Sequence[str], *, until: str, township: str, title: str, made_on: str, mark: str = ""
) -> Sheet:
    """Every main figure that is not 0, month by month with its total; over more than a year by tables of twelve.

    Args:
        figures: Numbers (or fen) by code, then by month (2026-07).
        months: The months of the time, in order.
        until: The last month that has begun; those after it stay empty.
        township: Who reports.
        title: What the time is called.
        made_on: The day of the report, 2026年11月5日.
        mark: 练习 for the practice book.
    """
    main = [code for code, one in INDICATORS.items() if not one.stock and not one.inside]
    codes = [code for code in main if any(figures.get(code, {}).values())]
    blocks: list[Block] = [Facts((("填报单位", township), ("报告期", title), ("填报日期", made_on)))]
    if not codes:
        blocks.append(Paragraph("各月均无发生。", indent=False))
    else:
        blocks.append(_graph(figures, months, until))
        last = _MOST * ((len(months) - 1) // _MOST)
        for start in range(0, len(months), _MOST):
            some, whole = months[start : start + _MOST], months if start == last else ()
            blocks.append(_table(figures, codes, some, whole, until))
    blocks.append(Signatures((("填表人", ""), ("审核人", ""), ("日期", ""))))
    return Sheet(
        key="summary_months",
        title=f"{township}{title}各月情况",
        blocks=tuple(blocks),
        size="A4 landscape",
        mark=mark,
        file_name=f"{township}_各月情况_{title}",
    )


def _table(figures: Months, codes: Sequence[str], months: Sequence[str], whole: Sequence[str], until: str) -> Table:
    """The months given; the last table ends with the total of the `whole` time."""
    columns = (
        Column("指标", "text", 13),
        Column("单位", "text", 3),
        *(Column(_short(month), "text", 5) for month in months),
        *((Column("合计", "text", 6.5),) if whole else ()),
    )
    rows = []
    for code in codes:
        one, values = INDICATORS[code], figures.get(code, {})
        cells = [_cell(one.unit, values.get(month, 0)) if month <= until else "" for month in months]
        total = [shown(one.unit, sum(values.get(month, 0) for month in whole))] if whole else []
        rows.append((one.label, one.unit, *cells, *total))
    return Table(columns, tuple(rows))


def _graph(figures: Months, months: Sequence[str], until: str) -> Graph:
    def values(code: str) -> tuple[int | None, ...]:
        return tuple(figures.get(code, {}).get(month, 0) if month <= until else None for month in months)

    series = tuple(Series(INDICATORS[code].label, values(code)) for code in _DRAWN)
    return Graph("各月走势", "lines", tuple(map(_short, months)), series)


def _cell(unit: str, value: int) -> str:
    """A number; money without its cents where it has none, so that twelve months stand side by side."""
    text = shown(unit, value)
    return text.removesuffix(".00") if unit == MONEY else text


def _short(month: str) -> str:
    """26年7月."""
    return f"{int(month[2:4]):02d}年{int(month[5:])}月"
