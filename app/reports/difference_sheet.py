"""更正对照表: what a correction changes in a reported month, 改前 beside 改后, signed by both people."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table

Line = tuple[str, str, str, str, str]


def difference_sheet(
    *,
    township: str,
    county: str,
    period_title: str,
    number: str,
    reason: str,
    asked: str,
    approved: str,
    made_on: str,
    rows: Sequence[Line],
    figures: Sequence[tuple[str, str, str]],
    mark: str = "",
) -> Sheet:
    """Only what changed.

    Args:
        township: Who corrects.
        county: Who gets it.
        period_title: 2026年10月.
        number: The number of the correction.
        reason: Why.
        asked: Who asked for it.
        approved: Who agreed to it.
        made_on: The day, 2026年11月10日.
        rows: Register, row, field, before, after; one line for each field.
        figures: Figure of the monthly report, before, after.
        mark: 练习 for the practice book.

    Source: product F9; packet format (amendments).
    """
    blocks: list[Block] = [
        Facts((("报送单位", township), ("接收单位", f"{county}纪委监委"), ("报告期", period_title))),
        Facts((("更正编号", number), ("提出", asked), ("同意", approved), ("日期", made_on))),
        Facts((("更正原因", reason),)),
        Table(
            caption="一、更正的记录",
            columns=(
                Column("序号", "number", 2.5),
                Column("台账", "text", 6),
                Column("记录", "text", 12),
                Column("项目", "text", 6),
                Column("改前", "text", 12),
                Column("改后", "text", 12),
            ),
            rows=tuple((index, *line) for index, line in enumerate(rows, 1)),
        ),
    ]
    if figures:
        columns = (
            Column("序号", "number", 2.5),
            Column("指标", "text", 20),
            Column("改前", "text", 8),
            Column("改后", "text", 8),
        )
        lines = tuple((index, *line) for index, line in enumerate(figures, 1))
        blocks.append(Table(caption="二、月报数字的变化", columns=columns, rows=lines))
    else:
        blocks.append(Paragraph("二、月报数字没有变化。", indent=False))
    blocks.append(Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))))
    return Sheet(
        key="difference",
        title=f"{period_title}上报更正对照表",
        look="ledger",
        size="A4 landscape",
        mark=mark,
        blocks=tuple(blocks),
        file_name=f"{township}_更正对照表_{period_title}",
    )
