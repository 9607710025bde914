"""Words of its own for what an item of a finance sheet is, and the list of what was printed."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0024_printing(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(db, "plain_word", {"unit": "INTEGER -> unit", "item": "TEXT", "words": "TEXT"})
    ledger_table(
        db,
        "print_log",
        {
            "printed_on": "TEXT",
            "printed_at": "TEXT",
            "unit": "INTEGER -> unit",
            "kind": "TEXT",
            "sheet": "TEXT",
            "version": "TEXT",
            "paper": "TEXT",
            "pages": "INTEGER",
            "copies": "INTEGER",
            "way": "TEXT",
            "printed_by": "TEXT",
            "batch": "TEXT",
        },
        indexes=("printed_on",),
    )
