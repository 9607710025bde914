"""What official papers carry beside their text: urgency, enclosures, 附注, whom they go to and who gets copies."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import add_column

_COLUMNS = {
    "letter": ("urgency", "enclosures", "postscript"),
    "circular": ("copies_to",),
    "self_check": ("report_to", "next_steps"),
    "summary": ("report_to", "copies_to"),
    "stage": ("copies_to",),
}


@steps()
def m0025_official(db: Database) -> None:
    """Released in 0.3. Rows from before have none of it; their papers are as they were."""
    for table, columns in _COLUMNS.items():
        for column in columns:
            add_column(db, table, column, "TEXT")
