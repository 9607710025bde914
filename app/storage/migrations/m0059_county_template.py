"""County templates: every version that was issued or came in, with what it holds; version 0 is the county's draft."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0059_county_template(db: Database) -> None:
    """Released in 0.3. Every book has the tables: a county's holds what it issued, a township's what it loaded."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    """CREATE TABLE county_template (
        version INTEGER PRIMARY KEY, number TEXT NOT NULL, issued_on TEXT NOT NULL, valid_from TEXT NOT NULL,
        changes TEXT NOT NULL, signed_by TEXT NOT NULL, sha256 TEXT NOT NULL, way TEXT NOT NULL, state TEXT NOT NULL,
        file_name TEXT NOT NULL, file BLOB NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE county_template_item (
        version INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (version, kind, key)
    ) STRICT, WITHOUT ROWID""",
)
