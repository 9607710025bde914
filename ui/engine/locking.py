"""When the screen is to be locked: nobody touched key or mouse for a while, or F12 was pressed in any window."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow

from ui.engine.keys import key

LOOKS_MS = 10_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Locking(QObject):
    """Watches the windows of the program, not every widget in them: a look at each key and mouse move costs little.

    `wanted` says whether the lock was asked for by hand.
    """

    wanted = Signal(bool)

    def __init__(self, minutes: int, parent: QObject, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self.minutes, self._clock = minutes, clock
        self._last = clock()
        self._watched: list[QWindow] = []
        self._timer = QTimer(self, interval=LOOKS_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self.watch)
        self.watch(app.focusWindow())

    def begin(self) -> None:
        """A book is open: the time runs."""
        self._last = self._clock()
        self._timer.start()

    def rest(self) -> None:
        """Nothing is open that could be seen."""
        self._timer.stop()

    def look(self) -> None:
        """Ask for the lock where nobody touched anything for so long."""
        if self._timer.isActive() and self._clock() - self._last >= self.minutes * 60:
            self.rest()
            self.wanted.emit(False)

    def watch(self, window: QWindow | None) -> None:
        """Look at what happens in one more window: the main one, a dialog, a preview."""
        if window is None or window in self._watched:
            return
        window.installEventFilter(self)
        self._watched.append(window)
        window.destroyed.connect(lambda: self._watched.remove(window) if window in self._watched else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own name: everything that comes to a watched window."""
        kind = event.type()
        if kind in _TOUCHES:
            self._last = self._clock()
            if (
                kind == QEvent.Type.KeyPress
                and isinstance(event, QKeyEvent)
                and QKeySequence(event.keyCombination()).toString() == key("lock").keys
                and self._timer.isActive()
            ):
                self.wanted.emit(True)
                return True
        return False
