"""组成与许可: what the program is made of, and the licence of each part as its authors wrote it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QSplitter, QTableWidget, QTableWidgetItem, QWidget

from app.operations.parts import Part, parts
from ui.style.palette import HIT, px
from ui.widgets.dialog import Dialog, label

HEADS = ("组成部分", "版本", "许可")
SAID = "明账用到的程序库和字体都是可以自由使用、自由分发的。上面选一个,下面是它的许可原文(多为英文)。"


class PartsDialog(Dialog):
    """The parts above, the licence of the chosen one below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "组成与许可")
        self.parts = parts()
        self.table = QTableWidget(len(self.parts), len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setAccessibleName("组成部分")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(HIT))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("许可原文")
        for row, part in enumerate(self.parts):
            self._fill(row, part)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.text)
        self.body.addWidget(label(SAID))
        self.body.addWidget(halves, 1)
        self.add_button("关闭", self.accept)
        self.table.currentCellChanged.connect(lambda row, *_: self._show(row))
        self.table.setCurrentCell(0, 0)
        self.fit(860, 600)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, row: int, part: Part) -> None:
        for column, text in enumerate((part.name, part.version, part.licence or "见下面的原文")):
            item = QTableWidgetItem(text)
            item.setToolTip(part.about or text)
            self.table.setItem(row, column, item)

    def _show(self, row: int) -> None:
        self.text.setPlainText(self.parts[row].text if row >= 0 else "")
