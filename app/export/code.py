"""Squares that a camera reads: the short code in the upper right corner, the version mark in the lower one."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any, cast

from app.domain.short_code import SQUARE_MARK
from app.export.ink import Box, Ink
from app.export.looks import MM, Paper
from app.reports.sheet import Code, Sheet

_SIDE, _LEAST, _QUIET, _TEXT = 19 * MM, 12 * MM, 4, 9.0
_FROM_BELOW = 6 * MM
_LARGE_PAPERS = ((2500.0, 32 * MM), (1500.0, 25 * MM), (1100.0, 18 * MM), (0.0, 15 * MM))


def draw_codes(ink: Ink, sheet: Sheet, paper: Paper) -> None:
    """Draw the codes of a sheet into the margin of one page; the text of the sheet does not give way."""
    right = paper.left + paper.room
    for block in sheet.blocks:
        if isinstance(block, Code):
            side = max(min(_SIDE, paper.look.margins[0] - 14 * MM), _LEAST)
            top = paper.height - 8 * MM  # what office printers leave white
            _square(ink, right - side, top - side, side, SQUARE_MARK + block.code, "H")
            ink.text(right, top - side - 1.25 * _TEXT, f"{block.label} {block.code}", "hei", _TEXT, "right")
            right -= side + 8 * MM


def version_side(sheet: Sheet, paper: Paper) -> float:
    """How large the square with the version mark is on this paper, 0 for a sheet without one."""
    if not sheet.facts.get("version"):
        return 0.0
    return next(side for least, side in _LARGE_PAPERS if max(paper.width, paper.height) > least)


def version_top(sheet: Sheet, paper: Paper) -> float:
    """How high above the edge of the paper the square of the version mark ends, with its white frame."""
    side = version_side(sheet, paper)
    return _FROM_BELOW + side + 2 * MM if side else 0.0


def draw_version(ink: Ink, sheet: Sheet, paper: Paper) -> None:
    """What hangs here, as text for everybody's telephone: the sheet, its edition, day and 校验码."""
    if side := version_side(sheet, paper):
        said = f"{sheet.title} {sheet.facts['version']}"
        _square(ink, paper.left + paper.room - side, _FROM_BELOW, side, said, "M")


def _square(ink: Ink, x: float, y: float, side: float, text: str, level: str) -> None:
    quiet = _QUIET * side / len(_modules(text, level))
    ink.fill(x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet, 1.0)  # nothing may lie in the white frame
    ink.fills(_black(text, level, x, y, side))


@lru_cache(maxsize=8)
def _black(text: str, level: str, x: float, y: float, side: float) -> tuple[Box, ...]:
    """The black runs of a square at its place as left, bottom, width and height: the same on every page of a sheet."""
    modules = _modules(text, level)
    each = side / len(modules)
    black = []
    for down, line in enumerate(modules):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:
                # a hair wider than the module: no white lines between neighbours on a coarse screen
                black.append((x + start * each, y + side - (down + 1) * each, (end - start) * each, each * 1.02))
            start = max(end, start) + 1
    return tuple(black)


def square_png(code: str) -> bytes:
    """The square of a code as a picture, with its white frame, for files that hold no drawings."""
    from PIL import Image

    modules = _modules(SQUARE_MARK + code, "H")
    side = len(modules) + 2 * _QUIET
    picture = Image.new("L", (side, side), 255)
    for down, line in enumerate(modules):
        for across, dark in enumerate(line):
            if dark:
                picture.putpixel((across + _QUIET, down + _QUIET), 0)
    out = BytesIO()
    picture.resize((side * 8, side * 8), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=64)
def _modules(text: str, level: str) -> tuple[tuple[bool, ...], ...]:
    """The square of a text. Level H stands a third of it being smudged, creased or stamped, M less in a finer one."""
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    pixels: Any = made.to_image(scale=1, add_quiet_zones=False)
    lines: list[list[int]] = cast(list[list[int]], memoryview(pixels).tolist())
    return tuple(tuple(cell == 0 for cell in line) for line in lines)
