"""People of an old ledger who are in no register: looked over as lines, entered in one step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.domain.faults import Told
from app.operations import person_lines
from app.operations.books import Book
from ui.screens.message_line import MessageLine
from ui.screens.paste_list import PasteList
from ui.widgets.dialog import Dialog, label

HINT = (
    "这些人在“人员”里还没有。每行是“单位 姓名 职务”,镇里的人前面不写单位;职务是猜的,请改准,不要的行删掉。"
    "登记以后,导入的行自动重新核对。"
)
EXAMPLE = "青山村 李强 村书记"


class PeopleDialog(Dialog):
    """`entered` is sent when they are in the register."""

    entered = Signal(int)

    def __init__(self, parent: QWidget | None, book: Book, lines: str) -> None:
        super().__init__(parent, "登记名单里没有的人")
        self.book = book
        self.message = MessageLine(self)
        self.people = PasteList(
            "人员名单,每行一个",
            ("单位", "姓名", "职务(层级)"),
            EXAMPLE,
            partial(person_lines.read_people, book),
            lambda one: (one.unit, one.name, f"{one.post}({one.level})"),
            person_lines.said,
        )
        self.body.addWidget(label(HINT))
        self.body.addWidget(self.message)
        self.body.addWidget(self.people, 1)
        self.add_button("登记这些人 Ctrl+Enter", self.save, main=True).setShortcut("Ctrl+Return")
        self.add_button("取消", self.reject)
        self.people.text.setPlainText(lines)
        self.people.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.people.text.setFocus()
        self.fit(900, 520)

    def save(self) -> None:
        """Enter them all, or say which line is none."""
        try:
            count = person_lines.save_people(self.book, self.people.lines)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.accept()
        self.entered.emit(count)
