"""The lock: by hand in any window, by itself after a while; what was typed is kept, the keys are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import paths
from app.operations import backups, books, records
from app.operations.books import Book, NewUser
from app.settings import IDLE_LOCK, Settings
from tests.conftest import INFO
from ui.engine.locking import Locking
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.home import HomePage
from ui.screens.lock import LockPage
from ui.widgets.dialog import Dialog

CLERK, SECRETARY = "三月的雨下在了屋檐上", "七月的风吹过了那山岗"


class Minutes:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def real_path(folder: Path) -> Path:
    people = (NewUser("clerk", "王小明", "clerk", CLERK), NewUser("secretary", "周正", "secretary", SECRETARY))
    made = books.create_book(folder / "青云乡.mz", replace(INFO, practice=False), people)
    made.close()
    return made.path


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, options: Settings, real_path: Path) -> Iterator[Starter]:
    """The window with the real book open for the clerk."""
    window = MainWindow(options)
    qtbot.addWidget(window)
    made = Starter(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.opened(books.open_book(real_path, "clerk", CLERK))
    yield made
    if window.book is not None:
        window.forget_pages()
        window.close_book()
    window.unbacked = False


def locked(starter: Starter, qtbot: QtBot) -> LockPage:
    page = starter.window.page
    assert isinstance(page, LockPage)
    qtbot.waitUntil(page.press.isEnabled)
    return page


def come_back(starter: Starter, qtbot: QtBot, password: str = CLERK) -> None:
    page = locked(starter, qtbot)
    page.password.setText(password)
    page.enter()


def test_f12_covers_the_window_at_once_and_the_keys_are_gone(starter: Starter, qtbot: QtBot) -> None:
    book = starter.window.book
    assert book is not None
    starter._begin_to_count()

    QTest.keyClick(starter.window.windowHandle(), Qt.Key.Key_F12)

    locked(starter, qtbot)
    assert starter.window.book is None
    assert not starter.window.strip.isVisible()
    assert not starter.window.side.isVisible()
    assert starter.window.windowTitle() == "明账(已锁屏)"
    shown = [text.text() for text in starter.window.findChildren(QLabel) if text.isVisible()]
    assert not [text for text in shown if "示例乡" in text or "王小明" in text]
    Book.open(book.path, "clerk", CLERK).close()  # nobody holds it any more


def test_after_the_password_the_same_page_is_there_again(starter: Starter, qtbot: QtBot) -> None:
    starter.go("problem")

    starter.lock()
    come_back(starter, qtbot)

    assert starter.window.page_key() == "problem"
    assert starter.window.strip.isVisible()
    assert starter.window.menuBar().isEnabled()


def test_a_wrong_password_leaves_it_locked_and_says_why(starter: Starter, qtbot: QtBot) -> None:
    starter.lock()

    come_back(starter, qtbot, "不是这个密码不是这个")

    page = locked(starter, qtbot)
    assert "密码不对" in page.alarm.text()
    assert starter.window.book is None


def test_what_was_typed_is_kept_as_a_draft(starter: Starter, qtbot: QtBot) -> None:
    starter.go("problem")
    starter.window.do("new")
    form = starter.window.page.form  # type: ignore[union-attr]
    form.fields.places["description"].editor.set_text("打到一半的内容")

    starter.lock()
    come_back(starter, qtbot)

    assert starter.window.book is not None
    drafts = [records.draft(starter.window.book, key) for key in ("problem", "problem:new")]
    kept = [value for (value,) in starter.window.book.all("SELECT value FROM kept")]
    assert any("打到一半的内容" in text for text in kept), drafts


def test_left_alone_it_locks_by_itself_with_a_backup(
    starter: Starter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Minutes()
    starter._locking = Locking(10, starter.window, clock)
    starter._locking.wanted.connect(starter.lock)
    starter._begin_to_count()
    clock.now = 599
    starter._locking.look()
    before = starter.window.book is not None

    clock.now = 600
    starter._locking.look()

    locked(starter, qtbot)
    assert before
    places = [file.path.parent for file in backups.list_backups()]
    assert places == [paths.backups()] * 2, "one because there was none of the last day, one by the lock"
    assert not starter.window.unbacked


def test_a_backup_that_ends_under_the_lock_shows_nothing_of_the_book(starter: Starter, qtbot: QtBot) -> None:
    starter._catch_up()

    starter.lock()

    locked(starter, qtbot)
    shown = [text.text() for text in starter.window.findChildren(QLabel) if text.isVisible()]
    assert not [text for text in shown if "示例乡" in text or "王小明" in text]
    assert starter.window.book is None
    assert len(backups.list_backups()) == 1


def test_any_key_or_move_begins_the_time_anew(starter: Starter, qtbot: QtBot) -> None:
    clock = Minutes()
    starter._locking = Locking(10, starter.window, clock)
    starter._locking.wanted.connect(starter.lock)
    starter._locking.watch(starter.window.windowHandle())
    starter._locking.begin()
    clock.now = 500
    QTest.keyClick(starter.window.windowHandle(), Qt.Key.Key_Shift)
    clock.now = 1000
    starter._locking.look()

    assert starter.window.book is not None


def test_a_book_without_a_recovery_code_says_so_in_the_foot(starter: Starter) -> None:
    starter._begin_to_count()

    assert "还没有恢复码" in starter.window.said.text()


def test_dialogs_go_away_with_the_lock(starter: Starter, qtbot: QtBot) -> None:
    dialog = Dialog(starter.window, "举报人信息")
    dialog.open()

    starter.lock()

    locked(starter, qtbot)
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not starter.window]


def test_a_practice_book_comes_back_with_one_click(
    qtbot: QtBot, dressed: QApplication, options: Settings, book_path: Path
) -> None:
    window = MainWindow(options)
    qtbot.addWidget(window)
    starter = Starter(window)
    window.show()
    starter.start(book_path)

    starter.lock()
    page = locked(starter, qtbot)
    asked = page.password.isVisible()
    page.press.click()

    assert not asked
    assert isinstance(window.page, HomePage)
    window.forget_pages()
    window.close_book()


def test_leaving_while_locked_says_that_there_is_no_backup(starter: Starter, qtbot: QtBot) -> None:
    starter.lock()
    locked(starter, qtbot)

    starter.window.close()

    dialog = starter.window.findChild(Dialog)
    assert starter.window.isVisible()
    assert dialog is not None
    assert "自动备份" in dialog.findChildren(QLabel)[0].text()
    dialog.reject()


def test_the_time_is_an_option_and_never_off() -> None:
    assert IDLE_LOCK.default == 10
    assert min(IDLE_LOCK.allowed) > 0
