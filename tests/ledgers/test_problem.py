"""Rules of the problem register, one by one; moves through a book are in tests/operations/test_records.py."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.problem import CATEGORIES, DISCOVERY, PROBLEMS, derive
from tests.domain.around import NOTHING_AROUND, Around

GOOD: Row = {
    "id": 1,
    "unit": 3,
    "found_on": "2026-11-01",
    "discovery": "群众提",
    "category": "2.2",
    "description": "集体山林发包收入未入账",
    "lead": 7,
    "deadline": "2026-12-01",
    "state": "登记",
}


def faults(more: Row, around: Around = NOTHING_AROUND) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in PROBLEMS.faults({**GOOD, **more}, around)]


def test_a_good_problem_has_no_faults() -> None:
    found = faults({})

    assert found == []


def test_the_three_categories_have_seven_kinds_and_only_kinds_are_chosen() -> None:
    field = PROBLEMS.by_key["category"]

    heads = [option for option in CATEGORIES if not option.under]
    leaves = [option for option in CATEGORIES if option.under]

    assert (len(heads), len(leaves)) == (3, 7)
    assert {"自己找", "群众提", "同事帮", "领导点"} <= set(DISCOVERY)
    with pytest.raises(ValueError, match="没有“二、以权谋私”这一项"):
        field.parse("二、以权谋私", Reading(NOTHING_AROUND.today))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"amount_involved": 300000, "amount_due": 300000, "amount_returned": 300000}, []),
        ({"amount_involved": 300000, "amount_due": 300001}, [("amount_due", "E-MONEY", False)]),
        ({"amount_due": 100, "amount_returned": 101}, [("amount_returned", "E-MONEY", False)]),
        ({"amount_involved": 0, "amount_due": 1, "explanation": "含利息"}, [("amount_due", "E-MONEY", True)]),
        ({"amount_due": 500}, []),
    ],
)
def test_money_adds_up_or_is_explained(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"found_on": "2026-11-23", "deadline": "2026-12-01"}, [("found_on", "E-FUTURE", False)]),
        ({"found_on": "2026-11-22"}, []),
        ({"deadline": "2026-10-31"}, [("deadline", "E-ORDER", False)]),
        ({"closed_on": "2026-10-31"}, [("closed_on", "E-ORDER", False)]),
        ({"posted_from": "2026-10-31"}, [("posted_from", "E-ORDER", False)]),
        ({"posted_from": "2026-11-08", "posted_to": "2026-11-07"}, [("posted_to", "E-ORDER", False)]),
        ({"posted_from": "2026-11-08", "posted_to": "2026-11-08"}, []),
    ],
)
def test_days_follow_each_other(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_a_relapse_points_to_another_problem() -> None:
    seen = [faults({"relapse_of": 1}), faults({"relapse_of": 2})]

    assert seen == [[("relapse_of", "E-CYCLE", False)], []]


@pytest.mark.parametrize("state", ["整改中", "延期", "待核实", "已销号"])
def test_measures_and_responsible_people_are_needed_once_work_began(state: str) -> None:
    needed = {field for field, code, _ in faults({"state": state}) if code == "E-REQUIRED"}

    assert {"measures", "responsible"} <= needed
    assert ("result" in needed) is (state in ("待核实", "已销号"))


def test_the_first_deadline_is_kept_for_ever() -> None:
    first = derive(GOOD, NOTHING_AROUND)
    later = derive({**GOOD, "first_deadline": "2026-12-01", "deadline": "2027-01-31"}, NOTHING_AROUND)

    assert first["first_deadline"] == "2026-12-01"
    assert "first_deadline" not in later


def test_looking_back_is_due_30_90_and_180_days_after_closing() -> None:
    derived = derive({**GOOD, "first_deadline": "2026-12-01", "closed_on": "2026-11-22"}, NOTHING_AROUND)

    assert derived == {"look_back_30": "2026-12-22", "look_back_90": "2027-02-20", "look_back_180": "2027-05-21"}
