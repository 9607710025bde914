"""The recovery code: what is mistyped is caught, and it is said where."""

from __future__ import annotations

import random

import pytest

from app.domain.faults import Refused
from app.domain.recovery_code import ALPHABET, GROUPS, read, written, wrong_groups

SECRET = bytes(range(7, 27))
CODE = written(SECRET)


def test_the_code_has_nine_groups_and_gives_its_160_bits_back():
    assert [len(group) for group in CODE.split("-")] == [5] * 8 + [4]
    assert read(CODE) == SECRET


@pytest.mark.parametrize(
    "typed",
    [CODE.lower(), CODE.replace("-", " "), CODE.replace("-", ""), f"  {CODE}\n", CODE.replace("0", "O")],
)
def test_case_spaces_and_look_alikes_do_not_matter(typed: str):
    assert read(typed) == SECRET


def test_full_width_signs_do_not_matter():
    assert read("".join(chr(ord(sign) + 0xFEE0) for sign in CODE)) == SECRET


def test_row_86_a_mistyped_group_is_named():
    """Every single wrong sign and every two neighbours exchanged, in every group."""
    groups = CODE.split("-")
    for place in range(GROUPS):
        group = groups[place]
        wrong = [group[:at] + sign + group[at + 1 :] for at in range(5) for sign in ALPHABET if sign != group[at]]
        wrong += [group[:at] + group[at + 1] + group[at] + group[at + 2 :] for at in range(4)]
        for changed in set(wrong) - {group}:
            typed = "-".join([*groups[:place], changed, *groups[place + 1 :]])

            with pytest.raises(Refused, match=f"第 {place + 1} 组输错了") as refused:
                read(typed)

            assert refused.value.code == "E-RECOVERY-GROUP"


def test_row_86_two_wrong_groups_are_both_named():
    groups = CODE.split("-")
    groups[1], groups[6] = _other(groups[1]), _other(groups[6])

    with pytest.raises(Refused, match="第 2 组、第 7 组输错了"):
        read("-".join(groups))


def test_groups_in_the_wrong_order_are_caught():
    groups = CODE.split("-")
    groups[0], groups[4] = groups[4], groups[0]

    with pytest.raises(Refused, match="第 1 组、第 5 组"):
        read("-".join(groups))


def test_a_wrong_last_group_is_named():
    with pytest.raises(Refused, match="最后一组"):
        read(CODE[:-1] + ("A" if CODE[-1] != "A" else "B"))


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "A", "中文"])
def test_a_code_of_another_length_is_refused_with_the_right_one(typed: str):
    with pytest.raises(Refused, match="应有 9 组"):
        read(typed)


def test_while_it_is_typed_only_finished_groups_are_judged():
    assert wrong_groups(CODE[:8]) == []
    assert wrong_groups(_other(CODE[:5]) + "-" + CODE[6:8]) == [1]
    assert wrong_groups("U") == [1]


def test_any_secret_survives():
    rng = random.Random(5)
    for _ in range(200):
        secret = rng.randbytes(20)
        assert read(written(secret)) == secret


def _other(group: str) -> str:
    return group[:2] + ALPHABET[(ALPHABET.index(group[2]) + 1) % 32] + group[3:]
