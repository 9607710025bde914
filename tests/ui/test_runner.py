"""Long work never stands in the window's way: it reports, can be stopped, and comes back with what it has."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.engine import messages, runner
from ui.widgets.dialog import Dialog


@pytest.fixture(autouse=True)
def _worker_ends_with_the_test(dressed: QApplication) -> None:
    """`dressed` stops the worker."""


def test_the_result_comes_back_on_the_windows_thread(qtbot: QtBot) -> None:
    found: list[object] = []

    def done(made: int) -> None:
        found.extend((made, threading.get_ident()))

    runner.run(lambda report: threading.get_ident(), done, found.append)
    qtbot.waitUntil(lambda: len(found) == 2)

    assert found[0] != found[1] == threading.get_ident()


def test_an_exception_comes_back_as_itself(qtbot: QtBot) -> None:
    found: list[Exception] = []
    broken = ValueError("坏了")

    def work(report: runner.Report) -> None:
        raise broken

    runner.run(work, lambda _: None, found.append)
    qtbot.waitUntil(lambda: bool(found))

    assert found == [broken]


def test_progress_is_told_in_order(qtbot: QtBot) -> None:
    told: list[tuple[int, int, str]] = []
    ended: list[object] = []

    def work(report: runner.Report) -> None:
        for step in range(3):
            report(step, 3, f"第{step}步")

    runner.run(work, ended.append, ended.append, lambda *said: told.append(said))
    qtbot.waitUntil(lambda: bool(ended))

    assert told == [(0, 3, "第0步"), (1, 3, "第1步"), (2, 3, "第2步")]


def test_cancelled_work_stops_at_its_next_step(qtbot: QtBot) -> None:
    started, go_on = threading.Event(), threading.Event()
    found: list[Exception] = []

    def work(report: runner.Report) -> None:
        started.set()
        go_on.wait(5)
        report(1, 2, "")

    task = runner.run(work, lambda _: None, found.append)
    started.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(found))

    assert isinstance(found[0], runner.Cancelled)
    assert "停止" in str(found[0])


def test_work_queues_up_and_nothing_runs_side_by_side(qtbot: QtBot) -> None:
    running: list[int] = []
    most: list[int] = []
    ended: list[object] = []

    def work(report: runner.Report) -> None:
        running.append(1)
        most.append(len(running))
        running.pop()

    for _ in range(5):
        runner.run(work, ended.append, ended.append)
    qtbot.waitUntil(lambda: len(ended) == 5)

    assert most == [1] * 5
    assert not runner.busy()


def test_the_button_under_the_progress_stops_the_work(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    stopped, go_on = threading.Event(), threading.Event()
    found: list[Exception] = []

    def work(report: runner.Report) -> None:
        go_on.wait(5)
        try:
            report(1, 2, "")
        finally:
            stopped.set()

    messages.long_work(parent, "导出", work, lambda _: None, found.append)
    dialog = parent.findChild(Dialog)
    press = next(each for each in dialog.findChildren(QPushButton) if each.text() == "停止")
    press.click()
    go_on.set()
    qtbot.waitUntil(lambda: bool(found) and parent.findChild(Dialog) is None)

    assert stopped.is_set()
    assert isinstance(found[0], runner.Cancelled)
    assert parent.findChild(Dialog) is None
