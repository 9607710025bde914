"""The short code of a sheet as a square that a camera reads, in the upper right corner of every page."""

from __future__ import annotations

from functools import lru_cache

from app.domain.short_code import SQUARE_MARK
from app.export.ink import Ink
from app.export.looks import MM, Paper
from app.reports.sheet import Code, Sheet

_SIDE, _LEAST, _QUIET, _TEXT = 19 * MM, 12 * MM, 4, 9.0


def draw_codes(ink: Ink, sheet: Sheet, paper: Paper) -> None:
    """Draw the codes of a sheet into the margin of one page; the text of the sheet does not give way."""
    right = paper.left + paper.room
    for block in sheet.blocks:
        if isinstance(block, Code):
            side = max(min(_SIDE, paper.look.margins[0] - 14 * MM), _LEAST)
            top = paper.height - 8 * MM  # what office printers leave white
            _square(ink, right - side, top - side, side, SQUARE_MARK + block.code)
            ink.text(right, top - side - 1.25 * _TEXT, f"{block.label} {block.code}", "hei", _TEXT, "right")
            right -= side + 8 * MM


def _square(ink: Ink, x: float, y: float, side: float, text: str) -> None:
    modules = _modules(text)
    each = side / len(modules)
    quiet = _QUIET * each
    ink.fill(x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet, 1.0)  # nothing may lie in the white frame
    for down, line in enumerate(modules):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:
                # a hair wider than the module: no white lines between neighbours on a coarse screen
                ink.fill(x + start * each, y + side - (down + 1) * each, (end - start) * each, each * 1.02, 0.0)
            start = max(end, start) + 1


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    from reportlab.graphics.barcode.qrencoder import QRAlphaNum, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.H)  # a third may be smudged, creased or under a stamp
    code.addData(QRAlphaNum(text))
    code.make()
    return tuple(tuple(bool(cell) for cell in line) for line in code.modules)
