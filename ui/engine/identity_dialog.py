"""The drawer itself: first the keeper's password and the occasion, then what lies in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.faults import Refused, Told
from app.domain.fields import Choice, Field, LongText
from app.domain.ledger import LedgerDef
from app.operations import vault
from app.operations.books import Book
from app.operations.vault import OpenVault
from ui.engine import messages
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, label
from ui.widgets.uncopyable import SecretArea, SecretLine

SHUTS_AFTER_MS = 120_000
CORRECTING = "更正填写"


class VaultDialog(Dialog):
    """Asks for the password, opens the vault, and shuts it by itself; nothing typed here is kept as a draft."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row_id: int) -> None:
        self.declared = vault.vault_of(ledger)
        self.book, self.ledger, self.row_id = book, ledger, row_id
        self.opened: OpenVault | None = None
        super().__init__(parent, self.declared.title)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(px(GAP[1]))
        self.form.setVerticalSpacing(px(GAP[1]))
        self.body.addLayout(self.form)
        self.foot = label("", "hint")
        self.body.addWidget(self.foot)
        self.password: QLineEdit | None = None
        self.press = self.add_button("打开", self.go, main=True)
        self.add_button("关闭", self.reject)
        self._shut = QTimer(self, interval=SHUTS_AFTER_MS, singleShot=True)
        self._shut.timeout.connect(self.reject)
        self.finished.connect(lambda _: self.lock())
        self.resize(px(520), px(220))

    def ask_password(self) -> None:
        """A line for the password; a practice book needs none."""
        if not vault.needs_password(self.book):
            self.foot.setText("练习账套不用输密码;正式账套要再输一次你的密码。")
            return
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.form.addRow(f"{self.book.actor_name} 的密码", self.password)
        self.foot.setText(
            "只有举报受理员能打开,每次打开都记入操作日志。"
            if vault.founded(self.book)
            else "这个账套还没有举报受理员:输入密码后,你就是第一位,今后由你增加别人。"
        )
        self.password.setFocus()

    def go(self) -> None:
        """The main button: unlock, then show what is there."""
        self.trying(self._unlock)

    def trying(self, act: Callable[[], object]) -> None:
        """Carry something out; what is wrong stands at the head of the dialog."""
        self.alarm.hide()
        try:
            act()
        except Refused as refused:
            self.say("\n".join(fault.message for fault in refused.faults))
        except Told as told:
            self.say(told.message)

    def say(self, text: str) -> None:
        """Show what is wrong."""
        self.alarm.setText(text)
        self.alarm.show()
        if self.password is not None and self.opened is None:
            self.password.selectAll()
            self.password.setFocus()

    def lock(self) -> None:
        """Forget the key and what was shown."""
        if self.opened is not None:
            vault.close(self.opened)
            self.opened = None
        self._clear()

    def show_content(self) -> None:
        """What comes after the password."""
        raise NotImplementedError

    def _unlock(self) -> None:
        self.opened = vault.unlock(self.book, self.password.text() if self.password else None)
        self.password = None
        self._shut.start()
        self.show_content()
        self.settle()

    def _clear(self) -> None:
        while self.form.rowCount():
            self.form.removeRow(0)


class LookDialog(VaultDialog):
    """Shows the identity after an occasion was chosen; the text cannot be copied."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row_id: int) -> None:
        super().__init__(parent, book, ledger, row_id)
        self.why = QComboBox()
        self.why.addItems(list(self.declared.why))
        self.why.setAccessibleName("查看事由")
        self.form.addRow("查看事由", self.why)
        self.ask_password()
        (self.password or self.why).setFocus()

    def show_content(self) -> None:
        """The fields as plain text, with who looks and when."""
        assert self.opened is not None
        why = self.why.currentText()
        texts = vault.reveal(self.opened, self.ledger, self.row_id, why)
        self._clear()
        for field in self.declared.fields:
            if text := texts.get(field.key):
                shown = label(text)
                shown.setObjectName(field.key)
                self.form.addRow(field.label, shown)
        if not texts:
            self.form.addRow(label("没有填写,是匿名的。"))
        self.press.hide()
        self.foot.setText(
            f"{self.book.actor_name} {self.book.now()[:16].replace('T', ' ')} 查看({why}),已记入操作日志。"
            f"请勿抄录、拍照;{SHUTS_AFTER_MS // 60_000} 分钟后自动关闭。"
        )


class KeepersDialog(VaultDialog):
    """Shows who may open the drawer; a keeper adds one more, who types his own password, or takes the right away."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row_id: int) -> None:
        super().__init__(parent, book, ledger, row_id)
        self.who = QComboBox()
        self.their_password = QLineEdit()
        self.gone = QComboBox()
        self.drop = self.add_button("撤下受理员", lambda: self.trying(self._drop))
        self.drop.hide()
        self.ask_password()
        if self.password is None:
            self.go()

    def go(self) -> None:
        """Unlock first, add after that."""
        self.trying(self._unlock if self.opened is None else self._add)

    def show_content(self) -> None:
        """Who is a keeper, and who may become one."""
        self._clear()
        there = {user.login: user.name for user in vault.keepers(self.book)}
        self.form.addRow("现在的受理员", label("、".join(there.values())))
        able = [user for user in vault.may_keep(self.book) if user.login not in there]
        self.who, self.their_password = QComboBox(), QLineEdit()
        for user in able:
            self.who.addItem(f"{user.name}({user.login})", user.login)
        self.who.setAccessibleName("增加谁")
        self.their_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.their_password.setAccessibleName("他本人的密码")
        if able:
            self.form.addRow("增加", self.who)
            self.form.addRow("他本人输入密码", self.their_password)
        self.press.setText("增加为受理员")
        self.press.setVisible(bool(able))
        self.gone = QComboBox()
        for login, name in there.items():
            self.gone.addItem(f"{name}({login})", login)
        self.gone.setAccessibleName("撤下谁")
        self.drop.setVisible(len(there) > 1)
        if len(there) > 1:
            self.form.addRow("撤下", self.gone)
        self.foot.setText("受理员能看、能填举报人和提问人的身份,每次打开都记入操作日志。一般是书记和指定的一名经办人。")

    def _add(self) -> None:
        assert self.opened is not None
        vault.add_keeper(self.opened, str(self.who.currentData()), self.their_password.text())
        self.show_content()

    def _drop(self) -> None:
        """Who takes the right from himself is out at once."""
        assert self.opened is not None
        login = str(self.gone.currentData())
        vault.drop_keeper(self.opened, login)
        if login == self.book.actor:
            self.accept()
        else:
            self.show_content()


class FillDialog(VaultDialog):
    """Enters or corrects the identity."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row_id: int) -> None:
        super().__init__(parent, book, ledger, row_id)
        self.editors: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        self.ask_password()
        if self.password is None:
            self.go()

    def go(self) -> None:
        """Unlock first, save after that."""
        self.trying(self._unlock if self.opened is None else self._save)

    def show_content(self) -> None:
        """An editor for each field, filled with what is kept."""
        assert self.opened is not None
        there = vault.kept(self.book, self.ledger, self.row_id)
        texts = vault.reveal(self.opened, self.ledger, self.row_id, CORRECTING) if there else {}
        self._clear()
        for field in self.declared.fields:
            editor = _editor(field, texts.get(field.key, ""))
            editor.setAccessibleName(field.label)
            self.editors[field.key] = editor
            self.form.addRow(field.label, editor)
        self.press.setText("加密保存")
        self.press.setShortcut("Ctrl+Return")
        self.foot.setText(f"知道多少填多少,全部清空就是匿名。{self.declared.hint}")
        self.resize(px(520), px(180 + 46 * len(self.editors)))
        next(iter(self.editors.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _save(self) -> None:
        assert self.opened is not None
        texts = {key: _text(editor) for key, editor in self.editors.items()}
        hints = vault.put(self.opened, self.ledger, self.row_id, texts)
        parent = self.parentWidget()
        self.accept()
        if hints:
            messages.tell(parent, "\n".join(hint.message for hint in hints))

    def lock(self) -> None:
        """Forget the key and what was typed."""
        self.editors = {}
        super().lock()


def _editor(field: Field, text: str) -> QLineEdit | QPlainTextEdit | QComboBox:
    if isinstance(field, Choice):
        box = QComboBox()
        box.addItems(["", *(option.label for option in field.leaves)])
        box.setCurrentText(text)
        return box
    if isinstance(field, LongText):
        area = SecretArea(text)
        area.setTabChangesFocus(True)
        area.setFixedHeight(px(64))
        return area
    return SecretLine(text)


def _text(editor: QLineEdit | QPlainTextEdit | QComboBox) -> str:
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
