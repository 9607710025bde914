"""个人信息处理记录: what was decided about personal things on a sheet, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QWidget

from app.operations import settlings
from app.operations.books import Book
from app.operations.settlings import Settling
from app.reports.sheet import Sheet
from ui.screens.message_line import MessageLine
from ui.screens.tally import cell, go_to_row, rows_fit
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

HEADINGS = ("位置", "类别", "处理", "理由", "谁", "什么时候")
WIDTHS = (210, 120, 110, 0, 90, 150)
NOTHING = "这张表没有处理过个人信息。"
HOW = "取回以后,这一处会重新要求处理。原文不在这里保存。按 Del 取回。"


def decided(book: Book, sheets: Sequence[Sheet]) -> list[Settling]:
    """The decisions about some sheets, the newest first."""
    kinds = dict.fromkeys((sheet.key, sheet.title) for sheet in sheets)
    return [one for key, title in kinds for one in settlings.settlings(book, key, title)]


class SettledDialog(Dialog):
    """The list of past decisions; `taken_back` is emitted when one of them was given up."""

    taken_back = Signal()

    def __init__(self, parent: QWidget | None, book: Book, sheets: Sequence[Sheet]) -> None:
        super().__init__(parent, "个人信息处理记录")
        self.book, self.sheets = book, list(sheets)
        self.shown: list[Settling] = []
        self.message = MessageLine(self)
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.setAccessibleName("处理过的个人信息")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for at, width in enumerate(WIDTHS):
            if width:
                self.table.setColumnWidth(at, px(width))
            else:
                self.table.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        rows_fit(self.table)
        for widget in (label(HOW, "hint"), self.message):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.back = self.add_button("取回这一处 Del", self.take_back)
        self.add_button("关闭 Esc", self.reject, main=True)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        shortcut.activated.connect(self.take_back)
        self.table.currentCellChanged.connect(lambda *_: self._able())
        area = parent.window().size() if parent is not None else None
        wide, high = (area.width(), area.height()) if area is not None else (px(980), px(520))
        self.resize(min(wide - px(24), px(1060)), min(high - px(24), px(520)))
        self.load()
        self.table.setFocus()

    def load(self) -> None:
        """Read the decisions again."""
        self.shown = decided(self.book, self.sheets)
        self.table.setRowCount(len(self.shown))
        for at, one in enumerate(self.shown):
            state = f"{one.action}(已取回)" if one.taken_back else one.action
            moment = one.at[:16].replace("T", " ")
            for column, text in enumerate((one.place, one.kind, state, one.reason, one.by, moment)):
                made = cell(text)
                made.setToolTip(text)
                self.table.setItem(at, column, made)
        self.table.resizeRowsToContents()
        if not self.shown:
            self.message.tell(NOTHING, "blue")
        go_to_row(self.table, 0)
        self._able()

    def take_back(self) -> None:
        """Take the decision the cursor is on back."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.shown) or self.shown[at].taken_back:
            return
        settlings.take_back(self.book, [self.shown[at].id])
        self.load()
        go_to_row(self.table, at)
        self.message.tell("已取回。再打印这张表时会重新要求处理。", "green")
        self.taken_back.emit()

    def _able(self) -> None:
        at = self.table.currentRow()
        self.back.setEnabled(0 <= at < len(self.shown) and not self.shown[at].taken_back)
