"""Rules of flow-chart steps, and the chart they make."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.power_step import (
    POWER_STEPS,
    Branch,
    Edge,
    branches,
    derive,
    documents_named,
    edges,
    flow_faults,
    longest_way,
    main_way,
)
from tests.ledgers.county import County, seen


def step(seq: int, limit: int = 1, text: str = "", ends: int = 0) -> Row:
    return {"id": seq, "power": 1, "seq": seq, "name": "环节", "actor": "窗口", "limit": limit} | {
        "branches": text or None,
        "ends": ends,
    }


CHART = [step(1, 1, "材料齐全→2;材料不齐→4"), step(2, 3), step(3, 2, ends=1), step(4, 5, "补正→1")]
AROUND = County({"power_step": CHART})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("材料齐全→2;材料不齐→6", [Branch("材料齐全", 2), Branch("材料不齐", 6)]),
        ("合格->第3步\n不合格转4", [Branch("合格", 3), Branch("不合格", 4)]),
        ("5", [Branch("", 5)]),
        ("", []),
        (" ; ", []),
    ],
)
def test_branches_are_read_as_clerks_write_them(text: str, found: list[Branch]) -> None:
    read = branches(text)

    assert read == found


def test_a_branch_without_a_step_is_named() -> None:
    with pytest.raises(ValueError, match="“材料不齐”看不出转到第几步"):
        branches("材料齐全→2;材料不齐")


def test_arrows_are_the_branches_or_lead_to_the_next_step() -> None:
    arrows = edges(CHART)

    assert arrows == [Edge(1, 2, "材料齐全"), Edge(1, 4, "材料不齐"), Edge(2, 3), Edge(4, 1, "补正")]


def test_the_longest_way_does_not_go_back() -> None:
    days = longest_way(CHART)

    assert days == 6
    assert longest_way([]) == 0


@pytest.mark.parametrize(
    ("steps", "limit", "found"),
    [
        (CHART, 6, []),
        (CHART, 5, [("time_limit", "E-LIMIT")]),
        ([], 5, [("", "E-FLOW")]),
        ([step(1, 0), step(2, 0)], 0, []),
        ([step(1, 0, "→3"), step(2, 0)], 0, [("", "E-FLOW")] * 2),
        ([step(1, 0, ends=1), step(2, 0)], 0, [("", "E-FLOW")]),
        ([step(1, 0, "2"), step(2, 0, "1")], 0, [("", "E-FLOW")]),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(steps: list[Row], limit: int, found: list[tuple[str, str]]) -> None:
    faults = [(fault.field, fault.code) for fault in flow_faults(steps, limit)]

    assert faults == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"branches": "材料不齐"}, [("branches", "E-BRANCH", False)]),
        ({"branches": "9→9;不合格→5"}, [("branches", "E-BRANCH", False)]),
        ({"branches": "→5;→6"}, [("branches", "E-BRANCH", False)]),
        ({"branches": "→5;→6", "mode": "并联"}, []),
        ({"branches": "→5", "ends": 1}, [("ends", "E-BRANCH", False)]),
        ({"seq": 4}, [("seq", "E-SEQ", False)]),
        ({"seq": 0}, [("seq", "E-SEQ", False)]),
        ({"seq": 4, "id": 4}, []),
    ],
)
def test_each_rule_of_a_step(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(POWER_STEPS, {**step(9), **more}, AROUND)

    assert faults == found


def test_documents_of_all_steps_are_named_once() -> None:
    named = documents_named([{"documents": "身份证\n申请书"}, {"documents": None}, {"documents": "申请书\n照片"}])

    assert named == ["身份证", "申请书", "照片"]


def test_the_main_way_follows_the_first_branch_and_never_goes_round() -> None:
    steps: list[Row] = [
        {"seq": 1, "name": "受理", "branches": "材料齐全→3;材料不齐→2"},
        {"seq": 2, "name": "告知", "branches": "补正→1"},
        {"seq": 3, "name": "审查", "branches": "同意→4;退回→1"},
        {"seq": 4, "name": "送达", "ends": 1},
    ]

    assert [step["name"] for step in main_way(steps)] == ["受理", "审查", "送达"]
    assert [step["name"] for step in main_way(steps[:2])] == ["受理"]
    assert main_way([]) == []


def test_a_step_without_a_number_is_the_next_one() -> None:
    there = County({"power_step": [{"id": 1, "power": 1, "seq": 4}]})

    assert derive({"power": 1}, there) == {"seq": 5}
    assert derive({"power": 2}, there) == {"seq": 1}
    assert derive({"power": 1, "seq": 2}, there) == {}
