"""公开日历 on paper: a year of all villages, each sheet with its sign, word and day; readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Table

LEGEND = (
    "✓ 已公开　■ 逾期　▲ 临期　● 在期限内　未到期：报告期还没有结束　—：不要求。"
    "日期是公开日，没有公开的是应公开的最后一天。"
)


class PaperRow(NamedTuple):
    """One village or group: its name, how often it publishes, who publishes, and the text of each quarter."""

    name: str
    rhythm: str
    publisher: str
    quarters: tuple[str, str, str, str]


def calendar_sheet(
    rows: Sequence[PaperRow],
    *,
    keeper: str,
    year: int,
    counts: Sequence[tuple[str, str]],
    as_of: str,
    mark: str = "",
) -> Sheet:
    """The calendar of a year.

    Args:
        rows: In the order of the screen; groups stand under their village.
        keeper: The township.
        year: The calendar year.
        counts: Label and value of each count above the table.
        as_of: The day it was made, in Chinese.
        mark: Printed at the head of every page.
    """
    columns = (
        Column("序号", "number", 2.5),
        Column("村(社区)、小组", "text", 8),
        Column("周期", "text", 3),
        Column("负责公开", "text", 5),
        *(Column(f"第{n}季度", "text", 11) for n in "一二三四"),
    )
    body: tuple[tuple[Cell, ...], ...] = tuple(
        (number, row.name, row.rhythm, row.publisher, *row.quarters) for number, row in enumerate(rows, 1)
    )
    return Sheet(
        key="disclosure_calendar",
        title=f"{keeper}{year}年财务公开日历",
        blocks=(
            Facts((*counts, ("统计日期", as_of))),
            Table(columns, body),
            Paragraph(LEGEND, indent=False),
        ),
        size="A4 landscape",
        mark=mark,
        file_name=f"{keeper}_财务公开日历_{year}",
    )
