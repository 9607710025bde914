"""Leaving a book: it is closed and backed up on the worker, under a sentence once that takes longer than a blink."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget
from shiboken6 import isValid

from app.operations import books
from app.operations.books import Book
from ui.engine import runner
from ui.widgets.dialog import Dialog, label

BLINK_MS = 300
HINT = "做完自己关闭。不想等U盘的,可以不等:账套和这台电脑上的备份都已完整,U盘下次再存。"


def close_book(window: QWidget, book: Book) -> None:
    """Close a book with its backup and come back when it is done; the window stays alive meanwhile.

    Raises:
        Told: What `books.close_book` raises; the book is closed in any case.
    """
    stop, loop, ended = Event(), QEventLoop(), list[Exception | None]()
    said = label("正在关闭账套…")

    def over(error: Exception | None) -> None:
        ended.append(error)
        loop.quit()

    runner.run(
        lambda report: books.close_book(book, lambda text: report(0, 0, text), stop.is_set),
        lambda _made: over(None),
        over,
        lambda _done, _total, text: said.setText(text),
    )
    QTimer.singleShot(BLINK_MS, loop.quit)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    dialog = None
    if not ended and isValid(window):
        dialog = LeavingDialog(window, said, stop)
        dialog.open()
    while not ended:
        loop.exec()
    if dialog is not None:
        dialog.accept()
        window.activateWindow()
    if ended[0] is not None:
        raise ended[0]


class LeavingDialog(Dialog):
    """What is under way, and the way out without waiting for the stick; Esc does nothing."""

    def __init__(self, window: QWidget, said: QWidget, stop: Event) -> None:
        super().__init__(window, "正在备份")
        self.stop = stop
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setAccessibleName("正在备份")
        for one in (said, bar, label(HINT, "hint")):
            self.body.addWidget(one)
        self.press = self.add_button("不等U盘,直接关闭", self.leave)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)

    def leave(self) -> None:
        """The copy on the stick is given up at its next block."""
        self.stop.set()
        self.press.setEnabled(False)
        self.press.setText("正在停下…")

    def reject(self) -> None:
        """Esc would leave a window that cannot be worked in."""
