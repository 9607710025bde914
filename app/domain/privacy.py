"""How personal fields stand on paper, and personal numbers where nothing of the kind may be typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.fields import Field, Sensitivity, Value


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


_FEWEST_DIGITS = 7  # of a passport


@dataclass(frozen=True)
class PersonalNumber:
    """A personal number found in a text: what it is and its bare digits."""

    kind: str
    text: str


def personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Identity numbers, passports, bank cards and mobile numbers in a text, in the order in which they stand.

    Registers of things that are published refuse them as they are typed; what is printed goes through
    app.operations.gate.
    """
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return
    from app.domain.personal.found import Kind
    from app.domain.personal.numbers import find_numbers
    from app.domain.personal.plain import plain

    for found in sorted(find_numbers(plain(text)), key=lambda one: one.start):
        if found.kind in (Kind.ID, Kind.PASSPORT, Kind.CARD, Kind.MOBILE):
            yield PersonalNumber(found.kind, found.number)
