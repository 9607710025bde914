"""A list of lines that wrap: chosen whole, one at a time, as high as their texts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget

from ui.screens.home import as_lines
from ui.screens.tally import cell, rows_fit
from ui.style.palette import toned


def line_table(name: str, heads: Sequence[str], widths: Sequence[int], wide: int) -> QTableWidget:
    """Such a list; see home.as_lines for the arguments."""
    table = QTableWidget(0, len(heads))
    as_lines(table, name, heads, widths, wide)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setWordWrap(True)
    rows_fit(table)
    return table


def show_line(table: QTableWidget, row: int, texts: Sequence[str], tone: str = "") -> None:
    """Write one line; the first cell gets its tone."""
    for column, text in enumerate(texts):
        item = cell(text)
        item.setToolTip(text)
        if column == 0 and tone:
            item.setForeground(QColor(toned(tone).ink))
            item.setBackground(QColor(toned(tone).ground))
        table.setItem(row, column, item)


def show_lines(table: QTableWidget, lines: Sequence[tuple[Sequence[str], str]]) -> None:
    """Write all lines anew, each with its tone; the cursor stays where it was."""
    at = max(table.currentRow(), 0)
    table.setRowCount(len(lines))
    for row, (texts, tone) in enumerate(lines):
        show_line(table, row, texts, tone)
    table.resizeRowsToContents()
    if lines:
        table.setCurrentCell(min(at, len(lines) - 1), 0)
