"""What was decided about personal things on sheets."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0022_settling(db: Database) -> None:
    """Released in 0.3. A decision holds a keyed hash of what it is about, never the text itself."""
    ledger_table(db, "settling", _SETTLING, indexes=("sheet", "same"))


_SETTLING = {
    "sheet": "TEXT",
    "title": "TEXT",
    "place": "TEXT",
    "kind": "TEXT",
    "mark": "TEXT",
    "same": "TEXT",
    "action": "TEXT",
    "reason": "TEXT",
}
