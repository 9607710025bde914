"""Who signs a finance sheet, and what is refused until all three parties did."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.ledgers.finance_sheet import FINANCE_SHEETS
from tests.ledgers.office import Office, refusals, told

SHEETS: LedgerDef = FINANCE_SHEETS
UNITS: list[Row] = [
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": None},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
]
LINES: list[Row] = [
    {
        "id": 1,
        "sheet": 11,
        "direction": "支出",
        "amount": 100,
        "on_day": "2026-07-01",
        "purpose": "买纸",
        "handler": "钱五",
    },
    {
        "id": 2,
        "sheet": 11,
        "direction": "支出",
        "amount": 200,
        "on_day": "2026-07-02",
        "purpose": "修泵",
        "handler": "钱五、李六",
    },
]
TO_SIGN: Row = {
    "id": 11,
    "unit": 3,
    "account_set": "合账",
    "period": "2026Q3",
    "opening": 1000,
    "closing": 700,
    "prepared_by": "王会计",
    "state": "待签",
}
ALL_SIGNED: Row = {
    "approved_by": "王伟",
    "approved_on": "2026-10-08",
    "reviewed_by": "赵一、孙二",
    "reviewed_on": "2026-10-09",
    "agency_by": "周会计",
    "agency_on": "2026-10-10",
}
HUNG: Row = {
    "state": "已审核",
    "posted_from": "2026-10-12",
    "posted_to": "2026-10-21",
    "posted_at": "村部公开栏",
    "no_photo": "手机没电",
}
AROUND = Office({"unit": UNITS, "finance_line": LINES})


def test_a_sheet_is_reviewed_when_all_three_parties_have_signed_with_their_days() -> None:
    found = refusals(SHEETS, {**TO_SIGN, **ALL_SIGNED}, "审核通过", AROUND)

    assert found == []


@pytest.mark.parametrize("missing", list(ALL_SIGNED))
def test_one_missing_signature_or_day_refuses_and_is_named(missing: str) -> None:
    row = {**TO_SIGN, **ALL_SIGNED, missing: None}

    found = refusals(SHEETS, row, "审核通过", AROUND)
    posted = refusals(SHEETS, {**row, **HUNG}, "张贴公开", AROUND)

    assert found == [(missing, "E-SIGN")]
    assert (missing, "E-SIGN") in posted


def test_everything_that_is_missing_is_said_in_one_sentence() -> None:
    row = {**TO_SIGN, **ALL_SIGNED, "agency_by": None, "agency_on": None, "reviewed_on": None}
    move = next(move for move in SHEETS.moves if move.label == "审核通过")
    assert move.refuse is not None

    first = next(iter(move.refuse(row, AROUND)))

    assert first.message == (
        "三方签字还没有齐,缺:民主理财小组(村务监督委员会)签字日期、代理中心主管会计签字、代理中心主管会计签字日期。"
        "请照签好的送签稿填写"
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reviewed_by": "赵一、王伟"}, "E-TWO-PEOPLE"),
        ({"reviewed_by": "周会计"}, "E-TWO-PEOPLE"),
        ({"reviewed_by": "赵一、钱五"}, "E-TWO-PEOPLE"),
        ({"reviewed_by": "李六"}, "E-TWO-PEOPLE"),
        ({"group_members": "赵一、孙二、吴三、郑四、冯五"}, "E-GROUP"),
        ({"group_members": "赵一、吴三", "reviewed_by": "赵一、孙二"}, "E-GROUP"),
        ({"approved_on": "2026-09-29"}, "E-ORDER"),
    ],
)
def test_who_reviews_is_none_of_the_others_and_enough_of_the_group_sign_after_the_period(more: Row, code: str) -> None:
    found = refusals(SHEETS, {**TO_SIGN, **ALL_SIGNED, **more}, "审核通过", AROUND)

    assert [one for _, one in found] == [code]


def test_half_of_the_group_is_enough() -> None:
    row = {**TO_SIGN, **ALL_SIGNED, "group_members": "赵一、孙二、吴三、郑四"}

    assert refusals(SHEETS, row, "审核通过", AROUND) == []


def test_the_handler_who_reviews_is_named_with_his_line() -> None:
    move = next(move for move in SHEETS.moves if move.label == "审核通过")
    assert move.refuse is not None

    (fault,) = move.refuse({**TO_SIGN, **ALL_SIGNED, "reviewed_by": "钱五"}, AROUND)

    assert fault.message == "民主理财小组审核人:钱五是“2026-07-01 买纸”等 2 笔的经手人,不能审核本表。请换一人审核"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, []),
        ({"no_photo": None}, [("no_photo", "E-PHOTO")]),
        ({"no_photo": None, "photo": f"{'0' * 64} 近照.jpg"}, []),
        ({"posted_from": "2026-10-09"}, [("posted_from", "E-ORDER")]),
        ({"posted_from": "2026-12-09", "posted_to": "2026-12-19"}, [("posted_from", "E-FUTURE")]),
    ],
)
def test_it_hangs_after_the_last_signature_with_a_photo_or_a_reason(more: Row, refused: list[tuple[str, str]]) -> None:
    found = refusals(SHEETS, {**TO_SIGN, **ALL_SIGNED, **HUNG, **more}, "张贴公开", AROUND)

    assert found == refused


def test_what_is_sent_to_be_signed_already_agrees_to_the_fen() -> None:
    found = told(SHEETS, {**TO_SIGN, "stated_closing": 701}, AROUND)

    assert ("stated_closing", "E-SUM", False) in found


def test_an_old_sheet_that_was_published_with_fewer_signatures_stays_valid_but_no_new_one_comes_in_so() -> None:
    old = {
        **TO_SIGN,
        "reviewed_by": "赵一",
        "reviewed_on": "2026-10-08",
        "approved_by": "王伟",
        **HUNG,
        "state": "已公开",
    }

    assert [code for _, code, _ in told(SHEETS, old, AROUND) if code in ("E-SIGN", "E-REQUIRED")] == []
    assert "E-SIGN" in [code for _, code, _ in told(SHEETS, {**old, "id": None}, AROUND)]


def test_members_are_carried_from_the_last_sheet_and_the_first_day_on_the_wall_is_kept() -> None:
    before: Row = {
        "id": 9,
        "unit": 3,
        "account_set": "合账",
        "period": "2026Q2",
        "closing": 5,
        "group_members": "赵一、孙二",
    }
    around = Office({"unit": UNITS, "finance_sheet": [before]})
    assert SHEETS.derive is not None

    new = SHEETS.derive({"unit": 3, "account_set": "合账", "period": "2026Q3"}, around)
    again = SHEETS.derive({**TO_SIGN, **HUNG, "state": "已公开", "first_posted_on": "2026-10-02"}, around)
    first = SHEETS.derive({**TO_SIGN, **HUNG, "state": "已公开"}, around)

    assert (new["group_members"], new["edition"]) == ("赵一、孙二", 1)
    assert "first_posted_on" not in again
    assert first["first_posted_on"] == "2026-10-12"
