"""What the county answered to this township's packets, and its remarks on rows."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0051_answers(db: Database) -> None:
    """Released in 0.3."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    # An answer heard over the phone has no file; the receipt that comes later stands beside it.
    """CREATE TABLE county_answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT, packet_id TEXT NOT NULL, decision TEXT NOT NULL, number INTEGER NOT NULL,
        way TEXT NOT NULL, signed_by TEXT NOT NULL, next_seq INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL,
        file BLOB, at TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX county_answer_packet ON county_answer(packet_id)",
    """CREATE TABLE county_remark (
        id INTEGER PRIMARY KEY AUTOINCREMENT, answer INTEGER NOT NULL REFERENCES county_answer(id),
        register TEXT NOT NULL, row INTEGER, number TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL,
        done_at TEXT, done_by TEXT
    ) STRICT""",
    "CREATE INDEX county_remark_row ON county_remark(register, row) WHERE row IS NOT NULL",
    "CREATE INDEX county_remark_open ON county_remark(id) WHERE done_at IS NULL",
)
