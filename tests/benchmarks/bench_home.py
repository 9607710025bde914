"""The home page with 100,000 rows in every register at once, against the same counts and lines as raw SQL.

The floor asks the registers' own tables nothing: it reads the very lines and counts the page shows by the shortest
SQL there is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from many_rows import make_book
from measure import compare, cpu_seconds, run, seconds

ROWS = 100_000
TARGET_MS = 200.0


def main() -> None:
    """Print how much longer the home page takes than its floor."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="待办 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        from app.operations import options, todo

        book = make_book(folder, rows)
        made = seconds(book.rebuild_waiting)
        waiting = book.one("SELECT count(*) FROM waiting")[0]
        print(f"{len(book.ledgers)} 个台账,每个 {rows:,} 条;待办 {waiting:,} 条,重建 {made:.1f} 秒", flush=True)

        def floor() -> float:
            return cpu_seconds(lambda: [book.all(statement) for statement in FLOOR])

        for preset in ("默认", "长武", "奎屯"):
            options.save_settings(book, {"light_preset": preset})
            what = f"待办页,各台账 {rows:,} 行,灯色按{preset}"
            compare(what, lambda: cpu_seconds(lambda: todo.todo(book, todo.SHOWN)), floor, TARGET_MS, over=True)
        book.close()


FLOOR = (
    "SELECT unit, sum(n) FROM waiting_tally WHERE kind = 0 AND due_on < '2026-11-22' GROUP BY unit",
    "SELECT unit, sum(n) FROM waiting_tally WHERE kind = 0 AND due_on BETWEEN '2026-11-22' AND '2026-12-01' GROUP BY 1",
    "SELECT * FROM waiting WHERE kind = 0 AND extended = 0 AND due_on < '2026-11-22' ORDER BY due_on LIMIT 200",
    "SELECT * FROM waiting WHERE kind = 0 AND extended = 0 AND due_on >= '2026-11-22' ORDER BY due_on LIMIT 200",
    "SELECT * FROM waiting WHERE kind = 1 AND extended = 0 ORDER BY due_on LIMIT 200",
)


if __name__ == "__main__":
    run(main)
