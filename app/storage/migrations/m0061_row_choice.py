"""Rows of a packet the county did not take over as they came, because its clerk compared both and chose."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0061_row_choice(db: Database) -> None:
    """Released in 0.3. `leaf` is the version that was not chosen: where it comes again the choice stands."""
    db.execute(
        """CREATE TABLE row_choice (
            township TEXT NOT NULL, register TEXT NOT NULL, local_id INTEGER NOT NULL, packet INTEGER NOT NULL,
            leaf BLOB NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
            PRIMARY KEY (township, register, local_id)
        ) STRICT, WITHOUT ROWID"""
    )
