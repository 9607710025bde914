"""A field of several lines that grows with its text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ui.style.palette import px
from ui.widgets.suggest import Offer, OfferList, Offers

FEWEST, MOST = 2, 7
REST_MS = 300
LEAST, LONGEST, SHOWN = 2, 20, 40  # characters: fewer say nothing, with more one writes something new


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


class SuggestArea(Area):
    """Offers earlier texts that begin so, after a rest in typing; ↓ goes into the list, leaving takes the chosen."""

    chosen = Signal()

    def __init__(self, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = offers
        self._offers: list[Offer] = []
        self.list = OfferList(self)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.look)

    def look(self) -> None:
        """Ask for offers for a short beginning and show them."""
        typed = self.toPlainText().strip()
        fits = LEAST <= len(typed) <= LONGEST and "\n" not in typed and self.hasFocus()
        self._offers = self._ask(typed) if fits else []
        self.list.offer([Offer(" ".join(one.text.split())[:SHOWN]) for one in self._offers])

    def commit(self) -> None:
        """Take the offer under the cursor."""
        self._rest.stop()
        if self.list.isVisible() and (at := self.list.currentIndex().row()) >= 0:
            self._take(at)
        self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the offers while they are shown, Esc closes them."""
        if self.list.isVisible() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.walk(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        if self.list.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.list.hide()
            return
        super().keyPressEvent(event)
        if event.text():
            self._rest.start()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese comes in whole words."""
        super().inputMethodEvent(event)
        if event.commitString():
            self._rest.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was chosen."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The list never outlives its field."""
        self._rest.stop()
        self.list.hide()
        super().hideEvent(event)

    def _take(self, at: int) -> None:
        self.setPlainText(self._offers[at].text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.list.hide()
        self.chosen.emit()
