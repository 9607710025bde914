"""Rules of opinion surveys, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.survey import SURVEYS, derive, rates
from tests.ledgers.county import UNITS, County, refused, seen

GOOD: Row = {
    "id": 1,
    "name": "三季度民意调查",
    "unit": 5,
    "way": "问卷",
    "question": "总体满意度",
    "from_on": "2026-11-01",
    "to_on": "2026-11-10",
    "teams": 2,
    "members": 5,
    "planned": 60,
    "reached": 50,
    "valid": 48,
    "n_very": 20,
    "n_satisfied": 13,
    "n_fair": 10,
    "n_bad": 4,
    "n_unknown": 1,
    "state": "录入",
}
AROUND = County({"unit": UNITS, "survey": [GOOD]})


def test_the_rate_is_very_satisfied_and_satisfied_among_the_valid() -> None:
    derived = derive(GOOD, AROUND)

    assert derived["rate"] == 6875
    assert SURVEYS.by_key["rate"].show(derived["rate"]) == "68.75%"
    assert derive({"valid": 0}, AROUND)["rate"] is None


def test_what_all_units_have_in_common_is_typed_once() -> None:
    derived = derive({"id": 2, "name": "三季度民意调查", "members": 9}, AROUND)

    assert (derived["from_on"], derived["to_on"], derived["teams"]) == ("2026-11-01", "2026-11-10", 2)
    assert "members" not in derived


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"to_on": "2026-10-31"}, [("to_on", "E-ORDER", False)]),
        ({"from_on": "2026-11-23", "to_on": "2026-11-30"}, [("from_on", "E-FUTURE", False)]),
        ({"issued_on": "2026-11-09"}, [("issued_on", "E-ORDER", False)]),
        ({"reached": 61}, [("reached", "E-SUM", False)]),
        ({"reached": 47}, [("valid", "E-SUM", False)]),
        ({"n_unknown": 0}, [("valid", "E-SUM", True)]),
        ({"n_unknown": 0, "state": "待复核"}, [("valid", "E-SUM", False)]),
        ({"members": 1}, [("members", "E-SUM", False)]),
        ({"members": 2}, []),
    ],
)
def test_each_rule_of_a_survey(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(SURVEYS, {**GOOD, **more}, AROUND)

    assert faults == found


def test_who_typed_the_tallies_does_not_confirm_them() -> None:
    faults = [refused(SURVEYS, "核定", {**GOOD, "entered_by": name}, AROUND) for name in ("张三", "李四")]

    assert faults == [[("checked_by", "E-TWO-PEOPLE")], []]


def test_paper_and_telephone_make_one_rate_for_a_unit() -> None:
    phone: Row = {"unit": 5, "valid": 2, "n_very": 0, "n_satisfied": 2}

    assert rates([GOOD, phone, {"unit": 6, "valid": None}]) == {5: 7000}
    assert SURVEYS.titled(GOOD, AROUND) == "三季度民意调查 农技站 问卷"


def test_no_respondent_is_kept() -> None:
    kinds = {field.kind for field in SURVEYS.fields}

    assert not kinds & {"phone", "id_number", "person"}
