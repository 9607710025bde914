"""A hundred thousand rows in every register at once: lists against the same SQL run raw, and the search.

The home page over as many rows has a benchmark of its own. Ours is what a list does before it is painted: the ids in
their order, the first page, what its links are called. The floor runs the very statements over the same connection
and fetches their lines; that of the search asks the index for the same words.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from many_rows import make_book
from measure import Line, compare, cpu_seconds, run, tell

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
PAGE, TURNS = 40, 5
SEARCH_MS, RATIO = 100.0, 1.5


def floor_of(book: Any, register: str, query: Any) -> float:
    """The statements of a list, run raw."""
    table = book.tables[register]
    conditions, values = book.conditions_of(table, query)
    statement = f'SELECT id FROM "{register}" t WHERE {" AND ".join(conditions)} ORDER BY {book._sorting(table, query)}'

    def run() -> None:
        ids = [id for (id,) in book.all(statement, values)]
        marks = ",".join("?" * len(ids[:PAGE]))
        book.all(f"{table.select} WHERE id IN ({marks})", ids[:PAGE])
        for link in table.ledger.links:
            book.all("SELECT row, title FROM title WHERE register = ? AND row IN (1, 2, 3)", (link.register,))

    return cpu_seconds(run)


def ours_of(book: Any, register: str, query: Any) -> float:
    """What a list does."""
    from app.operations import lists

    ledger = book.ledgers[register]

    def run() -> None:
        ids = lists.ids(book, ledger, query)
        lists.titles(book, ledger, lists.page(book, ledger, ids[:PAGE]))

    return cpu_seconds(run)


def queries(book: Any, register: str) -> dict[str, Any]:
    """Open, filter, sort: what a clerk does with every list."""
    from app.storage.reading import Query

    ledger = book.ledgers[register]
    found = {"打开": Query(), "排序": Query(order=((ledger.list_columns[-1], True),))}
    if ledger.unit_field:
        found["筛选"] = Query(units=(5,), states=ledger.open_states or None)
    return found


def lists_of(book: Any) -> None:
    """The sum of the medians of every register, by kind of work."""
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
        tell(Line(f"{len(book.ledgers)} 个台账各 {ROWS:,} 行,{kind}", high * 1000, low * 1000, RATIO))
    print(f"比值最大的一处: {worst[0]} {worst[1]} {worst[2]:.2f}", flush=True)


def within(name: str, ours: Callable[[], object], floor: Callable[[], object], most: float) -> None:
    """How much longer than the floor, in milliseconds, against an absolute target."""
    ours(), floor()
    compare(name, lambda: cpu_seconds(ours), lambda: cpu_seconds(floor), most, over=True)


def main() -> None:
    """Print ratios and times."""
    from app.operations import lists

    with tempfile.TemporaryDirectory(prefix="登记 ") as name:
        start = time.perf_counter()
        book = make_book(Path(name), ROWS)
        size = (Path(name) / "t.mz").stat().st_size / 1e6
        print(f"准备: {time.perf_counter() - start:.0f} s, {size:.0f} MB", flush=True)
        lists_of(book)
        for kind, text in (("少见词", "不及时 problem"), ("每一行都有的词", "公开栏")):
            match = book.matching(text).match

            def floor(match: str = match) -> None:
                book.all("SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid", (match,))

            within(
                f"{len(book.ledgers)} 个台账各 {ROWS:,} 行,查找{kind}",
                lambda text=text: lists.find_everywhere(book, text),
                floor,
                SEARCH_MS,
            )  # type: ignore[misc]
        book.close()


if __name__ == "__main__":
    run(main)
