"""What only letters have: 文号 and red head above the title, 署名 and 成文日期 below the text, the slip to cut off.

Measures after GB/T 9704-2012; a line is a 22nd of 225 mm, a character a 28th of 156 mm.
"""

from __future__ import annotations

from functools import partial

from app.export.flow import Flow, SignBox
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, SEAL, Paper
from app.reports.sheet import Closing, TearOff

_HEAD_FROM_TOP = 35 * MM
_HEAD_SIZE = 48.0
_LINES_FOR_THE_SEAL = 5.5
_DAY_FROM_RIGHT = 4
RED = (0.84, 0.0, 0.0)


def letter_head(flow: Flow) -> None:
    """文号 at the right edge; below a red head it stands in the middle, over a red line as wide as the text."""
    sheet, paper = flow.sheet, flow.paper
    lead, size = paper.look.body_lead, paper.look.body_size
    if sheet.red_head:
        wide = widths("title").of(sheet.red_head)
        flow.add(_nothing, _HEAD_FROM_TOP)
        large = min(_HEAD_SIZE, paper.room / wide)
        flow.add(partial(_red_head, paper=paper, y=flow.y, text=sheet.red_head, size=large), large + 2 * lead)
        flow.add(partial(_number, paper=paper, y=flow.y, text=sheet.number, size=size, middle=True), lead)
        flow.add(partial(_red_line, paper=paper, y=flow.y - 4 * MM + (lead - size) / 2), 2 * lead)
    elif sheet.number:
        flow.add(partial(_number, paper=paper, y=flow.y, text=sheet.number, size=size, middle=False), 2 * lead)


def closing_height(paper: Paper) -> float:
    """The height of 署名, 成文日期 and the free room for the seal over them."""
    return _LINES_FOR_THE_SEAL * paper.look.body_lead


def closing(flow: Flow, block: Closing) -> None:
    """署名 in the middle over the day, which ends four characters from the right; a seal fits over both.

    Nothing else is printed in the seal's square, and its upper edge is within a line of the text's end.
    """
    paper, lead = flow.paper, flow.paper.look.body_lead
    flow.make_room(closing_height(paper))
    face, size, pitch = widths(paper.look.body_face), paper.look.body_size, paper.look.pitch or paper.look.body_size
    right = paper.left + paper.room
    office = face.of(block.office) * pitch
    middle = right - _DAY_FROM_RIGHT * pitch - face.of(block.day) * size / 2
    middle = min(middle, right - office / 2)
    drawing = partial(_signed, middle=middle, y=flow.y - 2 * lead, block=block, paper=paper)
    top = flow.y - 0.6 * lead
    page = len(flow.pages) - 1
    flow.places.append(SignBox("印章", page, middle - SEAL / 2, top - SEAL, middle + SEAL / 2, top))
    flow.add(drawing, closing_height(paper))


def tear_off(flow: Flow, block: TearOff) -> None:
    """The dashed line across the whole paper with its word in the middle."""
    flow.add(partial(_cut, paper=flow.paper, y=flow.y - 4 * MM, text=block.label), 9 * MM)


def _nothing(ink: Ink) -> None:
    """White space."""


def _base(y: float, paper: Paper) -> float:
    """The baseline of the line that begins at y."""
    return y - paper.look.body_lead / 2 - 0.37 * paper.look.body_size


def _number(ink: Ink, *, paper: Paper, y: float, text: str, size: float, middle: bool) -> None:
    if middle:
        ink.text(paper.left + paper.room / 2, _base(y, paper), text, paper.look.body_face, size, "center")
    else:
        ink.text(paper.left + paper.room, _base(y, paper), text, paper.look.body_face, size, "right")


def _red_head(ink: Ink, *, paper: Paper, y: float, text: str, size: float) -> None:
    with ink.coloured(*RED):
        ink.text(paper.left + paper.room / 2, y - 0.9 * size, text, "title", size, "center")


def _red_line(ink: Ink, *, paper: Paper, y: float) -> None:
    with ink.coloured(*RED):
        ink.lines([(paper.left, y, paper.left + paper.room, y)], 1.4)


def _signed(ink: Ink, *, middle: float, y: float, block: Closing, paper: Paper) -> None:
    look = paper.look
    spacing = look.pitch - look.body_size if look.pitch else 0.0
    ink.text(middle, _base(y, paper), block.office, look.body_face, look.body_size, "center", spacing)
    ink.text(middle, _base(y - look.body_lead, paper), block.day, look.body_face, look.body_size, "center")


def _cut(ink: Ink, *, paper: Paper, y: float, text: str) -> None:
    half = widths("song").of(text) * 9 / 2 + 6
    middle = paper.width / 2
    ink.dashes([(8 * MM, y, middle - half, y), (middle + half, y, paper.width - 8 * MM, y)], 0.6)
    ink.text(middle, y - 3.2, text, "song", 9, "center")
