"""Charts of accounts: which codes there are, whose chart counts in which year, and the public item a code gives."""

from __future__ import annotations

import re

import pytest

from app.domain.accounts import Account, code_in
from app.domain.fields import Row
from app.ledgers import account_rules, finance_items, finance_line
from app.ledgers.account import ACCOUNTS, chart_for
from app.ledgers.finance_line import FINANCE_LINES
from app.paths import resource
from app.presets import account_chart
from tests.domain.around import Around

UNITS: list[Row] = [
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2, "accounts": "2024"},
    {"id": 4, "name": "第3村民小组", "kind": "村民小组", "parent": 3},
    {"id": 5, "name": "绿水村", "kind": "村", "parent": 2, "accounts": "old"},
]
SHEETS: list[Row] = [{"id": n, "unit": n, "period": "2026Q3"} for n in (3, 4, 5)]
OWN: list[Row] = [
    {"id": 1, "unit": None, "chart": "2024", "code": "51303", "name": "报刊费", "expense_item": "3.03"},
    {"id": 2, "unit": 3, "chart": "2024", "code": "503", "name": "补助收入", "income_item": "2.06"},
    {"id": 3, "unit": 9, "chart": "2024", "code": "504", "name": "别村的", "income_item": "2.03"},
    {"id": 4, "unit": None, "chart": "2024", "code": "503", "name": "补助收入", "income_item": "2.05"},
]
BOOK = Around({"unit": UNITS, "finance_sheet": SHEETS, "account": OWN})


def line(sheet: int, code: str, day: str = "2026-07-05", **more: str) -> Row:
    return {"sheet": sheet, "account_code": code, "on_day": day, "purpose": "清理河道雇工", "amount": 100, **more}


def seen(row: Row) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in FINANCE_LINES.faults(row, BOOK) if fault.field != "amount"]


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("2024", {"资产": 19, "负债": 8, "权益": 4, "成本": 1, "损益": 10}),
        ("old", {"资产": 13, "负债": 6, "权益": 4, "成本": 1, "损益": 9}),
    ],
)
def test_each_chart_has_the_accounts_its_rule_names(key: str, kinds: dict[str, int]) -> None:
    accounts = list(account_chart(key).accounts.values())

    assert {kind: sum(one.kind == kind for one in accounts) for kind in kinds} == kinds
    assert len(accounts) == sum(kinds.values()) == {"2024": 42, "old": 33}[key]
    assert {item for one in accounts for item in one[3:]} <= {"", *finance_items.WORDS}
    assert all(one.income_item[:1] in ("", "2") and one.expense_item[:1] in ("", "3") for one in accounts)


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("513", "513", "管理费用"),
        ("51303", "51303", "管理费用"),
        ("513-02 办公费", "513-02", "管理费用"),
        ("５１３．０１", "513.01", "管理费用"),
        ("513 管理费用", "513", "管理费用"),
        ("599", "599", None),
        ("51", "51", None),
        ("管理费用", "", None),
    ],
)
def test_a_detail_belongs_to_its_account(text: str, code: str, found: str | None) -> None:
    account = account_chart("2024").find(text)

    assert (code_in(text), account.name if account else None) == (code, found)


@pytest.mark.parametrize(
    ("unit", "day", "key"),
    [(3, "2026-07-05", "2024"), (3, "2023-12-31", "old"), (4, "2026-07-05", "2024"), (5, "2026-07-05", "old")],
)
def test_the_chart_follows_the_year_and_the_village_and_a_group_follows_its_village(
    unit: int, day: str, key: str
) -> None:
    assert chart_for(unit, day, BOOK).key == key


def test_what_a_village_says_counts_more_than_what_the_county_says_and_that_more_than_the_rule() -> None:
    mine, theirs = chart_for(3, "2026-07-05", BOOK), chart_for(7, "2026-07-05", BOOK)

    assert (mine.accounts["503"].item, theirs.accounts["503"].item) == ("2.06", "2.05")
    assert (mine.accounts["51303"].item, mine.accounts["51303"].kind) == ("3.03", "损益")
    assert mine.accounts["504"].item == "2.11"


@pytest.mark.parametrize(
    ("sheet", "code", "day", "item", "direction"),
    [
        (3, "513", "2026-07-05", "3.04", "支出"),
        (3, "51303", "2026-07-05", "3.03", "支出"),
        (4, "241", "2026-07-05", "2.06", "收入"),
        (5, "541", "2026-07-05", "3.04", "支出"),
        (3, "522", "2023-07-05", "2.05", "收入"),
        (3, "311", "2026-07-05", None, None),
        (3, "101", "2026-07-05", None, None),
    ],
)
def test_a_line_without_an_item_gets_it_from_its_account(
    sheet: int, code: str, day: str, item: str | None, direction: str | None
) -> None:
    derived = finance_line.derive(line(sheet, code, day), BOOK)

    assert (derived.get("item"), derived["direction"]) == (item, direction)


def test_a_typed_item_stays() -> None:
    derived = finance_line.derive(line(3, "513", item="3.03"), BOOK)

    assert derived == {"direction": "支出"}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (line(3, "513", item="3.04"), []),
        (line(3, "513", item="3.03"), []),
        (line(3, "513", item="2.11"), [("account_code", "E-ACCOUNT")]),
        (line(3, "541", item="3.04"), [("account_code", "E-ACCOUNT")]),
        (line(5, "541", item="3.04"), []),
        (line(3, "311", item="2.07"), []),
        (line(3, "311"), [("item", "E-REQUIRED"), ("item", "E-ITEM")]),
        (line(3, "", item="3.04"), []),
    ],
)
def test_a_code_of_another_chart_or_another_way_is_told(row: Row, found: list[tuple[str, str]]) -> None:
    assert [one for one in seen(row) if one[1] != "E-PERIOD"] == found


def test_a_code_of_the_other_rule_is_told_with_its_name_there_and_its_code_here() -> None:
    fault = next(f for f in FINANCE_LINES.faults(line(3, "522", item="2.05"), BOOK) if f.code == "E-ACCOUNT")

    assert fault.message == (
        "会计科目:522 不在《农村集体经济组织会计制度(2024)》的科目里;《村集体经济组织会计制度(旧)》里是“补助收入”,"
        "本年应写 503。请改科目,或在“会计科目对照”里登记"
    )
    assert (fault.suggestion, fault.soft) == ("503", True)


@pytest.mark.parametrize(
    ("code", "item", "words"),
    [
        ("241", "2.06", "账上记“241 专项应付款”"),
        ("231", "2.04", "账上记“231 一事一议资金”"),
        ("311", "2.07", "账上记“311 公积公益金”"),
        ("311", "3.07", ""),
        ("503", "2.05", ""),
        ("", "2.05", ""),
    ],
)
def test_what_the_books_owe_and_the_wall_shows_as_income_has_both_names(code: str, item: str, words: str) -> None:
    assert account_rules.both_names(line(3, code, item=item), BOOK) == words


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"code": "51303", "expense_item": "3.03"}, []),
        ({"code": "51"}, [("code", "E-CODE", False)]),
        ({"code": "管理费"}, [("code", "E-CODE", False)]),
        ({"code": "513", "expense_item": "3.04"}, [("code", "E-SAME", True)]),
        ({"code": "513", "expense_item": "3.03"}, []),
        ({"code": "601", "unit": 4}, [("unit", "E-OWNER", False)]),
        ({"code": "601", "unit": 3}, []),
        ({"code": None}, [("code", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_an_account(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = ACCOUNTS.faults({"chart": "2024", "name": "某科目", **more}, BOOK)

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


def test_the_help_page_maps_as_the_charts_do() -> None:
    text = resource("help", "account.md").read_text("utf-8")

    for new, old, item in re.findall(r"^\| (.+?) \| (.+?) \| (\d\.\d\d)", text, re.M):
        for key, cell in (("2024", new), ("old", old)):
            if cell[0].isdigit():
                account: Account = account_chart(key).accounts[cell[:3]]
                assert (account.called, item in account[3:]) == (cell, True)
