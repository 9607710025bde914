"""四种形态统计表: people dealt with, each case counted once in the form of its gravest measure, with the shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.domain.fields import Row
from app.domain.rows import text_of
from app.domain.shares import percent, shares
from app.ledgers.accountability_measure import FORMS
from app.ledgers.accountability_rules import FIRM
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table


def four_forms(cases: Sequence[Row], talks: Sequence[Row], *, keeper: str, first: str, last: str, mark: str) -> Sheet:
    """The table of a span of days.

    Args:
        cases: Rows of 问责处理; only decided ones on persons count.
        talks: Rows of 约谈提醒 that count as first form and stand in no case.
        keeper: The township.
        first: The first day of the span.
        last: Its last day.
        mark: 练习 for the practice book.

    Source: forms-and-rules 4.4 (counted once per case, shares by largest remainder); D9.
    """
    by_case = Counter(text_of(row, "form") for row in cases if row.get("state") in FIRM and row.get("person"))
    by_talk = Counter(text_of(row, "form") for row in talks)
    codes = [option.code for option in FORMS]
    totals = [by_case[code] + by_talk[code] for code in codes]
    parts = shares(totals)
    rows: list[tuple[Cell, ...]] = [
        (option.label, by_case[option.code], by_talk[option.code], total, percent(part))
        for option, total, part in zip(FORMS, totals, parts, strict=True)
    ]
    whole = sum(totals)
    columns = (
        Column("形态", "text", 10),
        Column("问责处理(人次)", "number", 7),
        Column("约谈提醒(人次)", "number", 7),
        Column("合计(人次)", "number", 7),
        Column("占比", "text", 6),
    )
    total_row: tuple[Cell, ...] = (
        "合计",
        sum(by_case[code] for code in codes),
        sum(by_talk[code] for code in codes),
        whole,
        percent(sum(parts)) if whole else "",
    )
    return Sheet(
        key="four_forms",
        title=f"{keeper}四种形态统计表",
        blocks=(
            Facts((("填报单位", keeper), ("统计区间", f"{first} 至 {last}"), ("占比基数", f"{whole} 人次"))),
            Table(columns, tuple(rows), total=total_row),
            Paragraph("一人一案只算一次，按最重的一项措施归入形态；已登记问责处理的约谈不重复统计。"),
            Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4",
        mark=mark,
        file_name=f"{keeper}_四种形态统计表_{first}_{last}",
    )
