"""Whether papers are to be drawn in the official faces of this machine; apart, so that saying it reads no face."""

from __future__ import annotations


class _Wish:
    official = False


def want(official: bool) -> None:
    """Say whether papers are drawn in the official faces of this machine; at first all are drawn in ours."""
    _Wish.official = official


def wanted() -> bool:
    """Whether papers are drawn in the official faces of this machine."""
    return _Wish.official
