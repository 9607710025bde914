"""What the program finds by itself in approvals, funds and boards, and what it refuses."""

import pytest

from app.domain.fields import Row, Value
from app.ledgers import approval_check, board_check, fund_check
from app.ledgers.approval_check import APPROVAL_CHECKS
from app.ledgers.board_check import BOARD_CHECKS, FAULTS
from app.ledgers.fund_check import FUND_CHECKS
from tests.domain.around import Around

AROUND = Around({"unit": [{"id": 3, "name": "青山村", "board": "村委会门口"}]})
APPROVAL: Row = {
    "unit": 3,
    "checked_on": "2026-11-10",
    "inspectors": [7],
    "item": "农村宅基地审批",
    "kind": "承诺",
    "accepted_on": "2026-09-29",
    "promised_days": 5,
    "finished_on": "2026-10-13",
    "one_time_notice": 1,
}
FUND: Row = {
    "unit": 3,
    "checked_on": "2026-11-10",
    "inspectors": [7],
    "fund": "耕地地力保护补贴",
    "plan": 1_000_000,
    "arrived_on": "2026-09-01",
    "arrived": 1_000_000,
    "limit_days": 30,
    "paid_on": "2026-10-01",
    "paid": 1_000_000,
}
BOARD: Row = {"unit": 3, "checked_on": "2026-11-10", "inspectors": [7], **dict.fromkeys(FAULTS, 0)}


def approval(more: Row) -> Row:
    row = {**APPROVAL, **more}
    return {**row, **approval_check.derive(row, AROUND)}


def fund(more: Row) -> Row:
    row = {**FUND, **more}
    return {**row, **fund_check.derive(row, AROUND)}


def board(more: Row) -> Row:
    row = {**BOARD, **more}
    return {**row, **board_check.derive(row, AROUND)}


@pytest.mark.parametrize(
    ("more", "limit", "used", "late"),
    [
        ({}, "2026-10-12", 6, 1),  # the National Day holiday lies between; 10 October is a make-up Saturday
        ({"finished_on": "2026-10-12"}, "2026-10-12", 5, 0),
        ({"finished_on": None, "checked_on": "2026-10-15"}, "2026-10-12", 8, 3),
        ({"finished_on": None, "checked_on": "2026-10-09"}, "2026-10-12", 3, 0),
        ({"promised_days": None, "kind": "禁办"}, None, 6, None),
        ({"kind": "即办", "promised_days": 0, "finished_on": "2026-09-29"}, "2026-09-29", 0, 0),
        ({"accepted_on": "2026-11-02", "finished_on": "2026-11-07"}, "2026-11-09", 4, 0),
        ({"accepted_on": "2026-10-30", "finished_on": "2026-11-07"}, "2026-11-06", 5, 1),
        ({"finished_on": "2026-09-28"}, None, None, None),
    ],
)
def test_days_used_and_overtime_are_found_by_the_program(more: Row, limit: Value, used: Value, late: Value) -> None:
    row = approval(more)

    assert [row[key] for key in ("limit_on", "used_days", "overtime_days")] == [limit, used, late]


@pytest.mark.parametrize(
    ("more", "count", "result"),
    [
        ({"finished_on": "2026-10-12"}, 0, "未发现问题"),
        ({}, 1, "超时 1 个工作日"),
        ({"finished_on": None, "checked_on": "2026-10-15"}, 1, "超时 3 个工作日仍未办结"),
        ({"one_time_notice": 0, "unlisted": 1}, 3, "超时 1 个工作日、未一次性告知、擅自增设或未申报仍实施"),
        ({"finished_on": "2026-10-12", "fee_standard": 0, "fee_charged": 2000}, 1, "多收费 20.00 元"),
        ({"finished_on": "2026-10-12", "fee_charged": 2000}, 0, "未发现问题"),
        ({"finished_on": "2026-10-12", "fee_standard": 3000, "fee_charged": 2000}, 0, "未发现问题"),
    ],
)
def test_the_result_of_an_approval_names_every_fault(more: Row, count: int, result: str) -> None:
    row = approval(more)

    assert (row["fault_count"], row["result"]) == (count, result)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"finished_on": "2026-10-12"}, []),
        ({}, [("result", "E-OPEN", True)]),
        ({"problem": 4}, []),
        ({"explanation": "当天已当场改正"}, []),
        ({"finished_on": "2026-09-28"}, [("finished_on", "E-ORDER", False)]),
        ({"accepted_on": "2026-11-11", "finished_on": None}, [("accepted_on", "E-ORDER", False)]),
        ({"promised_days": None}, [("promised_days", "E-REQUIRED", False)]),
        ({"kind": "即办", "finished_on": "2026-10-12"}, [("promised_days", "E-LIMIT", False)]),
        ({"one_time_notice": None, "finished_on": "2026-10-12"}, [("one_time_notice", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_an_approval(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = APPROVAL_CHECKS.faults(approval(more), AROUND)

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


@pytest.mark.parametrize(
    ("more", "held", "short", "result"),
    [
        ({}, 30, 0, "未发现问题"),
        ({"paid_on": "2026-10-02"}, 31, 0, "拨付不及时,超 1 天"),
        ({"paid": 900_000}, 30, 100_000, "拨付不足额,少 1,000.00 元"),
        ({"paid_on": None, "paid": None}, 70, 1_000_000, "滞拨 10,000.00 元,超 40 天"),
        ({"paid_on": None, "paid": None, "limit_days": None}, 70, 1_000_000, "未发现问题"),
        ({"paid_on": None, "paid": None, "checked_on": "2026-09-15"}, 14, 1_000_000, "未发现问题"),
        ({"arrived_on": None, "arrived": None, "paid_on": None, "paid": None}, None, None, "未发现问题"),
        ({"undisclosed": 1, "diverted": 1}, 30, 0, "不公开不公正、挪用"),
    ],
)
def test_days_held_and_what_is_missing_are_found_by_the_program(
    more: Row, held: Value, short: Value, result: str
) -> None:
    row = fund(more)

    assert (row["days_held"], row["shortfall"], row["result"]) == (held, short, result)


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"paid": 900_000, "paid_on": "2026-10-05"}, (1, 1, 0)),
        ({"paid_on": None, "paid": None}, (0, 0, 1)),
        ({}, (0, 0, 0)),
    ],
)
def test_short_late_and_stuck_are_told_apart(more: Row, kinds: tuple[int, int, int]) -> None:
    row = fund(more)

    assert (row["underpaid"], row["late"], row["stuck"]) == kinds


def test_what_has_not_arrived_is_computed() -> None:
    arrived: list[Row] = [{}, {"arrived": 700_000}, {"arrived": None}]

    missing = [fund(more)["not_arrived"] for more in arrived]

    assert missing == [0, 300_000, None]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"arrived": None, "paid_on": None, "paid": None}, [("arrived", "E-REQUIRED", False)]),
        ({"paid_on": None}, [("paid_on", "E-REQUIRED", False)]),
        ({"plan": 900_000}, [("arrived", "E-MONEY", False)]),
        ({"paid": 1_000_001, "explanation": "含利息"}, [("paid", "E-MONEY", True)]),
        ({"paid_on": "2026-08-31"}, [("paid_on", "E-ORDER", False)]),
        ({"paid_on": "2026-08-31", "explanation": "先行垫付"}, [("paid_on", "E-ORDER", True)]),
        ({"arrived_on": "2026-11-11", "paid_on": "2026-11-12"}, [("arrived_on", "E-ORDER", False)]),
        ({"changed": 1}, [("result", "E-OPEN", True)]),
        ({"changed": 1, "problem": 4}, []),
    ],
)
def test_each_rule_of_a_fund(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = FUND_CHECKS.faults(fund(more), AROUND)

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


def test_a_clean_board_says_so_and_its_place_comes_from_the_unit() -> None:
    clean, faulty, typed = board({}), board({"shabby": 1, "no_hotline": 1}), board({"board": "小学门口"})

    assert (clean["fault_count"], clean["result"], clean["board"]) == (0, "未发现问题", "村委会门口")
    assert (faulty["fault_count"], faulty["result"]) == (2, "脏旧、监督电话缺失")
    assert typed["board"] == "小学门口"


def test_boards_have_the_six_kinds_of_fault() -> None:
    kinds = [short for short, _ in FAULTS.values()]

    assert kinds == ["空白", "脏旧", "滞后", "缺项", "不醒目", "监督电话缺失"]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"shabby": 1}, [("result", "E-OPEN", True)]),
        ({"shabby": 1, "problems": [4]}, []),
        ({"shabby": 1, "hidden": 1, "problems": [4]}, [("problems", "E-COUNT", True)]),
        ({"problems": [4]}, [("problems", "E-COUNT", True)]),
        ({"incomplete": 1, "problems": [4]}, [("detail", "E-REQUIRED", False)]),
        ({"blank": 1, "stale": 1, "problems": [4, 5]}, [("blank", "E-FAULTS", False)]),
        ({"deadline": "2026-11-09"}, [("deadline", "E-ORDER", False)]),
    ],
)
def test_each_rule_of_a_board(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = BOARD_CHECKS.faults(board(more), AROUND)

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


def test_each_ticked_fault_of_a_board_is_a_problem_of_its_own() -> None:
    row = board({"stale": 1, "no_hotline": 1, "detail": "第三季度财务公开表", "lead": 9, "deadline": "2026-11-20"})

    made = board_check.problems_from(row, AROUND)

    assert [(problem["description"], problem["category"]) for problem in made] == [
        ("公开内容滞后,没有按时更新:第三季度财务公开表", "3.2"),
        ("公开栏没有监督电话", "3.2"),
    ]
    assert {(p["unit"], p["found_on"], p["lead"], p["deadline"]) for p in made} == {(3, "2026-11-10", 9, "2026-11-20")}
    assert board_check.problems_from(board({}), AROUND) == []


@pytest.mark.parametrize(
    ("made", "text", "category", "amount"),
    [
        (
            approval_check.problems_from(approval({}), AROUND),
            "行政审批“农村宅基地审批”:超时 1 个工作日",
            "3.1",
            None,
        ),
        (
            approval_check.problems_from(
                approval({"finished_on": "2026-10-12", "fee_standard": 0, "fee_charged": 2000}), AROUND
            ),
            "行政审批“农村宅基地审批”:多收费 20.00 元",
            "2.3",
            2000,
        ),
        (
            fund_check.problems_from(fund({"paid": 900_000}), AROUND),
            "民生资金“耕地地力保护补贴”:拨付不足额,少 1,000.00 元",
            "1.2",
            100_000,
        ),
        (
            fund_check.problems_from(fund({"false_claims": 1}), AROUND),
            "民生资金“耕地地力保护补贴”:虚报冒领",
            "2.1",
            None,
        ),
    ],
)
def test_a_faulty_check_becomes_one_problem(made: list[Row], text: str, category: str, amount: Value) -> None:
    seen = [(row["description"], row["category"], row["amount_involved"]) for row in made]

    assert seen == [(text, category, amount)]


def test_a_clean_check_becomes_no_problem() -> None:
    approved = approval_check.problems_from(approval({"finished_on": "2026-10-12"}), AROUND)
    paid = fund_check.problems_from(fund({}), AROUND)

    assert (approved, paid) == ([], [])
