"""The first thing one sees: which book, who, which password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.domain.faults import Told
from app.operations import books
from app.operations.rights import TITLES
from ui.style.icons import icon
from ui.style.palette import GAP, look, px
from ui.widgets import choosing
from ui.widgets.dialog import at_work, button, label

BOOK_FILES = "账套或备份 (*.mz *.mzb)"
NAME, SLOGAN = "明账", "乡镇纪委离线台账、公开与上报"


class StartPage(QWidget):
    """The choice of the first run: practice, a new book, or a book there is."""

    practice_wanted = Signal()
    county_wanted = Signal()
    new_wanted = Signal()
    recent_wanted = Signal()
    restore_wanted = Signal()
    opened = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = framed(self, 520)
        box.addWidget(label(NAME, "huge"))
        box.addWidget(label(SLOGAN, "hint"))
        self.practice = self._choice(
            "practice", "打开练习账套", "示例县示例乡的三年数据,随便试,不会当真", self.practice_wanted.emit, main=True
        )
        self.new = self._choice("new", "新建账套", "为本乡镇或本县建立正式账套,设置用户和密码", self.new_wanted.emit)
        self.open = self._choice("folder", "打开账套", "打开已有的账套(.mz),或自己选一份备份(.mzb)", self._ask)
        self.county = button("打开县级练习账套", self.county_wanted.emit, plain=True)  # short: three stand side by side
        self.county.setToolTip("收包、合并、回执")
        self.county.setAccessibleName("打开县级练习账套")
        self.county.setAutoDefault(True)
        for widget in (self.practice, self.new, self.open):
            box.addWidget(widget)
        more = QHBoxLayout()
        more.addWidget(self.county)
        if books.recent_books():
            recent = button("最近用过的账套…", self.recent_wanted.emit, plain=True)
            recent.setAccessibleName("最近用过的账套")
            recent.setAutoDefault(True)
            more.addWidget(recent)
        self.restore = button("从备份恢复 Alt+R…", self.restore_wanted.emit, plain=True)
        self.restore.setAccessibleName("从备份恢复")
        self.restore.setToolTip("电脑坏了、换了电脑:找出本机和U盘上的备份,选一份恢复")
        self.restore.setShortcut("Alt+R")
        self.restore.setAutoDefault(True)
        more.addWidget(self.restore)
        more.addStretch(1)
        box.addLayout(more)
        box.addWidget(label("只用于非涉密内容。涉密材料不得录入;举报人身份只填在单独加密的“举报人信息”里。", "secrecy"))

    def _choice(
        self, picture: str, text: str, tip: str, act: Callable[[], object], *, main: bool = False
    ) -> QPushButton:
        made = button(f"  {text}\n  {tip}", act, main=main)
        made.setIcon(icon(picture, look().on_brand if main else look().brand))
        made.setIconSize(QSize(px(34), px(34)))
        made.setMinimumHeight(px(66))
        made.setStyleSheet(f"text-align: left; min-height: {px(54)}px;")  # that of all buttons would cut two lines
        made.setAccessibleName(text)
        made.setAutoDefault(True)
        return made

    def _ask(self) -> None:
        name = choosing.open_file(self, "打开账套", BOOK_FILES, paths.books())
        if name:
            self.opened.emit(name)


class LoginPage(QWidget):
    """Who opens a book. `opened` carries the open book."""

    opened = Signal(object)
    other_wanted = Signal()
    recover_wanted = Signal(str)
    renew_wanted = Signal(object, str)

    title, hint = NAME, "账套:{}"

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        box = framed(self, 440)
        box.addWidget(label(self.title, "huge"))
        box.addWidget(label(self.hint.format(path.stem), "hint"))
        self.alarm = label("", "alarm")
        self.alarm.hide()
        box.addWidget(self.alarm)
        form = QFormLayout()
        form.setSpacing(px(GAP[2]))
        self.user = QComboBox()
        for slot in books.users_of(path):
            self.user.addItem(f"{slot.name}({TITLES.get(slot.role, slot.login)})", slot.login)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.enter)
        form.addRow("操作员", self.user)
        form.addRow("密码", self.password)
        box.addLayout(form)
        self.press = button("进入", self.enter, main=True)
        row = QHBoxLayout()
        self.other = button("打开别的账套…", self.other_wanted.emit, plain=True)
        self.recover = button(
            "用恢复码打开…", lambda: self.recover_wanted.emit(str(self.user.currentData())), plain=True
        )
        row.addWidget(self.other)
        row.addWidget(self.recover)
        row.addStretch(1)
        row.addWidget(self.press)
        box.addLayout(row)
        self.setFocusProxy(self.password)

    def enter(self) -> None:
        """Open the book; what stands against it is said here."""
        try:
            with at_work(self.press, "正在打开…"):
                book = books.open_book(self.path, self.user.currentData(), self.password.text())
        except Told as told:
            show_alarm(self.alarm, told.message)
            self.password.selectAll()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.alarm.hide()
        password = self.password.text()
        self.password.clear()
        if book.keys.must_renew(book.actor):
            self.renew_wanted.emit(book, password)
            return
        self.opened.emit(book)


def show_alarm(alarm: QLabel, text: str) -> None:
    """Show what is wrong, whole: a panel of fixed width does not ask a wrapped text how high it becomes."""
    alarm.setText(text)
    panel = alarm.parentWidget()
    if panel is not None:
        alarm.setMinimumHeight(alarm.heightForWidth(panel.width() - 2 * px(GAP[4])))
    alarm.show()


def framed(page: QWidget, wide: int) -> QVBoxLayout:
    """A panel in the middle of a page; returns the column of what stands on it."""
    outer = QVBoxLayout(page)
    frame = QFrame()
    frame.setObjectName("panel")
    frame.setFixedWidth(px(wide))
    outer.addStretch(1)
    outer.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
    outer.addStretch(2)
    box = QVBoxLayout(frame)
    box.setContentsMargins(px(GAP[4]), px(GAP[3]), px(GAP[4]), px(GAP[3]))
    box.setSpacing(px(GAP[2]))
    return box
