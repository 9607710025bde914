"""What only letters have: 文号 and red head above the title, 附件说明, 署名 and 成文日期, 附件, 版记, page numbers.

Measures after GB/T 9704-2012; a line is a 22nd of 225 mm, a character a 28th of 156 mm. No seal is ever drawn.
"""

from __future__ import annotations

from functools import partial

from app.export.cells import CELLS
from app.export.flow import Flow, SignBox
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, SEAL, Paper
from app.export.title import broken
from app.export.wrap import wrap
from app.reports.sheet import Closing, Enclosure, Enclosures, Imprint, Sheet, TearOff

_HEAD_FROM_TOP = 35 * MM
_HEAD_SIZE = 48.0
_LINES_FOR_THE_SEAL = 5.5
_DAY_FROM_RIGHT = 4
_IN = 2
_NOTE_LINE = 4
RED = (0.84, 0.0, 0.0)
RED_HEX = "".join(f"{round(255 * part):02X}" for part in RED)
SMALL = 14.0  # 4号
SMALL_LEAD = 1.75 * SMALL
_THICK, _THIN = 0.35 * MM, 0.25 * MM
_NUMBER_BELOW = 7 * MM
_ABOVE_BASE = 0.88  # how far a character reaches above its baseline, in parts of its size


def letter_head(flow: Flow) -> None:
    """文号 at the right edge; below a red head it stands in the middle, over a red line as wide as the text.

    Where a report names who signed it, 文号 stands at the left and 签发人 at the right, a character in.
    """
    sheet, paper = flow.sheet, flow.paper
    lead, size = paper.look.body_lead, paper.look.body_size
    if sheet.urgency:
        flow.pages[-1].append(partial(_line, paper=paper, y=flow.y, text=sheet.urgency, face="hei"))
    if sheet.red_head:
        flow.keep_free(_HEAD_FROM_TOP)
        large = head_size(sheet.red_head, paper)
        flow.add(partial(_red_head, paper=paper, y=flow.y, text=sheet.red_head, size=large), large + 2 * lead)
        flow.add(partial(_number, paper=paper, y=flow.y, sheet=sheet), lead)
        flow.add(partial(_red_line, paper=paper, y=flow.y - 4 * MM + (lead - size) / 2), 1.6 * lead)
        flow.to_the_grid()
    elif sheet.number or sheet.signer:
        flow.add(partial(_number, paper=paper, y=flow.y, sheet=sheet), 3 * lead)
    elif sheet.urgency:
        flow.keep_free(2 * lead)


def head_size(text: str, paper: Paper) -> float:
    """How large the 发文机关标志 is: as large as the width allows, at most 48 points."""
    return min(_HEAD_SIZE, paper.room / widths("title").of(text))


def letter_title(flow: Flow) -> None:
    """The title, one line of the page's grid for each of its own, and an empty one below it."""
    _title(flow, flow.sheet.title)
    if flow.sheet.subtitle:
        size = flow.paper.look.body_size
        for text in wrap(flow.sheet.subtitle, flow.paper.room / size, widths("kai")):
            flow.add(partial(_middle, paper=flow.paper, y=flow.y, text=text, face="kai", size=size), _lead(flow))
    flow.keep_free(_lead(flow))


def closing_height(paper: Paper) -> float:
    """The height of 署名, 成文日期 and the free room for the seal over them."""
    return _LINES_FOR_THE_SEAL * paper.look.body_lead


def closing(flow: Flow, block: Closing) -> None:
    """署名 in the middle over the day, which ends four characters from the right; a seal fits over both.

    Nothing else is printed in the seal's square, and its upper edge is within a line of the text's end.
    """
    paper, lead, pitch = flow.paper, _lead(flow), _pitch(flow)
    flow.make_room(closing_height(paper))
    right = paper.left + paper.room
    middle = right - _DAY_FROM_RIGHT * pitch - CELLS.of(block.day) * pitch / 2
    middle = min(middle, right - CELLS.of(block.office) * pitch / 2)
    drawing = partial(_signed, middle=middle, y=flow.y - 2 * lead, block=block, paper=paper)
    page, top = len(flow.pages) - 1, flow.y - 0.6 * lead
    seal = SignBox("印章", page, middle - SEAL / 2, top - SEAL, middle + SEAL / 2, top)
    flow.places.append(seal)
    start = flow.y
    flow.add(drawing, closing_height(paper))
    if block.note:
        _note(flow, block.note, start - _NOTE_LINE * lead, (seal.x0 - paper.left) / pitch)


def _note(flow: Flow, text: str, y: float, room: float) -> None:
    """附注 in brackets, two characters in, on the line below the day; it goes round the seal's room."""
    for number, line in enumerate(wrap(f"（{text}）", room, CELLS, room - _IN)):
        indent = 0 if number else _IN
        flow.pages[-1].append(partial(_line, paper=flow.paper, y=y, text=line, cells_in=indent))
        y -= _lead(flow)
    flow.y = min(flow.y, y)


def enclosures(flow: Flow, block: Enclosures) -> None:
    """附件说明 after an empty line, two characters in; a long name goes on below its own first character."""
    lead = _lead(flow)
    flow.make_room(2 * lead)
    flow.skip(lead)
    lines, room = block.lines(), flow.paper.room / _pitch(flow) - _IN
    label = CELLS.of("附件：") if len(lines) > 1 else 0.0
    for number, (before, name) in enumerate(lines):
        indent = _IN + (label if number else 0.0)
        hang = CELLS.of(before)
        for count, text in enumerate(wrap(name, room + _IN - indent - hang, CELLS)):
            flow.make_room(lead)
            shown, at = (before + text, indent) if not count else (text, indent + hang)
            flow.add(partial(_line, paper=flow.paper, y=flow.y, text=shown, cells_in=at), lead)


def enclosure(flow: Flow, block: Enclosure) -> None:
    """An enclosure begins a page: its label in 黑体 in the first line, its title in the third."""
    if not flow.fresh:
        flow.new_page()
    lead = _lead(flow)
    flow.add(partial(_line, paper=flow.paper, y=flow.y, text=block.label, face="hei"), 2 * lead)
    _title(flow, block.title)
    flow.keep_free(lead)


def imprint_height(block: Imprint, paper: Paper) -> float:
    """How high 版记 is with all its lines."""
    return (len(_copied(block, paper)) + 1) * SMALL_LEAD


def imprint(flow: Flow, block: Imprint) -> None:
    """版记 at the foot of the last page, its last rule on the edge of the printed area.

    A page that is only there so that 版记 comes onto the back of a sheet has no number, and 版记 behind it neither.
    Source: GB/T 9704-2012 7.4, 7.5.
    """
    paper, height = flow.paper, imprint_height(block, flow.paper)
    gap = 0.0 if flow.fresh else 0.5 * _lead(flow)
    if height + gap > flow.left_over:
        flow.new_page()
    if block.even and len(flow.pages) % 2:
        if flow.fresh:
            flow.unnumbered |= {len(flow.pages) - 1, len(flow.pages)}
        flow.new_page()
    flow.imprint_alone = flow.fresh
    flow.add(partial(_imprint, paper=paper, block=block, top=paper.bottom + height), flow.y - paper.bottom)


def page_number(flow: Flow, ink: Ink, number: int) -> None:
    """— 1 — in 4号, 7 mm below the printed area: odd pages at the right, even ones at the left, a character in."""
    if number in flow.unnumbered:
        return
    paper, text = flow.paper, f"— {number + 1} —"
    y = paper.bottom - _NUMBER_BELOW - _ABOVE_BASE * SMALL
    if number % 2:
        ink.cells(paper.left + _pitch(flow), y, text, "song", SMALL, SMALL)
    else:
        ink.cells(paper.left + paper.room - _pitch(flow), y, text, "song", SMALL, SMALL, "right")


def tear_off(flow: Flow, block: TearOff) -> None:
    """The dashed line across the whole paper with its word in the middle."""
    flow.add(partial(_cut, paper=flow.paper, y=flow.y - 4 * MM, text=block.label), 9 * MM)


def _lead(flow: Flow) -> float:
    return flow.paper.look.body_lead


def _pitch(flow: Flow) -> float:
    return flow.paper.look.pitch or flow.paper.look.body_size


def _title(flow: Flow, title: str) -> None:
    size = flow.paper.look.title_size
    for text in broken(title, flow.paper.room / size, widths("title"), flow.sheet.kept):
        flow.make_room(_lead(flow))
        flow.add(partial(_middle, paper=flow.paper, y=flow.y, text=text, face="title", size=size), _lead(flow))


def _base(y: float, paper: Paper, size: float = 0.0) -> float:
    """The baseline of the line that begins at y."""
    return y - paper.look.body_lead / 2 - 0.37 * (size or paper.look.body_size)


def _line(ink: Ink, *, paper: Paper, y: float, text: str, face: str = "", cells_in: float = 0.0) -> None:
    look = paper.look
    pitch = look.pitch or look.body_size
    ink.cells(paper.left + cells_in * pitch, _base(y, paper), text, face or look.body_face, look.body_size, pitch)


def _middle(ink: Ink, *, paper: Paper, y: float, text: str, face: str, size: float) -> None:
    ink.text(paper.left + paper.room / 2, _base(y, paper, size), text, face, size, "center")


def _number(ink: Ink, *, paper: Paper, y: float, sheet: Sheet) -> None:
    look, base = paper.look, _base(y, paper)
    pitch, size = look.pitch or look.body_size, look.body_size
    right = paper.left + paper.room
    if sheet.signer:
        x = right - pitch - CELLS.of(sheet.signer) * pitch
        ink.cells(paper.left + pitch, base, sheet.number, look.body_face, size, pitch)
        ink.cells(x, base, sheet.signed.removesuffix(sheet.signer), look.body_face, size, pitch, "right")
        ink.cells(x, base, sheet.signer, "kai", size, pitch)
    elif sheet.red_head:
        ink.cells(paper.left + paper.room / 2, base, sheet.number, look.body_face, size, pitch, "center")
    else:
        ink.cells(right, base, sheet.number, look.body_face, size, pitch, "right")


def _red_head(ink: Ink, *, paper: Paper, y: float, text: str, size: float) -> None:
    with ink.coloured(*RED):
        ink.text(paper.left + paper.room / 2, y - 0.9 * size, text, "title", size, "center")


def _red_line(ink: Ink, *, paper: Paper, y: float) -> None:
    with ink.coloured(*RED):
        ink.lines([(paper.left, y, paper.left + paper.room, y)], 1.4)


def _signed(ink: Ink, *, middle: float, y: float, block: Closing, paper: Paper) -> None:
    look = paper.look
    pitch = look.pitch or look.body_size
    ink.cells(middle, _base(y, paper), block.office, look.body_face, look.body_size, pitch, "center")
    ink.cells(middle, _base(y - look.body_lead, paper), block.day, look.body_face, look.body_size, pitch, "center")


def _copied(block: Imprint, paper: Paper) -> list[str]:
    """抄送 in lines: a character in from each side, going on below the first name."""
    if not block.copied:
        return []
    room, hang = paper.room / SMALL - 2, CELLS.of("抄送：")
    return wrap(block.copied, room - hang, CELLS, room)


def _imprint(ink: Ink, *, paper: Paper, block: Imprint, top: float) -> None:
    left, right, lead, face = paper.left, paper.left + paper.room, SMALL_LEAD, paper.look.body_face
    copied = _copied(block, paper)
    y, hang = top, CELLS.of("抄送：") * SMALL
    for number, text in enumerate(copied):
        ink.cells(left + SMALL + (hang if number else 0), _small_base(y), text, face, SMALL, SMALL)
        y -= lead
    if copied:
        ink.lines([(left, y, right, y)], _THIN)
    ink.cells(left + SMALL, _small_base(y), block.office, face, SMALL, SMALL)
    ink.cells(right - SMALL, _small_base(y), block.printed, face, SMALL, SMALL, "right")
    ink.lines([(left, top, right, top), (left, y - lead, right, y - lead)], _THICK)


def _small_base(y: float) -> float:
    return y - SMALL_LEAD / 2 - 0.37 * SMALL


def _cut(ink: Ink, *, paper: Paper, y: float, text: str) -> None:
    half = widths("song").of(text) * 9 / 2 + 6
    middle = paper.width / 2
    ink.dashes([(8 * MM, y, middle - half, y), (middle + half, y, paper.width - 8 * MM, y)], 0.6)
    ink.text(middle, y - 3.2, text, "song", 9, "center")
