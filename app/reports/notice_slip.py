"""一次性告知单: what is still missing, said once and in full, in two copies."""

from __future__ import annotations

from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.board_lines import foot_of, lines_shown
from app.ledgers.power_step import documents_named
from app.reports.around import PaperAround
from app.reports.flow_chart import days, steps_of
from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table

HAVE, LACK = "已交", "欠缺"


def notice_slip(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """Everything an applicant must bring, what is missing of it, and what happens then.

    Source: 四化三查方案 1 二 (一次性告知制); forms-and-rules 2.18 informed_at; INV-126, INV-136.
    """
    texts = around.texts(ledger, row)
    power = around.row("power", id_of(row, "item") or 0) or {}
    told = text_of(row, "informed_on")
    blocks: list[Block] = [
        Paragraph(f"{texts['applicant']}：", indent=False),
        Paragraph(f"您来办理的“{texts['item']}”，{_said(row)}"),
        Table(
            columns=(Column("序号", "number", 2.5), Column("材料", "text", 22), Column("情况", "text", 4)),
            rows=tuple((number, *line) for number, line in enumerate(materials(row, power, around), 1)),
        ),
        Facts(
            (
                ("办理窗口", text_of(power, "window") or texts["unit"]),
                ("办理时限", f"受理后{days(_limit(row, power))}" if _limit(row, power) else "当场办结"),
                ("收费标准", text_of(power, "fee") or "不收费"),
            )
        ),
        Paragraph("以上是全部要求。材料补齐后当场受理，不再增加要求；因告知不全多跑的，请打监督电话。"),
        Signatures((("告知人", ""), ("申请人", ""), ("日期", chinese_day(date.fromisoformat(told)) if told else ""))),
        Paragraph("本单一式两份，申请人和窗口各一份。", indent=False),
    ]
    units = (id_of(row, "unit"), id_of(power, "subject"))
    return Sheet(
        key="notice_slip",
        title="一次性告知单",
        subtitle=texts["number"],
        look="letter",
        size="A4",
        blocks=tuple(blocks),
        foot=foot_of(lines_shown(around, units, ids_of(power, "hotlines")), around),
        file_name=f"{texts['unit']}_一次性告知单_{texts['number']}",
    )


def materials(row: Row, power: Row, around: PaperAround) -> list[tuple[str, str]]:
    """All the item asks for and what is missing, each once: (material, 已交 or 欠缺); "" where nobody has looked."""
    asked = _lines(text_of(power, "materials")) or (documents_named(steps_of(power, around)) if power else [])
    missing = _lines(text_of(row, "missing"))
    shown = [(one, LACK if any(_same(one, lack) for lack in missing) else HAVE) for one in asked if one != "无"]
    return [*shown, *((lack, LACK) for lack in missing if not any(_same(one, lack) for one in asked))]


def _said(row: Row) -> str:
    count = len(_lines(text_of(row, "missing")))
    return f"还缺 {count} 样材料，一次告知如下，请补齐后再来。"


def _limit(row: Row, power: Row) -> int:
    return whole_of(row, "promised_days") or whole_of(power, "time_limit")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _same(one: str, other: str) -> bool:
    return one in other or other in one
