"""Lines of text that give way: without room they end in “…”, and are told whole when asked."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel

from ui.style.palette import px

LEAST = 60


class Elided(QLabel):
    """Lines that never make their window wider; the whole text is its tooltip and its accessible name."""

    def __init__(self, text: str, kind: str = "") -> None:
        super().__init__()
        self.setObjectName(kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Other words, whole in the tooltip."""
        super().setText(text)
        whole = text.replace("\n", "")
        self.setToolTip(whole)
        self.setAccessibleName(whole)

    def minimumSizeHint(self) -> QSize:
        """A few characters are enough."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), px(LEAST)), hint.height())

    def shown(self) -> str:
        """The text as it is painted at the present width."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        lines = self.text().split("\n")
        return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter | self.alignment()), self.shown())
