"""Letters that press, hand over or advise, and what they are about."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0006_letters(db: Database) -> None:
    """Released in 0.2. 提示函, 督办函, 催办单 and the others, with the rows of other registers they are about."""
    ledger_table(
        db,
        "letter",
        {
            "kind": "TEXT",
            "unit": "INTEGER -> unit",
            "to_name": "TEXT",
            "person": "INTEGER -> person",
            "copies_to": "TEXT",
            "subject": "TEXT",
            "basis": "TEXT",
            "body": "TEXT",
            "red_head": "TEXT",
            "on_day": "TEXT",
            "reply_due": "TEXT",
            "issued_by": "TEXT",
            "prints": "INTEGER",
            "printed_on": "TEXT",
            "delivered_on": "TEXT",
            "delivery": "TEXT",
            "receiver": "TEXT",
            "replied_on": "TEXT",
            "outcome": "TEXT",
            "reply": "TEXT",
            "receipt": "TEXT",
            "due_on": "TEXT",
        },
        indexes=("kind", "on_day", "due_on"),
    )
    ledger_table(
        db,
        "letter_matter",
        {
            "letter": "INTEGER -> letter",
            "seq": "INTEGER",
            "about": "TEXT",
            "about_id": "INTEGER",
            "about_number": "TEXT",
            "matter": "TEXT",
            "due_on": "TEXT",
            "late_days": "INTEGER",
            "level": "TEXT",
        },
        indexes=("about_id",),
    )
