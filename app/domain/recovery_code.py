"""The recovery code for the safe: 160 bits that are written by hand, read from paper and typed without being mistaken.

Eight groups of five signs, each four signs of the secret and one check sign, and a ninth group of four over all of
it: KDF7Q-0M2XT-…-9WCA. The check sign catches every single mistake in its group and every two neighbours that
changed places, and says which group it is; the last group catches what is left, such as two groups that were
exchanged. Source: packet.md 6.2 (160 bits, Base32 with check group) and 7, row 86.
"""

from __future__ import annotations

import re
from hashlib import sha256

from app.domain.faults import Refused
from app.domain.text import half_width

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base32 without I L O U: a typed O is 0, a typed I or L is 1."""
SIZE = 20
GROUPS = 8
_DATA, _LAST = 4, 4
_TAG = b"mz/recovery-code/v1\0"
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD = 0b100101  # x⁵ + x² + 1: the field of 32 elements


def written(secret: bytes) -> str:
    """The code as it is printed, its groups parted by dashes."""
    if len(secret) != SIZE:
        raise ValueError("a recovery code holds 160 bits")
    signs = _base32(secret)
    groups = [signs[at : at + _DATA] for at in range(0, len(signs), _DATA)]
    return "-".join([*(group + _check(place, group) for place, group in enumerate(groups, 1)), _overall(secret)])


def read(text: str) -> bytes:
    """The secret of a code as typed: case, spaces, dashes and full-width signs do not matter.

    Raises:
        Refused: A group is mistyped or missing; the sentence says which.
    """
    groups = _groups(text)
    wanted = [_DATA + 1] * GROUPS + [_LAST]
    if sum(map(len, groups)) != sum(wanted) or len(groups) != len(wanted):
        raise Refused(
            f"恢复码应有 {GROUPS + 1} 组:前 {GROUPS} 组每组 5 个、最后一组 4 个字母或数字,"
            f"现在输入了 {sum(map(len, groups))} 个。没有打开账套;请对照恢复码单逐组核对。",
            "E-RECOVERY-LENGTH",
        )
    if wrong := wrong_groups(text):
        named = "、".join(f"第 {place} 组" for place in wrong)
        raise Refused(f"恢复码{named}输错了。没有打开账套;请对照恢复码单改这一组。", "E-RECOVERY-GROUP")
    secret = _secret([group[:_DATA] for group in groups[:GROUPS]])
    if groups[GROUPS] != _overall(secret):
        raise Refused(
            f"恢复码对不上:最后一组(第 {GROUPS + 1} 组)或组的先后输错了。没有打开账套;请对照恢复码单逐组核对。",
            "E-RECOVERY-GROUP",
        )
    return secret


def wrong_groups(text: str) -> list[int]:
    """Which of the groups typed so far are mistaken, from 1; one that is still being typed is not."""
    return [
        place
        for place, group in enumerate(_groups(text)[:GROUPS], 1)
        if set(group) - set(ALPHABET) or (len(group) >= _DATA + 1 and _check(place, group[:_DATA]) != group[_DATA:])
    ]


def _groups(text: str) -> list[str]:
    """What was typed, in groups: as it was parted, or by length where it was not."""
    plain = half_width(text).upper().translate(_MISTAKEN)
    parted = [group for group in re.split(r"[^0-9A-Z]+", plain) if group]
    if len(parted) == GROUPS + 1:
        return parted
    whole, size = "".join(parted), _DATA + 1
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def _base32(secret: bytes) -> str:
    number = int.from_bytes(secret)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(SIZE * 8 - 5, -1, -5))


def _secret(groups: list[str]) -> bytes:
    number = 0
    for sign in "".join(groups):
        number = number << 5 | ALPHABET.index(sign)
    return number.to_bytes(SIZE)


def _check(place: int, group: str) -> str:
    """The check sign: the sum of the signs, each times another power of x, and of the place of the group."""
    total, weight = place, 1
    for sign in group:
        weight = _times_x(weight)
        total ^= _times(weight, ALPHABET.find(sign) & 31)
    return ALPHABET[total]


def _overall(secret: bytes) -> str:
    return _base32(sha256(_TAG + secret).digest()[:SIZE])[:_LAST]


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one, other = _times_x(one), other >> 1
    return product
