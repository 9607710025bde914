"""Lays a sheet out on pages: what stands where, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from app.export import blocks, chart, graph, letter, signs, slips, strip
from app.export.code import draw_codes, draw_version
from app.export.flow import Flow, Full
from app.export.grid import Draft, Grid
from app.export.ink import Ink
from app.export.looks import MM, Paper, TooBig, TooWide, chart_sizes, papers, tight, wall_papers
from app.export.tables import place_table
from app.reports.sheet import (
    Block,
    Chart,
    Closing,
    Code,
    Enclosure,
    Enclosures,
    Facts,
    Graph,
    Imprint,
    PageBreak,
    Paragraph,
    Picture,
    Seals,
    Sheet,
    Signatures,
    Slips,
    Table,
    TearOff,
    WritingArea,
)

UNDER_TABLE = 1.5 * MM
# On walls columns of text may be a third narrower than is comfortable, where that saves a page; narrower still where
# the table has no other room on the paper.
_NARROWER = (0.35, 0.75)
# Less white saves about so large a part of each page; of few pages the first may be half empty, so it is tried.
_SAVED, _FEW_PAGES = 0.25, 2
_SHORT = 3  # registers of more pages are not made closer
# What follows a table stays with its last rows where it takes no larger part of a page.
_MOST_TAIL = 0.75


def lay_out(sheet: Sheet) -> Flow:
    """Choose the paper and put every block on its pages.

    Raises:
        TooWide: No paper holds one of the tables.
    """
    if any(isinstance(block, Chart) for block in sheet.blocks):
        return _around_a_chart(sheet)
    flow = _best(sheet, walls) if (walls := wall_papers(sheet)) else None
    flow = flow or _on_a_desk(sheet)
    if flow.strip:
        strip.place(flow)
    return flow


def _on_a_desk(sheet: Sheet) -> Flow:
    drafts = [Draft(block) for block in sheet.blocks if isinstance(block, Table)]
    paper, grids, squeeze = _choose(sheet, drafts)
    flow = _pages(sheet, paper, grids)
    if not drafts or len(flow.pages) > _SHORT or paper.look.pitch:  # the lines of a letter are measured by a rule
        return flow
    return _tighter(sheet, drafts, paper, squeeze, flow) or flow


def _best(sheet: Sheet, walls: Sequence[Sequence[Paper]]) -> Flow | None:
    """The largest type with which all stands on one page, else the fewest pages; upright where both do as well.

    None where no table fits as it should.
    """
    drafts = [Draft(block) for block in sheet.blocks if isinstance(block, Table)]
    best: tuple[Paper, float, Flow] | None = None
    for group in walls:
        fits = False
        for squeeze in (0.0, *_NARROWER):
            fewer = len(best[2].pages) - 1 if best else None
            if fewer == 0 or (fits and squeeze == _NARROWER[-1]):
                break  # so narrow only where nothing else fits on this paper
            grids = _grids(drafts, group[-1], squeeze)
            fits = fits or grids is not None
            if flow := _tried(sheet, group[-1], grids, fewer):
                best, sizes = (group[-1], squeeze, flow), group
    if best is None:
        return None
    return _tighter(sheet, drafts, *best) or _larger(sheet, drafts, sizes, *best[1:])


def _tighter(sheet: Sheet, drafts: Sequence[Draft], paper: Paper, squeeze: float, flow: Flow) -> Flow | None:
    """The same with a little less white, where so little stands on the last page that a page is saved by it."""
    pages = len(flow.pages)
    if pages == 1 or (pages > _FEW_PAGES and paper.top - flow.y > _SAVED * pages * (paper.top - flow.floor)):
        return None
    closer = replace(paper, look=tight(paper.look))
    return _tried(sheet, closer, _grids(drafts, closer, squeeze), pages - 1)


def _larger(sheet: Sheet, drafts: Sequence[Draft], group: Sequence[Paper], squeeze: float, flow: Flow) -> Flow:
    """The same pages in larger type: as large as one page holds, or one size more where several are filled."""
    pages = len(flow.pages)
    for paper in group[:-1] if pages == 1 else group[-2:-1]:
        larger = _tried(sheet, paper, _grids(drafts, paper, squeeze), pages)
        if larger and len(larger.pages) == pages:
            return larger
    return flow


def _tried(sheet: Sheet, paper: Paper, grids: Sequence[Grid] | None, most: int | None) -> Flow | None:
    """The sheet on this paper, None where a table has no room (no grids) or all has none on so many pages."""
    try:
        return None if grids is None else _pages(sheet, paper, grids, most)
    except Full:
        return None


def _grids(drafts: Sequence[Draft], paper: Paper, squeeze: float) -> list[Grid] | None:
    grids = [grid for draft in drafts if (grid := draft.on(paper, squeeze))]
    return grids if len(grids) == len(drafts) else None


def _pages(sheet: Sheet, paper: Paper, grids: Sequence[Grid], most: int | None = None) -> Flow:
    """Every block on its pages. On a wall each of several pages is signed and sealed: that takes a second turn.

    Raises:
        Full: More pages than `most`.
    """
    foot = blocks.foot_lines(sheet, paper)
    floor, signed = paper.bottom + blocks.foot_height(sheet, paper, foot), strip.height(sheet, paper)
    flow = Flow(sheet, paper, floor, blocks.running_head, grids=grids, most=1 if signed else most)
    try:
        _fill(flow)
    except Full:
        if not signed:
            raise
        flow = Flow(sheet, paper, floor, blocks.running_head, signed, grids=grids, most=most, heights=flow.heights)
        _fill(flow)
    return flow


def _fill(flow: Flow) -> None:
    sheet, grids = flow.sheet, flow.grids
    flow.new_page()
    blocks.heading(flow)
    waiting = iter(grids)
    for index, block in enumerate(sheet.blocks):
        following = sheet.blocks[index:]
        flow.block = index
        flow.on_last = flow.on_last or _ends_here(flow, following)
        if isinstance(block, Table):
            place_table(flow, next(waiting), _tail(flow, following[1:]) + _gap_before(following[1:]))
            flow.skip(_gap_before(following[1:]))
            if flow.paper.look.pitch:
                flow.to_the_grid()
        else:
            _place_among(flow, block, following)
    flow.on_last = True
    signs.signature_fields(flow)


def _ends_here(flow: Flow, rest: Sequence[Block]) -> bool:
    """Whether all that is left stands on this page, which then needs no strip for signatures of its own."""
    if not flow.strip or any(isinstance(block, Table | PageBreak | Enclosure | Imprint) for block in rest):
        return False
    return _own_height(flow, rest, last=True) <= flow.y - flow.floor + 0.01


def _place_among(flow: Flow, block: Block, following: Sequence[Block]) -> None:
    """Place a block that begins `following`, with what belongs to it on the same page."""
    if together := _sign_off(following):
        # The seal belongs to the signatures, how to object stands above them: they are never torn apart.
        flow.make_room(_own_height(flow, together, len(together) == len(following)))
    elif isinstance(block, WritingArea):
        block = _above_signatures(flow, block, following[1:])
    elif isinstance(block, TearOff):
        _to_the_foot(flow, following)
    if isinstance(block, Paragraph) and block.level and not block.head:
        flow.make_room(_heading_height(flow, following[1:]))
    if isinstance(block, Paragraph) and (keep := _closing_after(flow, following[1:])):
        blocks.paragraph(flow, block, keep)
    else:
        _place(flow, block)


def _sign_off(following: Sequence[Block]) -> list[Block]:
    """What is signed and sealed here, on a wall with how to object above it; nothing where nobody signs."""
    repeated = isinstance(following[0], Paragraph) and following[0].repeat
    words = list(takewhile(lambda block: isinstance(block, Paragraph), following)) if repeated else []
    signed = list(takewhile(lambda block: isinstance(block, Signatures | Seals), following[len(words) :]))
    return [*words, *signed] if signed else []


def _gap_before(following: Sequence[Block]) -> float:
    """Words under a table do not stick to its last line."""
    return UNDER_TABLE if following and isinstance(following[0], Paragraph | Facts) else 0.0


def _closing_after(flow: Flow, following: Sequence[Block]) -> float:
    """The height of 附件说明, 署名 and 成文日期 where they come next: the last lines of text stay with them."""
    between = list(takewhile(lambda block: isinstance(block, Enclosures | Signatures), following))
    if not isinstance(next(iter(following[len(between) :]), None), Closing):
        return 0.0
    return _height(flow, between, last=False) + letter.closing_height(flow.paper)


def _heading_height(flow: Flow, following: Sequence[Block]) -> float:
    """A heading with the first lines of its text; a short last text goes over with the 署名, and its heading too."""
    text, lead = next(iter(following), None), flow.paper.look.body_lead
    if not isinstance(text, Paragraph) or not (keep := _closing_after(flow, following[1:])):
        return 2 * lead
    height = _height(flow, [text], last=False)
    return lead + (height + keep if height < 2.5 * lead else lead)


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
        flow = Flow(sheet, paper, paper.bottom + blocks.foot_height(sheet, paper, foot), blocks.running_head)
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


def _choose(sheet: Sheet, drafts: Sequence[Draft]) -> tuple[Paper, list[Grid], float]:
    tries = papers(sheet)
    for squeeze in (0.0, 1.0):
        for paper in tries if not squeeze else sorted(tries, key=lambda p: -p.width / p.table_size)[:1]:
            grids = [grid for draft in drafts if (grid := draft.on(paper, squeeze))]
            if len(grids) == len(drafts):
                return paper, grids, squeeze
    raise TooWide(sheet.title, max(len(block.columns) for block in sheet.blocks if isinstance(block, Table)))


def _place(flow: Flow, block: Block) -> None:
    match block:
        case Paragraph():
            blocks.paragraph(flow, block)
        case Facts():
            blocks.facts(flow, block)
        case Signatures():
            signs.signatures(flow, block)
        case Seals():
            blocks.seals(flow, block)
        case WritingArea():
            blocks.writing_area(flow, block)
        case Closing():
            letter.closing(flow, block)
        case Enclosures():
            letter.enclosures(flow, block)
        case Enclosure():
            letter.enclosure(flow, block)
        case Imprint():
            letter.imprint(flow, block)
        case TearOff():
            letter.tear_off(flow, block)
        case Slips():
            slips.slips(flow, block)
        case Graph():
            graph.graph(flow, block)
        case Picture():
            blocks.picture(flow, block)
        case Code():
            pass  # stands in the margin of every page, see foot_and_mark
        case PageBreak():
            flow.loose = flow.loose or block.loose
            flow.new_page()


def _tail(flow: Flow, following: Sequence[Block]) -> float:
    """The height of what stays with the last rows: all up to the next table, or the sign-off where that is much.

    Where that is the end of the sheet, the strip that other pages keep free is used for it.
    """
    ends = Table | PageBreak | Enclosure | Imprint
    stops = (index for index, block in enumerate(following) if isinstance(block, ends))
    until = following[: next(stops, len(following))]
    whole = _own_height(flow, until, len(until) == len(following))
    if whole <= _MOST_TAIL * (flow.fresh_room() + flow.strip):
        return max(whole - flow.strip, 0.0) if len(until) == len(following) else whole
    signed = list(takewhile(lambda block: isinstance(block, Signatures | Seals), until))
    return _own_height(flow, signed, len(signed) == len(following))


def _above_signatures(flow: Flow, block: WritingArea, following: Sequence[Block]) -> WritingArea:
    """Up to half as high where the signatures then stand on the same page; otherwise it goes over with them."""
    signed = list(takewhile(lambda b: isinstance(b, Signatures | Seals), following))
    if not signed:
        return block
    for lines in range(block.lines, max(block.lines // 2, 1) - 1, -1):
        lower = replace(block, lines=lines)
        if _height(flow, [lower, *signed], len(signed) == len(following)) <= flow.left_over:
            return lower
    flow.make_room(_height(flow, [block, *signed], len(signed) == len(following)))
    return block


def _own_height(flow: Flow, wanted: Sequence[Block], last: bool) -> float:
    """The same for blocks that the sheet has (none made for a trial), each time measured once on a paper."""
    key = tuple(map(id, wanted)), last
    if key not in flow.heights:
        flow.heights[key] = _height(flow, wanted, last)
    return flow.heights[key]


def _height(flow: Flow, wanted: Sequence[Block], last: bool) -> float:
    """How high these blocks are on an endless page, with the signature boxes after the last block of a sheet."""
    endless = 1e6
    trial = Flow(flow.sheet, flow.paper, -endless, blocks.running_head, pages=[[]], y=0.0, fresh=False)
    for block in wanted:
        _place(trial, block)
    if last:
        signs.signature_fields(trial)
    return -trial.y


def foot_and_mark(flow: Flow, ink: Ink, number: int, version_line: str) -> None:
    """What every page carries: the mark, the foot, the page number and the version line."""
    sheet, paper = flow.sheet, flow.paper
    if sheet.mark:
        blocks.draw_mark(ink, flow, number)
    lines = blocks.foot_lines(sheet, paper)
    size = blocks.foot_size(paper)
    y = flow.floor - 1.5 * size
    for text in lines:
        ink.text(paper.left, y, text, paper.look.body_face, size)
        y -= 1.4 * size
    draw_codes(ink, sheet, paper)
    draw_version(ink, sheet, paper)
    _page_number(flow, ink, number)
    ink.text(paper.left, 8 * MM, version_line, "song", _small(paper, 9))


def _small(paper: Paper, least: float) -> float:
    """The type of page numbers and version marks: the larger the paper, the further away it is read from."""
    return max(least, 0.45 * paper.look.body_size)


def _page_number(flow: Flow, ink: Ink, number: int) -> None:
    paper, look = flow.paper, flow.paper.look
    if look.pitch:
        letter.page_number(flow, ink, number)
        return
    size = _small(paper, 9 if flow.sheet.look == "ledger" else 11)
    # Pages that are glued together may meet in the middle, where a number would be cut.
    middle = paper.width * (0.58 if len(paper.joints_x) % 2 else 0.5)
    ink.text(middle, 8 * MM, f"第{number + 1}页 共{len(flow.pages)}页", "song", size, "center")
