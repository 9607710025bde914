"""工作进展: only what was counted is said, and every sentence knows its figures."""

from __future__ import annotations

import re

from app.domain.days import Period
from app.figures.counting import Figure, Place
from app.figures.narrative import as_text, progress

OCTOBER = Period.parse("2026-10")


def told(**values: int) -> str:
    return as_text(progress({Place(code): Figure(m=value, y=value) for code, value in values.items()}, OCTOBER))


def test_an_empty_month_is_said_in_words_and_not_in_noughts():
    text = told()

    assert "未发现问题" in text
    assert "无新受理的问题线索" in text
    assert not re.search(r"\b0", text)


def test_every_figure_of_a_sentence_is_among_its_sources():
    given = {Place("G10"): Figure(m=16, y=16), Place("G12"): Figure(m=2), Place("F30"): Figure(m=420_000)}

    sentences = progress(given, OCTOBER)

    found = next(one for one in sentences if one.text.startswith("本月排查问题"))
    assert found.text == "本月排查问题16个，群众提2个。"
    assert found.places == (Place("G10"), Place("G12"))
    assert "退还群众4,200.00元。" in [one.text for one in sentences]
    assert all(one.places for one in sentences)


def test_words_of_comparison_follow_the_numbers():
    def compared(year: int, before: int | None) -> str:
        return as_text(progress({Place("G10"): Figure(m=1, y=year, ly=before)}, OCTOBER))

    assert "上升" in compared(8, 5)
    assert "下降" in compared(3, 5)
    assert "持平" in compared(5, 5)
    assert "上年" not in compared(5, None)


def test_what_is_still_open_closes_the_report():
    given = {Place("G30"): Figure(stock=46), Place("G32"): Figure(stock=4)}

    text = as_text(progress(given, OCTOBER))

    assert text.splitlines()[-2:] == ["七、存在问题", "期末未销号问题46个，其中逾期4个。"]


def test_a_month_in_which_clues_cases_and_rectification_stood_still_says_so():
    """V28: the words of a 零报告, though something else happened."""
    texts = [one.text for one in progress({Place("M20"): Figure(m=1, y=1)}, Period.parse("2026-10"))]

    assert "本月没有新排查出问题，也没有销号的问题。" in texts
    assert "本月无新受理的问题线索，无新处理人员。" in texts
