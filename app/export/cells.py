"""The grid of a letter: every Chinese character fills one cell, every half-width character half a cell.

Source: GB/T 9704-2012 5.2.3: 28 characters in a line of 156 mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.export.fonts import Widths, widths

_HALF_UNTIL = 0x250
# Signs of the Latin part that Chinese type sets as wide as a character.
_WIDE = frozenset("×÷·°±§¨¶")
_NARROW_FORMS = (0xFF61, 0xFFDD)
_SAME = 0.004


class Cells(dict[str, float]):
    """How many cells a character fills, as a mapping that app.export.wrap can measure with."""

    def __missing__(self, character: str) -> float:
        code = ord(character)
        half = (code < _HALF_UNTIL and character not in _WIDE) or _NARROW_FORMS[0] <= code < _NARROW_FORMS[1]
        self[character] = found = 0.5 if half else 1.0
        return found

    def of(self, text: str) -> float:
        """How many cells a text fills."""
        return sum(map(self.__getitem__, text))


CELLS = Cells()


class Piece(NamedTuple):
    """Characters that are drawn in one go: how far from the left, the white after each, how much narrower."""

    text: str
    x: float
    spacing: float
    stretch: float


def pieces(text: str, chain: str, size: float, pitch: float) -> Iterator[Piece]:
    """A line set in cells of `pitch` points: a glyph in the middle of its cell, a number as one piece in all of its."""
    face, x, run = widths(chain), 0.0, ""
    for character in text:
        if run and not _alike(character, run[-1], face):
            yield _piece(run, x, face, size, pitch)
            x, run = x + CELLS.of(run) * pitch, ""
        run += character
    if run:
        yield _piece(run, x, face, size, pitch)


def _alike(one: str, other: str, face: Widths) -> bool:
    half = CELLS[one] == CELLS[other] == 0.5
    return half or (CELLS[one] == CELLS[other] and abs(face[one] - face[other]) < _SAME)


def _piece(run: str, x: float, face: Widths, size: float, pitch: float) -> Piece:
    room, wide = CELLS.of(run) * pitch, face.of(run) * size
    if wide > room:
        return Piece(run, x, 0, 100 * room / wide)
    spacing = (room - wide) / len(run)
    return Piece(run, x + spacing / 2, spacing, 100)
