"""What certificates ask for: a person's password, a fingerprint that is read out, why and since when one is revoked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.faults import Told
from app.domain.fields import Day, Reading
from ui.style.palette import px
from ui.widgets import choosing
from ui.widgets.dialog import Dialog, button, label

SINCE = Day(key="since", label="失效日期")


def ask_password(parent: QWidget, title: str, who: str, then: Callable[[str], object]) -> Dialog:
    """Ask for the password a key lies under; it is not kept."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(label(who))
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName("密码")
    form = QFormLayout()
    form.addRow("密码", line)
    dialog.body.addLayout(form)

    def go() -> None:
        text = line.text()
        line.clear()  # never left standing on the screen of a shared computer
        dialog.accept()
        then(text)

    press = dialog.add_button(title.rstrip("…"), go, main=True)
    press.setEnabled(False)
    line.textChanged.connect(lambda text: press.setEnabled(bool(text)))
    dialog.add_button("取消", dialog.reject)
    line.setFocus()
    dialog.open()
    return dialog


def ask_groups(
    parent: QWidget, title: str, facts: str, groups: str, how: str, press_word: str, then: Callable[[str], object]
) -> Dialog:
    """Show the fingerprint of a file and ask for what the other side reads out; sixteen digits open the button."""
    from app.operations.issuing import plain

    dialog = Dialog(parent, title)
    dialog.body.addWidget(label(facts))
    dialog.body.addWidget(label("文件里的指纹", "group"))
    dialog.body.addWidget(label(groups, "huge", wrap=False))
    dialog.body.addWidget(label(how, "hint"))
    line = QLineEdit()
    line.setAccessibleName("对方念的指纹")
    line.setPlaceholderText("例如 1A2B 3C4D 5E6F 7081")
    form = QFormLayout()
    form.addRow("对方念的", line)
    dialog.body.addLayout(form)

    def go() -> None:
        dialog.accept()
        then(line.text())

    press = dialog.add_button(press_word, go, main=True)
    press.setEnabled(False)
    line.textChanged.connect(lambda text: press.setEnabled(len(plain(text)) == 16))
    dialog.add_button("取消", dialog.reject)
    dialog.setMinimumWidth(px(520))
    line.setFocus()
    dialog.open()
    return dialog


class TokenDialog(Dialog):
    """Which UKey a key is made on, its own PIN, and the password of the book."""

    def __init__(
        self,
        parent: QWidget,
        find: Callable[[Path], list[str]],
        known: bool,
        then: Callable[[Path, str, str, str], object],
    ) -> None:
        super().__init__(parent, "密钥放在 UKey 里")
        self.plugged_in, self.then, self.known = find, then, known
        self.body.addWidget(label("密钥在 UKey 里生成,以后签名都要插着它,拿不出来也复制不走。先装好厂家的驱动。"))
        self.module, self.labels = QLineEdit(), QComboBox()
        self.module.setAccessibleName("驱动文件")
        self.module.setPlaceholderText("厂家驱动的 PKCS#11 文件(.dll 或 .so)")
        self.pin, self.password = QLineEdit(), QLineEdit()
        for line in (self.pin, self.password):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        row = QHBoxLayout()
        row.addWidget(self.module, 1)
        row.addWidget(button("选择…", self.choose))
        row.addWidget(button("查找 UKey", self.look))
        form = QFormLayout()
        form.addRow("驱动文件", row)
        form.addRow("UKey", self.labels)
        form.addRow("UKey 口令", self.pin)
        if not known:
            form.addRow("账套密码", self.password)
        self.body.addLayout(form)
        self.body.addWidget(self.alarm)
        self.add_button("导出申请", self.go, main=True)
        self.add_button("取消", self.reject)
        self.setMinimumWidth(px(600))
        self.module.setFocus()
        self.module.editingFinished.connect(self.look)
        self.open()

    def choose(self) -> None:
        """Choose the maker's file."""
        found = choosing.open_file(self, "厂家驱动的 PKCS#11 文件")
        if found:
            self.module.setText(str(found))
            self.look()

    def look(self) -> None:
        """List the UKeys that are plugged in."""
        if not self.module.text().strip():
            return
        self.labels.clear()
        try:
            found = self.plugged_in(Path(self.module.text().strip()))
        except Told as told:
            self._say(told.message)
            return
        self.labels.addItems(found)
        self._say("" if found else "没有找到 UKey。请插好后按“查找 UKey”。")

    def go(self) -> None:
        """Hand on what was chosen; what is missing is named here."""
        if not self.labels.currentText():
            self._say("请先选驱动文件,再选一支 UKey。")
        elif not self.pin.text() or not (self.known or self.password.text()):
            self._say("UKey 口令和账套密码都要填:前者是 UKey 自己的,后者是打开账套用的。")
        else:
            module, name, pin, password = (
                Path(self.module.text().strip()),
                self.labels.currentText(),
                self.pin.text(),
                self.password.text(),
            )
            self.pin.clear()
            self.password.clear()
            self.accept()
            self.then(module, name, pin, password)

    def _say(self, words: str) -> None:
        self.alarm.setText(words)
        self.alarm.setVisible(bool(words))
        self.adjustSize()


class RevokeDialog(Dialog):
    """Why a certificate is taken back, since when it does not count, and the root holder's password."""

    def __init__(
        self,
        parent: QWidget,
        whose: str,
        today: date,
        reasons: Mapping[str, str],
        then: Callable[[str, str, str], object],
    ) -> None:
        super().__init__(parent, "吊销证书")
        self.then, self.today = then, today
        self.body.addWidget(label(f"吊销{whose}。吊销后不能恢复,本人要重新申请。"))
        self.reason, self.since, self.password = QComboBox(), QLineEdit(today.isoformat()), QLineEdit()
        for key, words in reasons.items():
            self.reason.addItem(words, key)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        form = QFormLayout()
        form.addRow("原因", self.reason)
        form.addRow("从哪天起不算", self.since)
        form.addRow("你的密码", self.password)
        self.body.addLayout(form)
        self.body.addWidget(label("这一天之前已经给过回执的上报包仍然有效;这一天起用它签的都不再接收。", "hint"))
        self.body.addWidget(self.alarm)
        self.add_button("吊销", self.go, main=True)
        self.add_button("取消", self.reject)
        self.setMinimumWidth(px(520))
        self.reason.setFocus()
        self.open()

    def go(self) -> None:
        """Hand on what was typed; a day that is none stays here."""
        try:
            since = str(SINCE.parse(self.since.text(), Reading(self.today)) or "")
        except ValueError as error:
            self.alarm.setText(f"从哪天起不算:{error}")
            self.alarm.show()
            self.adjustSize()
            return
        password = self.password.text()
        self.password.clear()
        self.accept()
        self.then(str(self.reason.currentData()), since, password)


class ShareDialog(Dialog):
    """Who else is to open packets and sign receipts: that person's password, and one's own where it is not known."""

    def __init__(
        self,
        parent: QWidget,
        people: Mapping[str, str],
        known: bool,
        then: Callable[[str, str, str], object],
    ) -> None:
        super().__init__(parent, "让另一人也能收包")
        self.then, self.known = then, known
        self.body.addWidget(
            label("开封上报包和签回执的密钥各封一份在他的密码下,以后他登录就能收包、合并、开回执。根证书仍只在你手里。")
        )
        self.who, self.theirs, self.own = QComboBox(), QLineEdit(), QLineEdit()
        for login, name in people.items():
            self.who.addItem(name, login)
        for line in (self.theirs, self.own):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        form = QFormLayout()
        form.addRow("给谁", self.who)
        form.addRow("他的密码(请他自己输)", self.theirs)
        if not known:
            form.addRow("你的密码", self.own)
        self.body.addLayout(form)
        self.body.addWidget(self.alarm)
        self.add_button("交给他", self.go, main=True)
        self.add_button("取消", self.reject)
        self.setMinimumWidth(px(520))
        self.theirs.setFocus()
        self.open()

    def go(self) -> None:
        """Hand on what was typed; what is missing is named here."""
        if not self.theirs.text() or not (self.known or self.own.text()):
            self.alarm.setText("两个人的密码都要输:他的封住给他的那一份,你的打开你手里的密钥。")
            self.alarm.show()
            self.adjustSize()
            return
        login, theirs, own = str(self.who.currentData()), self.theirs.text(), self.own.text()
        self.theirs.clear()  # never left standing on the screen of a shared computer
        self.own.clear()
        self.accept()
        self.then(login, theirs, own)
