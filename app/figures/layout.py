"""How a receiver wants the monthly figures laid out: data, not code, so that a county brings its own.

A layout is JSON: {"key", "title", "name", "receiver", "for", "paper", "tables": [...]}; "for" says whether it is filled
with months ("monthly", where nothing is said), longer times ("summary") or both; "name" is what its files are called;
one that is "asked" is printed only where it was chosen. In place of tables a layout may have the screens of another
system (see app.figures.transcript). A table is either
{"caption", "down": "类别" | "层级", "figures": [codes], "columns": ["m", "c"]}, one row for every value of the cut and
column, one column for every figure; or {"caption", "list": [codes or "part:A"], "columns": ["m", "adj", ...]}, one row
for every figure; or {"caption", "forms": true}, the four forms with their measures and shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.figures.columns import COLUMNS as COLUMNS
from app.figures.counting import CATEGORY, LEVEL
from app.figures.indicators import BY_CATEGORY, BY_LEVEL, INDICATORS
from app.figures.transcript import Screen, read_screens

MONTHLY, SUMMARY = USES = ("monthly", "summary")
PAPERS = ("A4", "A4 landscape", "A3 landscape", "A3")
_CUT_FIGURES = {CATEGORY: BY_CATEGORY, LEVEL: BY_LEVEL}


@dataclass(frozen=True)
class LayoutTable:
    """One table of a layout; exactly one of `down`, `listed` and `forms` says what kind it is."""

    caption: str
    columns: tuple[str, ...] = ("m", "c")
    down: str = ""
    figures: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    forms: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """Everything one receiver gets, on which paper."""

    key: str
    title: str
    receiver: str
    paper: str
    tables: tuple[LayoutTable, ...]
    uses: tuple[str, ...] = (MONTHLY,)
    name: str = ""
    asked: bool = False
    screens: tuple[Screen, ...] = ()


def read_layout(data: Any) -> Layout:
    """A layout from its JSON.

    Raises:
        ValueError: Says in Chinese which table is wrong and how.
    """
    typed = isinstance(data, dict) and "screens" in data
    if not typed and (not isinstance(data, dict) or not isinstance(data.get("tables"), list) or not data["tables"]):
        raise ValueError("表样里没有 tables(各张表)这一项")
    for name in ("key", "title"):
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise ValueError(f"表样里没有 {name} 这一项")
    paper = str(data.get("paper", PAPERS[0]))
    if paper not in PAPERS:
        raise ValueError(f"表样的 paper 只能是 {'、'.join(PAPERS)}")
    said = data.get("for", MONTHLY)
    uses = tuple(str(one) for one in said) if isinstance(said, list) else (str(said),)
    if not uses or any(one not in USES for one in uses):
        raise ValueError(f"表样的 for 只能是 {'、'.join(USES)}")
    tables = () if typed else tuple(_table(number, one) for number, one in enumerate(data["tables"], 1))
    return Layout(
        key=data["key"],
        title=data["title"],
        receiver=str(data.get("receiver", "")),
        paper=paper,
        tables=tables,
        uses=uses,
        name=str(data.get("name") or data["key"]),
        asked=bool(data.get("asked")),
        screens=read_screens(data["screens"]) if typed else (),
    )


def _table(number: int, data: Any) -> LayoutTable:
    if not isinstance(data, dict):
        raise ValueError(f"第 {number} 张表写法不对")
    kinds = [kind for kind in ("down", "list", "forms") if data.get(kind)]
    if len(kinds) != 1:
        raise ValueError(f"第 {number} 张表要写明 down、list、forms 中的一种")
    columns = _texts(number, data, "columns") or LayoutTable("").columns
    if unknown := [column for column in columns if column not in COLUMNS]:
        raise ValueError(f"第 {number} 张表的 columns 里没有“{unknown[0]}”,可用:{'、'.join(COLUMNS)}")
    listed = tuple(code for one in _texts(number, data, "list") for code in _codes(number, one))
    figures = tuple(code for one in _texts(number, data, "figures") for code in _codes(number, one))
    down = str(data.get("down", ""))
    if down and down not in _CUT_FIGURES:
        raise ValueError(f"第 {number} 张表的 down 只能是 {'、'.join(_CUT_FIGURES)}")
    if wrong := [code for code in figures if down and code not in _CUT_FIGURES[down]]:
        raise ValueError(f"第 {number} 张表:指标 {wrong[0]} 不分{down}统计")
    told = data.get("labels", {})
    if not isinstance(told, dict):
        raise ValueError(f"第 {number} 张表的 labels 写法不对")
    labels = {code: str(label) for code, label in told.items()}
    return LayoutTable(str(data.get("caption", "")), columns, down, figures, listed, bool(data.get("forms")), labels)


def _texts(number: int, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, empty where the table does not say."""
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"第 {number} 张表的 {key} 应是一列文字")
    return tuple(found)


def _codes(number: int, text: str) -> tuple[str, ...]:
    if text.startswith("part:"):
        found = tuple(code for code in INDICATORS if code.startswith(text.removeprefix("part:")))
        if found:
            return found
    if text in INDICATORS:
        return (text,)
    raise ValueError(f"第 {number} 张表:没有指标“{text}”")
