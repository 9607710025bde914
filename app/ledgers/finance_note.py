"""审核说明: why a hint of the check of a finance sheet is all right; it travels with the sheet."""

from __future__ import annotations

from app.domain.fields import Link, LongText, Row, Sensitivity, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn, Travel
from app.domain.rows import text_of
from app.domain.text import short


def note_title(row: Row, around: Around) -> str:
    """What it is about and its first words."""
    return f"{text_of(row, 'subject')} {short(text_of(row, 'text'), 20)}".strip()


FINANCE_NOTES = LedgerDef(
    key="finance_note",
    title="审核说明",
    menu="",
    icon="check",
    fields=(
        Link(key="sheet", label="公开表", register="finance_sheet", required=True, width=14),
        Link(key="line", label="对应明细", register="finance_line", width=14, hint="针对哪一笔;针对整张表的不填"),
        Text(
            key="subject",
            label="审核项目",
            required=True,
            most=40,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="审核结果里的哪一项,如 大额支出、与上季相比",
        ),
        LongText(
            key="text",
            label="说明内容",
            required=True,
            most=500,
            width=24,
            hint="写清原因;不写身份证号、电话、银行卡号。随上报包上报",
        ),
        Text(
            key="mark",
            label="对应数字",
            stamped=True,
            width=8,
            hint="写说明时各个数字的记号;数字改了,要重新说明",
        ),
    ),
    titled=note_title,
    parent="sheet",
    list_columns=("line", "subject", "text"),
    sheet_columns=(
        SheetColumn("公开表", ("sheet",), 14),
        SheetColumn("对应明细", ("line",), 14),
        SheetColumn("审核项目", ("subject",), 8),
        SheetColumn("说明内容", ("text",), 24),
    ),
    travels=Travel(),
    basis="集中整治方案 (三)4:确保群众的知情权、参与权和监督权。审核提示的每一处,改好或者写明原因。",
)
