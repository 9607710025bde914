"""A new book, step by step: the statement, whose book it is, who works with it; then ui.screens.first_steps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import books, first_steps, passwords, setup
from app.operations.books import COUNTY, BookInfo, NewUser
from ui.screens.login import framed, show_alarm
from ui.style.palette import GAP, px
from ui.widgets.dialog import at_work, button, label

LEVELS = (("乡镇(街道)", "township"), ("县(市、区):接收各乡镇的上报包", COUNTY))
OF_TOWNSHIPS = ("township", "short")
FIELDS = (
    ("county", "县(市、区)", "如:示例县"),
    ("township", "乡镇(街道)", "全称,如:示例乡"),
    ("code", "单位代码", "县里编的代码或统一社会信用代码"),
    ("short", "文号代字", "一两个字,如:示"),
    ("clerk", "经办人姓名", "日常录入的人"),
    ("clerk_password", "经办人密码", "至少 10 个字符,可以是一句话"),
    ("secretary", "审核签发人姓名", "核实销号、签发月报的人"),
    ("secretary_password", "审核签发人密码", "请本人输入"),
)
PLACE, PEOPLE = ("county", "township", "code", "short"), ("clerk", "clerk_password", "secretary", "secretary_password")
AGREE, WHOSE, WHO = range(3)
WIDE = 600
OF_COUNTY = "名称和代码写进签名证书,建账后不能改。代码不知道的,填单位证书上的统一社会信用代码。"
OF_TOWNSHIP = (
    "名称和代码写进签名证书和上报包,建账后不能改,要和县里用的一样;代码不知道的,先问县里。"
    "代字印在编号前面:示 → 示纪问〔2026〕1号。"
)
_SHORT = re.compile(r"[\u3400-\u9fff]{1,4}")
TITLES = ("只用于非涉密内容", "这是谁的账套", "谁来用")
NEXT = ("已看清,照此办理", "下一步", "建立账套")


def step_title(at: int, title: str) -> str:
    """The heading of a step; `at` counts from 0."""
    return f"新建账套 · 第 {at + 1} 步,共 {len(TITLES)} 步:{title}"


class NewBookPage(QWidget):
    """A new book for a township or a county, with its first two users; three short steps make it."""

    opened = Signal(object)
    recovery_wanted = Signal(object, str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = framed(self, WIDE)
        self.heading = label("", "title")
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.lines = {key: self._line(key, text, tip) for key, text, tip in FIELDS}
        self.stack = QStackedWidget()
        for page in (self._statement(), self._place(), self._people()):
            self.stack.addWidget(page)
        self.back = button("返回", self.go_back, plain=True)
        self.press = button("", self.go_on, main=True)
        for one in (self.back, self.press):
            one.setAutoDefault(True)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.go_on)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.press)
        for widget in (self.heading, self.alarm, self.stack):
            box.addWidget(widget)
        box.addLayout(row)
        self.agreed = False
        self.show_step(AGREE)

    def show_step(self, at: int) -> None:
        """Show one step; the cursor goes where it is done."""
        self.stack.setCurrentIndex(at)
        self.heading.setText(step_title(at, TITLES[at]))
        self.press.setText(NEXT[at])
        self.alarm.hide()
        self.focus()

    def focus(self) -> None:
        """Where typing goes in this step."""
        shown = self._shown()
        (shown[0] if shown else self.press).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """The big button: to the next step, or make the book."""
        at = self.stack.currentIndex()
        if at == AGREE:
            self.agreed = True
            self.show_step(WHOSE)
        elif at == WHO:
            self.make()
        elif not self._refused(PLACE):
            self.show_step(WHO)

    def go_back(self) -> None:
        """One step back, from the first one to where one came from; what was typed stays."""
        at = self.stack.currentIndex()
        self.cancelled.emit() if at == AGREE else self.show_step(at - 1)

    def make(self) -> None:
        """Make the book in the folder of books and open it."""
        if self._refused((*PLACE, *PEOPLE)):
            return
        if not self.agreed:
            self._say("还没有看过非涉密声明。没有建立任何文件;请返回第 1 步看清后照此办理。")
            return
        texts = self._texts()
        if self._guessable(texts):
            return
        users = [
            NewUser("clerk", texts["clerk"], "clerk", self.lines["clerk_password"].text()),
            NewUser("secretary", texts["secretary"], "secretary", self.lines["secretary_password"].text()),
        ]
        self.alarm.hide()
        try:
            with at_work(self.press, "正在建立…"):
                book = _new_county(texts, users) if self._county() else _new_township(texts, users)
        except Told as told:
            self._say(told.message)
            return
        first_steps.begin(book)
        books.remember_book(book.path)
        self.opened.emit(book)
        self.recovery_wanted.emit(book, users[0].password)

    def _guessable(self, texts: dict[str, str]) -> bool:
        """Say whose password is refused and why, with the cursor in it; whether one is."""
        for key in ("clerk", "secretary"):
            line = self.lines[f"{key}_password"]
            try:
                passwords.check_password(line.text(), texts[key], key, texts["township"], texts["county"])
            except Told as told:
                self._say(f"{line.accessibleName()}:{told.message}")
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                line.selectAll()
                return True
        return False

    def _refused(self, keys: Sequence[str]) -> bool:
        """Say what is missing among some fields; whether anything is."""
        texts = self._texts()
        wanted = [
            (key, text) for key, text, _ in FIELDS if key in keys and not (self._county() and key in OF_TOWNSHIPS)
        ]
        missing = [(key, text) for key, text in wanted if not texts[key]]
        if missing:
            self._say(f"还没有填:{'、'.join(text for _, text in missing)}。没有建立任何文件,请补上再往下。")
            self.lines[missing[0][0]].setFocus(Qt.FocusReason.OtherFocusReason)
        elif not texts["code"].isascii() or not texts["code"].isalnum() or len(texts["code"]) > 20:
            self._say("单位代码:只能是 20 位以内的字母和数字,它会写进上报包的文件名。没有建立任何文件,请改好再往下。")
            self.lines["code"].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        elif not self._county() and not _SHORT.fullmatch(texts["short"]):
            self._say("文号代字:写一到四个汉字,它印在每个编号前面,如“示纪问〔2026〕1号”的“示”。请改好再往下。")
            self.lines["short"].setFocus(Qt.FocusReason.OtherFocusReason)
            self.lines["short"].selectAll()
            return True
        return bool(missing)

    def _texts(self) -> dict[str, str]:
        return {key: line.text().strip() for key, line in self.lines.items()}

    def _county(self) -> bool:
        return bool(self.level.currentData() == COUNTY)

    def _line(self, key: str, text: str, tip: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(tip)
        line.setToolTip(tip)
        line.setAccessibleName(text)
        if key.endswith("password"):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.returnPressed.connect(lambda: self._next(line))
        return line

    def _statement(self) -> QWidget:
        page, column = _step()
        for sentence in first_steps.STATEMENT:
            shown = label(sentence, "secrecy" if sentence == first_steps.STATEMENT[0] else "")
            # a stack does not ask a wrapped text how high it becomes
            shown.setMinimumHeight(shown.heightForWidth(px(WIDE) - 2 * px(GAP[4]) - px(GAP[1])) + px(2))
            column.addWidget(shown)
        column.addWidget(label("谁在什么时候看过,会记入操作日志。", "hint"))
        return page

    def _place(self) -> QWidget:
        page, column = _step()
        self.level = QComboBox()
        self.level.setAccessibleName("哪一级")
        for text, key in LEVELS:
            self.level.addItem(text, key)
        self.level.currentIndexChanged.connect(lambda _: self._ask_for_level())
        self.form = form = QFormLayout()
        form.setSpacing(px(GAP[1]))
        form.addRow("哪一级", self.level)
        for key, text, _ in FIELDS:
            if key in PLACE:
                form.addRow(text, self.lines[key])
        self.lines["township"].textEdited.connect(lambda text: self.lines["short"].setText(text.strip()[:1]))
        column.addLayout(form)
        self.hint = label(OF_TOWNSHIP, "hint")
        column.addWidget(self.hint)
        return page

    def _people(self) -> QWidget:
        page, column = _step()
        form = QFormLayout()
        form.setSpacing(px(GAP[1]))
        for key, text, _ in FIELDS:
            if key in PEOPLE:
                form.addRow(text, self.lines[key])
        self.seen = QCheckBox("显示密码(&V)")
        self.seen.setToolTip("旁边没有人时打勾看一眼:打错了一个字,以后就打不开账套")
        self.seen.toggled.connect(self._show_passwords)
        form.addRow("", self.seen)
        column.addLayout(form)
        column.addWidget(label("密码里不要有姓名、单位名(拼音也算)、年份、连号。没人时点“显示密码”核对。", "hint"))
        column.addWidget(
            label(
                "两人分办是规定,密码只有本人知道。别的人以后在“设置 · 用户”里添加。建好后生成恢复码,打印封存。", "hint"
            )
        )
        return page

    def _show_passwords(self, shown: bool) -> None:
        """Passwords are typed once: whoever types may look at what stands there."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for key in ("clerk_password", "secretary_password"):
            self.lines[key].setEchoMode(mode)

    def _ask_for_level(self) -> None:
        """A county has no township of its own and no 代字."""
        for key in OF_TOWNSHIPS:
            self.form.setRowVisible(self.lines[key], not self._county())
        self.hint.setText(OF_COUNTY if self._county() else OF_TOWNSHIP)

    def _shown(self) -> list[QLineEdit]:
        """The lines of the step in front."""
        keys = {WHOSE: PLACE, WHO: PEOPLE}.get(self.stack.currentIndex(), ())
        return [self.lines[key] for key in keys if not (self._county() and key in OF_TOWNSHIPS)]

    def _next(self, line: QLineEdit) -> None:
        shown = self._shown()
        at = shown.index(line)
        if at + 1 < len(shown):
            shown[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go_on()

    def _say(self, text: str) -> None:
        show_alarm(self.alarm, text)


def _step() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(GAP[1]))
    return page, column


def _new_township(texts: dict[str, str], users: list[NewUser]) -> books.Book:
    info = BookInfo(township=texts["township"], code=texts["code"], county=texts["county"], short=texts["short"])
    book = books.create_book(setup.default_path(texts["township"]), info, users)
    setup.begin(book)
    return book


def _new_county(texts: dict[str, str], users: list[NewUser]) -> books.Book:
    from app.operations import county_setup

    info = county_setup.info_of(texts["county"], texts["code"])
    book = books.create_book(setup.default_path(texts["county"]), info, users)
    county_setup.begin(book, users[0].password)
    return book
