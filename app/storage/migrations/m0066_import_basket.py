"""Lines of workbooks that could not be imported yet wait in the book until somebody completes them."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0066_import_basket(db: Database) -> None:
    """Released in 0.3. `came` and `went` are the steps that put a line there and took it into its register."""
    db.execute(
        """CREATE TABLE import_basket (
            id INTEGER PRIMARY KEY, register TEXT NOT NULL, file TEXT NOT NULL, sheet TEXT NOT NULL,
            line INTEGER NOT NULL, header_row INTEGER NOT NULL, headers TEXT NOT NULL, keys TEXT NOT NULL,
            cells TEXT NOT NULL, came INTEGER, went INTEGER, edited INTEGER NOT NULL DEFAULT 0,
            gone TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, by TEXT NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX import_basket_waiting ON import_basket(register) WHERE gone = ''")
