"""What the papers about deadlines show of one line that waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.reports.sheet import Block, Column, Paragraph, Table

HAND = "办理情况"


class PaperLine(NamedTuple):
    """One day of one row and how it stands; `days` are negative past it. A gentle day is no limit."""

    unit: str
    register: str
    number: str
    title: str
    what: str
    due_on: str
    days: int
    put_off: str = ""
    gentle: bool = False


def ladder_table(lines: Sequence[PaperLine], *, more: int = 0) -> tuple[Block, ...]:
    """Lines of all units with room for a word by hand, and how many did not fit."""
    columns = (
        Column("序号", "number", 2.5),
        Column("单位", "text", 6),
        Column("台账", "text", 5),
        Column("编号", "text", 8),
        Column("事项", "text", 18),
        Column("时限", "text", 6),
        Column("到期日", "text", 6),
        Column("天数", "text", 6),
        Column(HAND, "text", 9),
    )
    rows = tuple(
        (at, line.unit, line.register, line.number, _matter(line), line.what, line.due_on, _said(line), "")
        for at, line in enumerate(lines, 1)
    )
    return _with_rest(Table(columns=columns, rows=rows), more)


def slip_table(lines: Sequence[PaperLine], *, more: int = 0) -> tuple[Block, ...]:
    """Lines of one unit in large type: number and matter in one column."""
    columns = (
        Column("序号", "number", 2.5),
        Column("事项", "text", 16),
        Column("时限", "text", 4.5),
        Column("到期日", "text", 5.5),
        Column("天数", "text", 4.5),
        Column(HAND, "text", 6),
    )
    rows = tuple(
        (at, f"{line.number} {_matter(line)}".strip(), line.what, line.due_on, _said(line), "")
        for at, line in enumerate(lines, 1)
    )
    return _with_rest(Table(columns=columns, rows=rows), more)


def _with_rest(table: Table, more: int) -> tuple[Block, ...]:
    if not more:
        return (table,)
    return table, Paragraph(f"还有 {more} 条没有印出,请在程序里查看。", indent=False)


def _matter(line: PaperLine) -> str:
    return line.title.removeprefix(line.number).strip()


def _said(line: PaperLine) -> str:
    if line.gentle and line.days < 0:
        said = "已到"
    else:
        said = f"逾期{-line.days}天" if line.days < 0 else "今天到期" if line.days == 0 else f"还有{line.days}天"
    return f"{said} 缓办到{line.put_off[5:]}" if line.put_off else said
