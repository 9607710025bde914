"""The help is found by its words, its titles and their pinyin initials."""

from __future__ import annotations

import pytest

from app.operations import help_pages
from app.paths import resource


def test_every_page_of_the_folder_is_a_topic() -> None:
    pages = {path.stem for path in resource("help").glob("*.md")}

    assert {one.name for one in help_pages.topics()} == pages | {"bases"}


def test_nothing_typed_lists_every_page_the_beginners_first() -> None:
    found = help_pages.find("  ")

    assert len(found) == len(help_pages.topics())
    assert found[0].topic.name == "start"


@pytest.mark.parametrize("typed", ["问题台账", "wttz", "ＷＴＴＺ"])
def test_a_page_is_found_by_its_title_and_initials(typed: str) -> None:
    assert help_pages.find(typed)[0].topic.name == "problem"


def test_a_page_is_found_by_a_sentence_in_it_and_shows_the_line() -> None:
    found = help_pages.find("换颜色")

    line = next(one.line for one in found if one.topic.name == "start")

    assert "换颜色" in line
    assert len(line) <= help_pages.LONGEST_LINE + 1
    assert "*" not in line


def test_all_words_must_stand_in_the_page() -> None:
    both, one = help_pages.find("深色 打印"), help_pages.find("打印")

    assert 0 < len(both) < len(one)


def test_words_nobody_wrote_find_nothing() -> None:
    assert help_pages.find("量子纠缠") == []


def test_a_page_that_is_not_there_has_no_text() -> None:
    assert help_pages.topic("没有这页").text == ""
