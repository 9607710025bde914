"""A register of a million problems: the list, a filter, a sort, a search, the first paint; beside raw SQL.

    python tests/benchmarks/bench_million.py [ROWS] [FOLDER]     (a folder keeps the book for the next run)

Ours is what a list does before it is painted: the ids in their order, the first page, what its links are called. The
floor is the shortest SQL for the same answer over a connection of its own to the same file: the ids, the first page,
the names of its units and people. Processor time, in turns. The first paint is the real page in the real window, beside
raw SQL for the same ids and Qt's own table over the first page.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from many_rows import make_book
from measure import compare, cpu_seconds, run

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PAGE = 64
RATIO, PAINT_MS = 1.5, 100.0
QUICK, MOST_MS = 0.001, 1.0  # a floor below a millisecond: ours may take one more
LEAST = 0.000_05  # below a twentieth of a millisecond nothing can be compared
IDS = "SELECT id FROM problem WHERE voided = 0"
NAMED = "(SELECT title FROM title WHERE register = 'unit' AND row = problem.unit)"
Order = tuple[tuple[str, bool], ...]


def works(book: Any) -> dict[str, tuple[Any, str, tuple[Any, ...]]]:
    """What a clerk does with a list: the program's query, and the raw statement with its values."""
    from app.storage.reading import Query

    within = (
        f"id IN (SELECT rowid & {(1 << 40) - 1} FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?)"
    )
    span = (book.doc("problem", 0), book.doc("problem", (1 << 40) - 1))
    open_states = tuple(sorted(book.ledgers["problem"].open_states))
    marks = ", ".join("?" * len(open_states))
    return {
        "列表:打开": (Query(), f"{IDS} ORDER BY id", ()),
        "列表:筛选(单位、未办结)": (
            Query(units=(5,), states=frozenset(open_states)),
            f"{IDS} AND unit = ? AND state IN ({marks}) ORDER BY id",
            (5, *open_states),
        ),
        "列表:按整改时限排序": (
            Query(order=(("deadline", True),)),
            f"{IDS} ORDER BY deadline DESC, id",
            (),
        ),
        "列表:按单位排序": (Query(order=(("unit", False),)), f"{IDS} ORDER BY {NAMED}, id", ()),
        "列表:查找少见的词": (Query(find="777777"), f"{IDS} AND {within} ORDER BY id", ('"777777"*', *span)),
        "列表:查找每一行都有的词": (Query(find="公开栏"), f"{IDS} AND {within} ORDER BY id", ('"公 开 栏"', *span)),
    }


def ours(book: Any, query: Any) -> Any:
    """What a list does until it can be painted; returns its ids."""
    from app.operations import lists

    ledger = book.ledgers["problem"]
    ids = lists.ids(book, ledger, query)
    lists.titles(book, ledger, lists.page(book, ledger, ids[:PAGE]))
    return ids


def raw(connection: Any, statement: str, values: tuple[Any, ...]) -> Any:
    """The same answer by the shortest SQL; returns its ids and the first page."""
    ids = [id for (id,) in connection.execute(statement, values)]
    marks = ", ".join("?" * len(ids[:PAGE]))
    page = connection.execute(f"SELECT * FROM problem WHERE id IN ({marks})", ids[:PAGE]).fetchall()
    for register in ("unit", "person"):
        connection.execute(
            "SELECT row, title FROM title WHERE register = ? AND row IN (1, 2, 3)", (register,)
        ).fetchall()
    return ids, page


def per_turn(work: Callable[[], object]) -> Callable[[], float]:
    """Processor seconds of one call, over as many calls as it takes to be measured at all."""
    once = cpu_seconds(work)
    times = max(1, min(200, int(0.02 / max(once, LEAST))))
    return lambda: cpu_seconds(lambda: [work() for _ in range(times)]) / times


def beside(what: str, mine: Callable[[], object], floor: Callable[[], object]) -> None:
    """A ratio; of what takes no millisecond at all the fixed cost of being asked politely counts, not how often."""
    one, other = per_turn(mine), per_turn(floor)
    quick = other() < QUICK
    compare(f"{ROWS:,} 行{what}", one, other, MOST_MS if quick else RATIO, turns=3, over=quick)


def lists_of(book: Any, connection: Any) -> None:
    """A line for each kind of work; both sides must find the same rows."""
    for what, (query, statement, values) in works(book).items():
        assert list(ours(book, query)) == raw(connection, statement, values)[0], what
        beside(what, partial(ours, book, query), partial(raw, connection, statement, values))


def everywhere(book: Any, connection: Any) -> None:
    """The search over all registers, beside the index asked raw and the lines it shows."""
    from app.operations import lists

    for what, text, match in (("少见的词", "777777", '"777777"*'), ("每一行都有的词", "公开栏", '"公 开 栏"')):

        def floor(match: str = match) -> None:
            found = connection.execute("SELECT rowid FROM search_text WHERE search_text MATCH ?", (match,)).fetchall()
            ids = [doc & (1 << 40) - 1 for (doc,) in found[-200:]]
            marks = ", ".join("?" * len(ids))
            connection.execute(
                "SELECT r.id, t.title, r.state FROM problem r JOIN title t ON t.register = 'problem' AND t.row = r.id "
                f"WHERE r.id IN ({marks})",
                ids,
            ).fetchall()

        beside(f"全账查询:{what}", partial(lists.find_everywhere, book, text, 200), floor)


def painted(book: Any, connection: Any) -> None:
    """From asking for the page of the register until it is painted."""
    from PySide6.QtWidgets import QApplication

    from ui.main import Starter, application

    application()
    from app import settings
    from app.ledgers import ledger
    from ui.engine.window import MainWindow
    from ui.screens.ledger import LedgerPage

    window = MainWindow(settings.load())
    window.starter = Starter(window)  # type: ignore[attr-defined]  # kept alive with its window
    window.resize(1366, 768)
    window.show()
    window.set_book(book)
    window.show_page(lambda main: LedgerPage(main, ledger("unit")), "unit")
    QApplication.processEvents()

    def mine() -> None:
        window.forget_pages()
        page = window.show_page(lambda main: LedgerPage(main, ledger("problem")), "problem")
        assert page.grid.register.rowCount() > ROWS * 0.99  # type: ignore[attr-defined]
        QApplication.processEvents()

    mine()
    floor = _bare_window(connection)
    compare(
        f"{ROWS:,} 行台账第一次画出",
        lambda: cpu_seconds(mine),
        lambda: cpu_seconds(floor),
        PAINT_MS,
        turns=3,
        over=True,
    )
    window.book = None
    window.close()


def _bare_window(connection: Any) -> Callable[[], None]:
    from bench_scroll import Memory, plain
    from PySide6.QtWidgets import QApplication

    def floor() -> None:
        _, page = raw(connection, f"{IDS} ORDER BY id", ())
        texts = [[str(cell or "") for cell in line[:13]] for line in page]
        window, view = plain([f"第{n}列" for n in range(13)], texts, [110] * 13)
        assert isinstance(view.model(), Memory)
        QApplication.processEvents()
        window.close()

    return floor


def main() -> None:
    """Print the lines."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="百万 ") as name:
        os.environ["MINGZHANG_HOME"] = str(Path(name, "home"))
        from app.storage.connection import connect

        kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
        book = _book(Path(name), kept)
        connection = connect(book.path, book._data_key)
        lists_of(book, connection)
        everywhere(book, connection)
        painted(book, connection)
        connection.close()
        book.close()


def _book(folder: Path, kept: Path | None) -> Any:
    """A book with a million problems: made anew, or the one that was kept from another run."""
    from app.storage.book import Book

    if kept is None or not (kept / "t.mz").exists():
        book = make_book(folder, ROWS, registers=("unit", "person", "problem"), lean=True)
        if kept is None:
            return book
        book.close()
        shutil.copytree(folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock", "home"))
    return Book.open(kept / "t.mz", "clerk", "practice-clerk-1")


if __name__ == "__main__":
    run(main)
