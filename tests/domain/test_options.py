"""Every option of a book stands in one group of the settings."""

from __future__ import annotations

from app.domain.options import BOOK_OPTIONS, GROUPS


def test_every_option_stands_under_one_heading() -> None:
    placed = [key for keys in GROUPS.values() for key in keys]

    assert sorted(placed) == sorted(BOOK_OPTIONS)
