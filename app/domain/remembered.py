"""What a function says of texts that repeat: it is asked once for each, and from then on nothing is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 1_000  # different texts of one column; a column where nothing repeats costs no more than these


class Remembered(dict[str, T]):
    """Answers by text, looked up like those of any dict; what raises is asked again each time."""

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[str], T]) -> None:
        self._ask = ask

    def __missing__(self, text: str) -> T:
        answer = self._ask(text)
        if len(self) < MOST:
            self[text] = answer
        return answer


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """A function that picks some places out of a line, however few they are."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda line: [line[place] for place in places]
