"""Rules of publicity, research, patrols, examples, systems, summaries and self-checks."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.ledgers import ledger
from app.ledgers.self_check import TOPICS
from tests.ledgers.county import County, refused, seen

PATROL: Row = {
    "id": 1,
    "kind": "巡察",
    "unit": 3,
    "reasons": "扶贫领域",
    "from_on": "2026-10-08",
    "leader": 9,
    "state": "计划",
}
RESEARCH: Row = {
    "topic": "1",
    "unit": 2,
    "leads": [5, 6],
    "method": "走访",
    "from_on": "2026-10-01",
    "to_on": "2026-11-01",
    "state": "进行中",
}
EXAMPLE: Row = {"kind": "反面", "subject": "某村会计", "unit": 3, "on_day": "2026-11-01", "deed": "截留补助"}
SYSTEM: Row = {"kind": "4", "topic": "低保医保", "name": "低保公示办法", "unit": 2, "issued_on": "2026-11-01"}
SELF_CHECK: Row = {
    "unit": 5,
    "from_on": "2026-06-01",
    "to_on": "2026-06-20",
    "topics": "审批",
    "due_on": "2026-06-25",
    "state": "已签字",
    "cause": "学习不够",
    "signed_by": 9,
    "signed_on": "2026-06-22",
    "problems_found": 0,
    "zero_reason": "全员参加,逐件核对",
}
CIRCULARS: list[Row] = [{"id": 1, "state": "起草"}, {"id": 2, "state": "已发布"}]
AROUND = County(
    {
        "person": [{"id": 8, "name": "甲", "unit": 3}, {"id": 9, "name": "乙", "unit": 2}],
        "circular": CIRCULARS,
    }
)


@pytest.mark.parametrize(
    ("register", "row", "more", "found"),
    [
        ("patrol", PATROL, {}, []),
        ("patrol", PATROL, {"reasons": None}, [("reasons", "E-REQUIRED", False)]),
        ("patrol", PATROL, {"kind": "下访", "reasons": None}, []),
        ("patrol", PATROL, {"leader": 8}, [("leader", "E-RECUSE", False)]),
        ("patrol", PATROL, {"to_on": "2026-10-07"}, [("to_on", "E-ORDER", False)]),
        (
            "patrol",
            PATROL,
            {"fed_back_on": "2026-10-20", "rectify_due": "2026-10-19"},
            [("rectify_due", "E-ORDER", False)],
        ),
        ("research", RESEARCH, {}, []),
        ("research", RESEARCH, {"leads": [5]}, [("leads", "E-LEADS", True)]),
        ("research", RESEARCH, {"leads": [5], "topic": "9"}, []),
        ("research", RESEARCH, {"to_on": "2026-09-30"}, [("to_on", "E-ORDER", False)]),
        ("example", EXAMPLE, {"circular": 2}, []),
        ("example", EXAMPLE, {"circular": 1}, [("circular", "E-CIRCULAR", False)]),
        ("example", EXAMPLE, {}, [("circular", "E-CIRCULAR", False)]),
        ("example", EXAMPLE, {"kind": "正面"}, []),
        ("institution", SYSTEM, {}, []),
        ("institution", SYSTEM, {"topic": None}, [("topic", "E-REQUIRED", False)]),
        ("institution", SYSTEM, {"topic": None, "kind": "1"}, []),
        ("self_check", SELF_CHECK, {}, []),
        ("self_check", SELF_CHECK, {"zero_reason": None}, [("zero_reason", "E-ZERO", False)]),
        ("self_check", SELF_CHECK, {"zero_reason": None, "problems_found": 3}, []),
        ("self_check", SELF_CHECK, {"sent_on": "2026-06-21"}, [("sent_on", "E-ORDER", False)]),
        ("self_check", SELF_CHECK, {"signed_on": "2026-11-23"}, [("signed_on", "E-FUTURE", False)]),
    ],
)
def test_each_rule_of_a_smaller_register(
    register: str, row: Row, more: Row, found: list[tuple[str, str, bool]]
) -> None:
    faults = seen(ledger(register), {**row, **more}, AROUND)

    assert faults == found


def test_a_patrol_ends_when_every_problem_it_found_is_closed() -> None:
    patrol = ledger("patrol")
    kept = County({"problem": [{"id": 1, "patrol": 1, "state": "已销号"}, {"id": 2, "patrol": 1, "state": "整改中"}]})

    derived = dict(patrol.derive(PATROL, kept)) if patrol.derive else {}

    assert derived == {"problem_count": 2, "problems_closed": 1}
    assert refused(patrol, "办结", {**PATROL, **derived}, kept) == [("problem_count", "E-OPEN")]
    assert refused(patrol, "办结", {**PATROL, "problem_count": 2, "problems_closed": 2}, kept) == []


@pytest.mark.parametrize(("kind", "way"), [("巡察", "巡察"), ("财务审计", "审计"), ("下访", "群众提")])
def test_what_a_patrol_finds_is_registered_with_what_is_known(kind: str, way: str) -> None:
    action = ledger("patrol").raises[0]

    [made] = action.make({**PATROL, "kind": kind, "rectify_due": "2026-12-01"}, AROUND)

    assert (made["unit"], made["patrol"], made["discovery"], made["deadline"]) == (3, 1, way, "2026-12-01")
    assert action.when is not None
    assert action.when(PATROL, AROUND) == "还没有开始"
    assert action.when({**PATROL, "state": "进行中"}, AROUND) == ""


def test_a_self_check_counts_what_the_unit_found_in_itself_until_it_is_signed() -> None:
    check = ledger("self_check")
    own: Row = {"unit": 5, "found_on": "2026-06-10", "discovery": "自查", "state": "已销号"}
    rows: list[Row] = [
        own,
        {**own, "state": "整改中"},
        {**own, "discovery": "暗访"},
        {**own, "found_on": "2026-06-21"},
        {**own, "unit": 6},
    ]
    kept = County({"problem": rows})

    assert check.derive is not None
    assert check.derive({**SELF_CHECK, "state": "起草"}, kept) == {"problems_found": 2, "problems_closed": 1}
    assert check.derive(SELF_CHECK, kept) == {}


def test_a_summary_counts_its_time_and_keeps_its_figures_once_sent() -> None:
    summary = ledger("summary")
    kept = County(
        {
            "problem": [
                {"found_on": "2026-10-05", "closed_on": "2026-11-02", "amount_returned": 500},
                {"found_on": "2026-09-30", "closed_on": "2026-10-31", "amount_returned": 700},
            ],
            "commitment": [{"signed_on": "2026-10-01"}],
            "publicity": [{"on_day": "2026-10-31"}, {"on_day": "2026-11-01"}],
            "institution": [{"issued_on": "2026-10-15"}],
        }
    )
    row: Row = {"from_on": "2026-10-01", "to_on": "2026-10-31", "state": "起草"}

    assert summary.derive is not None
    assert summary.derive(row, kept) == {
        "problems_found": 1,
        "problems_closed": 1,
        "money_returned": 700,
        "promises": 1,
        "published": 1,
        "institutions": 1,
    }
    assert summary.derive({**row, "state": "已报送"}, kept) == {}


def test_whoever_handed_a_summary_in_does_not_check_it() -> None:
    definition: LedgerDef = ledger("summary")

    assert refused(definition, "审核报送", {"asked_by": AROUND.actor_name}, AROUND) == [("asked_by", "E-TWO-PEOPLE")]
    assert refused(definition, "审核报送", {"asked_by": "李四"}, AROUND) == []


def test_topics_of_a_self_check_are_the_three_checks_and_the_seven_kinds() -> None:
    assert len(TOPICS) == 10
