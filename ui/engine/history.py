"""Who changed a row, when, from what to what."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.domain.ledger import LedgerDef
from app.operations import records
from app.operations.books import Book
from ui.style.palette import px

HEADS = ("时间", "谁", "做了什么", "哪一项", "原来", "改为")


class History(QTableWidget):
    """The changes of one row, newest first; one line a field."""

    def __init__(self, book: Book, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self.book, self.ledger = book, ledger
        self.setHorizontalHeaderLabels(list(HEADS))
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        heads = self.horizontalHeader()
        for column, wide in enumerate((96, 62, 90, 76, 96, 96)):
            self.setColumnWidth(column, px(wide))
        heads.setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)

    def show_row(self, row_id: int | None) -> None:
        """Fill with the changes of a row; empty for a new one."""
        changes = records.history(self.book, self.ledger, row_id) if row_id else []
        lines: list[tuple[str, ...]] = []
        for change in changes:
            what = change.label + (f":{change.reason}" if change.reason else "")
            head = (change.at[:16].replace("T", " "), change.actor_name or change.actor, what)
            lines += [(*head, *field) for field in change.fields] or [(*head, "", "", "")]
        self.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(at, column, item)
        self.resizeRowsToContents()
