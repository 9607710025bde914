"""Rules of promises, one by one."""

import pytest

from app.domain.fields import Row
from app.ledgers.commitment import COMMITMENTS, derive
from tests.domain.around import Around

AROUND = Around({"problem": [{"id": 1, "deadline": "2026-12-01"}, {"id": 2, "deadline": "2026-12-20"}, {"id": 3}]})
GOOD: Row = {"promisor": "单位", "unit": 3, "problems": [1, 2], "text": "12月20日前退回 3000 元", "state": "起草"}


def faults(more: Row) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in COMMITMENTS.faults({**GOOD, **more}, AROUND)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"promisor": "个人"}, [("person", "E-REQUIRED", False)]),
        ({"promisor": "个人", "person": 7}, []),
        ({"problems": []}, [("problems", "E-REQUIRED", False)]),
        ({"problems": None}, [("problems", "E-REQUIRED", False)]),
        ({"signed_on": "2026-11-23"}, [("signed_on", "E-FUTURE", False)]),
        ({"signed_on": "2026-11-22"}, []),
        ({"fulfilled_on": "2026-12-01"}, [("fulfilled_on", "E-FUTURE", False)]),
        ({"signed_on": "2026-11-10", "posted_from": "2026-11-09"}, [("posted_from", "E-ORDER", False)]),
        ({"signed_on": "2026-11-10", "fulfilled_on": "2026-11-09"}, [("fulfilled_on", "E-ORDER", False)]),
        ({"posted_from": "2026-11-10", "posted_to": "2026-11-09"}, [("posted_to", "E-ORDER", False)]),
        ({"deadline": "2026-12-20"}, []),
        ({"deadline": "2026-12-21"}, [("deadline", "E-ORDER", True)]),
    ],
)
def test_each_rule_of_a_promise(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_the_limit_is_the_latest_of_its_problems_where_none_was_typed() -> None:
    untyped = derive(GOOD, AROUND)
    typed = derive({**GOOD, "deadline": "2026-12-05"}, AROUND)
    none_known = derive({**GOOD, "problems": [3]}, AROUND)

    assert [one.get("deadline") for one in (untyped, typed, none_known)] == ["2026-12-20", None, None]
