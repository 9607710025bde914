"""The whole program in a process of its own, typed into as a clerk does: password, forms, drafts, undo, leaving."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.operations import records
from tests import hands
from tests.kills.journal import ANY, Journal
from tests.kills.office import OWN, Office
from ui.engine.window import MainWindow
from ui.main import main
from ui.screens.ledger import LedgerPage
from ui.screens.login import LoginPage

BEAT = 5  # milliseconds between two looks of the clerk
ROUNDS = 8  # problems until he goes home
TYPED = {"unit": "qs", "discovery": "2", "category": "7", "lead": "ww"}

Wait = Callable[[], object]


class Clerk:
    """Sits before the window and does one thing after the other, as soon as the window is ready for it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._day = self._work()
        self._wait: Wait = lambda: True
        self._timer = QTimer(interval=BEAT)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @property
    def window(self) -> MainWindow:
        """The one window."""
        return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))

    def _look(self) -> None:
        try:
            if QApplication.activeWindow() is None and self.window.page is not None:
                self.window.activateWindow()  # without a window manager nobody else does it
            if self._wait():
                self._timer.stop()
                self._wait = next(self._day, None) or (lambda: False)
                self._timer.start()
        except BaseException:
            self._journal.mistake()
            QApplication.exit(1)

    def _work(self) -> Iterator[Wait]:
        yield lambda: isinstance(self.window.page, LoginPage) and QApplication.focusWidget()
        hands.write(OWN)
        hands.enter()
        yield lambda: self.window.book and self.window.page_key() == "home"
        for number in range(1, ROUNDS + 1):
            yield from self._problem(f"窗口里的第{number}件没有公开", undo=not number % 3)
        self._journal.shown({})
        self.window.close()

    def _problem(self, what: str, *, undo: bool) -> Iterator[Wait]:
        self.window.went_to.emit("problem")
        yield lambda: isinstance(self.window.page, LedgerPage) and QApplication.focusWidget()
        self._journal.shown({"draft/problem:new": ANY})
        hands.press("Ctrl+N")
        page = self.window.page
        assert isinstance(page, LedgerPage)
        form = page.form
        assert form is not None
        while (key := form.fields.current()) != "deadline":
            hands.write(what if key == "description" else TYPED.get(key, ""))
            hands.enter()
        hands.write("30天")
        form.keep_draft()
        self._journal.shown({"draft/problem:new": records.draft(form.book, "problem:new")})
        with self._journal.act({f"problem/{what}": {"proof": ""}, "draft/problem:new": None}):
            hands.press("Ctrl+Return")
            assert "已保存" in self.window.said.text(), (self.window.said.text(), form.alarm.text())
        if undo:
            yield lambda: QApplication.focusWidget()
            with self._journal.act({f"problem/{what}": None}):
                self.window.do("undo")
                assert self.window.said.text().startswith("已撤销"), self.window.said.text()


def run(folder: Path) -> int:
    """The program with its clerk; returns its exit code."""
    office = Office(folder)
    office.enter()
    clerk = list[Clerk]()

    from ui import main as program

    started = program.open_window

    def open_window() -> MainWindow:
        made = started()
        clerk.append(Clerk(Journal(office.journal)))
        return made

    program.open_window = open_window
    return main(["--book", str(office.book)])


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
