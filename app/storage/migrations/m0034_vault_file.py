"""Who reported moves into a file of his own; the book keeps a random number for each report."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0034_vault_file(db: Database) -> None:
    """Released in 0.3. Boxes of earlier releases stay until a keeper unlocks the vault; then they move over."""
    db.execute(
        """CREATE TABLE vault_ref (
            register TEXT NOT NULL, row INTEGER NOT NULL, ref TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (register, row)
        ) STRICT"""
    )
    # beside max() the other columns are those of the very row that holds the maximum
    db.execute(
        """INSERT INTO vault_ref (register, row, ref, at, by)
        SELECT register, row, lower(hex(randomblob(16))), at, by
        FROM (SELECT register, row, at, by, max(id) FROM vault_entry GROUP BY register, row)"""
    )
