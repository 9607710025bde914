"""换账套: books used before are a list, and one takes the place of another by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import settings
from app.operations import backups, books
from app.operations.books import BookInfo, NewUser
from tests import hands
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.home import HomePage
from ui.screens.login import LoginPage, StartPage
from ui.screens.new_book import NewBookPage
from ui.screens.switch_book import SwitchDialog

CLERK, SECRETARY = "三月的雨下在了屋檐上", "七月的风吹过了那山岗"


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication) -> Starter:
    """The program as it starts, with the settings of this machine."""
    window = MainWindow(settings.load())
    qtbot.addWidget(window, before_close_func=_let_go)
    made = Starter(window)
    window.starter = made  # type: ignore[attr-defined]  # kept alive with its window
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return made


def _let_go(window: MainWindow) -> None:
    window.forget_pages()
    window.close_book()


@pytest.fixture
def real_book(folder: Path) -> Path:
    """A book that asks for a password."""
    path = folder / "青云乡.mz"
    info = BookInfo(township="青云乡", code="330182002", county="示例县", short="青")
    users = [NewUser("clerk", "王小明", "clerk", CLERK), NewUser("secretary", "周正", "secretary", SECRETARY)]
    books.close_book(books.create_book(path, info, users))
    return path


def switch(starter: Starter) -> SwitchDialog:
    hands.press("Ctrl+Shift+O")
    found = starter.window.findChildren(SwitchDialog)[-1]
    assert isinstance(found, SwitchDialog)
    return found


def test_another_book_is_opened_in_two_keys_and_the_first_is_backed_up(
    qtbot: QtBot, starter: Starter, real_book: Path, book_path: Path
) -> None:
    books.remember_book(real_book)
    starter.start(book_path)
    assert isinstance(starter.window.page, HomePage)
    saved = len(backups.list_backups(book_path))
    dialog = switch(starter)
    shown = [one.name for one in dialog.found]

    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)

    assert shown == ["青云乡"]
    assert isinstance(starter.window.page, LoginPage)
    assert len(backups.list_backups(book_path)) == saved + 1
    with qtbot.waitActive(starter.window):
        starter.window.activateWindow()
    starter.window.page.password.setText(CLERK)
    starter.window.page.enter()
    assert starter.window.windowTitle() == "示例县青云乡"
    assert [one.name for one in switch(starter).found] == ["示例乡"]


def test_the_list_says_which_are_for_practice_and_who_opens_them(
    starter: Starter, real_book: Path, book_path: Path
) -> None:
    books.remember_book(book_path)
    books.remember_book(real_book)
    starter.choose()
    start = starter.window.page
    assert isinstance(start, StartPage)
    press = next(one for one in start.findChildren(QPushButton) if one.accessibleName() == "最近用过的账套")

    press.click()

    dialog = starter.window.findChildren(SwitchDialog)[-1]
    lines = [[dialog.table.item(at, column).text() for column in range(3)] for at in range(2)]  # type: ignore[union-attr]
    assert lines == [["青云乡", "正式账套", "王小明、周正"], ["示例乡", "练习账套", "张三、李四"]]


def test_books_that_are_gone_or_damaged_are_left_out(real_book: Path, book_path: Path, folder: Path) -> None:
    for path in (folder / "没有了.mz", book_path, real_book):
        books.remember_book(path)
    book_path.with_name(book_path.name + ".keys").write_text("坏了", "utf-8")

    found = books.recent_books()

    assert [one.path for one in found] == [real_book.resolve()]


def test_the_same_book_stands_once_and_a_dozen_is_kept(book_path: Path, folder: Path) -> None:
    for number in range(15):
        books.remember_book(folder / f"{number}.mz")
    books.remember_book(book_path)
    books.remember_book(book_path)

    kept = settings.load().get(settings.RECENT_BOOKS).splitlines()

    assert len(kept) == 12
    assert kept.count(str(book_path.resolve())) == 1


def test_a_new_book_and_the_way_back_are_offered_in_the_same_place(starter: Starter, book_path: Path) -> None:
    starter.start(book_path)
    dialog = switch(starter)
    press = next(one for one in dialog.findChildren(QPushButton) if one.text() == "新建账套…")

    press.click()

    page = starter.window.page
    assert isinstance(page, NewBookPage)
    assert starter.window.book is None
    page.cancelled.emit()
    start = starter.window.page
    assert isinstance(start, StartPage)
    assert "最近用过的账套" in [one.accessibleName() for one in start.findChildren(QPushButton)]


def test_the_book_opened_last_is_known_after_the_window_has_saved_its_place(starter: Starter, book_path: Path) -> None:
    starter.start(book_path)

    starter.window._keep_place()

    assert books.last_book() == book_path.resolve()


def test_a_whole_year_long_past_is_chosen_at_the_side(starter: Starter, book_path: Path) -> None:
    starter.start(book_path)
    side = starter.window.side
    assert starter.window.book is not None
    year = starter.window.book.today().year - 9

    side.period.setCurrentIndex(side.period.findText(f"{year}年度"))

    chosen = side.period_chosen()
    assert chosen is not None
    assert (chosen.first.isoformat(), chosen.last.isoformat()) == (f"{year}-01-01", f"{year}-12-31")


def test_nothing_of_the_book_before_stands_around_the_page_of_a_new_one(starter: Starter, book_path: Path) -> None:
    starter.start(book_path)
    starter.window.note("已保存。")
    dialog = switch(starter)
    press = next(one for one in dialog.findChildren(QPushButton) if one.text() == "新建账套…")

    press.click()

    window = starter.window
    assert isinstance(window.page, NewBookPage)
    assert [window.strip.isVisible(), window.side.isVisible(), window.practice.isVisible()] == [False, False, False]
    assert [window.windowTitle(), window.foot.text(), window.said.text()] == ["明账", "", ""]
