"""The smaller registers: publicity, research, patrols, examples, systems, summaries,s, self-checks."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import add_column, ledger_table


@steps()
def m0011_smaller_registers(db: Database) -> None:
    """Released in 0.2."""
    ledger_table(
        db,
        "publicity",
        {
            "channel": "TEXT",
            "name": "TEXT",
            "on_day": "TEXT",
            "unit": "INTEGER -> unit",
            "campaign": "INTEGER -> campaign",
            "reach": "INTEGER",
            "estimated": "INTEGER",
            "proof": "TEXT",
        },
        indexes=("on_day",),
    )
    ledger_table(
        db,
        "research",
        {
            "topic": "TEXT",
            "unit": "INTEGER -> unit",
            "leads": "TEXT",
            "campaign": "INTEGER -> campaign",
            "method": "TEXT",
            "from_on": "TEXT",
            "to_on": "TEXT",
            "findings": "TEXT",
            "proposals": "TEXT",
            "report": "TEXT",
            "problems": "TEXT",
        },
        indexes=("to_on", "from_on"),
    )
    ledger_table(
        db,
        "patrol",
        {
            "kind": "TEXT",
            "unit": "INTEGER -> unit",
            "reasons": "TEXT",
            "figures": "TEXT",
            "from_on": "TEXT",
            "to_on": "TEXT",
            "leader": "INTEGER -> person",
            "team": "TEXT",
            "pairing": "TEXT",
            "place": "TEXT",
            "people_met": "INTEGER",
            "fed_back_on": "TEXT",
            "rectify_due": "TEXT",
            "result": "TEXT",
            "clues": "TEXT",
            "problem_count": "INTEGER",
            "problems_closed": "INTEGER",
            "proof": "TEXT",
        },
        indexes=("rectify_due", "from_on"),
    )
    ledger_table(
        db,
        "example",
        {
            "kind": "TEXT",
            "subject": "TEXT",
            "unit": "INTEGER -> unit",
            "on_day": "TEXT",
            "deed": "TEXT",
            "document": "TEXT",
            "circular": "INTEGER -> circular",
            "campaign": "INTEGER -> campaign",
        },
        indexes=("on_day",),
    )
    ledger_table(
        db,
        "institution",
        {
            "kind": "TEXT",
            "topic": "TEXT",
            "name": "TEXT",
            "document": "TEXT",
            "unit": "INTEGER -> unit",
            "issued_on": "TEXT",
            "problems": "TEXT",
            "campaign": "INTEGER -> campaign",
            "text": "TEXT",
        },
        indexes=("issued_on",),
    )
    ledger_table(
        db,
        "summary",
        {
            "kind": "TEXT",
            "unit": "INTEGER -> unit",
            "campaign": "INTEGER -> campaign",
            "stage": "INTEGER -> stage",
            "from_on": "TEXT",
            "to_on": "TEXT",
            "experience": "TEXT",
            "shortcomings": "TEXT",
            "next_steps": "TEXT",
            "problems_found": "INTEGER",
            "problems_closed": "INTEGER",
            "money_returned": "INTEGER",
            "promises": "INTEGER",
            "published": "INTEGER",
            "institutions": "INTEGER",
            "asked_by": "TEXT",
            "checked_by": "TEXT",
            "sent_on": "TEXT",
            "signed": "TEXT",
        },
        indexes=("to_on",),
    )
    ledger_table(
        db,
        "self_check",
        {
            "unit": "INTEGER -> unit",
            "campaign": "INTEGER -> campaign",
            "from_on": "TEXT",
            "to_on": "TEXT",
            "topics": "TEXT",
            "due_on": "TEXT",
            "problems_found": "INTEGER",
            "problems_closed": "INTEGER",
            "cause": "TEXT",
            "zero_reason": "TEXT",
            "signed_by": "INTEGER -> person",
            "signed_on": "TEXT",
            "sent_on": "TEXT",
            "signed": "TEXT",
        },
        indexes=("due_on", "to_on"),
    )
    add_column(db, "problem", "patrol", "INTEGER -> patrol")
