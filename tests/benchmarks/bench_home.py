"""The home page with 100,000 rows in every register at once, against the same counts and lines as raw SQL.

The rows are put into the tables without checks; what waits is then made from them as after an upgrade. The floor asks
the registers' own tables nothing: it reads the very lines and counts the page shows by the shortest SQL there is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import seconds, verdict

ROWS = 100_000
TARGET = 0.2


def fill(book: object, rows: int) -> None:
    """Rows in every register, open, due over two years, spread over the units."""
    from app.domain.fields import Day
    from app.operations.books import Book

    assert isinstance(book, Book)
    first = date(2026, 1, 1)
    days = [(first + timedelta(days=n)).isoformat() for n in range(730)]
    for key, ledger in book.ledgers.items():
        if key in ("unit", "person"):
            continue
        table, states = book.tables[key], [state.name for state in ledger.states] or [None]
        dated = [field.key for field in ledger.fields if isinstance(field, Day)]

        def lines(table=table, states=states, dated=dated, ledger=ledger):  # type: ignore[no-untyped-def]
            for n in range(rows):
                row = dict.fromkeys(dated, days[n * 7 % 730]) | {"state": states[n % len(states)]}
                if ledger.unit_field:
                    row[ledger.unit_field] = n % 14 + 1
                yield table.encode({**row, "row_version": 1, "voided": 0})

        with book.transaction():  # one a register: the log of the file stays small
            book.run_many(table.insert, lines())
            book.run_many(
                "INSERT INTO title (register, row, title) VALUES (?, ?, ?)",
                ((key, n, f"第{n}号事项") for n in range(1, rows + 1)),
            )


def main() -> None:
    """Print how much longer the home page takes than its floor."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="待办 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        from app.ledgers import ledger
        from app.operations import books, options, records, todo

        info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
        users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
        book = books.create_book(folder / "t.mz", info, users, today=date(2026, 11, 22))
        records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        for n in range(13):
            records.save(book, ledger("unit"), None, {"name": f"第{n}村", "kind": "村", "parent": "示例乡"})
        book.run("PRAGMA foreign_keys = OFF")
        fill(book, rows)
        made = seconds(book.rebuild_waiting)
        waiting = book.one("SELECT count(*) FROM waiting")[0]
        print(f"{len(book.ledgers)} 个台账,每个 {rows:,} 条;待办 {waiting:,} 条,重建 {made:.1f} 秒", flush=True)

        def floor() -> float:
            return seconds(lambda: [book.all(statement) for statement in FLOOR])

        for preset in ("默认", "长武", "奎屯"):
            options.save_settings(book, {"light_preset": preset})
            pairs = [(floor(), seconds(lambda: todo.todo(book, todo.SHOWN))) for _ in range(5)]
            low, high = (sorted(column)[2] for column in zip(*pairs, strict=True))
            sums = f"本程序 {high * 1000:.0f} ms, 底线 {low * 1000:.0f} ms, 多 {(high - low) * 1000:.0f} ms (目标 200)"
            print(f"待办页({preset}): {sums} {verdict(high - low <= TARGET)}", flush=True)
        book.close()


FLOOR = (
    "SELECT unit, sum(n) FROM waiting_tally WHERE kind = 0 AND due_on < '2026-11-22' GROUP BY unit",
    "SELECT unit, sum(n) FROM waiting_tally WHERE kind = 0 AND due_on BETWEEN '2026-11-22' AND '2026-12-01' GROUP BY 1",
    "SELECT * FROM waiting WHERE kind = 0 AND extended = 0 AND due_on < '2026-11-22' ORDER BY due_on LIMIT 200",
    "SELECT * FROM waiting WHERE kind = 0 AND extended = 0 AND due_on >= '2026-11-22' ORDER BY due_on LIMIT 200",
    "SELECT * FROM waiting WHERE kind = 1 AND extended = 0 ORDER BY due_on LIMIT 200",
)


if __name__ == "__main__":
    main()
