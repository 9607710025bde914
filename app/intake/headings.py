"""Finds the headings of a table: below titles, in one row or in two rows of which one groups the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

Area = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column; rows from 1, columns from 0."""
_ROWS = 10


def plain_label(label: str) -> str:
    """A heading without spaces, line breaks and the star of required columns."""
    return re.sub(r"[\s*＊]", "", label)


def find_headings(texts: Sequence[Sequence[str]], labels: set[str], merged: Sequence[Area]) -> tuple[int, list[str]]:
    """The index of the last row of headings among the first ten rows, and the headings.

    The row that has most known labels, then most different texts; two rows where they name more together.
    """
    near = [list(row) for row in texts[:_ROWS]]
    known = [len(_plain(row) & labels) for row in near]
    best = max(range(len(near)), key=lambda at: (known[at], len(_plain(near[at])), -at))
    found, last = near[best], best
    for at, (upper, lower) in enumerate(pairwise(near)):
        both = _joined(upper, lower, labels, [area for area in merged if area[0] == at + 1])
        names, told = _plain(both), sum(map(bool, both))
        # the same heading twice, or more unknown than known ones: that is a row of the list, no second row of headings
        if len(names) == told and max(known[best], len(_plain(found) & labels), told // 2) < len(names & labels):
            found, last = both, at + 1
    return last, [" ".join(text.split()) for text in found]


def _plain(row: Sequence[str]) -> set[str]:
    return {plain_label(text) for text in row if text}


def _joined(upper: Sequence[str], lower: Sequence[str], labels: set[str], merged: Sequence[Area]) -> list[str]:
    """Two rows of headings as one: a group names the columns under it, a heading of its own stands for itself."""
    over, out = "", list[str]()
    wide = max(len(upper), len(lower))
    for at in range(wide):
        high, low = (row[at] if at < len(row) else "" for row in (upper, lower))
        covered = any(area[1] < at <= area[3] for area in merged)
        over = high or (over if covered or (low and not merged) else "")
        ways = [over + low, low, over] if low else [over]
        out.append(next((way for way in ways if plain_label(way) in labels), ways[0]))
    return out
