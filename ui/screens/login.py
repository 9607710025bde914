"""The first thing one sees: which book, who, which password; and the first run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
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
from app.operations.books import COUNTY, BookInfo, NewUser
from ui.style.icons import icon
from ui.style.palette import GAP, look, px
from ui.widgets.dialog import button, label

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
        self.county = button("打开县级练习账套(收包、合并、回执)", self.county_wanted.emit, plain=True)
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
        name, _ = QFileDialog.getOpenFileName(self, "打开账套", str(paths.books()), BOOK_FILES)
        if name:
            self.opened.emit(Path(name))


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
            self.user.addItem(f"{slot.name}({slot.login})", slot.login)
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


class NewBookPage(QWidget):
    """A new book for a township, with its first two users."""

    opened = Signal(object)
    recovery_wanted = Signal(object, str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = framed(self, 560)
        self.level = QComboBox()
        self.level.setAccessibleName("哪一级")
        for text, key in LEVELS:
            self.level.addItem(text, key)
        self.level.currentIndexChanged.connect(lambda _: self._ask_for_level())
        top = QHBoxLayout()
        top.addWidget(label("新建账套", "huge", wrap=False))
        top.addWidget(self.level, 1)
        box.addLayout(top)
        box.addWidget(
            label("经办人和审核人各用各的密码:两人分办是规定,密码只有本人知道。建好后生成恢复码,打印封存。", "hint")
        )
        self.alarm = label("", "alarm")
        self.alarm.hide()
        box.addWidget(self.alarm)
        self.form = form = QFormLayout()
        form.setSpacing(px(GAP[1]))
        self.lines = {key: self._line(at, key, text, tip) for at, (key, text, tip) in enumerate(FIELDS)}
        code = QHBoxLayout()  # with the 代字 beside it: large letters leave no room for one line more
        code.addWidget(self.lines["code"], 2)
        code.addWidget(self.lines["short"], 1)
        for key, text, _ in FIELDS:
            if key != "short":
                form.addRow(text, code if key == "code" else self.lines[key])
        box.addLayout(form)
        row = QHBoxLayout()
        row.addWidget(button("返回", self.cancelled.emit, plain=True))
        row.addStretch(1)
        row.addWidget(button("建立账套", self.make, main=True))
        box.addLayout(row)

    def make(self) -> None:
        """Make the book in the folder of books and open it."""
        texts = {key: line.text().strip() for key, line in self.lines.items()}
        county = self.level.currentData() == COUNTY
        missing = [text for key, text, _ in FIELDS if not texts[key] and not (county and key in OF_TOWNSHIPS)]
        if missing:
            self._say(f"还没有填:{'、'.join(missing)}。没有建立任何文件,请补上再建。")
            return
        users = [
            NewUser("clerk", texts["clerk"], "clerk", self.lines["clerk_password"].text()),
            NewUser("secretary", texts["secretary"], "secretary", self.lines["secretary_password"].text()),
        ]
        try:
            book = _new_county(texts, users) if county else _new_township(texts, users)
        except Told as told:
            self._say(told.message)
            return
        books.remember_book(book.path)
        self.opened.emit(book)
        self.recovery_wanted.emit(book, users[0].password)

    def _line(self, at: int, key: str, text: str, tip: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(tip)
        line.setToolTip(tip)
        line.setAccessibleName(text)
        if key.endswith("password"):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.returnPressed.connect(lambda: self._next(at))
        return line

    def _ask_for_level(self) -> None:
        """A county has no township of its own and no 代字."""
        county = self.level.currentData() == COUNTY
        self.form.setRowVisible(self.lines["township"], not county)
        self.lines["short"].setVisible(not county)

    def _next(self, at: int) -> None:
        lines = [line for line in self.lines.values() if line.isVisibleTo(self)]
        at = lines.index(list(self.lines.values())[at])
        if at + 1 < len(lines):
            lines[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.make()

    def _say(self, text: str) -> None:
        show_alarm(self.alarm, text)


def _new_township(texts: dict[str, str], users: list[NewUser]) -> books.Book:
    info = BookInfo(township=texts["township"], code=texts["code"], county=texts["county"], short=texts["short"])
    return books.create_book(paths.books() / f"{texts['township']}.mz", info, users)


def _new_county(texts: dict[str, str], users: list[NewUser]) -> books.Book:
    from app.operations import county_setup

    book = books.create_book(
        paths.books() / f"{texts['county']}.mz", county_setup.info_of(texts["county"], texts["code"]), users
    )
    county_setup.begin(book, users[0].password)
    return book


LEVELS = (("乡镇(街道)", "township"), ("县(市、区):接收各乡镇的上报包", COUNTY))
OF_TOWNSHIPS = ("township", "short")
FIELDS = (
    ("county", "县(市、区)", "如:示例县"),
    ("township", "乡镇(街道)", "全称,如:示例乡"),
    ("code", "单位代码", "县里编的代码或统一社会信用代码"),
    ("short", "文号代字", "代字,如 示"),
    ("clerk", "经办人姓名", "日常录入的人"),
    ("clerk_password", "经办人密码", "至少 10 个字符,可以是一句话"),
    ("secretary", "审核签发人姓名", "核实销号、签发月报的人"),
    ("secretary_password", "审核签发人密码", "请本人输入"),
)


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
