"""自查自纠情况报告: what a unit found in itself, why, and what it does about it, to be signed by its head."""

from __future__ import annotations

import re

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.problem import PROBLEMS
from app.ledgers.self_check import own_problems
from app.reports.around import PaperAround
from app.reports.official import basis_of, day_of, enclosed, office_of, paragraphs, section, span, typeset
from app.reports.sheet import Block, Closing, Column, Paragraph, Sheet, Signatures, Table

FOUND = "自查发现问题清单"
COLUMNS = (
    Column("序号", "number", 2.5),
    Column("编号", "text", 7),
    Column("问题", "text", 14),
    Column("整改措施", "text", 14),
    Column("整改时限", "text", 5),
    Column("状态", "text", 4),
)


def self_check_report(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The report of one unit; a 零报告 says how the check was made.

    Source: 四化三查方案 (自查):剖析根源,写出自查自纠情况报告,由单位负责人签字后报送; forms-and-rules 2.7;
    INV-192 to 195.
    """
    texts = around.texts(ledger, row)
    found = own_problems(row, around)
    named, sheets = enclosed([(FOUND, _table(found))] if found else [])
    campaign = around.row("campaign", id_of(row, "campaign") or 0) or {}
    blocks: list[Block] = [
        Paragraph(f"{texts['report_to'] or office_of(around)}：", indent=False),
        Paragraph(_opening(row, texts, campaign)),
        Paragraph("一、自查发现的问题", level=1),
        *paragraphs(_counted(row, bool(found)) + text_of(row, "zero_reason")),
        *section("二、根源分析", text_of(row, "cause")),
    ]
    if row.get("next_steps"):
        blocks += section("三、整改情况和下步措施", text_of(row, "next_steps"))
    signed = Signatures((("单位负责人（签字）", ""),))
    blocks += [*named, signed, Closing(texts["unit"], day_of(text_of(row, "signed_on"))), *sheets]
    return Sheet(
        key="self_check_report",
        title=f"{texts['unit']}关于自查自纠情况的报告",
        blocks=tuple(blocks),
        look="letter",
        size="A4",
        kept=(texts["unit"],),
        file_name=f"{texts['unit']}_自查自纠报告_{texts['number']}",
    )


def _opening(row: Row, texts: dict[str, str], campaign: Row) -> str:
    when = span(text_of(row, "from_on"), text_of(row, "to_on"))
    topics = re.sub(r"(^|[；、])[\d.]+ *", r"\1", texts["topics"])
    return f"{basis_of(campaign)}我单位于{when}对{topics}等方面开展了自查自纠，现将情况报告如下："


def _counted(row: Row, listed: bool) -> str:
    number, closed = whole_of(row, "problems_found"), whole_of(row, "problems_closed")
    if not number:
        return "经自查，没有发现问题。"
    return f"共查出问题{number}个，已整改销号{closed}个。" + ("具体见附件。" if listed else "")


def _table(found: list[Row]) -> Table:
    rows = (
        (
            number,
            text_of(one, "number"),
            typeset(text_of(one, "description")),
            typeset(text_of(one, "measures")),
            PROBLEMS.show_one(one, "deadline", {}),
            text_of(one, "state"),
        )
        for number, one in enumerate(found, 1)
    )
    return Table(COLUMNS, tuple(rows))
