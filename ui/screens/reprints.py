"""重印: the sheets on walls that no longer agree with the book; all of them, or those ticked, are printed at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QVBoxLayout, QWidget

from app.ledgers import ledger as ledger_of
from app.operations import reprints
from app.operations.reprints import Reprint
from ui.engine.window import Command, MainWindow
from ui.screens.preview import PreviewDialog, open_preview_of
from ui.screens.tally import cell, go_to_row
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

HEADINGS = ("", "公示", "哪一张", "台账", "新版本", "为什么")
NOTHING = "墙上的公示都与账里一致,没有要重印的。"
HOW = "下面这些公示与账里不一致。不重印的按空格去掉勾,Ctrl+P 预览并打印,重新张贴。"


class ReprintsPage(QWidget):
    """Lists what must be printed again; `wanted` names a row to open."""

    wanted = Signal(str, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.book = window.book
        self.found: list[Reprint] = []
        self.preview: PreviewDialog | None = None
        self.said = label("", "hint")
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.setAccessibleName("要重印的公示")
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        for column, width in enumerate((36, 110, 230, 110, 80)):
            self.table.setColumnWidth(column, px(width))
        self.table.horizontalHeader().setSectionResizeMode(len(HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.cellActivated.connect(lambda at, _: self._open(at))
        self.table.itemChanged.connect(lambda _: self._count())
        self.press = button("打印 Ctrl+P", self.print_out, main=True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.press)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[1]))
        for widget in (label("重印公示", "title"), self.said):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def commands(self) -> Mapping[str, Command]:
        """What the keys do here."""
        return {"print": self.print_out, "refresh": self.load}

    def load(self) -> None:
        """Compare the walls with the book again."""
        self.found = reprints.affected(self.book)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.found))
        for at, one in enumerate(self.found):
            tick = cell("")
            tick.setFlags(tick.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            tick.setCheckState(Qt.CheckState.Checked)
            self.table.setItem(at, 0, tick)
            texts = (one.kind, one.title, ledger_of(one.register).title, f"第{one.version}版", one.why)
            for column, text in enumerate(texts, 1):
                item = cell(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.resizeRowsToContents()
        self.table.blockSignals(False)
        self._count()
        go_to_row(self.table, 0)

    def focus(self) -> None:
        """Go to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> list[Reprint]:
        """The lines that are ticked."""
        ticks = (self.table.item(at, 0) for at in range(self.table.rowCount()))
        return [
            one
            for one, tick in zip(self.found, ticks, strict=True)
            if tick is not None and tick.checkState() is Qt.CheckState.Checked
        ]

    def print_out(self) -> None:
        """Preview all ticked sheets, in the order of the list; Ctrl+P there prints them."""
        wanted = self.chosen()
        if not wanted:
            return
        self.preview = open_preview_of(
            self, self.book, f"重印公示 {len(wanted)} 张", lambda: reprints.sheets_of(self.book, wanted)
        )
        self.preview.one_file = True
        self.preview.finished.connect(lambda _: self.load())

    def _count(self) -> None:
        count = len(self.chosen())
        self.said.setText(HOW if self.found else NOTHING)
        self.press.setText(f"打印 {count} 张 Ctrl+P" if count else "打印 Ctrl+P")
        self.press.setEnabled(bool(count))

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.found):
            self.wanted.emit(self.found[at].register, self.found[at].row)
