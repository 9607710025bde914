"""Receivers' layouts that are brought along: JSON as it is, or a workbook with the order of another system's fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from app import paths
from app.domain.faults import Fault, Refused
from app.domain.json_text import read_json
from app.domain.text import clean
from app.figures.columns import COLUMNS
from app.figures.counting import Place
from app.figures.indicators import INDICATORS
from app.figures.layout import USES, Layout, read_layout
from app.figures.transcript import Screen, TypedField, figure_named, to_data
from app.intake.workbook import TextTable, read_workbook
from app.operations.on_paper import safe_name
from app.reports.sheet import Column, Sheet, Table

SCREEN, NAME, FIGURE, FROM = HEADS = ("画面", "字段名", "指标", "取数")
ENDINGS = (".json", ".xlsx", ".xls", ".csv")
_ALIKE = 0.5


def load(file: Path) -> Layout:
    """Take a layout into this machine's own; one of the same name is replaced.

    Raises:
        Refused: It is no layout; names every place that is wrong. Nothing was kept.
        Unreadable: The workbook is damaged or hostile.
    """
    from app.export.files import replace_file

    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(f"“{file.name}”不是表样,没有装入。表样是 JSON 文件,或列着字段顺序的 Excel。", "E-SUFFIX")
    if not file.is_file():
        raise Refused(f"找不到“{file.name}”,没有装入。", "E-FILE")
    data = _json(file) if ending == ".json" else _from_workbook(file)
    try:
        layout = read_layout(data)
    except ValueError as error:
        raise Refused(f"表样“{file.name}”不能用:{error}。没有装入。", "E-LAYOUT") from None
    target = paths.home() / "layouts" / f"{safe_name(layout.key)}.json"
    replace_file(target, json.dumps(data, ensure_ascii=False, indent=1).encode())
    return layout


def transcript_of(file: Path) -> dict[str, object]:
    """A workbook with the order of another system's fields as the JSON of a layout.

    Raises:
        Refused: It is no such workbook; names every place that is wrong.
        Unreadable: Damaged or hostile.
    """
    return _from_workbook(file)


def order_sheet() -> Sheet:
    """A workbook to begin with: every figure in our order, to be sorted, renamed and cut down to the other system."""
    rows = tuple((one.part, one.label, one.code, COLUMNS["stock" if one.stock else "m"]) for one in INDICATORS.values())
    columns = (Column(SCREEN, "text", 12), Column(NAME, "text", 22), Column(FIGURE, "text", 8), Column(FROM, "text", 9))
    return Sheet(
        key="transcript_order", title="转录单字段顺序", blocks=(Table(columns, rows),), file_name="转录单字段顺序"
    )


def _json(file: Path) -> object:
    try:
        return read_json(file.read_bytes())
    except ValueError:
        raise Refused(f"表样“{file.name}”不是有效的 JSON 文件,没有装入。", "E-LAYOUT") from None


def _from_workbook(file: Path) -> dict[str, object]:
    """A transcript: rows of 画面, 字段名, 指标, 取数; or field names side by side with the figures below them."""
    tables = read_workbook(file, (*HEADS,))
    faults: list[Fault] = []
    screens: list[Screen] = []
    try:
        for table in tables:
            screens += _listed(table, faults) if NAME in table.headers else _side_by_side(table, faults)
        name = clean(file.stem)
    except ValueError as error:  # signs nobody sees, as they come along with a copied text
        raise Refused(f"“{file.name}”没有装入:{error}。", "E-LAYOUT") from error
    if faults:
        raise Refused([Fault("", f"“{file.name}”没有装入,有 {len(faults)} 处要改:", "E-LAYOUT"), *faults])
    if not screens:
        raise Refused(f"“{file.name}”里没有字段。第一行写 {'、'.join(HEADS)},下面一行一个字段。没有装入。", "E-LAYOUT")
    return {
        "key": name,
        "title": f"{{township}}{name}",
        "name": name,
        "receiver": name,
        "for": list(USES),
        "asked": True,
        "screens": to_data(screens),
    }


def _listed(table: TextTable, faults: list[Fault]) -> list[Screen]:
    found: dict[str, list[TypedField]] = {}
    last = table.sheet
    for number, cells in table.rows:
        row = dict(zip(table.headers, map(clean, cells), strict=False))
        last = row.get(SCREEN) or last
        if not (name := row.get(NAME, "")):
            continue
        column = row.get(FROM, "")
        figure = row.get(FIGURE, "")
        wanted = f"{figure}.{column}" if figure and column and "." not in figure else figure
        where = f"{table.sheet} 第{number}行“{FIGURE}”"
        found.setdefault(last, []).append(_field(name, wanted, where, faults))
    return [Screen(name, tuple(fields)) for name, fields in found.items()]


def _side_by_side(table: TextTable, faults: list[Fault]) -> list[Screen]:
    """Headings in the order of the other system; the first row below says what stands there."""
    number, cells = table.rows[0] if table.rows else (0, [])
    wanted = [*map(clean, cells), *[""] * len(table.headers)]
    fields = [
        _field(name, wanted[at], f"{table.sheet} 第{number}行“{name}”", faults)
        for at, name in enumerate(map(clean, table.headers))
        if name
    ]
    return [Screen(table.sheet, tuple(fields))] if fields else []


def _field(name: str, wanted: str, where: str, faults: list[Fault]) -> TypedField:
    """A figure by what was written, words in braces or quotes, or an empty place."""
    if not wanted:
        return TypedField(name)
    if wanted.startswith("=") or "{" in wanted:
        return TypedField(name, text=wanted.removeprefix("="))
    if found := figure_named(wanted):
        return TypedField(name, Place(found[0]), found[1])
    near = get_close_matches(wanted.partition(".")[0], _names(), n=1, cutoff=_ALIKE)
    hint = f",是不是“{near[0]}”" if near else ""
    several = sum(1 for one in INDICATORS.values() if one.label == wanted.partition(".")[0]) > 1
    why = "有几个指标都叫这个名字,请写代码" if several else f"没有这个指标{hint}"
    faults.append(Fault(name, f"{where}:“{wanted}”{why}", "E-LAYOUT", near[0] if near else ""))
    return TypedField(name)


def _names() -> Sequence[str]:
    return [*INDICATORS, *(one.label for one in INDICATORS.values())]
