"""All classes of a finance sheet: account sets, special sheets, the year, cash and bank, funds, entries, shares."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.faults import Fault
from app.domain.fields import Row
from app.domain.money import equal_split
from app.ledgers import finance_entry, finance_figures, finance_items, finance_sheet_rules
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_share import QUANTITY_AND_PRICE, split_words
from app.ledgers.finance_sheet import FINANCE_SHEETS
from tests.domain.around import Around

UNITS: list[Row] = [
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": None},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
    {"id": 4, "name": "第3村民小组", "kind": "村民小组", "parent": 3},
    {"id": 7, "name": "绿水村", "kind": "村", "parent": 2, "busy": 1},
]
Found = list[tuple[str, str, bool]]


def sheet(number: int, period: str, /, **more: object) -> Row:
    """A quarter or month of 青山村, with what it adds up to."""
    kind = "季度" if "Q" in period else "月度" if "-" in period else "年度"
    row: Row = {"id": number, "unit": 3, "account_set": "合账", "period": period, "period_kind": kind, "state": "草稿"}
    row |= {"income_total": 500, "expense_total": 200, "closing": 1000, "special": None}
    return {**row, **more}  # type: ignore[dict-item]


def line(number: int, owner: int, item: str = "3.05", amount: int = 100, **more: object) -> Row:
    direction = "收入" if item.startswith("2") else "支出"
    row: Row = {"id": number, "sheet": owner, "item": item, "direction": direction, "amount": amount, "seq": number}
    return {**row, "on_day": "2026-07-05", "purpose": "清理河道雇工", **more}  # type: ignore[dict-item]


def around(*sheets: Row, lines: tuple[Row, ...] = (), entries: tuple[Row, ...] = ()) -> Around:
    kept = {"unit": UNITS, "finance_sheet": list(sheets), "finance_line": list(lines), "finance_entry": list(entries)}
    return Around(kept, date(2026, 11, 22))


def seen(row: Row, book: Around) -> Found:
    return [(fault.field, fault.code, fault.soft) for fault in FINANCE_SHEETS.faults(row, book)]


def only(row: Row, book: Around, code: str) -> Fault:
    (found,) = (fault for fault in FINANCE_SHEETS.faults(row, book) if fault.code == code)
    return found


def told(row: Row, book: Around, code: str) -> str:
    return only(row, book, code).message


def test_there_are_eight_classes_and_forty_four_items() -> None:
    counts = [len(one.items) if one.counted else 0 for one in finance_items.CLASSES]

    assert counts == [7, 11, 10, 6, 0, 4, 6, 0]
    assert sum(counts) == 44
    leaves = {*FINANCE_LINES.by_key["item"].leaves, *FINANCE_ENTRIES.by_key["item"].leaves}  # type: ignore[attr-defined]
    assert {option.code for option in leaves} == set(finance_items.WORDS)
    assert finance_items.WORDS["5.01"] == "耕地"
    assert set(finance_items.GROUP_WORDS) <= set(finance_items.WORDS)


def test_special_matters_are_the_same_in_finance_and_in_village_affairs() -> None:
    mine, theirs = (one.by_key["special"].leaves for one in (FINANCE_SHEETS, AFFAIRS_ITEMS))  # type: ignore[attr-defined]

    assert mine == theirs


# --- account sets


@pytest.mark.parametrize(
    ("unit", "others", "taken"),
    [
        (3, (), "合账"),
        (4, (), "村民小组"),
        (3, ("村集体经济组织",), "村集体经济组织"),
        (3, ("村集体经济组织", "村民委员会"), None),
    ],
)
def test_an_account_set_that_was_not_typed_is_the_one_the_unit_has(
    unit: int, others: tuple[str, ...], taken: str | None
) -> None:
    sheets = [sheet(n, "2026Q1", account_set=name) for n, name in enumerate(others, 20)]

    derived = finance_figures.derive({"unit": unit, "period": "2026Q3"}, around(*sheets))

    assert derived["account_set"] == taken


def test_each_account_set_carries_its_own_opening() -> None:
    book = around(
        sheet(1, "2026Q2", account_set="村集体经济组织", closing=700),
        sheet(2, "2026Q2", account_set="村民委员会", closing=30, closing_cash=10, closing_bank=20),
    )

    first, second = (
        finance_figures.derive({"unit": 3, "period": "2026Q3", "account_set": name}, book)
        for name in ("村集体经济组织", "村民委员会")
    )

    assert (first["opening"], second["opening"]) == (700, 30)
    assert (second["opening_cash"], second["opening_bank"]) == (10, 20)


def test_the_first_month_after_quarters_opens_with_the_last_quarter() -> None:
    book = around(sheet(1, "2026Q2", closing=700), sheet(2, "2026-05", closing=9))

    july = finance_figures.derive({"unit": 3, "period": "2026-07"}, book)
    june = finance_figures.derive({"unit": 3, "period": "2026-06"}, book)

    assert (july["opening"], july["period_kind"]) == (700, "月度")
    assert june["opening"] == 9


# --- clocks


@pytest.mark.parametrize(
    ("more", "kind", "due_on"),
    [
        ({"period": "2026-07"}, "月度", "2026-08-10"),
        ({"period": "2026Q3"}, "季度", "2026-10-15"),
        ({"period": "2026"}, "年度", "2027-01-15"),
        ({"special": "征地补偿及分配", "decided_on": "2026-08-05"}, "专项", "2026-08-11"),
    ],
)
def test_months_quarters_and_single_matters_have_days_of_their_own(
    more: Row, kind: str, due_on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = around()
    monkeypatch.setattr(book, "option", {"monthly_day": 10, "disclosure_day": 15, "event_days": 6}.__getitem__)

    derived = finance_figures.derive({"unit": 3, **more}, book)

    assert (derived["period_kind"], derived["due_on"]) == (kind, due_on)


SPECIAL = {"special": "征地补偿及分配", "matter": "沿河公路征地", "decided_on": "2026-08-05"}


def test_a_special_sheet_opens_with_nothing_and_stands_beside_the_quarter() -> None:
    book = around(sheet(1, "2026Q3"), sheet(2, "2026-08"), sheet(9, "2026-08", **SPECIAL, period_kind="专项"))

    derived = finance_figures.derive({"unit": 3, **SPECIAL, "period": "2020Q1"}, book)
    faults = seen(sheet(9, "2026-08", **SPECIAL, period_kind="专项", state="已审核"), book)
    next_month = finance_figures.derive({"unit": 3, "period": "2026-09"}, book)

    assert (derived.get("opening"), derived["closing"], derived["period"]) == (None, 0, "2026-08")
    assert (derived["ytd_income"], next_month["opening"]) == (None, 1000)
    assert [code for _, code, _ in faults if code in ("E-TWICE", "E-OPENING")] == []
    assert ("opening", "E-REQUIRED", False) not in faults


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"special": "征地补偿及分配"}, {("matter", "E-REQUIRED"), ("decided_on", "E-REQUIRED")}),
        ({"matter": "沿河公路征地"}, {("special", "E-REQUIRED")}),
        ({**SPECIAL, "decided_on": "2026-11-23"}, {("decided_on", "E-FUTURE")}),
        ({**SPECIAL, "posted_from": "2026-08-04"}, {("posted_from", "E-ORDER")}),
        ({**SPECIAL, "posted_from": "2026-08-06"}, set()),
    ],
)
def test_a_special_sheet_says_which_matter_and_from_which_day(more: Row, found: set[tuple[str, str]]) -> None:
    faults = {(field, code) for field, code, _ in seen(sheet(9, "2026Q3", **more), around())}

    assert faults == found


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({}, "青山村 2026年第3季度"),
        ({"account_set": "村民委员会"}, "青山村 2026年第3季度(村民委员会)"),
        (SPECIAL, "青山村 专项公开:沿河公路征地"),
    ],
)
def test_a_sheet_is_called_so_that_no_two_have_one_name(more: Row, title: str) -> None:
    assert FINANCE_SHEETS.titled(sheet(1, "2026Q3", **more), around()) == title


def test_lines_of_a_special_matter_may_lie_in_many_months() -> None:
    book = around(sheet(9, "2026-08", **SPECIAL), sheet(1, "2026-08"))

    faults = [
        [fault.code for fault in FINANCE_LINES.faults(line(1, owner, on_day="2026-03-01"), book)] for owner in (9, 1)
    ]

    assert faults == [[], ["E-PERIOD"]]


# --- the year


def test_the_year_so_far_adds_up_the_sheets_of_the_year_each_day_once() -> None:
    book = around(
        sheet(1, "2025Q4"),
        sheet(2, "2026Q1", income_total=100, expense_total=10),
        sheet(3, "2026-03", income_total=77, expense_total=7),
        sheet(4, "2026-04", income_total=20, expense_total=2),
        sheet(5, "2026Q1", account_set="村民委员会", income_total=9000),
        line_sheet := sheet(6, "2026-05", income_total=3, expense_total=1),
        lines=(line(1, 6, "2.01", 3), line(2, 6, "3.05", 1)),
    )

    derived = finance_figures.derive(line_sheet, book)

    # April, March, then the quarter: it shares a day with March and is left out
    assert (derived["ytd_income"], derived["ytd_expense"]) == (3 + 77 + 20, 1 + 7 + 2)


def test_the_first_sheet_of_a_year_begins_anew() -> None:
    book = around(sheet(1, "2025Q4"))

    derived = finance_figures.derive(sheet(2, "2026Q1"), around(*book.kept["finance_sheet"], lines=(line(1, 2),)))

    assert (derived["ytd_income"], derived["ytd_expense"]) == (0, 100)


def test_a_year_without_lines_of_its_own_sums_its_quarters() -> None:
    book = around(
        sheet(1, "2026Q1", opening=5, line_count=3),
        sheet(2, "2026Q2", line_count=4),
        sheet(3, "2026-04", line_count=90),
        sheet(4, "2026-09", income_total=1, expense_total=0, line_count=1),
    )

    derived = finance_figures.derive({"id": 9, "unit": 3, "period": "2026", "account_set": "合账"}, book)

    assert (derived["opening"], derived["income_total"], derived["expense_total"]) == (5, 1001, 400)
    assert (derived["closing"], derived["line_count"], derived["ytd_income"]) == (606, 8, 1001)


def test_a_year_so_far_that_is_behind_is_told() -> None:
    first = sheet(1, "2026Q1", income_total=100)
    later = sheet(2, "2026Q2", income_total=10, ytd_income=110, ytd_expense=400)

    fresh = seen(later, around(first, later))
    behind = seen(later, around({**first, "income_total": 101}, later))

    assert fresh == []
    assert behind == [("ytd_income", "E-YTD", True)]


# --- cash and bank, class 4


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"opening": 100, "opening_cash": 40, "opening_bank": 60}, []),
        ({"opening": 100, "opening_cash": 40, "opening_bank": 61}, [("opening_bank", "E-PARTS", True)]),
        ({"opening": 100, "opening_cash": 40}, [("opening_bank", "E-PARTS", True)]),
        ({"closing_bank": 999}, [("closing_cash", "E-PARTS", True)]),
        ({"closing_cash": 0, "closing_bank": 1000}, []),
    ],
)
def test_cash_and_bank_make_up_the_balance(more: Row, found: Found) -> None:
    assert seen(sheet(1, "2026Q3", **more), around()) == found


def test_parts_that_do_not_add_up_refuse_the_review_and_offer_the_right_figure() -> None:
    row = sheet(1, "2026Q3", closing_cash=40, state="已审核")

    fault = next(fault for fault in FINANCE_SHEETS.faults(row, around()) if fault.code == "E-PARTS")

    assert (fault.soft, fault.suggestion) == (False, "9.60")
    assert "合计 0.40 与期末结余 10.00 不一致,相差 9.60 元" in fault.message
    assert [(mend.act, mend.label, mend.text) for mend in fault.mends] == [
        ("fill", "改为 9.60", "9.60"),
        ("go", "核对现金和银行", ""),
    ]
    assert fault.basis == finance_sheet_rules.CASH_AND_BANK


def test_a_part_larger_than_the_whole_offers_no_negative_figure() -> None:
    fault = only(sheet(1, "2026Q3", closing_cash=1001), around(), "E-PARTS")

    assert [mend.act for mend in fault.mends] == ["go"]


@pytest.mark.parametrize(
    ("amount", "more", "found"),
    [
        (1000, {}, []),
        (900, {}, [("closing", "E-CASH", True)]),
        (900, {"state": "已审核"}, [("closing", "E-CASH", False)]),
        (900, {"state": "已审核", "explanation": "应收代垫款"}, [("closing", "E-CASH", True)]),
    ],
)
def test_cash_among_the_assets_is_the_closing_or_is_explained(amount: int, more: Row, found: Found) -> None:
    entries: tuple[Row, ...] = ({"id": 1, "sheet": 1, "item": "4.01", "amount": amount},)

    faults = seen(sheet(1, "2026Q3", entry_count=1, **more), around(entries=entries))

    assert [fault for fault in faults if fault[1] == "E-CASH"] == found


def test_cash_that_is_not_the_closing_names_the_asset_opens_it_and_says_its_rule() -> None:
    entries: tuple[Row, ...] = ({"id": 7, "sheet": 1, "item": "4.01", "name": "基本户存款", "amount": 900},)

    fault = only(sheet(1, "2026Q3", entry_count=1), around(entries=entries), "E-CASH")

    assert "现金及银行存款“基本户存款” 9.00 与期末结余 10.00 不一致,相差 1.00 元" in fault.message
    assert [(mend.act, mend.register, mend.row) for mend in fault.mends] == [
        ("open", "finance_entry", 7),
        ("explain", "", 0),
    ]
    assert fault.basis == finance_sheet_rules.CASH_AMONG_ASSETS


def test_debts_are_added_up_on_the_sheet() -> None:
    items = (("6.01", 300), ("6.02", 50), ("6.03", 7), ("6.04", 9999), ("4.03", 1))
    entries = tuple[Row, ...]({"id": n, "sheet": 1, "item": i, "amount": a} for n, (i, a) in enumerate(items))

    derived = finance_figures.derive(sheet(1, "2026Q3"), around(entries=entries))

    assert (derived["entry_count"], derived["receivable"], derived["payable"]) == (5, 300, 57)


# --- vouchers, funds, months


@pytest.mark.parametrize(
    ("second", "warned"),
    [
        ({"voucher": "记1", "amount": 100}, True),
        ({"voucher": "记1", "amount": 101}, False),
        ({"voucher": "记1", "amount": 101, "on_day": "2026-07-06"}, True),
        ({"voucher": "记1", "on_day": "2026-08-05"}, False),
        ({"voucher": "记2", "amount": 100}, False),
        ({"voucher": None, "amount": 100}, False),
    ],
)
def test_a_voucher_that_was_typed_twice_is_told(second: Row, warned: bool) -> None:
    book = around(lines=(line(1, 1, voucher="记1"), line(2, 1, **second)))

    faults = seen(sheet(1, "2026Q3"), book)

    assert (("", "E-VOUCHER", True) in faults) is warned


def test_a_voucher_typed_twice_is_told_with_rows_days_and_figures_opens_the_last_and_says_its_rule() -> None:
    twice = (line(1, 1, voucher="记1"), line(2, 1, voucher="记1"), line(3, 1, voucher="记1", amount=250))

    fault = only(sheet(1, "2026Q3"), around(lines=twice), "E-VOUCHER")

    assert fault.message == (
        "凭证号:记1 用了不止一次(第 1 笔 7月5日 1.00 元、第 2 笔 7月5日 1.00 元),项目和金额都相同,"
        "请核对是不是录了两遍或写错了号"
    )
    assert [(mend.act, mend.label, mend.row) for mend in fault.mends] == [
        ("open", "看第 2 笔", 2),
        ("explain", "写说明", 0),
    ]
    assert fault.basis == finance_sheet_rules.ONE_VOUCHER


def test_of_many_rows_with_one_voucher_three_are_named_and_the_rest_are_counted() -> None:
    days = tuple(line(n, 1, voucher="记1", on_day=f"2026-07-{n:02d}", amount=n) for n in range(1, 6))

    message = told(sheet(1, "2026Q3"), around(lines=days), "E-VOUCHER")

    assert "第 3 笔 7月3日 0.03 元等 5 笔),日期不同" in message


def test_a_row_without_a_place_yet_is_named_by_its_purpose() -> None:
    twice = (line(1, 1, voucher="记1", seq=None), line(2, 1, voucher="记1", seq=None, purpose="路灯电费"))

    fault = only(sheet(1, "2026Q3"), around(lines=twice), "E-VOUCHER")

    assert "“清理河道雇工” 7月5日 1.00 元、“路灯电费” 7月5日 1.00 元" in fault.message
    assert fault.mends[0].label == "看这一笔"


def test_a_special_fund_is_not_spent_beyond_what_came_in_with_what_was_carried_over() -> None:
    fund = {"special_fund": "水利冬修"}
    before, now, special = sheet(1, "2026Q2"), sheet(2, "2026Q3"), sheet(3, "2026-08", **SPECIAL)
    lines = (
        line(1, 1, "2.06", 1000, **fund),
        line(2, 1, "3.05", 300, **fund),
        line(3, 2, "3.05", 600, **fund),
        line(4, 3, "3.05", 101, **fund),
        line(5, 9, "2.06", 9999, **fund),
    )
    book = around(before, now, special, sheet(9, "2026Q3", unit=4), lines=lines)

    first, second = seen(before, book), seen(now, book)
    fault = only(now, book, "E-FUND")

    assert [code for _, code, _ in first if code == "E-FUND"] == []
    assert ("", "E-FUND", True) in second
    assert "累计收入 10.00,累计支出 10.01,超支 0.01 元(本表第 3 笔 7月5日 6.00 元)" in fault.message
    assert [(mend.act, mend.label, mend.row) for mend in fault.mends] == [
        ("open", "看第 3 笔", 3),
        ("explain", "写说明", 0),
    ]
    assert fault.basis == finance_sheet_rules.OF_ITS_PURPOSE


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"line_count": 90}, []),
        ({"line_count": 93}, ["E-MONTHLY"]),
        ({"line_count": 93, "explanation": "本季集中付款"}, []),
        ({"unit": 7, "line_count": 3}, ["E-MONTHLY"]),
        ({"unit": 7, "line_count": 3, "period": "2026-07", "period_kind": "月度"}, []),
    ],
)
def test_a_busy_village_is_told_that_it_owes_a_sheet_every_month(more: Row, found: list[str]) -> None:
    assert [code for _, code, _ in seen({**sheet(1, "2026Q3"), **more}, around())] == found


# --- lines: 红字冲销, quantity × price, equal shares

WRONG = line(1, 1, "3.05", 5000)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"amount": -5000}, ["amount"]),
        ({"amount": -5000, "reverses": 1}, []),
        ({"amount": -2000, "reverses": 1}, []),
        ({"amount": 2000, "reverses": 1}, ["amount"]),
        ({"amount": -5001, "reverses": 1}, ["amount"]),
        ({"amount": -5000, "reverses": 1, "item": "3.04"}, ["item"]),
        ({"amount": -5000, "reverses": 1, "sheet": 4}, ["reverses"]),
        ({"amount": -5000, "reverses": 3}, ["reverses"]),
    ],
)
def test_a_red_line_takes_back_one_line_of_the_same_books_and_no_more(more: Row, found: list[str]) -> None:
    sheets = (sheet(1, "2026Q2"), sheet(2, "2026Q3"), sheet(4, "2026Q3", account_set="村民委员会"))
    red = {**line(2, 2), **more}
    book = around(*sheets, lines=(WRONG, red, line(3, 1, amount=-9, reverses=7)))

    faults = [fault.field for fault in FINANCE_LINES.faults(red, book) if fault.code == "E-RED"]

    assert faults == found


@pytest.mark.parametrize(
    ("amount", "quantity", "price", "measure", "offered"),
    [
        (7_470_000, 498_000, 1500, "人", None),
        (7_470_001, 498_000, 1500, "米", "74,700.00"),
        (4_100_000, 6100, 67_213, "户", None),
        (4_100_000, 6100, 67_213, "亩", "40,999.93"),
        (-300, 300, 100, "米", None),
        (300, None, 100, "米", None),
    ],
)
def test_quantity_times_price_is_the_amount_or_an_equal_share(
    amount: int, quantity: int | None, price: int, measure: str, offered: str | None
) -> None:
    row = line(1, 1, amount=amount, quantity=quantity, unit_price=price, measure=measure)

    found = [
        (f.suggestion, f.soft) for f in FINANCE_LINES.faults(row, around(sheet(1, "2026Q3"))) if f.code == "E-TIMES"
    ]

    assert found == ([(offered, True)] if offered else [])


@pytest.mark.parametrize(("amount", "right"), [(7_470_001, "74,700.00"), (-7_470_001, "-74,700.00")])
def test_a_product_that_is_wrong_is_filled_in_at_one_key_and_says_its_rule(amount: int, right: str) -> None:
    row = line(1, 1, amount=amount, quantity=498_000, unit_price=1500, measure="米")

    fault = next(f for f in FINANCE_LINES.faults(row, around(sheet(1, "2026Q3"))) if f.code == "E-TIMES")

    assert fault.message == "金额:4980 × 15.00 = 74,700.00,与 74,700.01 不一致,请核对"
    assert [(mend.act, mend.text) for mend in fault.mends] == [("fill", right), ("go", ""), ("explain", "")]
    assert fault.basis == QUANTITY_AND_PRICE


def test_no_two_rules_of_a_finance_sheet_rest_on_the_same_sentence() -> None:
    own = [
        finance_sheet_rules.CARRIED_ON,
        finance_sheet_rules.ADDS_UP,
        finance_sheet_rules.CASH_AND_BANK,
        finance_sheet_rules.CASH_AMONG_ASSETS,
        finance_sheet_rules.ONE_VOUCHER,
        finance_sheet_rules.OF_ITS_PURPOSE,
        QUANTITY_AND_PRICE,
    ]

    assert len({*own, FINANCE_SHEETS.basis, FINANCE_LINES.basis}) == len(own) + 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            {"amount": 4_100_000, "quantity": 6100, "measure": "户", "purpose": "补偿款按户平分"},
            "61 户 × 672.13 元(前 7 户各多 0.01 元)",
        ),
        ({"item": "7.05", "amount": 6100, "quantity": 6100, "measure": "户"}, "61 户 × 1.00 元"),
        ({"amount": 1_450_000, "quantity": 300, "measure": "人", "purpose": "敬老护理补助"}, "3 人"),
        ({"amount": 7000, "quantity": 350, "measure": "亩", "unit_price": 2000}, "3.5 亩 × 20.00 元"),
        ({"amount": 7000, "quantity": 350, "measure": "亩"}, "3.5 亩"),
        ({"amount": 7000}, ""),
    ],
)
def test_what_each_gets_is_written_out_with_the_remainder(row: Row, words: str) -> None:
    assert split_words(row) == words


@pytest.mark.parametrize(("fen", "shares"), [(4_100_000, 61), (0, 3), (2, 3), (100, 1)])
def test_equal_shares_add_up_to_the_amount(fen: int, shares: int) -> None:
    share, rest = equal_split(fen, shares)

    assert sum(share + (place < rest) for place in range(shares)) == fen


def test_nothing_is_split_among_nobody() -> None:
    with pytest.raises(ValueError, match="份数"):
        equal_split(100, 0)


# --- entries

ENTRY: Row = {"id": 1, "sheet": 1, "item": "4.03", "name": "办公楼", "amount": 100}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"amount": None}, [("amount", "E-REQUIRED", False)]),
        ({"item": "5.01", "amount": None}, [("quantity", "E-REQUIRED", False)]),
        ({"item": "5.01", "amount": None, "quantity": 100, "measure": "亩"}, []),
        ({"quantity": 100}, [("measure", "E-REQUIRED", True)]),
        ({"item": "5.01", "quantity": 1, "measure": "亩", "price": 1}, [("counterparty", "E-PARTY", True)]),
        ({"item": "6.01"}, [("counterparty", "E-PARTY", True)]),
        ({"item": "6.01", "amount": 0}, []),
        ({"item": "8.01", "amount": None}, []),
        ({"from_on": "2026-02-01", "to_on": "2026-01-31"}, [("to_on", "E-ORDER", False)]),
        ({"item": "7.05"}, [("quantity", "E-SHARES", True)]),
        ({"item": "7.05", "quantity": 300, "measure": "户"}, []),
        ({"item": "7.05", "quantity": 300, "measure": "户", "price": 33}, []),
        ({"item": "7.05", "quantity": 300, "measure": "户", "price": 34}, [("amount", "E-TIMES", True)]),
        ({"id": 2}, [("name", "E-TWICE-NAME", True)]),
        ({"id": 2, "counterparty": "王家组"}, []),
    ],
)
def test_each_rule_of_an_entry(more: Row, found: Found) -> None:
    faults = FINANCE_ENTRIES.faults({**ENTRY, **more}, around(entries=(ENTRY,)))

    assert [(fault.field, fault.code, fault.soft) for fault in faults] == found


def test_an_entry_knows_its_class_and_what_each_household_gets() -> None:
    shared = {"item": "7.05", "amount": 4_100_000, "quantity": 6100, "measure": "户"}

    derived = finance_entry.derive(shared, around())

    assert derived == {"class_name": "收益分配", "shares": "61 户 × 672.13 元(前 7 户各多 0.01 元)"}
    assert finance_entry.derive({"item": "5.01"}, around()) == {"class_name": "各类资源", "shares": None}
