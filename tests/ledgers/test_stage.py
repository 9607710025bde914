"""Rules and limits of the stages of a campaign."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.stage import SCHEME_STAGES, STAGES, derive
from tests.ledgers.office import OFFICE, Office, Told, told

CAMPAIGN: Row = {"id": 1, "name": "集中整治", "starts_on": "2016-06-01", "ends_on": "2017-05-31"}
GOOD: Row = {"id": 2, "campaign": 1, "seq": 2, "name": "自查自纠", "deadline": "2016-08-30", "state": "未开始"}
OTHERS: list[Row] = [
    {"id": 1, "campaign": 1, "seq": 1, "name": "动员部署", "deadline": "2016-06-30"},
    {"id": 3, "campaign": 1, "seq": 3, "name": "综合治理", "deadline": "2017-04-30"},
]
AROUND = Office({"campaign": [CAMPAIGN], "stage": [*OTHERS, GOOD]})


@pytest.mark.parametrize(
    ("end", "nominal", "due", "note"),
    [
        ("2016-06-30", "2016-07-05", "2016-07-05", None),
        ("2016-08-30", "2016-09-04", "2016-09-02", "提前至9月2日"),
        ("2017-04-30", "2017-05-05", "2017-05-05", None),
        ("2017-05-31", "2017-06-05", "2017-06-05", None),
        ("2016-09-30", "2016-10-05", "2016-10-08", "请与县纪委确认提前或顺延"),
        ("2026-04-30", "2026-05-05", "2026-05-06", "请与县纪委确认提前或顺延"),
    ],
)
def test_a_stage_report_is_due_five_days_into_the_next_stage(
    end: str, nominal: str, due: str, note: str | None
) -> None:
    derived = derive({**GOOD, "deadline": end}, OFFICE)

    assert (derived["report_nominal"], derived["report_due"], derived["report_note"]) == (nominal, due, note)


@pytest.mark.parametrize(
    ("state", "due"), [("未开始", "2016-08-30"), ("进行中", "2016-08-30"), ("待报告", "2016-09-02")]
)
def test_first_the_stage_counts_then_its_report(state: str, due: str) -> None:
    derived = derive({**GOOD, "state": state}, OFFICE)

    assert derived["due_on"] == due


@pytest.mark.parametrize(
    ("reported", "in_time"), [(None, None), ("2016-09-02", 1), ("2016-09-05", 1), ("2016-09-06", 0)]
)
def test_a_report_on_the_first_working_day_after_is_not_late(reported: str | None, in_time: int | None) -> None:
    derived = derive({**GOOD, "reported_on": reported}, OFFICE)

    assert derived["in_time"] == in_time


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"deadline": "2016-05-31"}, [("deadline", "E-ORDER", False), ("deadline", "E-ORDER", False)]),
        ({"deadline": "2016-06-30"}, [("deadline", "E-ORDER", False)]),
        ({"deadline": "2017-04-30"}, [("deadline", "E-ORDER", False)]),
        ({"seq": 3}, [("seq", "E-TWICE", False)]),
        ({"seq": 0}, [("seq", "E-COUNT", False)]),
        ({"reported_on": "2016-08-29"}, [("reported_on", "E-ORDER", True)]),
        ({"reported_on": "2016-08-30"}, []),
    ],
)
def test_stages_follow_each_other_inside_the_campaign(more: Row, found: Told) -> None:
    seen = told(STAGES, {**GOOD, **more}, AROUND)

    assert seen == found


def test_the_scheme_has_four_stages_that_read_without_a_fault() -> None:
    read = [STAGES.read(texts, Reading(OFFICE.today)) for texts in SCHEME_STAGES]

    rows = [row for row, _ in read]
    due = [derive(row, OFFICE)["report_due"] for row in rows]
    assert [faults for _, faults in read] == [[], [], [], []]
    assert [row["name"] for row in rows] == ["动员部署", "自查自纠", "综合治理", "总结提高"]
    assert due == ["2016-07-05", "2016-09-02", "2017-05-05", "2017-06-05"]


def test_a_reported_stage_says_to_whom_and_when() -> None:
    seen = told(STAGES, {**GOOD, "state": "已报告"}, AROUND)

    assert {field for field, _, _ in seen} == {"reported_to", "reported_on"}


def test_a_stage_is_called_with_its_campaign() -> None:
    assert STAGES.titled(GOOD, AROUND) == "集中整治 2 自查自纠"
