"""三账互证: refunds of the register of problems against the income of the village, both ways."""

from __future__ import annotations

import pytest

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.ledger import Around as AroundLike
from app.ledgers.finance_refunds import gaps, refunds_of
from tests.domain.around import Around
from tests.ledgers.finance_desk import Line, desk, found, lines, sheet, told

Q3 = Period.parse("2026Q3")
PROBLEM: Row = {
    "id": 70,
    "number": "示纪问〔2026〕12号",
    "unit": 3,
    "category": "2.2",
    "amount_returned": 300_000,
    "returned_on": "2026-08-12",
}
BACK: Line = ("2026-08-13", "2.11", "收回多领的误工补贴", 300_000, "王某")
PAPER: Line = ("2026-07-06", "3.04", "买复印纸六箱", 60_000, "文具店")


def with_problem(*typed: Line, people: list[Row] | None = None, **more: object) -> Around:
    row: Row = {**PROBLEM, **more}  # type: ignore[dict-item]
    return desk([sheet()], lines(11, PAPER, *typed), problem=[row], problem_money=people or [])


def test_a_refund_without_its_income_names_problem_day_and_amount_and_offers_the_line() -> None:
    [one] = found(with_problem(), "E-REFUND")

    assert one.fault.message.startswith(
        "问题台账 示纪问〔2026〕12号 在 2026-08-12 退回集体 3,000.00 元,本期收入里没有这一笔。"
    )
    add, see, note = one.fault.mends
    assert (add.act, add.label, dict(add.texts)) == (
        "add",
        "补记收入",
        {
            "on_day": "2026-08-12",
            "item": "2.11",
            "purpose": "问题整改退回集体款(示纪问〔2026〕12号)",
            "amount": "3,000.00",
        },
    )
    assert (see.act, see.register, see.row) == ("open", "problem", 70)
    assert note.act == "explain"


def test_an_income_of_the_amount_settles_it() -> None:
    assert told(with_problem(BACK), "E-REFUND") == []


@pytest.mark.parametrize(
    ("more", "speaks"),
    [
        ({"refund_to": "退还群众"}, False),
        ({"category": "2.1"}, False),
        ({"category": "2.1", "refund_to": "退回集体"}, True),
        ({"returned_on": "2026-10-01"}, False),
        ({"returned_on": None, "closed_on": "2026-09-30"}, True),
        ({"returned_on": None}, False),
        ({"unit": 5}, False),
        ({"unit": 4}, True),
        ({"amount_returned": 0}, False),
    ],
)
def test_only_money_for_this_collective_and_this_quarter_is_looked_for(more: dict[str, object], speaks: bool) -> None:
    assert bool(told(with_problem(**more), "E-REFUND")) is speaks


def test_a_group_with_a_sheet_of_its_own_answers_for_itself() -> None:
    around = desk(
        [sheet(), sheet(40, unit=4)],
        [*lines(11, PAPER), *lines(40, PAPER)],
        problem=[{**PROBLEM, "unit": 4}],
        problem_money=[],
    )

    assert told(around, "E-REFUND") == []
    assert len(told(around, "E-REFUND", 40)) == 1


def test_people_of_a_problem_count_one_by_one_with_their_own_day_and_way() -> None:
    people: list[Row] = [
        {"id": 1, "problem": 70, "returned": 100_000, "returned_on": "2026-08-01"},
        {"id": 2, "problem": 70, "returned": 200_000, "returned_on": "2026-08-02", "refund_to": "退还群众"},
        {"id": 3, "problem": 70, "returned": 50_000, "returned_on": "2026-10-02"},
        {"id": 4, "problem": 70, "returned": 0, "returned_on": None},
    ]

    seen = told(with_problem(people=people), "E-REFUND")

    assert [text.split(",")[0] for text in seen] == ["问题台账 示纪问〔2026〕12号 在 2026-08-01 退回集体 1"]


def test_an_income_that_looks_like_a_refund_wants_its_problem() -> None:
    around = desk([sheet()], lines(11, PAPER, ("2026-08-13", "2.11", "清退违规发放的补贴", 120_000, "王某")))

    [one] = found(around, "E-REFUND-LINE")

    assert one.fault.message.startswith("“清退违规发放的补贴”1,200.00 元看起来是退款,问题台账里没有找到")
    assert one.line == 1102


def around_of(problems: list[Row], people: list[Row]) -> AroundLike:
    return Around({"problem": problems, "problem_money": people})


def test_several_refunds_may_come_in_one_sum_and_one_line_serves_one_refund() -> None:
    problems: list[Row] = [
        {**PROBLEM, "id": 70, "amount_returned": 300_000},
        {**PROBLEM, "id": 71, "number": "示纪问〔2026〕13号", "amount_returned": 50_000},
        {**PROBLEM, "id": 72, "number": "示纪问〔2026〕14号", "amount_returned": 300_000},
    ]
    refunds = refunds_of([3], Q3, around_of(problems, []))
    named = ("2026-08-13", "2.11", "退回款(示纪问〔2026〕14号)", 300_000, "")

    one = gaps(refunds, lines(11, named))
    together = gaps(refunds, lines(11, ("2026-08-13", "2.11", "清退款一并入账", 650_000, "")))
    part = gaps(refunds[:2], lines(11, ("2026-08-13", "2.11", "清退款", 340_000, "")))

    assert [refund.number for refund in one.refunds] == ["示纪问〔2026〕12号", "示纪问〔2026〕13号"]
    assert one.lines == []
    assert (together.refunds, together.lines) == ([], [])
    assert len(part.refunds) == 2
    assert [line["amount"] for line in part.lines] == [340_000]
