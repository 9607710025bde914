"""Any row on one sheet: every filled field with its heading, for registers without a form of their own."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.reports.around import PaperAround
from app.reports.sheet import Column, Facts, Sheet, Signatures, Table

COLUMNS = (Column("分组", "text", 4), Column("项目", "text", 7), Column("内容", "text", 30))


def row_paper(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The row as a sheet: its number and state above, then one line for each filled field under its group."""
    shown = around.texts(ledger, row)
    lines: list[tuple[str, str, str]] = []
    groups = dict.fromkeys(field.group for field in ledger.by_key.values())
    for group in groups:
        filled = [field for field in ledger.by_key.values() if field.group == group and shown[field.key]]
        lines += [("" if at else group, field.label, shown[field.key]) for at, field in enumerate(filled)]
    facts = [("填报单位", around.township), ("编号", shown["number"]), ("状态", shown["state"])]
    grouped = any(group for group, _, _ in lines)
    return Sheet(
        key=ledger.key,
        title=ledger.title,
        blocks=(
            Facts(tuple((label, text) for label, text in facts if text)),
            Table(
                columns=COLUMNS if grouped else COLUMNS[1:],
                rows=tuple(line if grouped else line[1:] for line in lines),
            ),
            Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4",
        file_name=f"{ledger.title}_{shown['number'] or row.get('id')}",
    )
