"""What every sheet on a village board says below its content: how to object, who signs, whose seal, which telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers.board_lines import foot_of, lines_shown
from app.ledgers.unit import GROUP
from app.reports.around import PaperAround
from app.reports.finance_wall import notice_period
from app.reports.sheet import Block, Paragraph, Seals, Signatures

COMMUNITY = "社区"


def publisher_of(row: Row, around: PaperAround) -> Row:
    """The village or community that answers for what a row publishes, {} where none is known."""
    unit = around.row("unit", id_of(row, "unit") or 0) or {}
    if unit.get("kind") == GROUP:
        return around.row("unit", id_of(unit, "parent") or 0) or {}
    return unit


def bodies(village: Row) -> tuple[str, str]:
    """What the committee and its supervisors are called: of villages 村民, of communities 居民."""
    name = text_of(village, "name")
    if village.get("kind") == COMMUNITY:
        return f"{name}居民委员会", f"{name}居务监督委员会"
    return f"{name}村民委员会", f"{name}村务监督委员会"


def posting_facts(row: Row) -> tuple[str, str]:
    """公示期：2026年10月10日至2026年10月19日(共10天), or room to write it by hand."""
    return "公示期", notice_period(row)


def may_object(village: Row, around: PaperAround) -> Paragraph:
    """Everybody may ask, and by when there is an answer. Source: 村民委员会组织法 第三十、三十一条; product C14."""
    committee, supervisors = bodies(village)
    days = around.option("question_days")
    return Paragraph(
        f"对公开的内容有疑问或者不同意见的，可以当面、打电话、写信或投意见箱，向{supervisors}、{committee}"
        f"或{around.township}纪委反映，收到后 {days} 天内答复。",
        repeat=True,
    )


def signed_off(village: Row, around: PaperAround, rows: Sequence[Row], first: str = "") -> list[Block]:
    """落款, who signed and on what day, and a box for each seal; what the rows do not agree on is left to the pen.

    Args:
        village: Who publishes.
        around: The book around it.
        rows: What is published on the sheet.
        first: The body in whose name it is published, where that is not the committee.
    """
    committee, supervisors = bodies(village)
    names = {key: _same(rows, key) for key in ("approved_by", "reviewed_by", "reviewed_on")}
    day = chinese_day(date.fromisoformat(names["reviewed_on"])) if names["reviewed_on"] else "      年    月    日"
    office = first or committee
    return [
        Paragraph(f"{office}    {day}", align="right"),
        Signatures(
            (("负责人(签字)", names["approved_by"]), (f"{supervisors[-7:]}(签字)", names["reviewed_by"])),
        ),
        Seals((office, supervisors)),
    ]


def contacts(village: Row, around: PaperAround) -> str:
    """The foot: 监督电话, 意见箱 and what else stands on the boards of a village, at least the township's telephone."""
    shown = foot_of(lines_shown(around, (id_of(village, "id"),)), around)
    return shown or (f"监督电话：{around.township} {around.hotline}" if around.hotline else "")


def _same(rows: Sequence[Row], key: str) -> str:
    values = {text_of(row, key) for row in rows}
    return values.pop() if len(values) == 1 else ""
