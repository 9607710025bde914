"""Identity and phone numbers: made-up numbers with right and wrong checksums."""

import pytest

from app.domain.identity import check_digit, parse_id_number, parse_phone

# GB 11643-1999 gives these two as examples; the others are made here.
PUBLISHED = ["11010519491231002X", "440524188001010014"]


def number(first17: str) -> str:
    return first17 + check_digit(first17)


def test_published_numbers_are_right() -> None:
    read = [parse_id_number(text) for text in PUBLISHED]

    assert read == PUBLISHED
    assert [check_digit(text[:17]) for text in PUBLISHED] == ["X", "4"]


def test_numbers_are_read_with_spaces_small_x_apostrophe_and_full_width() -> None:
    typed = [
        "11010519491231002x",
        "110105 19491231 002X",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ]

    read = {parse_id_number(text) for text in typed}

    assert read == {"11010519491231002X"}
    assert parse_id_number("") is None


def test_every_wrong_last_sign_is_found() -> None:
    first17 = "36099919900101123"
    wrong = [first17 + sign for sign in "0123456789X" if sign != check_digit(first17)]

    for text in wrong:
        with pytest.raises(ValueError, match="校验位不对"):
            parse_id_number(text)

    assert parse_id_number(number(first17)) == number(first17)


def test_every_swap_of_two_neighbours_is_found() -> None:
    right = number("36099919851207345")
    swapped = {right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(16)} - {right}

    for text in swapped:
        with pytest.raises(ValueError, match=r"校验位不对|不是日期|000"):
            parse_id_number(text)

    assert len(swapped) > 10


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3.60999E+17", "科学计数"),
        ("360999199001010000.0", "科学计数"),
        ("360999199001011000", "末尾的 000"),
        ("36099919901301123X", "不是日期"),
        ("36099919900230123X", "不是日期"),
        ("360999900101123", "应为 18 位"),
        ("3609991990010112", "应为 18 位"),
        ("X60999199001011234", "应为 18 位"),
    ],
)
def test_damaged_numbers_are_named_for_what_happened_to_them(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_id_number(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("0795-1234567", "0795-1234567"),
        ("(0795)1234567", "0795-1234567"),
        ("\uff080795\uff091234567", "0795-1234567"),
        ("07951234567-801", "07951234567-801"),
        ("12388", "12388"),
        ("0795-12388", "0795-12388"),
        ("400-123-4567", "400-123-4567"),
        ("0795—1234567", "0795-1234567"),
        ("", None),
    ],
)
def test_telephone_numbers_are_read_as_they_are_written(typed: str, kept: str | None) -> None:
    read = parse_phone(typed)

    assert read == kept


@pytest.mark.parametrize("typed", ["1380000000", "23800000000", "电话", "1.38E+10", "111", "13800000", "12345678901"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="不是电话号码"):
        parse_phone(typed)
