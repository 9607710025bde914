"""What the book left for later is done while nobody waits: the search index after a large import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    # the window is shown before any of this is needed
    from ui.engine.window import MainWindow

REST_MS = 2_000


class CatchingUp(QObject):
    """Looks some time after a change whether anything is left, and works it off in quiet steps."""

    caught_up = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._working = False
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.work)

    def wake(self) -> None:
        """Something was written: look in a moment, when the clerk has gone on."""
        self._rest.start()

    def work(self) -> None:
        """Begin, unless nothing is left or other work is under way; then look again later."""
        from app.operations import lists
        from ui.engine import runner

        book = self._window.book
        if book is None or self._working:
            return
        if runner.busy():
            self._rest.start()
            return
        if not lists.behind(book):
            self.caught_up.emit()
            return
        self._working = True
        runner.run(lambda report: lists.catch_up(book, report), self._done, self._failed, quiet=True)

    def stop(self) -> None:
        """Let what runs come to its next step, and begin nothing more: the book is about to be closed."""
        from ui.engine import runner

        self._rest.stop()
        runner.rest()

    def _done(self, _: object) -> None:
        self._working = False
        self.caught_up.emit()

    def _failed(self, error: Exception) -> None:
        from app.domain.faults import Told
        from ui.engine import messages, runner

        self._working = False
        if isinstance(error, runner.Cancelled):  # other work came first, or the book is being closed
            self.wake()
        elif isinstance(error, Told):
            self._window.note(error.message)  # a search does the rest itself and will say it too
        else:
            messages.tell(self._window, error)
