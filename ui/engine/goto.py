"""«转到»: a page by a part of its name or the first letters of its pinyin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.operations import lists
from app.operations.books import Book
from ui.style.icons import icon
from ui.style.palette import look, px
from ui.widgets.dialog import Dialog, label

KEY = Qt.ItemDataRole.UserRole
ROWS = 10


class GoTo(Dialog):
    """Type, look, Enter. The arrows walk through the list while the line keeps the focus."""

    def __init__(self, parent: QWidget, book: Book, go: Callable[[str], object]) -> None:
        super().__init__(parent, "转到")
        self.book, self._go = book, go
        self.line = QLineEdit()
        self.line.setPlaceholderText("台账名称的一部分,或拼音首字母")
        self.line.setAccessibleName("转到哪个台账")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(px(32 * ROWS))
        self.body.addWidget(self.line)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(label("↑ ↓ 选择,回车转到,Esc 关闭", "hint"))
        self.line.textChanged.connect(self.look)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self.go())
        self.look("")
        self.line.setFocus()

    def look(self, typed: str) -> None:
        """Show the registers that are meant."""
        self.list.clear()
        for place in lists.places_named(self.book, typed):
            item = QListWidgetItem(icon(place.icon, look().brand), f"{place.title}  {place.menu}")
            item.setData(KEY, place.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def go(self) -> None:
        """To the page under the cursor."""
        if item := self.list.currentItem():
            self.accept()
            self._go(item.data(KEY))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter work from the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.go()
                return True
        return super().eventFilter(watched, event)
