"""What each action of a day costs in a book with ten times the data, beside the same action in the practice book.

The larger book is the practice book with nine older copies of every row: days and periods moved back three years at a
time, all of them done with, as years of work leave them behind; what is open is as much as in the small book. Every
action is the real operation (in the real window where it is one), in time of the processor, in turns.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from measure import compare, cpu_seconds, run

TODAY = date(2026, 11, 22)
COPIES, YEARS, APART = 9, 3, 1_000_000
TARGET, TURNS = 1.1, 11
TOWNSHIP = "township.mz"
KEPT = ("unit", "person", "account", "proof_rule")  # a township has no more villages after thirty years


def main() -> None:
    """Print a line for each action."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="十倍 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        small, large = books_of(Path(sys.argv[1]) if len(sys.argv) > 1 else folder)
        for what, action in actions():
            with action(small) as little, action(large) as much:
                little(), much()  # read once, as in the middle of a day
                compare(f"十倍的数据:{what}", lambda: cpu_seconds(much), lambda: cpu_seconds(little), TARGET, TURNS)
        small.close()
        large.close()


def books_of(folder: Path) -> tuple[Any, Any]:
    """The practice book and its larger twin: made anew, or those that an earlier run left in this folder."""
    from app.operations import books, demo

    if not (folder / "大").exists():
        demo.make_demo(folder / "练习", today=TODAY)
        shutil.copytree(folder / "练习", folder / "半", ignore=shutil.ignore_patterns("*.lock"))
        large = books.open_practice(folder / "半" / TOWNSHIP, today=TODAY)
        print(f"大账套 {grow(large):,} 行", flush=True)
        large.close()
        (folder / "半").rename(folder / "大")
    small = books.open_practice(folder / "练习" / TOWNSHIP, today=TODAY)
    print(f"练习账套 {rows_of(small):,} 行", flush=True)
    return small, books.open_practice(folder / "大" / TOWNSHIP, today=TODAY)


def rows_of(book: Any) -> int:
    """How many rows all registers have."""
    return sum(int(book.one(f'SELECT count(*) FROM "{key}"')[0]) for key in book.ledgers)


def grow(book: Any) -> int:
    """Copy every row nine times into the past; returns how many rows there are then."""
    from app.operations import lists

    with book.transaction():
        for table in book.tables.values():
            for copy in range(1, COPIES + 1) if table.key not in KEPT else ():
                _copy(book, table, copy)
    lists.catch_up(book, lambda done, left, what: None)  # as the window does it while nobody waits
    return rows_of(book)


def _copy(book: Any, table: Any, copy: int) -> None:
    """One older copy of a register: its lines stay under the copies of their headers."""
    from app.domain.fields import Attachment, Day, Link, PeriodField

    ledger, back = table.ledger, YEARS * copy
    taken: dict[str, str] = {column: f'"{column}"' for column in table.columns}
    taken["id"] = f"id + {APART * copy}"
    taken["number"] = f"number || '-{copy}'" if ledger.number else "NULL"
    for field in ledger.fields:
        column = f'"{field.key}"'
        match field:
            case Link() if field.register in KEPT:
                pass
            case Link():
                taken[field.key] = "NULL" if field.many else f"{column} + {APART * copy}"
            case Attachment():
                taken[field.key] = "NULL"
            case Day():
                taken[field.key] = f"date({column}, '-{back} years')"
            case PeriodField():
                taken[field.key] = f"(substr({column}, 1, 4) - {back}) || substr({column}, 5)"
    for moment in ("created_at", "updated_at"):
        taken[moment] = f"(substr({moment}, 1, 4) - {back}) || substr({moment}, 5)"
    if done := [state.name for state in ledger.states if not state.open]:
        taken["state"] = f"'{done[0]}'"
    names = ", ".join(f'"{column}"' for column in taken)
    book.run(
        f'INSERT INTO "{table.key}" ({names}) SELECT {", ".join(taken.values())} FROM "{table.key}" WHERE id < {APART}'
    )
    book.run(
        f"INSERT INTO title (register, row, title) SELECT register, row + {APART * copy}, title FROM title "
        f"WHERE register = ? AND row < {APART}",
        (table.key,),
    )
    book.run(
        f'INSERT INTO search_pending (doc) SELECT ? + id FROM "{table.key}" WHERE id BETWEEN ? AND ?',
        (book.doc(table.key, 0), APART * copy, APART * (copy + 1) - 1),
    )


Action = Callable[[Any], Any]


def actions() -> Iterator[tuple[str, Action]]:
    """What a day is made of; each is opened for a book and then done again and again."""
    from app.ledgers import ledger
    from app.operations import lists, records, todo
    from app.operations.lists import Query

    problem, numbers = ledger("problem"), count(1)

    @contextmanager
    def saving(book: Any) -> Iterator[Callable[[], object]]:
        rows = list(lists.ids(book, problem, Query(states=problem.open_states)))[:20]
        yield lambda: [records.save(book, problem, row, {"remark": f"第 {next(numbers)} 次"}) for row in rows]

    @contextmanager
    def home(book: Any) -> Iterator[Callable[[], object]]:
        yield lambda: todo.todo(book, todo.SHOWN)

    @contextmanager
    def picking(book: Any) -> Iterator[Callable[[], object]]:
        yield lambda: [lists.choices(book, key, text) for key, text in (("person", "w"), ("unit", "qs")) * 5]

    yield "待办页", home
    yield "保存 20 条", saving
    yield "打开台账到画出", _in_window(lambda window, page: None)
    yield "筛选到画出", _in_window(_filtered)
    yield "选择框", picking


def _filtered(window: Any, page: Any) -> None:
    from dataclasses import replace

    query = page.filters.query(window.book, page.grid.register.row(0)["unit"], None)
    page.grid.register.load(replace(query, states=page.ledger.open_states))


def _in_window(act: Callable[[Any, Any], object]) -> Action:
    """A page of the register of problems, opened and painted in the real window."""
    from PySide6.QtWidgets import QApplication

    from app import settings
    from app.ledgers import ledger
    from ui.engine.window import MainWindow
    from ui.main import Starter, application
    from ui.screens.ledger import LedgerPage

    application()

    @contextmanager
    def opened(book: Any) -> Iterator[Callable[[], object]]:
        window = MainWindow(settings.load())
        window.starter = Starter(window)  # type: ignore[attr-defined]  # kept alive with its window
        window.resize(1366, 768)
        window.show()
        window.set_book(book)

        def work() -> None:
            window.forget_pages()
            page = window.show_page(lambda main: LedgerPage(main, ledger("problem")), "problem")
            act(window, page)
            QApplication.processEvents()

        yield work
        window.book = None
        window.close()

    return opened


if __name__ == "__main__":
    run(main)
