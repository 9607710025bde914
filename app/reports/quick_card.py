"""快捷卡: one page beside the keyboard, what is done when and by which key."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Column, Paragraph, Sheet, Table

RHYTHM: tuple[tuple[str, str], ...] = (
    ("每天", "打开程序看“待办”:红的先办,在行上按 Enter 打开;新问题 Ctrl+N 登记。"),
    ("每周", "红灯的行上按 Ctrl+L 起草督办函;整改完的申请销号,由第二个人审核。"),
    ("每月 5 日前", "点“上报”:生成、核对月报、送审;审核人签发;写入U盘,打印交接单。"),
    ("每季", "各村表拖进窗口,审核(F8),送签,打印公开榜,张贴后录日期、地点、照片。"),
    ("有人来问", "公开表的那一行按 F4 登记群众意见;答复打印张贴。"),
    ("收到回执", "把回执文件拖进窗口;没有U盘就在“县里的答复”里输入电话念的八位数。"),
    ("离开座位", "F12 锁屏。下班 Ctrl+Q 退出,自动备份;U盘插着时备份也写一份。"),
    ("做错了", "Ctrl+Z 撤销。作废的可以恢复。电脑坏了:换台电脑,用U盘上的备份恢复。"),
)
SAFE: tuple[str, ...] = (
    "涉密内容不得录入。举报人身份只填在加密的“举报人信息”里。",
    "每一项离开时已自动保存,不用按保存。",
    "U盘拔出前先点“安全拔出”。",
)


def quick_card(keys: Sequence[tuple[str, str, str]], mark: str = "") -> Sheet:
    """The card on one A4 page. `keys` are key, name and what it does, for everything that has a key."""
    pairs = [(pressed, name or text) for pressed, name, text in keys]
    half = (len(pairs) + 1) // 2
    rows = tuple((*pairs[at], *(pairs[at + half] if at + half < len(pairs) else ("", ""))) for at in range(half))
    return Sheet(
        key="quick_card",
        title="明账快捷卡",
        look="ledger",
        size="A4",
        mark=mark,
        blocks=(
            Table(columns=(Column("什么时候", "text", 7), Column("做什么", "text", 43)), rows=RHYTHM),
            Table(
                columns=(
                    Column("按键", "text", 9),
                    Column("作用", "text", 16),
                    Column("按键", "text", 9),
                    Column("作用", "text", 16),
                ),
                rows=rows,
            ),
            *(Paragraph(line, indent=False) for line in SAFE),
            Paragraph("不会用时按 F1,打几个字就能查。", indent=False),
        ),
        file_name="明账快捷卡",
    )
