"""A problem with its parts, its people's money and its look-backs; a promise with its short code."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps
from app.storage.schema import ledger_table

_PROBLEM = {
    "amount_unreturned": "INTEGER",
    "sum_involved": "INTEGER",
    "sum_due": "INTEGER",
    "sum_returned": "INTEGER",
    "owner": "TEXT",
    "branch": "TEXT",
    "campaign": "INTEGER -> campaign",
    "clue": "INTEGER -> clue",
    "carried_from": "INTEGER -> problem",
    "extension_approver": "INTEGER -> person",
    "extended_on": "TEXT",
    "extension_count": "INTEGER",
    "system_made": "INTEGER",
    "loss_recovered": "INTEGER",
    "opinion": "TEXT",
    "reopen_cause": "TEXT",
    "reopen_count": "INTEGER",
    "relapse_count": "INTEGER",
    "taken_down_on": "TEXT",
    "verdict_on": "TEXT",
    "looked_back_30": "TEXT",
    "look_result_30": "TEXT",
    "looked_back_90": "TEXT",
    "look_result_90": "TEXT",
    "looked_back_180": "TEXT",
    "look_result_180": "TEXT",
}
_COMMITMENT = {"code": "TEXT", "taken_down_on": "TEXT", "verdict_on": "TEXT"}


@steps()
def m0005_problem(db: Database) -> None:
    """Released in 0.2. Parts and money of a problem, the least proof of a category, codes of promises."""
    ledger_table(
        db,
        "problem_part",
        {
            "problem": "INTEGER -> problem",
            "content": "TEXT",
            "unit": "INTEGER -> unit",
            "lead": "INTEGER -> person",
            "responsible": "TEXT",
            "deadline": "TEXT",
            "done_on": "TEXT",
            "outcome": "TEXT",
        },
        indexes=("deadline",),
    )
    ledger_table(
        db,
        "problem_money",
        {
            "problem": "INTEGER -> problem",
            "person": "INTEGER -> person",
            "involved": "INTEGER",
            "due": "INTEGER",
            "returned": "INTEGER",
            "unreturned": "INTEGER",
            "returned_on": "TEXT",
            "voucher": "TEXT",
        },
        indexes=("returned_on",),
    )
    ledger_table(db, "proof_rule", {"category": "TEXT", "occasion": "TEXT", "kinds": "TEXT"}, indexes=("category",))
    for name, columns in (("problem", _PROBLEM), ("commitment", _COMMITMENT)):
        for column, kind in columns.items():
            _add(db, name, column, kind)
    for days in (30, 90, 180):
        _index(db, "problem", f"look_back_{days}")
    _index(db, "commitment", "code")


def _add(db: Database, table: str, column: str, kind: str) -> None:
    plain, _, target = kind.partition(" -> ")
    points = f' REFERENCES "{target}"(id) DEFERRABLE INITIALLY DEFERRED' if target else ""
    db.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {plain}{points}')
    if target:
        _index(db, table, column)


def _index(db: Database, table: str, column: str) -> None:
    db.execute(f'CREATE INDEX "{table}_{column}" ON "{table}"("{column}") WHERE "{column}" IS NOT NULL')
