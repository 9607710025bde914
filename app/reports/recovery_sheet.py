"""恢复码单: the one sheet that opens a book when the passwords are gone, for the safe of the unit."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import PAPER_ONLY, Block, Column, Facts, Paragraph, Sheet, Signatures, Table

_BEFORE = (
    "这张单子能打开账套和举报人身份资料,和保险柜钥匙一样重要。只印一份,不复印、不拍照、不存进电脑。",
    "装进信封,封口处由经办人、审核人签字盖骑缝章,放进单位保险柜,登记存放人和存放日期。",
)
_WHEN = (
    "忘了密码,或电脑坏了要在另一台电脑上恢复时,拆封使用:打开程序,选账套,按“用恢复码打开”,照单子逐组输入,"
    "再给自己设一个新密码。输错了哪一组,程序会指出来。字母 O 当 0,字母 I、L 当 1,不分大小写。",
    "拆封使用会记入操作日志,随下一个上报包报到县里;其他人下次登录也要换密码。用过以后请重新生成一张,这一张作废。",
)


def recovery_sheet(*, unit: str, book_name: str, code: str, made_at: str, people: Sequence[tuple[str, str]]) -> Sheet:
    """The sheet.

    Args:
        code: The groups, parted by dashes.
        people: Role and name of those who may open the book.

    Source: packet.md 6.2 (printed once, sealed envelope in the unit's safe).
    """
    columns = (Column("组", "text", 6), Column("恢复码（照着逐组输入）", "text", 24), Column("核对", "text", 8))
    rows = tuple((f"第 {number} 组", " ".join(group), "") for number, group in enumerate(code.split("-"), 1))
    blocks: list[Block] = [
        Facts((("单位", unit), ("账套", book_name), ("生成时间", made_at.replace("T", " ")[:16]))),
        *(Paragraph(text) for text in _BEFORE),
        Paragraph("恢复码", level=1),
        Table(columns=columns, rows=rows),
        *(Paragraph(text) for text in _WHEN),
        Paragraph("生成时可以打开账套的人：" + "、".join(f"{name}（{title}）" for title, name in people), indent=False),
        Signatures((("经办人", ""), ("审核人", ""), ("封存人", ""), ("封存日期", ""))),
    ]
    return Sheet(
        key="recovery",
        title="账套恢复码单",
        look="notice",
        size="A4",
        blocks=tuple(blocks),
        file_name=f"{unit}_恢复码单",
        facts={PAPER_ONLY: "恢复码不存进电脑:没有打印机的,照屏幕抄在纸上,抄完逐组核对。"},
    )
