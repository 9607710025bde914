"""县里交办: what the county gave to do, at the county as it was sent, at the township as it was loaded."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0056_county_task(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "county_task",
        {
            "unit": "INTEGER -> unit",
            "order_no": "TEXT",
            "kind": "TEXT",
            "matter": "TEXT",
            "basis": "TEXT",
            "place": "TEXT",
            "issued_on": "TEXT",
            "deadline": "TEXT",
            "answer_to": "TEXT",
            "files": "TEXT",
            "lead": "INTEGER -> person",
            "handler": "INTEGER -> person",
            "done_so_far": "TEXT",
            "problem": "INTEGER -> problem",
            "result": "TEXT",
            "closed_on": "TEXT",
            "proof": "TEXT",
            "task_id": "TEXT",
            "sent_on": "TEXT",
            "received_on": "TEXT",
        },
        indexes=("deadline", "task_id"),
    )
