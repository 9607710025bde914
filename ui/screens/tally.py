"""What the screens for entry by digits share: the digit keys, plain cells, and moving to a line."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

DIGIT_KEYS = tuple(Qt.Key(int(Qt.Key.Key_0) + digit) for digit in range(10))


def cell(text: str, *, middle: bool = False) -> QTableWidgetItem:
    """A cell that is read only."""
    made = QTableWidgetItem(text)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if middle:
        made.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def rows_fit(table: QTableWidget) -> None:
    """Let rows be as high as their texts need, now and whenever columns change, once all of them have."""
    later = QTimer(table, singleShot=True, interval=0)
    later.timeout.connect(table.resizeRowsToContents)
    table.horizontalHeader().sectionResized.connect(lambda *_: later.start())
    later.start()


def go_to_row(table: QTableWidget, at: int, column: int = 0) -> None:
    """Put the cursor on a line, as far as there is one."""
    if 0 <= at < table.rowCount():
        table.setCurrentCell(at, column)
