"""The folding 审核结果 panel: every fault of a register in a line that jumps to its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

if TYPE_CHECKING:
    from app.operations.checks import CheckLine

PLACE = Qt.ItemDataRole.UserRole


class CheckPanel(QFrame):
    """Shows what a check found; `wanted` names register and row of the line that was opened."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), px(GAP[0]), px(GAP[1]), px(GAP[1]))
        head = QHBoxLayout()
        self.title = label("审核结果", "title", wrap=False)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(button("收起", self.hide, plain=True))
        box.addLayout(head)
        self.list = QListWidget()
        self.list.setAccessibleName("审核结果")
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._open)
        box.addWidget(self.list)
        self.setFixedHeight(px(190))
        self.hide()

    def show_lines(self, lines: list[CheckLine]) -> None:
        """Fill and unfold."""
        hard = sum(not line.fault.soft for line in lines)
        self.title.setText(
            f"审核结果:必须改 {hard} 处,需说明 {len(lines) - hard} 处" if lines else "审核结果:没有发现问题"
        )
        self.list.clear()
        for line in sorted(lines, key=lambda each: each.fault.soft):
            word = "需说明" if line.fault.soft else "必须改"
            item = QListWidgetItem(f"[{word}] {line.title}  {line.fault.message}")
            item.setData(PLACE, (line.register, line.id))
            self.list.addItem(item)
        self.list.setVisible(bool(lines))
        self.setFixedHeight(px(190) if lines else px(52))
        self.show()
        if lines:
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, item: QListWidgetItem) -> None:
        register, row_id = item.data(PLACE)
        self.wanted.emit(register, row_id)
