"""Amounts and telephones as somebody reads them over a loudspeaker."""

from __future__ import annotations

import pytest

from app.domain.money import MOST_FEN
from app.domain.spoken import spoken_digits, spoken_number, spoken_yuan


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (2, "两"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (102, "一百零二"),
        (110, "一百一十"),
        (200, "二百"),
        (1010, "一千零一十"),
        (2000, "两千"),
        (2012, "两千零一十二"),
        (10_500, "一万零五百"),
        (20_000, "两万"),
        (22_000, "两万二千"),
        (32_000, "三万二千"),
        (100_010, "十万零一十"),
        (120_000, "十二万"),
        (200_000_000, "两亿"),
        (100_002_000, "一亿零二千"),
        (-300, "负三百"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, words: str) -> None:
    assert spoken_number(number) == words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (3_200_000, "三万二千元"),
        (20_050, "二百元五角"),
        (305, "三元零五分"),
        (325, "三元二角五分"),
        (250, "两元五角"),
        (20, "两角"),
        (2, "两分"),
        (5, "五分"),
        (0, "零元"),
        (-150_000, "负一千五百元"),
        (MOST_FEN, "九十九万亿九千九百九十九亿九千九百九十九万九千九百九十九元九角九分"),
    ],
)
def test_an_amount_is_said_in_words(fen: int, words: str) -> None:
    assert spoken_yuan(fen) == words


def test_an_amount_no_village_has_is_refused() -> None:
    with pytest.raises(ValueError, match="金额太大"):
        spoken_yuan(MOST_FEN + 1)


def test_a_telephone_is_said_digit_by_digit_with_its_own_word_for_one() -> None:
    assert spoken_digits("0795-5551031") == "零七九五，五五五幺零三幺"
    assert spoken_digits("12388") == "幺二三八八"
