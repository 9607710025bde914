"""承诺兑现情况表: how each unit keeps its promises, and which promises are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row, Titles
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import short
from app.ledgers.commitment import BROKEN, COMMITMENTS, KEPT, OPEN_STATES
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Signatures, Table, sum_row

_COLUMNS = (
    Column("序号", "number", 2.5),
    Column("承诺单位", "text", 10),
    Column("承诺(份)", "count", 4, sums=True),
    Column("到期(份)", "count", 4, sums=True),
    Column("已兑现", "count", 4, sums=True),
    Column("未兑现", "count", 4, sums=True),
    Column("逾期没办完", "count", 5, sums=True),
    Column("兑现率", "text", 4.5),
    Column("满意", "count", 3, sums=True),
    Column("基本满意", "count", 4, sums=True),
    Column("不满意", "count", 4, sums=True),
)
_LATE = (
    Column("序号", "number", 2.5),
    Column("编号", "text", 9),
    Column("承诺单位/人", "text", 9),
    Column("承诺内容", "text", 20),
    Column("兑现期限", "text", 6),
    Column("已逾期(天)", "count", 4),
    Column("状态", "text", 4),
)


def fulfilment_sheet(rows: Sequence[Row], titles: Titles, *, keeper: str, today: date, mark: str = "") -> Sheet:
    """The rate of each unit: kept promises among those that fell due or were kept already.

    Source: product B6; 集中整治方案 (二): 接受群众监督和评判.
    """
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(id_of(row, "unit") or 0, []).append(row)
    named = [(titles.get(("unit", unit), "未填单位"), found) for unit, found in sorted(groups.items())]
    body = [_line(place, name, found, today) for place, (name, found) in enumerate(named, 1)]
    total = list(sum_row(_COLUMNS, body))
    total[1], total[0], total[7] = "合计", None, rate(list(rows), today)
    late = sorted((row for row in rows if is_late(row, today)), key=lambda row: text_of(row, "deadline"))
    blocks: list[Block] = [
        Facts((("填报单位", keeper), ("截至", chinese_day(today)), ("承诺", f"{len(rows)} 份"))),
        Table(_COLUMNS, tuple(body), total=tuple(total), caption="一、各单位兑现情况"),
        Paragraph("兑现率 = 已兑现 ÷ 已到期和提前兑现的份数;还没有到期的不算在内。", indent=False),
    ]
    if late:
        lines = tuple(_late(place, row, titles, today) for place, row in enumerate(late, 1))
        blocks.append(Table(_LATE, lines, caption=f"二、逾期没有办完的承诺({len(late)} 份)"))
    else:
        blocks.append(Paragraph("二、没有逾期没办完的承诺。", indent=False))
    blocks.append(Signatures((("制表人", ""), ("审核人", ""), ("负责人", ""), ("日期", ""))))
    return Sheet(
        key="fulfilment",
        title="整改承诺兑现情况表",
        blocks=tuple(blocks),
        mark=mark,
        file_name=f"{keeper}_承诺兑现情况表_{today.isoformat()}",
    )


def is_late(row: Row, today: date) -> bool:
    """Still open and past its day."""
    return row.get("state") in OPEN_STATES and "" < text_of(row, "deadline") < today.isoformat()


def rate(rows: Sequence[Row], today: date) -> str:
    """Kept among due, in whole percent; — where nothing fell due."""
    due = sum(_is_due(row, today) for row in rows)
    kept = sum(row.get("state") == KEPT for row in rows)
    return f"{(200 * kept + due) // (2 * due)}%" if due else "—"


def _is_due(row: Row, today: date) -> bool:
    return row.get("state") in (KEPT, BROKEN) or is_late(row, today)


def _line(place: int, name: str, rows: list[Row], today: date) -> tuple[Cell, ...]:
    states = [row.get("state") for row in rows]
    verdict = [sum(whole_of(row, key) for row in rows) for key in ("satisfied", "fairly_satisfied", "dissatisfied")]
    return (
        place,
        name,
        len(rows),
        sum(_is_due(row, today) for row in rows),
        states.count(KEPT),
        states.count(BROKEN),
        sum(is_late(row, today) for row in rows),
        rate(rows, today),
        *verdict,
    )


def _late(place: int, row: Row, titles: Titles, today: date) -> tuple[Cell, ...]:
    deadline = text_of(row, "deadline")
    return (
        place,
        text_of(row, "number"),
        COMMITMENTS.show(row, ("unit", "person"), titles),
        short(text_of(row, "text"), 60),
        deadline,
        (today - date.fromisoformat(deadline)).days,
        text_of(row, "state"),
    )
