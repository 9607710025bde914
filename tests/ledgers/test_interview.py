"""Rules of talks and letters, one by one."""

import pytest

from app.domain.fields import Row, Value
from app.ledgers.interview import INTERVIEWS, derive
from tests.domain.around import Around

AROUND = Around({"person": [{"id": 7, "name": "王伟", "unit": 3, "post": "村委会主任"}]})
GOOD: Row = {
    "kind": "谈话提醒",
    "person": 7,
    "unit": 3,
    "on_day": "2026-10-10",
    "by": [8],
    "reason": "苗头性、倾向性问题",
}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"by": [7, 8]}, [("by", "E-TWO-PEOPLE", False)]),
        ({"replied_on": "2026-10-20"}, [("replied_on", "E-KIND", False)]),
        ({"kind": "函询", "replied_on": "2026-10-09"}, [("replied_on", "E-ORDER", False)]),
        ({"kind": "函询", "replied_on": "2026-11-09"}, []),
        ({"kind": "函询", "replied_on": "2026-11-10"}, [("replied_on", "E-LATE", True)]),
        ({"reason": None}, [("reason", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_a_talk(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = INTERVIEWS.faults({**GOOD, **more}, AROUND)

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


@pytest.mark.parametrize(
    ("more", "form", "awaited"),
    [
        ({}, "1", None),
        ({"kind": "诫勉谈话"}, "1", None),
        ({"kind": "约谈"}, None, None),
        ({"accountability": 4}, None, None),
        ({"kind": "函询"}, "1", "2026-11-09"),
        ({"kind": "函询", "replied_on": "2026-10-20"}, "1", None),
    ],
)
def test_what_counts_as_first_form_and_how_long_an_answer_is_awaited(more: Row, form: Value, awaited: Value) -> None:
    derived = derive({**GOOD, **more}, AROUND)

    assert (derived["form"], derived["awaited_until"]) == (form, awaited)


def test_unit_and_post_are_those_of_the_person_where_none_were_typed() -> None:
    derived = derive({**GOOD, "unit": None}, AROUND)
    typed = derive({**GOOD, "unit": 4, "post": "会计"}, AROUND)

    assert (derived["unit"], derived["post"]) == (3, "村委会主任")
    assert typed.keys() == {"form", "awaited_until"}


def test_there_is_no_field_for_what_was_said() -> None:
    kinds = {field.kind for field in INTERVIEWS.fields}

    assert kinds.isdisjoint({"long_text", "attachment"})
