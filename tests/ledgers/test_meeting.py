"""Rules of meetings and of what they decided."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.meeting import MEETINGS, derive
from app.ledgers.meeting_decision import MEETING_DECISIONS
from tests.ledgers.office import OFFICE, Office, Told, refusals, told

GOOD: Row = {
    "id": 1,
    "kind": "联席会议",
    "unit": 3,
    "campaign": 4,
    "on_day": "2026-11-20",
    "topics": "通报进展",
    "host": 7,
    "expected": 5,
    "present": 5,
    "state": "已召开",
}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"present": 6}, [("present", "E-COUNT", False)]),
        ({"present": 6, "explanation": "列席1人"}, [("present", "E-COUNT", True)]),
        ({"expected": None, "present": 6}, []),
        ({"kind": "党课"}, [("branch", "E-REQUIRED", False)]),
        ({"kind": "组织生活会", "branch": "青山村党支部"}, []),
        ({"kind": "动员会"}, []),
        ({"host": None, "present": None}, [("host", "E-REQUIRED", False), ("present", "E-REQUIRED", False)]),
        ({"host": None, "present": None, "state": "待召开"}, []),
    ],
)
def test_a_meeting_counts_who_came_and_party_life_names_its_branch(more: Row, found: Told) -> None:
    seen = told(MEETINGS, {**GOOD, **more})

    assert seen == found


@pytest.mark.parametrize(
    ("day", "found"), [("2026-11-22", []), ("2026-11-23", [("on_day", "E-FUTURE")]), ("2026-11-01", [])]
)
def test_what_is_still_to_come_was_not_held(day: str, found: list[tuple[str, str]]) -> None:
    assert refusals(MEETINGS, {**GOOD, "state": "待召开", "on_day": day}, "召开") == found


def test_a_joint_meeting_expects_the_members_of_its_campaign() -> None:
    around = Office(
        {
            "campaign_member": [
                {"campaign": 4, "body": "联席会议"},
                {"campaign": 4, "body": "联席会议"},
                {"campaign": 4, "body": "领导小组"},
            ],
            "meeting_decision": [{"meeting": 1, "state": "已落实"}, {"meeting": 1, "state": "待落实"}],
        }
    )

    derived = [
        derive({**GOOD, "expected": None}, around),
        derive(GOOD, around),
        derive({**GOOD, "kind": "动员会", "expected": None}, around),
    ]

    assert derived[0] == {"decision_count": 2, "decisions_done": 1, "expected": 2}
    assert all("expected" not in one for one in derived[1:])


def test_the_three_meetings_and_one_lesson_are_chosen_one_by_one() -> None:
    kind = MEETINGS.by_key["kind"]

    assert kind.parse("党课", Reading(OFFICE.today)) == "党课"
    with pytest.raises(ValueError, match="没有“三会一课”这一项"):
        kind.parse("三会一课", Reading(OFFICE.today))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"deadline": "2026-11-19"}, [("deadline", "E-ORDER", False)]),
        ({"done_on": "2026-11-19"}, [("done_on", "E-ORDER", False)]),
        ({"state": "已落实"}, [("done_on", "E-REQUIRED", False), ("outcome", "E-REQUIRED", False)]),
    ],
)
def test_a_decision_has_an_owner_and_a_limit_after_the_meeting(more: Row, found: Told) -> None:
    row: Row = {"id": 1, "meeting": 1, "content": "补贴公示", "unit": 3, "deadline": "2026-11-30", "state": "待落实"}

    seen = told(MEETING_DECISIONS, {**row, **more}, Office({"meeting": [GOOD]}))

    assert seen == found
