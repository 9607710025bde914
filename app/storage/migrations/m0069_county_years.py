"""A county with years of packets finds those of a month, and equal marks of payees, without reading the others."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0069_county_years(db: Database) -> None:
    """Released in 0.3. Equal marks are counted in the index alone, with the township each of them is of."""
    db.execute("CREATE INDEX inbox_month ON inbox(month)")
    db.execute("DROP INDEX payee_mark_same")
    db.execute("CREATE INDEX payee_mark_same ON payee_mark(key_id, basis, mark, township)")
