"""One large sheet cut into pages of A4: which part stands on which page, where to cut and where to glue.

A page has a strip to glue on at its right or lower edge, where another one follows; that one is cut at its left or
upper edge and lies over the strip. All words and marks stand on what is cut off or covered, none on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MM = 72 / 25.4
CUT = 12 * MM
GLUE = 14 * MM
# What goes on being printed under the page that is glued over it, so that no white gap can open.
BLEED = 3 * MM
_SIDES, _ROWS = {2: "左右", 3: "左中右"}, {2: "上下", 3: "上中下"}


@dataclass(frozen=True)
class Tile:
    """One page of a tiled sheet: its place from the upper left (from 0), and its part of the sheet in points.

    `x` and `y` are where the lower left corner of the page lies on the sheet.
    """

    column: int
    row: int
    x: float
    y: float


@dataclass(frozen=True)
class Tiling:
    """So many pages side by side and one below the other; `width` and `height` are those of one page in points."""

    across: int
    down: int
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet that is put together."""
        return _whole(self.across, self.width), _whole(self.down, self.height)

    @property
    def count(self) -> int:
        """How many pages one sheet takes."""
        return self.across * self.down

    @property
    def joints_x(self) -> tuple[float, ...]:
        """Where pages meet, from the left edge of the sheet."""
        return _joints(self.across, self.width)

    @property
    def joints_y(self) -> tuple[float, ...]:
        """Where pages meet, from the upper joint to the lowest, each counted from the lower edge of the sheet."""
        high = self.size[1]
        return tuple(high - joint for joint in _joints(self.down, self.height))

    def tiles(self) -> Iterator[Tile]:
        """The pages as one reads: along the upper row, then the next."""
        high = self.size[1]
        for row in range(self.down):
            for column in range(self.across):
                x, top = column * _step(self.width), row * _step(self.height)
                yield Tile(column, row, x, high - top - self.height)

    def window(self, tile: Tile, bleed: float = BLEED) -> tuple[float, float, float, float]:
        """What is printed of the sheet on a page: left, bottom, right, top on the page itself.

        Without bleed it is what stays to be seen when all pages are glued together.
        """
        return (
            CUT if tile.column else 0.0,
            GLUE - bleed if tile.row < self.down - 1 else 0.0,
            self.width - GLUE + bleed if tile.column < self.across - 1 else self.width,
            self.height - CUT if tile.row else self.height,
        )

    def name(self, tile: Tile) -> str:
        """第1张 左上(共4张)."""
        sides = _SIDES[self.across][tile.column] if self.across > 1 else ""
        rows = _ROWS[self.down][tile.row] if self.down > 1 else ""
        place = "正中" if sides == rows == "中" else sides + rows
        return f"第{tile.row * self.across + tile.column + 1}张 {place}(共{self.count}张)"


def _step(length: float) -> float:
    return length - CUT - GLUE


def _whole(count: int, length: float) -> float:
    return length + (count - 1) * _step(length)


def _joints(count: int, length: float) -> tuple[float, ...]:
    return tuple(length - GLUE + index * _step(length) for index in range(count - 1))
