"""Rules of the finance sheets and their lines, one by one."""

import pytest

from app.domain.fields import Row
from app.ledgers import finance_line, finance_sheet
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from tests.domain.around import Around

UNITS: list[Row] = [
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": None},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
    {"id": 4, "name": "第3村民小组", "kind": "村民小组", "parent": 3},
    {"id": 5, "name": "农技站", "kind": "站所", "parent": 2},
    {"id": 6, "name": "孤村", "kind": "村", "parent": None},
]
BEFORE: Row = {
    "id": 10,
    "unit": 3,
    "account_set": "合账",
    "period": "2026Q2",
    "period_kind": "季度",
    "closing": 100000,
    "income_total": 700,
    "expense_total": 300,
}
LINES: list[Row] = [
    {"id": 1, "sheet": 11, "direction": "收入", "amount": 300000},
    {"id": 2, "sheet": 11, "direction": "收入", "amount": 5},
    {"id": 3, "sheet": 11, "direction": "支出", "amount": 20050},
    {"id": 4, "sheet": 12, "direction": "支出", "amount": 99},
]
SHEET: Row = {
    "id": 11,
    "unit": 3,
    "account_set": "合账",
    "period": "2026Q3",
    "period_kind": "季度",
    "opening": 100000,
    "state": "草稿",
}
AROUND = Around({"unit": UNITS, "finance_sheet": [BEFORE], "finance_line": LINES})
SIGNED: Row = {
    "prepared_by": "王会计",
    "reviewed_by": "赵组长",
    "reviewed_on": "2026-10-08",
    "approved_by": "陈龑",
    "state": "已审核",
}


def faults(more: Row, around: Around = AROUND) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in FINANCE_SHEETS.faults({**SHEET, **more}, around)]


@pytest.mark.parametrize(("unit", "level", "publisher"), [(4, "组级", 3), (3, "村级", 2)])
def test_groups_are_published_by_their_village_and_villages_by_their_township(
    unit: int, level: str, publisher: int
) -> None:
    derived = finance_sheet.derive({**SHEET, "unit": unit}, AROUND)

    assert (derived["level"], derived["publisher"]) == (level, publisher)


def test_totals_are_the_sums_of_the_lines_to_the_fen() -> None:
    derived = finance_sheet.derive(SHEET, AROUND)

    assert (derived["income_total"], derived["expense_total"], derived["line_count"]) == (300005, 20050, 3)
    assert derived["closing"] == 100000 + 300005 - 20050


@pytest.mark.parametrize(
    ("period", "due_on"), [("2026Q3", "2026-10-15"), ("2026Q4", "2027-01-15"), ("2026-06", "2026-07-15")]
)
def test_the_day_of_disclosure_follows_the_end_of_the_period(period: str, due_on: str) -> None:
    derived = finance_sheet.derive({**SHEET, "period": period}, AROUND)

    assert derived["due_on"] == due_on


def test_an_opening_that_was_not_typed_is_the_last_closing_and_a_typed_one_stays() -> None:
    untyped = finance_sheet.derive({**SHEET, "opening": None}, AROUND)
    typed = finance_sheet.derive({**SHEET, "opening": 7}, AROUND)
    first = finance_sheet.derive({**SHEET, "opening": None, "period": "2026Q2"}, AROUND)

    assert untyped["opening"] == 100000
    assert untyped["closing"] == 379955
    assert "opening" not in typed
    assert "opening" not in first


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"unit": 4, "account_set": "村民小组", "opening": 0}, []),
        ({"account_set": "村民小组"}, [("account_set", "E-SET", False)]),
        ({"account_set": "村集体经济组织", "opening": 0}, []),
        ({"account_set": None}, [("account_set", "E-REQUIRED", False)]),
        ({"unit": 5}, [("unit", "E-OWNER", False)]),
        ({"unit": 6}, [("unit", "E-OWNER", False)]),
        ({"unit": 3, "period": "2026Q2", "opening": 100000}, [("period", "E-TWICE", False)]),
        ({"opening": 99999}, [("opening", "E-OPENING", True)]),
        ({"opening": 99999, **SIGNED}, [("opening", "E-OPENING", False)]),
        ({"opening": 99999, **SIGNED, "explanation": "上期漏记一笔利息"}, [("opening", "E-OPENING", True)]),
        ({"opening": None, **SIGNED, "period": "2026Q1"}, [("opening", "E-REQUIRED", False)]),
        ({"stated_income": 300000, "income_total": 300005}, [("stated_income", "E-SUM", True)]),
        ({"stated_income": 300000, "income_total": 300005, **SIGNED}, [("stated_income", "E-SUM", False)]),
        ({"stated_expense": 1, "expense_total": 2, **SIGNED}, [("stated_expense", "E-SUM", False)]),
        ({"stated_closing": -1, "closing": 1, **SIGNED}, [("stated_closing", "E-SUM", False)]),
        ({"stated_closing": 1, "closing": 1, **SIGNED}, []),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-09"}, [("posted_to", "E-ORDER", False)]),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-15"}, [("posted_to", "E-DAYS", True)]),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-16"}, []),
        ({"posted_from": "2026-09-29"}, [("posted_from", "E-ORDER", False)]),
        ({"posted_from": "2026-09-30"}, []),
        ({"prepared_by": "王会计", "reviewed_by": "王会计"}, [("reviewed_by", "E-TWO-PEOPLE", False)]),
    ],
)
def test_each_rule_of_a_sheet(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_a_wrong_opening_names_both_amounts_the_difference_and_the_right_form() -> None:
    fault = FINANCE_SHEETS.faults({**SHEET, "opening": 99950}, AROUND)[0]

    assert "本季期初 999.50 与上季期末 1,000.00 不一致,相差 0.50 元,可能是上季有更正" in fault.message
    assert fault.suggestion == "1,000.00"


def test_a_reviewed_sheet_is_signed_by_all() -> None:
    needed = {field for field, code, _ in faults({"state": "已审核"}) if code == "E-REQUIRED"}
    posted = {field for field, code, _ in faults({**SIGNED, "state": "已公开"}) if code == "E-REQUIRED"}

    assert needed == {"prepared_by", "reviewed_by", "reviewed_on", "approved_by"}
    assert posted == {"posted_from", "posted_to", "posted_at"}


def test_a_sheet_is_called_by_owner_and_period() -> None:
    title = FINANCE_SHEETS.titled(SHEET, AROUND)

    assert title == "青山村 2026年第3季度"


LINE: Row = {"sheet": 11, "on_day": "2026-07-01", "item": "3.04", "purpose": "买办公用纸", "amount": 20050}
IN_BOOK = Around({"finance_sheet": [SHEET]})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"on_day": "2026-09-30"}, []),
        ({"on_day": "2026-06-30"}, [("on_day", "E-PERIOD", False)]),
        ({"on_day": "2026-10-01"}, [("on_day", "E-PERIOD", False)]),
        ({"purpose": "其他"}, [("purpose", "E-VAGUE", False)]),
        ({"purpose": "杂费。"}, [("purpose", "E-VAGUE", False)]),
        ({"purpose": "其他支出:清理河道"}, []),
        ({"item": "3.10", "amount": 100001, "purpose": "雇工"}, [("purpose", "E-OTHER", True)]),
        ({"item": "3.10", "amount": 100000, "purpose": "雇工"}, []),
        ({"item": "3.10", "amount": 100001, "purpose": "清理河道雇工3天"}, []),
        ({"amount": 0}, [("amount", "E-MONEY", False)]),
        ({"amount": None}, [("amount", "E-REQUIRED", False)]),
        ({"sheet": None}, [("sheet", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_a_line(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = [(fault.field, fault.code, fault.soft) for fault in FINANCE_LINES.faults({**LINE, **more}, IN_BOOK)]

    assert seen == found


@pytest.mark.parametrize(("item", "direction"), [("2.01", "收入"), ("3.10", "支出"), (None, None)])
def test_income_and_expense_follow_from_the_item(item: str | None, direction: str | None) -> None:
    derived = finance_line.derive({"item": item}, IN_BOOK)

    assert derived == {"direction": direction}
