"""Personal numbers in free text: what must not leave on paper or in a packet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.identity import parse_id_number
from app.domain.text import half_width

_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SPACED = re.compile(r"(?<=\d)[ -](?=\d)")


@dataclass(frozen=True)
class PersonalNumber:
    """A personal number found in a text: what it is and how it stands there."""

    kind: str
    text: str


def personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Identity numbers (by checksum), bank cards (by Luhn) and mobile numbers in a text, also full-width or spaced."""
    if sum(map(str.isdigit, text)) < 11:
        return
    plain = _SPACED.sub("", half_width(text))
    for found in _ID.finditer(plain):
        if _is_id(found[0]):
            yield PersonalNumber("身份证号", found[0])
    for found in _CARD.finditer(plain):
        if not _is_id(found[0]) and _luhn(found[0]):
            yield PersonalNumber("银行卡号", found[0])
    for found in _MOBILE.finditer(plain):
        yield PersonalNumber("手机号", found[0])


def _is_id(text: str) -> bool:
    try:
        return parse_id_number(text) is not None
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
