"""表样: which receivers' layouts are printed of the figures that were entered once; others are loaded here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.faults import Told
from app.operations import layouts, monthly_papers, sheets
from app.operations.books import Book
from ui.screens.message_line import MessageLine
from ui.screens.preview import folder_to_save_in, save_into
from ui.style.palette import px
from ui.widgets import choosing
from ui.widgets.dialog import Dialog, label

KEY = Qt.ItemDataRole.UserRole
FILES = "表样 (*.json *.xlsx *.xls *.csv)"


class LayoutDialog(Dialog):
    """Space ticks a layout, Enter keeps the choice and shows the pages."""

    chosen = Signal()

    def __init__(self, parent: QWidget, book: Book, use: str) -> None:
        super().__init__(parent, "表样")
        self.book, self.use = book, use
        self.list = QListWidget()
        self.list.setAccessibleName("打印哪些表样")
        self.list.setWordWrap(True)
        self.message = MessageLine(self)
        self.body.addWidget(label("同一次统计的数,各家要的表样各打一份。空格勾选,Enter 打印预览;勾选会记住。", "hint"))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.message)
        self.buttons.insertWidget(0, self.add_button("装入表样…", self.ask_file))
        self.buttons.insertWidget(1, self.add_button("写出转录单字段表…", self.write_order))
        self.add_button("打印预览 Enter", self.keep, main=True)
        self.add_button("取消 Esc", self.reject)
        self.resize(px(700), px(440))
        self._fill()
        self.list.setFocus()

    def keep(self) -> None:
        """Remember what is ticked and show it."""
        items = [self.list.item(at) for at in range(self.list.count())]
        ticked = [str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]
        try:
            monthly_papers.choose(self.book, self.use, ticked)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.accept()
        self.chosen.emit()

    def ask_file(self) -> None:
        """Choose a file to load."""
        name = choosing.open_file(self, "装入表样", FILES)
        if name:
            self.load(name)

    def load(self, file: Path) -> None:
        """Take a layout in and tick it."""
        try:
            found = layouts.load(file)
        except Told as told:
            faults = [fault.message for fault in getattr(told, "faults", ())]
            self.message.tell("\n".join(faults[:8]) or told.message, "red")
            return
        self._fill(found.key)
        self.message.tell(f"已装入“{found.name}”,并已勾选。", "green")

    def write_order(self) -> None:
        """A workbook to begin a 转录单 with: sort and rename its rows, then load it."""
        folder = folder_to_save_in(self)
        if folder is not None:
            make = partial(sheets.write_sheet, self.book, layouts.order_sheet(), folder, ("xlsx",))
            save_into(folder, self.message, make)

    # --- inside

    def _fill(self, ticked: str = "") -> None:
        try:
            able = [one for one in monthly_papers.layouts(self.book) if self.use in one.uses]
            now = {one.key for one in monthly_papers.chosen(self.book, self.use)} | {ticked}
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.list.clear()
        for one in able:
            title = one.title.replace("{county}", self.book.info.county).replace("{township}", self.book.info.township)
            receiver = one.receiver.replace("{county}", self.book.info.county)
            kind = "转录单" if one.screens else "报表"
            item = QListWidgetItem(f"{receiver or one.name}　{kind}:{title.replace('{kind}', '')}")
            item.setData(KEY, one.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.key in now else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
