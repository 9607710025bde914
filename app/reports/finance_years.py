"""历年收支: what came in and went out year by year, as bars that print in black and white and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.reports.sheet import Block, Column, Facts, Graph, Paragraph, Series, Sheet, Signatures, Table

_TENTH = 100_000  # fen in a tenth of 万元
_DRAWN = 12


class Year(NamedTuple):
    """One year in fen: income, expense, what was left at its end (None where no sheet says it), how many sheets."""

    income: int
    expense: int
    closing: int | None
    sheets: int


def finance_years(
    years: Mapping[int, Year], *, whose: str, villages: Sequence[tuple[str, Year]], made_on: str, mark: str = ""
) -> Sheet:
    """The years of one village or of all of them.

    Args:
        years: By year, in order.
        whose: The village, or the township for all its villages.
        villages: With all of them, each village in the newest year, largest income first; empty for one.
        made_on: 2026年11月5日.
        mark: 练习 for the practice book.

    Source: issue «a village's income and expense over years»; figures are those of the disclosed sheets.
    """
    blocks: list[Block] = [Facts((("单位", whose), ("截至", made_on)))]
    if not years:
        blocks.append(Paragraph("还没有审核过的财务公开表。", indent=False))
    else:
        drawn = dict(list(years.items())[-_DRAWN:])
        blocks += [_graph(drawn), _table(years)]
    if villages:
        blocks.append(_of_villages(villages, max(years)))
    blocks += [
        Paragraph("按已审核、已公开的财务公开表合计，不含专项公开；年度没有过完的，只到最近一张表。", indent=False),
        Signatures((("制表人", ""), ("审核人", ""), ("日期", ""))),
    ]
    return Sheet(
        key="finance_years",
        title=f"{whose}历年收支情况",
        blocks=tuple(blocks),
        size="A4",
        mark=mark,
        file_name=f"{whose}_历年收支情况",
    )


def _graph(years: Mapping[int, Year]) -> Graph:
    labels = tuple(f"{year}年" for year in years)
    income = Series("收入", tuple(round(one.income / _TENTH) for one in years.values()))
    expense = Series("支出", tuple(round(one.expense / _TENTH) for one in years.values()))
    return Graph("各年收入、支出(万元)", "bars", labels, (income, expense), tenths=True)


def _table(years: Mapping[int, Year]) -> Table:
    rows = tuple(
        (f"{year}年", one.sheets, one.income, one.expense, one.income - one.expense, one.closing)
        for year, one in years.items()
    )
    columns = (
        Column("年度", "text", 6),
        Column("公开表(张)", "count", 7),
        Column("收入", "money", 11),
        Column("支出", "money", 11),
        Column("收支差", "money", 11),
        Column("年末(最近)结余", "money", 11),
    )
    return Table(columns, rows, unit_line="单位：元")


def _of_villages(villages: Sequence[tuple[str, Year]], year: int) -> Table:
    rows = tuple(
        (at, name, one.sheets, one.income, one.expense, one.closing) for at, (name, one) in enumerate(villages, 1)
    )
    columns = (
        Column("序号", "number", 3),
        Column("村(社区)", "text", 9),
        Column("公开表(张)", "count", 7, sums=True),
        Column("收入", "money", 11, sums=True),
        Column("支出", "money", 11, sums=True),
        Column("最近结余", "money", 11, sums=True),
    )
    total = (
        None,
        "合计",
        sum(one.sheets for _, one in villages),
        sum(one.income for _, one in villages),
        sum(one.expense for _, one in villages),
        sum(one.closing or 0 for _, one in villages),
    )
    return Table(columns, rows, total=total, unit_line="单位：元", caption=f"{year}年各村收支")
