"""Who changed a row, when, from what to what."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.domain.ledger import LedgerDef
from app.operations import records, records_past
from app.operations.books import Book
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

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


FIELD_HEADS = ("时间", "谁", "原来", "改为", "做了什么")


class FieldHistory(Dialog):
    """What happened to one field of a row: who, when, from what, to what."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row_id: int, key: str) -> None:
        super().__init__(parent, "这一项的历史")
        changes = records_past.field_history(book, ledger, row_id, key)
        self.body.addWidget(label(f"“{ledger.label(key)}”改过 {len(changes)} 次,最近的在前", "title"))
        self.body.addWidget(label(book.title(ledger.key, row_id), "hint"))
        self.table = QTableWidget(len(changes), len(FIELD_HEADS))
        self.table.setHorizontalHeaderLabels(list(FIELD_HEADS))
        self.table.setAccessibleName("这一项的历史")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        for at, change in enumerate(changes):
            self._fill(at, change)
        heads = self.table.horizontalHeader()
        for column, wide in enumerate((140, 80, 0, 0, 170)):
            self.table.setColumnWidth(column, px(wide))
        for column in (2, 3):
            heads.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table, 1)
        self.add_button("关闭", self.accept, main=True)
        self.fit(860, 420)
        self.table.resizeRowsToContents()
        self.table.setFocus()

    def _fill(self, at: int, change: records.FieldChange) -> None:
        _, before, after = change.fields[0]
        what = change.label + (f":{change.reason}" if change.reason else "")
        texts = (change.at[:16].replace("T", " "), change.actor_name or change.actor, before or "(空)", after or "(空)")
        for column, text in enumerate((*texts, what)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(at, column, item)
