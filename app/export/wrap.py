"""Breaks Chinese text into lines: no closing mark begins a line, no opening mark ends one, numbers stay whole."""

from __future__ import annotations

from collections.abc import Mapping

# 避头: these never begin a line. 避尾: these never end one (GB/T 15834 标点符号用法, 附录 A).
NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕｝〗”’…—～·％‰℃°,.;:?!)]}%′″々")
NEVER_LAST = frozenset("（《〈「『【〔｛〖“‘([{￥¥#№")
_JOINED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+/@_:%#&'")
_PAIRS = frozenset(("……", "——"))


def wrap(text: str, width: float, widths: Mapping[str, float], first: float | None = None) -> list[str]:
    """Break a text into lines no wider than `width`; `first` is the width of the first line where it differs.

    All widths are in parts of the type size. A line always holds at least one character.
    """
    room = width if first is None else first
    out: list[str] = []
    for part in text.split("\n"):
        start = 0
        while True:
            end = _fits(part, start, room, widths)
            if end == len(part):
                out.append(part[start:])
                room = width
                break
            cut = _cut(part, start, end)
            out.append(part[start:cut])
            start, room = cut, width
            while part[start : start + 1] == " ":
                start += 1
    return out


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after == " " or before == " ":
        return after not in NEVER_FIRST
    if after in NEVER_FIRST or before in NEVER_LAST or before + after in _PAIRS:
        return False
    return not (before in _JOINED and after in _JOINED)


def unbroken(text: str) -> list[str]:
    """The pieces of a text that are kept whole, such as an ID number: what a column must be wide enough for."""
    out, start = [], 0
    for index in range(1, len(text)):
        if text[index] not in _JOINED or text[index - 1] not in _JOINED:
            out.append(text[start:index])
            start = index
    return [*out, text[start:]]


def _fits(text: str, start: int, room: float, widths: Mapping[str, float]) -> int:
    """Where the first character stands that has no room any more, at least one after `start`."""
    used = 0.0
    for index in range(start, len(text)):
        used += widths[text[index]]
        if used > room + 1e-6 and index > start:
            return index
    return len(text)


def _cut(text: str, start: int, end: int) -> int:
    """The best place to break at or before `end`: else behind a stroke between two days, else `end` itself."""
    for place in range(end, start, -1):
        if may_break(text[place - 1], text[place]):
            return place
    return next((place for place in range(end, start, -1) if text[place - 1] == "/"), end)
