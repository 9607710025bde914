"""The catalogue of village affairs, what money goes to, and the points of projects, funds, decisions and lists."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import add_column, ledger_table


@steps()
def m0026_affairs(db: Database) -> None:
    """Released in 0.3."""
    ledger_table(
        db,
        "disclosure_item",
        {
            "seq": "INTEGER",
            "domain": "TEXT",
            "heading": "TEXT",
            "item": "TEXT",
            "area": "TEXT",
            "content": "TEXT",
            "basis": "TEXT",
            "schedule": "TEXT",
            "rhythm": "TEXT",
            "days": "INTEGER",
            "regular": "INTEGER",
            "special": "TEXT",
            "names": "TEXT",
            "subject": "TEXT",
            "owner_dept": "TEXT",
            "channels": "TEXT",
            "audience": "TEXT",
            "mode": "TEXT",
            "level": "TEXT",
        },
    )
    ledger_table(
        db,
        "affairs_part",
        {
            "item": "INTEGER -> affairs_item",
            "seq": "INTEGER",
            "kind": "TEXT",
            "name": "TEXT",
            "amount": "INTEGER",
            "doer": "TEXT",
        },
    )
    for column, kind in {
        "catalogue": "INTEGER -> disclosure_item",
        "parts_total": "INTEGER",
        "document": "TEXT",
        "fund_source": "TEXT",
        "planned": "INTEGER",
        "arrived": "INTEGER",
        "paid": "INTEGER",
        "settled": "INTEGER",
        "contractor": "TEXT",
        "term": "TEXT",
        "tender": "TEXT",
        "progress": "TEXT",
        "acceptance": "TEXT",
        "extent": "TEXT",
        "standard": "TEXT",
        "labour": "INTEGER",
        "names": "TEXT",
        "meeting": "TEXT",
        "expected": "INTEGER",
        "attended": "INTEGER",
        "in_favour": "INTEGER",
        "against": "INTEGER",
        "abstained": "INTEGER",
        "approved_by": "TEXT",
        "posted_by": "TEXT",
        "photo_far": "TEXT",
        "no_photo": "TEXT",
        "pulled_on": "TEXT",
        "pulled_why": "TEXT",
        "posted_before": "TEXT",
        "edition": "INTEGER",
        "correction": "TEXT",
        "corrected_on": "TEXT",
        "archive": "TEXT",
    }.items():
        add_column(db, "affairs_item", column, kind)
    add_column(db, "recipient", "born_on", "TEXT")
    add_column(db, "recipient", "id_number", "TEXT")
