"""Lays a sheet out on pages: what stands where, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from app.export import blocks, chart, letter, slips
from app.export.code import draw_codes
from app.export.flow import Flow
from app.export.grid import Draft, Grid
from app.export.ink import Ink
from app.export.looks import MM, Paper, TooBig, TooWide, chart_sizes, papers
from app.export.tables import place_table
from app.reports.sheet import (
    Block,
    Chart,
    Closing,
    Code,
    Facts,
    PageBreak,
    Paragraph,
    Seals,
    Sheet,
    Signatures,
    Slips,
    Table,
    TearOff,
    WritingArea,
)

UNDER_TABLE = 1.5 * MM


def lay_out(sheet: Sheet) -> Flow:
    """Choose the paper and put every block on its pages.

    Raises:
        TooWide: No paper holds one of the tables.
    """
    if any(isinstance(block, Chart) for block in sheet.blocks):
        return _around_a_chart(sheet)
    paper, grids = _choose(sheet)
    foot = blocks.foot_lines(sheet, paper)
    flow = Flow(sheet, paper, paper.bottom + blocks.foot_height(paper, foot), blocks.running_head)
    flow.new_page()
    blocks.heading(flow)
    waiting = iter(grids)
    for index, block in enumerate(sheet.blocks):
        if isinstance(block, Table):
            following = sheet.blocks[index + 1 :]
            place_table(flow, next(waiting), _tail(flow, following) + _gap_before(following))
            flow.skip(_gap_before(following))
        else:
            if isinstance(block, Signatures | Seals):
                # The seal belongs to the signatures: they are never torn apart.
                together = list(takewhile(lambda b: isinstance(b, Signatures | Seals), sheet.blocks[index:]))
                flow.make_room(_height(flow, together, index + len(together) == len(sheet.blocks)))
            elif isinstance(block, WritingArea):
                block = _above_signatures(flow, block, sheet.blocks[index + 1 :])
            elif isinstance(block, TearOff):
                _to_the_foot(flow, sheet.blocks[index:])
            if isinstance(block, Paragraph) and isinstance(_next(sheet.blocks, index), Closing):
                blocks.paragraph(flow, block, letter.closing_height(flow.paper))
            else:
                _place(flow, block)
    blocks.signature_fields(flow)
    return flow


def _gap_before(following: Sequence[Block]) -> float:
    """Words under a table do not stick to its last line."""
    return UNDER_TABLE if following and isinstance(following[0], Paragraph | Facts) else 0.0


def _next(wanted: Sequence[Block], index: int) -> Block | None:
    return wanted[index + 1] if index + 1 < len(wanted) else None


def _to_the_foot(flow: Flow, slip: Sequence[Block]) -> None:
    """A slip stands at the foot of the page where there is room for it, else at the head of a new one.

    Its writing areas may be half as high for that; _above_signatures makes them so.
    """
    height = _height(flow, slip, last=True)
    low = [replace(b, lines=max(b.lines // 2, 1)) if isinstance(b, WritingArea) else b for b in slip]
    flow.make_room(_height(flow, low, last=True))
    if not flow.fresh and height <= flow.left_over:
        flow.skip(flow.left_over - height)


def _around_a_chart(sheet: Sheet) -> Flow:
    """A sheet with a flow chart on the smallest paper on which it stands in one piece and can be read on a wall."""
    for paper in papers(sheet):
        foot = blocks.foot_lines(sheet, paper)
        flow = Flow(sheet, paper, paper.bottom + blocks.foot_height(paper, foot), blocks.running_head)
        flow.new_page()
        blocks.heading(flow)
        if _chart_and_rest(flow, sheet.blocks):
            return flow
    raise TooBig(sheet.title)


def _chart_and_rest(flow: Flow, wanted: Sequence[Block]) -> bool:
    """Place all blocks on the page in hand; False where the chart has no room at a size that can be read."""
    for index, block in enumerate(wanted):
        if not isinstance(block, Chart):
            _place(flow, block)
            continue
        below = _height(flow, wanted[index + 1 :], last=True)
        room = flow.left_over - below - 0.5 * flow.paper.look.body_size
        picture = chart.fit(block, flow.paper.room, room, chart_sizes(flow.paper))
        if picture is None:
            return False
        flow.add(partial(_chart, picture=picture, paper=flow.paper, y=flow.y, room=room), room)
    return len(flow.pages) == 1


def _chart(ink: Ink, *, picture: chart.Picture, paper: Paper, y: float, room: float) -> None:
    x = paper.left + (paper.room - picture.width) / 2
    chart.draw(ink, picture, x, y - min((room - picture.height) / 2, 2 * picture.size))


def _choose(sheet: Sheet) -> tuple[Paper, list[Grid]]:
    drafts = [Draft(block) for block in sheet.blocks if isinstance(block, Table)]
    tries = papers(sheet)
    for squeeze in (False, True):
        for paper in tries if not squeeze else sorted(tries, key=lambda p: -p.width / p.table_size)[:1]:
            grids = [grid for draft in drafts if (grid := draft.on(paper, squeeze))]
            if len(grids) == len(drafts):
                return paper, grids
    raise TooWide(sheet.title, max(len(block.columns) for block in sheet.blocks if isinstance(block, Table)))


def _place(flow: Flow, block: Block) -> None:
    match block:
        case Paragraph():
            blocks.paragraph(flow, block)
        case Facts():
            blocks.facts(flow, block)
        case Signatures():
            blocks.signatures(flow, block)
        case Seals():
            blocks.seals(flow, block)
        case WritingArea():
            blocks.writing_area(flow, block)
        case Closing():
            letter.closing(flow, block)
        case TearOff():
            letter.tear_off(flow, block)
        case Slips():
            slips.slips(flow, block)
        case Code():
            pass  # stands in the margin of every page, see foot_and_mark
        case PageBreak():
            flow.new_page()


def _tail(flow: Flow, following: Sequence[Block]) -> float:
    """The height of what stays with the last rows: all up to the next table, or the sign-off where that is much."""
    stops = (index for index, block in enumerate(following) if isinstance(block, Table | PageBreak))
    until = following[: next(stops, len(following))]
    whole = _height(flow, until, len(until) == len(following))
    if whole <= 0.62 * flow.fresh_room():
        return whole
    signs = list(takewhile(lambda block: isinstance(block, Signatures | Seals), until))
    return _height(flow, signs, len(signs) == len(following))


def _above_signatures(flow: Flow, block: WritingArea, following: Sequence[Block]) -> WritingArea:
    """Up to half as high where the signatures then stand on the same page; otherwise it goes over with them."""
    signs = list(takewhile(lambda b: isinstance(b, Signatures | Seals), following))
    if not signs:
        return block
    for lines in range(block.lines, max(block.lines // 2, 1) - 1, -1):
        lower = replace(block, lines=lines)
        if _height(flow, [lower, *signs], len(signs) == len(following)) <= flow.left_over:
            return lower
    flow.make_room(_height(flow, [block, *signs], len(signs) == len(following)))
    return block


def _height(flow: Flow, wanted: Sequence[Block], last: bool) -> float:
    """How high these blocks are on an endless page, with the signature boxes after the last block of a sheet."""
    endless = 1e6
    trial = Flow(flow.sheet, flow.paper, -endless, blocks.running_head, pages=[[]], y=0.0, fresh=False)
    for block in wanted:
        _place(trial, block)
    if last:
        blocks.signature_fields(trial)
    return -trial.y


def foot_and_mark(flow: Flow, ink: Ink, number: int, version_line: str) -> None:
    """What every page carries: the mark, the foot, the page number and the version line."""
    sheet, paper = flow.sheet, flow.paper
    if sheet.mark:
        size = min(26.0, paper.look.margins[0] / 2.4)
        ink.text(
            paper.width / 2, paper.height - 0.72 * paper.look.margins[0], f"【{sheet.mark}】", "hei", size, "center"
        )
    lines = blocks.foot_lines(sheet, paper)
    size = blocks.foot_size(paper)
    y = flow.bottom - 1.5 * size
    for text in lines:
        ink.text(paper.left, y, text, paper.look.body_face, size)
        y -= 1.4 * size
    draw_codes(ink, sheet, paper)
    _page_number(flow, ink, number)
    ink.text(paper.left, 8 * MM, version_line, "song", 9)


def _page_number(flow: Flow, ink: Ink, number: int) -> None:
    paper, look = flow.paper, flow.paper.look
    if flow.sheet.look == "letter" and look.pitch:
        y = paper.bottom - 7 * MM - 14 * 0.8
        text = f"— {number + 1} —"
        if number % 2:
            ink.text(paper.left + look.pitch, y, text, "song", 14)
        else:
            ink.text(paper.width - look.margins[1] - look.pitch, y, text, "song", 14, "right")
        return
    size = 9 if flow.sheet.look == "ledger" else 11
    ink.text(paper.width / 2, 8 * MM, f"第{number + 1}页 共{len(flow.pages)}页", "song", size, "center")
