"""月报审核说明: why a figure that looks odd is right; it travels with the report."""

from __future__ import annotations

from app.domain.fields import Link, LongText, Row, Sensitivity, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import text_of
from app.domain.text import short

PUBLIC = Sensitivity.PUBLIC


def note_title(row: Row, around: Around) -> str:
    """The check and the first words of its explanation."""
    return f"{text_of(row, 'relation')} {short(text_of(row, 'text'), 20)}".strip()


MONTHLY_NOTES = LedgerDef(
    key="monthly_note",
    title="月报审核说明",
    menu="",
    icon="report",
    fields=(
        Link(key="report", label="所属月报", register="monthly_report", required=True, width=10),
        Text(key="relation", label="审核关系", required=True, width=6, sensitivity=PUBLIC, hint="如 V11、V29"),
        Text(key="figure", label="指标", required=True, width=8, sensitivity=PUBLIC, hint="指标代码,如 B20"),
        LongText(key="text", label="审核说明", required=True, most=1000, width=24, sensitivity=PUBLIC),
    ),
    titled=note_title,
    parent="report",
    identity=("report", "relation", "figure"),
    list_columns=("relation", "figure", "text"),
    sheet_columns=(
        SheetColumn("所属月报", ("report",), 10),
        SheetColumn("审核关系", ("relation",), 6),
        SheetColumn("指标", ("figure",), 8),
        SheetColumn("审核说明", ("text",), 24),
    ),
    basis="月报的软性勾稽关系不平时要写说明,说明随上报包报县里。",
)
