"""Rules of the parts of a problem."""

import pytest

from app.domain.fields import Row
from app.ledgers.problem_part import PROBLEM_PARTS
from tests.domain.around import Around

AROUND = Around({"problem": [{"id": 1, "found_on": "2026-11-01", "deadline": "2026-12-01"}]})
GOOD: Row = {"problem": 1, "content": "重新张贴名单", "unit": 3, "deadline": "2026-11-25", "state": "整改中"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"deadline": "2026-12-01"}, []),
        ({"deadline": "2026-12-02"}, [("deadline", "E-ORDER")]),
        ({"deadline": "2026-10-31"}, [("deadline", "E-ORDER")]),
        ({"done_on": "2026-10-31"}, [("done_on", "E-ORDER")]),
        ({"state": "已完成"}, [("done_on", "E-REQUIRED"), ("outcome", "E-REQUIRED")]),
    ],
)
def test_a_part_lies_inside_its_problem(more: Row, found: list[tuple[str, str]]) -> None:
    seen = [(fault.field, fault.code) for fault in PROBLEM_PARTS.faults({**GOOD, **more}, AROUND)]

    assert seen == found
