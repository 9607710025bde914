"""Puts a measured table on pages and draws its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.export.flow import Flow
from app.export.grid import Grid, Shown
from app.export.ink import Ink

_KEPT_ROWS = 2
_FEW_ROWS = 3


def place_table(flow: Flow, grid: Grid, tail: float) -> None:
    """Put a table on as many pages as it takes; the last rows, 合计, 大写 and the sign-off stay together."""
    rows, heights, start, again = grid.rows, grid.heights, 0, False
    head = grid.height(grid.head)
    first = heights[0] if heights else 0.0
    flow.skip(0.3 * grid.lead)
    flow.make_room(_above_height(grid, False) + head + min(first, 6 * grid.lead) + (0 if rows else grid.end_height))
    keep, tail = _kept_together(flow, grid, tail)
    later = flow.fresh_room() - _above_height(grid, True) - head
    while True:
        above = _above_height(grid, again)
        room = flow.left_over - above - head
        stop = _stop(heights, start, room, grid.end_height + tail, keep)
        stop = _leaving_enough(heights, start, stop, later - grid.end_height - tail, keep)
        rest = room - sum(heights[start:stop])
        body = flow.paper.top - flow.bottom - above - head - 4 * grid.lead
        if stop < len(rows) and heights[stop] > body and rest > 5 * grid.lead:
            rows, heights = _split_row(grid, rows, heights, stop, rest)
            stop += 1
        elif stop == start and start < len(rows):
            if not flow.fresh:
                flow.new_page()
                again = start > 0
                continue
            rows, heights = _split_row(grid, rows, heights, start, room)
            stop += 1
        ends = stop == len(rows) and (grid.end_height <= room - sum(heights[start:stop]) or stop == start)
        part = Slice(grid, rows[start:stop], heights[start:stop], flow.y - above, again, ends)
        flow.add(partial(draw_slice, part), above + head + sum(part.heights) + (grid.end_height if ends else 0))
        if ends:
            return
        start, again = stop, True
        flow.new_page()


def _kept_together(flow: Flow, grid: Grid, tail: float) -> tuple[int, float]:
    """How many last rows stay with the sign-off, whose height is given up where no page holds it with them."""
    room = flow.fresh_room() - grid.height(grid.head) - _above_height(grid, True) - grid.end_height
    for keep in range(_KEPT_ROWS, 0, -1):
        if sum(grid.heights[-keep:]) + tail <= room:
            return keep, tail
    return _KEPT_ROWS, 0.0


def _stop(heights: list[float], start: int, room: float, end: float, keep: int) -> int:
    """The first row that goes to the next page."""
    used, stop = 0.0, start
    while stop < len(heights) and used + heights[stop] <= room + 0.01:
        used += heights[stop]
        stop += 1
    if stop < len(heights) or used + end <= room + 0.01:
        # The next page must not hold one lonely row.
        return stop - 1 if stop == len(heights) - 1 and stop - start > keep else stop
    kept = min(keep, len(heights) - start - 1)
    return stop - kept if kept > 0 else stop


def _leaving_enough(heights: list[float], start: int, stop: int, room: float, keep: int) -> int:
    """Fewer rows on this page where the next one, whose last rows go on with the sign-off, would look empty."""
    left = len(heights) - stop
    if left <= keep or sum(heights[stop:]) <= room:
        return stop
    missing = _FEW_ROWS - (left - keep)
    return stop - missing if 0 < missing <= stop - start - _FEW_ROWS else stop


def _split_row(
    grid: Grid, rows: list[list[Shown]], heights: list[float], start: int, room: float
) -> tuple[list[list[Shown]], list[float]]:
    """Cut a row that is higher than a page after as many lines as fit; the rest goes on with 续."""
    fitting = max(int((room - 2 * grid.pad) / grid.lead), 1)
    upper: list[Shown] = [cell[:fitting] if isinstance(cell, list) else cell for cell in rows[start]]
    lower: list[Shown] = [cell[fitting:] if isinstance(cell, list) else "" for cell in rows[start]]
    lower[0] = lower[0] or "续"
    rows = [*rows[:start], upper, lower, *rows[start + 1 :]]
    heights = [*heights[:start], grid.height(upper), grid.height(lower), *heights[start + 1 :]]
    return rows, heights


@dataclass(frozen=True)
class Slice:
    """The part of a table on one page, its upper edge at y."""

    grid: Grid
    rows: list[list[Shown]]
    heights: list[float]
    y: float
    again: bool
    ends: bool


def _above_height(grid: Grid, again: bool) -> float:
    """What stands above the heading: the caption or 续表 at the left, the unit line at the right."""
    table = grid.table
    return 1.6 * grid.lead if again or table.caption or table.unit_line else 0.0


def draw_slice(part: Slice, ink: Ink) -> None:
    """Draw one page's part of a table: gray first, then text, then all lines."""
    grid, y = part.grid, part.y
    base, left, right = y + 0.55 * grid.size, grid.edges[0], grid.edges[-1]
    ink.fill(left, y - grid.height(grid.head), right - left, grid.height(grid.head))
    caption = "续表" if part.again else grid.table.caption
    ink.text(left, base, caption, "hei", grid.size)
    ink.text(right, base, grid.table.unit_line, grid.paper.look.table_face, grid.size, "right")
    levels = [y]
    y = _draw_row(ink, grid, grid.head, y, "hei", ["center"] * len(grid.head), levels)
    face = grid.paper.look.table_face
    for row, height in zip(part.rows, part.heights, strict=True):
        y = _draw_row(ink, grid, row, y, face, grid.aligns, levels, height)
    if part.ends and grid.total is not None:
        y = _draw_row(ink, grid, grid.total, y, "hei", grid.aligns, levels)
    _rule(ink, grid, levels)
    if part.ends and grid.capital:
        height = grid.height([grid.capital])
        _draw_cell(ink, grid, grid.capital, left, right, y - height / 2, "hei", "left")
        ink.box(left, y - height, right - left, height, 0.9)


def _draw_row(
    ink: Ink,
    grid: Grid,
    row: list[Shown],
    y: float,
    face: str,
    aligns: Sequence[str],
    levels: list[float],
    height: float | None = None,
) -> float:
    height = grid.height(row) if height is None else height
    middle = y - height / 2
    edges = grid.edges
    for index, cell in enumerate(row):
        if cell:
            _draw_cell(ink, grid, cell, edges[index], edges[index + 1], middle, face, aligns[index])
    levels.append(y - height)
    return y - height


def _draw_cell(
    ink: Ink, grid: Grid, cell: Shown, left: float, right: float, middle: float, face: str, align: str
) -> None:
    size = grid.size
    base = middle - 0.37 * size
    if isinstance(cell, str):
        _draw_line(ink, cell, left + grid.pad, right - grid.pad, base, face, size, align)
        return
    base += (len(cell) - 1) * grid.lead / 2
    for text in cell:
        _draw_line(ink, text, left + grid.pad, right - grid.pad, base, face, size, align)
        base -= grid.lead


def _draw_line(ink: Ink, text: str, left: float, right: float, base: float, face: str, size: float, align: str) -> None:
    if align == "right":
        ink.text(right, base, text, face, size, "right")
    elif align == "center":
        ink.text((left + right) / 2, base, text, face, size, "center")
    else:
        ink.text(left, base, text, face, size)


def _rule(ink: Ink, grid: Grid, levels: list[float]) -> None:
    left, right, top, bottom = grid.edges[0], grid.edges[-1], levels[0], levels[-1]
    inner = [(left, y, right, y) for y in levels[1:-1]]
    inner += [(x, top, x, bottom) for x in grid.edges[1:-1]]
    ink.lines(inner, 0.45)
    ink.box(left, bottom, right - left, top - bottom, 0.9)
