"""The drawer for who reported: its own key, its own boxes."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0007_vault(db: Database) -> None:
    """Released in 0.2. Identities lie in boxes under a second key; the book alone cannot open them."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    # mark is a hash of the vault's key: it tells the right key from another one and opens nothing
    "CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), mark TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    # a corrected identity is one more box, the newest counts
    """CREATE TABLE vault_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT, register TEXT NOT NULL, row INTEGER NOT NULL,
        nonce BLOB NOT NULL, box BLOB NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX vault_entry_row ON vault_entry(register, row)",
)
