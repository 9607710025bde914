"""整改进展: dated entries under a problem."""

from __future__ import annotations

from app.domain.fields import Day, Link, LongText, Row, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn, Travel
from app.domain.rows import text_of
from app.domain.text import short


def progress_title(row: Row, around: Around) -> str:
    """The day and the first words."""
    return f"{row.get('on_day') or ''} {short(text_of(row, 'text'), 20)}".strip()


PROGRESS = LedgerDef(
    key="progress",
    title="整改进展",
    icon="progress",
    menu="",
    fields=(
        Link(key="problem", label="对应问题", register="problem", required=True, width=14),
        Day(key="on_day", label="日期", required=True, default="今天", past=True),
        LongText(key="text", label="进展情况", required=True, width=30),
        Text(key="by_whom", label="填写人", width=5),
    ),
    titled=progress_title,
    parent="problem",
    list_columns=("on_day", "text", "by_whom"),
    sheet_columns=(
        SheetColumn("对应问题", ("problem",), 14),
        SheetColumn("日期", ("on_day",), 6),
        SheetColumn("进展情况", ("text",), 30),
        SheetColumn("填写人", ("by_whom",), 5),
    ),
    period_field="on_day",
    travels=Travel(since="on_day"),
    basis="集中整治方案 (二):切实整改到位;整改期间逐次记下进展,供核实时查看。",
)
