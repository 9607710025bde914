"""After a large import the window indexes its rows while nobody waits, and stands in nobody's way with it."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import lists
from app.operations.books import Book
from tests.conftest import Places
from ui.engine import runner
from ui.engine.window import MainWindow


def many(book: Book, places: Places) -> None:
    """People as an import writes them: in one go, to be indexed later."""
    rows: list[Row] = [
        {"name": f"张小{n}", "unit": places.village, "post": "会计", "level": "其他"} for n in range(600)
    ]
    with book.change("导入人员") as writer:
        writer.save_many(ledger("person"), rows)


def test_what_was_left_is_indexed_without_anybody_searching(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places
) -> None:
    many(book, places)
    before = lists.behind(book)

    with qtbot.waitSignal(window.idle.caught_up):
        window.idle.work()

    assert before
    assert not lists.behind(book)
    assert len(lists.find_everywhere(book, "张小599")) == 1


def test_every_save_wakes_it_and_it_looks_after_a_rest(window: MainWindow) -> None:
    window.idle._rest.stop()

    window.saved_now()

    assert window.idle._rest.isActive()


def test_with_nothing_left_nothing_is_begun(qtbot: QtBot, window: MainWindow, book: Book) -> None:
    lists.catch_up(book, lambda done, left, what: None)

    with qtbot.waitSignal(window.idle.caught_up):
        window.idle.work()

    assert not runner._quiet


def test_other_work_comes_first(qtbot: QtBot, window: MainWindow, book: Book, places: Places) -> None:
    many(book, places)
    go_on, ended = threading.Event(), list[object]()
    runner.run(lambda report: go_on.wait(), ended.append, ended.append)
    window.idle._rest.stop()

    window.idle.work()
    waits = window.idle._rest.isActive()
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))

    assert waits
    assert not runner._quiet
    assert lists.behind(book)


def test_quiet_work_ends_at_its_next_step_when_other_work_comes(qtbot: QtBot) -> None:
    started, go_on, ended, done = threading.Event(), threading.Event(), list[object](), list[object]()

    def quiet(report: runner.Report) -> None:
        started.set()
        go_on.wait()
        report(0, 1, "")

    runner.run(quiet, ended.append, ended.append, quiet=True)
    started.wait()
    busy = runner.busy()
    runner.run(lambda report: "fertig", done.append, done.append)
    go_on.set()
    qtbot.waitUntil(lambda: bool(done))

    assert not busy
    assert isinstance(ended[0], runner.Cancelled)
    assert done == ["fertig"]
    runner.stop()


def test_closing_waits_for_the_step_and_leaves_the_rest_for_the_next_time(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places
) -> None:
    many(book, places)
    window.idle.work()

    window.idle.stop()

    assert all(task.over.is_set() for task in runner._quiet)
    assert not window.idle._rest.isActive()
    assert not runner.busy()
