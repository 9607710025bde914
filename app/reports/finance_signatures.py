"""Who signed a finance sheet, as it stands on the wall and as it is to be signed; and what was corrected in it."""

from __future__ import annotations

from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.rows import text_of
from app.ledgers.finance_signing import PARTIES
from app.ledgers.posting import version_of
from app.reports.sheet import Block, Paragraph, Seals, Signatures, WritingArea

SEALS = ("村民委员会", "村务监督委员会", "代理中心")
_SHORT = {"民主理财小组(村务监督委员会)": "民主理财小组", "代理中心主管会计": "代理中心"}


def signed_by(sheet: Row) -> tuple[Block, ...]:
    """制表人 and the three parties with their days, and room for three seals."""
    places = [("制表人", text_of(sheet, "prepared_by"))]
    for label, name, day in PARTIES:
        places.append((_SHORT.get(label, label), f"{text_of(sheet, name)} {_day(text_of(sheet, day))}".strip()))
    return Signatures(tuple(places)), Seals(SEALS)


def corrected(sheet: Row) -> tuple[Block, ...]:
    """That this is a new edition and what was wrong with the one before; nothing on a first edition."""
    edition = version_of(sheet)
    if edition < 2:
        return ()
    said = text_of(sheet, "correction").rstrip("。")
    return (Paragraph(f"更正公布：{said}。原来公布的作废，以本表为准。", indent=False),)


def to_be_signed(sheet: Row) -> tuple[Block, ...]:
    """Three blocks with room for opinion, name and day, then three seal boxes."""
    blocks: list[Block] = []
    members = text_of(sheet, "group_members")
    for number, (label, _, _) in enumerate(PARTIES, 1):
        least = ""
        if number == _GROUP and members:
            count = len(members.split("、"))
            least = f"（成员 {members}，共 {count} 人，至少 {(count + 1) // 2} 人签字）"
        blocks.append(Paragraph(f"{_NUMBERS[number]}、{label}意见{least}", level=1))
        blocks.append(WritingArea("□ 同意公开    □ 退回修改，应改：", lines=1))
        blocks.append(Signatures((("签字", ""), ("日期", "      年    月    日"))))
    return (*blocks, Seals(SEALS))


_NUMBERS = "〇一二三四"
_GROUP = 2


def _day(text: str) -> str:
    return chinese_day(date.fromisoformat(text)) if text else ""
