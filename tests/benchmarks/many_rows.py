"""A book with very many rows in every register at once, written by SQL: what the long benchmarks measure on.

A sixth of the rows is open; titles and search entries are written with them, and the days that wait are made from
them as after an upgrade.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

DAYS = "date('2026-06-01', '+' || (n % 400) || ' days')"


def make_book(folder: Path, rows: int, registers: Collection[str] | None = None, *, lean: bool = False) -> Any:
    """A book with fourteen villages and as many rows as asked in every other register, or in those named.

    Lean rows hold only what their register insists on: a million of them are made in a minute.
    """
    from app.ledgers import ledger
    from app.operations import books, records

    info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
    users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
    book = books.create_book(folder / "t.mz", info, users, today=date(2026, 11, 22))
    records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
    for n in range(14):
        records.save(book, ledger("unit"), None, {"name": f"第{n}村", "kind": "村", "parent": "示例乡"})
    person = {"name": "陈龑", "unit": "示例乡", "post": "书记", "level": "乡科级"}
    records.save(book, ledger("person"), None, person)
    for table in (book.tables[key] for key in registers or book.tables):
        with book.transaction():  # one a register: the log of the file stays small
            fill(book, table, rows, lean=lean)
    book.rebuild_waiting()
    return book


def fill(book: Any, table: Any, rows: int, *, lean: bool = False) -> None:
    """Rows of one register; what a column holds follows from the kind of its field."""
    from app.domain.fields import Choice, Day, Link, LongText, PeriodField, Text

    ledger = table.ledger
    first = book.last_id(ledger.key)
    count = rows - first
    if ledger.key in ("unit", "person"):
        count = min(count, 3_000)  # a township has no hundred thousand villages
    done = [state.name for state in ledger.states if not state.open] or [state.name for state in ledger.states][-1:]
    opened = [state.name for state in ledger.states if state.open] or done
    given: dict[str, str] = {
        "number": f"'示{ledger.key}〔2026〕' || n || '号'" if ledger.number else "NULL",
        "created_at": "'2026-11-22T09:00:00+08:00'",
        "row_version": "1",
        "voided": "0",
    }
    if ledger.states:
        cases = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(opened))
        given["state"] = f"CASE WHEN n % 6 THEN '{done[0]}' ELSE CASE n / 6 % {len(opened)} {cases} END END"
    for field in ledger.fields:
        if lean and not (field.required or field.required_from):
            continue
        match field:
            case Link() if field.many:
                continue
            case Link() if field.register == "unit":
                given[field.key] = "2 + n % 14"
            case Link() if field.register == "person":
                given[field.key] = "1"
            case Link():
                given[field.key] = "n" if field.key == ledger.parent else "NULL"
            case Choice() if not field.many:
                given[field.key] = f"'{field.leaves[0].code}'"
            case Day():
                given[field.key] = DAYS
            case PeriodField():
                given[field.key] = "'2026Q' || (1 + n % 4)" if "quarter" in field.kinds else "'2026-10'"
            case LongText() | Text():
                given[field.key] = f"'第' || n || '件 {field.label}:公开栏更新不及时'" if field.required else "NULL"
    columns = ", ".join(f'"{key}"' for key in ("id", *given))
    book.run(
        f"WITH RECURSIVE t(n) AS (SELECT {first + 1} UNION ALL SELECT n + 1 FROM t WHERE n < {first + count}) "
        f'INSERT INTO "{ledger.key}" ({columns}) SELECT n, {", ".join(given.values())} FROM t'
    )
    book.run(
        "INSERT INTO title (register, row, title) SELECT ?, id, coalesce(number, '') || ' 第' || id || '件' "
        f'FROM "{ledger.key}" WHERE id > ?',
        (ledger.key, first),
    )
    book.run(
        "INSERT INTO search_text (rowid, text) "
        f"SELECT ? + id, '第 ' || id || ' 件 {ledger.key} 公 开 栏 更 新 不 及 时' "
        f'FROM "{ledger.key}" WHERE id > ?',
        (book.doc(ledger.key, 0), first),
    )
