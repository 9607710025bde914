"""Leaving a book: what takes long is said, the window stays alive, and the stick need not be waited for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.faults import Told
from app.operations import books
from app.operations.books import Book
from ui.engine import leaving, messages
from ui.engine.leaving import LeavingDialog
from ui.engine.window import MainWindow

Say = Callable[[str], object]
Stopped = Callable[[], bool]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "BLINK_MS", 0)


def slow_stick(monkeypatch: pytest.MonkeyPatch, go_on: Event) -> list[bool]:
    """The book is closed; the stick takes until `go_on`, or until it is not waited for."""
    close, was_stopped = books.close_book, list[bool]()

    def slow(book: Book, say: Say = print, stopped: Stopped = bool) -> None:
        close(book)
        say("正在往第二处再存一份,请先不要拔U盘…")
        while not stopped() and not go_on.wait(0.005):
            pass
        was_stopped.append(stopped())

    monkeypatch.setattr(books, "close_book", slow)
    return was_stopped


def when_shown(window: MainWindow, act: Callable[[LeavingDialog], object]) -> QTimer:
    """Do something once the sentence stands, as a clerk would while the window waits."""
    timer = QTimer(window, interval=5)

    def look() -> None:
        dialog = window.findChild(LeavingDialog)
        if dialog is not None and dialog.isVisible() and "U盘" in dialog.findChildren(QLabel)[0].text():
            timer.stop()
            act(dialog)

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_a_slow_stick_is_spoken_of_and_the_program_closes_by_itself(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, seen = Event(), list[str]()
    was_stopped = slow_stick(monkeypatch, go_on)

    def look(dialog: LeavingDialog) -> None:
        seen.append(dialog.findChildren(QLabel)[0].text())
        dialog.reject()  # Esc
        window.close()  # impatient
        seen.append(str(dialog.isVisible() and window.isVisible()))
        go_on.set()

    when_shown(window, look)
    closed = window.close()

    assert seen == ["正在往第二处再存一份,请先不要拔U盘…", "True"]
    assert closed
    assert window.book is None
    assert was_stopped == [False]


def test_the_stick_need_not_be_waited_for(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    was_stopped = slow_stick(monkeypatch, Event())

    when_shown(window, lambda dialog: dialog.press.click())
    closed = window.close()

    assert closed
    assert was_stopped == [True]


def test_a_copy_that_was_not_made_is_told_and_the_window_stays(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(messages, "tell", lambda _parent, what, *_: told.append(what))

    def refuse(book: Book, *_: object) -> None:
        raise Told("没有存进第二处。")

    monkeypatch.setattr(books, "close_book", refuse)
    closed = window.close()

    assert not closed
    assert [str(one) for one in told] == ["没有存进第二处。"]
    assert window.close()
