"""A key that is named on a button does what the button does, on every page that names one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.operations.books import Book
from tests.ui.test_access import practice_window, quiet
from ui.engine.window import MainWindow
from ui.screens.message_line import MessageLine

NAMED = re.compile(r"[\s(](?P<key>(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d{1,2}|Enter|Esc|Del|[A-Z0-9]))\)?$")
WORDS = {"Enter": "Return", "Esc": "Escape"}
TOWNSHIP = (
    *("imports", "calendar", "templates", "handing_over", "commitment", "affairs_item", "unit"),
    *("finance_sheet/row", "monthly_report/row"),
)
COUNTY = ("home", "inbox", "totals", "certificates", "templates")
Asked = list[str]


class Done(NamedTuple):
    """What came of a press: page, dialogs over it, files asked for, what is told, and which of our parts are seen."""

    page: str
    dialogs: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    told: tuple[str, ...]
    parts: tuple[str, ...]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """No file is chosen; which were asked for is kept."""
    asked: Asked = []

    def ask(answer: object) -> Callable[..., object]:
        return staticmethod(lambda _parent=None, title="", *_args, **_more: asked.append(title) or answer)

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, ask(("", "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask(([], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask(""))
    return asked


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


def named(page: QWidget) -> dict[str, tuple[QPushButton, str]]:
    """The buttons in sight that can be pressed and name a key, by their text, with the key."""
    seen = (one for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled())
    return {one.text(): (one, found["key"]) for one in seen if (found := NAMED.search(one.text()))}


def press(window: MainWindow, key: str) -> None:
    """Press a key where the focus is."""
    window.activateWindow()
    QApplication.processEvents()
    for word, name in WORDS.items():
        key = key.replace(word, name)
    keys = QKeySequence(key)[0]
    QTest.keyClick(QApplication.focusWidget() or window, keys.key(), keys.keyboardModifiers())


def done(window: MainWindow, files: Asked) -> Done:
    """What stands there now; everything over the window is closed again."""
    over = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    below = window.page.findChildren(QWidget) if window.page is not None else []
    seen = [one for one in below if one.isVisible()]
    told = [one.text() for one in seen if isinstance(one, MessageLine)]
    parts = sorted(f"{type(one).__name__} {one.accessibleName()}" for one in seen)
    dialogs = sorted((type(one).__name__, one.windowTitle()) for one in over)
    out = Done(window.page_key(), tuple(dialogs), tuple(files), tuple(told), tuple(parts))
    for one in over:
        one.reject()
    files.clear()
    return out


def go(window: MainWindow, qtbot: QtBot, page: str) -> None:
    """To a page, or to the last row of a register on its own screen."""
    window.activateWindow()
    QApplication.processEvents()
    key, _, row = page.partition("/")
    assert isinstance(window.book, Book)
    if row:
        window.forget_pages()  # each press finds the screen as it comes up
        window.starter.open_row(key, int(str(window.book.rows(key)[-1]["id"])))  # type: ignore[attr-defined]
    else:
        window.starter.go(key)  # type: ignore[attr-defined]
    quiet(qtbot)


def wrong(window: MainWindow, qtbot: QtBot, files: Asked, pages: tuple[str, ...]) -> list[str]:
    """The buttons whose key does something else than they do."""
    found: list[str] = []
    for page in pages:
        go(window, qtbot, page)
        assert window.page is not None
        for text in named(window.page):
            go(window, qtbot, page)
            key = named(window.page)[text][1]
            named(window.page)[text][0].click()
            quiet(qtbot)
            clicked = done(window, files)
            if clicked.page != page.partition("/")[0] or not clicked.dialogs:
                go(window, qtbot, page)
            press(window, key)
            quiet(qtbot)
            if (pressed := done(window, files)) != clicked:
                found.append(f"{page} {text}: {clicked[:4]} / {pressed[:4]}")
    return found


def test_keys_named_on_buttons_of_a_township_do_what_the_buttons_do(
    township: MainWindow, qtbot: QtBot, files: Asked
) -> None:
    assert not (found := wrong(township, qtbot, files, TOWNSHIP)), "\n".join(found)


def test_keys_named_on_buttons_of_a_county_do_what_the_buttons_do(
    county: MainWindow, qtbot: QtBot, files: Asked
) -> None:
    assert not (found := wrong(county, qtbot, files, COUNTY)), "\n".join(found)
