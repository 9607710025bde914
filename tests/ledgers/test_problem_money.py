"""Rules of one person's money in a problem."""

import pytest

from app.domain.fields import Row
from app.ledgers.problem_money import PROBLEM_MONEY, derive
from tests.domain.around import NOTHING_AROUND, Around

GOOD: Row = {"problem": 1, "person": 7, "involved": 300000, "due": 300000}


@pytest.mark.parametrize(
    ("due", "returned", "left"), [(300000, 200000, 100000), (300000, None, 300000), (100, 200, 0), (None, 5, None)]
)
def test_what_is_owed_is_due_less_returned(due: int | None, returned: int | None, left: int | None) -> None:
    derived = derive({**GOOD, "due": due, "returned": returned}, NOTHING_AROUND)

    assert derived == {"unreturned": left}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"involved": None, "due": None}, [("involved", "E-REQUIRED", False)]),
        ({"due": 300001}, [("due", "E-MONEY", False)]),
        ({"due": 300001, "explanation": "含利息"}, [("due", "E-MONEY", True)]),
        ({"returned": 300001, "returned_on": "2026-11-01"}, [("returned", "E-MONEY", False)]),
        ({"returned": 100}, [("returned_on", "E-RETURNED", True)]),
    ],
)
def test_each_rule_of_a_persons_money(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = [(f.field, f.code, f.soft) for f in PROBLEM_MONEY.faults({**GOOD, **more}, NOTHING_AROUND)]

    assert seen == found


def test_a_line_is_called_after_its_person() -> None:
    around = Around({"person": [{"id": 7, "name": "王伟"}]})

    assert PROBLEM_MONEY.titled(GOOD, around) == "王伟"
