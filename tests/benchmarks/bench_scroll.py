"""Scrolling a register of 100,000 problems in the real list, against a plain QTableView over rows in memory.

Every step (a page, a turn of the wheel, a jump) is sent as a key, a wheel event or a move of the scroll bar, and timed
until the window has painted all of it and is idle: an upper bound of how long it did not answer, in time of the
processor, for nothing here waits. No single step of ours may take 50 ms more than the longest of the plain table.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from measure import Line, run, tell
from PySide6.QtCore import QAbstractTableModel, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QMainWindow, QTableView

ROWS, PAGES, WHEELS, JUMPS = 100_000, 120, 120, 40
TARGET_MS = 50.0
Step = Callable[[], object]


class Memory(QAbstractTableModel):
    """The same texts, all of them in memory."""

    def __init__(self, heads: list[str], rows: list[list[str]]) -> None:
        super().__init__()
        self.heads, self.cells = heads, rows

    def rowCount(self, parent: Any = None) -> int:
        """All rows."""
        return len(self.cells)

    def columnCount(self, parent: Any = None) -> int:
        """All columns."""
        return len(self.heads)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        return self.cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def make_book(folder: Path) -> Any:
    """A practice book with a hundred thousand problems of different length."""
    from app.ledgers import ledger
    from app.operations import books, records

    info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
    users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
    book = books.create_book(folder / "t.mz", info, users, today=date(2026, 11, 22))
    top = records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"}).id
    units = [
        records.save(book, ledger("unit"), None, {"name": f"第{n}村", "kind": "村", "parent": "示例乡"}).id
        for n in range(14)
    ]
    person = {"name": "陈龑", "unit": "示例乡", "post": "书记", "level": "乡科级"}
    who = records.save(book, ledger("person"), None, person).id
    text = "集体山林发包收入未入账,涉及农户;村民小组长代收后没有交村账,会计也没有催收"
    blank = ledger("problem").blank(records.reading(book))
    category = ledger("problem").by_key["category"].leaves[3].code  # type: ignore[attr-defined]
    rows = [
        {
            **blank,
            "unit": units[n % 14] if n % 50 else top,
            "found_on": (date(2024, 1, 1) + timedelta(days=n % 1000)).isoformat(),
            "discovery": "群众提",
            "category": category,
            "description": f"第{n}号:{text[: 8 + n % 30]}",
            "measures": text[: n % 36],
            "lead": who,
            "responsible": [who],
            "deadline": (date(2026, 6, 1) + timedelta(days=n % 400)).isoformat(),
            "result": text[: n % 20],
        }
        for n in range(ROWS)
    ]
    with book.change("十万条", kind="import") as writer:
        writer.save_many(ledger("problem"), rows)
    return book


def steps(view: QTableView) -> Iterator[tuple[str, Step]]:
    """What a hand does: pages down and up, the wheel, jumps to the end, the start and anywhere between."""
    bar = view.verticalScrollBar()

    def press(key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Step:
        return lambda: QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, key, how))

    def turn(by: int) -> Step:
        place, none = QPointF(view.viewport().rect().center()), QPoint(0, 0)
        event = (none, QPoint(0, by), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
        return lambda: QApplication.sendEvent(
            view.viewport(),
            QWheelEvent(place, view.viewport().mapToGlobal(place), *event, Qt.ScrollPhase.NoScrollPhase, False),
        )

    control = Qt.KeyboardModifier.ControlModifier
    yield "跳到开头", press(Qt.Key.Key_Home, control)
    for n in range(PAGES):
        yield "翻页", press(Qt.Key.Key_PageDown if n % 5 < 4 else Qt.Key.Key_PageUp)
    for n in range(WHEELS):
        yield "滚轮", turn(-120 if n % 5 < 4 else 120)
    for n in range(JUMPS):
        yield "跳到末尾", press(Qt.Key.Key_End, control)
        yield "拖动滚动条", lambda n=n: bar.setValue(bar.maximum() * (n * 37 % JUMPS) // JUMPS)
        yield "跳到开头", press(Qt.Key.Key_Home, control)


def blocks(app: QApplication, view: QTableView) -> list[tuple[float, str]]:
    """How long each step kept the window from answering, in milliseconds."""
    taken = []
    for name, act in steps(view):
        start = time.process_time()
        act()
        app.processEvents()
        taken.append(((time.process_time() - start) * 1000, name))
        app.processEvents()
    return taken


def ours(folder: Path) -> tuple[QMainWindow, QTableView, list[str], list[list[str]], list[int]]:
    """The real page of the register in the real window."""
    from app import settings
    from app.ledgers import ledger
    from ui.engine.window import MainWindow
    from ui.screens.ledger import LedgerPage

    window = MainWindow(settings.load())
    window.resize(1366, 768)
    window.show()
    window.set_book(make_book(folder))
    page = window.show_page(lambda main: LedgerPage(main, ledger("problem")), "problem")
    assert isinstance(page, LedgerPage)
    page.grid.setFocus()
    QApplication.processEvents()
    model = page.grid.register
    texts = [list(model.texts(at)) for at in range(model.rowCount())]
    widths = [page.grid.columnWidth(column) for column in range(model.columnCount())]
    return window, page.grid, [column.title for column in model.columns], texts, widths


def plain(heads: list[str], texts: list[list[str]], widths: list[int]) -> tuple[QMainWindow, QTableView]:
    """The floor: Qt's own table of the same cells in a window of the same size."""
    window, view = QMainWindow(), QTableView()
    view.setModel(Memory(heads, texts))
    view.model().setParent(view)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, wide in enumerate(widths):
        view.setColumnWidth(column, wide)
    window.setCentralWidget(view)
    window.resize(1366, 768)
    window.show()
    view.setFocus()
    QApplication.processEvents()
    return window, view


def main() -> None:
    """Print the longest step of both."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="滚动 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        from ui.main import application

        app = application()
        window, grid, heads, texts, widths = ours(folder)
        floor_window, view = plain(heads, texts, widths)
        turns = []
        for _ in range(3):
            grid.register.load()  # forget every row: each turn reads all of them from the book anew
            turns.append((blocks(app, view), blocks(app, grid)))
        # the same step of three turns: its quickest shows the program, the others what else ran on the machine
        low, high = (
            [(min(ms for ms, _ in same), same[0][1]) for same in zip(*side, strict=True)]
            for side in zip(*turns, strict=True)
        )
        worst, least = max(high), max(low)
        tell(Line(f"滚动 {ROWS:,} 行,最长一次停顿({worst[1]})", worst[0], least[0], TARGET_MS, over=True))
        middle = [statistics.median(ms for ms, _ in side) for side in (high, low)]
        print(f"中位 {middle[0]:.1f} / {middle[1]:.1f} ms")
        floor_window.close()
        window.book, book = None, window.book
        window.close()
        book.close()


if __name__ == "__main__":
    run(main)
