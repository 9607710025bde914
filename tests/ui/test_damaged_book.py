"""A damaged book at the window: said in words with the way to the backups, at opening or as soon as a page is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import paths, settings
from app.operations import backups, books
from app.operations.books import Book
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.restore import WHOLE, RestoreScreen
from ui.widgets.dialog import Dialog

WAIT = 20_000


@pytest.fixture
def good(book_path: Path) -> Path:
    """A whole backup of the book, which nobody has open."""
    book = books.open_practice(book_path)
    made = backups.back_up(book, paths.backups()).path
    book.close()
    return made


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication) -> Iterator[Starter]:
    window = MainWindow(settings.load())
    qtbot.addWidget(window, before_close_func=_let_go)
    made = Starter(window)
    window.starter = made  # type: ignore[attr-defined]  # kept alive with its window
    window.show()
    yield made
    runner.stop()


def _let_go(window: MainWindow) -> None:
    window.leave_pages()
    if window.book is not None:
        window.book.close()
    window.book = None


def shown() -> Dialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible())


def said(dialog: Dialog) -> str:
    return "".join(one.text() for one in dialog.findChildren(QLabel))


def press(dialog: Dialog, text: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()


def test_a_damaged_book_leads_to_its_newest_whole_backup_and_is_kept_beside_it(
    qtbot: QtBot, starter: Starter, book_path: Path, good: Path
) -> None:
    os.truncate(book_path, book_path.stat().st_size // 2)
    damaged = book_path.read_bytes()

    starter.open_book(book_path)
    dialog = shown()
    words = said(dialog)
    press(dialog, "从备份恢复…")
    page = starter.window.page
    assert isinstance(page, RestoreScreen)
    qtbot.waitUntil(lambda: [line.verdict for line in page.lines] == [WHOLE], timeout=WAIT)
    page.ask()
    with qtbot.waitSignal(page.restored, timeout=WAIT) as done:
        press(shown(), "恢复")

    assert "已损坏,无法读取。原文件没有改动" in words
    assert str(good) in words
    aside = done.args[2]
    assert (aside / book_path.name).read_bytes() == damaged
    books.open_practice(book_path).close()


def test_a_page_nobody_has_read_is_looked_at_while_work_goes_on_and_its_damage_is_told(
    qtbot: QtBot, starter: Starter, book_path: Path, good: Path
) -> None:
    book = books.open_practice(book_path)
    root = int(book.one("SELECT rootpage FROM sqlite_schema WHERE name = 'commitment_deadline'")[0])
    book.close()
    with book_path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    starter.open_book(book_path)

    starter._find_damage()
    qtbot.waitUntil(lambda: any("已损坏" in said(one) for one in _dialogs()), timeout=WAIT)

    dialog = next(one for one in _dialogs() if "已损坏" in said(one))
    assert str(good) in said(dialog)
    press(dialog, "从备份恢复…")
    page = starter.window.page
    assert isinstance(page, RestoreScreen)
    qtbot.waitUntil(lambda: not runner.busy(), timeout=WAIT)
    page.ask()
    with qtbot.waitSignal(page.restored, timeout=WAIT):
        press(shown(), "恢复")

    restored = books.open_practice(book_path)
    assert restored.check() == []
    restored.close()


def test_a_sound_book_is_looked_at_without_a_word(qtbot: QtBot, starter: Starter, book_path: Path) -> None:
    starter.open_book(book_path)
    book = starter.window.book
    assert isinstance(book, Book)

    starter._find_damage()
    runner.stop()

    assert backups.find_damage(book) is None
    assert _dialogs() == []


def _dialogs() -> list[Dialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible()]
