"""Rules of the quarterly assessment, its lines, points and places, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Reading, Row
from app.domain.points import Points, hundredths
from app.ledgers.assessment import ASSESSMENTS, derive, scores
from app.ledgers.score_line import SCORE_LINES
from app.ledgers.standing import bottom, ranks
from tests.ledgers.county import UNITS, County, refused, seen

LINES: list[Row] = [
    {"id": 1, "assessment": 1, "indicator": "清单公开", "full": 20000, "score": 18050},
    {"id": 2, "assessment": 1, "indicator": "办件登记", "full": 10000, "score": 9900},
    {"id": 3, "assessment": 2, "indicator": "清单公开", "full": 20000, "score": 1},
]
GOOD: Row = {"id": 1, "period": "2026Q4", "unit": 5, "rule_doc": "考核细则", "threshold": 28000, "state": "评分"}
AROUND = County({"unit": UNITS, "score_line": LINES})


def test_the_score_is_the_sum_of_its_lines() -> None:
    derived = derive(GOOD, AROUND)

    assert (derived["score"], derived["full"], derived["line_count"]) == (27950, 30000, 2)
    assert derived["due_on"] == "2026-12-31"
    assert derive({**GOOD, "id": None}, AROUND)["score"] is None


@pytest.mark.parametrize(("threshold", "below"), [(28000, 1), (27950, 0), (27951, 1)])
def test_below_the_line_is_strictly_below(threshold: int, below: int) -> None:
    derived = derive({**GOOD, "threshold": threshold}, AROUND)

    assert derived["below"] == below


def test_the_line_is_280_unless_the_county_or_the_clerk_says_otherwise() -> None:
    blank: Row = {**GOOD, "threshold": None}
    other = County({"score_line": LINES}, set={**AROUND.set, "assessment_threshold": 270})

    assert derive(blank, AROUND)["threshold"] == 28000
    assert (derive(blank, other)["threshold"], derive(blank, other)["below"]) == (27000, 0)
    assert "threshold" not in derive(GOOD, other)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"full": 27000}, [("threshold", "E-SCORE", True)]),
        ({"full": 28000}, []),
        ({"fund_cut": 100000, "fund_reward": 1}, [("fund_reward", "E-MONEY", False)]),
        ({"fund_cut": 100000, "fund_reward": 0}, []),
        ({"below": 1, "first_class": 1}, [("first_class", "E-SCORE", False)]),
        ({"below": 0, "first_class": 1}, []),
        ({"rule_doc": None}, [("rule_doc", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_an_assessment(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(ASSESSMENTS, {**GOOD, **more}, AROUND)

    assert faults == found


def test_scoring_and_confirming_take_lines_and_two_people() -> None:
    assert refused(ASSESSMENTS, "提交复核", {**GOOD, "line_count": 0}, AROUND) == [("", "E-EMPTY")]
    assert refused(ASSESSMENTS, "提交复核", {**GOOD, "line_count": 1}, AROUND) == []
    assert refused(ASSESSMENTS, "核定", {**GOOD, "scored_by": "张三"}, AROUND) == [("checked_by", "E-TWO-PEOPLE")]
    assert refused(ASSESSMENTS, "核定", {**GOOD, "scored_by": "李四"}, AROUND) == []


LINE: Row = {"id": 9, "assessment": 1, "indicator": "回复", "full": 1000, "score": 1000, "evidence": "办件台账"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"score": 1001}, [("score", "E-SCORE", False)]),
        ({"score": 999}, [("reason", "E-REQUIRED", False)]),
        ({"score": 999, "reason": "迟回复1件"}, []),
        ({"evidence": None}, [("evidence", "E-PROOF", True)]),
        ({"evidence": None, "proof": "0 a"}, []),
        ({"full": 0, "score": 0}, [("full", "E-SCORE", False)]),
        ({"indicator": "清单公开"}, [("indicator", "E-TWICE", False)]),
    ],
)
def test_each_rule_of_a_line(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(SCORE_LINES, {**LINE, **more}, AROUND)

    assert faults == found


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [("96.5", 9650, "96.5分"), ("100分", 10000, "100分"), ("0", 0, "0分"), ("1,280.05", 128005, "1280.05分")],
)
def test_points_have_two_decimals_and_come_back_as_typed(typed: str, value: int, shown: str) -> None:
    field = Points(key="score", label="得分", unit="分")

    read = field.parse(typed, Reading(AROUND.today))

    assert (read, field.show(read)) == (value, shown)
    assert field.parse(field.show(read), Reading(AROUND.today)) == value


@pytest.mark.parametrize("typed", ["96.555", "-1", "优", "1.2.3"])
def test_what_is_no_number_of_points_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="不是分数"):
        Points(key="score", label="得分").parse(typed, Reading(AROUND.today))


def test_points_may_have_a_most() -> None:
    field = Points(key="rate", label="满意率", unit="%", most=10000)

    assert field.parse("100%", Reading(AROUND.today)) == 10000
    assert field.parse("", Reading(AROUND.today)) is None
    with pytest.raises(ValueError, match="不能大于 100"):
        field.parse("100.01%", Reading(AROUND.today))


@pytest.mark.parametrize(("part", "base", "value"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (5, 0, None)])
def test_shares_are_rounded_half_up(part: int, base: int, value: int | None) -> None:
    rounded = hundredths(part, base)

    assert rounded == value


def test_equal_scores_share_a_rank_and_the_last_three_places_hold_all_who_tie() -> None:
    marks = {1: 90, 2: 80, 3: 80, 4: 70, 5: 60}

    assert ranks(marks) == {1: 1, 2: 2, 3: 2, 4: 4, 5: 5}
    assert bottom(marks) == {2, 3, 4, 5}
    assert bottom({1: 90, 2: 80, 3: 75, 4: 70, 5: 60}) == {3, 4, 5}
    assert bottom({1: 90, 2: 80, 3: 70}) == set()


def test_scores_of_a_quarter_are_by_unit() -> None:
    found = scores([{"unit": 5, "score": 27950}, {"unit": 6, "score": None}])

    assert found == {5: 27950}
    assert ASSESSMENTS.titled(GOOD, AROUND) == "农技站 2026年第4季度"
    assert SCORE_LINES.titled(LINE, AROUND) == "回复 10分"
