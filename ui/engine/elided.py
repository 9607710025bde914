"""A line of text that gives way: where there is no room it ends in “…”, and says all of itself when asked."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel

from ui.style.palette import px

LEAST = 60


class Elided(QLabel):
    """One line that never makes its window wider; the whole text is its tooltip and its accessible name."""

    def __init__(self, text: str, kind: str = "") -> None:
        super().__init__()
        self.setObjectName(kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Other words, whole in the tooltip."""
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """A few characters are enough."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), px(LEAST)), hint.height())

    def shown(self) -> str:
        """The text as it is painted at the present width."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter), self.shown())
