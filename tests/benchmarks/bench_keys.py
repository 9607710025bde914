"""From a key to the painted result in the real window with ten years in the book, against bare Qt widgets.

Every key is sent to the widget that has the focus and measured until the window has painted and is idle. The floor does
the same with a plain QLineEdit, a QTableView over the same texts, and a form of as many plain lines beside a table.
Time is that of the processor: nothing here waits for anything, and other work on the machine does not lengthen it. The
target is absolute: no key of ours more than 50 ms over the same key on its floor, each the best of five turns.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench_scroll import Memory, plain
from bench_search import make_book
from measure import Line, run
from measure import tell as told
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QTableView,
    QWidget,
)

OVER_MS, TURNS = 50.0, 5
WORDS = "qs dibao 2026"
Act = Callable[[], object]


def typed(text: str) -> list[Act]:
    """Each letter as a key where the focus is."""
    return [lambda letter=letter: _key(letter) for letter in text]  # type: ignore[misc]


def pressed(key: Qt.Key, times: int = 1, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[Act]:
    """The same key some times."""
    return [lambda: QTest.keyClick(_focus(), key, how)] * times


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None, "nothing has the focus"
    return found


def _key(letter: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(_focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def timed(before: Act, acts: Iterable[Act]) -> list[float]:
    """Milliseconds of each act till all of it is painted: of the same act in all turns the quickest."""
    turns = []
    for _ in range(TURNS):
        before()
        QApplication.processEvents()
        taken = []
        for act in acts:
            start = time.process_time()  # nothing here waits: on an idle machine this is the time on the clock
            act()
            QApplication.processEvents()
            taken.append((time.process_time() - start) * 1000)
        turns.append(taken)
    return [min(same) for same in zip(*turns, strict=True)]


def tell(name: str, ours: list[float], floor: list[float]) -> None:
    """One line of the table: the act that is furthest over the same act on its floor decides."""
    high, low = max(zip(ours, floor, strict=True), key=lambda pair: pair[0] - pair[1])
    told(Line(f"按键:{name}", high, low, OVER_MS, over=True))
    print(f"中位 {statistics.median(ours):.1f} / {statistics.median(floor):.1f} ms", flush=True)


class Editable(Memory):
    """Cells that can be typed into."""

    def flags(self, index: Any) -> Qt.ItemFlag:
        """Every cell can be chosen and changed."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Any, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Keep what was typed."""
        self.cells[index.row()][index.column()] = str(value)
        self.dataChanged.emit(index, index)
        return True


class Bare(QMainWindow):
    """The floor of lines and forms: plain lines in a plain window of the same size."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.resize(1366, 768)
        self.count = count
        self.halves = QSplitter()
        self.table = QTableView()
        self.halves.addWidget(self.table)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.halves.addWidget(self.area)
        self.setCentralWidget(self.halves)
        self.show()
        self.fresh()

    def fill(self, heads: list[str], texts: list[list[str]]) -> None:
        """The same list as ours, to lie beside the form."""
        self.table.setModel(Memory(heads, texts))
        self.table.model().setParent(self.table)

    def alone(self) -> None:
        """The list without a form."""
        self.area.hide()
        self.activateWindow()
        self.table.setFocus()

    def fresh(self) -> None:
        """A new form beside the list, with the cursor in its first line."""
        page = QWidget()
        form = QFormLayout(page)
        self.lines = [QLineEdit() for _ in range(self.count)]
        for number, line in enumerate(self.lines):
            form.addRow(f"第 {number + 1} 项", line)
        self.area.setWidget(page)
        self.area.show()
        self.halves.setSizes([800, 566])
        self.activateWindow()
        self.lines[0].setFocus()


def front(window: QWidget, focus: QWidget) -> None:
    """Bring a window to the front with the focus on one of its widgets."""
    window.activateWindow()
    focus.setFocus()
    QApplication.processEvents()


def list_keys(window: Any, page: Any, bare: Bare) -> None:
    """The list of problems: the arrow keys, the search box, its result."""
    grid, box = page.grid, page.filters.box
    model = grid.register
    texts = [list(model.texts(at)) for at in range(model.rowCount())]
    heads = [column.title for column in model.columns]
    bare.fill(heads, texts)
    table_window, view = plain(heads, texts, [grid.columnWidth(at) for at in range(len(heads))])
    moves = [*pressed(Qt.Key.Key_Down, 20), *pressed(Qt.Key.Key_Up, 5), *pressed(Qt.Key.Key_PageDown, 5)]

    def top(which: Any, over: QWidget) -> Act:
        def go() -> None:
            front(over, which)
            which.setCurrentIndex(which.model().index(0, 1))

        return go

    tell("列表里的方向键", timed(top(grid, window), moves), timed(top(view, table_window), moves))

    def to_box() -> None:
        front(window, box)
        box.clear()
        page.filters.now()

    tell("列表查找框打字", timed(to_box, typed(WORDS)), timed(bare.fresh, typed(WORDS)))

    def asked() -> None:
        to_box()
        box.setText("低保")

    def emptied() -> None:
        front(table_window, view)

    def show_found() -> None:
        view.model().beginResetModel()
        view.model().endResetModel()

    tell("查找框 Enter 出结果", timed(asked, pressed(Qt.Key.Key_Return)), timed(emptied, [show_found]))
    to_box()
    table_window.close()


def form_keys(window: Any, page: Any, bare: Bare) -> None:
    """A form: Ctrl+N opens it, letters in a text, Enter to the next field, a row opened."""
    control = Qt.KeyboardModifier.ControlModifier

    def at_list() -> None:
        if page.form is not None:
            page.form.give_up()
            page.close_form()
        front(window, page.grid)

    at_list()
    first = timed(at_list, [lambda: QTest.keyClick(page.grid, Qt.Key.Key_N, control)])
    bare.count = len(page.form.fields.places)
    tell("Ctrl+N 新增", first, timed(bare.alone, [bare.fresh]))

    def in_text(key: str) -> Act:
        def go() -> None:
            at_list()
            page.begin()
            page.form.fields.focus(key)

        return go

    tell("表单里打字(问题描述)", timed(in_text("description"), typed("wu ju zi")), timed(bare.fresh, typed("wu ju zi")))
    tell("表单里打字(单位选择)", timed(in_text("unit"), typed("qs")), timed(bare.fresh, typed("qs")))
    enters, tabs = pressed(Qt.Key.Key_Return, 8), pressed(Qt.Key.Key_Tab, 8)
    tell("表单里 Enter 到下一项", timed(in_text("found_on"), enters), timed(bare.fresh, tabs))
    tell("列表 Enter 打开一条", timed(at_list, pressed(Qt.Key.Key_Return)), timed(bare.alone, [bare.fresh]))

    def beside() -> None:
        at_list()
        page.edit()
        page.grid.setFocus()
        page.grid.setCurrentIndex(page.grid.register.index(20, 1))

    def down() -> None:
        QTest.keyClick(bare.table, Qt.Key.Key_Down)
        for line in bare.lines:
            line.setText(f"{line.text()[-20:]}村民小组长代收后没有交村账")

    def bare_beside() -> None:
        bare.fresh()
        bare.table.setFocus()
        bare.table.setCurrentIndex(bare.table.model().index(0, 1))

    tell("方向键,右边的表单跟着换", timed(beside, pressed(Qt.Key.Key_Up, 6)), timed(bare_beside, [down] * 6))
    at_list()


def cell_keys(window: Any, bare: Bare) -> None:
    """The sheet of a village: typing into a cell, Enter to the next one."""
    page = window.show_page(lambda main: _page(main, "finance_sheet"), "finance_sheet")
    page.open(1)
    QApplication.processEvents()
    grid = page.own_screen.grid
    heads = [str(grid.model().headerData(at, Qt.Orientation.Horizontal)) for at in range(grid.model().columnCount())]
    texts = [[str(grid.model().index(r, c).data() or "") for c in range(len(heads))] for r in range(60)]
    table_window, view = plain(heads, texts, [grid.columnWidth(at) for at in range(len(heads))])

    def start(which: Any, over: QWidget) -> Act:
        def go() -> None:
            front(over, which)
            which.setCurrentIndex(which.model().index(2, 1))

        return go

    enters, downs = pressed(Qt.Key.Key_Return, 12), pressed(Qt.Key.Key_Right, 12)
    tell("财务表格里 Enter 到下一格", timed(start(grid, window), enters), timed(start(view, table_window), downs))
    written = [*typed("lu deng"), *pressed(Qt.Key.Key_Return)]
    view.setModel(Editable(heads, texts))
    view.model().setParent(view)
    view.setEditTriggers(QTableView.EditTrigger.AnyKeyPressed)
    tell("财务表格里写一格、Enter", timed(start(grid, window), written), timed(start(view, table_window), written))
    table_window.close()


def _page(window: Any, key: str) -> Any:
    from app.ledgers import ledger
    from ui.screens.ledger import LedgerPage

    return LedgerPage(window, ledger(key))


def main() -> None:
    """Print a line for every kind of key."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="按键 ") as name:
        folder = Path(name)
        os.environ["MINGZHANG_HOME"] = str(folder / "home")
        from app import settings
        from ui.engine import runner
        from ui.main import Starter, application

        application()
        from ui.engine.window import MainWindow

        book = make_book(folder, random.Random(1))
        print(f"十年: {sum(book.count(key) for key in book.ledgers):,} 行", flush=True)
        window = MainWindow(settings.load())
        window.starter = Starter(window)  # type: ignore[attr-defined]  # kept alive with its window
        window.resize(1366, 768)
        window.show()
        window.set_book(book)
        bare = Bare(30)
        page = window.show_page(lambda main: _page(main, "problem"), "problem")
        list_keys(window, page, bare)
        form_keys(window, page, bare)
        cell_keys(window, bare)
        bare.close()
        runner.stop()
        window.book = None
        window.close()
        book.close()


if __name__ == "__main__":
    run(main)
