"""Rules of democratic appraisals and their ballots, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.appraisal import APPRAISALS, derive, round_name, scores
from app.ledgers.ballot import BALLOTS, to_check_again
from tests.ledgers.county import UNITS, County, refused, seen

MARKS = "1112340560"  # three 满意, one 基本满意, one 一般, one 不满意, one spoilt, one 不了解, one 弃权, one spoilt
CAST: list[Row] = [{"id": n, "appraisal": 1, "seq": n, "mark": mark} for n, mark in enumerate(MARKS, 1)]
GOOD: Row = {
    "id": 1,
    "period": "2026Q4",
    "kind": "民主评议会",
    "dimension": "总体",
    "unit": 5,
    "met_on": "2026-11-20",
    "party_delegates": 3,
    "people_deputies": 3,
    "cppcc_members": 2,
    "masses": 2,
    "issued": 12,
    "returned": 10,
    "w_good": 100,
    "w_fair": 80,
    "w_plain": 60,
    "w_bad": 0,
    "state": "录票",
}
OTHER: Row = {"id": 2, "period": "2026Q4", "kind": "民主评议会", "dimension": "总体", "unit": 6, "score": 9000}
AROUND = County({"unit": UNITS, "appraisal": [GOOD, OTHER], "ballot": CAST})


def test_the_result_is_counted_from_the_ballots() -> None:
    derived = derive(GOOD, AROUND)

    tallies = [derived[f"n_{name}"] for name in ("good", "fair", "plain", "bad", "unknown", "blank", "spoilt")]
    assert tallies == [3, 1, 1, 1, 1, 1, 2]
    assert (derived["counted"], derived["valid"], derived["present"]) == (10, 8, 10)
    # (3 × 100 + 80 + 60 + 0) ÷ 6; 不了解 and 弃权 are not in the base
    assert derived["score"] == 7333
    assert derived["due_on"] == "2026-12-31"


def test_weights_are_the_county_s_and_another_county_has_others() -> None:
    blank: Row = {**GOOD, **dict.fromkeys(("w_good", "w_fair", "w_plain", "w_bad"))}
    around = County({"ballot": CAST}, set={**AROUND.set, "appraisal_plain": 30})

    assert [derive(blank, County())[key] for key in ("w_good", "w_fair", "w_plain", "w_bad")] == [100, 80, 60, 0]
    assert derive(blank, around)["score"] == 6833


def test_the_round_is_typed_for_one_station_and_carried_to_the_others() -> None:
    derived = derive({"period": "2026Q4", "kind": "民主评议会", "unit": 6}, AROUND)

    assert (derived["met_on"], derived["cppcc_members"], derived["present"]) == ("2026-11-20", 2, 10)
    assert derived["score"] is None
    assert derive({"period": "2026Q3", "kind": "民主评议会"}, AROUND)["present"] == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"returned": 13}, [("returned", "E-BALLOTS", False)]),
        ({"counted": 11}, [("returned", "E-BALLOTS", False)]),
        ({"counted": 10}, []),
        ({"cppcc_members": 0}, [("cppcc_members", "E-VOTERS", True)]),
        ({"cppcc_members": None, "kind": "服务对象评议"}, []),
        ({"expected": 20, "present": 10}, [("expected", "E-VOTERS", False)]),
        ({"expected": 19, "present": 10}, []),
        ({"met_on": "2026-11-23"}, [("met_on", "E-FUTURE", False)]),
        ({"met_on": "2026-09-30"}, [("met_on", "E-PERIOD", True)]),
        ({"w_good": 101}, [("w_good", "E-WEIGHT", False)]),
        ({"w_plain": 81}, [("w_plain", "E-WEIGHT", False)]),
        ({"w_plain": 80}, []),
    ],
)
def test_each_rule_of_an_appraisal(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(APPRAISALS, {**GOOD, **more}, AROUND)

    assert faults == found


def test_all_stations_of_a_round_have_the_same_weights() -> None:
    around = County({"appraisal": [{**OTHER, "w_plain": 50}]})

    assert seen(APPRAISALS, GOOD, around) == [("w_plain", "E-WEIGHT", False)]


@pytest.mark.parametrize(("counted", "found"), [(10, []), (9, [("returned", "E-BALLOTS")])])
def test_every_returned_ballot_is_typed_before_the_result_goes_in(counted: int, found: list[tuple[str, str]]) -> None:
    faults = refused(APPRAISALS, "提交复核", {**GOOD, "counted": counted}, AROUND)

    assert faults == found


def test_drawn_ballots_are_typed_again_by_another_person_and_agree() -> None:
    drawn = to_check_again(CAST, round_name(GOOD))
    again: list[Row] = [{**b, "second": b["mark"]} if b["seq"] in drawn else b for b in CAST]
    first = again[drawn[0] - 1]
    wrong = [{**b, "second": "6" if b["mark"] != "6" else "1"} if b is first else b for b in again]
    row: Row = {**GOOD, "entered_by": "李四"}

    assert refused(APPRAISALS, "核定", row, County({"ballot": again})) == []
    assert refused(APPRAISALS, "核定", row, County({"ballot": CAST})) == [("", "E-SECOND")]
    assert refused(APPRAISALS, "核定", row, County({"ballot": wrong})) == [("", "E-SECOND")]
    assert refused(APPRAISALS, "核定", {**row, "entered_by": "张三"}, County({"ballot": again})) == [
        ("checked_by", "E-TWO-PEOPLE")
    ]


def test_five_ballots_are_drawn_always_the_same_and_not_the_same_in_every_round() -> None:
    many: list[Row] = [{"seq": n} for n in range(1, 31)]

    drawn = to_check_again(many, "2026Q4 民主评议会 总体")

    assert len(drawn) == len(set(drawn)) == 5
    assert drawn == to_check_again(list(reversed(many)), "2026Q4 民主评议会 总体")
    assert len({tuple(to_check_again(many, f"2026Q{n}")) for n in range(1, 5)}) > 1
    assert to_check_again(many[:3], "2026Q4") == [1, 2, 3]


@pytest.mark.parametrize(("typed", "mark"), [("1", "满意"), ("4", "不满意"), ("0", "废票"), ("弃权", "弃权")])
def test_ballots_are_keyed_by_digits(typed: str, mark: str) -> None:
    field = BALLOTS.by_key["mark"]

    value = field.parse(typed, Reading(AROUND.today))

    assert field.show(value) == mark


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"seq": 11}, []),
        ({"seq": 3}, [("seq", "E-SEQ", False)]),
        ({"seq": 3, "id": 3}, []),
        ({"seq": 11, "second": "2"}, [("second", "E-SECOND", True)]),
        ({"seq": 11, "second": "1"}, []),
    ],
)
def test_each_rule_of_a_ballot(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(BALLOTS, {"id": 99, "appraisal": 1, "mark": "1", **more}, AROUND)

    assert faults == found


def test_a_ballot_says_nothing_of_who_cast_it() -> None:
    kept = {field.key for field in BALLOTS.fields}

    assert kept == {"appraisal", "seq", "mark", "second"}


def test_scores_are_those_of_the_whole_and_titles_name_station_and_quarter() -> None:
    part: Row = {"unit": 5, "dimension": "高效服务", "score": 1}

    assert scores([OTHER, part, {"unit": 5, "dimension": "总体", "score": None}]) == {6: 9000}
    assert APPRAISALS.titled({**GOOD, "dimension": "高效服务"}, AROUND) == "农技站 2026年第4季度 民主评议会 高效服务"
