"""Personal numbers in free text: what must not leave on paper or in a packet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.fields import Field, Sensitivity, Value
from app.domain.identity import parse_id_number
from app.domain.text import half_width

# Only the usual places of a space or hyphen: a day before a number must not hide it or look like a part of it.
_ID = re.compile(r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{2}[ -]?\d{2}[ -]?\d{3}[\dXx](?![\dXx])")
_CARD = re.compile(r"(?<!\d)(?:\d{16,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?)(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
_SPACES = str.maketrans("", "", " -")


def masked(field: Field, value: Value) -> Value:
    """A value as paper shows it by default: 李**, 138****8000, 110***********02X; nothing of linked people.

    Public and internal fields stay as they are.
    """
    if value is None or field.sensitivity not in (Sensitivity.PERSONAL, Sensitivity.SECRET):
        return value
    if not isinstance(value, str):
        return [] if isinstance(value, list) else None
    if field.kind == "id_number":
        return value[:3] + "*" * (len(value) - 6) + value[-3:]
    if field.kind == "phone":
        return value[:3] + "****" + value[-4:] if len(value) >= 11 else "*" * len(value)
    if field.sensitivity is Sensitivity.SECRET or field.kind == "long_text":
        return "(略)"
    return value[:1] + "*" * min(len(value) - 1, 2) if field.kind == "text" else None


@dataclass(frozen=True)
class PersonalNumber:
    """A personal number found in a text: what it is and how it stands there."""

    kind: str
    text: str


def personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Identity numbers (by checksum), bank cards (by Luhn) and mobile numbers in a text, also full-width or spaced."""
    if sum(map(str.isdigit, text)) < 11:
        return
    plain = half_width(text)
    for found in _ID.finditer(plain):
        if _is_id(found[0]):
            yield PersonalNumber("身份证号", found[0].translate(_SPACES))
    for found in _CARD.finditer(plain):
        digits = found[0].translate(_SPACES)
        if not _is_id(digits) and _luhn(digits):
            yield PersonalNumber("银行卡号", digits)
    for found in _MOBILE.finditer(plain):
        yield PersonalNumber("手机号", found[1].translate(_SPACES))


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
