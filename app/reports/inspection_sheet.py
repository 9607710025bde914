"""检查记录单: one check of one unit with its findings, signed by both sides; empty lines for what is found on site."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers.checks import CLEAN
from app.ledgers.finding import FINDINGS
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

EMPTY_LINES = 6
ROOM = "\n "  # two lines high, to be written on by hand
COLUMNS = (
    Column("序号", "number", 2.5),
    Column("发现问题", "text", 16),
    Column("检查要点", "text", 8),
    Column("责任单位/领导", "text", 7),
    Column("整改时限", "text", 6),
    Column("处理", "text", 6),
)


def inspection_sheet(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The record of a check. Before anything is entered it has empty lines to be written on.

    Source: 集中整治方案 (三)2; forms-and-rules 2.14, 2.29 F14 (检查工作表, 零发现也要签字).
    """
    texts = around.texts(ledger, row)
    findings = around.rows("finding", inspection=id_of(row, "id"))
    lines = tuple(line_of(number, one, around) for number, one in enumerate(findings, 1))
    blank: tuple[Cell, ...] = (None, ROOM, "", "", "", "")
    concluded = text_of(row, "result") == CLEAN
    blocks: list[Block] = [
        Facts(
            (
                ("被检查单位", texts["unit"]),
                ("检查日期", texts["on_day"]),
                ("编号", texts["number"]),
                ("检查类型", texts["kind"]),
                ("检查形式", "/".join(part for part in (texts["form"], texts["way"]) if part)),
                ("检查内容", texts["topic"]),
                ("检查地点", texts["place"] or texts["unit"]),
                ("检查单位", texts["by_unit"] or f"{around.township}纪委"),
                ("带队人", texts["leader"]),
                ("检查人员", texts["inspectors"]),
            )
        ),
        Table(COLUMNS, lines or ((blank,) * (0 if concluded else EMPTY_LINES))),
    ]
    if texts["heard"]:
        blocks.append(Paragraph(f"受话人或材料清单：{texts['heard']}"))
    if concluded:
        blocks.append(Paragraph(f"检查结果：{CLEAN}。今后上级检查在本次检查范围内发现问题的，由检查人员说明情况。"))
    elif texts["order_due"]:
        number = f"（{texts['order_no']}）" if texts["order_no"] else ""
        blocks.append(Paragraph(f"责令整改{number}，期限：{texts['order_due']}。"))
    elif not lines:
        blocks.append(Paragraph("没有发现问题的，在此写明“未发现问题”：", indent=False))
    blocks += [
        Signatures((("带队人(签字)", ""), ("检查人员(签字)", ""))),
        Signatures((("被检查单位负责人(签字)", ""), ("日期", ""))),
    ]
    return Sheet(
        key="inspection_sheet",
        title="监督检查记录单",
        blocks=tuple(blocks),
        size="A4",
        file_name=f"{texts['unit']}_检查记录单_{texts['number'] or texts['on_day']}",
    )


def line_of(number: int, finding: Row, around: PaperAround) -> tuple[Cell, ...]:
    """One finding and what became of it."""
    texts = around.texts(FINDINGS, finding)
    problem = around.row("problem", id_of(finding, "problem") or 0)
    done = "当场纠正" if finding.get("corrected") else text_of(problem or {}, "number") or "待转问题台账"
    who = "/".join(part for part in (texts["unit"], texts["lead"]) if part)
    return (number, texts["content"], texts["point"], who, texts["deadline"], done)
