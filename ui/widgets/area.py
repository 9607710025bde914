"""A field of several lines that grows with its text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ui.style.palette import px

FEWEST, MOST = 2, 7


class Area(QPlainTextEdit):
    """Enter belongs to the form; Ctrl+Enter makes a new line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """As many lines as there are, within reason."""
        lines = round(self.document().documentLayout().documentSize().height())
        high = min(max(lines, FEWEST), MOST) * self.fontMetrics().lineSpacing()
        return QSize(px(200), high + px(26))

    def minimumSizeHint(self) -> QSize:
        """Never less than it needs."""
        return QSize(px(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width means other line ends, and so another height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter breaks the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.insertPlainText("\n")
            else:
                event.ignore()
            return
        super().keyPressEvent(event)
