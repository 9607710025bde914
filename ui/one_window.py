"""A second start brings the window that is open to the front: one program asks by a file, the other takes it away.

The file lies in the folder the other program made for its run, which only this user can enter; there is no socket that
a locked-down system could forbid. Where nobody answers, the second start goes on as if it were the first.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt

from app import paths
from app.disk import rename

if TYPE_CHECKING:
    from ui.engine.window import MainWindow

SECONDS = 1.5  # an answer takes a few milliseconds; a program in the middle of something gives none
_STEP = 0.02
_ASK, _NO = "ask-", "no-"
SAID = "程序已经开着,就是这个窗口。"


def ask(runs: Sequence[Path], book: Path | None, files: Sequence[Path]) -> bool:
    """Ask the programs that run to come to the front for a book, and to take some files; whether one did.

    `book` is None where any book will do.
    """
    _let_come_forward()
    return any(_answered(run, "\n".join(map(str, (book or "", *files)))) for run in runs)


def _answered(run: Path, text: str) -> bool:
    asked, refused = run / f"{_ASK}{os.getpid()}", run / f"{_NO}{os.getpid()}"
    try:
        part = run / f"part-{os.getpid()}"
        part.write_text(text, "utf-8")
        rename(part, asked)
    except OSError:  # it has just ended, or is somebody else's
        return False
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if refused.exists():
            break
        if not asked.exists():
            return True
        time.sleep(_STEP)
    for one in (refused, asked):
        with suppress(OSError):
            one.unlink()
            return False
    return True  # taken at the last moment


def _let_come_forward() -> None:
    """Windows lets only the program that was just clicked put a window in front; it may pass that right on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # ASFW_ANY


class Listener(QObject):
    """Comes to the front when a second start asks for the book that is open here, and takes what it brought."""

    def __init__(self, window: MainWindow, take: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self._folder = paths.own_run()
        self._watcher = QFileSystemWatcher(self)
        if self._folder.is_dir() and self._watcher.addPath(str(self._folder)):
            self._watcher.directoryChanged.connect(self.look)
            with suppress(OSError):
                paths.listens(self._folder)

    def look(self) -> None:
        """Answer whoever asked."""
        for asked in sorted(self._folder.glob(f"{_ASK}*")):
            if self._window.leaving:  # it would come to the front and be gone
                return
            with suppress(OSError):
                wanted, *files = asked.read_text("utf-8").splitlines() or [""]
                if wanted and Path(wanted).resolve() not in self._here():
                    rename(asked, asked.with_name(asked.name.replace(_ASK, _NO)))
                    continue
                asked.unlink()
                self._come_forward([Path(one) for one in files])

    def _here(self) -> list[Path]:
        """The book that is open, or asked a password for."""
        book, asked_for = self._window.book, getattr(self._window.page, "path", None)
        path = book.path if book is not None else asked_for
        return [path.resolve()] if isinstance(path, Path) else []

    def _come_forward(self, files: list[Path]) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        window.note(SAID)
        if files:
            self._take(files)
