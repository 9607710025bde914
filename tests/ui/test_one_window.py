"""A double click on the icon while the program runs brings its window to the front instead of opening a second one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import paths
from app.operations.books import Book
from ui import main, one_window
from ui.engine.window import MainWindow


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_window, "_STEP", 0.002)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the run that shows the window."""
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))
    folder = paths.own_run()
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def taken(run: Path, window: MainWindow) -> list[list[Path]]:
    """What the window was given by those who asked."""
    got: list[list[Path]] = []
    one_window.Listener(window, got.append)
    return got


@pytest.fixture
def second(qtbot: QtBot, run: Path) -> Iterator[Asking]:
    """A second start."""
    with ThreadPoolExecutor(1) as pool:
        yield Asking(pool, qtbot, run)


class Asking:
    """Asks from another thread: the window has to answer meanwhile."""

    def __init__(self, pool: ThreadPoolExecutor, qtbot: QtBot, run: Path) -> None:
        self._pool, self._qtbot, self._run = pool, qtbot, run

    def asks(self, book: Path | None, *files: Path) -> bool:
        future: Future[bool] = self._pool.submit(one_window.ask, [self._run], book, files)
        self._qtbot.waitUntil(future.done)
        return future.result()


def test_the_window_comes_to_the_front_and_says_so(
    window: MainWindow, taken: list[list[Path]], second: Asking, book: Book, run: Path
) -> None:
    window.setWindowState(Qt.WindowState.WindowMinimized)

    answered = second.asks(book.path)

    assert answered
    assert not window.isMinimized()
    assert window.said.text() == "程序已经开着,就是这个窗口。"
    assert taken == []
    assert not list(run.glob("*-*"))


def test_files_of_a_double_click_are_taken_by_the_window_that_is_open(
    window: MainWindow, taken: list[list[Path]], second: Asking, tmp_path: Path
) -> None:
    packet = tmp_path / "上报包 一.zip"

    answered = second.asks(None, packet)

    assert answered
    assert taken == [[packet]]


def test_another_book_opens_a_window_of_its_own(
    taken: list[list[Path]], second: Asking, tmp_path: Path, run: Path
) -> None:
    answered = second.asks(tmp_path / "别的.mz")

    assert not answered
    assert not list(run.glob("*-*"))


def test_where_nobody_answers_the_second_start_goes_on(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_window, "SECONDS", 0.01)

    assert not one_window.ask([run, run.with_name("run-1")], None, [])
    assert not list(run.glob("*-*"))


def test_a_window_that_is_closing_does_not_come_back(
    window: MainWindow, taken: list[list[Path]], second: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_window, "SECONDS", 0.05)
    window.leaving = True

    answered = second.asks(None)

    assert not answered


def test_only_runs_that_live_and_listen_are_asked(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, silent, dead, other = run, "run-4", "run-5", "run-6"
    for name in (silent, dead, other):
        (run.parent / name).mkdir()
    for one in (own, run.parent / dead, run.parent / other):
        paths.listens(one)
    monkeypatch.setattr(paths, "_is_alive", lambda pid: pid != 5)

    assert paths.other_runs() == [run.parent / other]


def test_a_second_start_ends_where_the_first_came_to_the_front(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[object] = []

    def ask(*what: object) -> bool:
        asked.append(what)
        return True

    monkeypatch.setattr(paths, "other_runs", lambda: [tmp_path])
    monkeypatch.setattr(one_window, "ask", ask)
    monkeypatch.setattr(main, "application", lambda: pytest.fail("a second window"))

    code = main.main(["--book", "/账 套/青山镇.mz"])

    assert code == 0
    assert asked == [([tmp_path], Path("/账 套/青山镇.mz"), ())]
