"""Why something personal stays on a sheet: a reason from the list by its digit, or one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.operations.gate import Finding
from app.operations.settlings import KEEP, LONGEST_REASON
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

OWN = "其他理由(写在下面)"


class ReasonList(QListWidget):
    """Reasons with their digits; a digit or Enter takes one."""

    taken = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and Enter take a reason, Esc goes back."""
        digit = event.key() - int(Qt.Key.Key_1)
        if 0 <= digit < self.count():
            self.taken.emit(digit)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ReasonPanel(QFrame):
    """Asks for the reason below the list of findings."""

    chosen = Signal(str, str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action = KEEP
        self.question = label("")
        self.reasons = ReasonList()
        self.reasons.setAccessibleName("理由")
        self.own = QLineEdit()
        self.own.setMaxLength(LONGEST_REASON)
        self.own.setAccessibleName("其他理由")
        self.own.setPlaceholderText("写清依据,不写姓名和号码;写好按 Enter")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[0]))
        for widget in (self.question, self.reasons):
            box.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1]))
        row.addWidget(self.own, 1)
        row.addWidget(button("按这个理由办", self._take_own))
        row.addWidget(button("不办了 Esc", self.given_up.emit))
        box.addLayout(row)
        self.reasons.taken.connect(self._take)
        self.reasons.left.connect(self.given_up)
        self.reasons.itemActivated.connect(lambda item: self._take(self.reasons.row(item)))
        self.own.returnPressed.connect(self._take_own)

    def ask(self, action: str, finding: Finding, reasons: Sequence[str]) -> None:
        """Show the reasons that hold for a finding."""
        self.action = action
        why = "为什么可以保留?" if action == KEEP else "为什么不是个人信息?"
        self.question.setText(f"{finding.kind}“{finding.shown}”:{why}按数字键选,理由记入操作日志。")
        self.reasons.clear()
        self.reasons.addItems([f"{number}  {text}" for number, text in enumerate((*reasons, OWN), 1)])
        self.reasons.setFixedHeight(self.reasons.sizeHintForRow(0) * self.reasons.count() + px(8))
        self.own.clear()
        self._given = tuple(reasons)
        self.show()
        self.reasons.setCurrentRow(0)
        self.reasons.setFocus()

    def _take(self, at: int) -> None:
        if 0 <= at < len(self._given):
            self.chosen.emit(self.action, self._given[at])
        else:
            self.own.setFocus()

    def _take_own(self) -> None:
        if text := self.own.text().strip():
            self.chosen.emit(self.action, text)
        else:
            self.own.setFocus()
