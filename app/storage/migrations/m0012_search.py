"""One index instead of two: digits are found from their middle by words of the same index."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0012_search(db: Database) -> None:
    """Released in 0.2. The second index goes; the first is filled anew after the upgrade, as after every one."""
    db.execute("DROP TABLE search_digits")
