"""Keyed marks of payees that packets brought, and what each packet said about them."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps

_TABLES = (
    """CREATE TABLE payee_mark (
        packet INTEGER NOT NULL REFERENCES inbox(id), township TEXT NOT NULL, register TEXT NOT NULL,
        local_id INTEGER NOT NULL, line INTEGER NOT NULL DEFAULT 0, seq INTEGER, kind TEXT NOT NULL,
        basis TEXT NOT NULL, mark BLOB NOT NULL, key_id TEXT NOT NULL, amount INTEGER
    ) STRICT""",
    "CREATE INDEX payee_mark_same ON payee_mark(key_id, basis, mark)",
    "CREATE INDEX payee_mark_row ON payee_mark(township, register, local_id)",
    """CREATE TABLE marked_packet (
        packet INTEGER PRIMARY KEY REFERENCES inbox(id), township TEXT NOT NULL, key_id TEXT NOT NULL,
        marks INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX marked_packet_township ON marked_packet(township, packet)",
)


@steps()
def m0057_payee_mark(db: Database) -> None:
    """Released in 0.3. Packets merged before brought none."""
    for statement in _TABLES:
        db.execute(statement)
