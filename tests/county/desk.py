"""The county's window for tests: open on its book, driven by keys and drops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.storage.book import Book
from tests import hands
from tests.ui.conftest import _let_go
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.county_home import CountyHomePage
from ui.screens.county_totals import CountyTotalsPage
from ui.screens.inbox import InboxScreen

WAIT = 20_000


def open_window(qtbot: QtBot, book: Book, settings: Path) -> tuple[MainWindow, Starter]:
    """The real window on a book that is open already."""
    window = MainWindow(Settings(settings))
    qtbot.addWidget(window, before_close_func=_let_go)
    starter = Starter(window)
    window.resize(1366, 720)
    with qtbot.waitActive(window):
        window.show()
    starter.opened(book)
    return window, starter


def desk_of(window: MainWindow, starter: Starter) -> InboxScreen:
    """The page where packets come in."""
    starter.go("inbox")
    assert isinstance(window.page, InboxScreen)
    return window.page


def drop(desk: InboxScreen, paths: Sequence[Path]) -> None:
    """Drop files on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    desk.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


def when_done(qtbot: QtBot, shown: Callable[[], bool]) -> None:
    """Wait until the work in the background has ended and shows."""
    qtbot.waitUntil(lambda: not runner.busy() and shown(), timeout=WAIT)


def press(qtbot: QtBot, desk: InboxScreen | CountyHomePage | CountyTotalsPage, *keys: Qt.Key | str) -> None:
    """Press keys in the list: after a dialog has gone the window is in front again."""
    with qtbot.waitActive(desk.window()):
        desk.window().activateWindow()
    desk.table.setFocus(Qt.FocusReason.OtherFocusReason)
    hands.press(*keys)
