"""Breaks the title of a letter into lines: no word torn apart, in the shape of a trapezoid or a diamond.

Source: GB/T 9704-2012 7.3.1: 回行时,要做到词意完整,排列对称,长短适宜,间距恰当,使用梯形或菱形.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from math import comb

from app.export.wrap import NEVER_FIRST, NEVER_LAST, kept_whole
from app.paths import resource

_MOST_LINES = 4
_MOST_WAYS = 20_000
_WHOLE = re.compile(
    r"\d{4}年(?:第[一二三四]季度|[上下]半年|度)|[A-Za-z0-9.,\-+/%]+[年月日号个件起次期批%]?|《[^》]{1,12}》|“[^”]{1,12}”"
)
_LONGEST = 8
_LATE = frozenset("的了等之")
_TORN, _HANGING, _WAIST = 6.0, 4.0, 8.0


def broken(text: str, room: float, widths: Mapping[str, float], kept: Sequence[str] = ()) -> list[str]:
    """The lines of a title.

    Args:
        text: The title.
        room: The width of a line in parts of the type size.
        widths: How wide each character is, in the same parts.
        kept: Names that are not torn apart.
    """
    if sum(map(widths.__getitem__, text)) <= room:
        return [text]
    words = list(_words(text, kept))
    best: tuple[float, list[str]] | None = None
    for count in range(2, _MOST_LINES + 1):
        if comb(len(words) - 1, count - 1) > _MOST_WAYS:
            break
        for cuts in combinations(range(1, len(words)), count - 1):
            lines = ["".join(words[a:b]) for a, b in zip((0, *cuts), (*cuts, len(words)), strict=True)]
            long = [sum(map(widths.__getitem__, line)) for line in lines]
            if max(long) <= room and all(map(_allowed, lines, lines[1:])):
                cost = _shape(long) + sum(_cost(words[at - 1], words[at], lines[0]) for at in cuts)
                if best is None or cost < best[0]:
                    best = cost, lines
        if best:
            return best[1]
    return _as_they_come(words, room, widths)


def _as_they_come(words: Sequence[str], room: float, widths: Mapping[str, float]) -> list[str]:
    """Lines as full as they get, for a title that is no title but a whole paragraph."""
    lines, used = [""], 0.0
    for character in "".join(words):
        if used + widths[character] > room and character not in NEVER_FIRST:
            lines.append("")
            used = 0.0
        lines[-1] += character
        used += widths[character]
    return lines


def _allowed(line: str, after: str) -> bool:
    return after[0] not in NEVER_FIRST and line[-1] not in NEVER_LAST


def _cost(before: str, after: str, first: str) -> float:
    """How much a break between two words disturbs a reader."""
    cost = _TORN if len(before) == len(after) == 1 else 0.0
    if after in _LATE:
        cost += _HANGING
    if before in ("关于", "对", "在", "和", "与", "及", "为") and first != before:
        cost += _HANGING
    return cost


def _shape(long: Sequence[float]) -> float:
    """How far lines of these lengths are from a trapezoid or a diamond; a waist or a bare rest is worst."""
    steps = [b - a for a, b in pairwise(long)]
    down = False
    waist = 0.0
    for step in steps:
        waist += _WAIST if down and step > 0 else 0.0
        down = down or step < 0
    square = 1.0 if max(long) - min(long) < 0.5 else 0.0
    rest = _HANGING if long[-1] < 0.25 * max(long) else 0.0
    return 0.3 * (max(long) - min(long)) + waist + square + rest


def _words(text: str, kept: Sequence[str]) -> Iterator[str]:
    """A title in words, the longest known one first; what is in no list goes character by character."""
    whole = {*kept, *kept_whole(text)}
    place = 0
    while place < len(text):
        found = max((one for one in whole if one and text.startswith(one, place)), key=len, default="")
        if not found and (matched := _WHOLE.match(text, place)):
            found = matched[0]
        if not found:
            sizes = range(min(_LONGEST, len(text) - place), 1, -1)
            found = next((text[place : place + n] for n in sizes if text[place : place + n] in _known()), text[place])
        yield found
        place += len(found)


@cache
def _known() -> frozenset[str]:
    """The words that stand in titles of official papers."""
    lines = resource("templates", "letters", "words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
