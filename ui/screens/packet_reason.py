"""One sentence of why, before something is taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.style.palette import px
from ui.widgets.dialog import Dialog, label


class ReasonDialog(Dialog):
    """Asks for the reason; `act` gets it and is not called without one."""

    def __init__(self, parent: QWidget, title: str, words: str, act: Callable[[str], object]) -> None:
        super().__init__(parent, title)
        self.act = act
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setAccessibleName(words)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(label(words))
        self.body.addWidget(self.reason)
        self.body.addWidget(self.alarm)
        self.add_button(title, self.go, main=True)
        self.add_button("取消 Esc", self.reject)
        self.resize(px(520), px(180))
        self.reason.setFocus()

    def go(self) -> None:
        """Do it with the reason given."""
        text = self.reason.text().strip()
        if not text:
            self.alarm.setText("没有写原因,没有改动。请写一句。")
            self.alarm.show()
            return
        self.accept()
        self.act(text)


def ask_reason(parent: QWidget, title: str, words: str, act: Callable[[str], object]) -> ReasonDialog:
    """Open it."""
    dialog = ReasonDialog(parent, title, words, act)
    dialog.open()
    return dialog
