"""五公开: what an office does for people, how, with what papers, by when and for how much, on one sheet."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.board_lines import foot_of, lines_shown
from app.ledgers.power import POWERS
from app.ledgers.power_rules import powers_of
from app.ledgers.power_step import documents_named, main_way
from app.reports.around import PaperAround
from app.reports.flow_chart import days, one_line, steps_of
from app.reports.sheet import Cell, Column, Facts, Sheet, Table

COLUMNS = (
    Column("序号", "number", 2.2),
    Column("服务内容", "text", 8),
    Column("办事程序", "text", 11),
    Column("申报材料", "text", 14),
    Column("承诺时限", "text", 6),
    Column("收费标准", "text", 6),
    Column("窗口", "text", 6),
)


def five_publics(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """服务内容, 办事程序, 申报材料, 承诺时限 and 收费标准 of everything one office does.

    Source: 四化三查方案 1 二; forms-and-rules INV-111, INV-135.
    """
    name = text_of(row, "name")
    body = tuple((number, *_line(power, around)) for number, power in enumerate(powers_of(row, around), 1))
    return Sheet(
        key="five_publics",
        title=f"{name}服务事项五公开",
        look="notice",
        size="A3 landscape" if len(body) > 6 else "auto",
        blocks=(Facts((("单位", name), ("事项", f"{len(body)} 项"))), Table(columns=COLUMNS, rows=body)),
        foot=foot_of(lines_shown(around, (id_of(row, "id"),)), around),
        file_name=f"{name}_五公开",
    )


def _line(power: Row, around: PaperAround) -> tuple[Cell, ...]:
    steps = steps_of(power, around)
    texts = around.texts(POWERS, power)
    asked = text_of(power, "materials") or "\n".join(documents_named(steps))
    return (
        texts["name"],
        "→".join(text_of(step, "name") for step in main_way(steps)) or one_line(texts["procedure"]),
        asked or "无",
        days(whole_of(power, "time_limit")),
        texts["fee"],
        texts["window"],
    )
