"""One of a few things: arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QWidget

from ui.style.palette import px
from ui.widgets.dialog import Dialog, label


class PickDialog(Dialog):
    """`chosen` tells the key of what was picked; `elsewhere`, where it is named, that none of them is wanted."""

    chosen = Signal(str)
    elsewhere = Signal()

    def __init__(
        self, parent: QWidget, title: str, question: str, things: Sequence[tuple[str, str]], elsewhere: str = ""
    ) -> None:
        super().__init__(parent, title)
        self._keys = [key for key, _ in things]
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.addItems([text for _, text in things])
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda _: self._go())
        self.body.addWidget(label(question))
        self.body.addWidget(self.list, 1)
        if elsewhere:
            self.add_button(elsewhere, self._elsewhere)
        self.add_button("选定 Enter", self._go, main=True)
        self.add_button("取消 Esc", self.reject)
        self.resize(px(480), px(320))
        self.list.setFocus()

    def _go(self) -> None:
        key = self._keys[self.list.currentRow()]
        self.accept()
        self.chosen.emit(key)

    def _elsewhere(self) -> None:
        self.accept()
        self.elsewhere.emit()
