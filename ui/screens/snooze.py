"""缓办到…: until when a line of 待办 is put off, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from app.operations.todo import TodoLine
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label


class SnoozeDialog(Dialog):
    """Asks for a day and a reason; the button stays shut until both are there. Ctrl+Enter presses it."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None, line: TodoLine) -> None:
        super().__init__(parent, "缓办")
        title = f"{line.number} {line.title.removeprefix(line.number).strip()}".strip()
        self.body.addWidget(label(f"{title}\n{line.what} {line.due_on}".strip()))
        form = QFormLayout()
        self.until = QLineEdit()
        self.until.setAccessibleName("缓办到")
        self.until.setPlaceholderText("2026-12-10、12.10、7天")
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("缓办理由")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(px(84))
        form.addRow("缓办到", self.until)
        form.addRow("理由", self.reason)
        self.body.addLayout(form)
        self.body.addWidget(label("到这一天自动回到待办前面。逾期的仍按逾期统计,理由记入操作日志。", "hint"))
        self.press = self.add_button("缓办", self._choose, main=True)
        self.press.setShortcut("Ctrl+Return")
        self.add_button("取消", self.reject)
        self.until.returnPressed.connect(self.reason.setFocus)
        self.until.textChanged.connect(self._look)
        self.reason.textChanged.connect(self._look)
        self._look()
        self.until.setFocus()

    def _look(self) -> None:
        self.press.setEnabled(bool(self.until.text().strip() and self.reason.toPlainText().strip()))

    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self.until.text().strip(), self.reason.toPlainText().strip())
