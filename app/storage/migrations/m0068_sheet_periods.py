"""What the first page asks of the finance sheets is answered by an index, however many years of them there are."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0068_sheet_periods(db: Database) -> None:
    """Released in 0.3. Which periods have sheets at all, and which units keep sheets of a level."""
    db.execute("CREATE INDEX finance_sheet_periods ON finance_sheet(period, voided)")
    db.execute("CREATE INDEX finance_sheet_levels ON finance_sheet(level, voided, unit)")
