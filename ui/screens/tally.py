"""What the screens for entry by digits share: the digit keys, plain cells, and moving to a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from ui.style.palette import px

DIGIT_KEYS = tuple(Qt.Key(int(Qt.Key.Key_0) + digit) for digit in range(10))


def cell(text: str, *, middle: bool = False) -> QTableWidgetItem:
    """A cell that is read only."""
    made = QTableWidgetItem(text)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if middle:
        made.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def put(table: QTableWidget, row: int, column: int, text: str, *, middle: bool = False) -> QTableWidgetItem:
    """Show a text in a read-only cell; one that shows it already is left alone, for each change measures its column."""
    there: QTableWidgetItem | None = table.item(row, column)
    if there is None:
        there = cell(text, middle=middle)
        table.setItem(row, column, there)
    elif there.text() != text:
        there.setText(text)
    return there


def row_list(heads: Sequence[str], rows: int, *, stretch: int, wide: Mapping[int, int], name: str) -> QTableWidget:
    """A table of whole rows that are only read: one column takes the room that is left, Tab leaves it."""
    table = QTableWidget(rows, len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    for column, width in wide.items():
        table.setColumnWidth(column, px(width))
    table.setAccessibleName(name)
    return table


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
