"""Import of 10,000 problems with checks, history and log, against calamine plus a raw executemany of the same rows."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from measure import compare, seconds

ROWS = 10_000


def workbook(path: Path) -> None:
    """A ledger of ten thousand plausible rows with all columns a clerk fills."""
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
        raw = raw_rows(book, imports.plan_import(book, ledger("problem"), [path]))
        turn = iter(range(1000))

        def ours() -> float:
            return seconds(lambda: imports.run_import(book, ledger("problem"), [path]))

        def floor() -> float:
            return seconds(lambda: read_and_insert(path, folder / f"raw{next(turn)}.db", raw))

        compare("导入 10,000 行(含核对、历史、日志)", ours, floor, 3.0)
        book.close()


def raw_rows(book: object, plan: object) -> list[tuple[object, ...]]:
    """The very values the import writes into the register's table."""
    return [
        tuple(str(value) if isinstance(value, list) else value for value in planned.row.values())
        for planned in plan.rows  # type: ignore[attr-defined]
    ]


def read_and_insert(path: Path, target: Path, rows: list[tuple[object, ...]]) -> None:
    """The floor: read the workbook, put the rows into an encrypted file in one transaction, nothing else."""
    import python_calamine
    from sqlcipher3 import dbapi2

    python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    connection = dbapi2.connect(str(target))
    connection.execute(f"PRAGMA key = \"x'{'11' * 32}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    marks = ",".join("?" * len(rows[0]))
    connection.execute(f"CREATE TABLE problem ({','.join(f'c{n}' for n in range(len(rows[0])))})")
    with connection:
        connection.executemany(f"INSERT INTO problem VALUES ({marks})", rows)
    connection.close()


if __name__ == "__main__":
    main()
