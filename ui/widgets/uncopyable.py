"""Lines and areas from which nothing can be taken away: no copying, no cutting, no dragging, no menu."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


class SecretLine(QLineEdit):
    """One line; what is typed may be corrected, but not copied."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setDragEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.selectionChanged.connect(_forget_selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own name."""
        if not _takes_away(event):
            super().keyPressEvent(event)


class SecretArea(QPlainTextEdit):
    """Several lines; what is typed may be corrected, but not copied."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.selectionChanged.connect(_forget_selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own name."""
        if not _takes_away(event):
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Qt's own name: what copying and dragging would take along."""
        return QMimeData()


def _takes_away(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Cut)


def _forget_selection() -> None:
    """On X11 what is selected can be pasted elsewhere without being copied."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(clipboard.Mode.Selection)
