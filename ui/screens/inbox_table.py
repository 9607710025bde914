"""The list of received packets: result in words, shape and colour, whose it is, of which month."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from app.operations.receiving import Incoming
from ui.screens.home import as_lines
from ui.style.palette import px, toned

HEADS = ("结果", "乡镇", "月份", "第几次", "收到", "文件")
WIDTHS = (150, 84, 96, 64, 96, 150)


class InboxTable(QTableWidget):
    """`looked` gives the packet under the cursor."""

    looked = Signal(object)

    def __init__(self) -> None:
        super().__init__(0, len(HEADS))
        self.lines: list[Incoming] = []
        as_lines(self, "收到的上报包", HEADS, WIDTHS, len(HEADS) - 1, high=32)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setMinimumWidth(px(230))
        self.currentCellChanged.connect(lambda *_: self.looked.emit(self.current()))

    def show_lines(self, lines: Sequence[Incoming]) -> None:
        """Fill it; the cursor stays on its packet."""
        here = found.id if (found := self.current()) else 0
        self.blockSignals(True)
        self.lines = list(lines)
        self.setRowCount(len(lines))
        for at, line in enumerate(self.lines):
            self._fill(at, line)
        self.blockSignals(False)
        if lines:
            self.go_to(here or self.lines[0].id)

    def current(self) -> Incoming | None:
        """The packet under the cursor."""
        at = self.currentRow()
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def go_to(self, id: int) -> None:
        """Put the cursor on a packet, on the first where it is not there."""
        at = next((at for at, line in enumerate(self.lines) if line.id == id), 0)
        self.setCurrentCell(at, 0)

    def _fill(self, at: int, line: Incoming) -> None:
        period = line.period.replace("-", "年") + "月" if line.period else ""
        often = f"更正 {line.revision - 1}" if line.correction else f"第 {line.seq} 次" if line.seq else ""
        texts = (
            f"{line.sign} {line.title}{'(有提示)' if line.hints else ''}",
            line.township_name,
            period,
            often,
            line.received_at[5:16].replace("T", " "),
        )
        for column, text in enumerate((*texts, line.file_name)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 0:
                item.setForeground(QColor(toned(line.tone).ink))
            self.setItem(at, column, item)
