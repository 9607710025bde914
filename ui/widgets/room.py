"""Where the pages stand: a page that needs more than the screen has is scrolled, and the window never grows off it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class Room(QScrollArea):
    """Gives the page in front all the room there is, or as much as it needs at least."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__()
        self.setObjectName("room")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack = stack
        self.setWidget(stack)
        stack.currentChanged.connect(lambda _: self.fit())

    def fit(self) -> None:
        """Make the page as large as the room, never smaller than it can be."""
        page, room = self.stack.currentWidget(), self.viewport().size()
        self.stack.resize(room.expandedTo(least(page, room.width())) if page is not None else room)

    def reveal(self, one: QWidget) -> None:
        """Scroll to what has the focus, where anything is scrolled at all."""
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        if any(bar.maximum() for bar in bars) and self.stack.isAncestorOf(one):
            self.ensureWidgetVisible(one)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another page size."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that came to need more or less is fitted again."""
        if watched is self.stack and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)


def least(page: QWidget, width: int) -> QSize:
    """The smallest size of a page; wrapped lines count with the height they have at its width."""
    small = page.minimumSizeHint().expandedTo(page.minimumSize())
    layout = page.layout()
    if layout is not None and layout.hasHeightForWidth():
        small = small.expandedTo(QSize(0, layout.totalMinimumHeightForWidth(max(width, small.width()))))
    return small
