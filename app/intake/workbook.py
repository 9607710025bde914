"""Reads .xlsx, .xls, .et, .csv and tables of .docx into tables of text, with the row numbers a clerk sees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.faults import Fault
from app.domain.foreign import foreign
from app.intake import child, container
from app.intake.cells import moved, text_of, texts_of
from app.intake.csv_text import read_csv
from app.intake.headings import Area, find_headings, plain_label
from app.intake.unreadable import Unreadable

MOST_ROWS = 50_000
MOST_EMPTY = 20
MOST_COLUMNS = 500
_HEADER_ROWS = 10
_MOST_READ = MOST_ROWS + _HEADER_ROWS + MOST_EMPTY
WORD = ".docx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The names the program's own blank workbooks give their hidden sheets.
KEY_SHEET = "mz_keys"
KEY_MARK = "mingzhang-template"
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class TextTable:
    """One tab as text. `rows` are (row number as Excel shows it, one text for every heading).

    `keys` are field keys where the file is one of our own blank workbooks, in the order of the headings; then
    `register` and `version` say which one. `faults` are (row number, what is wrong) found while reading; a row
    named there must not be taken over as it stands. `encoding` is set for CSV, to be shown to the clerk. `merged` are
    the merged cells: first row, first column, last row, last column, rows as Excel numbers them, columns from 0.
    """

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    keys: tuple[str, ...] | None = None
    register: str = ""
    version: str = ""
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    encoding: str = ""
    merged: tuple[Area, ...] = ()


def read_workbook(path: Path, known_labels: Collection[str] = ()) -> list[TextTable]:
    """Every visible tab that holds something; `known_labels` help to find the row of headings.

    Raises:
        Unreadable: The file cannot or must not be read; the sentence says why.
    """
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise Unreadable(name, "文件打不开(可能被别的程序占用,或已被移走)", "请关闭后重试。") from error
    if not size:
        raise Unreadable(name, "文件是空的", "请核对是否选错了文件。")
    if name.startswith("~$"):
        reason = "这是 WPS、Excel 开着一个文件时留下的临时文件"
        raise Unreadable(name, reason, "请选名字不带 ~$ 的那个文件;它正开着的话,请先保存并关闭。")
    if size > container.MOST_BYTES:
        raise Unreadable(name, f"文件有 {size // 1024 // 1024} MB,太大", "请分成几个文件再导入。")
    labels = {plain_label(label) for label in known_labels}
    if start.startswith(b"PK") and path.suffix.lower() == WORD:
        tables = _read_word(path, labels)
    elif start.startswith((b"PK", _OLE)):
        tables = _read_spreadsheet(path, labels, start)
    else:
        _refuse_other(name, start)
        rows, encoding = read_csv(path)
        texts = [[moved(cell).strip() for cell in row] for row in rows]
        tables = [replace(table, encoding=encoding) for table in _table(path.stem, texts, labels, [])]
    if not tables:
        raise Unreadable(name, "里面没有内容", "请核对是否选错了文件。")
    return tables


def _read_word(path: Path, labels: set[str]) -> list[TextTable]:
    """The tables of a document that have headings of ours; all of them where none has."""
    from app.intake.word_tables import read_word

    container.check_word(path)
    found = [
        (len({plain_label(header) for header in table.headers} & labels), table)
        for name, texts, merged in read_word(path)
        for table in _table(name, texts, labels, [], merged)
    ]
    if not found:
        raise Unreadable(path.name, "里面没有表格", "请核对是否选错了文件。")
    known = max(score for score, _ in found)
    return [table for score, table in found if score >= min(known, 2)]


def _refuse_other(name: str, start: bytes) -> None:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        raise Unreadable(name, "它其实是网页文件,不是 Excel 工作簿", "请用 WPS、Excel 打开后另存为 .xlsx 再导入。")
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(name, "它不是表格文件", "请选择 .xlsx、.xls、.et、.csv 或 .docx 文件。")


def _read_spreadsheet(path: Path, labels: set[str], start: bytes) -> list[TextTable]:
    if start.startswith(_OLE):
        if _is_encrypted(path):
            raise Unreadable.locked(path.name)
        return _tables(child.sheets_apart(path, _MOST_READ, MOST_COLUMNS), labels, {})
    formulas = container.check(path)
    with _told_as_broken(path.name), raw_sheets(path, _MOST_READ, MOST_COLUMNS) as (known, sheets):
        tables = _tables(sheets, labels | known.labels if known else labels, formulas)
    if known is None:
        return tables
    own = [_with_keys(table, known) for table in tables]
    # Beside its own table, our blank workbook holds only 说明.
    return [table for table in own if table.keys] or own


def _tables(
    sheets: Iterable[child.RawSheet], labels: set[str], formulas: Mapping[str, Sequence[str]]
) -> list[TextTable]:
    return [
        table
        for sheet in sheets
        for table in _table(sheet.name, sheet.texts, labels, formulas.get(sheet.name, []), sheet.merged)
    ]


@contextmanager
def raw_sheets(path: Path, most_rows: int, most_columns: int) -> Iterator[tuple[_Own | None, Iterator[child.RawSheet]]]:
    """What the hidden sheet of our own blank workbooks says, and the visible tabs one by one, while the file is open.

    Raises whatever the library raises.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    def read() -> Iterator[child.RawSheet]:
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            page = book.get_sheet_by_name(sheet.name)
            rows = page.to_python(skip_empty_area=False, nrows=most_rows)
            texts = [texts_of(row[:most_columns]) for row in rows]
            areas = page.merged_cell_ranges or ()
            merged = [(top + 1, left, low + 1, right) for (top, left), (low, right) in areas]
            yield child.RawSheet(sheet.name, texts, merged)

    with CalamineWorkbook.from_path(str(path)) as book:
        yield (_own_keys(book) if KEY_SHEET in book.sheet_names else None), read()


@contextmanager
def _told_as_broken(name: str) -> Iterator[None]:
    from python_calamine import PasswordError

    with foreign(lambda: Unreadable.broken_workbook(name)):
        try:
            yield
        except PasswordError as error:
            raise Unreadable.locked(name) from error


def _is_encrypted(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


@dataclass(frozen=True)
class _Own:
    """What the hidden sheet of our own blank workbook says."""

    register: str
    version: str
    by_label: dict[str, str]

    @property
    def labels(self) -> set[str]:
        return set(self.by_label)


def _own_keys(book: object) -> _Own | None:
    rows = book.get_sheet_by_name(KEY_SHEET).to_python(skip_empty_area=False, nrows=3)  # type: ignore[attr-defined]
    texts = [[text_of(value) for value in row] for row in rows]
    if len(texts) < 3 or texts[0][:1] != [KEY_MARK]:
        return None
    first = [*texts[0], "", ""]
    by_label = {plain_label(label): key for key, label in zip(texts[1], texts[2], strict=False) if key and label}
    return _Own(first[1], first[2], by_label)


def _with_keys(table: TextTable, own: _Own) -> TextTable:
    """The table with its field keys, where every heading is one of ours; else as it is."""
    keys = tuple(own.by_label.get(plain_label(header), "") for header in table.headers)
    if not all(keys):
        return table
    return replace(table, keys=keys, register=own.register, version=own.version)


def _table(
    sheet: str, texts: list[list[str]], labels: set[str], formulas: Sequence[str], merged: Sequence[Area] = ()
) -> list[TextTable]:
    if not any(any(row) for row in texts):
        return []
    header, headers = find_headings(texts, labels, merged)
    while headers and not headers[-1]:
        headers.pop()
    rows, faults = _body(texts, header, headers)
    kept = {number for number, _ in rows}
    faults += [
        (number, Fault("", f"第{number}行 {column}列是公式,不能直接导入。请复制后“选择性粘贴—数值”再导入", "E-FORMULA"))
        for column, number in _addresses(formulas)
        if number in kept
    ]
    faults.sort(key=lambda fault: fault[0])
    below = tuple(area for area in merged if area[2] > header + 1 and area[2] > area[0])
    return [TextTable(sheet, header + 1, tuple(headers), rows, faults=faults, merged=below)]


def _addresses(formulas: Sequence[str]) -> list[tuple[str, int]]:
    found = (_ADDRESS.fullmatch(address) for address in formulas)
    return [(match[1], int(match[2])) for match in found if match]


def _body(
    texts: list[list[str]], header: int, headers: Sequence[str]
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, Fault]]]:
    """The rows below the headings up to the end of the list: many empty rows, or more than anybody enters."""
    rows: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, Fault]] = []
    last, width, again = header, len(headers), _filled(texts[header])
    for index in range(header + 1, len(texts)):
        row = texts[index]
        filled = _filled(row)
        # headings repeated on every page of paper, and the row of column numbers under them, are no rows of the list
        if not filled or filled == again or (index == header + 1 and _counts_columns(filled)):
            continue
        if index - last > MOST_EMPTY:
            faults.append(
                (index + 1, Fault("", f"第{last + 1}行以下空了很多行,第{index + 1}行起的内容没有读入", "E-GAP"))
            )
            break
        if len(rows) >= MOST_ROWS:
            faults.append((index + 1, Fault("", f"一次最多导入 {MOST_ROWS} 行,第{index + 1}行起没有读入", "E-ROWS")))
            break
        last = index
        cells = row[:width] + [""] * (width - len(row))
        rows.append((index + 1, cells))
        if any(row[width:]):
            faults.append((index + 1, Fault("", f"第{index + 1}行在表头以外还有内容,没有读入", "E-WIDE", soft=True)))
    return rows, faults


def _filled(row: Sequence[str]) -> list[str]:
    return [text for text in row if text]


def _counts_columns(filled: Sequence[str]) -> bool:
    return len(filled) > 2 and all(text.strip("()（）") == str(at) for at, text in enumerate(filled, 1))
