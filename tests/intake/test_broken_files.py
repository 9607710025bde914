"""Files as they come off sticks and out of mailboxes: half copied, renamed, locked, full of zeros."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app import apart
from app.intake import child, container
from app.intake.unreadable import Unreadable
from app.intake.workbook import read_workbook

OLD = (Path(__file__).parent / "files" / "旧台账.xls").read_bytes()
HEAD = "单位,金额\n"


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for cell, value in ({"A1": "单位", "B1": "金额", "A2": "青山村", "B2": 5} | cells).items():
        page[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def locked() -> bytes:
    """An old workbook whose second record says that the rest is under a password."""
    at = OLD.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    return OLD[:at] + b"\x2f\x00" + OLD[at + 2 :]


def pack(name: str, data: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def refusal(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        read_workbook(folder / name, ("单位", "金额"))
    return refused.value.message


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("零.xlsx", bytes(4096), "里面全是空字节,多半是没有复制完整"),
        ("半个.xlsx", workbook()[:2500], "文件已损坏或没有复制完整"),
        ("半个.xls", OLD[:3000], "文件已损坏,或不是 Excel 工作簿"),
        ("有密码.xls", locked(), "文件设了密码"),
        ("有密码.xlsx", OLD[:512] + "EncryptedPackage".encode("utf-16-le") + OLD[512:], "文件设了密码"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0 JFIF", "它不是表格文件"),
        ("压缩包.xlsx", pack("照片.jpg"), "这不是 Excel 工作簿"),
        ("~$台账.xlsx", b"\x06Clerk" + b" " * 159, "这是 WPS、Excel 开着一个文件时留下的临时文件"),
        ("乱码.csv", f"{HEAD}青山村,5\n石\0桥村,6\n".encode(), "第 3 行里有看不见的乱码"),
        ("长行.csv", f"{HEAD}{'x' * (10 << 20)},1\n".encode(), "第 2 行起有一格超过 13 万字,可能是引号只有一半"),
        ("引号.csv", f'{HEAD}青山村,5\n"石桥村,6\n新村,7\n'.encode(), "第 3 行有引号只写了一半,后面的行都连在了一起"),
        ("程序.csv", bytes(range(256)) * 4, "这不是表格文件,或文字编码无法识别"),
        ("远.xlsx", workbook(XFD1048576=" "), "有内容的格子一直到第 1048576 行、第 16384 列"),
        ("远.xlsx", workbook(Z1048576=" "), "有内容的格子一直到第 1048576 行、第 26 列"),
    ],
)
def test_a_broken_file_is_told_with_its_name_the_reason_and_the_way_out(
    folder: Path, name: str, data: bytes, said: str
) -> None:
    told = refusal(folder, name, data)

    assert told.startswith(f"没有读入“{name}”:{said}")
    assert "账本没有变化。请" in told


@pytest.mark.parametrize(
    "text",
    ['单位,金额\n青山村,管径 5"\n', '单位,金额\n"鱼塘"发包,5\n', '单位,金额\n"鱼塘\n发包",5', "单位,金额\n青山村,5"],
)
def test_quotes_that_close_or_stand_inside_a_word_are_read(folder: Path, text: str) -> None:
    (folder / "台账.csv").write_bytes(text.encode("gb18030"))

    (table,) = read_workbook(folder / "台账.csv")

    assert len(table.rows) == 1


def test_a_long_list_with_a_blank_below_is_still_read(folder: Path) -> None:
    (folder / "长.xlsx").write_bytes(workbook(B60000=" ", AB2="旁注"))

    (table,) = read_workbook(folder / "长.xlsx", ("单位", "金额"))

    assert table.rows == [(2, ["青山村", "5"])]


def test_a_form_that_reaches_too_far_is_refused_before_it_is_read(folder: Path) -> None:
    (folder / "远.xlsx").write_bytes(workbook(XFD1048576="x"))

    with pytest.raises(Unreadable, match="隔着太多空格子"):
        container.check(folder / "远.xlsx")


def test_words_in_a_cell_are_not_taken_for_a_row_far_below(folder: Path) -> None:
    # this writer puts words into the tab itself, as some office programs do
    book = xlsxwriter.Workbook(str(folder / "字.xlsx"), {"constant_memory": True})
    book.add_worksheet().write(0, 0, '写着 row r="9999999"')
    book.close()

    assert container.check(folder / "字.xlsx") == {}


# old workbooks are taken apart in a process of their own


def test_an_old_workbook_that_eats_all_memory_leaves_this_program_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_circle = bytearray(OLD)
    in_a_circle[4608:5120:4] = bytes(128)  # each small sector is followed by the first
    monkeypatch.setattr(child, "MEMORY", 300 << 20)

    told = refusal(folder, "圈.xls", bytes(in_a_circle))

    assert "文件已损坏,或不是 Excel 工作簿" in told


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("import os; os.abort()", 9),
        ("import time; time.sleep(60)", 1),
        ("print('not json')", 9),
        ("print('[1, 2]')", 9),
        ("import sys; sys.exit(3)", 9),
    ],
)
def test_a_process_that_dies_hangs_or_babbles_is_a_damaged_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, seconds: int
) -> None:
    monkeypatch.setattr(child, "command", lambda: [sys.executable, "-S", "-c", code])
    monkeypatch.setattr(child, "SECONDS", seconds)

    told = refusal(folder, "旧台账.xls", OLD)

    assert "文件已损坏,或不是 Excel 工作簿" in told


def test_the_process_gives_what_is_read_without_it(folder: Path) -> None:
    (folder / "旧台账.xls").write_bytes(OLD)

    apart_read = child.sheets_apart(folder / "旧台账.xls", 100, 500)

    assert apart_read == child.read_old(folder / "旧台账.xls", 100, 500)
    assert apart_read[0].texts[1][:2] == ["序号", "姓名"]


def test_the_frozen_program_starts_itself_with_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert child.command() == [sys.executable, apart.READ_WORKBOOK]
