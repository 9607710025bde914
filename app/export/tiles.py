"""Draws one large page on several pages of A4, with all that is needed to cut them and to glue them together."""

from __future__ import annotations

from collections.abc import Callable

from app.export.blocks import shortened
from app.export.flow import Flow
from app.export.ink import Ink
from app.export.tiling import CUT, GLUE, MM, Tile, Tiling

_EDGE = 5.5 * MM  # what office printers leave white
_SIZE, _TICK = 9.0, 5 * MM
_HOW_TO_CUT, _HOW_TO_GLUE = "沿虚线裁掉这一条", "这一条涂胶,下一张的裁边压到短线为止"


def draw_tiles(ink: Ink, flow: Flow, number: int, draw: Callable[[Ink], None]) -> None:
    """Draw a page as its tiles, each a page of its own; `draw` puts the whole page on paper."""
    tiling = flow.paper.tiling
    assert tiling is not None
    which = f"第{number + 1}页 " if len(flow.pages) > 1 else ""
    for tile in tiling.tiles():
        ink.page(tiling.width, tiling.height)
        with ink.window(tiling.window(tile), tile.x, tile.y):
            draw(ink)
        _marks(ink, tiling, tile)
        _label(ink, tiling, tile, f"{which}{tiling.name(tile)}", flow.sheet.title, flow.sheet.mark)
        ink.end_page()


def _marks(ink: Ink, tiling: Tiling, tile: Tile) -> None:
    """A dashed line to cut along, and short ones up to which the next page goes."""
    width, high = tiling.width, tiling.height
    hair = 0.3
    if tile.row:
        ink.dashes([(0, high - CUT + hair, width, high - CUT + hair)], 0.6)
    if tile.column:
        ink.dashes([(CUT - hair, 0, CUT - hair, high)], 0.6)
    if tile.row < tiling.down - 1:
        ink.lines([(_EDGE, GLUE, _EDGE + _TICK, GLUE), (width - _EDGE - _TICK, GLUE, width - _EDGE, GLUE)], 0.6)
    if tile.column < tiling.across - 1:
        x = width - GLUE
        ink.lines([(x, _EDGE, x, _EDGE + _TICK), (x, high - _EDGE - _TICK, x, high - _EDGE)], 0.6)


def _label(ink: Ink, tiling: Tiling, tile: Tile, name: str, title: str, mark: str) -> None:
    """Which page this is, on what is covered or cut off: along the lower or upper edge, else along a side."""
    text = f"{name}  {title}{f'【{mark}】' if mark else ''}"
    under = tile.row < tiling.down - 1
    if under or tile.row:
        base = _EDGE if under else tiling.height - CUT + 2.2 * MM
        what = _HOW_TO_GLUE if under else _HOW_TO_CUT
        x = (CUT if tile.column else 0.0) + 12 * MM
        _plan(ink, tiling, tile, x, base - 0.6 * MM)
        ink.text(x + 12 * MM, base, _shortened(text, tiling.width - 110 * MM), "song", _SIZE)
        ink.text(tiling.width - GLUE - 6 * MM, base, what, "song", _SIZE, "right")
        return
    beside = tile.column < tiling.across - 1
    x = tiling.width - _EDGE if beside else CUT - 2.2 * MM
    what = _HOW_TO_GLUE if beside else _HOW_TO_CUT
    ink.turned(x, tiling.height * 0.36, _shortened(text, tiling.height - 150 * MM), "song", _SIZE)
    ink.turned(x, tiling.height * 0.8, what, "song", _SIZE)
    _plan(ink, tiling, tile, x - 6 * MM, tiling.height * 0.62)


def _shortened(text: str, room: float) -> str:
    return shortened(text, room / _SIZE, "song")


def _plan(ink: Ink, tiling: Tiling, tile: Tile, x: float, y: float) -> None:
    """How the pages lie beside each other; this one is black."""
    height = 5.2 * MM / tiling.down
    width = min(height * tiling.width / tiling.height, 9 * MM / tiling.across)
    for row in range(tiling.down):
        for column in range(tiling.across):
            left, low = x + column * width, y + (tiling.down - 1 - row) * height
            if (column, row) == (tile.column, tile.row):
                ink.fill(left, low, width, height, 0.25)
            ink.box(left, low, width, height, 0.4)
