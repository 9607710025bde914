"""周提醒单: what a unit has to do this week and what is overdue, on paper for those without a computer."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Block, Facts, Paragraph, Sheet, Signatures
from app.reports.waiting_lines import PaperLine, slip_table


def week_slip(
    unit: str,
    overdue: Sequence[PaperLine],
    this_week: Sequence[PaperLine],
    *,
    keeper: str,
    week: str,
    as_of: str,
    next_report: str,
    more: tuple[int, int] = (0, 0),
    phone: str = "",
    mark: str = "",
) -> Sheet:
    """One unit's slip.

    Args:
        unit: Who gets it.
        overdue: Lines past their limit, the oldest first.
        this_week: Lines due until Sunday.
        keeper: Who hands it out.
        week: 11月16日至11月22日.
        as_of: The day it was printed for, 2026年11月22日.
        next_report: 2026年11月月报,12月4日前.
        more: Lines of either kind that did not fit.
        phone: Where to ask.
        mark: 练习 for the practice book.

    Source: product E6; forms-and-rules 2.26.
    """
    blocks: list[Block] = [
        Facts((("单位", unit), ("打印日期", as_of))),
        Facts((("本周", week), ("逾期", f"{len(overdue) + more[0]} 条"), ("到期", f"{len(this_week) + more[1]} 条"))),
    ]
    for heading, lines, left in (
        ("一、已经逾期的,请马上办理", overdue, more[0]),
        ("二、本周到期的,请按时办理", this_week, more[1]),
    ):
        blocks.append(Paragraph(heading, level=1))
        blocks += slip_table(lines, more=left) if lines else (Paragraph("没有。"),)
    said = f"下次月报:{next_report}上报。" if next_report else ""
    ask = f"有疑问请打电话 {phone}。" if phone else ""
    blocks.append(Paragraph(said + ask + "办完请在“办理情况”栏写明,签名后交回。", indent=False))
    blocks.append(Signatures((("签收人", ""), ("签收日期", ""), ("交回日期", ""))))
    return Sheet(
        key="week_slip",
        title="周提醒单",
        subtitle=keeper,
        blocks=tuple(blocks),
        size="A4",
        look="notice",
        mark=mark,
        file_name=f"{unit}_周提醒单_{as_of}",
    )
