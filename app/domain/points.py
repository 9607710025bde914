"""分数 and 百分比: numbers with two decimals, kept as whole hundredths as money is kept in fen."""

from __future__ import annotations

import re
from typing import ClassVar

from app.domain.fields import NO_TITLES, Field, Reading, Titles, Value
from app.domain.plain import declared
from app.domain.text import half_width

_NUMBER = re.compile(r"(\d{1,7})(?:\.(\d{1,2})0*)?", re.ASCII)


@declared
class Points(Field):
    """A number of points or per cent with at most two decimals, zero or more; stored in hundredths.

    `word` is what such a number is called where it cannot be read: 分数, or 数量 for areas and numbers of things.
    """

    width: float = 5
    unit: str = ""
    word: str = "分数"
    most: int | None = None
    kind: ClassVar[str] = "points"
    storage: ClassVar[type] = int
    whole: ClassVar[bool] = True

    def parse(self, text: str, reading: Reading) -> Value:
        """Points to hundredths; the unit behind the number is allowed, a third decimal is refused."""
        plain = half_width(text).replace(",", "").replace(" ", "")
        if self.unit:
            plain = plain.removesuffix(self.unit)
        if not plain:
            return None
        found = _NUMBER.fullmatch(plain)
        if found is None:
            raise ValueError(f"不是{self.word},请写成 96 或 96.5 的样子,最多两位小数")
        value = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        if self.most is not None and value > self.most:
            raise ValueError(f"不能大于 {show_points(self.most)}")
        return value

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """96.5, with the unit behind it."""
        return show_points(value) + self.unit if isinstance(value, int) else ""


def show_points(hundredths: int) -> str:
    """Hundredths as points, without needless zeros: 9650 is 96.5."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def hundredths(part: int, base: int) -> int | None:
    """part / base in hundredths, half up; None where there is no base."""
    return (200 * part + base) // (2 * base) if base else None


def times(price: int, quantity: int) -> int:
    """Price in fen × quantity in hundredths, in whole fen, half up."""
    return (price * quantity + 50) // 100
