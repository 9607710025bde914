"""Draws slips to be cut apart: each in one piece, in type for everybody, with dashed lines between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.export.flow import Flow
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, Paper
from app.export.wrap import wrap
from app.reports.sheet import Slip, Slips

TITLE, BODY, FOOT, LEAD = 16.0, 14.0, 11.0, 1.42
ABOVE, BELOW = 4 * MM, 3 * MM


@dataclass(frozen=True)
class _Measured:
    title: tuple[str, ...]
    body: tuple[str, ...]
    foot: tuple[str, ...]

    @property
    def height(self) -> float:
        lines = len(self.title) * TITLE + len(self.body) * BODY + len(self.foot) * FOOT
        return ABOVE + lines * LEAD + BELOW


def slips(flow: Flow, block: Slips) -> None:
    """All slips, all as high as the highest, so that a whole pile is cut at once; a line below each but the last."""
    measured = [_measure(slip, flow.paper) for slip in block.slips]
    height = max((one.height for one in measured), default=0.0)
    if block.fill and measured:
        measured *= max(int(flow.left_over // (height * len(measured))), 1)
    for index, one in enumerate(measured):
        flow.make_room(height)
        last = index == len(measured) - 1 or flow.left_over - height < height
        flow.add(partial(_draw, paper=flow.paper, y=flow.y, slip=one, cut=None if last else flow.y - height), height)


def _measure(slip: Slip, paper: Paper) -> _Measured:
    def broken(text: str, size: float, face: str) -> tuple[str, ...]:
        return tuple(wrap(text, paper.room / size, widths(face))) if text else ()

    body = tuple(part for line in slip.lines for part in broken(line, BODY, "fang"))
    return _Measured(broken(slip.title, TITLE, "title"), body, broken(slip.foot, FOOT, "song"))


def _draw(ink: Ink, *, paper: Paper, y: float, slip: _Measured, cut: float | None) -> None:
    y -= ABOVE
    for text in slip.title:
        y -= TITLE * LEAD
        ink.text(paper.left + paper.room / 2, y + 0.4 * TITLE, text, "title", TITLE, "center")
    for lines, face, size in ((slip.body, "fang", BODY), (slip.foot, "song", FOOT)):
        for text in lines:
            y -= size * LEAD
            ink.text(paper.left, y + 0.4 * size, text, face, size)
    if cut is not None:
        ink.dashes([(6 * MM, cut, paper.width - 6 * MM, cut)], 0.6)
