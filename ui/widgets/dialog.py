"""The frame of every dialog: a heading, a body, Chinese buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from ui.style.palette import GAP, px
from ui.widgets.order import tab_as_laid_out


class Dialog(QDialog):
    """A dialog with a heading and a row of buttons; `body` is where its content goes."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(GAP[3]), px(GAP[3]), px(GAP[3]), px(GAP[2]))
        outer.setSpacing(px(GAP[2]))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(GAP[1]))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(GAP[1]))
        self.buttons.addStretch(1)
        self._leaving: QPushButton | None = None
        outer.addLayout(self.body, 1)
        outer.addLayout(self.buttons)
        self.setMinimumWidth(px(420))

    def settle(self) -> None:
        """Let Tab walk as things stand, and give wrapped sentences their height; again when the content has changed."""
        tab_as_laid_out(self)
        for one in self.findChildren(QListView):
            one.doItemsLayout()  # lines put in before the look came on have not its height
        layout, room = self.layout(), self._room()
        wide = min(self.width(), max(room.width(), self.minimumSizeHint().width()))
        high = max(self.height(), layout.totalMinimumHeightForWidth(wide)) if layout is not None else self.height()
        self.resize(wide, min(high, room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Whatever was put in last is in order when the dialog comes up."""
        super().showEvent(event)
        self.settle()

    def fit(self, width: int, height: int) -> None:
        """Take a size as at 100 % type, as far as the window it belongs to has room for it."""
        room = self._room()
        self.resize(min(px(width), room.width()), min(px(height), room.height()))

    def _room(self) -> QSize:
        """How large it may be: as the window it belongs to, or the screen, less an edge to see that behind it."""
        above = self.parentWidget()
        room = above.window().size() if above is not None else self.screen().availableGeometry().size()
        edge = px(GAP[2])
        return QSize(room.width() - edge, room.height() - edge)

    def _gap(self) -> int:
        """Where the empty room before the buttons stands: a dialog may put something of its own in front of it."""
        return next(at for at in range(self.buttons.count()) if self.buttons.itemAt(at).spacerItem() is not None)

    def add_button(self, text: str, act: Callable[[], object], *, main: bool = False) -> QPushButton:
        """A button at the foot; the main one is pressed by Enter and comes first, the one that only leaves last."""
        made = button(text, act, main=main)
        made.setDefault(main)
        made.setAutoDefault(main)
        if act == self.reject:
            self._leaving = made
        at = self.buttons.count() if self._leaving in (None, made) else self.buttons.indexOf(self._leaving)
        self.buttons.insertWidget(self._gap() + 1 if main else at, made)
        return made


@contextmanager
def at_work(press: QPushButton, text: str) -> Iterator[None]:
    """While the window itself is busy for a moment, the button that was pressed says with what."""
    before = press.text()
    press.setText(text)
    around = press.parentWidget()
    if around is not None and (layout := around.layout()) is not None:
        layout.activate()  # the words need their room now: nothing is laid out before the work is done
        around.repaint()
    try:
        yield
    finally:
        press.setText(before)


class Alarm(QLabel):
    """A sentence in red with a button that copies it: whoever is asked on the phone wants the very words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.copy = button("复制", lambda: QApplication.clipboard().setText(self.text()), plain=True)
        self.copy.setAccessibleName("复制这句话")
        self.copy.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands at the right end of the first line; the style sheet leaves room for it."""
        super().resizeEvent(event)
        size = self.copy.sizeHint()
        self.copy.setGeometry(self.width() - size.width() - px(2), px(2), size.width(), size.height())


def button(text: str, act: Callable[[], object], *, main: bool = False, plain: bool = False) -> QPushButton:
    """A push button of our look."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if main or plain:
        made.setProperty("main" if main else "plain", True)
    made.clicked.connect(lambda: act())
    return made


def emphasize(made: QPushButton, main: bool) -> None:
    """Draw a button as the next step, or as one of several."""
    if bool(made.property("main")) != main:
        made.setProperty("main", main)
        made.style().unpolish(made)
        made.style().polish(made)


def label(text: str, kind: str = "", *, wrap: bool = True) -> QLabel:
    """A label; `kind` is one of the looks named in the style sheet (title, hint, fault …)."""
    made = Alarm(text) if kind == "alarm" else QLabel(text)
    made.setObjectName(kind)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
