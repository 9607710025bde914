"""The list of pages on the left side: registers under headings that fold, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from ui.style.icons import icon
from ui.style.palette import look, px

if TYPE_CHECKING:
    from app.ledgers.shelf import Place

KEY = Qt.ItemDataRole.UserRole
TITLE, HEADING, PICTURE = KEY + 1, KEY + 2, KEY + 3
HEADING_HIGH = 32


class Registers(QListWidget):
    """As high as its lines where there is room, scrolled where there is none.

    `went` tells a page, `folded` that headings were opened or shut; the heading of the current page stays open.
    """

    went = Signal(str)
    folded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open: set[str] = set()
        self._current = ""
        self.setObjectName("side")
        self.setAccessibleName("台账")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Counted in rows, Qt forgets those that are folded away, and the entry it goes to stays half out of sight.
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(self._press)

    def sizeHint(self) -> QSize:
        """The height of all lines in sight."""
        high = sum(self.sizeHintForRow(at) for at in range(self.count()) if not self.isRowHidden(at))
        return QSize(super().sizeHint().width(), high + px(6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lower than before: the page in front is still seen whole."""
        super().resizeEvent(event)
        if (here := self.currentItem()) is not None:
            self.updateGeometries()  # else the bar still ends where the higher list ended
            self.scrollToItem(here)

    def show_menu(self, first: tuple[str, str, str], menu: Mapping[str, list[Place]], open_: Collection[str]) -> None:
        """Fill it: one page before the headings (key, title, icon), then the registers under theirs."""
        self.setIconSize(QSize(px(20), px(20)))
        self.clear()
        self.open = set(open_) & menu.keys() or set(list(menu)[:1])
        self._add_page(*first, "")
        for heading, places in menu.items():
            head = QListWidgetItem(heading)
            head.setData(HEADING, heading)
            head.setForeground(QColor(look().ink_soft))
            head.setSizeHint(QSize(px(60), px(HEADING_HIGH)))
            self.addItem(head)
            for place in places:
                self._add_page(place.key, place.title, place.icon, heading)
        self._fold()
        self.setCurrentRow(0)

    def mark(self, key: str) -> None:
        """Show which page one is on and open its heading; a page that is not in the list leaves nothing marked."""
        self._current = ""
        self.setCurrentRow(-1)
        for at in range(self.count()):
            if self.item(at).data(KEY) == key:
                self._current = self._heading(at)
                self._fold()
                self.setCurrentRow(at)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Open rows behind each register."""
        for at in range(self.count()):
            item = self.item(at)
            if (key := item.data(KEY)) in counts:
                item.setText(f"{item.data(TITLE)}({counts[key]})" if counts[key] else item.data(TITLE))

    def set_open(self, heading: str, wide: bool) -> None:
        """Open or shut a heading; the one of the current page cannot be shut."""
        if wide == (heading in self.open) or not heading:
            return
        (self.open.add if wide else self.open.discard)(heading)
        self._fold()
        self.folded.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes, or folds on a heading; → opens a heading, ← shuts it or goes up to it."""
        at = self.currentRow()
        item = self.item(at)
        if item is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press(item)
        elif event.key() == Qt.Key.Key_Right and item.data(HEADING):
            self.set_open(item.data(HEADING), True)
        elif event.key() == Qt.Key.Key_Left and item.data(HEADING):
            self.set_open(item.data(HEADING), False)
        elif event.key() == Qt.Key.Key_Left:
            self.setCurrentRow(next((up for up in range(at, -1, -1) if self.item(up).data(HEADING)), at))
        else:
            super().keyPressEvent(event)

    def _press(self, item: QListWidgetItem) -> None:
        if key := item.data(KEY):
            self.went.emit(key)
        elif heading := item.data(HEADING):
            self.set_open(heading, heading not in self.open)

    def _add_page(self, key: str, title: str, picture: str, heading: str) -> None:
        item = QListWidgetItem(title)
        item.setData(KEY, key)
        item.setData(TITLE, title)
        item.setData(PICTURE, picture)
        if not heading:
            item.setIcon(icon(picture, look().brand))
        self.addItem(item)

    def _heading(self, at: int) -> str:
        return next((self.item(up).data(HEADING) for up in range(at, -1, -1) if self.item(up).data(HEADING)), "")

    def _fold(self) -> None:
        heading, wide = "", True
        for at in range(self.count()):
            item = self.item(at)
            if found := item.data(HEADING):
                heading, wide = found, found in self.open or found == self._current
                item.setText(f"− {heading}" if wide else f"+ {heading}")
                item.setToolTip("" if wide else "点一下(或按 →)展开")
            elif heading:
                self.setRowHidden(at, not wide)
                if wide and item.icon().isNull():  # what is folded away is drawn when it is opened
                    item.setIcon(icon(item.data(PICTURE), look().brand))
        self.updateGeometry()
