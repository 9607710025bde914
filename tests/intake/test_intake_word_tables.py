"""Ledgers that live in Word, headings of two rows, merged cells: read as a clerk sees them."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from app.intake.unreadable import Unreadable
from app.intake.workbook import read_workbook

LABELS = ("单位", "发现日期", "存在问题", "责任领导", "整改时限")


def document(
    path: Path, *tables: list[list[str]], merge: tuple[tuple[int, int], tuple[int, int]] | None = None
) -> Path:
    made = docx.Document()
    made.add_paragraph("示例乡问题台账")
    for rows in tables:
        table = made.add_table(len(rows), len(rows[0]))
        for line, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.cell(line, column).text = text
        if merge:
            (top, left), (low, right) = merge
            table.cell(top, left).merge(table.cell(low, right)).text = rows[top][left]
    made.save(str(path))
    return path


def test_a_table_of_a_document_is_read_and_tables_of_other_things_are_left_out(tmp_path: Path) -> None:
    rows = [list(LABELS), ["青山村", "2016.6.1", "未公示", "王伟", "6月底前"]]
    path = document(tmp_path / "台账 旧.docx", [["制表", "王会计"]], rows)

    (table,) = read_workbook(path, LABELS)

    assert (table.sheet, table.headers, table.rows) == ("表2", LABELS, [(2, rows[1])])


def test_merged_cells_of_a_document_stand_once_and_are_named(tmp_path: Path) -> None:
    rows = [list(LABELS), *[["青山村" * (n == 0), "2016.6.1", f"问题{n}", "王伟", "6月底前"] for n in range(3)]]
    path = document(tmp_path / "合并.docx", rows, merge=((1, 0), (3, 0)))

    (table,) = read_workbook(path, LABELS)

    assert [cells[0] for _, cells in table.rows] == ["青山村", "", ""]
    assert table.merged == ((2, 0, 4, 0),)


def test_headings_repeated_on_every_page_are_no_rows(tmp_path: Path) -> None:
    row = ["青山村", "2016.6.1", "未公示", "王伟", "6月底前"]
    path = document(tmp_path / "两页.docx", [list(LABELS), row, list(LABELS), row])

    (table,) = read_workbook(path, LABELS)

    assert [number for number, _ in table.rows] == [2, 4]


def test_a_document_without_tables_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    empty, broken = document(tmp_path / "通知.docx"), tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 half")

    for path, reason in ((empty, "里面没有表格"), (broken, "损坏")):
        with pytest.raises(Unreadable, match=reason):
            read_workbook(path, LABELS)


def test_headings_of_two_rows_are_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["示例乡问题台账", "", "", "", ""],
        ["单位", "发现", "", "责任领导", "整改时限"],
        ["", "日期", "存在问题", "", ""],
        [1, 2, 3, 4, 5],
        ["青山村", "2016.6.1", "未公示", "王伟", "6月底前"],
    ):
        page.append(row)
    for area in ("A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3"):
        page.merge_cells(area)
    book.save(tmp_path / "两层.xlsx")

    (table,) = read_workbook(tmp_path / "两层.xlsx", LABELS)

    assert (table.headers, table.header_row) == (LABELS, 3)
    assert [number for number, _ in table.rows] == [5]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "导出.csv"
    path.write_bytes("单位,存在问题\r\n青山村,未公示\r\n".encode(codec))

    (table,) = read_workbook(path, LABELS)

    assert (table.rows, table.encoding) == ([(2, ["青山村", "未公示"])], "UTF-16")
