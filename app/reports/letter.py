"""函: a letter after GB/T 9704-2012, with a slip on a sheet of its own where a reply is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of
from app.ledgers.letter import TRANSFERRING
from app.reports.around import PaperAround
from app.reports.official import day_of, imprint, office_of, paragraphs, typeset
from app.reports.sheet import (
    Block,
    Closing,
    Enclosures,
    Facts,
    PageBreak,
    Paragraph,
    Sheet,
    Signatures,
    WritingArea,
)

_NO_NUMBER = "（未签发，没有文号）"


def build(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """One letter. A draft says that it has no number yet; a red head stands only where the county's text has one.

    Source: GB/T 9704-2012; forms-and-rules 3.5 and 2.23; product 4.5.
    """
    texts = around.texts(ledger, row)
    number, office, day = text_of(row, "number"), office_of(around), day_of(text_of(row, "on_day"))
    enclosed = [line.strip() for line in texts["enclosures"].splitlines() if line.strip()]
    blocks: list[Block] = [
        Paragraph(f"{texts['to_name']}：", indent=False),
        *_body(text_of(row, "body"), texts["to_name"]),
        *([Enclosures(tuple(enclosed))] if enclosed else []),
        Closing(office, day, typeset(texts["postscript"])),
        imprint(around, typeset(texts["copies_to"]), office, day),
    ]
    if row.get("reply_due") or row.get("kind") == TRANSFERRING:
        blocks += _slip(row, texts, number, office, around.hotline)
    return Sheet(
        key="letter",
        title=typeset(text_of(row, "subject")),
        look="letter",
        size="A4",
        number=number or _NO_NUMBER,
        red_head=text_of(row, "red_head"),
        urgency=texts["urgency"],
        kept=(texts["to_name"], texts["unit"], around.township),
        blocks=tuple(blocks),
        facts={"row": f"letter/{row['id']}"},
        file_name=f"{number or '未签发'}_{texts['to_name']}_{texts['kind']}",
    )


def _body(text: str, to_name: str) -> Iterator[Paragraph]:
    """The paragraphs of the text, without the addressee where it was typed or pasted once more."""
    for paragraph in paragraphs(text):
        if paragraph.text.rstrip("：") != to_name:
            yield paragraph


def _slip(row: Row, texts: dict[str, str], number: str, office: str, hotline: str) -> list[Block]:
    """What comes back: whose letter, who got it when, what was done, who answers for it."""
    handed_over = row.get("kind") == TRANSFERRING
    until = day_of(text_of(row, "reply_due")) if row.get("reply_due") else ""
    back = f"请于{until}前将本回执填好送{office}" if until else f"请将本回执填好退回{office}"
    phone = f"，联系电话：{hotline}" if hotline else ""
    pairs = [("来函文号", number), ("收函单位", texts["to_name"])]
    if texts["person"]:
        pairs.append(("责任人", texts["person"]))
    return [
        PageBreak(loose=True),
        Paragraph("回　执", level=1, align="center"),
        Paragraph(f"{back}{phone}。", indent=False),
        Facts(tuple(pairs)),
        Facts((("来函标题", text_of(row, "subject")),)),
        Signatures((("收函人", ""), ("收函日期", ""))),
        WritingArea("材料核对情况：" if handed_over else "办理情况（没有办结的写明原因和完成日期）：", lines=10),
        Signatures((("负责人(签字)", ""), ("单位(盖章)", ""), ("联系电话", ""), ("回复日期", ""))),
    ]
