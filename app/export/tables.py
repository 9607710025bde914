"""Puts a measured table on pages and draws its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from app.export.flow import Flow
from app.export.grid import NOTE, Grid, Line, Shown
from app.export.ink import Ink

_KEPT_ROWS, _LEAST_KEPT = 4, 2
_FEW_ROWS = 3
_GOES_ON = 3  # so many rows may go on from the one above them
_KEPT_PART = 0.4  # more than the least are kept where they take no larger part of a page
# A table of so few rows, on so small a part of a page, is not torn apart.
_WHOLE_ROWS, _WHOLE_PART = 8, 0.5


def place_table(flow: Flow, grid: Grid, tail: float) -> None:
    """Put a table on as many pages as it takes; the last rows, 合计, 大写 and the sign-off stay together.

    Where it takes several pages, each sums up its own rows (本页小计).
    """
    rows, start, again, foot = grid.rows, 0, False, 0.0
    head, end = grid.height(grid.head), grid.end_height
    first = _high(rows[: _first_stop(rows)])
    flow.skip(0.3 * grid.lead)
    whole = _above_height(grid, False) + head + _high(rows) + end
    if len(rows) <= _WHOLE_ROWS and whole <= _WHOLE_PART * flow.fresh_room():
        together = whole + tail <= flow.fresh_room() and flow.left_over < _WHOLE_PART * flow.fresh_room()
        flow.make_room(whole + tail if together else whole)
    flow.make_room(_above_height(grid, False) + head + min(first, 6 * grid.lead) + (0 if rows else end))
    keep, tail = _kept_together(flow, grid, tail)
    later = flow.fresh_room() - _above_height(grid, True) - head
    while True:
        above = _above_height(grid, again)
        room = flow.left_over - above - head
        rows = _clear_of_joints(grid, rows, start, flow.y - above - head)
        stop = _page_end(rows, start, room - foot, later - foot, end + tail, keep)
        if not foot and grid.sums and start < stop < len(rows):
            foot = grid.height(grid.page_sum(()))
            stop = _page_end(rows, start, room - foot, later - foot, end + tail, keep)
        rest = room - foot - _high(rows[start:stop])
        body = flow.paper.top - flow.bottom - above - head - foot - 4 * grid.lead
        if stop < len(rows) and rows[stop].height > body and rest > 5 * grid.lead:
            rows = _split_row(grid, rows, stop, rest)
            stop += 1
        elif stop == start and start < len(rows):
            if not flow.fresh:
                flow.new_page()
                again = start > 0
                continue
            rows = _split_row(grid, rows, start, room - foot)
            stop += 1
        ends = stop == len(rows) and (end <= room - foot - _high(rows[start:stop]) or stop == start)
        part = Slice(grid, rows[start:stop], flow.y - above, again, ends, summed=bool(foot))
        flow.add(partial(draw_slice, part), above + head + _high(part.rows) + foot + (end if ends else 0))
        if ends:
            return
        start, again = stop, True
        flow.new_page()


def _clear_of_joints(grid: Grid, rows: list[Line], start: int, y: float) -> list[Line]:
    """Rows from `start`, whose upper edge is at y, made a little higher so that none lies across two glued pages."""
    joints = grid.paper.joints_y
    if not joints:
        return rows
    out, first = list(rows), start
    ends = [grid.height(cells) for cells in (grid.total, grid.capital) if cells]
    for index in range(start, len(rows) + len(ends)):
        height = rows[index].height if index < len(rows) else ends[index - len(rows)]
        before = range(first, min(index, len(rows)))
        across = next((joint for joint in joints if y - height < joint - 0.01 and y > joint + 0.01), None)
        if across is not None and before:
            each = (y - across) / len(before)
            for one in before:
                out[one] = out[one]._replace(height=out[one].height + each)
            y = across
        first = index if y in joints else first
        y -= height
    return out


def _high(rows: Sequence[Line]) -> float:
    return sum(row.height for row in rows)


def _kept_together(flow: Flow, grid: Grid, tail: float) -> tuple[int, float]:
    """How many last rows stay with the sign-off, whose height is given up where no page holds it with them."""
    room = flow.fresh_room() - grid.height(grid.head) - _above_height(grid, True) - grid.end_height
    for keep in range(_KEPT_ROWS, 0, -1):
        high = _high(grid.rows[-keep:])
        if high + tail <= room and (keep <= _LEAST_KEPT or high <= _KEPT_PART * room):
            return keep, tail
    return _LEAST_KEPT, 0.0


def _page_end(rows: list[Line], start: int, room: float, later: float, end: float, keep: int) -> int:
    """The first row that goes to the next page; if only those and the sign-off are left, both have room there."""
    wished = stop = _end_keeping(rows, start, room, later, end, keep)
    for fewer in range(keep - 1, -1, -1):
        left = _at_most(rows, stop, later)
        if left > later + 0.01 or left + end <= later + 0.01:  # many more pages, or a last one that is well
            return stop
        if fewer:
            stop = _end_keeping(rows, start, room, later, end, fewer)
    return wished


def _at_most(rows: Sequence[Line], start: int, room: float) -> float:
    """The height of all rows from one on; those that go far beyond this room are not counted."""
    high = 0.0
    for index in range(start, len(rows)):
        high += rows[index].height
        if high > room + 1:
            break
    return high


def _end_keeping(rows: list[Line], start: int, room: float, later: float, end: float, keep: int) -> int:
    """The first row that goes to the next page: no lonely rows, no heading without rows, no sum without its rows."""
    stop = _stop(rows, start, room, end, keep)
    stop = _leaving_enough(rows, start, stop, later - end, keep)
    stop = _before_its_row(rows, start, stop)
    moved = stop
    while start < moved < len(rows) and (rows[moved - 1].kind == "heading" or rows[moved].kind == "subtotal"):
        moved -= 1
    if moved > start or stop == start:
        return moved if moved > start else stop
    # Only headings would stand here: their first row stays with them, and what was to be kept with it goes without.
    first = next((index for index in range(start, len(rows)) if rows[index].kind == "row"), stop)
    return max(stop, first + 1) if _high(rows[start : first + 1]) <= room + 0.01 else stop


def _first_stop(rows: list[Line]) -> int:
    """How many rows the first one is together with those that go on from it."""
    for index, row in enumerate(rows[1:_GOES_ON], 1):
        if row.kind != "row" or row.cells[0]:
            return index
    return 1


def _before_its_row(rows: list[Line], start: int, stop: int) -> int:
    """A row whose first cell is empty goes on from the one above: both stand on one page, where that is soon found."""
    for first in range(stop, max(stop - _GOES_ON, start), -1):
        if first == len(rows) or rows[first].cells[0] or rows[first].kind != "row":
            return first
    return stop


def _stop(rows: list[Line], start: int, room: float, end: float, keep: int) -> int:
    used, stop = 0.0, start
    while stop < len(rows) and used + rows[stop].height <= room + 0.01:
        used += rows[stop].height
        stop += 1
    if stop < len(rows) or used + end <= room + 0.01:
        # The next page must not hold one lonely row.
        return stop - 1 if stop == len(rows) - 1 and stop - start > keep else stop
    kept = min(keep, len(rows) - start - 1)
    return stop - kept if kept > 0 else stop


def _leaving_enough(rows: list[Line], start: int, stop: int, room: float, keep: int) -> int:
    """Fewer rows on this page where the next one would look empty, be it the last or the one before the sign-off."""
    left = len(rows) - stop
    if not left or left == keep or (left > keep and _at_most(rows, stop, room) <= room):
        return stop
    missing = keep - left if left < keep else _FEW_ROWS - (left - keep)
    return stop - missing if 0 < missing <= stop - start - _FEW_ROWS else stop


def _split_row(grid: Grid, rows: list[Line], start: int, room: float) -> list[Line]:
    """Cut a row that is higher than a page after as many lines as fit; the rest goes on with 续."""
    fitting = max(int((room - 2 * grid.paper.look.row_pad * grid.size) / grid.lead), 1)
    row = rows[start]
    upper: list[Shown] = [cell[:fitting] if isinstance(cell, list) else cell for cell in row.cells]
    lower: list[Shown] = [cell[fitting:] if isinstance(cell, list) else "" for cell in row.cells]
    lower[0] = lower[0] or "续"
    parts = [row._replace(cells=upper, height=grid.height(upper)), Line(lower, grid.height(lower))]
    return [*rows[:start], *parts, *rows[start + 1 :]]


@dataclass(frozen=True)
class Slice:
    """The part of a table on one page, its upper edge at y; `summed` with the sum of its rows below them."""

    grid: Grid
    rows: list[Line]
    y: float
    again: bool
    ends: bool
    summed: bool = False


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
    levels, spans = [y], [0]
    for row, face, aligns in _drawn_rows(part):
        _draw_row(ink, grid, row, levels[-1], face, aligns)
        levels.append(levels[-1] - row.height)
        spans.append(row.span)
    _rule(ink, grid, levels, spans[1:])
    if part.ends and grid.capital:
        height = grid.height([grid.capital])
        _draw_cell(ink, grid, grid.capital, left, right, levels[-1] - height / 2, "hei", "left")
        ink.box(left, levels[-1] - height, right - left, height, 0.9)


def _drawn_rows(part: Slice) -> list[tuple[Line, str, Sequence[str]]]:
    """Heading, rows, the sum of the page and the total, each with its face and how its cells stand."""
    grid, face = part.grid, part.grid.paper.look.table_face
    out: list[tuple[Line, str, Sequence[str]]] = [
        (Line(grid.head, grid.height(grid.head)), "hei", ["center"] * len(grid.head))
    ]
    out += [(row, face if row.kind == "row" else "hei", grid.aligns) for row in part.rows]
    sums = [grid.page_sum(part.rows)] if part.summed else []
    sums += [grid.total] if part.ends and grid.total is not None else []
    return [*out, *((Line(cells, grid.height(cells)), "hei", grid.aligns) for cells in sums)]


def _draw_row(ink: Ink, grid: Grid, row: Line, y: float, face: str, aligns: Sequence[str]) -> None:
    middle, edges = y - row.height / 2, grid.edges
    if row.span:
        _draw_heading(ink, grid, row, middle)
    for index, cell in enumerate(row.cells):
        if cell and index >= row.span:
            _draw_cell(ink, grid, cell, edges[index], edges[index + 1], middle, face, aligns[index])


def _draw_heading(ink: Ink, grid: Grid, row: Line, middle: float) -> None:
    """What heads the rows below, with plain words smaller beside or below it."""
    size, left = NOTE * grid.size, grid.edges[0]
    if row.beside:
        _draw_cell(ink, grid, row.cells[0], left, grid.edges[row.span], middle, "hei", "left")
        ink.text(left + grid.pad + row.beside, middle - 0.37 * grid.size, row.note[0], "kai", size)
        return
    below = len(row.note) * NOTE * grid.lead
    _draw_cell(ink, grid, row.cells[0], left, grid.edges[row.span], middle + below / 2, "hei", "left")
    lines = len(row.cells[0]) if isinstance(row.cells[0], list) else 1
    base = middle + below / 2 - lines * grid.lead / 2 - NOTE * grid.lead / 2 - 0.37 * size
    for text in row.note:
        ink.text(left + grid.pad, base, text, "kai", size)
        base -= NOTE * grid.lead


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


def _rule(ink: Ink, grid: Grid, levels: list[float], spans: list[int]) -> None:
    """All lines of a slice; those between columns stop where a heading goes over them."""
    left, right, top, bottom = grid.edges[0], grid.edges[-1], levels[0], levels[-1]
    inner = [(left, y, right, y) for y in levels[1:-1]]
    if not any(spans):
        inner += [(x, top, x, bottom) for x in grid.edges[1:-1]]
    else:
        inner += [
            (x, upper, x, lower)
            for column, x in enumerate(grid.edges[1:-1], 1)
            for upper, lower in _runs_below(levels, spans, column)
        ]
    ink.lines(inner, 0.45)
    ink.box(left, bottom, right - left, top - bottom, 0.9)


def _runs_below(levels: list[float], spans: list[int], column: int) -> list[tuple[float, float]]:
    """The stretches, from upper to lower level, over which the line before a column is drawn."""
    out: list[tuple[float, float]] = []
    for (upper, lower), span in zip(pairwise(levels), spans, strict=True):
        if span > column:
            continue
        if out and out[-1][1] == upper:
            out[-1] = (out[-1][0], lower)
        else:
            out.append((upper, lower))
    return out
