"""Everything on a sheet that is not a table: title, facts, running text, seal boxes, writing areas, the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from app.export.cells import CELLS
from app.export.code import version_side, version_top
from app.export.flow import Flow
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.letter import letter_head, letter_title
from app.export.looks import MM, SEAL, Paper
from app.export.wrap import wrap
from app.reports.sheet import Facts, Paragraph, Picture, Seals, Sheet, WritingArea

FACES = {1: "hei", 2: "kai"}
_MOST_SPREAD = 2.5
_HEAD_SIZE = 9.0


_UNDER_PICTURE = 2.2  # times the type size: the name below it
_MOST_OF_A_PAGE = 0.96


def picture(flow: Flow, block: Picture) -> None:
    """A photo as large as the page allows, in the middle, its name below it; small ones share a page."""
    paper, size = flow.paper, flow.paper.look.body_size
    under = _UNDER_PICTURE * size
    most = _MOST_OF_A_PAGE * flow.fresh_room() - under
    scale = min(paper.room / block.width, most / block.height)
    wide, high = block.width * scale, block.height * scale
    flow.make_room(high + under)
    x, y = paper.left + (paper.room - wide) / 2, flow.y - high
    flow.add(partial(_image, x=x, y=y, wide=wide, high=high, data=block.data), high)
    text = shortened(block.name, paper.room / size, "song")
    flow.add(
        partial(_centred, x=paper.left + paper.room / 2, y=flow.y - 1.4 * size, text=text, face="song", size=size),
        under,
    )


def _image(ink: Ink, *, x: float, y: float, wide: float, high: float, data: bytes) -> None:
    ink.image(x, y, wide, high, data)


def heading(flow: Flow) -> None:
    """The title and what stands under it, on the first page."""
    look = flow.paper.look
    letter_head(flow)
    if look.pitch:
        letter_title(flow)
    else:
        _heading(flow, look.title_size)


def running_head(flow: Flow) -> None:
    """What tells to which sheet a later page belongs: on a wall the whole heading, else one small line."""
    sheet, paper = flow.sheet, flow.paper
    if sheet.look == "notice":
        _heading(flow, paper.look.title_size * 0.72)
        for block in [block for block in sheet.blocks if isinstance(block, Facts)][:1]:
            facts(flow, block)
        flow.fresh = True
    elif sheet.look == "ledger":
        y = paper.height - 0.72 * paper.look.margins[0]
        room = paper.room - (_mark_width(paper, sheet.mark) + 2 * _HEAD_SIZE if sheet.mark else 0.0)
        title = shortened(sheet.title, room / _HEAD_SIZE - 4, "song")
        flow.pages[-1].append(partial(_text, x=paper.left, y=y, text=f"{title}（续）", face="song", size=_HEAD_SIZE))


def draw_mark(ink: Ink, flow: Flow, number: int) -> None:
    """【练习】 at the head of a page: in the middle, or at the right edge beside a running head."""
    paper, text = flow.paper, f"【{flow.sheet.mark}】"
    y, size = paper.height - 0.72 * paper.look.margins[0], _mark_size(paper)
    if flow.sheet.look == "ledger" and number:
        ink.text(paper.left + paper.room, y, text, "hei", size, "right")
    else:
        ink.text(paper.width / 2, y, text, "hei", size, "center")


def _mark_size(paper: Paper) -> float:
    return min(26.0, paper.look.margins[0] / 2.4)


def _mark_width(paper: Paper, mark: str) -> float:
    return widths("hei").of(f"【{mark}】") * _mark_size(paper)


def shortened(text: str, room: float, chain: str) -> str:
    """As much of a text as has room, in parts of the type size, with … where something is left out."""
    wide = widths(chain)
    if wide.of(text) <= room:
        return text
    while text and wide.of(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _text(ink: Ink, *, x: float, y: float, text: str, face: str, size: float) -> None:
    ink.text(x, y, text, face, size)


def _heading(flow: Flow, size: float) -> None:
    paper, middle = flow.paper, flow.paper.left + flow.paper.room / 2
    lines, size = title_lines(flow.sheet.title, paper.room, size)
    for text in lines:
        flow.add(partial(_centred, x=middle, y=flow.y - size * 1.1, text=text, face="title", size=size), size * 1.4)
    if flow.sheet.subtitle:
        small = max(size * 0.6, paper.look.body_size)
        for text in wrap(flow.sheet.subtitle, paper.room / small, widths("kai")):
            flow.add(partial(_centred, x=middle, y=flow.y - small, text=text, face="kai", size=small), small * 1.45)
    flow.skip(size * 0.25)


def _centred(ink: Ink, *, x: float, y: float, text: str, face: str, size: float) -> None:
    ink.text(x, y, text, face, size, "center")


def title_lines(text: str, room: float, size: float) -> tuple[list[str], float]:
    """A title on one line, a little smaller where that is enough, else on lines of about equal length."""
    wide = widths("title").of(text)
    if wide * size <= room:
        return [text], size
    if wide * size * 0.82 <= room:
        return [text], room / wide
    count = -int(-wide * size // room)
    return wrap(text, min(wide / count * 1.06 + 0.5, room / size), widths("title")), size


def paragraph(flow: Flow, block: Paragraph, keep: float = 0.0) -> None:
    """Running text, line by line over as many pages as it takes; a heading keeps its next line with it.

    The last two lines stay with what follows, where that has a height of `keep`.
    """
    look, paper = flow.paper.look, flow.paper
    face = look.body_face if block.head else FACES.get(block.level, look.body_face)
    pitch = look.pitch or look.body_size
    room, indent = paper.room / pitch, 2.0 if block.indent and block.align == "left" else 0.0
    measure = CELLS if look.pitch else widths(face)
    lines = wrap(block.text, room, measure, room - indent, _MOST_SPREAD if look.pitch else 0.0)
    flow.make_room(look.body_lead * (len(lines) if block.whole else 2 if block.level and not block.head else 1))
    place = 0
    for index, text in enumerate(lines):
        rest = len(lines) - index
        flow.make_room(rest * look.body_lead + keep if keep and rest <= 2 else look.body_lead)
        left = indent * pitch if not index else 0.0
        place = block.text.index(text, place)
        head = max(min(block.head - place, len(text)), 0)
        place += len(text)
        last = index == len(lines) - 1
        shape = _Line(text, face, FACES.get(block.level, face), head, left, last, block.align)
        draw = _letter_line if look.pitch else _body_line
        flow.add(partial(draw, paper=paper, y=flow.y, line=shape), look.body_lead)


class _Line(NamedTuple):
    """A line of running text: so many first characters in the face of a heading, its indent, whether it is the last."""

    text: str
    face: str
    head_face: str
    head: int
    left: float
    last: bool
    align: str


def _letter_line(ink: Ink, *, paper: Paper, y: float, line: _Line) -> None:
    """A line in cells; one that a mark or a number has shortened is spread over the whole width."""
    look = paper.look
    pitch, base = look.pitch, y - look.body_lead / 2 - 0.37 * look.body_size
    filled = CELLS.of(line.text)
    if line.align != "left":
        x = paper.left + (paper.room / 2 if line.align == "center" else paper.room - 2 * pitch)
        ink.cells(x, base, line.text, line.face, look.body_size, pitch, "center" if line.align == "center" else "right")
        return
    room = paper.room - line.left
    if not line.last and 0 < room - filled * pitch < _MOST_SPREAD * pitch:
        pitch = room / filled
    head, rest = line.text[: line.head], line.text[line.head :]
    ink.cells(paper.left + line.left, base, head, line.head_face, look.body_size, pitch)
    ink.cells(paper.left + line.left + CELLS.of(head) * pitch, base, rest, line.face, look.body_size, pitch)


def _body_line(ink: Ink, *, paper: Paper, y: float, line: _Line) -> None:
    look = paper.look
    size, base = look.body_size, y - look.body_lead / 2 - 0.37 * look.body_size
    if line.align == "center":
        ink.text(paper.left + paper.room / 2, base, line.text, line.face, size, "center")
    elif line.align == "right":
        # 成文日期 and 署名 stand two characters in from the right edge.
        ink.text(paper.left + paper.room - 2 * size, base, line.text, line.face, size, "right")
    else:
        spare = paper.room - line.left - widths(line.face).of(line.text) * size
        spread = not line.last and 0 < spare < _MOST_SPREAD * size and len(line.text) > 1
        spacing = spare / (len(line.text) - 1) if spread else 0.0
        ink.text(paper.left + line.left, base, line.text, line.face, size, "left", spacing)


def facts(flow: Flow, block: Facts) -> None:
    """Labels and values in rows as full as the paper allows: first at the left edge, last at the right one."""
    look, paper = flow.paper.look, flow.paper
    lead = look.body_size * 1.7
    face, room = widths(look.body_face), paper.room / look.body_size
    texts = [f"{label}：{value}" for label, value in block.pairs]
    flow.make_room(lead)
    for row in _rows_of(texts, room, face.of):
        if len(row) == 1:
            for text in wrap(row[0], room, face):
                flow.make_room(lead)
                flow.add(partial(_facts_row, paper=paper, y=flow.y - lead * 0.68, texts=[text]), lead)
        else:
            flow.make_room(lead)
            flow.add(partial(_facts_row, paper=paper, y=flow.y - lead * 0.68, texts=row), lead)


def _rows_of(texts: list[str], room: float, measure: Callable[[str], float]) -> list[list[str]]:
    rows: list[list[str]] = []
    used = 0.0
    for text in texts:
        width = measure(text) + 2.0
        if rows and used + width <= room and len(rows[-1]) < 4:
            rows[-1].append(text)
            used += width
        else:
            rows.append([text])
            used = width
    return rows


def _facts_row(ink: Ink, *, paper: Paper, y: float, texts: list[str]) -> None:
    look = paper.look
    wide = [widths(look.body_face).of(text) * look.body_size for text in texts]
    gap = (paper.room - sum(wide)) / (len(texts) - 1) if len(texts) > 1 else 0.0
    x = paper.left
    for text, width in zip(texts, wide, strict=True):
        ink.text(x, y, text, look.body_face, look.body_size)
        x += width + gap


def _seals_per_row(paper: Paper) -> int:
    return max(int(paper.room / (SEAL + 6 * MM)), 1)


def seals(flow: Flow, block: Seals) -> None:
    """Boxes kept free for rubber stamps; the label stands above, nothing inside."""
    paper, each = flow.paper, _seals_per_row(flow.paper)
    size = min(paper.look.body_size, 14)
    for start in range(0, len(block.labels), each):
        row = block.labels[start : start + each]
        height = SEAL + size * 2.3
        flow.make_room(height)
        cell = paper.room / len(row)
        for index, label in enumerate(row):
            middle = _clear_of_joints(paper, paper.left + (index + 0.5) * cell)
            flow.pages[-1].append(
                partial(_seal, middle=middle, y=flow.y, label=label, face=paper.look.body_face, size=size)
            )
        flow.keep_free(height)


def _clear_of_joints(paper: Paper, middle: float) -> float:
    """The middle of a place for a seal beside it, where pages that are glued together would meet inside."""
    half = SEAL / 2 + 3 * MM
    joint = next((x for x in paper.joints_x if abs(x - middle) < half), None)
    if joint is None:
        return middle
    return joint + half if middle >= joint else joint - half


def _seal(ink: Ink, *, middle: float, y: float, label: str, face: str, size: float) -> None:
    ink.text(middle, y - 1.4 * size, label, face, size, "center")
    ink.box(middle - SEAL / 2, y - 1.9 * size - SEAL, SEAL, SEAL, 0.6, dashed=True)


def writing_area(flow: Flow, block: WritingArea) -> None:
    """A box with rules to write on by hand, as high as it must be and never split."""
    paper, gap = flow.paper, 10 * MM
    label = wrap(block.label, paper.room / paper.look.body_size, widths(paper.look.body_face))
    lead = paper.look.body_lead
    flow.make_room(len(label) * lead + block.lines * gap + 3 * MM)
    for text in label:
        base = flow.y - lead / 2 - 0.37 * paper.look.body_size
        line = partial(_text, x=paper.left, y=base, text=text, face=paper.look.body_face, size=paper.look.body_size)
        flow.add(line, lead)
    flow.add(partial(_rules, paper=paper, y=flow.y, count=block.lines, gap=gap), block.lines * gap + 3 * MM)


def _rules(ink: Ink, *, paper: Paper, y: float, count: int, gap: float) -> None:
    left, right = paper.left, paper.left + paper.room
    ink.lines([(left + 6, y - gap * i, right - 6, y - gap * i) for i in range(1, count)], 0.3)
    ink.box(left, y - count * gap, paper.room, count * gap, 0.8)


def foot_size(paper: Paper) -> float:
    """The type size of the foot: small in ledgers, still readable on a wall."""
    return max(paper.look.least, paper.look.body_size * 0.8)


def foot_lines(sheet: Sheet, paper: Paper) -> list[str]:
    """The foot, broken into lines that end before the square of the version mark."""
    square = version_side(sheet, paper)
    room = paper.room - (square + 6 * MM if square else 0.0)
    return wrap(sheet.foot, room / foot_size(paper), widths(paper.look.body_face)) if sheet.foot else []


def foot_height(sheet: Sheet, paper: Paper, lines: Sequence[str]) -> float:
    """The height that the foot takes away from every page."""
    words = (1.4 * len(lines) + 0.5) * foot_size(paper) if lines else 0.0
    return max(words, version_top(sheet, paper) - paper.bottom)
