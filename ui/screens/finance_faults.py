"""What is to be mended in a finance sheet, one line each; Enter goes there, or takes the figure that is offered."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.faults import Fault
from ui.style.palette import px

SUMS = "E-SUM"
HEAD = -1
_PLACE = Qt.ItemDataRole.UserRole
_MOST = 2


class FaultList(QListWidget):
    """Two lines high at most: the room belongs to the grid. `wanted` carries row (HEAD for the head), field, figure."""

    wanted = Signal(int, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("审核结果")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(lambda item: self.wanted.emit(*item.data(_PLACE)))
        self.hide()

    def show_faults(self, head: Iterable[Fault], lines: Iterable[tuple[int, Fault]]) -> None:
        """List the faults of the head, then those of the lines; nothing to list, nothing to see."""
        self.clear()
        for fault in head:
            # The figures of the books are never filled by us: only what they say is worth comparing with.
            offered = fault.suggestion if fault.code != SUMS else ""
            self._add(f"按 Enter 填入 {offered}:{fault.message}" if offered else fault.message, fault, HEAD, offered)
        for row, fault in lines:
            self._add(f"第 {row + 1} 笔 {fault.message}", fault, row, "")
        rows = min(self.count(), _MOST)
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), 1) + px(8))
        self.setVisible(rows > 0)

    def _add(self, text: str, fault: Fault, row: int, offered: str) -> None:
        item = QListWidgetItem(f"{'提示' if fault.soft else '要改'} {text}")
        item.setToolTip(fault.message)
        item.setData(_PLACE, (row, fault.field, offered))
        self.addItem(item)
