"""Every page for whoever uses no mouse, sees badly or hits beside: names, ties, sizes, the order of Tab, the focus."""

from __future__ import annotations

import gc
import shutil
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS
from app.operations import books
from app.operations.books import Book
from app.operations.county_totals import TownshipFigures
from app.settings import Settings
from tests import hands
from tests.practice import TODAY, practice_books
from tests.ui import access
from tests.ui.conftest import _let_go
from ui.engine import runner
from ui.engine.elided import Elided
from ui.engine.tidying import tidy, tidy_here
from ui.engine.window import SECRECY, MainWindow
from ui.main import Starter
from ui.screens.county_townships import TownshipsDialog
from ui.screens.message_line import MessageLine
from ui.widgets.dialog import label
from ui.widgets.order import tab_as_laid_out

TOWNSHIP = (
    *("home", "find", "packet", "imports", "settings", "reprints", "dossier", "calendar", "statistics"),
    *("certificates", "answers", "templates", "handing_over"),
)
COUNTY = ("home", "inbox", "totals", "certificates", "templates")
ROWS = ("problem", "commitment", "clue", "finance_sheet", "affairs_item", "meeting", "unit", "person")


def practice_window(qtbot: QtBot, factory: pytest.TempPathFactory, folder: Path, name: str) -> Iterator[MainWindow]:
    """The window with a copy of a practice book."""
    copy = folder / "练习"
    shutil.copytree(practice_books(factory), copy)
    book = books.open_practice(copy / f"{name}.mz", today=TODAY)
    made = MainWindow(Settings(folder / "settings.json"))
    qtbot.addWidget(made, before_close_func=_let_go)
    starter = made.starter = Starter(made)  # type: ignore[attr-defined]  # kept alive with its window
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    starter.opened(book)
    quiet(qtbot)
    yield made
    runner.stop()
    made.forget_pages()
    made.book = None
    book.close()


@pytest.fixture
def township(
    qtbot: QtBot, dressed: QApplication, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    yield from practice_window(qtbot, tmp_path_factory, folder, "township")


@pytest.fixture
def county(
    qtbot: QtBot, dressed: QApplication, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    yield from practice_window(qtbot, tmp_path_factory, folder, "county")


def quiet(qtbot: QtBot) -> None:
    """Whatever a page does in the background has ended."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not runner.busy(), timeout=20_000)
    QApplication.processEvents()


def walked(window: MainWindow, qtbot: QtBot, pages: tuple[str, ...]) -> list[str]:
    """The faults of several pages, each with its page."""
    found = []
    for page in pages:
        window.starter.go(page)  # type: ignore[attr-defined]
        quiet(qtbot)
        found += [f"{page}: {fault}" for fault in access.faults(window)]
    return found


def test_every_page_of_a_township_can_be_read_out_hit_and_walked(township: MainWindow, qtbot: QtBot) -> None:
    assert not (found := walked(township, qtbot, TOWNSHIP)), "\n".join(found)


def test_every_page_of_a_county_can_be_read_out_hit_and_walked(county: MainWindow, qtbot: QtBot) -> None:
    assert not (found := walked(county, qtbot, COUNTY)), "\n".join(found)


def test_the_forms_of_the_registers_can_be_read_out_hit_and_walked(township: MainWindow, qtbot: QtBot) -> None:
    found, book = [], township.book
    assert isinstance(book, Book)
    for register in ROWS:
        rows = book.rows(register)
        assert rows, register
        township.starter.open_row(register, int(str(rows[0]["id"])))  # type: ignore[attr-defined]
        quiet(qtbot)
        found += [f"{register}: {fault}" for fault in access.faults(township)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("percent", [150, 200])
def test_the_window_never_grows_off_the_smallest_screen(township: MainWindow, qtbot: QtBot, percent: int) -> None:
    assert not (
        found := grown(township, qtbot, percent, ("home", "packet", "calendar", "finance_sheet", "settings"))
    ), found


def test_the_window_of_a_county_never_grows_off_it_either(county: MainWindow, qtbot: QtBot) -> None:
    assert not (found := grown(county, qtbot, 200, ("home", "inbox", "totals"))), found


def test_a_county_reads_the_sentence_about_secrets_whole_beside_its_ten_buttons(
    county: MainWindow, qtbot: QtBot
) -> None:
    county.resize(1366, 720)
    said = {}

    for percent in (125, 150, 200):
        county.set_zoom(percent)
        quiet(qtbot)
        line = next(one for one in county.strip.findChildren(Elided, "secrecy") if one.isVisible())
        said[percent] = line.shown().replace("\n", "")

    county.set_zoom(100)
    assert said == dict.fromkeys((125, 150, 200), SECRECY)


def grown(window: MainWindow, qtbot: QtBot, percent: int, pages: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """The pages that ask for a larger window than 1366 × 720 at a size of type, with what they ask for."""
    window.set_zoom(percent)
    found = []
    for page in pages:
        window.starter.go(page)  # type: ignore[attr-defined]
        quiet(qtbot)
        least = window.minimumSizeHint()
        if least.width() > 1366 or least.height() > 720:
            found.append((page, least.width(), least.height()))
    window.set_zoom(100)
    return found


def test_what_the_walk_looks_for_it_finds(qtbot: QtBot, dressed: QApplication) -> None:
    page = three(qtbot)
    page.findChildren(QPushButton)[0].setFixedHeight(20)

    found = {fault.partition(":")[0] for fault in access.faults(page)}

    assert found >= {"no name", "too low", "Tab jumps"}


def test_tab_walks_as_the_page_is_laid_out(qtbot: QtBot, dressed: QApplication) -> None:
    page = three(qtbot)

    tab_as_laid_out(page)

    assert list(access.jumps(page)) == []


def three(qtbot: QtBot) -> QWidget:
    """Two buttons and a nameless table under one another, made in another order than they stand."""
    page = QWidget()
    qtbot.addWidget(page)
    first, last, table = QPushButton("先"), QPushButton("后"), QTableWidget(2, 1)
    column = QVBoxLayout(page)
    for one in (first, table, last):
        column.addWidget(one)
    QWidget.setTabOrder(last, table)
    page.show()
    return page


def test_an_error_on_a_page_and_in_a_dialog_is_copied_by_its_button(qtbot: QtBot, dressed: QApplication) -> None:
    line, alarm = MessageLine(), label("口令不对。请看大写键。", "alarm")
    for one in (line, alarm):
        qtbot.addWidget(one)
    line.tell("盘满了,没有写入。请换一个U盘。", "red")

    line.copy.click()
    first = QApplication.clipboard().text()
    alarm.copy.click()  # type: ignore[attr-defined]

    assert first == "盘满了,没有写入。请换一个U盘。"
    assert QApplication.clipboard().text() == "口令不对。请看大写键。"
    line.tell("已写入。", "green")
    assert line.copy.isHidden()


def test_what_a_tip_tells_the_mouse_the_foot_tells_the_keys(township: MainWindow, qtbot: QtBot) -> None:
    township.starter.go("problem")  # type: ignore[attr-defined]
    quiet(qtbot)
    press = next(one for one in township.findChildren(QPushButton) if one.text() == "督办函…" and one.isVisible())

    press.setFocus(Qt.FocusReason.TabFocusReason)

    assert township.statusBar().currentMessage() == press.toolTip()
    township.page.grid.setFocus()  # type: ignore[union-attr]
    assert township.statusBar().currentMessage() == ""


def test_enter_in_the_list_of_townships_shows_the_rows_of_one(county: MainWindow, qtbot: QtBot) -> None:
    assert isinstance(county.book, Book)
    code = next(iter(INDICATORS))
    own = [(TownshipFigures("330182002", "东岭镇", 1, False, {}), Figure(m=0))]
    dialog = TownshipsDialog(county, county.book, Place(code), "m", own)
    with qtbot.waitActive(dialog):
        dialog.open()
    dialog.table.setFocus()

    hands.enter()

    assert "东岭镇" in dialog.message.text()
    dialog.close()


def test_what_nobody_holds_dies_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    class Round(QObject):
        """Holds itself, as a page and what it calls do."""

    owner, died = QObject(), []
    was = gc.isenabled()
    timer = tidy_here(owner)
    try:
        held = Round()
        held.me = held  # type: ignore[attr-defined]
        weakref.finalize(held, lambda: died.append(threading.current_thread()))
        del held

        worker = threading.Thread(target=lambda: [[one] for one in range(50_000)])
        worker.start()
        worker.join()
        early = list(died)
        for _ in range(400):
            [[one] for one in range(1_000)]
            tidy()
            if died:
                break
            gc.collect(1)
    finally:
        timer.stop()
        if was:
            gc.enable()

    assert early == []
    assert died == [threading.main_thread()]
