"""群众意见答复: question and answer as they are posted on the board; who asked stands nowhere on it."""

from __future__ import annotations

from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.reports.around import PaperAround
from app.reports.sheet import Block, Facts, Paragraph, Seals, Sheet, Signatures


def question_answer(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """What was asked about which disclosed thing, the answer, and where to ask further.

    Source: product C14, AS9; 村民委员会组织法 第三十条 (接受村民的查询).
    """
    texts = around.texts(ledger, row)
    unit = texts["unit"]
    blocks: list[Block] = [
        Facts((("答复单位", unit), ("编号", texts["number"]))),
        Paragraph("一、群众问什么", level=1),
        *(Paragraph(part) for part in text_of(row, "text").splitlines()),
    ]
    if about := about_what(row, around):
        blocks.append(Paragraph(f"问的是：{about}"))
    blocks += [
        Paragraph("二、答复", level=1),
        *(Paragraph(part) for part in text_of(row, "answer").splitlines()),
    ]
    if row.get("mistake"):
        corrected = text_of(row, "corrected_on")
        blocks.append(Paragraph(f"原公开内容有错，已于{_day(corrected)}更正后重新公布。"))
    blocks += [
        Paragraph("对答复不满意的，可以继续向村务监督委员会或乡镇纪委反映。"),
        Signatures((("答复单位", unit), ("答复日期", _day(text_of(row, "answered_on"))))),
        Seals((unit,)),
    ]
    return Sheet(
        key="question_answer",
        title="群众意见答复",
        blocks=tuple(blocks),
        look="notice",
        size="A4",
        foot=f"监督电话：{around.hotline}" if around.hotline else "",
        file_name=f"{unit}_群众意见答复_{texts['number']}",
    )


def about_what(row: Row, around: PaperAround) -> str:
    """The disclosed thing in words: the sheet and the line, or the item."""
    parts = []
    for key, register in (("sheet", "finance_sheet"), ("line", "finance_line"), ("item", "affairs_item")):
        if found := id_of(row, key):
            parts.append(around.title(register, found))
    return "，".join(parts)


def _day(text: str) -> str:
    return chinese_day(date.fromisoformat(text)) if text else "      年    月    日"
