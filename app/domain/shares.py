"""Parts of a whole in per cent that add up to exactly 100.0.

Source: forms-and-rules 4.5: the largest remainder reproduces printed official tables where rounding does not.
"""

from __future__ import annotations

from collections.abc import Sequence


def shares(counts: Sequence[int]) -> list[int]:
    """Tenths of a per cent that add up to 1000 exactly: the largest remainders are rounded up."""
    base = sum(counts)
    if not base:
        return [0] * len(counts)
    whole = [1000 * count // base for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda at: (-(1000 * counts[at] % base), at))
    for at in by_rest[: 1000 - sum(whole)]:
        whole[at] += 1
    return whole


def percent(tenths: int) -> str:
    """66.0%."""
    return f"{tenths // 10}.{tenths % 10}%"
