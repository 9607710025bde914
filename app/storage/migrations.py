"""How the file of a book came to its present shape. A step is never edited: a change is a new step at the end.

Column lists are written out here and do not follow the declarations: a file made by an old release must go
through the very same steps. A test compares the sum of all steps with the declarations.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from app.storage.schema import ledger_table

steps = Migrations("mingzhang")


@steps()
def m0001_base(db: Database) -> None:
    """Released in 0.1. Steps, changes, the event log, titles, links, search, kept values, packets."""
    for statement in _BASE:
        db.execute(statement)


_BASE = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE step (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL,
        label TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL,
        rows INTEGER NOT NULL DEFAULT 0,
        undoes INTEGER REFERENCES step(id), undone_by INTEGER REFERENCES step(id)
    ) STRICT""",
    # before and after are JSON of the changed columns; a row that was inserted has neither, a row that an undo
    # took away has all of it in before. hash is that of the row after the step.
    """CREATE TABLE change (
        step INTEGER NOT NULL REFERENCES step(id), register TEXT NOT NULL, row INTEGER NOT NULL,
        before TEXT, after TEXT, hash BLOB,
        PRIMARY KEY (step, register, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX change_row ON change(register, row)",
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL) STRICT",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END""",
    "CREATE TABLE series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # everything from here to register can be made anew from the registers
    """CREATE TABLE title (
        register TEXT NOT NULL, row INTEGER NOT NULL, title TEXT NOT NULL,
        initials TEXT NOT NULL DEFAULT '', uses INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (register, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX title_title ON title(register, title)",
    """CREATE TABLE link (
        register TEXT NOT NULL, field TEXT NOT NULL, target INTEGER NOT NULL, row INTEGER NOT NULL,
        PRIMARY KEY (register, field, target, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE register (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE search_pending (doc INTEGER PRIMARY KEY) STRICT",
    "CREATE VIRTUAL TABLE search_text USING fts5(text, content='', contentless_delete=1)",
    """CREATE VIRTUAL TABLE search_digits USING
        fts5(text, content='', contentless_delete=1, tokenize='trigram', detail=none)""",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE packet (
        id INTEGER PRIMARY KEY AUTOINCREMENT, packet_id TEXT NOT NULL UNIQUE, period TEXT NOT NULL,
        revision INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, path TEXT, tagmanifest TEXT,
        created_at TEXT NOT NULL, created_by TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{}'
    ) STRICT""",
    "CREATE INDEX packet_period ON packet(period)",
)


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
