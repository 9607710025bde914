"""A book with the work of thirty years: nine older copies of every row of the practice book, all of them done with.

Days and periods move back three years at a time; lines stay under the copies of their headers, links lead to the
copies of what they led to. What is open is as much as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COPIES, YEARS = 9, 3
# A township has no more villages, powers and matters to publish after thirty years; what the county ordered is shut.
KEPT = ("unit", "person", "account", "proof_rule", "disclosure_item", "power", "power_step", "county_task")


def rows_of(book: Any) -> int:
    """How many rows all registers have."""
    return sum(int(book.one(f'SELECT count(*) FROM "{key}"')[0]) for key in book.ledgers)


def grow(book: Any) -> int:
    """Copy every row nine times into the past; returns how many rows there are then."""
    from app.operations import lists

    rows = {key: 0 if key in KEPT else book.last_id(key) for key in book.tables}
    with book.transaction():
        for table in book.tables.values():
            for copy in range(1, COPIES + 1) if table.key not in KEPT else ():
                _copy(book, table, copy, rows)
    lists.catch_up(book, lambda done, left, what: None)  # as the window does it while nobody waits
    return rows_of(book)


def _copy(book: Any, table: Any, copy: int, rows: Mapping[str, int]) -> None:
    """One older copy of a register, its ids behind those of the copy before; `rows` is how many there were of each."""
    from app.domain.fields import Attachment, Day, Link, PeriodField

    ledger, back = table.ledger, YEARS * copy
    own, apart = rows[table.key], copy * rows[table.key]
    taken: dict[str, str] = {column: f'"{column}"' for column in table.columns}
    taken["id"] = f"id + {apart}"
    taken["number"] = f"number || '-{copy}'" if ledger.number else "NULL"
    for field in ledger.fields:
        column = f'"{field.key}"'
        match field:
            case Link() if field.register in KEPT:
                pass
            case Link() if field.many:
                moved = f"(SELECT json_group_array(value + {copy * rows[field.register]}) FROM json_each({column}))"
                taken[field.key] = f"iif({column} IS NULL, NULL, {moved})"
            case Link():
                taken[field.key] = f"{column} + {copy * rows[field.register]}"
            case Attachment():
                taken[field.key] = "NULL"
            case Day():
                taken[field.key] = f"date({column}, '-{back} years')"
            case PeriodField():
                taken[field.key] = f"(substr({column}, 1, 4) - {back}) || substr({column}, 5)"
    if ledger.travels and ledger.travels.until:
        begun = f"coalesce({taken[ledger.travels.since]}, date(created_at, '-{back} years'))"
        taken[ledger.travels.until] = f"coalesce({taken[ledger.travels.until]}, date({begun}, '+20 days'))"
    for moment in ("created_at", "updated_at"):
        taken[moment] = f"(substr({moment}, 1, 4) - {back}) || substr({moment}, 5)"
    if done := [state.name for state in ledger.states if not state.open]:
        known = ", ".join(f"'{name}'" for name in done)
        usual = book.one(f'SELECT state FROM "{table.key}" WHERE state IN ({known}) GROUP BY 1 ORDER BY count(*) DESC')
        taken["state"] = f"iif(state IN ({known}), state, '{(usual or done)[0]}')"
    names = ", ".join(f'"{column}"' for column in taken)
    book.run(
        f'INSERT INTO "{table.key}" ({names}) SELECT {", ".join(taken.values())} FROM "{table.key}" WHERE id <= {own}'
    )
    book.run(
        f"INSERT INTO title (register, row, title) SELECT register, row + {apart}, title FROM title "
        f"WHERE register = ? AND row <= {own}",
        (table.key,),
    )
    for key, target in table.several:
        there = copy * rows[target]
        book.run(
            f"INSERT INTO link (register, field, target, row) SELECT register, field, target + {there}, "
            f"row + {apart} FROM link WHERE register = ? AND field = ? AND row <= {own}",
            (table.key, key),
        )
    book.run(
        f'INSERT INTO search_pending (doc) SELECT ? + id FROM "{table.key}" WHERE id BETWEEN ? AND ?',
        (book.doc(table.key, 0), apart + 1, apart + own),
    )
