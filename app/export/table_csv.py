"""Writes the tables of a Sheet as CSV that Excel and WPS open as text, not as formulas."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from app.reports.sheet import Cell, Column, Sheet, Table, show

# A cell beginning with one of these is run as a formula by spreadsheet programs.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet) -> bytes:
    """All tables one below the other, UTF-8 with the mark that Excel needs; money without commas."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(block for block in sheet.blocks if isinstance(block, Table)):
        if number:
            writer.writerow([])
        writer.writerow([guarded(column.title) for column in table.columns])
        for row in [*table.rows, *([table.total] if table.total is not None else [])]:
            writer.writerow([_plain(cell, column) for cell, column in zip(row, table.columns, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text that no spreadsheet program runs as a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def _plain(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if column.kind == "money":
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02d}"
    return show(cell, column.kind)
