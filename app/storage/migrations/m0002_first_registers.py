"""The registers of the first month."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0002_first_registers(db: Database) -> None:
    """Released in 0.1. Units, people, problems, progress, promises, disclosure sheets and their lines."""
    ledger_table(
        db,
        "unit",
        {
            "name": "TEXT",
            "kind": "TEXT",
            "parent": "INTEGER -> unit",
            "scope": "TEXT",
            "code": "TEXT",
            "short": "TEXT",
            "phone": "TEXT",
            "mailbox": "TEXT",
            "address": "TEXT",
            "board": "TEXT",
            "accounts": "TEXT",
            "busy": "INTEGER",
            "opened_on": "TEXT",
            "closed_on": "TEXT",
            "note": "TEXT",
        },
        indexes=(
            "name",
            "kind",
        ),
    )
    ledger_table(
        db,
        "person",
        {
            "name": "TEXT",
            "unit": "INTEGER -> unit",
            "post": "TEXT",
            "level": "TEXT",
            "party": "TEXT",
            "phone": "TEXT",
            "id_number": "TEXT",
            "from_on": "TEXT",
            "to_on": "TEXT",
        },
        indexes=("name",),
    )
    ledger_table(
        db,
        "problem",
        {
            "unit": "INTEGER -> unit",
            "persons": "TEXT",
            "found_on": "TEXT",
            "discovery": "TEXT",
            "category": "TEXT",
            "description": "TEXT",
            "self_reported": "INTEGER",
            "amount_involved": "INTEGER",
            "amount_due": "INTEGER",
            "amount_returned": "INTEGER",
            "persons_affected": "INTEGER",
            "cause": "TEXT",
            "measures": "TEXT",
            "lead": "INTEGER -> person",
            "responsible_unit": "INTEGER -> unit",
            "responsible": "TEXT",
            "deadline": "TEXT",
            "first_deadline": "TEXT",
            "extension_reason": "TEXT",
            "extended_by": "TEXT",
            "result": "TEXT",
            "proof": "TEXT",
            "close_asked_by": "TEXT",
            "close_asked_on": "TEXT",
            "closed_by": "TEXT",
            "closed_on": "TEXT",
            "reopen_reason": "TEXT",
            "transferred_to": "TEXT",
            "posted_from": "TEXT",
            "posted_to": "TEXT",
            "posted_at": "TEXT",
            "satisfied": "INTEGER",
            "fairly_satisfied": "INTEGER",
            "dissatisfied": "INTEGER",
            "look_back_30": "TEXT",
            "look_back_90": "TEXT",
            "look_back_180": "TEXT",
            "relapse_of": "INTEGER -> problem",
        },
        indexes=(
            "found_on",
            "deadline",
            "category",
        ),
    )
    ledger_table(
        db,
        "progress",
        {
            "problem": "INTEGER -> problem",
            "on_day": "TEXT",
            "text": "TEXT",
            "by_whom": "TEXT",
        },
        indexes=("on_day",),
    )
    ledger_table(
        db,
        "commitment",
        {
            "promisor": "TEXT",
            "unit": "INTEGER -> unit",
            "person": "INTEGER -> person",
            "problems": "TEXT",
            "text": "TEXT",
            "deadline": "TEXT",
            "signed_on": "TEXT",
            "scan": "TEXT",
            "posted_from": "TEXT",
            "posted_to": "TEXT",
            "posted_at": "TEXT",
            "fulfilled_on": "TEXT",
            "outcome": "TEXT",
            "proof": "TEXT",
            "satisfied": "INTEGER",
            "fairly_satisfied": "INTEGER",
            "dissatisfied": "INTEGER",
        },
        indexes=(
            "deadline",
            "signed_on",
        ),
    )
    ledger_table(
        db,
        "finance_sheet",
        {
            "unit": "INTEGER -> unit",
            "period": "TEXT",
            "level": "TEXT",
            "publisher": "INTEGER -> unit",
            "opening": "INTEGER",
            "income_total": "INTEGER",
            "expense_total": "INTEGER",
            "closing": "INTEGER",
            "stated_income": "INTEGER",
            "stated_expense": "INTEGER",
            "stated_closing": "INTEGER",
            "prepared_by": "TEXT",
            "reviewed_by": "TEXT",
            "reviewed_on": "TEXT",
            "review_opinion": "TEXT",
            "approved_by": "TEXT",
            "due_on": "TEXT",
            "posted_from": "TEXT",
            "posted_to": "TEXT",
            "posted_at": "TEXT",
            "photo": "TEXT",
            "taken_down_on": "TEXT",
            "line_count": "INTEGER",
        },
        indexes=(
            "period",
            "due_on",
        ),
    )
    ledger_table(
        db,
        "finance_line",
        {
            "sheet": "INTEGER -> finance_sheet",
            "seq": "INTEGER",
            "on_day": "TEXT",
            "item": "TEXT",
            "direction": "TEXT",
            "purpose": "TEXT",
            "amount": "INTEGER",
            "payee": "TEXT",
            "handler": "TEXT",
            "witness": "TEXT",
            "approver": "TEXT",
            "voucher": "TEXT",
            "account_code": "TEXT",
        },
        indexes=("on_day",),
    )
