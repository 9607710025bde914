"""换账套: the books used before, the last first; Enter opens one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTableWidget, QWidget

from app import paths
from app.operations import books
from ui.screens.home import as_lines
from ui.screens.login import BOOK_FILES
from ui.screens.tally import cell, go_to_row
from ui.widgets import choosing
from ui.widgets.dialog import Dialog, button, label

HEADS = ("账套", "哪一种", "谁能打开", "在哪里")
WIDTHS = (170, 90, 170, 300)
HOW = "Enter 打开选中的账套;现在的账套先自动备份再关上,没写完的都留着。一个账套放得下所有年份,换年度不用换账套。"
NONE = "还没有用过别的账套。可以打开文件、打开练习账套,或新建。"


class SwitchDialog(Dialog):
    """`chosen` is the file of a book; `practice_wanted` says whether the county's is meant."""

    chosen = Signal(Path)
    practice_wanted = Signal(bool)
    new_wanted = Signal()

    def __init__(self, parent: QWidget, here: Path | None) -> None:
        super().__init__(parent, "换账套")
        found = books.recent_books()
        self.found = [one for one in found if here is None or one.path != here.resolve()]
        self.table = QTableWidget(len(self.found), len(HEADS))
        as_lines(self.table, "用过的账套", HEADS, WIDTHS, len(HEADS) - 1)
        for at, one in enumerate(self.found):
            kind = "练习账套" if one.practice else "正式账套"
            for column, text in enumerate((one.name, kind, "、".join(one.people), str(one.path.parent))):
                item = cell(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.cellActivated.connect(lambda *_: self.open_one())
        self.body.addWidget(label(HOW if self.found else NONE, "hint"))
        self.body.addWidget(self.table, 1)
        self.table.setVisible(bool(self.found))
        for text, act in (
            ("打开文件…", self._ask),
            ("练习账套", lambda: self._leave(self.practice_wanted, False)),
            ("县级练习账套", lambda: self._leave(self.practice_wanted, True)),
            ("新建账套…", lambda: self._leave(self.new_wanted)),
        ):
            self.buttons.addWidget(button(text, act))
        self.press = self.add_button("打开 Enter", self.open_one, main=True)
        self.press.setEnabled(bool(self.found))
        self.add_button("取消 Esc", self.reject)
        self.fit(860, 420 if self.found else 160)
        go_to_row(self.table, 0)
        first = self.table if self.found else self.findChildren(QPushButton)[0]
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def open_one(self) -> None:
        """The book under the cursor."""
        if self.isVisible() and 0 <= (at := self.table.currentRow()) < len(self.found):
            self._leave(self.chosen, self.found[at].path)

    def _ask(self) -> None:
        name = choosing.open_file(self, "打开账套", BOOK_FILES, paths.books())
        if name:
            self._leave(self.chosen, name)

    def _leave(self, signal: object, *what: object) -> None:
        self.accept()
        signal.emit(*what)  # type: ignore[attr-defined]
