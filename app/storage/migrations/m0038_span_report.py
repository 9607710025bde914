"""汇总报表: quarters, halves, years and stages as they are reported."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0038_span_report(db: Database) -> None:
    """Released in 0.3. One row a time that is summed up, signed off by two people."""
    ledger_table(
        db,
        "span_report",
        {
            "kind": "TEXT",
            "stage": "INTEGER -> stage",
            "from_on": "TEXT",
            "to_on": "TEXT",
            "nil": "INTEGER",
            "nil_statement": "TEXT",
            "progress": "TEXT",
            "problems_left": "TEXT",
            "next_steps": "TEXT",
            "counted_on": "TEXT",
            "hard_count": "INTEGER",
            "asked_by": "TEXT",
            "asked_on": "TEXT",
            "checked_by": "TEXT",
            "checked_on": "TEXT",
            "issued_on": "TEXT",
        },
        indexes=("to_on",),
    )
