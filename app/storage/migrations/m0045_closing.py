"""Closed months: which rows went to the county, and which of them an amendment opens again."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0045_closing(db: Database) -> None:
    """Released in 0.3. `step` is the last step of history that what was sent holds."""
    db.execute(
        "CREATE TABLE closed_month (period TEXT PRIMARY KEY, packet_id TEXT NOT NULL, step INTEGER NOT NULL, "
        "at TEXT NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE closed_row (period TEXT NOT NULL, register TEXT NOT NULL, row INTEGER NOT NULL, "
        "step INTEGER NOT NULL, PRIMARY KEY (register, row, period)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE opened_row (period TEXT NOT NULL, register TEXT NOT NULL, row INTEGER NOT NULL, "
        "PRIMARY KEY (period, register, row)) STRICT, WITHOUT ROWID"
    )
