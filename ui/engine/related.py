"""«相关记录»: the chain a row belongs to, from any register to any other; Enter opens the row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.ledger import LedgerDef
from app.operations import related
from app.operations.books import Book
from app.operations.related import Related
from ui.style.palette import GAP, px
from ui.widgets.dialog import label

HEADS = ("台账", "记录", "状态", "日期", "关系")
WIDTHS = (96, 180, 64, 88, 84)


class RelatedRows(QWidget):
    """The rows that belong to one row; `wanted` asks for one of them by register and id."""

    wanted = Signal(str, int)

    def __init__(self, book: Book, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, ledger
        self.rows: list[Related] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), px(GAP[1]), px(GAP[1]), px(GAP[1]))
        self.hint = label("", "hint")
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        for column, wide in enumerate(WIDTHS):
            self.table.setColumnWidth(column, px(wide))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellDoubleClicked.connect(lambda at, _: self.open(at))
        box.addWidget(self.hint)
        box.addWidget(self.table, 1)

    def show_row(self, row_id: int | None) -> None:
        """Fill with what belongs to a row; a new one has nothing yet."""
        self.rows = related.related(self.book, self.ledger, row_id) if row_id else []
        self.hint.setText(
            "双击或按 Enter 打开。前面标 ↳ 的是再往下一步的记录。" if self.rows else "还没有别的记录与这一条相关。"
        )
        self.table.setRowCount(len(self.rows))
        for at, one in enumerate(self.rows):
            start = "↳ " if one.onward else ""
            for column, text in enumerate((f"{start}{one.kind}", one.title, one.state, one.day, one.through)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.resizeRowsToContents()
        self.table.setVisible(bool(self.rows))

    def open(self, at: int) -> None:
        """Ask for the row of a line."""
        if 0 <= at < len(self.rows):
            self.wanted.emit(self.rows[at].register, self.rows[at].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open(self.table.currentRow())
            return
        super().keyPressEvent(event)
