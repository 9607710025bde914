"""用户和锁屏: who may open the book and as what, the recovery code, and when the screen locks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import recovery, rights, users
from app.operations.books import Book
from app.operations.users import NewUser
from app.settings import IDLE_LOCK
from ui.screens.recover import secret_line
from ui.screens.recovery_sheet import RecoveryDialog
from ui.style.palette import GAP, HIT, px
from ui.widgets.dialog import Dialog, button, label

COLUMNS = ("姓名", "用户名", "角色", "能看举报人", "状态")
FIRST = "第一次用的密码"


class PeopleTab(QWidget):
    """The tab of the settings. `told` is a sentence and its tone; `locking_wanted` carries minutes."""

    told = Signal(str, str)
    locking_wanted = Signal(int)

    def __init__(self, book: Book, idle: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.table = QTableWidget(0, len(COLUMNS))
        self.code = label("", "hint")
        self.locking = QComboBox()
        for minutes in IDLE_LOCK.allowed:
            self.locking.addItem(f"{minutes} 分钟不动", minutes)
        self.locking.setCurrentIndex(self.locking.findData(idle))
        self.locking.activated.connect(lambda _: self.locking_wanted.emit(int(self.locking.currentData())))
        self._lay_out()
        self.load()

    def load(self) -> None:
        """Show who there is and how the recovery code stands."""
        self.table.setRowCount(0)
        for user in users.users(self.book):
            state = "要换密码" if users.must_renew(self.book, user.login) else "可登录"
            self._add(user, "能" if users.is_keeper(self.book, user.login) else "", state)
        for user in users.former(self.book):
            self._add(user, "", "已停用")
        self.table.setCurrentCell(0, 0)
        now = recovery.state(self.book)
        said = recovery.advice(self.book) or (
            f"恢复码是 {now.made_at[:10]} 生成的,应封在单位保险柜里。" if now.made_at else "练习账套不用恢复码。"
        )
        self.code.setText(said)

    def add(self) -> None:
        """One more person."""
        dialog = PersonDialog(self, self.book, "增加用户", ("name", "login", "role", "password"))

        def go() -> None:
            new = NewUser(dialog.text("login"), dialog.text("name"), dialog.role(), dialog.text("password"))
            users.add(self.book, new, dialog.both())

        self._open(dialog, go, "已增加。他第一次登录要换成自己的密码。")

    def change_role(self) -> None:
        """Another role for the chosen one."""
        self._for_one("改角色", ("role", "password"), self._change_role, "角色已改。他下次登录要换成自己的密码。")

    def reset(self) -> None:
        """A first password for the chosen one, who has forgotten his."""
        self._for_one("重设密码", ("password",), self._reset, "密码已重设。他下次登录要换成自己的密码。")

    def disable(self) -> None:
        """The chosen one may no longer open the book."""
        self._for_one("停用", (), self._disable, "已停用:不能再打开账套、不能再签名。他以前办的都留着。")

    def keepers(self) -> None:
        """Who may see reporters: a keeper adds one or takes the right away."""
        from ui.engine.identity_dialog import KeepersDialog

        dialog = KeepersDialog(self, self.book, self.book.ledgers["complaint"], 0)
        dialog.finished.connect(lambda _: self.load())
        dialog.open()

    def make_code(self) -> None:
        """A new recovery code."""
        dialog = RecoveryDialog(self, self.book)
        dialog.made.connect(partial(self._done, "恢复码已启用。请封好恢复码单,放进保险柜;旧的一张作废。"))
        dialog.open()

    def _change_role(self, login: str, dialog: PersonDialog) -> None:
        users.change_role(self.book, login, dialog.role(), dialog.text("password"), dialog.both())

    def _reset(self, login: str, dialog: PersonDialog) -> None:
        users.reset(self.book, login, dialog.text("password"), dialog.both())

    def _disable(self, login: str, dialog: PersonDialog) -> None:
        users.disable(self.book, login, dialog.both())

    def _for_one(self, verb: str, asked: tuple[str, ...], act: Callable[[str, PersonDialog], None], said: str) -> None:
        row = self.table.currentRow()
        if row < 0:
            return
        name, login = (self._text(row, column) for column in (0, 1))
        dialog = PersonDialog(self, self.book, verb, asked)
        dialog.body.insertWidget(0, label(f"{verb}:{name}({login})"))
        self._open(dialog, lambda: act(login, dialog), said)

    def _open(self, dialog: PersonDialog, act: Callable[[], None], said: str) -> None:
        def go() -> None:
            try:
                act()
            except Told as told:
                dialog.say(told.message)
                return
            dialog.accept()
            self._done(said)

        dialog.press.clicked.connect(lambda: go())
        dialog.open()

    def _done(self, said: str) -> None:
        self.load()
        self.told.emit(said, "green")

    def _add(self, user: users.SlotInfo, keeps: str, state: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        texts = (user.name, user.login, users.ROLE_TITLES.get(user.role, user.role), keeps, state)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(row, column, item)

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text() if item else ""

    def _lay_out(self) -> None:
        self.table.setAccessibleName("用户")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(HIT))
        self.table.horizontalHeader().setStretchLastSection(True)
        for column, wide in enumerate((140, 140, 100, 110)):
            self.table.setColumnWidth(column, px(wide))
        self.table.setMinimumHeight(px(HIT * 5))
        presses = QHBoxLayout()
        for text, act in (
            ("增加用户…", self.add),
            ("改角色…", self.change_role),
            ("重设密码…", self.reset),
            ("停用…", self.disable),
            ("举报受理员…", self.keepers),
        ):
            presses.addWidget(button(text, act))
        presses.addStretch(1)
        last = QHBoxLayout()
        last.addWidget(button("生成恢复码…", self.make_code))
        last.addWidget(self.code, 1)
        lock = QHBoxLayout()
        lock.addWidget(label("自动锁屏", wrap=False))
        lock.addWidget(self.locking)
        lock.addWidget(label("锁屏后输密码回来,没写完的会留着;按 F12 马上锁屏。", "hint"), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(GAP[1]))
        outer.addWidget(self.table)
        outer.addLayout(presses)
        outer.addWidget(
            label(
                "经办、审核、管理员要由不同的人担任。有管理员的由管理员办;没有的,经办人和审核人都在场各输密码。", "hint"
            )
        )
        outer.addLayout(last)
        outer.addLayout(lock)


class PersonDialog(Dialog):
    """What is asked for about a person, and the two passwords where the book has no administrator."""

    def __init__(self, parent: QWidget, book: Book, title: str, asked: tuple[str, ...]) -> None:
        super().__init__(parent, title)
        self.book = book
        self.lines: dict[str, QLineEdit] = {}
        self.roles = QComboBox()
        self.alarm = label("", "alarm")
        self.alarm.hide()
        form = QFormLayout()
        form.setSpacing(px(GAP[1]))
        for key, text in (("name", "姓名"), ("login", "用户名"), ("role", "角色"), ("password", FIRST)):
            if key not in asked:
                continue
            if key == "role":
                for role, name in users.ROLE_TITLES.items():
                    self.roles.addItem(name, role)
                self.roles.setAccessibleName(text)
                form.addRow(text, self.roles)
                continue
            self.lines[key] = secret_line(text) if key == "password" else QLineEdit()
            self.lines[key].setAccessibleName(text)
            form.addRow(text, self.lines[key])
        self._asked_of = rights.both_needed(book)
        for user in self._asked_of:
            self.lines[f"of {user.login}"] = secret_line(f"{user.name} 的密码")
            form.addRow(f"{user.name} 的密码", self.lines[f"of {user.login}"])
        self.body.addWidget(self.alarm)
        self.body.addLayout(form)
        if not form.rowCount():
            self.body.addWidget(
                label("停用以后不能再打开账套、不能再签名;以前办的都留着,需要时可以用“重设密码”重新启用。")
            )
        self.press = self.add_button("确定", lambda: None, main=True)
        self.add_button("取消", self.reject)
        self.resize(px(460), px(200))
        next(iter(self.lines.values()), self.press).setFocus()

    def text(self, key: str) -> str:
        """What was typed; passwords as they are."""
        text = self.lines[key].text()
        return text if key == "password" else text.strip()

    def role(self) -> str:
        """The chosen role."""
        return str(self.roles.currentData())

    def both(self) -> dict[str, str]:
        """The passwords of clerk and secretary, by login."""
        given = {user.login: self.lines[f"of {user.login}"].text() for user in self._asked_of}
        return {login: text for login, text in given.items() if text}

    def say(self, text: str) -> None:
        """Show what is wrong."""
        self.alarm.setText(text)
        self.alarm.show()
