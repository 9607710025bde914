"""Patterns that are compiled when they are first used: most starts of the program use few of them."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a pattern; each method, once asked for, is the pattern's own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._pattern, self._flags), name)  # compiled once: `re` remembers it
        setattr(self, name, found)
        return found


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern to be compiled when it is used."""
    return cast(re.Pattern[str], _Later(pattern, flags))
