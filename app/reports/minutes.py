"""会议纪要: who met, on what, and what was decided with unit and day; 联席会议 with its members."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers.campaign_member import CAMPAIGN_MEMBERS, JOINT
from app.ledgers.meeting_decision import MEETING_DECISIONS
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

COLUMNS = (
    Column("序号", "number", 2.5),
    Column("议定事项", "text", 18),
    Column("责任单位", "text", 7),
    Column("责任人", "text", 5),
    Column("完成时限", "text", 6),
)


def minutes(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The minutes of a meeting. Source: 集中整治方案 五(一); forms-and-rules 2.24.1."""
    texts = around.texts(ledger, row)
    decisions = [
        around.texts(MEETING_DECISIONS, one) for one in around.rows("meeting_decision", meeting=id_of(row, "id"))
    ]
    lines: tuple[tuple[Cell, ...], ...] = tuple(
        (number, one["content"], one["unit"], one["lead"], one["deadline"]) for number, one in enumerate(decisions, 1)
    )
    came = f"应到 {texts['expected'] or '—'}，实到 {texts['present'] or '—'}"
    blocks: list[Block] = [
        Facts(
            (
                ("时间", texts["on_day"]),
                ("地点", texts["place"]),
                ("主持人", texts["host"]),
                ("组织单位", texts["unit"]),
                ("到会", came),
            )
        ),
        *members_of(row, around),
        Paragraph("一、会议议题", level=1),
        *(Paragraph(line) for line in text_of(row, "topics").splitlines() if line.strip()),
        Paragraph("二、议定事项", level=1),
        Table(COLUMNS, lines) if lines else Paragraph("没有议定事项。"),
        Signatures((("主持人(签字)", ""), ("记录人(签字)", ""))),
    ]
    return Sheet(
        key="minutes",
        title=f"{texts['kind']}纪要",
        subtitle=texts["campaign"],
        blocks=tuple(blocks),
        size="A4",
        file_name=f"{texts['kind']}纪要_{texts['on_day']}",
    )


def members_of(row: Row, around: PaperAround) -> list[Block]:
    """The member units of a joint meeting, in the order of their list."""
    campaign = id_of(row, "campaign")
    if row.get("kind") != JOINT or not campaign:
        return []
    found = sorted(
        around.rows("campaign_member", campaign=campaign, body=JOINT), key=lambda one: int(str(one["seq"] or 0))
    )
    names = "、".join(around.texts(CAMPAIGN_MEMBERS, one)["unit"] for one in found)
    return [Paragraph(f"成员单位：{names}。")] if names else []
