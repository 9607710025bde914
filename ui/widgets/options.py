"""A choice: a list opened by Alt+↓, an option taken by its digit or by pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.style.palette import px

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True)
class Item:
    """One line of the list: its text, and whether it is a heading that cannot be chosen."""

    text: str
    heading: bool = False


Ways = Callable[[str], Sequence[str]]


class Options(QComboBox):
    """Numbers its options 1, 2, 3 …; the digits typed while it has the focus choose one.

    `ways` are the ways to type an option by letters: letters choose the first option that begins so.
    """

    edited = Signal()

    def __init__(self, items: Sequence[Item], ways: Ways = lambda _: (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed, self._letters, self._ways = "", "", ways
        model = QStandardItemModel(self)
        model.appendRow(QStandardItem(""))
        number = 0
        for item in items:
            number += not item.heading
            line = QStandardItem(item.text if item.heading else f"{number}  {item.text}")
            line.setEnabled(not item.heading)
            line.setData(item.text, Qt.ItemDataRole.UserRole)
            model.appendRow(line)
        self.setModel(model)
        self._rows = [at + 1 for at, item in enumerate(items) if not item.heading]
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        wide = max((self.fontMetrics().horizontalAdvance(item.text) for item in items), default=0)
        self.view().setMinimumWidth(wide + px(80))
        self.activated.connect(lambda _: self.edited.emit())
        self.currentIndexChanged.connect(lambda _: self.setToolTip(self.text()))  # a long option is cut in the form

    def text(self) -> str:
        """The chosen option, "" for none."""
        return str(self.currentData(Qt.ItemDataRole.UserRole) or "")

    def set_text(self, text: str) -> None:
        """Choose by text; a text that is no option leaves nothing chosen."""
        self.setCurrentIndex(max(self.findData(text, Qt.ItemDataRole.UserRole), 0) if text else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and letters choose; Backspace and Delete clear."""
        digit = event.text()
        if digit.isascii() and digit.isdigit() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._digit(digit)
        elif digit.isascii() and digit.isalpha() and not event.modifiers() & _COMMANDS:
            self._letter(digit.lower())
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.setCurrentIndex(0)
            self.edited.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A new visit begins a new number and new letters."""
        self._typed = self._letters = ""
        super().focusInEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form and never changes a choice unseen."""
        event.ignore()

    def _digit(self, digit: str) -> None:
        longer = self._typed + digit
        self._typed = longer if longer.lstrip("0") and int(longer) <= len(self._rows) else digit
        number = int(self._typed)
        if 1 <= number <= len(self._rows):
            self.setCurrentIndex(self._rows[number - 1])
            self.edited.emit()

    def _letter(self, letter: str) -> None:
        """What was typed so far, or where nothing begins so, this letter as the first of a new word."""
        for typed in (self._letters + letter, letter):
            for row in self._rows:
                text = str(self.itemData(row, Qt.ItemDataRole.UserRole))
                if any(way.startswith(typed) for way in self._ways(text)):
                    self._letters = typed
                    self.setCurrentIndex(row)
                    self.edited.emit()
                    return
