"""Which townships a sum of the county is made of; Enter lists the rows one of them reported for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QWidget

from app.figures.columns import COLUMNS
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS
from app.ledgers import SHELF
from app.operations import monthly
from app.operations.books import Book
from app.operations.county_totals import TownshipFigures
from ui.screens.message_line import MessageLine
from ui.screens.monthly_figures import BehindDialog, shown
from ui.screens.tally import cell, go_to_row
from ui.style.palette import HIT, px
from ui.widgets.dialog import Dialog, label

SHOWN = ("m", "adj", "y", "stock")


class TownshipsDialog(Dialog):
    """`wanted` names the merged row to open; the list is closed then."""

    wanted = Signal(str, int)

    def __init__(
        self, parent: QWidget, book: Book, place: Place, column: str, own: Sequence[tuple[TownshipFigures, Figure]]
    ) -> None:
        self.indicator = INDICATORS[place.code]
        super().__init__(parent, f"{self.indicator.label}:各乡镇")
        self.book, self.own = book, own
        self.column = "adj" if column == "adj" else "m"
        self.message = MessageLine(self)
        self.table = QTableWidget(len(own), 1 + len(SHOWN) + 1)
        self._fill()
        self.body.addWidget(
            label(
                f"{self.indicator.label}({self.indicator.unit}):{len(own)} 个乡镇。Enter 看是哪几条,Esc 关闭。", "hint"
            )
        )
        self.body.addWidget(self.message)
        self.body.addWidget(self.table, 1)
        self.add_button("看是哪几条 Enter", self.open_one, main=True)
        self.add_button("关闭 Esc", self.reject)
        self.table.cellDoubleClicked.connect(lambda *_: self.open_one())
        self.resize(px(720), px(460))
        go_to_row(self.table, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_one(self) -> None:
        """List the rows of the township under the cursor."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.own):
            return
        who, figure = self.own[at]
        rows = monthly.rows_behind(self.book, figure.late if self.column == "adj" else figure.month)
        title = f"{who.name} {self.indicator.label} {self._called()}"
        if not rows:
            self.message.tell(f"{title}没有随包报来的记录:数字是 0,或者这一类记录不上报。", "blue")
            return
        self.message.tell("")
        dialog = BehindDialog(self, title, rows, {one.key: one.title for one in SHELF.places}, self.indicator.unit)
        dialog.wanted.connect(self._leave)
        dialog.open()

    def _leave(self, register: str, row_id: int) -> None:
        self.accept()
        self.wanted.emit(register, row_id)

    def _called(self) -> str:
        return COLUMNS["stock" if self.indicator.stock else self.column]

    def _fill(self) -> None:
        self.table.setHorizontalHeaderLabels(["乡镇", *(COLUMNS[key] for key in SHOWN), "记录"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(HIT))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setAccessibleName(self.windowTitle())
        for at, (who, figure) in enumerate(self.own):
            texts = [shown(figure, key, self.indicator.unit) for key in SHOWN]
            rows = len(figure.late if self.column == "adj" else figure.month)
            self.table.setItem(at, 0, cell(who.name))
            for column, text in enumerate((*texts, f"{rows} 条"), 1):
                item = cell(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
