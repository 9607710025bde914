"""Where pages are glued together no character is cut in two: those of its line are moved a little apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_TOUCHES = 0.04  # a joint may go so far into the white edge of a character, in parts of the type size
_LONG = 4  # so many characters after a joint take the shift back between them


class Part(NamedTuple):
    """A part of a line: where it begins, its text, and what is added after every character."""

    x: float
    text: str
    spacing: float


class _Cut(NamedTuple):
    """The first character after a joint, where it begins, how far it moved, and how far what stands before it moves."""

    at: int
    x: float
    moved: float
    head: float


def parted(
    joints: Sequence[float], x: float, text: str, wide: Mapping[str, float], size: float, spacing: float
) -> list[Part]:
    """A line as parts between joints, so that each joint lies between two characters.

    What stands before a joint is spread or tightened up to it; a long rest ends where it would have ended.
    All in points from the left edge of the sheet but `wide`, which is in parts of the type size.
    """
    for place, joint in enumerate(joints):
        if joint > x and (cut := _cut(joint, x, text, wide, size, spacing)):
            rest = text[cut.at :]
            tail = spacing - cut.moved / (len(rest) - 1) if len(rest) > _LONG else spacing
            later = parted(joints[place + 1 :], cut.x, rest, wide, size, tail)
            return [*_head(x, text[: cut.at], spacing, cut.head), *later]
    return [Part(x, text, spacing)] if text else []


def _head(x: float, text: str, spacing: float, moved: float) -> list[Part]:
    """What stands before a joint with its end moved by so much: spread, tightened, or all of it where it is short."""
    if not text:
        return []
    if moved >= 0:
        return [Part(x, text, spacing + moved / len(text))]
    if len(text) <= _LONG:
        return [Part(x + moved, text, spacing)]
    return [Part(x, text, spacing + moved / (len(text) - 1))]


def _cut(joint: float, x: float, text: str, wide: Mapping[str, float], size: float, spacing: float) -> _Cut | None:
    """Where a line is parted at a joint that it reaches; None where it ends before."""
    for index, character in enumerate(text):
        end = x + wide[character] * size
        if end - _TOUCHES * size > joint:
            if x + _TOUCHES * size >= joint or character == " ":
                return _Cut(index, x, 0.0, 0.0)
            if joint - x < end - joint:  # most of it lies beyond
                return _Cut(index, joint, joint - x, joint - x)
            return _Cut(index + 1, joint, joint - end - spacing, joint - end)
        x = end + spacing
    return None
