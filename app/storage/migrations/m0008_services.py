"""Where the boards with the telephones hang, and what was found in the boxes and books for opinions."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0008_services(db: Database) -> None:
    """Released in 0.2. 监督栏张挂 and 意见箱."""
    ledger_table(
        db,
        "supervision_board",
        {
            "unit": "INTEGER -> unit",
            "location": "TEXT",
            "place": "TEXT",
            "posted_on": "TEXT",
            "checked_on": "TEXT",
            "check_due": "TEXT",
            "taken_down_on": "TEXT",
            "photo": "TEXT",
        },
        indexes=("check_due",),
    )
    ledger_table(
        db,
        "opinion_box",
        {
            "unit": "INTEGER -> unit",
            "source": "TEXT",
            "opened_on": "TEXT",
            "opened_by": "TEXT",
            "pieces": "INTEGER",
            "style_pieces": "INTEGER",
            "efficiency_pieces": "INTEGER",
            "honesty_pieces": "INTEGER",
            "service_pieces": "INTEGER",
            "other_pieces": "INTEGER",
            "questions": "TEXT",
            "complaints": "TEXT",
            "summary": "TEXT",
        },
        indexes=("opened_on",),
    )
