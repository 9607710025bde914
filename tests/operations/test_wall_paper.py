"""What sheets for the wall are printed on, and who decides it."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.domain.options import BOOK_OPTIONS
from app.operations import options, sheets, versions, wall_paper
from app.reports.sheet import Paragraph, Sheet
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import TWO_LINES, lines, sheet

NOTICE = Sheet("question_answer", "答复", (Paragraph("一"),), look="notice")


@pytest.fixture
def posted(book: Book, places: Places) -> int:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    return header.id


def wall(book: Book) -> Sheet:
    return sheets.make_sheet(book, "finance_wall", period="2026Q3")[0]


def test_a_finance_sheet_is_for_a3_and_other_notices_take_what_suits_them(book: Book, posted: int) -> None:
    assert wall(book).size == "A3"
    assert wall_paper.as_chosen(book, NOTICE).size == "auto"


def test_the_county_says_what_is_used_and_a_clerk_may_choose_otherwise_for_one_kind(book: Book, posted: int) -> None:
    options.save_settings(book, {"wall_paper": "A4拼成A3(2张)"})
    of_the_county = wall(book).size
    wall_paper.remember(book, ["finance_wall"], "60x90")
    of_the_clerk, other = wall(book).size, wall_paper.as_chosen(book, NOTICE).size
    wall_paper.remember(book, ["finance_wall"], "")

    assert (of_the_county, of_the_clerk, other) == ("A4x2", "60x90", "A4x2")
    assert wall(book).size == "A4x2"


def test_the_choice_is_still_there_when_the_book_is_opened_again(book: Book, posted: int) -> None:
    wall_paper.remember(book, ["finance_wall"], "A4-tiles4")

    assert wall_paper.remembered(book, "finance_wall") == "A4-tiles4"
    assert wall_paper.remembered(book, "question_answer") == ""


def test_an_unknown_paper_is_refused_with_those_there_are(book: Book) -> None:
    with pytest.raises(Refused, match="没有“B5”这种纸,可选:A4、A3、60x90、A4-tiles"):
        wall_paper.remember(book, ["finance_wall"], "B5")


@pytest.mark.parametrize("paper", wall_paper.PAPERS, ids=lambda paper: paper.key)
def test_letters_stay_on_a4_and_registers_lie_across_a3(paper: wall_paper.WallPaper) -> None:
    letter = Sheet("letter", "函", (Paragraph("一"),), look="letter")
    register = Sheet("problem", "台账", (Paragraph("一"),))

    assert wall_paper.on_paper(letter, paper.key).size == "A4"
    assert wall_paper.on_paper(register, paper.key).size == ("A3 landscape" if paper.key == "A3" else paper.size)
    assert wall_paper.on_paper(NOTICE, paper.key).size == paper.size


def test_a_register_is_no_sheet_for_a_wall_and_keeps_its_paper(book: Book) -> None:
    options.save_settings(book, {"wall_paper": "A3"})

    assert wall_paper.as_chosen(book, Sheet("problem", "台账", (Paragraph("一"),))).size == "auto"


def test_the_same_sheet_on_another_paper_keeps_its_version(book: Book, posted: int) -> None:
    before = versions.code_of(wall(book))
    wall_paper.remember(book, ["finance_wall"], "A4-tiles")

    assert versions.code_of(wall(book)) == before


def test_the_choices_of_the_county_are_the_papers_there_are() -> None:
    titles = [paper.title for paper in wall_paper.PAPERS]

    assert list(BOOK_OPTIONS["wall_paper"].choices) == [wall_paper.BY_KIND, *titles]
    assert "A3" in options.explained("wall_paper", 0)
    assert "16 磅" in options.explained("wall_paper", 2)
