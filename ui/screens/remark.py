"""退回意见: what a township is to mend in a row it sent, and the remarks that wait already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QPlainTextEdit, QWidget

from app.domain.faults import Told
from app.domain.ledger import LedgerDef
from app.operations import remarks
from app.operations.books import Book
from app.operations.remarks import Remark
from ui.style.palette import px
from ui.widgets.dialog import Dialog, button, label


class RemarkDialog(Dialog):
    """One remark for the chosen rows, on the whole row or on one field of it; `written` once it is kept."""

    written = Signal()

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int]) -> None:
        super().__init__(parent, "退回意见")
        self.book, self.ledger, self.ids = book, ledger, list(ids)
        names = "、".join(book.title(ledger.key, number) for number in self.ids[:3])
        more = f"等 {len(self.ids)} 条" if len(self.ids) > 3 else ""
        self.body.addWidget(label(f"{ledger.title}:{names}{more}"))
        form = QFormLayout()
        self.field = QComboBox()
        self.field.setAccessibleName("哪一项")
        self.field.addItem("整条", "")
        for one in ledger.travelling_fields:
            self.field.addItem(one.label, one.key)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("要改什么")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(px(96))
        form.addRow("哪一项", self.field)
        form.addRow("要改什么", self.text)
        self.body.addLayout(form)
        self.waiting = label("", "hint")
        self.drop = button("撤回最后一条意见", self.take_back, plain=True)
        self.body.addWidget(self.waiting)
        self.body.addWidget(self.drop)
        self.body.addWidget(label("意见先记着,在“收包”里按“退回修改”时随回执一起交给乡镇。", "hint"))
        self.press = self.add_button("记下意见 Ctrl+Enter", self.keep, main=True)
        self.press.setShortcut("Ctrl+Return")
        self.press.setEnabled(False)
        self.add_button("关闭", self.reject)
        self.text.textChanged.connect(lambda: self.press.setEnabled(bool(self.text.toPlainText().strip())))
        self.setMinimumWidth(px(520))
        self._show_waiting()
        self.text.setFocus()

    def keep(self) -> None:
        """Write the remark down for every chosen row."""
        try:
            for number in self.ids:
                text = self.text.toPlainText()
                remarks.add(self.book, self.ledger.key, number, text, str(self.field.currentData()))
        except Told as told:
            self.waiting.setText(told.message)
            return
        self.accept()
        self.written.emit()

    def take_back(self) -> None:
        """Drop the newest remark that was not sent yet."""
        found = self._open()
        if found:
            remarks.drop(self.book, found[-1].id)
            self.written.emit()
        self._show_waiting()

    def _open(self) -> list[Remark]:
        if len(self.ids) != 1:
            return []
        return [one for one in remarks.of_row(self.book, self.ledger.key, self.ids[0]) if one.state == remarks.OPEN]

    def _show_waiting(self) -> None:
        found = self._open()
        told = [f"{self.ledger.label(one.field) if one.field else '整条'}:{one.text}" for one in found]
        self.waiting.setText("还没有交给乡镇的意见:\n" + "\n".join(told) if told else "")
        self.waiting.setVisible(bool(told))
        self.drop.setVisible(bool(told))
