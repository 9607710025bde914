"""The preview of an import as a table one writes in: Enter or a letter begins, F8 goes on, Del empties a cell."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTableView, QWidget

from ui.screens.import_plan import OWN, PlanModel
from ui.style.palette import HIT, px

_WIDE = (9, 3, 6, 18)  # in Chinese characters: file, row, what becomes of it, what to mend
_CELL, _MOST = 8, 16
_FEW = 200  # lines; of more than these the height of each is not worked out


class TypingGrid(QTableView):
    """A table one writes in without opening its cells first: a letter, a Chinese word or Enter begins."""

    def __init__(self, called: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(called)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(HIT))
        self.verticalHeader().setMinimumSectionSize(px(HIT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes in the cell."""
        able = self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable
        open_already = self.state() == QAbstractItemView.State.EditingState  # Enter that closes an editor comes here
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and able and not (open_already or event.modifiers()):
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese begins the cell as a letter does; the next word goes behind the first, not over it."""
        begins = self.state() != QAbstractItemView.State.EditingState
        super().inputMethodEvent(event)
        editor = QApplication.focusWidget()
        if event.commitString() and isinstance(editor, QLineEdit) and self.isAncestorOf(editor):
            if begins:  # Qt opens the editor and drops a word that comes without having been composed before
                editor.setText(event.commitString())
            editor.end(False)


class PreviewGrid(TypingGrid):
    """Keys beside those of every table; what they mean for the plan is the page's business."""

    leave_out = Signal()
    emptied = Signal()

    def __init__(self, model: PlanModel, parent: QWidget | None = None) -> None:
        super().__init__("要导入的行", parent)
        self._model = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del empties a cell one may write in; beside the cells it takes the chosen lines out or in again."""
        if event.key() == Qt.Key.Key_Delete and self.state() != QAbstractItemView.State.EditingState:
            here = self.currentIndex()
            able = here.flags() & Qt.ItemFlag.ItemIsEditable and here.data(Qt.ItemDataRole.EditRole)
            (self.emptied if able else self.leave_out).emit()
        else:
            super().keyPressEvent(event)

    def go_on(self, row: int, column: int) -> bool:
        """To the next cell with something to mend; whether there is one."""
        found = self._model.next_fault(row, column)
        if found is not None:
            self.go_to(*found)
        return found is not None

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one, in sight."""
        index = self._model.index(min(row, self._model.rowCount() - 1), column)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def chosen(self) -> list[int]:
        """The rows that are selected."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def set_widths(self) -> None:
        """Columns as wide as headings and sentences need, rows as high as their texts."""
        wide = self.fontMetrics().horizontalAdvance("国")
        for column, heading in enumerate(self._model.headers):
            own = column < len(OWN)
            need = _WIDE[column] if own else min(max(_CELL, len(heading) + 2), _MOST)
            self.setColumnWidth(column, wide * need)
        if self._model.rowCount() <= _FEW:
            self.resizeRowsToContents()
