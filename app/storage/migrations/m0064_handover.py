"""岗位交接: who handed which post over to whom."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0064_handover(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "handover",
        {
            "handed_on": "TEXT",
            "post": "TEXT",
            "outgoing": "TEXT",
            "incoming": "TEXT",
            "watched_by": "TEXT",
            "why": "TEXT",
            "open_matters": "INTEGER",
            "records": "INTEGER",
            "sent_packets": "INTEGER",
            "things": "TEXT",
            "left_over": "TEXT",
            "list_file": "TEXT",
            "signed": "TEXT",
        },
        indexes=("handed_on",),
    )
