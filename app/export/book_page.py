"""The page of a workbook as the printer gives it: paper, margins, what stands on every page, where pages end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.export.book_plan import PAPERS, Plan
from app.reports.sheet import Sheet

_INCH = 72.0
_ROOM = 250  # Excel has no room for more than 255 characters in a foot
_LARGE = 13  # from this size of type on a page is looked at from further away


def set_up_page(
    page: Any, sheet: Sheet, plan: Plan, *, rows: int, breaks: Sequence[int], repeated: tuple[int, int] | None
) -> None:
    """Everything about the printed page.

    Args:
        page: The worksheet.
        sheet: What is written.
        plan: Its paper, margins and sizes.
        rows: How many rows are written.
        breaks: The rows (from 0) that begin a page.
        repeated: The first and last row that stand on every page.
    """
    paper, landscape = PAPERS[plan.paper]
    top, right, bottom, left = (points / _INCH for points in plan.margins)
    page.set_paper(paper)
    if landscape:
        page.set_landscape()
    page.print_area(0, 0, max(rows - 1, 0), len(plan.widths) - 1)
    page.fit_to_pages(1, 0)
    page.set_margins(left=left, right=right, top=top, bottom=bottom)
    page.center_horizontally()
    page.hide_gridlines(1)
    size = f"&{plan.foot_size:.0f} " if plan.wall else ""
    if sheet.mark:
        large = f"&{1.5 * plan.foot_size:.0f} " if plan.wall else ""
        page.set_header(f"&C{large}{_plain(f'【{sheet.mark}】')}", {"margin": top * 0.3})
    page.set_footer(_foot(sheet, size), {"margin": bottom * 0.35})
    if breaks:
        page.set_h_pagebreaks(sorted(set(breaks) - {0}))
    if repeated:
        page.repeat_rows(*repeated)
    if plan.table_size >= _LARGE:
        page.set_zoom(70)


def _foot(sheet: Sheet, size: str) -> str:
    """The foot and below it the version mark at the left, page x of y at the right or, alone, in the middle."""
    pages, version = "第&P页 共&N页", _plain(sheet.facts.get("version", ""))
    said = _plain(sheet.foot)[: max(_ROOM - len(version) - len(pages) - 2 * len(size) - 8, 0)]
    left = "\n".join(filter(None, (said, version)))
    return f"&L{size}{left}&R{size}{pages}" if left else f"&C{size}{pages}"


def _plain(text: str) -> str:
    """A text for head or foot: & is doubled."""
    return text.replace("&", "&&").replace("\n", " ")
