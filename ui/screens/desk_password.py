"""The password of whoever works at the county's desk: asked once while the page stands, never for practice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.operations import users
from app.operations.books import Book
from app.operations.identities import Passwords
from ui.widgets.dialog import Dialog, label


class PasswordDialog(Dialog):
    """One line for a password; `given` tells it."""

    given = Signal(str)

    def __init__(self, parent: QWidget, book: Book, what: str) -> None:
        super().__init__(parent, "请输入密码")
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName("密码")
        self.body.addWidget(label(f"{what}要用{book.actor_name}保管的密钥。请输入{book.actor_name}的密码:"))
        self.body.addWidget(self.line)
        self.press = self.add_button("继续", self._go, main=True)
        self.press.setEnabled(False)
        self.add_button("取消", self.reject)
        self.line.textChanged.connect(lambda text: self.press.setEnabled(bool(text)))
        self.line.setFocus()

    def _go(self) -> None:
        text = self.line.text()
        self.accept()
        self.given.emit(text)


class Desk:
    """Knows the password once it was typed; forgets it when a key does not open with it."""

    def __init__(self, page: QWidget, book: Book) -> None:
        self._page, self._book = page, book
        self._typed: dict[str, str] = {}

    def with_password(self, what: str, then: Callable[[Passwords], object]) -> None:
        """Do something with the passwords at hand, asking for the one that is missing."""
        known = {**users.practice_passwords(self._book), **self._typed}
        if self._book.actor in known:
            then(known)
            return
        dialog = PasswordDialog(self._page, self._book, what)
        dialog.given.connect(lambda text: self._take(text, then))
        dialog.open()

    def forget(self) -> None:
        """The password was wrong, or the page is left."""
        self._typed.clear()

    def _take(self, text: str, then: Callable[[Passwords], object]) -> None:
        self._typed[self._book.actor] = text
        then(dict(self._typed))
