"""The recovery code: shown once, printed, read back from the paper, and only then in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLineEdit, QWidget

from app.domain.faults import Told
from app.operations import recovery
from app.operations.books import Book
from app.operations.recovery import Prepared
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, at_work, button, label

ASKED = 5


class RecoveryDialog(Dialog):
    """First the password, then the code, then one group typed back. `made` is sent when the code is in force."""

    made = Signal()

    def __init__(self, parent: QWidget | None, book: Book, password: str = "") -> None:
        super().__init__(parent, "生成恢复码")
        self.book = book
        self.prepared: Prepared | None = None
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.hint = label(
            "恢复码是最后一把钥匙:忘了密码、电脑坏了,靠它打开账套和备份。生成后打印一张,封好放进单位保险柜。"
            "有了恢复码,各人的密码只在这台电脑上有效,账套被拷走也打不开;换电脑时要用恢复码。"
        )
        self.grid, self.form = QGridLayout(), QFormLayout()
        self.grid.setHorizontalSpacing(px(GAP[3]))
        self.password = QLineEdit(password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.back = QLineEdit()
        self.back.setAccessibleName(f"第 {ASKED} 组")
        self.form.addRow(f"{book.actor_name} 的密码", self.password)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.alarm)
        self.body.addLayout(self.grid)
        self.body.addLayout(self.form)
        self.press = self.add_button("生成", self.go, main=True)
        self.print = button("打印恢复码单…", self.print_sheet)
        self.print.hide()
        self.buttons.insertWidget(1, self.print)
        self.leave = self.add_button("以后再说", self.reject)
        self.resize(px(600), px(260))
        self.password.setFocus()

    def go(self) -> None:
        """The main button: make the code, then put it into force."""
        self.alarm.hide()
        try:
            if self.prepared is None:
                with at_work(self.press, "正在生成…"):
                    self._prepare()
                self.press.setText("启用")
            else:
                self._enforce()
        except Told as told:
            self.say(told.message)

    def print_sheet(self) -> None:
        """Preview the sheet for the safe, to be printed."""
        from ui.screens.preview import open_preview_of

        assert self.prepared is not None
        code, at = self.prepared.code, str(self.prepared.kept["at"])
        paper = open_preview_of(self, self.book, "恢复码单", lambda: [recovery.sheet(self.book, code, at)])
        paper.finished.connect(lambda _: self.back.setFocus())

    def say(self, text: str) -> None:
        """Show what is wrong."""
        self.alarm.setText(text)
        self.alarm.show()

    def _prepare(self) -> None:
        self.prepared = recovery.prepare(self.book, self.password.text())
        self.password.clear()
        for number, group in enumerate(self.prepared.code.split("-")):
            row, column = divmod(number, 3)
            self.grid.addWidget(label(f"第 {number + 1} 组", "hint", wrap=False), row, 2 * column)
            self.grid.addWidget(label(group, "title", wrap=False), row, 2 * column + 1)
        self.form.removeRow(0)
        self.form.addRow(f"照打印好的单子输入第 {ASKED} 组", self.back)
        self.hint.setText(
            "现在打印恢复码单,再照纸上的输入一组,证明已经印好、看得清;按“启用”后才有效。没有打印机的,"
            "可以照抄在纸上。关闭这个窗口以后,程序里再也看不到它。"
        )
        self.leave.setText("放弃这一张")
        self.print.show()
        self.back.setFocus()

    def _enforce(self) -> None:
        assert self.prepared is not None
        wanted = self.prepared.code.split("-")[ASKED - 1]
        typed = self.back.text().upper().translate(str.maketrans("OIL", "011"))
        if "".join(typed.split()) != wanted:
            self.say(f"第 {ASKED} 组和单子上的不一样。恢复码还没有启用;请看清单子再输入一次。")
            self.back.selectAll()
            self.back.setFocus()
            return
        recovery.enforce(self.book, self.prepared)
        self.prepared = None
        self.accept()
        self.made.emit()
