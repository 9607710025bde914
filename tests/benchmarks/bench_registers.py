"""A hundred thousand rows in every register at once: lists against the same SQL run raw, the home page, the search.

Rows, their titles and their search entries are written by SQL, a sixth of the rows is open; the days that wait are
made from them as after an upgrade. Ours is what a list does before it is painted: the ids in their order, the first
page, what its links are called. The floor runs the very statements over the same connection and fetches their lines.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from measure import seconds, verdict

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
PAGE, TURNS = 40, 5
HOME_MS, SEARCH_MS, RATIO = 200.0, 100.0, 1.5
DAYS = "date('2026-06-01', '+' || (n % 400) || ' days')"


def make_book(folder: Path) -> Any:
    """A book with fourteen villages and as many rows as asked in every other register."""
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
    with book.transaction():
        for table in book.tables.values():
            fill(book, table)
    return book


def fill(book: Any, table: Any) -> None:
    """Rows of one register; what a column holds follows from the kind of its field."""
    from app.domain.fields import Choice, Day, Link, LongText, PeriodField, Text

    ledger = table.ledger
    first = book.last_id(ledger.key)
    count = ROWS - first
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


def floor_of(book: Any, register: str, query: Any) -> float:
    """The statements of a list, run raw."""
    table = book.tables[register]
    conditions, values = book._conditions(table, query)
    statement = f'SELECT id FROM "{register}" t WHERE {" AND ".join(conditions)} ORDER BY {book._sorting(table, query)}'

    def run() -> None:
        ids = [id for (id,) in book.all(statement, values)]
        marks = ",".join("?" * len(ids[:PAGE]))
        book.all(f"{table.select} WHERE id IN ({marks})", ids[:PAGE])
        for link in table.ledger.links:
            book.all("SELECT row, title FROM title WHERE register = ? AND row IN (1, 2, 3)", (link.register,))

    return seconds(run)


def ours_of(book: Any, register: str, query: Any) -> float:
    """What a list does."""
    from app.operations import lists

    ledger = book.ledgers[register]

    def run() -> None:
        ids = lists.ids(book, ledger, query)
        lists.titles(book, ledger, lists.page(book, ledger, ids[:PAGE]))

    return seconds(run)


def queries(book: Any, register: str) -> dict[str, Any]:
    """Open, filter, sort: what a clerk does with every list."""
    from app.storage.reading import Query

    ledger = book.ledgers[register]
    found = {"打开": Query(), "排序": Query(order=((ledger.list_columns[-1], True),))}
    if ledger.unit_field:
        found["筛选"] = Query(units=(5,), states=ledger.open_states or None)
    return found


def lists_of(book: Any) -> bool:
    """The sum of the medians of every register, by kind of work."""
    met = True
    sums: dict[str, list[float]] = {}
    worst = ("", "", 0.0)
    for register in book.ledgers:
        for kind, query in queries(book, register).items():
            pairs = [(floor_of(book, register, query), ours_of(book, register, query)) for _ in range(TURNS)]
            low, high = (statistics.median(column) for column in zip(*pairs, strict=True))
            total = sums.setdefault(kind, [0.0, 0.0])
            total[0], total[1] = total[0] + low, total[1] + high
            if low > 0.005 and high / low > worst[2]:
                worst = (book.ledgers[register].title, kind, high / low)
    for kind, (low, high) in sums.items():
        met &= high / low <= RATIO
        both = f"本程序 {high * 1000:.0f} ms, 底线 {low * 1000:.0f} ms"
        print(
            f"{len(book.ledgers)} 个台账各 {ROWS:,} 行,{kind}: {both}, 比值 {high / low:.2f} (目标 {RATIO})", flush=True
        )
    print(f"比值最大的一处: {worst[0]} {worst[1]} {worst[2]:.2f}", flush=True)
    return met


def within(name: str, ours: Callable[[], object], floor: Callable[[], object], most: float) -> None:
    """How much longer than the floor, in milliseconds, against an absolute target."""
    ours(), floor()
    pairs = [(seconds(floor) * 1000, seconds(ours) * 1000) for _ in range(TURNS)]
    low, high = (statistics.median(column) for column in zip(*pairs, strict=True))
    sums = f"本程序 {high:.0f} ms, 底线 {low:.0f} ms, 多 {high - low:.0f} ms (目标 {most:.0f} ms 以内)"
    print(f"{name}: {sums} {verdict(high - low <= most)}", flush=True)


def main() -> None:
    """Print ratios and times."""
    from app.operations import lists
    from app.operations.todo import todo

    with tempfile.TemporaryDirectory(prefix="登记 ") as name:
        start = time.perf_counter()
        book = make_book(Path(name))
        book.rebuild_waiting()
        size = (Path(name) / "t.mz").stat().st_size / 1e6
        print(f"准备: {time.perf_counter() - start:.0f} s, {size:.0f} MB", flush=True)
        print(verdict(lists_of(book)), flush=True)
        today = date(2026, 11, 22)
        soon = (today + timedelta(days=7)).isoformat()

        def home_floor() -> None:
            book.all("SELECT count(*), unit FROM waiting WHERE due_on <= ? GROUP BY unit", (soon,))
            book.all("SELECT * FROM waiting WHERE due_on <= ? ORDER BY due_on LIMIT 200", (soon,))

        within("待办页", lambda: todo(book), home_floor, HOME_MS)
        within("全部台账查找", lambda: lists.find_everywhere(book, "不及时 problem"), lambda: None, SEARCH_MS)
        within("全部台账查找(常见词)", lambda: lists.find_everywhere(book, "公开栏"), lambda: None, SEARCH_MS)
        book.close()


if __name__ == "__main__":
    main()
