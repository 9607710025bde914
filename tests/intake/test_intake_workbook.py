"""Workbooks as clerks and attackers bring them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from app.intake.cells import moved, text_of
from app.intake.unreadable import Unreadable
from app.intake.workbook import TextTable, read_workbook

FILES = Path(__file__).parent / "files"
HEADINGS = ["序号", "姓名", "身份证号", "金额(元)", "整改期限"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "导入 文件"
    place.mkdir()
    return place


def save(path: Path, rows: list[list[object]], title: str = "台账") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def only(path: Path, labels: tuple[str, ...] = ()) -> TextTable:
    (table,) = read_workbook(path, labels)
    return table


def repacked(path: Path, change: dict[str, bytes]) -> Path:
    """The same workbook with some parts exchanged or added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_cells_come_as_the_clerk_would_type_them(folder: Path) -> None:
    row = [1, "钱𠅤", "330182199003078515", 0.1 + 0.2, date(2016, 6, 30)]
    path = save(folder / "台 账.xlsx", [list(HEADINGS), row, [2.0, "李龑", "1", 1234567.8, None]])

    table = only(path)

    assert table.headers == tuple(HEADINGS)
    assert table.rows == [
        (2, ["1", "钱𠅤", "330182199003078515", "0.3", "2016-06-30"]),
        (3, ["2", "李龑", "1", "1234567.8", ""]),
    ]
    assert table.faults == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.0, "12345"),
        (-0.07, "-0.07"),
        (1.1 + 2.2, "3.3"),
        (0.00001, "0.00001"),
        (3.3018219900307853e17, "3.30182E+17"),
        (999999999999999.0, "999999999999999"),
        (True, "是"),
        (datetime(2016, 6, 30), "2016-06-30"),
        (datetime(2016, 6, 30, 8, 5), "2016-06-30 08:05"),
        (time(8, 5), "08:05"),
        (None, ""),
        ("  石桥村 ", "石桥村"),
    ],
)
def test_a_value_becomes_text_without_noise(value: object, text: str) -> None:
    assert text_of(value) == text


def test_characters_from_the_private_area_of_old_systems_are_put_right() -> None:
    old = b"\xfe\x59\xa6\xd9\xfe\x51".decode("gb18030")

    assert moved(f"王{old}") == "王\u9fb4︐\U00020087"


def test_the_heading_row_is_found_below_merged_titles(folder: Path) -> None:
    rows: list[list[object]] = [
        ["石桥乡问题台账"],
        ["填报单位:石桥乡", None, None, "2016年6月", "第1页"],
        list(HEADINGS),
        [1, "张三", "x", 5, None],
    ]
    path = save(folder / "台账.xlsx", rows)

    table = only(path, ("姓名", "金额(元)"))

    assert table.header_row == 3
    assert [number for number, _ in table.rows] == [4]


def test_a_row_with_a_formula_is_reported_and_not_read_as_a_blank(folder: Path) -> None:
    path = save(folder / "公式.xlsx", [list(HEADINGS), [1, "张三", "x", "=1+1", None], [2, "李四", "y", 5, None]])

    table = only(path)

    assert [(number, fault.code) for number, fault in table.faults] == [(2, "E-FORMULA")]
    assert "第2行 D列是公式" in table.faults[0][1].message


def test_the_end_of_the_list_is_found_and_what_follows_is_named(folder: Path) -> None:
    gap: list[list[object]] = [[None] for _ in range(30)]
    rows: list[list[object]] = [list(HEADINGS), [1, "张三", "x", 5, None], *gap, [9, "后面", "z", 1, None]]
    path = save(folder / "空行.xlsx", rows)

    table = only(path)

    assert [number for number, _ in table.rows] == [2]
    assert [(number, fault.code) for number, fault in table.faults] == [(33, "E-GAP")]


def test_text_beside_the_headings_is_reported(folder: Path) -> None:
    path = save(folder / "多列.xlsx", [["姓名", "金额"], ["张三", 5, "旁注"]])

    table = only(path, ("姓名", "金额"))

    assert table.rows == [(2, ["张三", "5"])]
    assert [fault.code for _, fault in table.faults] == ["E-WIDE"]


def test_hidden_tabs_are_left_out(folder: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名"])
    hidden = book.create_sheet("隐藏")
    hidden.append(["别读我"])
    hidden.sheet_state = "hidden"
    path = folder / "两页.xlsx"
    book.save(path)

    tables = read_workbook(path)

    assert len(tables) == 1


def test_an_old_xls_is_read_and_so_is_one_named_et(folder: Path) -> None:
    copy = folder / "金山 表格.et"
    copy.write_bytes((FILES / "旧台账.xls").read_bytes())

    tables = [only(FILES / "旧台账.xls"), only(copy)]

    expected = [(3, ["1", "李龑", "330182199003078515", "1234.5", "2016-06-30"])]
    assert [table.rows for table in tables] == [expected, expected]


@pytest.mark.parametrize(
    ("codec", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GBK"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_is_read_in_every_encoding_clerks_have(folder: Path, codec: str, shown: str, delimiter: str) -> None:
    path = folder / "导出.csv"
    lines = [["姓名", "身份证号", "金额"], ["钱𠅤", "1.23457E+17", '"1,234.50"']]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(codec))

    table = only(path)

    assert table.headers == ("姓名", "身份证号", "金额")
    assert table.rows == [(2, ["钱𠅤", "1.23457E+17", "1,234.50"])]
    assert table.encoding == shown


def xlsx_with(folder: Path, change: dict[str, bytes]) -> Path:
    return repacked(save(folder / "可疑.xlsx", [list(HEADINGS), [1, "张三", "x", 5, None]]), change)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"xl/worksheets/sheet1.xml": LAUGHS}, "实体声明"),
        ({"xl/worksheets/sheet1.xml": LAUGHS.decode().encode("utf-16")}, "实体声明"),
        ({"xl/workbook.xml": LAUGHS}, "实体声明"),
        ({"xl/vbaProject.bin": b"macro"}, "宏程序"),
        ({"xl/sharedStrings.xml": b"x" * 300_000_000}, "异常庞大"),
        ({"xl/worksheets/sheet1.xml": b" " * 30_000_000}, "异常庞大"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet"}, "损坏"),
    ],
)
def test_a_hostile_workbook_is_refused_with_its_name(folder: Path, change: dict[str, bytes], reason: str) -> None:
    path = xlsx_with(folder, change)

    with pytest.raises(Unreadable, match=reason) as caught:
        read_workbook(path)

    assert "没有读入“可疑.xlsx”" in caught.value.message
    assert "账本没有变化" in caught.value.message


def cut_in_half(path: Path) -> bytes:
    return save(path, [list(HEADINGS)]).read_bytes()[:3000]


def packed(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (packed("word/document.xml"), "不是 Excel 工作簿"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页文件"),
        (b"%PDF-1.7", "不是表格文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "设了密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        (b"\x00\x01\x02\xff\xfe\xfd" * 50, "编码无法识别"),
        (b",,\r\n,,\r\n", "没有内容"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_with_its_reason(folder: Path, data: bytes, reason: str) -> None:
    path = folder / "坏 文件.xlsx"
    path.write_bytes(data)

    with pytest.raises(Unreadable, match=reason):
        read_workbook(path)


def test_a_workbook_cut_in_half_is_refused(folder: Path) -> None:
    path = folder / "半个.xlsx"
    path.write_bytes(cut_in_half(folder / "整个.xlsx"))

    with pytest.raises(Unreadable, match="没有复制完整"):
        read_workbook(path)


def test_a_file_that_is_gone_is_told(folder: Path) -> None:
    with pytest.raises(Unreadable, match="打不开"):
        read_workbook(folder / "没有.xlsx")
