"""Rules of questions from the public, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.question import QUESTIONS, derive
from tests.ledgers.county import UNITS, County, seen

AROUND = County(
    {
        "unit": UNITS,
        "finance_sheet": [{"id": 1, "unit": 3}],
        "finance_line": [{"id": 7, "sheet": 1}, {"id": 8, "sheet": 2}],
        "affairs_item": [{"id": 4, "unit": 4}],
    }
)
GOOD: Row = {
    "id": 1,
    "unit": 3,
    "topic": "财务公开",
    "asked_on": "2026-11-02",
    "way": "当面",
    "text": "8月清理河道的600元付给了谁",
    "state": "登记",
}


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-02", 10, "2026-11-12"),
        ("2026-11-04", 10, "2026-11-16"),  # the 14th is a Saturday
        ("2026-09-21", 10, "2026-10-02"),  # 1 October is a holiday
        ("2026-11-02", 3, "2026-11-05"),
        ("", 10, None),
    ],
)
def test_the_answer_is_due_so_many_days_after_asking(asked: str, days: int, due: str | None) -> None:
    around = County(set={**AROUND.set, "question_days": days})

    derived = derive({"asked_on": asked}, around)

    assert derived["due_on"] == due


@pytest.mark.parametrize(("answered", "late"), [("2026-11-12", 0), ("2026-11-13", 1), (None, None)])
def test_a_late_answer_is_found_by_itself(answered: str | None, late: int | None) -> None:
    derived = derive({**GOOD, "answered_on": answered}, AROUND)

    assert derived["late"] == late


@pytest.mark.parametrize(
    ("about", "unit", "topic"),
    [
        ({"line": 7}, 3, "财务公开"),
        ({"sheet": 1}, 3, "财务公开"),
        ({"item": 4}, 4, "村务公开"),
        ({}, None, None),
    ],
)
def test_unit_and_topic_come_from_what_was_asked_about(about: Row, unit: int | None, topic: str | None) -> None:
    derived = derive(about, AROUND)

    assert (derived.get("unit"), derived.get("topic")) == (unit, topic)
    assert not {"unit", "topic"} & derive({**GOOD, **about}, AROUND).keys()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"sheet": 1, "line": 7}, []),
        ({"sheet": 1, "line": 8}, [("line", "E-ABOUT", False)]),
        ({"sheet": 1, "item": 4}, [("item", "E-ABOUT", False)]),
        ({"answered_on": "2026-11-01"}, [("answered_on", "E-ORDER", False)]),
        ({"answered_on": "2026-11-09", "posted_from": "2026-11-08"}, [("posted_from", "E-ORDER", False)]),
        ({"posted_from": "2026-11-10", "posted_to": "2026-11-09"}, [("posted_to", "E-ORDER", False)]),
        ({"text": "请回电13800138000"}, [("text", "E-PRIVATE", False)]),
        ({"answer": "已电告 138 0013 8000"}, [("answer", "E-PRIVATE", False)]),
        (
            {"state": "已答复"},
            [("answer", "E-REQUIRED", False), ("answered_on", "E-REQUIRED", False)],
        ),
        (
            {"state": "已答复", "answer": "付给雇工三人", "answered_on": "2026-11-09", "mistake": 1},
            [("corrected_on", "E-REQUIRED", False)],
        ),
        ({"state": "已答复", "answer": "付给雇工三人", "answered_on": "2026-11-09"}, []),
    ],
)
def test_each_rule_of_a_question(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(QUESTIONS, {**GOOD, **more}, AROUND)

    assert faults == found


def test_who_asked_is_not_kept_here() -> None:
    kept = {field.key: field.kind for field in QUESTIONS.fields}

    assert not {"phone", "id_number"} & set(kept.values())
    assert [key for key, kind in kept.items() if kind == "person"] == ["handler"]
