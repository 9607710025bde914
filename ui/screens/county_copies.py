"""雷同: texts that stand for several villages; Enter lists the rows, and from there opens one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ledgers import ledger
from app.operations import county_copies
from app.operations.books import Book
from app.operations.county_copies import LEAST_VILLAGES, Copied
from app.operations.monthly import BehindRow
from ui.screens.monthly_figures import BehindDialog
from ui.screens.preview import open_preview_of
from ui.screens.tally import cell, go_to_row, row_list, rows_fit
from ui.widgets.dialog import Dialog, label

HEADS = ("台账和项目", "内容", "乡镇", "村", "条数")
NONE = f"没有发现同样的话在 {LEAST_VILLAGES} 个村以上出现。"
HINT = f"同样的话在 {LEAST_VILLAGES} 个村以上出现的。只是提示,请到现场看是不是真改了。Enter 看是哪几条,Esc 关闭。"


class CopiesDialog(Dialog):
    """`wanted` names the merged row to open; the list is closed then."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget, book: Book, found: Sequence[Copied]) -> None:
        super().__init__(parent, "雷同提示")
        self.book, self.found = book, list(found)
        wide = {0: 150, 2: 60, 3: 60, 4: 60}
        self.table = row_list(HEADS, len(found), stretch=1, wide=wide, name="雷同的内容")
        self._fill()
        self.body.addWidget(label(HINT if found else NONE, "hint"))
        self.body.addWidget(self.table, 1)
        self.add_button("看是哪几条 Enter", self.open_one, main=True).setEnabled(bool(found))
        self.add_button("打印清单 Ctrl+P", self.preview)
        self.add_button("关闭 Esc", self.reject)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.preview)
        self.table.cellDoubleClicked.connect(lambda *_: self.open_one())
        self.fit(860, 460)
        go_to_row(self.table, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_one(self) -> None:
        """List the rows of the text under the cursor, each with its village."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.found):
            return
        one = self.found[at]
        rows = [BehindRow(one.register, number, self.book.title(one.register, number), 1) for number in one.rows]
        dialog = BehindDialog(self, one.called, rows, {one.register: ledger(one.register).title}, "条")
        dialog.wanted.connect(self._leave)
        dialog.open()

    def preview(self) -> None:
        """The list on paper; the preview also writes PDF, Excel and Word."""
        open_preview_of(self, self.book, "雷同清单", lambda: [county_copies.paper(self.book, self.found)])

    def _leave(self, register: str, row_id: int) -> None:
        self.accept()
        self.wanted.emit(register, row_id)

    def _fill(self) -> None:
        for at, one in enumerate(self.found):
            counts = (len(one.townships), len(one.villages), len(one.rows))
            for column, text in enumerate((one.called, one.text, *map(str, counts))):
                item = cell(text, middle=column > 1)
                item.setToolTip("、".join(one.villages))
                self.table.setItem(at, column, item)
        rows_fit(self.table)
