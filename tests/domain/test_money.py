"""Money to the fen, and in 大写 as vouchers print it."""

import random

import pytest

from app.domain.money import MOST_FEN, capital, parse_yuan, read_capital, show_yuan

# 支付结算办法 附一 gives the first eight; where it allows two forms, ours is the one without the extra 零.
CAPITALS = [
    (140950, "人民币壹仟肆佰零玖元伍角整"),
    (600714, "人民币陆仟零柒元壹角肆分"),
    (168032, "人民币壹仟陆佰捌拾元叁角贰分"),
    (10700053, "人民币壹拾万柒仟元伍角叁分"),
    (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
    (32504, "人民币叁佰贰拾伍元零肆分"),
    (22280100, "人民币贰拾贰万贰仟捌佰零壹元整"),
    (34560000, "人民币叁拾肆万伍仟陆佰元整"),
    (102050, "人民币壹仟零贰拾元伍角整"),
    (5, "人民币伍分"),
    (50, "人民币伍角整"),
    (0, "人民币零元整"),
    (1000, "人民币壹拾元整"),
    (1001, "人民币壹拾元零壹分"),
    (1_0000_0000_05, "人民币壹亿元零伍分"),
    (1_0000_0001_00, "人民币壹亿零壹元整"),
    (1_0001_0000_00, "人民币壹亿零壹万元整"),
    (1_2345_6789_01, "人民币壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
    (1001_0001_00, "人民币壹仟零壹万零壹元整"),
    (1_0000_0000_0000_00, "人民币壹万亿元整"),
    (-102050, "人民币负壹仟零贰拾元伍角整"),
]


@pytest.mark.parametrize(("fen", "words"), CAPITALS)
def test_amounts_are_written_in_capitals_by_the_rules_for_vouchers(fen: int, words: str) -> None:
    written = capital(fen)

    assert written == words


def read_back(words: str) -> int:
    """The number a cashier reads from 大写, worked out independently of how it was written."""
    digits = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = fen = 0
    for sign in words.removeprefix("人民币").removesuffix("整"):
        if sign in digits:
            digit = digits[sign]
        elif sign in places:
            section, digit = section + digit * places[sign], 0
        elif sign == "万":
            section, digit = (section + digit) * 10_000, 0
            total, section = total + section, 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
        elif sign == "元":
            fen, digit = (total + section + digit) * 100, 0
        elif sign in "角分":
            fen, digit = fen + digit * (10 if sign == "角" else 1), 0
    return fen


def test_two_thousand_amounts_in_capitals_are_read_back_to_the_fen() -> None:
    chance = random.Random(52)
    amounts = [chance.randrange(10 ** chance.randrange(1, 15)) for _ in range(1800)]
    amounts += [chance.randrange(9) * 10 ** chance.randrange(14) + chance.randrange(3) for _ in range(200)]

    wrong = [fen for fen in amounts if read_back(capital(fen)) != fen]

    assert wrong == []
    assert not any("零零" in capital(fen) for fen in amounts)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1234.56", 123456),
        ("1,234.56", 123456),
        ("１，２３４．５６", 123456),
        ("¥ 1,234.5", 123450),
        ("￥1234.50", 123450),
        ("人民币3000元", 300000),
        ("0.05", 5),
        (".5", 50),
        ("5.", 500),
        ("12.340", 1234),
        ("3.5万元", 3500000),
        ("1.234567万", 1234567),
        ("-200.5", -20050),
        ("+7", 700),
        ("0", 0),
        ("999999999999.99", 99999999999999),
        ("", None),
        ("  ", None),
    ],
)
def test_yuan_are_read_as_clerks_write_them(typed: str, fen: int | None) -> None:
    read = parse_yuan(typed)

    assert read == fen


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("12.345", "金额最多两位小数"),
        ("0.0000001万元", "金额最多两位小数"),
        ("1,23", "不是金额"),
        ("12,34.5", "不是金额"),
        ("1e5", "不是金额"),
        ("三千", "不是金额"),
        ("1.2.3", "不是金额"),
        ("NaN", "不是金额"),
        ("--5", "不是金额"),
        ("元", "不是金额"),
        ("1" * 16, "金额太大"),
    ],
)
def test_what_is_no_amount_is_refused_and_never_rounded(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_yuan(typed)


def test_shown_amounts_have_commas_and_two_decimals_and_are_read_back() -> None:
    amounts = [0, 5, 50, 123456, 100000000, -20050, MOST_FEN, -1]

    shown = [show_yuan(fen) for fen in amounts]

    assert shown[:6] == ["0.00", "0.05", "0.50", "1,234.56", "1,000,000.00", "-200.50"]
    assert [parse_yuan(text) for text in shown] == amounts
    assert show_yuan(None) == ""


def test_an_amount_beyond_all_words_is_refused_in_capitals_too() -> None:
    with pytest.raises(ValueError, match="金额太大"):
        capital(MOST_FEN + 1)


@pytest.mark.parametrize(
    "fen",
    [0, 1, 10, 15, 100, 105, 150, 1_00_00, 10_01_00, 1020_50, 22_280_100, 100_000_000_00, 10_305_000_607_08, -860_000],
)
def test_capital_reads_back_to_the_fen(fen: int) -> None:
    assert read_capital(capital(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("人民币捌仟陆佰圆整", 860_000),
        ("壹拾贰万零叁佰元正", 12_030_000),
        ("拾元整", 1000),
        ("8,600.00(人民币捌仟陆佰元整)", 860_000),
        ("8600元 大写:捌仟陆佰元整", 860_000),
        ("８６００（捌仟陆佰元整）", 860_000),
        ("捌仟陆佰元零伍分", 860_005),
    ],
)
def test_an_amount_may_come_in_capital_or_with_it(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8,600.00(捌仟伍佰元整)", "小写是 8,600.00,大写是 8,500.00,不一致,请核对凭证"),
        ("捌仟陆佰", "不是大写金额"),
        ("八千六百", "不是金额"),
        ("8600 王伟", "不是金额"),
    ],
)
def test_capital_that_differs_or_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_yuan(text)
