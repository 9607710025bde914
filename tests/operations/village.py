"""A village accountant: fills the locked workbook as a spreadsheet program would save it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl

from app.domain.days import Period
from app.operations import village_books
from app.storage.book import Book

LINE_TAB, ENTRY_TAB = "收支明细", "资产资源债务等"
Q3 = Period.quarter(2026, 3)
RENT: dict[str, object] = {
    "日期": date(2026, 7, 1),
    "公开项目": "2.02 发包及上交收入",
    "摘要用途": "山林发包收入",
    "金额(元)": 3000,
}
PAPER: dict[str, object] = {
    "日期": date(2026, 8, 2),
    "公开项目": "3.04 管理费(办公差旅会议卫生治安等)",
    "摘要用途": "买办公用纸",
    "金额(元)": 200.5,
    "对方": "文具店",
    "经手人": "王会计",
}
HEAD = {
    "opening": "C3",
    "stated_income": "C4",
    "stated_expense": "E4",
    "stated_closing": "H4",
    "prepared_by": "C5",
    "explanation": "C6",
}


def issued(book: Book, unit: int, folder: Path, period: Period = Q3) -> Path:
    """The workbook of one unit, as it is handed out."""
    (owner,) = village_books.owners_of(book, unit)
    return village_books.write_one(book, owner, period, folder / village_books.file_name(owner, period))


def fill(
    path: Path,
    lines: Sequence[Mapping[str, object] | None] = (RENT, PAPER),
    *,
    entries: Sequence[Mapping[str, object]] = (),
    head: Mapping[str, object] | None = None,
    cells: Mapping[str, object] | None = None,
    to: Path | None = None,
) -> Path:
    """Type into the workbook and save it; None leaves a row as it is, an empty mapping clears it."""
    book = openpyxl.load_workbook(path)
    page = book[LINE_TAB]
    _rows(page, 7, lines)
    _rows(book[ENTRY_TAB], 3, entries)
    for key, value in (head or {}).items():
        page[HEAD[key]] = value
    for cell, value in (cells or {}).items():
        tab, _, place = cell.rpartition("!")
        book[tab or LINE_TAB][place] = value
    book.save(to or path)
    return to or path


def _rows(page: object, head: int, rows: Sequence[Mapping[str, object] | None]) -> None:
    columns = {cell.value: cell.column for cell in page[head]}  # type: ignore[index]
    for number, row in enumerate(rows, head + 1):
        if row is None:
            continue
        for label, column in columns.items():
            if label in row or (not row and label not in ("笔序", "检查(自动)")):
                page.cell(number, column).value = row.get(label)  # type: ignore[attr-defined]
