"""挂账清单: open problems by how long they have been open, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row, Titles
from app.domain.rows import id_of, text_of
from app.domain.text import short
from app.ledgers.problem import PROBLEMS
from app.reports.problem_statistics import is_open, is_overdue
from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table

STEPS = ((180, "180 天以上"), (90, "91 至 180 天"), (60, "61 至 90 天"), (30, "31 至 60 天"), (-1, "30 天以内"))
_COLUMNS = (
    Column("序号", "number", 3),
    Column("编号", "text", 9),
    Column("单位", "text", 9),
    Column("存在问题", "text", 22),
    Column("责任人", "text", 6),
    Column("发现日期", "text", 6),
    Column("挂账(天)", "count", 4.5),
    Column("整改时限", "text", 6),
    Column("状态", "text", 6),
)


def ageing_list(rows: Sequence[Row], titles: Titles, *, keeper: str, today: date, mark: str = "") -> Sheet:
    """Every open problem under the step its days fall into; steps with none are left out.

    Source: product J5 (挂账 30/60/90/180 天).
    """
    still = sorted(
        (row for row in rows if is_open(row) and row.get("found_on")), key=lambda row: text_of(row, "found_on")
    )
    groups: dict[str, list[Row]] = {name: [] for _, name in STEPS}
    for row in still:
        groups[_step(_days(row, today))].append(row)
    facts = tuple((name, f"{len(found)} 个") for name, found in groups.items())
    blocks: list[Block] = [
        Facts((("填报单位", keeper), ("截至", chinese_day(today)), ("未销号", f"{len(still)} 个"))),
        Facts(facts),
    ]
    for name, found in groups.items():
        if found:
            lines = tuple(_line(place, row, titles, today) for place, row in enumerate(found, 1))
            blocks.append(Table(_COLUMNS, lines, caption=f"挂账 {name}({len(found)} 个)"))
    if not still:
        blocks.append(Paragraph("没有未销号的问题。", indent=False))
    blocks.append(Signatures((("经办人", ""), ("分管领导", ""), ("日期", ""))))
    return Sheet(
        key="ageing",
        title=f"{keeper}问题挂账清单",
        blocks=tuple(blocks),
        size="A4 landscape",
        mark=mark,
        file_name=f"{keeper}_问题挂账清单",
    )


def _days(row: Row, today: date) -> int:
    return (today - date.fromisoformat(text_of(row, "found_on"))).days


def _step(days: int) -> str:
    return next(name for over, name in STEPS if days > over)


def _line(place: int, row: Row, titles: Titles, today: date) -> tuple[int | str, ...]:
    late = "(逾期)" if is_overdue(row, today) else ""
    return (
        place,
        text_of(row, "number"),
        titles.get(("unit", id_of(row, "unit") or 0), ""),
        short(text_of(row, "description"), 60),
        PROBLEMS.show_one(row, "responsible", titles),
        text_of(row, "found_on"),
        _days(row, today),
        text_of(row, "deadline"),
        f"{text_of(row, 'state')}{late}",
    )
