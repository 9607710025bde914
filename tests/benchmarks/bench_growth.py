"""What each action of a day costs in a book with ten times the data, beside the same action in the practice book.

The larger book is the practice book with nine older copies of every row: days and periods moved back three years at a
time, all of them done with, as years of work leave them behind; what is open is as much as in the small book. Every
action is the real operation (in the real window where it is one), in time of the processor, in turns.
"""

from __future__ import annotations

import hashlib
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

from many_years import grow, rows_of
from measure import compare, cpu_seconds, run

TODAY = date(2026, 11, 22)
AFTERWARDS = date(2026, 12, 2)
TARGET, WORDS, BACKUP, TURNS, FEW, ONCE = 1.1, 1.5, 1.3, 11, 5, 1
COMMON = ("村", "公开", "王", "低保")
PACKET = "生成一个月的上报包(草稿)"
LONG = (PACKET,)
TOWNSHIP = "township.mz"


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
                turns = FEW if what in LONG else TURNS
                compare(f"十倍的数据:{what}", lambda: cpu_seconds(much), lambda: cpu_seconds(little), TARGET, turns)
        common_words(small, large)
        backups(small, large)
        made_anew(small, large)
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


Action = Callable[[Any], Any]


def actions() -> Iterator[tuple[str, Action]]:
    """What a day is made of; each is opened for a book and then done again and again."""
    from app.ledgers import ledger
    from app.operations import lists, monthly, packets, records, todo
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

    @contextmanager
    def finding(book: Any) -> Iterator[Callable[[], object]]:
        (phone,) = book.one("SELECT phone FROM person WHERE phone IS NOT NULL ORDER BY id LIMIT 1")  # no copy has it
        yield lambda: [lists.find_everywhere(book, phone) for _ in range(10)]

    @contextmanager
    def counting(book: Any) -> Iterator[Callable[[], object]]:
        with _in_december(book) as month:
            yield lambda: monthly.recount(book, month)

    @contextmanager
    def packing(book: Any) -> Iterator[Callable[[], object]]:
        with _in_december(book) as month, tempfile.TemporaryDirectory(prefix="包 ") as name:
            yield lambda: packets.build(book, month.key, Path(name), remake=True)

    yield "待办页", home
    yield "保存 20 条", saving
    yield "打开台账到画出", _in_window(lambda window, page: None)
    yield "筛选到画出", _in_window(_filtered)
    yield "选择框", picking
    yield "全账查询,少见的词", finding
    yield "统计一个月的月报", counting
    yield PACKET, packing


@contextmanager
def _in_december(book: Any) -> Iterator[Any]:
    """The month is over and every hint of its report explained; gives the month."""
    from app.domain.days import Period
    from app.operations.demo_months import explain_month

    month = Period.month(TODAY.year, TODAY.month)
    book.fixed_today = AFTERWARDS
    explain_month(book, month)
    yield month
    book.fixed_today = TODAY


def common_words(small: Any, large: Any) -> None:
    """Ten times the rows hold a common word: what the search takes more, beside what the index itself takes more."""
    from app.operations import lists

    def ours(book: Any) -> float:
        return cpu_seconds(lambda: [lists.find_everywhere(book, word) for word in COMMON])

    def floor(book: Any) -> float:
        asked = [book.matching(word).match for word in COMMON]
        query = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid"
        return cpu_seconds(lambda: [book.all(query, (match,)) for match in asked])

    compare(
        "十倍的数据:全账查询,常见的词多用的",
        lambda: ours(large) - ours(small),
        lambda: floor(large) - floor(small),
        WORDS,
        TURNS,
    )


def backups(small: Any, large: Any) -> None:
    """A backup is as long as the book: of both books beside a copy that is pushed to the disk and read back as well."""
    with tempfile.TemporaryDirectory(prefix="备份 ") as name:
        folder = Path(name)
        for what, book in (("练习账套", small), ("十倍的数据", large)):
            compare(
                f"{what}:备份,与裸拷贝读回核对",
                lambda book=book: cpu_seconds(lambda: _backed_up(book, folder)),
                lambda book=book: cpu_seconds(lambda: _copied(book, folder / "copy")),
                BACKUP,
                FEW,
            )


def made_anew(small: Any, large: Any) -> None:
    """After an upgrade titles, links, the index and what waits are made anew: what a thousand rows take."""
    a_thousand = [
        lambda book=book: cpu_seconds(book.rebuild_derived) * 1_000 / rows_of(book) for book in (small, large)
    ]
    compare("十倍的数据:升级后重建索引,每千行", a_thousand[1], a_thousand[0], TARGET, ONCE)


def _backed_up(book: Any, folder: Path) -> None:
    book.back_up(folder, thin=False).unlink()
    for left in folder.glob("*.mzb*"):
        left.unlink()


def _copied(book: Any, copy: Path) -> None:
    """The file copied and pushed to the disk, its sum and that of the copy, every page of the copy read and checked."""
    from app.storage.connection import connect

    sums = []
    with book.unchanging(), book.path.open("rb") as source, copy.open("wb") as out:
        sums.append(hashlib.sha256())
        while block := source.read(1 << 20):
            sums[0].update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    with copy.open("rb") as again:
        sums.append(hashlib.file_digest(again, "sha256"))
    assert sums[0].digest() == sums[1].digest()
    connection = connect(copy, book.data_key())
    assert not connection.execute("PRAGMA cipher_integrity_check").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    copy.unlink()


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
