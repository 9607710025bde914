"""Import of 50,000 problems with checks, history and log, against raw sqlite, in two lines.

The floor reads the same workbook with calamine and puts the same typed rows by one raw executemany into the
register's own table (same STRICT schema, indexes, foreign keys, encrypted file, WAL, synchronous EXTRA): no checks,
no numbers, no titles and links, no history, no log. The floor of the second line also puts, by one executemany each,
the very lines this program keeps beside a row: its hash in the history, its title, its links, what waits, what the
search still has to look at. Processor time, in turns.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from measure import Line, cpu_seconds, run, tell

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
TARGET, TURNS = 2.0, 3
OF_PROBLEM = "register = (SELECT id FROM register WHERE key = 'problem')"
# What is kept beside the rows of a register: the table, its columns, which lines are of problems.
BESIDE = (
    ("change", "step, register, row, hash", "register = 'problem'"),
    ("title", "register, row, title", "register = 'problem'"),
    ("link", "register, field, target, row", "register = 'problem'"),
    ("waiting", "register, row, clock, kind, extended, due_on, unit, since_on", OF_PROBLEM),
    ("search_pending", "doc", "1"),
)


def workbook(path: Path) -> None:
    """A ledger of plausible rows with all columns a clerk fills."""
    import xlsxwriter

    from app.ledgers.problem import PROBLEMS

    keys = [
        *("unit", "found_on", "discovery", "category", "description", "amount_involved", "amount_due"),
        *("amount_returned", "persons_affected", "cause", "measures", "lead", "responsible", "deadline", "result"),
        *("remark", "posted_from", "posted_to", "posted_at", "self_reported"),
    ]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("问题台账")
    page.write_row(0, 0, [PROBLEMS.label(key) for key in keys])
    for n in range(ROWS):
        page.write_row(
            n + 1,
            0,
            [
                f"第{n % 14}村",
                f"2026-{n % 10 + 1:02d}-{n % 28 + 1:02d}",
                "群众提",
                "2.2 集体“三资”、征地拆迁中强占掠夺、侵占挪用、损公肥私",
                f"第{n}号:集体山林发包收入未入账,涉及第{n % 9}组农户",
                f"{n % 1000 + 1000}.50",
                f"{n % 1000}.50",
                f"{n % 1000 / 2:.2f}",
                n % 50,
                "制度不落实",
                "收回资金并入账,公开明细",
                "陈龑",
                "陈龑",
                f"2026-12-{n % 28 + 1:02d}",
                "正在收回",
                "无",
                "2026-12-01",
                "2026-12-08",
                "村公开栏",
                "否",
            ],
        )
    book.close()


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="导入 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        from app.ledgers import ledger
        from app.operations import books, imports, records
        from app.storage.connection import connect, use_wal

        info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
        users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
        book = books.create_book(folder / "t.mz", info, users, today=date(2026, 11, 22))
        records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        for n in range(14):
            records.save(book, ledger("unit"), None, {"name": f"第{n}村", "kind": "村", "parent": "示例乡"})
        person = {"name": "陈龑", "unit": "示例乡", "post": "书记", "level": "乡科级"}
        records.save(book, ledger("person"), None, person)
        path = folder / "台账.xlsx"
        workbook(path)
        book.register_id("problem")  # both files are to know it by the same number
        book.settle()
        shutil.copy(book.path, folder / "raw.mz")  # the very file ours starts from: schema, indexes, units, people
        raw = connect(folder / "raw.mz", book._data_key)
        use_wal(raw, folder / "raw.mz")
        imports.run_import(book, ledger("problem"), [path])
        table = book.tables["problem"]
        rows = book.all(table.select)
        # the step of the import is not in the file of the floor, the first one is
        beside = [
            book.all(f"SELECT {columns.replace('step', '1')} FROM {name} WHERE {which}")
            for name, columns, which in BESIDE
        ]
        undo = cpu_seconds(book.undo)
        turn = iter(range(1000))

        def ours() -> float:
            taken = cpu_seconds(lambda: imports.run_import(book, ledger("problem"), [path]))
            assert book.count("problem") == ROWS
            book.undo()  # else the next turn would find every row in the book already
            return taken

        def floor(more: Sequence[Sequence[Any]]) -> float:
            lines = numbered(rows, table.places, next(turn))
            taken = cpu_seconds(lambda: read_and_insert(path, raw, table.insert, lines, more))
            for name, _, which in BESIDE:
                raw.execute(f"DELETE FROM {name} WHERE {which}")
            raw.execute("DELETE FROM problem")
            return taken

        turns = [(floor(()), floor(beside), ours()) for _ in range(TURNS)]
        low, full, high = (statistics.median(side) * 1000 for side in zip(*turns, strict=True))
        tell(Line(f"导入 {ROWS:,} 行(含核对、历史、日志)", high, low, TARGET))
        tell(Line(f"导入 {ROWS:,} 行,底线也写历史、标题、待办等", high, full, TARGET))
        print(f"撤销 {ROWS:,} 行的导入: {undo * 1000:.0f} ms")
        raw.close()
        book.close()


def numbered(rows: list[tuple[Any, ...]], places: Mapping[str, int], turn: int) -> list[list[Any]]:
    """The very values an import writes, without their ids and with numbers of this turn."""
    lines = [list(row) for row in rows]
    for line in lines:
        line[places["id"]] = None
        line[places["number"]] = f"{line[places['number']]}-{turn}"
    return lines


def read_and_insert(path: Path, raw: Any, insert: str, lines: list[list[Any]], more: Sequence[Sequence[Any]]) -> None:
    """The floor: read the workbook, put the typed rows into the register's own table in one transaction."""
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(insert, lines)
    for (name, columns, _), beside in zip(BESIDE, more, strict=False):
        marks = ", ".join("?" * len(columns.split(",")))
        raw.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", beside)
    raw.execute("COMMIT")


if __name__ == "__main__":
    run(main)
