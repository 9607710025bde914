"""说明 to the hints of a finance check, and where and when money of a problem was given back."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import add_column, ledger_table


@steps()
def m0023_finance_checks(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "finance_note",
        {
            "sheet": "INTEGER -> finance_sheet",
            "line": "INTEGER -> finance_line",
            "subject": "TEXT",
            "text": "TEXT",
            "mark": "TEXT",
        },
    )
    add_column(db, "problem", "refund_to", "TEXT")
    add_column(db, "problem", "returned_on", "TEXT")
    add_column(db, "problem_money", "refund_to", "TEXT")
