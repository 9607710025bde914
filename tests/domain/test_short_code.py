"""Short codes: no twins among the signs, every single mistake is found."""

import pytest

from app.domain.short_code import ALPHABET, LENGTH, code_of, codes_in, is_code, new_code, read_code


def test_signs_that_look_alike_are_not_used() -> None:
    twins = set("0125BGILOSUVZ")

    assert not twins & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 23


@pytest.mark.parametrize("number", [0, 1, 2, 17, 4711, 6_000_000])
def test_one_wrong_sign_or_two_that_changed_places_are_found(number: int) -> None:
    code = code_of(number)

    wrong = {code[:at] + sign + code[at + 1 :] for at in range(LENGTH) for sign in ALPHABET} - {code}
    swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(LENGTH - 1)} - {code}

    assert is_code(code)
    assert not [other for other in wrong | swapped if is_code(other)]


def test_counted_codes_are_all_different() -> None:
    codes = {code_of(number) for number in range(5000)}

    assert len(codes) == 5000


def test_a_code_that_is_taken_is_not_given_again() -> None:
    first = new_code("青山村 退还 3,000 元", lambda code: False)

    second = new_code("青山村 退还 3,000 元", lambda code: code == first)

    assert is_code(first)
    assert is_code(second)
    assert first != second
    assert new_code("青山村 退还 3,000 元", lambda code: False) == first


@pytest.mark.parametrize("shape", ["{}", " {} ", "{:.3}-{}", "small", "full"])
def test_a_code_is_read_as_people_write_it(shape: str) -> None:
    code = code_of(7)
    full = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    written = {"small": code.lower(), "full": full, "{:.3}-{}": f"{code[:3]}-{code[3:]}"}.get(shape, f" {code} ")

    assert read_code(written) == code


def test_what_is_no_code_is_not_read() -> None:
    code = code_of(7)

    assert [read_code(text) for text in ("", "王伟", code[:-1], code + "3", "OOOOOO")] == [""] * 5


def test_codes_are_found_inside_file_names() -> None:
    first, second = code_of(1), code_of(2)

    found = codes_in(f"扫描_{first.lower()}-{second} {first} IMG_20261122.jpg")

    assert found == [first, second]


def test_a_code_that_hangs_on_a_wall_is_the_same_in_every_later_release() -> None:
    assert [code_of(number) for number in (1, 2, 4711)] == ["9T7HEH", "FNCYRF", "79M9WK"]
    assert new_code("青山村 2026Q3", lambda code: False) == "WM979M"
