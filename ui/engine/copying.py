"""Rows of a list onto the clipboard as WPS and Excel take them: a table in HTML, and the same as tabbed text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData

_RUNS = ("=", "+", "-", "@")  # a cell beginning so is run as a formula where tabbed text is pasted


def as_block(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> QMimeData:
    """Headings and rows; all but amounts are marked as text, so that an 身份证号 keeps its 18 digits."""
    held = QMimeData()
    lines = [headings, *rows]
    held.setText("\r\n".join("\t".join(_quoted(cell) for cell in line) for line in lines) + "\r\n")
    held.setHtml(f"<table border=1>{_html(headings, [])}{''.join(_html(row, numeric) for row in rows)}</table>")
    return held


def _quoted(text: str) -> str:
    safe = f"'{text}" if text.startswith(_RUNS) and not _is_number(text) else text
    if any(mark in safe for mark in '\t\n\r"'):
        return '"' + safe.replace('"', '""') + '"'
    return safe


def _is_number(text: str) -> bool:
    return text[1:].replace(",", "").replace(".", "", 1).isdecimal()


def _html(cells: Sequence[str], numeric: Sequence[bool]) -> str:
    out = []
    for at, cell in enumerate(cells):
        plain = at < len(numeric) and numeric[at]
        style = "" if plain else " style=\"mso-number-format:'\\@'\""
        text = escape(cell).replace("\n", "<br style='mso-data-placement:same-cell'>")
        out.append(f"<td{style}>{text}</td>")
    return f"<tr>{''.join(out)}</tr>"
