"""What was found in a text, where it stands, and how it is written when it is masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.personal.plain import plain
from app.domain.personal.surnames import COMPOUND


class Kind(StrEnum):
    """What a found part of a text is, as a clerk reads it."""

    ID = "身份证号"
    CARD = "银行卡号"
    MOBILE = "手机号"
    LANDLINE = "住宅电话"
    PLATE = "车牌号"
    PASSPORT = "护照、通行证号"
    EMAIL = "电子邮箱"
    ADDRESS = "住址门牌"
    MINOR = "未成年人姓名"
    HEALTH = "病残和贫困原因"
    NAME = "个人姓名"
    SECRET = "保密内容"


NEVER_KEPT = frozenset({Kind.ID, Kind.PASSPORT, Kind.CARD, Kind.MINOR, Kind.SECRET})
"""What no reason lets onto paper. Source: forms-and-rules 3.7, P1 to P4."""
PLAIN_TO_MASK = frozenset(
    {
        *(Kind.ID, Kind.PASSPORT, Kind.CARD, Kind.MOBILE, Kind.LANDLINE, Kind.EMAIL, Kind.PLATE),
        *(Kind.ADDRESS, Kind.MINOR),
    }
)
"""What may be masked without reading the sentence: it says the same without the number or the name."""
LEFT_OUT = "***"


@dataclass(frozen=True)
class Found:
    """A part of a text: what it is, and text[start:end]; `number` are its bare digits, "" where it is none."""

    kind: Kind
    start: int
    end: int
    text: str
    number: str = ""

    def masked(self, *, wall: bool) -> str:
        """How it is written instead, on a wall or on a paper of the office.

        Source: forms-and-rules 3.7, columns wall_strict and wall_partial.
        """
        match self.kind:
            case Kind.NAME:
                return surname_of(self.text) + "某"
            case Kind.MINOR:
                return surname_of(self.text) + "某某"
            case Kind.ADDRESS:
                return _without_door(self.text)
        return LEFT_OUT if wall else self._partly()

    def shortened(self) -> str:
        """For lists on screen: enough to recognise the place, not enough to note it down."""
        if self.number:
            return f"{self.number[:3]}…{self.number[-2:]}"
        if self.kind is Kind.EMAIL:
            return f"{self.text[:2]}…{self.text[-6:]}"
        return self.text

    def _partly(self) -> str:
        number = self.number
        match self.kind:
            case Kind.ID if len(number) == 18:
                return f"{number[:6]}********{number[-4:]}"
            case Kind.ID if len(number) == 15:
                return f"{number[:6]}******{number[-3:]}"
            case Kind.CARD:
                return f"****{number[-4:]}"
            case Kind.MOBILE:
                return f"{number[:3]}****{number[-4:]}"
            case Kind.PLATE:
                return f"{number[:2]}·***{number[-2:]}"
            case Kind.PASSPORT:
                return f"{number[:1]}****{number[-3:]}"
            case Kind.EMAIL:
                name, at, host = plain(self.text).partition("@")
                return f"{name[:1]}***{at}{host}"
        return LEFT_OUT


def surname_of(name: str) -> str:
    """The family name; of a name with · and of one without a known family name its first character."""
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def _without_door(text: str) -> str:
    """Up to the village group, which is public; a door without one leaves its place open."""
    group = text.find("组")
    return text[: group + 1] if group >= 0 else "**号"


def apart(found: Iterable[Found]) -> list[Found]:
    """In the order of the text, none over another: the one named first wins; of an illness its free part stays."""
    kept: list[Found] = []
    for one in found:
        rest = _beside(one, kept) if one.kind is Kind.HEALTH else one
        if rest.start < rest.end and all(rest.end <= other.start or rest.start >= other.end for other in kept):
            kept.append(rest)
    return sorted(kept, key=lambda one: one.start)


def _beside(one: Found, others: Iterable[Found]) -> Found:
    start, end = one.start, one.end
    for other in others:
        if other.start <= start < other.end:
            start = other.end
        elif other.start < end <= other.end:
            end = other.start
    return replace(one, start=start, end=end, text=one.text[start - one.start : end - one.start])
