"""Every text of a sheet with the place a reader finds it at, and the sheet with some of its texts changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from app.reports.sheet import Cell, Facts, Paragraph, Sheet, Signatures, Table, show

T = TypeVar("T")
_NO_TEXT = frozenset({"key", "align", "kind", "size", "look", "shape", "width"})
_CALLED = {
    "title": "标题",
    "subtitle": "副标题",
    "number": "文号",
    "red_head": "发文机关",
    "foot": "页脚",
    "file_name": "文件名",
    "caption": "表题",
    "unit_line": "表上方",
    "capital": "表下方",
    "office": "落款",
    "day": "落款",
    "facts": "页脚",
}
_BLOCKS = {
    "Chart": "流程图",
    "Graph": "统计图",
    "Series": "统计图",
    "Seals": "盖章处",
    "TearOff": "裁剪线",
    "Code": "短码",
    "WritingArea": "书写框",
    "Picture": "图片名称",
}
_SIGNED = "签名处"
OPEN_TEXTS = "open_texts"
"""The fact of a sheet that names, one a line, the texts that may stand on it whole; it is never printed."""


class Place(NamedTuple):
    """Where a text stands.

    `row` is the row as it is counted on the sheet and `column` its heading; outside tables `row` is None and `column`
    says what the text is. `cell` names the table of the sheet, its row and its column, from 0. `owner` is the row of
    a register whose field `column` is, where that is on no sheet.
    """

    column: str
    row: int | None = None
    cell: tuple[int, int, int] | None = None
    owner: str = ""

    def __str__(self) -> str:
        return f"第{self.row}行“{self.column}”" if self.row is not None else f"{self.owner}“{self.column}”"


Change = Callable[[str, Place], str]


def with_texts(sheet: Sheet, change: Change) -> Sheet:
    """The sheet with every text as `change` gives it back; the very same sheet where nothing changes.

    Blocks of any kind are looked through, also kinds that come later: whatever is text in them is a text.
    """
    return _Walk(change).sheet(sheet)


def is_signed(place: Place) -> bool:
    """Whether a text is a name beside a label to sign at."""
    return place.column.startswith(_SIGNED)


class _Walk:
    """One walk over a sheet, top to bottom."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._tables = self._paragraphs = -1

    def sheet(self, sheet: Sheet) -> Sheet:
        changed: dict[str, Any] = {}
        for one in fields(sheet):
            before = getattr(sheet, one.name)
            if one.name == "blocks":
                after: Any = self._many(before, self._block)
            else:
                after = self._any(before, one.name, "标题")
            if after is not before:
                changed[one.name] = after
        return replace(sheet, **changed) if changed else sheet

    def _block(self, block: Any) -> Any:
        match block:
            case Table():
                self._tables += 1
                return self._table(block, self._tables)
            case Paragraph():
                self._paragraphs += 1
                return self._fields(block, f"正文第{self._paragraphs + 1}段")
            case Facts():
                pairs = self._many(block.pairs, lambda pair: self._pair(pair, ""))
                return block if pairs is block.pairs else replace(block, pairs=pairs)
            case Signatures():
                places = self._many(block.places, lambda pair: self._pair(pair, f"{_SIGNED} "))
                return block if places is block.places else replace(block, places=places)
        return self._any(block, "", _BLOCKS.get(type(block).__name__, "正文"))

    def _pair(self, pair: tuple[str, str], before: str) -> tuple[str, str]:
        label, value = self.change(pair[0], Place("栏目名")), self.change(pair[1], Place(before + pair[0]))
        return pair if (label, value) == pair else (label, value)

    def _table(self, table: Table, number: int) -> Table:
        changed: dict[str, Any] = {}
        columns = self._many(table.columns, lambda column: self._fields(column, "表头"))
        rows = tuple(self._row(table, number, index) for index in range(len(table.rows)))
        if columns is not table.columns:
            changed["columns"] = columns
        if any(new is not old for new, old in zip(rows, table.rows, strict=True)):
            changed["rows"] = rows
        for name in ("caption", "unit_line", "capital", "total"):
            before = getattr(table, name)
            after = self._any(before, name, "合计行")
            if after is not before:
                changed[name] = after
        return replace(table, **changed) if changed else table

    def _row(self, table: Table, number: int, index: int) -> tuple[Cell, ...]:
        row, change = table.rows[index], self.change
        shown = row[0] if table.columns[0].kind == "number" and isinstance(row[0], int) else index + 1
        out: list[Cell] = []
        for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            text = cell if isinstance(cell, str) else _number_in(cell, column.kind)
            after = change(text, Place(column.title, shown, (number, index, at))) if text else text
            out.append(cell if after == text else after)
        return row if out == list(row) else tuple(out)

    def _any(self, value: T, name: str, otherwise: str) -> T:
        """Whatever a field holds; `name` is what the field is called, `otherwise` what its text is called then."""
        if name in _NO_TEXT or value is None or isinstance(value, int | float | date | frozenset):
            return value
        called = _CALLED.get(name, otherwise)
        found: Any = value
        match value:
            case str():
                found = self.change(value, Place(called)) if value else value
            case tuple() | list():
                found = self._many(value, lambda one: self._any(one, "", called))
            case dict():
                changed = {k: one if k == OPEN_TEXTS else self._any(one, "", called) for k, one in value.items()}
                found = value if changed == value else changed
            case _ if is_dataclass(value):
                found = self._fields(value, called)
        return value if found == value else found

    def _fields(self, value: Any, called: str) -> Any:
        changed = {}
        for one in fields(value):
            before = getattr(value, one.name)
            after = self._any(before, one.name if one.name in _NO_TEXT else "", called)
            if after is not before:
                changed[one.name] = after
        return replace(value, **changed) if changed else value

    def _many(self, values: Any, change: Callable[[Any], Any]) -> Any:
        out = [change(one) for one in values]
        same = all(new is old for new, old in zip(out, values, strict=True))
        return values if same else tuple(out) if isinstance(values, tuple) else out


def _number_in(cell: Cell, kind: Any) -> str:
    """A number as text where it may be a telephone or an account, "" for everything else."""
    if isinstance(cell, int) and kind != "money" and abs(cell) >= 10**9:
        return show(cell, kind)
    return ""


def tables_of(sheet: Sheet) -> Sequence[Table]:
    """The tables of a sheet in their order, as `Place.cell` counts them."""
    return [block for block in sheet.blocks if isinstance(block, Table)]
