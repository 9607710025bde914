"""Quarters, halves, years, stages: their days, how they are read, and what is counted and said of them."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.span import FREE, HALF, QUARTER, STAGE, YEAR, around, before, of_days, part_of_year, read_span
from app.figures.counting import Place, count, count_span
from app.figures.narrative import span_progress
from tests.figures.test_counting import OCTOBER, clue, problem, rows


@pytest.mark.parametrize(
    ("text", "first", "last", "title", "now"),
    [
        ("2026Q3", "2026-07-01", "2026-09-30", "2026年第3季度", "本季度"),
        ("2026年第3季度", "2026-07-01", "2026-09-30", "2026年第3季度", "本季度"),
        ("2026年三季度", "2026-07-01", "2026-09-30", "2026年第3季度", "本季度"),
        ("2026H1", "2026-01-01", "2026-06-30", "2026年上半年", "上半年"),
        ("2026年下半年", "2026-07-01", "2026-12-31", "2026年下半年", "下半年"),
        ("2026", "2026-01-01", "2026-12-31", "2026年度", "本年"),
        ("2026年度", "2026-01-01", "2026-12-31", "2026年度", "本年"),
    ],
)
def test_a_part_of_a_year_is_read_as_clerks_write_it(text, first, last, title, now):
    span = read_span(text)

    assert (span.first.isoformat(), span.last.isoformat(), span.title, span.now) == (first, last, title, now)


@pytest.mark.parametrize("text", ["2026-10", "2026Q5", "十月", "2026H3", "20261"])
def test_what_is_no_part_of_a_year_says_the_right_form(text):
    with pytest.raises(ValueError, match="请写成 2026Q3、2026H1 或 2026 的样子"):
        read_span(text)


def test_the_one_before_goes_over_the_year():
    assert before(part_of_year(QUARTER, 2026, 1)).title == "2025年第4季度"
    assert before(part_of_year(HALF, 2026, 1)).title == "2025年下半年"
    assert before(part_of_year(YEAR, 2026)).title == "2025年度"
    assert around(QUARTER, date(2026, 12, 31)).title == "2026年第4季度"


def test_days_that_are_no_whole_part_are_refused():
    with pytest.raises(ValueError, match="不是一个整季度"):
        of_days(date(2026, 7, 1), date(2026, 9, 29), QUARTER)
    with pytest.raises(ValueError, match="早于起"):
        of_days(date(2026, 7, 1), date(2026, 6, 29))


def test_the_same_days_of_the_year_before_end_when_february_ends():
    assert of_days(date(2024, 2, 1), date(2024, 2, 29)).year_ago() == (date(2023, 2, 1), date(2023, 2, 28))


GIVEN = {
    "problem": [
        problem(1, "2025-08-01"),
        problem(2, "2025-12-31", state="已销号", closed_on="2026-07-02"),
        problem(3, "2026-02-01", state="已销号", closed_on="2026-08-20"),
        problem(4, "2026-07-01"),
        problem(5, "2026-09-30"),
        problem(6, "2026-10-01"),
    ],
    "clue": [clue(1, "2026-06-30"), clue(2, "2026-08-05")],
}


def test_a_quarter_is_what_its_three_months_are_together():
    third = count_span(rows(**GIVEN), read_span("2026Q3"))
    months = [count(rows(**GIVEN), period) for period in (OCTOBER.previous().previous().previous(),)]
    for _ in range(2):
        months.append(count(rows(**GIVEN), OCTOBER.previous() if len(months) == 2 else OCTOBER.previous().previous()))

    for code in ("G10", "G20", "A20", "G35"):
        assert third[Place(code)].m == sum(month[Place(code)].m or 0 for month in months), code
    assert set(third[Place("G10")].month) == {("problem", 4), ("problem", 5)}
    assert third[Place("G10")].y == 3
    assert third[Place("G10")].ly == 1
    assert third[Place("G30")].stock == months[-1][Place("G30")].stock
    assert third[Place("A10")].stock == 1


def test_a_stage_over_new_year_counts_all_of_its_days():
    stage = of_days(date(2025, 9, 1), date(2026, 7, 31), STAGE, "集中整治 综合治理阶段")

    found = count_span(rows(**GIVEN), stage, "2025-06-01")

    assert (found[Place("G10")].m, found[Place("G10")].c, found[Place("G10")].y) == (3, 4, 2)


def test_sentences_speak_of_the_quarter_and_compare_it_with_the_one_a_year_before():
    span = read_span("2026Q3")

    texts = [one.text for one in span_progress(count_span(rows(**GIVEN), span), span)]

    assert texts[0] == "2026年第3季度，排查问题2个，整改完成2个。"
    assert "本年累计排查问题3个，整改完成2个。" in texts
    assert "排查问题与上年同期 1 个相比上升。" in texts
    assert "本季度排查问题2个，群众提2个。" in texts
    assert not [text for text in texts if "本月" in text]


def test_a_year_does_not_tell_itself_twice():
    span = read_span("2026")

    texts = [one.text for one in span_progress(count_span(rows(**GIVEN), span), span)]

    assert not [text for text in texts if text.startswith("本年累计")]


def test_free_days_are_called_by_their_days():
    assert of_days(date(2026, 6, 1), date(2026, 8, 30)).title == "2026年6月1日至2026年8月30日"
    assert of_days(date(2026, 6, 1), date(2026, 8, 30)).kind == FREE
