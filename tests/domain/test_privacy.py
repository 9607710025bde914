"""Personal numbers in running text."""

import pytest

from app.domain.identity import check_digit
from app.domain.privacy import personal_numbers

ID = "36099919900101123" + check_digit("36099919900101123")
SLIP = "0" if ID[17] != "0" else "1"
CARD = "6222020200112230"  # passes Luhn, belongs to nobody


def kinds(text: str) -> list[tuple[str, str]]:
    return [(found.kind, found.text) for found in personal_numbers(text)]


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"村民李某({ID})反映", [("身份证号", ID)]),
        (f"身份证{ID[:6]} {ID[6:14]} {ID[14:]}", [("身份证号", ID)]),
        (f"身份证号{ID[:17]}{SLIP}抄错一位", [("身份证号", ID[:17] + SLIP)]),
        (full_width(f"号码{ID}"), [("身份证号", ID)]),
        ("联系电话13800138000。", [("手机号", "13800138000")]),
        ("138-0013-8000", [("手机号", "13800138000")]),
        ("138 0013 8000", [("手机号", "13800138000")]),
        ("+86 13800138000", [("手机号", "13800138000")]),
        ("2026-06-30 13800138000", [("手机号", "13800138000")]),
        ("13800138000、13900139000", [("手机号", "13800138000"), ("手机号", "13900139000")]),
        (f"汇入卡号{CARD}", [("银行卡号", CARD)]),
        (f"卡号 {CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}", [("银行卡号", CARD)]),
    ],
)
def test_personal_numbers_are_found_in_every_usual_writing(text: str, found: list[tuple[str, str]]) -> None:
    seen = kinds(text)

    assert seen == found


@pytest.mark.parametrize(
    "text",
    [
        "收回集体资金 3,000 元,2026年6月30日入账",
        "监督电话 0795-5550001",
        "凭证号 2026-0012 2026-0013 2026-0014",
        "统一社会信用代码 11360999MB1234567X",
        "订单 20260630123456789012345",
        f"工程编号 {ID[:17]}{SLIP}",
        "",
    ],
)
def test_amounts_days_vouchers_and_codes_are_not_taken_for_personal_numbers(text: str) -> None:
    seen = kinds(text)

    assert seen == []


def test_no_pair_of_days_in_a_year_looks_like_a_bank_card() -> None:
    pairs = [f"2026-{m:02d}-{d:02d} 2026-{m:02d}-{d + 6:02d}" for m in range(1, 13) for d in range(1, 22)]

    taken = [text for text in pairs if kinds(text)]

    assert taken == []
