"""Rules of the tasks of a campaign."""

import pytest

from app.domain.fields import Row
from app.ledgers.campaign_task import CAMPAIGN_TASKS, derive
from app.ledgers.unit import SCOPES
from tests.ledgers.office import Office, Told, told

AROUND = Office(
    {
        "campaign": [{"id": 1, "covers_enforcement": 0, "covers_service": 1, "covers_township": 1}, {"id": 2}],
        "stage": [{"id": 5, "campaign": 1, "deadline": "2016-06-30"}, {"id": 6, "campaign": 2}],
        "unit": [{"id": 3, "scope": "乡镇村组"}],
    }
)
GOOD: Row = {
    "id": 1,
    "campaign": 1,
    "stage": 5,
    "content": "召开动员部署会",
    "scope": "乡镇村组",
    "unit": 3,
    "deadline": "2016-06-30",
    "state": "待落实",
}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"stage": 6}, [("stage", "E-STAGE", False)]),
        ({"scope": "基层执法监管单位"}, [("scope", "E-SCOPE", False), ("unit", "E-SCOPE", True)]),
        ({"scope": "公共服务站所"}, [("unit", "E-SCOPE", True)]),
        ({"scope": "全部单位"}, []),
        ({"state": "已落实"}, [("done_on", "E-REQUIRED", False), ("outcome", "E-REQUIRED", False)]),
    ],
)
def test_a_task_stands_in_its_campaign_and_goes_to_units_it_covers(more: Row, found: Told) -> None:
    seen = told(CAMPAIGN_TASKS, {**GOOD, **more}, AROUND)

    assert seen == found


def test_without_a_day_a_task_is_due_when_its_stage_ends() -> None:
    taken = derive({**GOOD, "deadline": None}, AROUND)
    typed = derive({**GOOD, "deadline": "2016-06-15"}, AROUND)
    unknown = derive({**GOOD, "deadline": None, "stage": 6}, AROUND)

    assert (taken, typed, unknown) == ({"deadline": "2016-06-30"}, {}, {})


def test_tasks_can_be_given_to_every_scope_of_the_units() -> None:
    codes = [option.code for option in CAMPAIGN_TASKS.by_key["scope"].leaves]  # type: ignore[attr-defined]

    assert codes == ["全部单位", *SCOPES]
