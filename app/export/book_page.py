"""The page of a workbook as the printer gives it: paper, margins, what stands on every page, where pages end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.export.book_plan import PAPERS, Plan
from app.export.cells import CELLS
from app.export.looks import PAPERS as SIZES
from app.export.wrap import wrap
from app.reports.sheet import Sheet

_INCH = 72.0
_MOST = 250  # Excel has no room for more than 255 characters in a foot
_MOST_LINES = 3
_ROW = 15.0  # the height of a row that none was set for, in points
_LARGE = 13  # from this size of type on a page is looked at from further away
_PAGES = "第&P页 共&N页"
_PAGES_WIDE, _BESIDE = 8.0, 0.95  # characters; what part of the width is used


@dataclass
class Written:
    """What stands in the rows that are written: how many, which begin a page, which stand on every page.

    `heights` are those that were set, in points.
    """

    rows: int = 0
    breaks: list[int] = field(default_factory=list)
    repeated: tuple[int, int] | None = None
    heights: dict[int, float] = field(default_factory=dict)


def set_up_page(page: Any, sheet: Sheet, plan: Plan, written: Written) -> None:
    """Everything about the printed page."""
    paper, landscape = PAPERS[plan.paper]
    top, right, bottom, left = plan.margins
    page.set_paper(paper)
    if landscape:
        page.set_landscape()
    page.print_area(0, 0, max(written.rows - 1, 0), len(plan.widths) - 1)
    breaks = sorted(set(written.breaks) - {0})
    # One page stays one; where there are more, Excel keeps to our page ends only if it may take as many as it wants.
    page.fit_to_pages(1, 1 if plan.wall and not breaks else 0)
    side = _narrower(plan, breaks, written) / 2
    page.set_margins(*(points / _INCH for points in (left + side, right + side, top, bottom)))
    page.center_horizontally()
    page.hide_gridlines(1)
    if sheet.mark:
        large = f"&{1.5 * plan.foot_size:.0f} " if plan.wall else ""
        page.set_header(f"&C{large}{_plain(f'【{sheet.mark}】')}", {"margin": top * 0.3 / _INCH})
    page.set_footer(_foot(sheet, plan), {"margin": min(bottom, 54.0) * 0.35 / _INCH})
    if breaks:
        page.set_h_pagebreaks(breaks)
    if written.repeated:
        page.repeat_rows(*written.repeated)
    if plan.table_size >= _LARGE:
        page.set_zoom(70)


def fits(plan: Plan, written: Written, row: int, height: float) -> bool:
    """Whether something of this height still stands on the page of a row; what is too high for any page does."""
    width, high = SIZES[plan.paper]
    wide = max(sum(plan.widths) / (width - plan.margins[1] - plan.margins[3]), 1.0)
    room = (high - plan.margins[0] - plan.margins[2]) * wide
    start = max((one for one in written.breaks if one <= row), default=0)
    used = sum(written.heights.get(one, _ROW) for one in range(start, row))
    return used + height <= room or height > room


def _narrower(plan: Plan, breaks: Sequence[int], written: Written) -> float:
    """How much narrower the print must be, in points, so that none of several pages is higher than the paper."""
    if not plan.wall or not breaks:
        return 0.0
    width, height = SIZES[plan.paper]
    again = _high(written.heights, 0, written.repeated[1] + 1) if written.repeated else 0.0
    ends = [0, *breaks, written.rows]
    pages = [_high(written.heights, start, end) + (again if start else 0.0) for start, end in pairwise(ends)]
    scale = min((height - plan.margins[0] - plan.margins[2]) / max(pages), 1.0)
    return (width - plan.margins[1] - plan.margins[3]) * (1 - scale)


def _high(heights: Mapping[int, float], start: int, end: int) -> float:
    return sum(heights.get(row, 0.0) for row in range(start, end))


def foot_lines(sheet: Sheet, plan: Plan) -> list[str]:
    """The foot in lines that stand on every page, none where it is too long: then it stands below the last row."""
    lines = wrap(sheet.foot, _room(plan), CELLS) if sheet.foot else []
    every = sum(map(len, lines)) + len(sheet.facts.get("version", "")) + 2 * len(lines) + len(_PAGES)
    return lines if len(lines) <= _MOST_LINES and every <= _MOST - 20 else []


def _room(plan: Plan) -> float:
    return sum(plan.widths) * _BESIDE / plan.foot_size


def _foot(sheet: Sheet, plan: Plan) -> str:
    """The foot and below it the version mark at the left, page x of y in the last line or, alone, in the middle."""
    size = f"&{plan.foot_size:.0f} " if plan.wall else ""
    lines, version = foot_lines(sheet, plan), sheet.facts.get("version", "")
    if version or (lines and CELLS.of(lines[-1]) + _PAGES_WIDE > _room(plan)):
        lines = [*lines, version]
    left = "\n".join(map(_plain, lines))
    down = "\n" * (len(lines) - 1)
    return f"&L{size}{left}&R{size}{down}{_PAGES}" if left else f"&C{size}{_PAGES}"


def _plain(text: str) -> str:
    """A text for head or foot: & is doubled."""
    return text.replace("&", "&&").replace("\n", " ")
