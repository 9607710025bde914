"""名次 and 后三名, the same for appraisal, survey and assessment; worked out only where a county switches it on."""

from __future__ import annotations

from collections.abc import Mapping

LEAST_UNITS = 4
BOTTOM = 3


def ranks(scores: Mapping[int, int]) -> dict[int, int]:
    """The rank of each unit, 1 for the best; equal scores share a rank (名次可以并列)."""
    return {unit: 1 + sum(other > score for other in scores.values()) for unit, score in scores.items()}


def bottom(scores: Mapping[int, int], n: int = BOTTOM) -> set[int]:
    """The units of the last n places: those with fewer than n units strictly worse.

    Among fewer than four units there is no such list. Source: forms-and-rules 2.20, rank.
    """
    if len(scores) < LEAST_UNITS:
        return set()
    return {unit for unit, score in scores.items() if sum(other < score for other in scores.values()) < n}
