"""Rules of campaigns, and what must be done before one starts and ends."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.campaign import CAMPAIGNS, SCHEME_CAMPAIGN, derive
from app.ledgers.campaign_member import SCHEME_MEMBERS
from tests.ledgers.office import OFFICE, Office, Told, refusals, told

GOOD: Row = {
    "id": 1,
    "name": "集中整治工作",
    "short_name": "集中整治",
    "basis_doc": "赣办字〔2016〕35号",
    "unit": 3,
    "starts_on": "2016-06-01",
    "ends_on": "2017-05-31",
    "state": "筹备",
}


def stages(*days: str, first: int = 1) -> Office:
    kept: list[Row] = [{"id": n, "campaign": 1, "seq": n, "deadline": day} for n, day in enumerate(days, first)]
    return Office({"stage": kept})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"ends_on": "2016-05-31"}, [("ends_on", "E-ORDER", False)]),
        ({"basis_doc": "赣办字[2016]35号"}, [("basis_doc", "E-DOCUMENT", False)]),
        ({"basis_doc": None}, []),
        ({"state": "进行中"}, [("first_responsible", "E-REQUIRED", False)]),
        ({"state": "进行中", "first_responsible": 7}, []),
    ],
)
def test_a_campaign_names_its_days_basis_and_first_responsible_person(more: Row, found: Told) -> None:
    seen = told(CAMPAIGNS, {**GOOD, **more})

    assert seen == found


@pytest.mark.parametrize(
    ("around", "found"),
    [
        (OFFICE, [("stage_count", "E-STAGES")]),
        (stages("2016-06-30", "2016-08-30", "2017-05-31"), []),
        (stages("2016-06-30", first=2), [("stage_count", "E-STAGES")]),
        (stages("2016-08-30", "2016-06-30"), [("stage_count", "E-STAGES")]),
        (stages("2016-06-30", "2017-06-01"), [("ends_on", "E-STAGES")]),
    ],
)
def test_a_campaign_starts_with_stages_that_follow_each_other(around: Office, found: list[tuple[str, str]]) -> None:
    assert refusals(CAMPAIGNS, GOOD, "启动", around) == found


def test_a_campaign_ends_when_every_stage_was_reported() -> None:
    open_ = {**GOOD, "state": "进行中", "stage_count": 4, "stages_reported": 3}

    seen = [refusals(CAMPAIGNS, open_, "结束"), refusals(CAMPAIGNS, {**open_, "stages_reported": 4}, "结束")]

    assert seen == [[("stages_reported", "E-STAGES")], []]


def test_stages_tasks_and_members_are_counted() -> None:
    around = Office(
        {
            "stage": [{"campaign": 1, "state": "已报告"}, {"campaign": 1, "state": "进行中"}, {"campaign": 2}],
            "campaign_task": [{"campaign": 1, "state": "已落实"}, {"campaign": 1, "state": "待落实"}],
            "campaign_member": [{"campaign": 1}],
        }
    )

    derived = derive(GOOD, around)

    assert list(derived.values()) == [2, 1, 2, 1, 1]
    assert set(derive({"name": "新的"}, around).values()) == {0}


def test_the_scheme_reads_without_a_fault_and_names_24_member_units() -> None:
    row, faults = CAMPAIGNS.read(SCHEME_CAMPAIGN, Reading(OFFICE.today))

    assert faults == []
    assert told(CAMPAIGNS, {**row, "unit": 3, "state": "筹备"}) == []
    assert (row["starts_on"], row["ends_on"]) == ("2016-06-01", "2017-05-31")
    assert len(set(SCHEME_MEMBERS)) == 24
    assert CAMPAIGNS.titled(row, OFFICE) == "集中整治"
