"""What waits for somebody: the days of all registers in one place, and what was put off."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table


@steps()
def m0004_waiting(db: Database) -> None:
    """Released in 0.2. The home page asks one table instead of every register; 缓办; when a penalty was lifted."""
    for statement in _WAITING:
        db.execute(statement)
    ledger_table(db, "snooze", _SNOOZE, indexes=("until_on",))
    db.execute('ALTER TABLE "accountability_measure" ADD COLUMN "lifted_on" TEXT')


# All three can be made anew from the registers. kind is 0 for what must be done, 1
# for a row that waits for a second person, 2 for what may be done; since_on is the day from which waiting is counted
# in months. The tally says how many lines wait for a day.
_WAITING = (
    """CREATE TABLE clock (
        id INTEGER PRIMARY KEY, register TEXT NOT NULL, field TEXT NOT NULL, label TEXT NOT NULL,
        UNIQUE (register, field, label)
    ) STRICT""",
    """CREATE TABLE waiting (
        register INTEGER NOT NULL, row INTEGER NOT NULL, clock INTEGER NOT NULL, kind INTEGER NOT NULL,
        extended INTEGER NOT NULL, due_on TEXT NOT NULL, unit INTEGER NOT NULL, since_on TEXT,
        PRIMARY KEY (register, row, clock)
    ) STRICT, WITHOUT ROWID""",
    # few registers count the months of waiting: a partial index
    "CREATE INDEX waiting_since ON waiting(since_on, kind, extended, due_on, unit) WHERE since_on IS NOT NULL",
    "CREATE INDEX waiting_day ON waiting(kind, extended, due_on, unit)",
    """CREATE TABLE waiting_tally (
        kind INTEGER NOT NULL, extended INTEGER NOT NULL, due_on TEXT NOT NULL, unit INTEGER NOT NULL,
        n INTEGER NOT NULL, PRIMARY KEY (kind, extended, due_on, unit)
    ) STRICT, WITHOUT ROWID""",
)
_SNOOZE = {
    "register": "TEXT",
    "row": "INTEGER",
    "clock": "TEXT",
    "until_on": "TEXT",
    "reason": "TEXT",
}
