"""U盘登记: which stick carried what, when, by whom."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, LongText, Row, Sensitivity, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of

PACKET, RECEIPT, BACKUP, OTHER = "写入上报包", "取回县里的文件", "备份", "其他"
USES = (PACKET, RECEIPT, BACKUP, OTHER)
PUBLIC = Sensitivity.PUBLIC


def use_title(row: Row, around: Around) -> str:
    """2026-11-05 03号盘 写入上报包."""
    return " ".join(filter(None, (text_of(row, key) for key in ("used_on", "medium", "use"))))


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """The label of a stick needs no telephone and no identity number."""
    for key in ("medium", "note"):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"写了{found.kind},请去掉", "E-PRIVATE")


MEDIUM_LOG = LedgerDef(
    key="medium_log",
    title="U盘登记",
    menu="上报",
    icon="book",
    fields=(
        Day(key="used_on", label="日期", required=True, default="今天", past=True, width=7, sensitivity=PUBLIC),
        Text(key="used_at", label="时间", most=5, width=4, sensitivity=PUBLIC),
        Text(
            key="medium",
            label="盘号",
            required=True,
            most=40,
            width=8,
            sensitivity=PUBLIC,
            hint="U盘上贴的编号;没有编号的写卷标。只用办公U盘,不用涉密U盘",
        ),
        Choice(key="use", label="用途", required=True, options=USES, default=OTHER, width=7, sensitivity=PUBLIC),
        Text(key="file", label="文件", most=200, width=20, sensitivity=PUBLIC),
        Text(key="code", label="校验码", most=12, width=6, sensitivity=PUBLIC),
        Text(key="used_by", label="经手人", most=20, width=5),
        LongText(key="note", label="发现的问题", most=1000, width=14, hint="盘上有可疑文件、写不进去等"),
    ),
    rules=(no_numbers_of_persons,),
    titled=use_title,
    list_columns=("used_on", "used_at", "medium", "use", "file", "code", "used_by", "note"),
    sheet_columns=(
        SheetColumn("日期", ("used_on", "used_at"), 8),
        SheetColumn("盘号", ("medium",), 8),
        SheetColumn("用途", ("use",), 7),
        SheetColumn("文件", ("file",), 18),
        SheetColumn("校验码", ("code",), 6),
        SheetColumn("经手人", ("used_by",), 5),
        SheetColumn("发现的问题", ("note",), 12),
        SheetColumn("备注", ("remark",), 5),
    ),
    period_field="used_on",
    basis="保密规定:移动介质要登记,专盘专用,不得在涉密与非涉密电脑之间交叉使用。",
)
