"""Units as clerks paste them: villages with their groups, stations, offices, a county's townships."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations.unit_lines import lines_of_workbook, read_units, said, save_units
from app.storage.book import Book

PASTED = """1. 青山村 3
白云社区
  3组
 张家组
龙潭村第2村民小组
便民服务中心
派出所
党政办公室
"""


def test_a_pasted_list_becomes_units_with_their_kinds_and_villages() -> None:
    found = read_units(PASTED)

    assert [(one.kind, one.name, one.above) for one in found] == [
        ("村", "青山村", ""),
        ("村民小组", "第1村民小组", "青山村"),
        ("村民小组", "第2村民小组", "青山村"),
        ("村民小组", "第3村民小组", "青山村"),
        ("社区", "白云社区", ""),
        ("村民小组", "第3村民小组", "白云社区"),
        ("村民小组", "张家组", "白云社区"),
        ("村", "龙潭村", ""),
        ("村民小组", "第2村民小组", "龙潭村"),
        ("站所", "便民服务中心", ""),
        ("站所", "派出所", ""),
        ("内设机构", "党政办公室", ""),
    ]
    assert [one.scope for one in found[-3:]] == ["公共服务站所", "基层执法监管单位", ""]
    assert said(found) == "2 个村、6 个村民小组、1 个社区、2 个站所、1 个内设机构"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("青山村 2个组", ["青山村", "第1村民小组", "第2村民小组"]),
        ("青山村2个村民小组", ["青山村", "第1村民小组", "第2村民小组"]),
        ("青山村3组", ["青山村", "第3村民小组"]),
        ("青山村\t3组\n青山村\t4组", ["青山村", "第3村民小组", "第4村民小组"]),
        ("青山村\n青山村", ["青山村"]),
        ("第三村民小组所在的青山村", ["第三村民小组所在的青山村"]),
        ("青山村民委员会", ["青山村民委员会"]),
        ("", []),
    ],
)
def test_habits_of_writing_villages_and_groups_are_understood(typed: str, names: list[str]) -> None:
    assert [one.name for one in read_units(typed)] == names
    assert not any(one.wrong for one in read_units(typed))


def test_a_county_reads_townships_with_their_codes() -> None:
    found = read_units("青云乡 330182001\n白云镇\n城关街道 330182003\n财政局", county=True)

    assert [(one.kind, one.name, one.code) for one in found] == [
        ("乡镇", "青云乡", "330182001"),
        ("乡镇", "白云镇", ""),
        ("街道", "城关街道", "330182003"),
        ("县直部门", "财政局", ""),
    ]


@pytest.mark.parametrize(("typed", "word"), [("王小明", "看不出"), ("3组", "写在它的村下面"), ("村", "看不出")])
def test_what_is_no_unit_is_said_and_nothing_is_written(book: Book, typed: str, word: str) -> None:
    before = book.count("unit")
    lines = read_units(f"青山村\n{typed}" if typed == "王小明" else typed)

    with pytest.raises(Refused, match=word):
        save_units(book, lines)

    assert book.count("unit") == before


def test_all_units_are_one_step_and_one_undo(book: Book) -> None:
    from app.operations import records

    before = book.count("unit")
    save_units(book, read_units(PASTED))
    after = book.count("unit")

    records.undo(book)

    assert after > before + 8
    assert len(book.rows("unit")) == before


def test_the_same_list_again_adds_nothing(book: Book) -> None:
    save_units(book, read_units(PASTED))

    assert save_units(book, read_units(PASTED)) == 0


def test_a_workbook_without_names_of_units_says_what_to_do(folder: Path) -> None:
    path = folder / "账.csv"
    path.write_text("日期,金额\n2026-01-02,300\n", "utf-8")

    with pytest.raises(Refused, match="里没有找到单位名称"):
        lines_of_workbook(path)


def test_a_county_list_brings_the_codes_along(folder: Path) -> None:
    path = folder / "乡镇.csv"
    path.write_text("乡镇,统一代码\n青云乡,330182001\n白云镇,330182002\n", "utf-8")

    lines = lines_of_workbook(path)

    assert [(one.name, one.code) for one in read_units(lines, county=True)] == [
        ("青云乡", "330182001"),
        ("白云镇", "330182002"),
    ]
