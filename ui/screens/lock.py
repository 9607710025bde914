"""The page that covers everything while nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.domain.faults import Told
from app.operations import books
from ui.engine import runner
from ui.screens.login import LoginPage, show_alarm

LOOKS_MS = 300


class LockPage(LoginPage):
    """Asks for the password of whoever was there; a practice book only for a click. Nobody else's row is shown."""

    title, hint = "已锁屏", "账套:{}。没写完的都留着,输密码回到刚才的地方。"

    def __init__(self, path: Path, login: str, parent: QWidget | None = None) -> None:
        super().__init__(path, parent)
        self.practice = books.is_practice(path)
        self.user.setCurrentIndex(max(self.user.findData(login), 0))
        self.password.setVisible(not self.practice)
        self.other.hide()
        self.recover.setVisible(not self.practice)
        self.press.setEnabled(False)
        self._waiting: Callable[[], object] | None = None
        self._look = QTimer(self, interval=LOOKS_MS)
        self._look.timeout.connect(self._try)

    def when_free(self, act: Callable[[], object]) -> None:
        """Do something as soon as no work is under way; until then nobody can come in."""
        self._waiting = act
        self._try()

    def ready(self) -> None:
        """The book is closed: it can be opened again."""
        self.press.setEnabled(True)
        self.press.setText("进入")
        # what had the focus goes away with its page after this
        QTimer.singleShot(0, self, (self.press if self.practice else self.password).setFocus)

    def enter(self) -> None:
        """Open the book again."""
        if not self.press.isEnabled():
            return
        if not self.practice:
            super().enter()
            return
        try:
            book = books.open_practice(self.path, login=str(self.user.currentData()))
        except Told as told:
            show_alarm(self.alarm, told.message)
            return
        self.opened.emit(book)

    def _try(self) -> None:
        if runner.busy():
            self.press.setText("等工作做完…")
            self._look.start()
            return
        self._look.stop()
        act, self._waiting = self._waiting, None
        if act is not None:
            act()


def put_windows_away(window: QWidget, *, wait: bool) -> None:
    """Take every other window of the program off the screen; one that shows running work comes to its end unseen."""
    for other in QApplication.topLevelWidgets():
        if other is window or not other.isVisible() or not other.isWindow():
            continue
        if isinstance(other, QDialog) and not wait:
            other.reject()
        other.hide()
