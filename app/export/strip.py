"""The strip at the foot of every page of a wall sheet but the last: who signs, how to object, room for the seal.

The last page has the whole sign-off at the end of the table. All pages have marks for a seal across them (骑缝).
Source: forms-and-rules 3.5, last paragraph; H7.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.export.blocks import foot_size
from app.export.flow import Flow
from app.export.fonts import Widths, widths
from app.export.ink import Ink
from app.export.looks import MM, SEAL, Paper
from app.export.signs import sign_rows_high, sign_rows_placed
from app.export.wrap import wrap
from app.reports.sheet import Paragraph, Seals, Sheet, Signatures

_ABOVE, _BESIDE = 3 * MM, 12 * MM
_EDGE, _MARK = 5 * MM, 6 * MM
_LEAD, _LABEL = 1.4, 14.0
_LONE = 3


@dataclass(frozen=True)
class _Strip:
    """What stands in the strip, in a part of the page that leaves room for the seal."""

    signs: Signatures | None
    seal: str
    words: list[str]
    room: float
    signs_high: float
    high: float

    @property
    def any(self) -> bool:
        return bool(self.signs or self.seal)


def height(sheet: Sheet, paper: Paper) -> float:
    """How high the strip is; nothing on sheets that are not for a wall."""
    strip = _measured(sheet, paper)
    return strip.high + _ABOVE if sheet.look == "notice" and strip.any else 0.0


def place(flow: Flow) -> None:
    """Put the strip on every page but the last, and the marks for a seal across all pages on each of several."""
    paper, pages, strip = flow.paper, flow.pages, _measured(flow.sheet, flow.paper)
    top = flow.floor + strip.high
    under_signs = top - strip.signs_high
    for number in range(len(pages) - 1):
        if strip.signs:
            sign_rows_placed(flow, strip.signs, number, top, strip.room, foot_size(paper))
        pages[number].append(partial(_words, paper=paper, y=under_signs, lines=strip.words))
        if strip.seal:
            pages[number].append(partial(_seal, paper=paper, y=flow.floor, label=strip.seal))
    if strip.seal:
        for number, page in enumerate(pages):
            page.append(partial(_across, paper=paper, text=f"骑缝 {number + 1}/{len(pages)}"))


def _measured(sheet: Sheet, paper: Paper) -> _Strip:
    signs = next((block for block in reversed(sheet.blocks) if isinstance(block, Signatures)), None)
    seals = next((block for block in sheet.blocks if isinstance(block, Seals)), None)
    seal = seals.labels[0] if seals else ""
    room = paper.room - (SEAL + _BESIDE if seal else 0.0)
    size = foot_size(paper)
    said = (block.text for block in sheet.blocks if isinstance(block, Paragraph) and block.repeat)
    words = [line for text in said for line in _even(text, room / size, widths(paper.look.body_face))]
    signs_high = sign_rows_high(paper, signs, room, size) if signs else 0.0
    named = min(paper.look.body_size, _LABEL) * widths(paper.look.body_face).of(seal) if seal else 0.0
    beside = not words or widths(paper.look.body_face).of(words[-1]) * size + named <= room
    high = signs_high + _LEAD * size * (len(words) + (0 if beside else 1))
    return _Strip(signs, seal, words, room, signs_high, max(SEAL if seal else 0.0, high))


def _even(text: str, room: float, face: Widths) -> list[str]:
    """The words on as few lines as hold them, the last of which is not one or two characters long."""
    lines = wrap(text, room, face)
    if len(lines) == 1 or len(lines[-1]) > _LONE:
        return lines
    even = wrap(text, face.of(text) / len(lines) + 1, face)
    return even if len(even) == len(lines) else lines


def _words(ink: Ink, *, paper: Paper, y: float, lines: list[str]) -> None:
    size = foot_size(paper)
    for text in lines:
        y -= _LEAD * size
        ink.text(paper.left, y + 0.3 * size, text, paper.look.body_face, size)


def _seal(ink: Ink, *, paper: Paper, y: float, label: str) -> None:
    """The box at the right edge; whose seal it is stands beside it, so that nothing is printed inside."""
    right, size = paper.left + paper.room, min(paper.look.body_size, _LABEL)
    face = paper.look.body_face
    ink.box(right - SEAL, y, SEAL, SEAL, 0.6, dashed=True)
    ink.text(right - SEAL - 2 * MM, y + 0.3 * size, label, face, size, "right")


def _across(ink: Ink, *, paper: Paper, text: str) -> None:
    """Two short lines at the right edge, a seal apart, where the fanned pages are stamped together."""
    edges = (paper.height, *paper.joints_y, 0.0)
    at = len(paper.joints_y) // 2 if len(paper.joints_y) % 2 == 0 else 0  # never where glued pages meet
    right, middle = paper.width - _EDGE, (edges[at] + edges[at + 1]) / 2
    for y in (middle - SEAL / 2, middle + SEAL / 2):
        ink.lines([(right - _MARK, y, right, y)], 0.4)
    ink.turned(right - 1.5 * MM, middle, text, "song", 8)
