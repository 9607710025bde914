"""函: a letter after GB/T 9704-2012, with a slip to cut off where a reply is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of
from app.ledgers.letter import TRANSFERRING
from app.reports.around import PaperAround
from app.reports.sheet import Block, Closing, Facts, Paragraph, Sheet, Signatures, TearOff, WritingArea

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、[^，。；：]{1,24}")
_SUBHEADING = re.compile(r"（[一二三四五六七八九十]{1,3}）[^，。；：]{1,24}")
_NO_NUMBER = "（未签发，没有文号）"


def build(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """One letter. A draft says that it has no number yet; a red head stands only where the county's text has one.

    Source: GB/T 9704-2012; forms-and-rules 3.5 and 2.23; product 4.5.
    """
    texts = around.texts(ledger, row)
    number, office = text_of(row, "number"), f"中共{around.township}纪律检查委员会"
    day = chinese_day(date.fromisoformat(text_of(row, "on_day"))) if row.get("on_day") else "    年  月  日"
    blocks: list[Block] = [
        Paragraph(f"{texts['to_name']}：", indent=False),
        *_body(text_of(row, "body")),
        Closing(office, day),
    ]
    if row.get("copies_to"):
        blocks.append(Paragraph(f"抄送：{texts['copies_to']}。", indent=False))
    if row.get("reply_due") or row.get("kind") == TRANSFERRING:
        blocks += _slip(row, texts, number, office, around.hotline)
    return Sheet(
        key="letter",
        title=text_of(row, "subject"),
        look="letter",
        size="A4",
        number=number or _NO_NUMBER,
        red_head=text_of(row, "red_head"),
        blocks=tuple(blocks),
        facts={"row": f"letter/{row['id']}"},
        file_name=f"{number or '未签发'}_{texts['to_name']}_{texts['kind']}",
    )


def _body(text: str) -> Iterator[Block]:
    for part in text.splitlines():
        if part.strip():
            level = 1 if _HEADING.fullmatch(part.strip()) else 2 if _SUBHEADING.fullmatch(part.strip()) else 0
            yield Paragraph(part.strip(), level=level)


def _slip(row: Row, texts: dict[str, str], number: str, office: str, hotline: str) -> list[Block]:
    """What comes back: whose letter, who got it when, what was done, who answers for it."""
    handed_over = row.get("kind") == TRANSFERRING
    until = chinese_day(date.fromisoformat(text_of(row, "reply_due"))) if row.get("reply_due") else ""
    back = f"请于{until}前将本回执送{office}" if until else f"请将本回执退回{office}"
    phone = f"，联系电话：{hotline}" if hotline else ""
    pairs = [("来函文号", number), ("收函单位", texts["to_name"])]
    if texts["person"]:
        pairs.append(("责任人", texts["person"]))
    return [
        TearOff("沿此线裁开，把下面一联填好退回"),
        Paragraph("回　执", level=1, align="center"),
        Paragraph(f"{back}{phone}。", indent=False),
        Facts(tuple(pairs)),
        Facts((("来函标题", text_of(row, "subject")),)),
        Signatures((("收函人", ""), ("收函日期", ""))),
        WritingArea("材料核对情况：" if handed_over else "办理情况（没有办结的写明原因和完成日期）：", lines=6),
        Signatures((("负责人(签字)", ""), ("单位(盖章)", ""), ("联系电话", ""), ("回复日期", ""))),
    ]
