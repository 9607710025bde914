"""The lists of 成批打印: villages with their groups, kinds of sheet with their copies, and what is not ready."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.operations.batch_plan import MOST_COPIES, Piece
from app.operations.disclosure_calendar import Line
from app.operations.sheets import SheetKind
from ui.screens.tally import cell, go_to_row, rows_fit
from ui.style.palette import HIT, px

UNIT = Qt.ItemDataRole.UserRole
TICK, KIND, COPIES = range(3)
CHECKED, OPEN = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class UnitTree(QTreeWidget):
    """Villages, each with its groups below it; a village takes its groups along, a group goes alone."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setAccessibleName("村、小组")
        self.setUniformRowHeights(True)
        self.itemChanged.connect(self._taken_along)

    def show_lines(self, villages: Iterable[Line], ticked: frozenset[int] | None) -> None:
        """Fill it; all are ticked where nothing else is said."""
        self.blockSignals(True)
        self.clear()
        for village in villages:
            item = self._item(village, ticked)
            self.addTopLevelItem(item)
            item.addChildren([self._item(group, ticked) for group in village.groups])
        self.blockSignals(False)
        self.setCurrentItem(next(self._items(), None))  # type: ignore[arg-type]  # None is no current one
        self.changed.emit()

    def ticked(self) -> tuple[int, ...]:
        """The units that are ticked, each village before its groups."""
        return tuple(item.data(0, UNIT) for item in self._items() if item.checkState(0) is CHECKED)

    def tick_all(self, on: bool, *, groups: bool = True) -> None:
        """Tick or untick everything; with `groups` False the villages alone are ticked."""
        self.blockSignals(True)
        for item in self._items():
            item.setCheckState(0, CHECKED if on and (groups or item.parent() is None) else OPEN)
        self.blockSignals(False)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+A ticks all, pressed again none."""
        if event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.tick_all(len(self.ticked()) < sum(1 for _ in self._items()))
            return
        super().keyPressEvent(event)

    def _item(self, line: Line, ticked: frozenset[int] | None) -> QTreeWidgetItem:
        item = QTreeWidgetItem([line.name])
        item.setData(0, UNIT, line.unit)
        item.setCheckState(0, CHECKED if ticked is None or line.unit in ticked else OPEN)
        return item

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for at in range(self.topLevelItemCount()):
            village = self.topLevelItem(at)
            assert village is not None
            yield village
            yield from (village.child(group) for group in range(village.childCount()))

    def _taken_along(self, item: QTreeWidgetItem) -> None:
        self.blockSignals(True)
        for at in range(item.childCount()):
            item.child(at).setCheckState(0, item.checkState(0))
        self.blockSignals(False)
        self.changed.emit()


class KindTable(QTableWidget):
    """Kinds of sheet: space ticks one, digits say how many copies of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setHorizontalHeaderLabels(["", "表", "份数"])
        self.setAccessibleName("打印哪几种表,各几份")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(HIT))
        self.setColumnWidth(TICK, px(36))
        self.setColumnWidth(COPIES, px(64))
        self.horizontalHeader().setSectionResizeMode(KIND, QHeaderView.ResizeMode.Stretch)
        self.kinds: list[SheetKind] = []
        self._typed = ""
        self.itemChanged.connect(lambda _: self.changed.emit())
        self.currentCellChanged.connect(self._moved)

    def show_kinds(self, kinds: Sequence[tuple[SheetKind, str]], copies: Mapping[str, int]) -> None:
        """Fill it with kinds and what each is called here; those in `copies` are ticked."""
        self.kinds = [kind for kind, _ in kinds]
        self.blockSignals(True)
        self.setRowCount(len(kinds))
        for at, (kind, called) in enumerate(kinds):
            tick = cell("")
            tick.setFlags(tick.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            tick.setCheckState(CHECKED if kind.key in copies else OPEN)
            for column, made in enumerate((tick, cell(called), cell(str(copies.get(kind.key, 1)), middle=True))):
                self.setItem(at, column, made)
        self.blockSignals(False)
        go_to_row(self, 0, KIND)
        self.changed.emit()

    def copies(self) -> dict[str, int]:
        """How many of each kind that is ticked, in the order of the list."""
        return {
            kind.key: int(self._at(at, COPIES).text())
            for at, kind in enumerate(self.kinds)
            if self._at(at, TICK).checkState() is CHECKED
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; digits are copies, two typed after each other a number of two; others move the cursor."""
        at, digit = self.currentRow(), event.text()
        if not 0 <= at < len(self.kinds):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog's own button
        elif event.key() == Qt.Key.Key_Space:
            tick = self._at(at, TICK)
            tick.setCheckState(OPEN if tick.checkState() is CHECKED else CHECKED)
        elif digit.isascii() and digit.isdigit() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._type(at, digit)
        else:
            super().keyPressEvent(event)

    def _type(self, at: int, digit: str) -> None:
        number = int(self._typed + digit)
        number = number if number <= MOST_COPIES else int(digit)
        if number:
            self._typed = str(number)
            self._at(at, COPIES).setText(self._typed)
            self._at(at, TICK).setCheckState(CHECKED)

    def _moved(self, row: int, _column: int, before: int, _: int) -> None:
        if row != before:
            self._typed = ""

    def _at(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        assert item is not None
        return item


class WaitingTable(QTableWidget):
    """What is not ready, one line for each sheet; Enter goes to it."""

    wanted = Signal(object)  # the piece

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setHorizontalHeaderLabels(["哪一张", "表", "为什么"])
        self.setAccessibleName("没有准备好的")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.setColumnWidth(0, px(280))
        self.setColumnWidth(1, px(200))
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        rows_fit(self)
        self.cellActivated.connect(lambda at, _: self._open(at))
        self.pieces: list[Piece] = []

    def show_told(self, told: Sequence[tuple[Piece, str, str]]) -> None:
        """Fill it."""
        self.pieces = [piece for piece, _, _ in told]
        self.setRowCount(len(told))
        for at, (piece, kinds, why) in enumerate(told):
            for column, text in enumerate((piece.title, kinds, why)):
                made = cell(text)
                made.setToolTip(text)
                self.setItem(at, column, made)
        self.resizeRowsToContents()
        go_to_row(self, 0)

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.pieces):
            self.wanted.emit(self.pieces[at])
