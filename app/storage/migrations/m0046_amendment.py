"""更正: corrections of months that were reported."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0046_amendment(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "amendment",
        {
            "period": "TEXT",
            "reason": "TEXT",
            "scope": "TEXT",
            "opened": "TEXT",
            "asked_by": "TEXT",
            "asked_on": "TEXT",
            "approved_by": "TEXT",
            "approved_on": "TEXT",
            "changed": "INTEGER",
            "revision": "INTEGER",
            "packet": "TEXT",
            "issued_on": "TEXT",
            "sent_on": "TEXT",
            "withdrawn_why": "TEXT",
        },
        indexes=("period",),
    )
