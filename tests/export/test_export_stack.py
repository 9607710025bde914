"""Many sheets in one PDF: each where it was put, white backs where both sides are printed, faces in the file once."""

from __future__ import annotations

import pytest

from app.export.fonts import MissingGlyph
from app.export.joined import in_order, join_pdfs
from app.export.pdf import Stack, draw
from app.export.preview import page_count
from app.reports.sheet import PageBreak, Paragraph, Sheet
from tests.export.paper import Paper

ONE = Sheet("one", "青山村公示", (Paragraph("一页的公示"),), size="A4")
TWO = Sheet("two", "白石村公示", (Paragraph("第一页"), PageBreak(), Paragraph("第二页")), size="A3")
LOST = Sheet("lost", "打不出的字", (Paragraph("\U0010fffd"),), size="A4")


def texts(pdf: bytes) -> list[str]:
    paper = Paper(pdf)
    return [paper.text(page) for page in range(len(paper.pages))]


def test_every_sheet_says_where_it_lies_and_how_large_it_is() -> None:
    stack = Stack("一批")

    places = [stack.add(sheet) for sheet in (ONE, TWO, ONE)]

    pdf = stack.finish()
    assert [(place.first, place.pages, place.printed) for place in places] == [(0, 1, 1), (1, 2, 2), (3, 1, 1)]
    assert [round(place.width / 72 * 25.4) for place in places] == [210, 297, 210]
    assert ["第二页" in text for text in texts(pdf)] == [False, False, True, False]
    assert not Paper(pdf).outside()


def test_on_both_sides_a_sheet_begins_on_a_front_and_only_fronts_means_every_page() -> None:
    stack = Stack("一批", duplex=True)

    places = [stack.add(ONE), stack.add(TWO), stack.add(TWO, only_fronts=True), stack.add(ONE)]

    pdf = stack.finish()
    white = [not text for text in texts(pdf)]
    assert [(place.first, place.pages, place.printed) for place in places] == [
        (0, 2, 1),
        (2, 2, 2),
        (4, 4, 2),
        (8, 2, 1),
    ]
    assert white == [False, True, False, False, False, True, False, True, False, True]
    assert all(Paper(pdf).fonts().values())


def test_only_fronts_changes_nothing_where_one_side_is_printed() -> None:
    stack = Stack("一批")

    assert stack.add(TWO, only_fronts=True).pages == 2
    assert page_count(stack.finish()) == 2


def test_a_sheet_that_cannot_be_drawn_leaves_nothing_behind() -> None:
    stack = Stack("一批")
    stack.add(ONE)

    with pytest.raises(MissingGlyph):
        stack.add(LOST)
    after = stack.add(TWO)

    assert after.first == 1
    assert page_count(stack.finish()) == 3


def test_the_same_sheets_make_the_same_bytes_and_far_less_than_files_joined() -> None:
    def stacked() -> bytes:
        stack = Stack("一批")
        for sheet in (ONE, TWO) * 10:
            stack.add(sheet)
        return stack.finish()

    joined = join_pdfs([draw(sheet).data for sheet in (ONE, TWO) * 10])

    assert stacked() == stacked()
    assert len(stacked()) * 3 < len(joined)
    assert texts(stacked()) == texts(joined)


def test_pages_come_in_any_order_and_several_times_at_the_cost_of_one() -> None:
    stack = Stack("一批")
    for sheet in (ONE, TWO):
        stack.add(sheet)
    once = stack.finish()

    thrice = in_order(once, [2, 0, 1] * 3)

    page = texts(once)
    assert texts(thrice) == [page[2], page[0], page[1]] * 3
    assert len(thrice) < 1.2 * len(once)
