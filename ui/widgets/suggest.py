"""A line that offers what was meant while one types: names by pinyin initials, earlier texts, periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from ui.style.palette import px

ROWS = 8


@dataclass(frozen=True)
class Offer:
    """One thing offered: the text that goes into the line, and what stands behind it in the list."""

    text: str
    detail: str = ""


Offers = Callable[[str], list[Offer]]


class OfferList(QListView):
    """What is offered under a field while the keys stay with the field."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field, self._model = field, QStringListModel(self)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("picker")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setModel(self._model)

    def offer(self, offers: Sequence[Offer]) -> bool:
        """Show offers under the field, above it where there is no room; False and nothing where there are none."""
        self._model.setStringList([f"{o.text}  {o.detail}".strip() for o in offers])
        if not offers or not self._field.isVisible():
            self.hide()
            return False
        high = self.sizeHintForRow(0) * min(ROWS, len(offers)) + px(6)
        room = self._field.screen().availableGeometry()
        wide = min(max(self._field.width(), self.sizeHintForColumn(0) + px(36)), room.width())
        place = self._field.mapToGlobal(QPoint(0, self._field.height()))
        if place.y() + high > room.bottom():
            place = self._field.mapToGlobal(QPoint(0, -high))
        place.setX(max(room.left(), min(place.x(), room.right() - wide)))
        self.setGeometry(place.x(), place.y(), wide, high)
        self.show()
        return True

    def walk(self, step: int) -> None:
        """The cursor goes to the next offer or the one before, round at the ends."""
        number = self._model.rowCount()
        here = self.currentIndex().row()
        at = (here + step) % max(1, number) if here >= 0 or step > 0 else number - 1
        self.setCurrentIndex(self._model.index(at))


class SuggestLine(QLineEdit):
    """`offers` is asked at every key. With `must`, leaving takes the first offer for what was typed.

    With `many`, texts are separated by `between` and only the last one is looked for.
    """

    chosen = Signal()

    def __init__(
        self,
        offers: Offers,
        *,
        must: bool = False,
        many: bool = False,
        between: str = "、",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask, self._must, self._many, self.between = offers, must, many, between
        self._offers: list[Offer] = []
        self._untouched = True
        self.list = OfferList(self)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self.textEdited.connect(lambda _: self.look())

    def look(self, *, everything: bool = False) -> None:
        """Ask for offers and show them under the line."""
        self._untouched = False
        part = "" if everything else self._part()
        self._offers = self._ask(part) if part or everything or self._must else []
        if not self.list.offer(self._offers):
            return
        if self._must and part:
            self.list.walk(1)

    def commit(self) -> None:
        """Take the offer under the cursor; with `must`, the first one for what was typed."""
        at = self.list.currentIndex().row() if self.list.isVisible() else -1
        part = self._part()
        if at >= 0:
            self._take(at)
        elif self._must and not self._untouched and part:
            self._offers = self._ask(part)
            exact = next((i for i, offer in enumerate(self._offers) if offer.text == part), 0)
            if self._offers:
                self._take(exact)
        self.list.hide()
        if self._many:
            self.setText(self.text().rstrip(f"{self.between} "))

    def set_text(self, text: str) -> None:
        """Fill the line without offering anything."""
        self.setText(text)
        self.home(False)  # a long text is read from its beginning
        self._untouched = True
        self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the offers, Esc closes them, Alt+↓ shows all."""
        open_, key = self.list.isVisible(), event.key()
        if key == Qt.Key.Key_Down and not open_:
            self.look(everything=True)
        elif open_ and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.walk(1 if key == Qt.Key.Key_Down else -1)
        elif open_ and key == Qt.Key.Key_Escape:
            self.list.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was meant."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self.home(False)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The list never outlives its line."""
        self.list.hide()
        super().hideEvent(event)

    def _part(self) -> str:
        text = self.text()
        return (text.rpartition(self.between)[2] if self._many else text).strip()

    def _take(self, at: int) -> None:
        before = self.text().rpartition(self.between)[0] if self._many else ""
        names = [name for name in before.split(self.between) if name]
        picked = self._offers[at].text
        if picked not in names:
            names.append(picked)
        self.setText(self.between.join(names) + (self.between if self._many else ""))
        self._untouched = True
        self.list.hide()
        self.chosen.emit()
