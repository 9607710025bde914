"""数据月报 and the explanations of its figures."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0030_monthly_report(db: Database) -> None:
    """Released in 0.3. One row a month, signed off by two people."""
    ledger_table(
        db,
        "monthly_report",
        {
            "period": "TEXT",
            "nil": "INTEGER",
            "nil_statement": "TEXT",
            "progress": "TEXT",
            "problems_left": "TEXT",
            "next_steps": "TEXT",
            "counted_on": "TEXT",
            "hard_count": "INTEGER",
            "soft_count": "INTEGER",
            "asked_by": "TEXT",
            "asked_on": "TEXT",
            "checked_by": "TEXT",
            "checked_on": "TEXT",
            "issued_on": "TEXT",
        },
        indexes=("period",),
    )
    ledger_table(
        db,
        "monthly_note",
        {"report": "INTEGER -> monthly_report", "relation": "TEXT", "figure": "TEXT", "text": "TEXT"},
        indexes=("report",),
    )
