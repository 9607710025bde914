"""转录单: figures in the order of another system's screens, to be typed there once; the order is data.

As JSON: {"key", "title", "receiver", "for", "screens": [{"screen": "一、线索", "fields": [field, ...]}]}. A field is
{"name", "code", "column"} for a figure, with "cut" and "value" for a part of it; {"name", "text"} for words, in which
{township} {county} {period} are filled in; or {"name"} alone for what is typed from elsewhere. Source: product F18.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.text import half_width
from app.figures.columns import COLUMNS
from app.figures.counting import CATEGORY, LEVEL, Place
from app.figures.indicators import BY_CATEGORY, BY_LEVEL, INDICATORS

_CUTS = {CATEGORY: BY_CATEGORY, LEVEL: BY_LEVEL}


@dataclass(frozen=True)
class TypedField:
    """One field of the other system: a figure in one of its columns, words, or neither."""

    name: str
    place: Place | None = None
    column: str = "m"
    text: str = ""


@dataclass(frozen=True)
class Screen:
    """One screen of the other system, its fields in the order in which they are typed."""

    name: str
    fields: tuple[TypedField, ...]


def read_screens(data: Any) -> tuple[Screen, ...]:
    """The screens of a layout from its JSON.

    Raises:
        ValueError: Says in Chinese which field is wrong and how.
    """
    if not isinstance(data, list) or not data:
        raise ValueError("表样的 screens(各个画面)是空的")
    return tuple(_screen(number, one) for number, one in enumerate(data, 1))


def _screen(number: int, data: Any) -> Screen:
    fields = data.get("fields") if isinstance(data, dict) else None
    if not isinstance(fields, list) or not fields:
        raise ValueError(f"第 {number} 个画面没有 fields(各个字段)")
    name = str(data.get("screen") or f"画面{number}")
    return Screen(name, tuple(_field(f"画面“{name}”第 {at} 个字段", one) for at, one in enumerate(fields, 1)))


def _field(where: str, data: Any) -> TypedField:
    name = str(data.get("name") or "").strip() if isinstance(data, dict) else ""
    if not name:
        raise ValueError(f"{where}没有 name(字段名)")
    code = str(data.get("code") or "")
    if not code:
        return TypedField(name, text=str(data.get("text") or ""))
    column, cut, value = str(data.get("column") or "m"), str(data.get("cut") or ""), str(data.get("value") or "")
    if code not in INDICATORS:
        raise ValueError(f"{where}“{name}”:没有指标“{code}”")
    if column not in COLUMNS or column == "yoy":
        raise ValueError(
            f"{where}“{name}”:没有“{column}”这一栏,可用:{'、'.join(key for key in COLUMNS if key != 'yoy')}"
        )
    if cut and code not in _CUTS.get(cut, ()):
        raise ValueError(f"{where}“{name}”:指标 {code} 不分{cut}统计")
    return TypedField(name, Place(code, cut, value), column)


def to_data(screens: Sequence[Screen]) -> list[dict[str, Any]]:
    """Screens as JSON holds them."""
    return [{"screen": one.name, "fields": [_as_data(field) for field in one.fields]} for one in screens]


def _as_data(field: TypedField) -> Mapping[str, str]:
    if field.place is None:
        return {"name": field.name, "text": field.text} if field.text else {"name": field.name}
    found = {"name": field.name, "code": field.place.code, "column": field.column}
    return found | ({"cut": field.place.cut, "value": field.place.value} if field.place.cut else {})


def figure_named(text: str) -> tuple[str, str] | None:
    """Code and column of a figure as a clerk writes it: A20.本月, 受理问题线索.本年累计, or A20 alone for the month.

    None where it is none, or several are called so.
    """
    name, _, column = half_width(text).strip().replace("。", ".").rpartition(".")
    if not name:
        name, column = column, COLUMNS["m"]
    keys = [key for key, label in COLUMNS.items() if column.strip() in (label, key) and key != "yoy"]
    name = name.strip()
    code = name.upper().replace("O", "0")  # no code has the letter, many hands type it
    codes = [code] if code in INDICATORS else [c for c, one in INDICATORS.items() if half_width(one.label) == name]
    if len(codes) != 1 or not keys:
        return None
    column = keys[0]
    return codes[0], "stock" if INDICATORS[codes[0]].stock and column == "m" else column
