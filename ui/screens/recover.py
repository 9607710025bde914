"""The ways in beside the password: the recovery code, and a new password for whoever has to choose one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.faults import Told
from app.domain.recovery_code import GROUPS, wrong_groups
from app.operations import books, recovery, users
from app.operations.books import Book
from ui.screens.login import framed, show_alarm
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

TWICE = "两次输入的新密码不一样。没有改动;请重新输入。"


def secret_line(name: str) -> QLineEdit:
    """A line for a password."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    return line


class _Page(QWidget):
    """A form in the middle of the window, with what is wrong above it."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, title: str, hint: str, go: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = framed(self, 560)
        self.box.addWidget(label(title, "huge"))
        self.box.addWidget(label(hint, "hint"))
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.box.addWidget(self.alarm)
        self.form = QFormLayout()
        self.form.setSpacing(px(GAP[1]))
        self.box.addLayout(self.form)
        row = QHBoxLayout()
        row.addWidget(button(back, self.left.emit, plain=True))
        row.addStretch(1)
        self.press = button(go, self.go, main=True)
        row.addWidget(self.press)
        self.box.addLayout(row)

    def go(self) -> None:
        """What the main button does."""
        raise NotImplementedError

    def trying(self, act: Callable[[], Book]) -> None:
        """Carry it out; what stands against it is said here."""
        try:
            book = act()
        except Told as told:
            self.say(told.message)
            return
        self.alarm.hide()
        self.opened.emit(book)

    def say(self, text: str) -> None:
        """Show what is wrong."""
        show_alarm(self.alarm, text)


class RecoverPage(_Page):
    """Opens a book by its recovery code and gives one person a new password. `opened` carries the open book."""

    def __init__(self, path: Path, login: str = "", parent: QWidget | None = None, why: str = "") -> None:
        super().__init__(
            "用恢复码打开",
            f"{why}账套:{path.stem}。从保险柜取出恢复码单,照着逐组输入;字母 O 当 0,I、L 当 1,不分大小写。"
            "拆封使用会记入操作日志,随下一个上报包报到县里。",
            "打开并换密码",
            "返回",
            parent,
        )
        self.path = path
        self.code = QLineEdit()
        self.code.setAccessibleName("恢复码")
        self.code.setPlaceholderText(f"共 {GROUPS + 1} 组,中间的横线可以不打")
        self.code.textChanged.connect(self._judge)
        self.groups = label("", "fault")
        self.groups.hide()
        self.user = QComboBox()
        for slot in books.users_of(path):
            self.user.addItem(f"{slot.name}({slot.login})", slot.login)
        self.user.setCurrentIndex(max(self.user.findData(login), 0))
        self.new, self.again = secret_line("新密码"), secret_line("再输一次")
        self.old = secret_line("原密码")
        self.old.setPlaceholderText("记得就填,签名证书可以接着用;忘了不填")
        self.form.addRow("恢复码", self.code)
        self.form.addRow("", self.groups)
        self.form.addRow("操作员", self.user)
        self.form.addRow("原密码", self.old)
        self.form.addRow("新密码", self.new)
        self.form.addRow("再输一次", self.again)
        # who acts was chosen before: Enter goes from line to line
        for line, after in ((self.code, self.old), (self.old, self.new), (self.new, self.again)):
            line.returnPressed.connect(partial(after.setFocus, Qt.FocusReason.TabFocusReason))
        self.again.returnPressed.connect(self.go)
        self.setFocusProxy(self.code)

    def go(self) -> None:
        """Open the book, change the password."""
        if self.new.text() != self.again.text():
            self.say(TWICE)
            return
        login = str(self.user.currentData())
        self.trying(lambda: recovery.use(self.path, self.code.text(), login, self.new.text(), self.old.text()))

    def _judge(self, text: str) -> None:
        """Say which finished group is wrong while the clerk still looks at it."""
        wrong = "、".join(f"第 {place} 组" for place in wrong_groups(text))
        self.groups.setText(f"{wrong}输错了,请对照恢复码单" if wrong else "")
        self.groups.setVisible(bool(wrong))


class RenewPage(_Page):
    """A new password for whoever came in with a first one. `opened` carries the same book."""

    def __init__(self, book: Book, old: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "请换一个自己的密码",
            f"{book.actor_name}:现在的密码是别人给的或恢复码用过,换成只有自己知道的才能继续。"
            "至少 10 个字符,可以是一句话;不用单位名、姓名、年份和连号。签名也用这个密码。",
            "换密码并进入",
            "退出登录",
            parent,
        )
        self.book, self._old = book, old
        self.new, self.again = secret_line("新密码"), secret_line("再输一次")
        self.form.addRow("新密码", self.new)
        self.form.addRow("再输一次", self.again)
        self.new.returnPressed.connect(self.new.focusNextChild)
        self.again.returnPressed.connect(self.go)
        self.setFocusProxy(self.new)

    def go(self) -> None:
        """Change it and go on."""
        if self.new.text() != self.again.text():
            self.say(TWICE)
            return
        self.trying(self._changed)

    def _changed(self) -> Book:
        users.change_password(self.book, self.book.actor, self._old, self.new.text())
        self._old = ""
        return self.book
