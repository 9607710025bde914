"""Places to sign: by hand on a rule, with the printed name of who signed, or as a box for an electronic signature."""

from __future__ import annotations

from functools import partial

from app.export.flow import Flow, SignBox
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, Paper
from app.reports.sheet import Signatures

_FIELD_HEIGHT = 20 * MM
_SIGNERS = {"clerk": "经办人", "secretary": "审核人", "county": "县级接收单位"}
_HAND = 11 * MM


def signatures(flow: Flow, block: Signatures) -> None:
    """The sign-off line: a name where it is given, else a rule to sign on; every place is noted."""
    size = flow.paper.look.body_size
    for row in _sign_rows(flow.paper, block, flow.paper.room, size):
        lead = _sign_lead(row, size)
        flow.make_room(lead)
        _sign_row(flow, row, len(flow.pages) - 1, flow.y, flow.paper.room, size)
        flow.keep_free(lead)


def sign_rows_high(paper: Paper, block: Signatures, room: float, size: float) -> float:
    """How high the places to sign are in a part of the page this wide, in type of a size."""
    return sum(_sign_lead(row, size) for row in _sign_rows(paper, block, room, size))


def sign_rows_placed(flow: Flow, block: Signatures, page: int, y: float, room: float, size: float) -> None:
    """The places to sign at the left of a page that is filled already, from y down."""
    for row in _sign_rows(flow.paper, block, room, size):
        _sign_row(flow, row, page, y, room, size)
        y -= _sign_lead(row, size)


def _sign_row(flow: Flow, row: list[tuple[str, str]], page: int, y: float, room: float, size: float) -> None:
    paper, lead = flow.paper, _sign_lead(row, size)
    face = widths(paper.look.body_face)
    needs = [_sign_need(paper, label, name) * size for label, name in row]
    spare, left = (room - sum(needs)) / len(row), paper.left
    for (label, name), need in zip(row, needs, strict=True):
        start, end = left + face.of(f"{label}：") * size, left + need + spare - size
        flow.places.append(SignBox(label, page, start, y - lead, end, y - 0.1 * lead))
        place = partial(_sign_place, paper=paper, y=y - 0.72 * lead, left=left, start=start, end=end, size=size)
        flow.pages[page].append(partial(place, text=f"{label}：{name}", blank=not name))
        left += need + spare


def _sign_lead(row: list[tuple[str, str]], size: float) -> float:
    """The height of a row of places: a hand needs more room than the printed name of who signed before."""
    by_hand = not all(name for _, name in row)
    return max(_HAND, size * 1.8) if by_hand else size * 1.6


def _sign_need(paper: Paper, label: str, name: str) -> float:
    """The width of one place in ems: six characters for a name to be written by hand."""
    face = widths(paper.look.body_face)
    return face.of(f"{label}：") + (face.of(name) if name else 5.5) + 1


def _sign_rows(paper: Paper, block: Signatures, room: float, size: float) -> list[list[tuple[str, str]]]:
    """As few rows as hold all places, of about equal number where that is possible; none wider than there is room."""
    places, most = block.places, room / size
    needs = [_sign_need(paper, label, name) for label, name in places]
    full: list[list[int]] = []
    for index, need in enumerate(needs):
        if full and sum(needs[one] for one in full[-1]) + need <= most:
            full[-1].append(index)
        else:
            full.append([index])
    even = -(-len(places) // len(full))
    equal = [list(range(start, min(start + even, len(places)))) for start in range(0, len(places), even)]
    rows = equal if all(sum(needs[one] for one in row) <= most for row in equal) else full
    return [[places[one] for one in row] for row in rows]


def _sign_place(
    ink: Ink, *, paper: Paper, y: float, left: float, start: float, end: float, size: float, text: str, blank: bool
) -> None:
    ink.text(left, y, text, paper.look.body_face, size)
    if blank:
        ink.lines([(start, y - 2.5, end, y - 2.5)], 0.4)


def signature_fields(flow: Flow) -> None:
    """Free boxes at the end of the last page for electronic signatures, two or three in a row, if any are asked."""
    roles = [role.strip() for role in flow.sheet.facts.get("signature_fields", "").split(",") if role.strip()]
    if not roles:
        return
    paper, label = flow.paper, 11.0
    each = 3 if len(roles) % 3 == 0 or len(roles) > 4 else 2
    rows = [roles[start : start + each] for start in range(0, len(roles), each)]
    flow.make_room(len(rows) * (_FIELD_HEIGHT + 2 * label))
    gap = 6 * MM
    width = min((paper.room - gap * (each - 1)) / each, 84 * MM)
    for row in rows:
        for index, role in enumerate(row):
            x, y = paper.left + index * (width + gap), flow.y - 1.6 * label
            flow.fields.append(SignBox(role, len(flow.pages) - 1, x, y - _FIELD_HEIGHT, x + width, y))
            flow.pages[-1].append(
                partial(_field, x=x, y=y, width=width, text=f"电子签名（{_SIGNERS.get(role, role)}）")
            )
        flow.keep_free(_FIELD_HEIGHT + 2 * label)


def _field(ink: Ink, *, x: float, y: float, width: float, text: str) -> None:
    ink.text(x, y + 3.5, text, "song", 9)
    ink.box(x, y - _FIELD_HEIGHT, width, _FIELD_HEIGHT, 0.6, dashed=True)
