"""The strip at the foot of every page of a wall sheet but the last: who signs, a free place for the seal, 骑缝 marks.

The last page has the whole sign-off at the end of the table. Source: forms-and-rules 3.5, last paragraph; H7.
"""

from __future__ import annotations

from functools import partial

from app.export.blocks import sign_rows_high, sign_rows_placed
from app.export.flow import Flow
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, SEAL, Paper
from app.reports.sheet import Seals, Sheet, Signatures

_ABOVE = 3 * MM
_EDGE, _MARK = 5 * MM, 6 * MM


def height(sheet: Sheet, paper: Paper) -> float:
    """How high the strip is: a seal, or the places to sign; nothing on sheets that are not for a wall."""
    signs, seal = _wanted(sheet)
    if sheet.look != "notice" or not (signs or seal):
        return 0.0
    signing = sign_rows_high(paper, signs, _room(paper, seal)) if signs else 0.0
    return max(SEAL if seal else 0.0, signing) + _ABOVE


def place(flow: Flow) -> None:
    """Put the strip on every page but the last, and the marks for a seal across all pages on each of several."""
    signs, seal = _wanted(flow.sheet)
    paper, pages = flow.paper, flow.pages
    for number in range(len(pages) - 1):
        top = flow.floor + flow.strip - _ABOVE
        if signs:
            sign_rows_placed(flow, signs, number, top, _room(paper, seal))
        if seal:
            pages[number].append(partial(_seal, paper=paper, y=flow.floor, label=seal))
    if seal:
        for number, page in enumerate(pages):
            page.append(partial(_across, paper=paper, text=f"骑缝 {number + 1}/{len(pages)}"))


def _wanted(sheet: Sheet) -> tuple[Signatures | None, str]:
    signs = next((block for block in reversed(sheet.blocks) if isinstance(block, Signatures)), None)
    seals = next((block for block in sheet.blocks if isinstance(block, Seals)), None)
    return signs, seals.labels[0] if seals else ""


def _room(paper: Paper, seal: str) -> float:
    return paper.room - (SEAL + 12 * MM if seal else 0.0)


def _seal(ink: Ink, *, paper: Paper, y: float, label: str) -> None:
    """The box at the right edge; whose seal it is stands beside it, so that nothing is printed inside."""
    right, size = paper.left + paper.room, min(paper.look.body_size, 14.0)
    ink.box(right - SEAL, y, SEAL, SEAL, 0.6, dashed=True)
    wide = widths(paper.look.body_face).of(label) * size
    face = paper.look.body_face
    if wide <= 0.5 * paper.room:
        ink.text(right - SEAL - 2 * MM, y + 0.3 * size, label, face, size, "right")


def _across(ink: Ink, *, paper: Paper, text: str) -> None:
    """Two short lines at the right edge, a seal apart, where the fanned pages are stamped together."""
    edges = (paper.height, *paper.joints_y, 0.0)
    at = len(paper.joints_y) // 2 if len(paper.joints_y) % 2 == 0 else 0  # never where glued pages meet
    right, middle = paper.width - _EDGE, (edges[at] + edges[at + 1]) / 2
    for y in (middle - SEAL / 2, middle + SEAL / 2):
        ink.lines([(right - _MARK, y, right, y)], 0.4)
    ink.turned(right - 1.5 * MM, middle, text, "song", 8)
