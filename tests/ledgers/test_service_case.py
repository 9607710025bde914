"""Rules of service cases, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.fields import Row
from app.ledgers.service_case import SERVICE_CASES
from app.ledgers.service_case_rules import derive, due_on, working_days
from tests.ledgers.county import County, refused, seen

PUBLISHED: Row = {
    "id": 1,
    "name": "林木采伐许可",
    "agency": 6,
    "time_limit": 5,
    "fee": "不收费",
    "state": "已公开",
}
PAID: Row = {"id": 2, "name": "制证", "agency": 6, "time_limit": 1, "fee": "每证", "fee_amount": 500, "state": "梳理"}
AROUND = County({"power": [PUBLISHED, PAID]})
GOOD: Row = {
    "id": 1,
    "item": 1,
    "unit": 6,
    "applicant": "李某",
    "informed_on": "2026-11-02",
    "complete": 1,
    "state": "告知",
}


def test_agency_and_promised_days_come_from_the_list() -> None:
    derived = derive({**GOOD, "unit": None, "mode": "承诺", "accepted_on": "2026-11-02"}, AROUND)

    assert (derived["unit"], derived["promised_days"], derived["due_on"]) == (6, 5, "2026-11-09")
    assert "promised_days" not in derive({**GOOD, "mode": "承诺", "promised_days": 0}, AROUND)
    assert "promised_days" not in derive({**GOOD, "mode": "即办"}, AROUND)


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({"mode": "即办"}, "2026-09-30"),
        ({"mode": "承诺", "promised_days": 1}, "2026-10-02"),  # 1 October is a holiday
        ({"mode": "承诺", "promised_days": 2}, "2026-10-05"),
        ({"mode": "承诺", "promised_days": 0}, "2026-09-30"),
        ({"mode": "承诺"}, None),
        ({"mode": "禁办", "promised_days": 2}, None),
        ({"mode": "报批", "promised_days": 2, "sent_up_on": "2026-10-02"}, None),
        # out from Friday 2 to Tuesday 6 October: two working days do not count
        ({"mode": "报批", "promised_days": 2, "sent_up_on": "2026-10-02", "returned_on": "2026-10-06"}, "2026-10-07"),
        ({"mode": "承诺", "promised_days": 2, "accepted_on": None}, None),
    ],
)
def test_a_case_is_due_by_working_days_that_stand_still_at_the_higher_office(more: Row, due: str | None) -> None:
    day = due_on({"accepted_on": "2026-09-30", **more}, AROUND)

    assert (day.isoformat() if day else None) == due


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [("2026-10-02", "2026-10-05", 1), ("2026-10-02", "2026-10-04", 0), ("2026-10-02", "2026-10-02", 0)],
)
def test_working_days_are_counted_from_the_day_after(start: str, end: str, days: int) -> None:
    counted = working_days(AROUND, date.fromisoformat(start), date.fromisoformat(end))

    assert counted == days


@pytest.mark.parametrize(("finished", "overdue"), [("2026-11-09", 0), ("2026-11-10", 1), (None, None)])
def test_overtime_is_found_by_itself(finished: str | None, overdue: int | None) -> None:
    derived = derive({**GOOD, "mode": "承诺", "accepted_on": "2026-11-02", "finished_on": finished}, AROUND)

    assert derived["overdue"] == overdue


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"informed_on": "2026-11-23"}, [("informed_on", "E-FUTURE", False)]),
        ({"accepted_on": "2026-11-01"}, [("accepted_on", "E-ORDER", False)]),
        ({"finished_on": "2026-11-05", "replied_on": "2026-11-04"}, [("replied_on", "E-ORDER", False)]),
        ({"sent_up_on": "2026-11-05", "returned_on": "2026-11-04"}, [("returned_on", "E-ORDER", False)]),
        ({"complete": 0}, [("missing", "E-REQUIRED", False)]),
        ({"complete": 0, "missing": "户口簿复印件"}, []),
        ({"mode": "报批"}, []),
        ({"mode": "禁办"}, [("refuse_reason", "E-REQUIRED", False)]),
        ({"mode": "禁办", "refuse_reason": "不符合产业政策"}, []),
        ({"mode": "承诺", "sent_up_on": "2026-11-03"}, [("sent_up_on", "E-MODE", False)]),
        ({"promised_days": 6}, [("promised_days", "E-LIMIT", False)]),
        ({"promised_days": 6, "explanation": "须进山勘查"}, [("promised_days", "E-LIMIT", True)]),
        ({"promised_days": 5}, []),
        ({"fee_charged": 100}, [("fee_charged", "E-FEE", True)]),
        ({"fee_charged": 0}, []),
        ({"item": 2, "fee_charged": 500}, [("item", "E-ITEM", True)]),
        ({"item": 2, "fee_charged": 600}, [("fee_charged", "E-FEE", True), ("item", "E-ITEM", True)]),
    ],
)
def test_each_rule_of_a_case(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(SERVICE_CASES, {**GOOD, **more}, AROUND)

    assert faults == found


def test_an_accepted_approval_case_has_its_agent() -> None:
    accepted: Row = {**GOOD, "mode": "报批", "accepted_on": "2026-11-02", "state": "受理"}

    assert seen(SERVICE_CASES, accepted, AROUND) == [("agent", "E-REQUIRED", False)]
    assert seen(SERVICE_CASES, {**accepted, "agent": 7}, AROUND) == []


@pytest.mark.parametrize("state", ["已回复", "已退回"])
def test_every_case_ends_with_a_result_and_an_answer(state: str) -> None:
    needed = {field for field, code, _ in seen(SERVICE_CASES, {**GOOD, "state": state}, AROUND) if code == "E-REQUIRED"}

    assert {"finished_on", "result", "replied_on", "reply_way"} <= needed
    assert ("refuse_reason" in needed) is (state == "已退回")


@pytest.mark.parametrize(
    ("label", "more", "found"),
    [
        ("受理", {"mode": "承诺"}, []),
        ("受理", {"mode": "承诺", "complete": 0}, [("complete", "E-PAPERS")]),
        ("受理", {"mode": "禁办"}, [("mode", "E-MODE")]),
        ("即收即办", {"mode": "即办"}, []),
        ("即收即办", {"mode": "承诺"}, [("mode", "E-MODE")]),
        ("即收即办", {"mode": "即办", "complete": 0}, [("complete", "E-PAPERS")]),
        ("上报审批", {"mode": "报批"}, []),
        ("上报审批", {"mode": "承诺"}, [("mode", "E-MODE")]),
        ("禁办回复", {"mode": "禁办"}, []),
        ("禁办回复", {"mode": "承诺"}, [("mode", "E-MODE")]),
    ],
)
def test_each_mode_goes_its_own_way(label: str, more: Row, found: list[tuple[str, str]]) -> None:
    faults = refused(SERVICE_CASES, label, {**GOOD, **more}, AROUND)

    assert faults == found


def test_a_case_is_called_by_number_and_item_and_never_by_its_applicant() -> None:
    title = SERVICE_CASES.titled({**GOOD, "number": "示办〔2026〕1号"}, AROUND)

    assert title == "示办〔2026〕1号 林木采伐许可"
