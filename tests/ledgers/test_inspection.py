"""Rules of checks and of what they found, one by one."""

import pytest

from app.domain.fields import Row
from app.ledgers import checks, finding, inspection
from app.ledgers.finding import FINDINGS, POINTS, problems_from
from app.ledgers.inspection import INSPECTIONS
from tests.domain.around import Around

HEADER: Row = {
    "id": 1,
    "kind": "相互查",
    "form": "现场督导",
    "way": "明查",
    "topic": "民生资金",
    "unit": 3,
    "on_day": "2026-11-10",
    "leader": 7,
    "inspectors": [7, 8],
    "order_due": "2026-12-10",
    "state": "登记",
}
LINE: Row = {"id": 11, "inspection": 1, "content": "补贴名单没有公开", "category": "3.2", "unit": 3, "problem": 5}
PEOPLE: list[Row] = [
    {"id": 7, "name": "张三", "unit": 1},
    {"id": 8, "name": "李四", "unit": 1},
    {"id": 9, "name": "王伟", "unit": 3},
]


def around(*lines: Row) -> Around:
    return Around({"inspection": [HEADER], "finding": list(lines), "person": PEOPLE})


def faults(more: Row) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in INSPECTIONS.faults({**HEADER, **more}, around())]


def line_faults(more: Row, *others: Row) -> list[tuple[str, str, bool]]:
    return [(f.field, f.code, f.soft) for f in FINDINGS.faults({**LINE, **more}, around(*others))]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"way": None}, [("way", "E-REQUIRED", False)]),
        ({"form": "电话调度", "way": None}, [("heard", "E-REQUIRED", False)]),
        ({"form": "电话调度", "way": None, "heard": "村支书,9时"}, []),
        ({"form": "材料汇报", "heard": "自查报告 1 份"}, [("way", "E-FORM", False)]),
        ({"way": "暗访", "announced": 1}, [("announced", "E-COVERT", False)]),
        ({"way": "暗访", "announced": 0}, []),
        ({"inspectors": [7]}, [("inspectors", "E-TEAM", True)]),
        ({"inspectors": [8, 9]}, [("inspectors", "E-RECUSAL", False)]),
        ({"leader": 9}, [("inspectors", "E-RECUSAL", False)]),
        ({"kind": "自查", "inspectors": [8, 9]}, []),
        ({"order_due": "2026-11-09"}, [("order_due", "E-ORDER", False)]),
    ],
)
def test_each_rule_of_a_check(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_kinds_and_forms_are_those_of_the_schemes() -> None:
    kinds, forms, ways = (set(options) for options in (inspection.KINDS, inspection.FORMS, inspection.WAYS))

    assert {"自查", "相互查", "督导查", "专项查", "重点查"} <= kinds
    assert forms == {"现场督导", "电话调度", "材料汇报"}
    assert {"明查", "暗访", "座谈"} <= ways


@pytest.mark.parametrize(
    ("lines", "state", "derived"),
    [
        ([], "登记", (0, 0, None)),
        ([], "已办结", (0, 0, "未发现问题")),
        ([LINE, {**LINE, "id": 12, "problem": None}], "登记", (2, 1, "发现问题 2 个")),
        ([{**LINE, "problem": None, "corrected": 1}], "责令整改", (1, 0, "发现问题 1 个")),
    ],
)
def test_findings_are_counted_and_only_a_concluded_clean_check_says_so(
    lines: list[Row], state: str, derived: tuple[int, int, str | None]
) -> None:
    out = inspection.derive({**HEADER, "state": state}, around(*lines))

    assert (out["finding_count"], out["open_count"], out["result"]) == derived


def test_a_check_is_ordered_with_findings_clean_without_and_concluded_when_all_are_settled() -> None:
    moves = {move.label: move.refuse for move in INSPECTIONS.moves}
    rows: list[Row] = [{}, {"finding_count": 2, "open_count": 1}, {"finding_count": 2, "open_count": 0}]

    refused = {
        label: [[fault.code for fault in refuse(row, around())] for row in rows]
        for label, refuse in moves.items()
        if refuse
    }

    assert refused == {
        "责令整改": [["E-EMPTY"], [], []],
        "未发现问题": [[], ["E-FOUND"], ["E-FOUND"]],
        "办结": [[], ["E-OPEN"], []],
    }


def test_a_finding_takes_unit_and_limit_from_its_check_where_none_were_typed() -> None:
    derived = finding.derive({**LINE, "unit": None}, around())
    typed = finding.derive({**LINE, "unit": 4, "deadline": "2026-12-01"}, around())

    assert (derived, typed) == ({"unit": 3, "deadline": "2026-12-10"}, {})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"problem": None}, [("problem", "E-OPEN", True)]),
        ({"problem": None, "corrected": 1}, [("proof", "E-PROOF", True)]),
        ({"problem": None, "corrected": 1, "explanation": "当场张贴"}, []),
        ({"deadline": "2026-11-09"}, [("deadline", "E-ORDER", False)]),
        ({"deadline": "2026-11-10"}, []),
    ],
)
def test_each_rule_of_a_finding(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = line_faults(more)

    assert seen == found


def test_two_findings_of_one_check_are_two_problems() -> None:
    same = line_faults({}, {**LINE, "id": 12})
    itself = line_faults({}, LINE)
    elsewhere = line_faults({}, {**LINE, "id": 12, "inspection": 2})

    assert (same, itself, elsewhere) == ([("problem", "E-TWICE", False)], [], [])


@pytest.mark.parametrize(
    ("header", "discovery"),
    [({}, "相互查"), ({"way": "暗访"}, "暗访"), ({"kind": "日常检查"}, "督导查"), ({"kind": "重点查"}, "重点查")],
)
def test_a_finding_becomes_a_problem_with_what_the_check_knows(header: Row, discovery: str) -> None:
    book = Around({"inspection": [{**HEADER, **header}]})

    made = problems_from({**LINE, "problem": None, "lead": 9, "deadline": "2026-12-01"}, book)

    assert made == [
        {
            "unit": 3,
            "found_on": "2026-11-10",
            "discovery": discovery,
            "category": "3.2",
            "description": "补贴名单没有公开",
            "lead": 9,
            "deadline": "2026-12-01",
        }
    ]


def test_points_cover_the_three_checks_and_the_rules_of_service() -> None:
    heads = [option.label for option in POINTS if not option.under]
    funds = [option for option in POINTS if option.under == "2"]

    assert heads[:4] == ["行政审批", "民生资金", "群众举报", "服务规范"]
    assert len(funds) == 8


def test_a_clean_outcome_says_so() -> None:
    outcomes = [checks.outcome([]), checks.outcome(["空白", "脏旧"])]

    assert outcomes == [{"fault_count": 0, "result": "未发现问题"}, {"fault_count": 2, "result": "空白、脏旧"}]
