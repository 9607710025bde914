"""Units of townships that are units of the county too, and the figures each packet brought."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0041_county_figures(db: Database) -> None:
    """Released in 0.3. Every book has the tables; a township's stay empty."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    # Several townships speak of the same county: their rows are one row of the county's own.
    """CREATE TABLE same_row (
        township TEXT NOT NULL, register TEXT NOT NULL, local_id INTEGER NOT NULL, row INTEGER NOT NULL,
        PRIMARY KEY (township, register, local_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE packet_figures (packet INTEGER PRIMARY KEY REFERENCES inbox(id), body TEXT NOT NULL) STRICT",
)
