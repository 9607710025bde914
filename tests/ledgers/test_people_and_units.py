"""Rules of units, people and progress, one by one."""

import pytest

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.ledgers import ledger
from app.ledgers.progress import PROGRESS
from tests.domain.around import Around

UNIT, PERSON = ledger("unit"), ledger("person")
TREE: list[Row] = [
    {"id": 1, "name": "示例县", "kind": "县", "parent": None},
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": 1},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
    {"id": 4, "name": "绿水社区", "kind": "社区", "parent": 2},
    {"id": 5, "name": "农技站", "kind": "站所", "parent": 2},
]
AROUND = Around({"unit": TREE})


def codes(definition: LedgerDef, row: Row) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in definition.faults(row, AROUND)]


@pytest.mark.parametrize(
    ("parent", "found"),
    [(3, []), (4, []), (2, [("parent", "E-PARENT")]), (5, [("parent", "E-PARENT")]), (None, [("parent", "E-PARENT")])],
)
def test_a_group_stands_under_a_village_or_community(parent: int | None, found: list[tuple[str, str]]) -> None:
    group: Row = {"id": 9, "name": "第3村民小组", "kind": "村民小组", "parent": parent}

    seen = codes(UNIT, group)

    assert seen == found


@pytest.mark.parametrize(("id", "parent"), [(2, 2), (2, 3), (1, 5)])
def test_a_unit_never_stands_below_itself(id: int, parent: int) -> None:
    row: Row = {**next(unit for unit in TREE if unit["id"] == id), "parent": parent}

    seen = codes(UNIT, row)

    assert seen == [("parent", "E-CYCLE")]


def test_a_circle_above_a_unit_does_not_hang_the_check() -> None:
    around = Around({"unit": [{"id": 1, "parent": 2}, {"id": 2, "parent": 1}]})

    faults = UNIT.faults({"id": 9, "name": "青山村", "kind": "村", "parent": 1}, around)

    assert faults == []


def test_a_unit_is_not_closed_before_it_was_opened() -> None:
    row: Row = {"name": "甲村", "kind": "村", "parent": 2, "opened_on": "2020-01-02", "closed_on": "2020-01-01"}

    seen = codes(UNIT, row)

    assert seen == [("closed_on", "E-ORDER")]
    assert codes(UNIT, {**row, "closed_on": "2020-01-02"}) == []


def test_a_group_is_called_with_its_village_and_other_units_by_their_name() -> None:
    titles = [
        UNIT.titled({"name": "第3村民小组", "kind": "村民小组", "parent": 3}, AROUND),
        UNIT.titled({"name": "农技站", "kind": "站所", "parent": 2}, AROUND),
    ]

    assert titles == ["青山村第3村民小组", "农技站"]


def test_a_post_does_not_end_before_it_began() -> None:
    row: Row = {
        "name": "陈龑",
        "unit": 3,
        "post": "村主任",
        "level": "村(社区)干部",
        "from_on": "2021-05-01",
        "to_on": "2021-04-30",
    }

    seen = codes(PERSON, row)

    assert seen == [("to_on", "E-ORDER")]
    assert codes(PERSON, {**row, "to_on": None}) == []
    assert PERSON.titled(row, AROUND) == "陈龑"


def test_progress_is_called_by_its_day_and_first_words() -> None:
    title = PROGRESS.titled({"on_day": "2026-11-01", "text": "已召开村民会议" * 4}, AROUND)

    assert title == "2026-11-01 已召开村民会议已召开村民会议已召开村民会…"


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("村", 2),
        ("社区", 2),
        ("站所", 2),
        ("内设机构", 2),
        ("县直部门", 1),
        ("街道", 1),
        ("县", None),
        ("村民小组", None),
    ],
)
def test_a_parent_left_open_is_the_only_one_there_can_be(kind: str, parent: int | None) -> None:
    derived = UNIT.derive({"name": "甲", "kind": kind, "parent": None}, AROUND) if UNIT.derive else {}

    assert derived.get("parent") == parent


def test_a_parent_that_is_given_or_not_the_only_one_is_left_alone() -> None:
    two = Around({"unit": [*TREE, {"id": 6, "name": "第二乡", "kind": "乡镇", "parent": 1}]})

    assert UNIT.derive is not None
    assert UNIT.derive({"name": "甲村", "kind": "村", "parent": 5}, AROUND) == {}
    assert UNIT.derive({"name": "甲村", "kind": "村", "parent": None}, two) == {}
    assert UNIT.derive({"id": 2, "name": "示例乡", "kind": "村", "parent": None}, AROUND) == {}
