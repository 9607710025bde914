"""监督栏: whom to call and write to, for one window or board."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers.board_lines import lines_shown
from app.ledgers.hotline import HOTLINES
from app.reports.around import PaperAround
from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Table

WHAT = "处事不公、以权谋私、吃拿卡要、优亲厚友、截留挪用、办事拖拉、作风粗暴等问题"


def hotline_board(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The board of one unit: telephones of all levels, mailboxes, websites, boxes, addresses, leaders on duty.

    Source: 集中整治方案 (三)1; 四化三查方案 1 三; forms-and-rules INV-054 to INV-056, INV-138, INV-139.
    """
    texts = around.texts(ledger, row)
    lines = lines_shown(around, (id_of(row, "unit"),))
    titles = around.titles(HOTLINES, lines)
    blocks: list[Block] = [
        Facts((("张挂单位", texts["unit"]), ("地点", texts["place"]))),
        Paragraph(f"发现党员干部和工作人员有{WHAT}的，请向下列单位反映。"),
        Table(
            columns=(Column("级别", "text", 4), Column("受理单位", "text", 8), Column("怎么反映", "text", 15)),
            rows=tuple(
                (text_of(line, "level"), text_of(line, "name"), ways(line, HOTLINES.show_one(line, "on_duty", titles)))
                for line in lines
            ),
        ),
        Paragraph("提倡实名举报。受理单位对举报人和举报内容保密，严禁打击报复。"),
    ]
    return Sheet(
        key="hotline_board",
        title="监督栏",
        look="notice",
        facts={"large": "1"},
        blocks=tuple(blocks),
        file_name=f"{texts['unit']}_监督栏",
    )


def ways(line: Row, on_duty: str) -> str:
    """All the ways to reach one office, one a line."""
    return "\n".join(
        f"{label}：{text}"
        for label, text in (
            ("电话", text_of(line, "phone")),
            ("邮箱", text_of(line, "mailbox")),
            ("网址或公众号", text_of(line, "website")),
            ("意见箱", text_of(line, "box")),
            ("来信来访", text_of(line, "address")),
            ("廉政监督岗", on_duty),
        )
        if text
    )
