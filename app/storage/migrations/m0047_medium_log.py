"""U盘登记: what went on which stick."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0047_medium_log(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "medium_log",
        {
            "used_on": "TEXT",
            "used_at": "TEXT",
            "medium": "TEXT",
            "use": "TEXT",
            "file": "TEXT",
            "code": "TEXT",
            "used_by": "TEXT",
            "note": "TEXT",
        },
        indexes=("used_on",),
    )
