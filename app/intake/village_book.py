"""Reads a village's workbook back: whose it is, what was typed, and every cell that cannot be taken as it stands."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.faults import Fault
from app.domain.foreign import foreign
from app.domain.village_form import DIGEST, ENTRIES, FACTS, KEY_SHEET, LINES, VERSION, VILLAGE_MARK, digest
from app.intake import container
from app.intake.cells import texts_of
from app.intake.unreadable import Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_CELL = re.compile(r"([A-Z]+)(\d+)")
_AGAIN = "没有收下;请用乡镇最近一次下发的填报表,把内容照填进去。"
SUMS = {"income": "E3", "expense": "H3", "closing": "K3"}
SHOWN_UNIT, SHOWN_OPENING = "C2", "C3"


@dataclass(frozen=True)
class FilledRows:
    """The rows in which something was typed: the row in the sheet, the number before it, one text a column."""

    tab: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    letters: tuple[str, ...]
    rows: list[tuple[int, int, list[str]]] = field(default_factory=list)
    faults: list[tuple[int, str, Fault]] = field(default_factory=list)


@dataclass(frozen=True)
class VillageBook:
    """One workbook that came back. `facts` are its hidden keys, `head` the texts typed over the lines.

    `sums` are what its own formulas came to, as text; "" where they were not worked out.
    """

    path: Path
    facts: Mapping[str, str]
    head: Mapping[str, str]
    cells: Mapping[str, str]
    sums: Mapping[str, str]
    lines: FilledRows
    entries: FilledRows


def is_village_book(path: Path) -> bool:
    """Whether a file is such a workbook; cheap, and False for whatever cannot be opened."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            if KEY_SHEET.encode() not in archive.read("xl/workbook.xml"):
                return False
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    try:
        return bool(_facts(path))
    except Unreadable:
        return False


def read_village_book(path: Path) -> VillageBook:
    """Everything that was typed into a workbook.

    Raises:
        Unreadable: It cannot be read, is no such workbook, or its hidden keys do not fit any more.
    """
    from python_calamine import CalamineWorkbook

    formulas = container.check(path)
    facts = _facts(path)
    if not facts:
        raise Unreadable(path.name, "它不是本程序下发的填报表", "请到“导入”里导入,或请村里用下发的填报表。")
    if facts.get(DIGEST) != digest(facts) or not set(FACTS) <= set(facts):
        raise Unreadable(path.name, "隐藏的单位、报告期等标记被改动过", _AGAIN)
    with foreign(lambda: Unreadable.damaged(path.name)), CalamineWorkbook.from_path(str(path)) as book:
        tabs = {facts[f"{register}:tab"] for register in (LINES, ENTRIES)}
        if missing := tabs - set(book.sheet_names):
            raise Unreadable(path.name, f"缺少“{'、'.join(sorted(missing))}”这张表", _AGAIN)
        sheets = {tab: _texts(book, tab) for tab in tabs}
    return _book(path, facts, sheets, formulas)


def _facts(path: Path) -> dict[str, str]:
    """The hidden keys, empty where there are none of ours."""
    from python_calamine import CalamineWorkbook

    with (
        foreign(lambda: Unreadable.damaged(path.name)),
        CalamineWorkbook.from_path(str(path)) as book,
    ):
        if KEY_SHEET not in book.sheet_names:
            return {}
        rows = _texts(book, KEY_SHEET)
    if not rows or rows[0][:2] != [VILLAGE_MARK, VERSION]:
        return {}
    return {row[0]: row[1] for row in rows[1:] if len(row) > 1 and row[0]}


def _texts(book: CalamineWorkbook, tab: str) -> list[list[str]]:
    return [texts_of(row) for row in book.get_sheet_by_name(tab).to_python(skip_empty_area=False)]


def _book(
    path: Path, facts: dict[str, str], sheets: Mapping[str, list[list[str]]], formulas: Mapping[str, list[str]]
) -> VillageBook:
    first = sheets[facts[f"{LINES}:tab"]]
    cells = {key.partition(":")[2]: place for key, place in facts.items() if key.startswith("head:")}
    head = {key: _at(sheets, place) for key, place in cells.items()}
    _refuse_changed(path, facts, first)
    lines, entries = (_rows(path, facts, register, sheets, formulas) for register in (LINES, ENTRIES))
    for key, place in cells.items():
        tab, _, cell = place.partition("!")
        if cell in formulas.get(tab, ()):
            lines.faults.append((int(_split(cell)[1]), _split(cell)[0], _formula(cell, key)))
    sums = {key: _cell(first, place) for key, place in SUMS.items()}
    return VillageBook(path, facts, head, cells, sums, lines, entries)


def _refuse_changed(path: Path, facts: Mapping[str, str], first: list[list[str]]) -> None:
    """What is printed in the locked cells is what the hidden keys say."""
    shown, opening = _cell(first, SHOWN_UNIT), _cell(first, SHOWN_OPENING)
    if shown != facts["unit"]:
        raise Unreadable(path.name, f"表上的单位是“{shown}”,下发时是“{facts['unit']}”,被改动过", _AGAIN)
    if facts["opening"] and _fen(opening) != int(facts["opening"]):
        said = f"{int(facts['opening']) / 100:,.2f}"
        raise Unreadable(path.name, f"锁住的期初结余被改成“{opening}”,下发时是 {said}", _AGAIN)


def _rows(
    path: Path,
    facts: Mapping[str, str],
    register: str,
    sheets: Mapping[str, list[list[str]]],
    formulas: Mapping[str, list[str]],
) -> FilledRows:
    tab, head, count = facts[f"{register}:tab"], int(facts[f"{register}:head"]), int(facts[f"{register}:count"])
    keys, letters = facts[f"{register}:keys"].split(","), facts[f"{register}:letters"].split(",")
    labels = facts[f"{register}:labels"].split("\t")
    texts, places = sheets[tab], [_place(letter) for letter in letters]
    heading = texts[head - 1] if head <= len(texts) else []
    if [_get(heading, place) for place in places] != labels:
        raise Unreadable(path.name, f"“{tab}”的表头被改动过", _AGAIN)
    found = FilledRows(tab, tuple(keys), tuple(labels), tuple(letters))
    for number in range(1, count + 1):
        row = head + number
        cells = [_get(texts[row - 1], place) for place in places] if row <= len(texts) else []
        if any(cells):
            found.rows.append((row, number, cells))
    typed = {(row, letter) for row, _, _ in found.rows for letter in letters}
    for cell in formulas.get(tab, ()):
        letter, row_text = _split(cell)
        if (int(row_text), letter) in typed:
            found.faults.append((int(row_text), letter, _formula(cell, keys[letters.index(letter)])))
    return found


def _formula(cell: str, key: str) -> Fault:
    return Fault(key, f"{cell} 是公式,不能直接收。请改成算好的数", "E-FORMULA")


def _at(sheets: Mapping[str, list[list[str]]], place: str) -> str:
    tab, _, cell = place.partition("!")
    return _cell(sheets.get(tab, []), cell)


def _cell(texts: list[list[str]], cell: str) -> str:
    letter, row = _split(cell)
    return _get(texts[int(row) - 1], _place(letter)) if int(row) <= len(texts) else ""


def _get(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _split(cell: str) -> tuple[str, str]:
    match = _CELL.fullmatch(cell)
    return (match[1], match[2]) if match else ("A", "1")


def _place(letter: str) -> int:
    place = 0
    for sign in letter:
        place = place * 26 + ord(sign) - 64
    return place - 1


def _fen(text: str) -> int | None:
    try:
        return round(float(text.replace(",", "")) * 100)
    except ValueError:
        return None
