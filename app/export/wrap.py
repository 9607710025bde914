"""Breaks Chinese text into lines: no closing mark begins a line, no opening mark ends one, numbers stay whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

# 避头: these never begin a line. 避尾: these never end one (GB/T 15834 标点符号用法, 附录 A).
NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕｝〗”’…—～·％‰℃°,.;:?!)]}%′″々")
NEVER_LAST = frozenset("（《〈「『【〔｛〖“‘([{￥¥#№")
_JOINED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+/@_:%#&'")
WHOLE = re.compile(r"[A-Za-z0-9.,\-+/@_:%#&']+")
"""Words, numbers and days: what is not torn apart in a table."""
_PAIRS = frozenset(("……", "——"))
# A document's number, a day or a period, a number of working days, an amount in spoken words, what a sum comes to:
# read at one glance, so never on two lines.
_SAID = "[零一二两三四五六七八九十百千万亿]"
_KEPT = re.compile(
    r"〔\d{4}〕\d{1,4}号|\d{4}年(?:第\d季度|\d{1,2}月(?:\d{1,2}日)?)|\d+个工作日|= [^ =]+ -?[\d,]+\.\d\d|\d[\d,.]* 元"
    rf"|{_SAID}+元(?:{_SAID}+角)?(?:{_SAID}+分)?"
)
_LISTED = frozenset("、/")
_NARROW, _NAME = 14.0, 3  # in cells this narrow a name of up to so many characters is not torn apart


def wrap(
    text: str, width: float, widths: Mapping[str, float], first: float | None = None, spare: float = 0.0
) -> list[str]:
    """Break a text into lines no wider than `width`; `first` is the width of the first line where it differs.

    All widths are in parts of the type size. A line always holds at least one character. With `spare`, numbers and
    days are kept whole only where no more than that stays empty at the end of the line.
    """
    room = width if first is None else first
    out: list[str] = []
    for part in text.split("\n"):
        start = 0
        kept: list[tuple[int, int]] | None = None
        while True:
            end = _fits(part, start, room, widths)
            if end == len(part):
                out.append(part[start:])
                room = width
                break
            kept = [found.span() for found in _KEPT.finditer(part)] if kept is None else kept
            cut = _cut(part, start, end, kept)
            if spare and room - sum(widths[c] for c in part[start:cut]) > spare:
                cut = _cut(part, start, end, [])
            cut = _before_a_name(part, start, cut) if room <= _NARROW else cut
            out.append(part[start:cut])
            start, room = cut, width
            while part[start : start + 1] == " ":
                start += 1
    return out


def kept_whole(text: str) -> list[str]:
    """The numbers of documents, days and periods in a text: what a column is better wide enough for."""
    return _KEPT.findall(text)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after == " " or before == " ":
        return after not in NEVER_FIRST
    if after in NEVER_FIRST or before in NEVER_LAST or before + after in _PAIRS:
        return False
    return not (before in _JOINED and after in _JOINED)


def _fits(text: str, start: int, room: float, widths: Mapping[str, float]) -> int:
    """Where the first character stands that has no room any more, at least one after `start`."""
    used = 0.0
    for index in range(start, len(text)):
        used += widths[text[index]]
        if used > room + 1e-6 and index > start:
            return index
    return len(text)


def _cut(text: str, start: int, end: int, kept: list[tuple[int, int]]) -> int:
    """The best place to break at or before `end`: else behind a stroke between two days, else `end` itself."""
    best = None
    for place in range(end, start, -1):
        if _may_break_at(text, place):
            if not any(first < place < last for first, last in kept):
                return place
            best = best or place
    strokes = (place for place in range(end, start, -1) if text[place - 1] == "/")
    return best or next(strokes, end)


def _may_break_at(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after == "/" and before not in _JOINED:
        return False  # the stroke stays with what stands before it: 已办结/ and the day below
    if before == "/" and place > 1 and text[place - 2] not in _JOINED:
        return True
    return may_break(before, after)


def _before_a_name(text: str, start: int, cut: int) -> int:
    """Where a short name of a list would be torn apart, the break is before it."""
    first = next((at for at in range(cut, max(start, cut - _NAME), -1) if text[at - 1] in _LISTED), None)
    if first is None or first == cut:
        return cut
    last = next((at for at in range(cut, len(text)) if text[at] in _LISTED), len(text))
    return first if last - first <= _NAME else cut
