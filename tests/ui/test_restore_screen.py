"""Bringing a backup back on the screen: only whole ones, nothing lost, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import paths
from app.ledgers import ledger
from app.operations import backups, books
from app.operations.backups import BackupFile
from app.operations.books import Book
from tests.conftest import FixedClock
from ui.engine import runner
from ui.screens.restore import ASIDE, BROKEN, WHOLE, Line, RestoreScreen
from ui.widgets.dialog import Dialog

WAIT = 20_000


@pytest.fixture
def open_books(book_path: Path, clock: FixedClock) -> Iterator[list[Book]]:
    """The open book in a list, which is empty after it was closed."""
    opened = [Book.open(book_path, "clerk", clock=clock)]
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def book(open_books: list[Book]) -> Book:
    return open_books[0]


@pytest.fixture
def backed_up(book: Book, clock: FixedClock) -> Path:
    """A backup with one unit, then a second unit that is not in it."""
    with book.change("录入") as writer:
        writer.save(ledger("unit"), {"name": "示例乡", "kind": "乡镇"})
    made = backups.back_up(book, paths.backups()).path
    clock.move(days=1)
    with book.change("录入") as writer:
        writer.save(ledger("unit"), {"name": "青山村", "kind": "村"})
    return made


@pytest.fixture
def screen(qtbot: QtBot, book: Book, open_books: list[Book], backed_up: Path) -> Iterator[RestoreScreen]:
    def close() -> None:
        while open_books:
            open_books.pop().close()

    made = RestoreScreen(book.path, close)
    qtbot.addWidget(made)
    made.show()
    yield made
    runner.stop()


def loaded(qtbot: QtBot, screen: RestoreScreen) -> RestoreScreen:
    screen.load()
    qtbot.waitUntil(lambda: not runner.busy(), timeout=WAIT)
    return screen


def press(text: str) -> None:
    """Press a button of the dialog that is open."""
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible())
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()


def restored(qtbot: QtBot, screen: RestoreScreen) -> RestoreScreen:
    screen.ask()
    with qtbot.waitSignal(screen.settled, timeout=WAIT):
        press("恢复")
    return screen


def units(path: Path) -> list[object]:
    book = books.open_practice(path)
    try:
        return [row["name"] for row in book.rows("unit")]
    finally:
        book.close()


def test_the_moment_of_a_backup_made_while_the_clock_was_wrong_stands_whole(screen: RestoreScreen, book: Book) -> None:
    wrong = BackupFile(book.path.with_suffix(".mzb"), datetime(2036, 11, 22, 10, 30), 1 << 20, ahead=True)

    screen._put(Line(wrong, ASIDE))

    needed = screen.table.fontMetrics().horizontalAdvance(Line(wrong).made)
    assert screen.table.columnWidth(0) > needed


def test_backups_are_listed_and_proved_whole(qtbot: QtBot, screen: RestoreScreen) -> None:
    loaded(qtbot, screen)

    assert [line.verdict for line in screen.lines] == [WHOLE]


def test_a_cut_off_backup_is_marked_and_not_restored(qtbot: QtBot, screen: RestoreScreen, backed_up: Path) -> None:
    backed_up.write_bytes(backed_up.read_bytes()[:3000])
    loaded(qtbot, screen)

    screen.ask()

    assert screen.lines[0].verdict == BROKEN
    assert "没有别的备份可用" in screen.message.text()


def test_restoring_brings_the_old_state_and_keeps_the_new_one_aside(qtbot: QtBot, screen: RestoreScreen) -> None:
    loaded(qtbot, screen)

    restored(qtbot, screen)

    assert units(screen.target) == ["示例乡"]
    assert "恢复前的账套原样留在" in screen.message.text()


def test_a_restore_is_itself_undone(qtbot: QtBot, screen: RestoreScreen) -> None:
    restored(qtbot, loaded(qtbot, screen))

    with qtbot.waitSignal(screen.settled, timeout=WAIT):
        screen.message.buttons[1].click()

    assert units(screen.target) == ["示例乡", "青山村"]


def test_saying_no_leaves_the_book_open(qtbot: QtBot, screen: RestoreScreen, book: Book) -> None:
    loaded(qtbot, screen)

    screen.ask()
    press("取消")

    assert len(book.rows("unit")) == 2


def test_a_backup_from_a_stick_can_be_chosen(
    qtbot: QtBot, screen: RestoreScreen, backed_up: Path, folder: Path
) -> None:
    stick = folder / "U 盘.mzb"
    stick.write_bytes(backed_up.read_bytes())
    backed_up.unlink()
    loaded(qtbot, screen)

    screen.add_file(stick)
    restored(qtbot, screen)

    assert units(screen.target) == ["示例乡"]


def test_a_file_that_is_no_backup_is_told(qtbot: QtBot, screen: RestoreScreen, folder: Path) -> None:
    other = folder / "照片.mzb"
    other.write_bytes(b"nothing of ours")
    loaded(qtbot, screen)

    screen.add_file(other)

    assert screen.message.tone == "red"
    assert "照片.mzb" in screen.message.text()


def test_without_any_backup_it_says_where_to_look(qtbot: QtBot, screen: RestoreScreen, backed_up: Path) -> None:
    backed_up.unlink()

    loaded(qtbot, screen)

    assert screen.message.text().startswith("没有找到这个账套的备份,本机和插着的U盘都看过了。")


def test_opening_the_book_afterwards_is_asked_of_the_window(qtbot: QtBot, screen: RestoreScreen) -> None:
    restored(qtbot, loaded(qtbot, screen))

    with qtbot.waitSignal(screen.open_wanted) as wanted:
        screen.message.buttons[0].click()

    assert wanted.args == [screen.target]
