"""逾期上报清单: overdue work by whom it goes to, 经办 to 分管 to 主要领导, longest overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.reports.sheet import Block, Facts, Paragraph, Sheet, Signatures
from app.reports.waiting_lines import PaperLine, ladder_table

NUMERALS = ("一", "二", "三")


class Level(NamedTuple):
    """One step of the ladder: who, from how many days on, all its lines and those that are printed."""

    who: str
    said: str
    number: int
    lines: Sequence[PaperLine]


def escalation(levels: Sequence[Level], *, keeper: str, as_of: str, mark: str = "") -> Sheet:
    """The list for the morning meeting.

    Args:
        levels: The highest first.
        keeper: Who keeps it.
        as_of: The day, 2026年11月22日.
        mark: 练习 for the practice book.

    Source: product E5 (经办 → 分管 → 主要领导 as a printed list).
    """
    total = sum(level.number for level in levels)
    blocks: list[Block] = [
        Facts((("填报单位", keeper), ("日期", as_of), ("逾期合计", f"{total} 条"))),
        Facts(tuple((level.who, f"{level.number} 条") for level in levels)),
    ]
    for numeral, level in zip(NUMERALS, levels, strict=True):
        blocks.append(Paragraph(f"{numeral}、{level.who}({level.said}),{level.number} 条", level=1))
        more = level.number - len(level.lines)
        blocks += ladder_table(level.lines, more=more) if level.lines else (Paragraph("没有。"),)
    blocks.append(Signatures((("经办人", ""), ("分管领导", ""), ("主要领导", ""), ("日期", ""))))
    return Sheet(
        key="escalation",
        title="逾期上报清单",
        blocks=tuple(blocks),
        size="A4 landscape",
        look="ledger",
        mark=mark,
        file_name=f"{keeper}_逾期上报清单_{as_of}",
    )
