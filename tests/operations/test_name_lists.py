"""A department's list of fourteen villages becomes the lists of fourteen items, and nobody is listed twice."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.domain.faults import Refused
from app.domain.identity import check_digit
from app.ledgers import ledger
from app.operations import imports, name_lists, records
from app.operations.books import Book
from tests.conftest import Places
from tests.operations.affairs import item, reviewed

UNITS = ledger("unit")
HEADS = (
    "序号",
    "村(社区)",
    "组别",
    "户主姓名",
    "身份证号码",
    "联系电话",
    "银行账号",
    "保障标准",
    "保障人数",
    "保障金额(元)",
)


def number(first17: str) -> str:
    return first17 + check_digit(first17)


ADULT, CHILD, OTHER = (number(f"360999{born}123") for born in ("19720101", "20150101", "19800202"))


@pytest.fixture
def villages(book: Book, places: Places) -> dict[str, int]:
    """Three villages with two groups each, and an item of each."""
    records.save(book, UNITS, None, {"name": "第1村民小组", "kind": "村民小组", "parent": "青山村"})
    for name in ("白石村", "大塘村"):
        records.save(book, UNITS, None, {"name": name, "kind": "村", "parent": "示例乡"})
        records.save(book, UNITS, None, {"name": "第12村民小组", "kind": "村民小组", "parent": name})
    names = ("青山村", "白石村", "大塘村")
    return {name: item(book, unit=name, area="保障", item="最低生活保障对象名单").id for name in names}


def workbook(path: Path, rows: list[tuple[object, ...]], heads: tuple[str, ...] = HEADS, title: str = "汇总") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    page.append(["示例县2026年第3季度农村低保发放表"])
    page.append(list(heads))
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def lines(book: Book, header: int) -> list[tuple[object, ...]]:
    rows = book.rows("recipient", item=header)
    return [
        (
            row["seq"],
            row["name"],
            book.title("unit", int(str(row["group_unit"]))) if row["group_unit"] else "",
            row["amount"],
            row["minor"],
        )
        for row in rows
    ]


def test_one_workbook_fills_the_lists_of_all_villages_in_one_step(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    file = workbook(
        folder / "低保发放表.xlsx",
        [
            (1, "青山村", "3组", "李大根", ADULT, "13900139000", "6222020200112233446", "一类", 2, 1230),
            (2, "青山村", "第一村民小组", "陈小宝", CHILD, "", "", "二类", 1, 500.05),
            (3, "示例乡白石村委会", "十二组", "王秋莲", "", "", "", "", "", "1,140.00"),
            (4, "大塘村", "", "张有福", "", "", "", "", "", 380),
            ("", "合计", "", "", "", "", "", "", 3, 3250.05),
        ],
    )

    plan = name_lists.plan_lists(book, list(villages.values()), [file])
    done = imports.carry_out(book, plan)

    assert (done.added, plan.bad, plan.read) == (4, 0, 4)
    assert plan.left_out == ["联系电话", "银行账号"]
    assert lines(book, villages["青山村"]) == [
        (1, "李大根", "青山村第3村民小组", 123_000, 0),
        (2, "陈小宝", "青山村第1村民小组", 50_005, 1),
    ]
    assert lines(book, villages["白石村"]) == [(1, "王秋莲", "白石村第12村民小组", 114_000, 0)]
    assert lines(book, villages["大塘村"]) == [(1, "张有福", "", 38_000, 0)]
    top = book.row("affairs_item", villages["青山村"]) or {}
    assert (top["recipients"], top["amount"]) == (2, 173_005)
    records.undo(book, done.batch)
    assert book.rows("recipient") == []
    assert (book.row("affairs_item", villages["青山村"]) or {})["amount"] is None


def test_the_village_may_stand_on_the_tab_or_in_the_name_of_the_file(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    heads = ("姓名", "金额")
    by_tab = workbook(folder / "汇总.xlsx", [("李大根", 1)], heads, "白石村")
    by_file = workbook(folder / "大塘村 名单.xlsx", [("王秋莲", 2)], heads)

    imports.carry_out(book, name_lists.plan_lists(book, list(villages.values()), [by_tab, by_file]))

    assert [name for _, name, *_ in lines(book, villages["白石村"])] == ["李大根"]
    assert [name for _, name, *_ in lines(book, villages["大塘村"])] == ["王秋莲"]


def test_with_one_item_every_line_is_its_own_and_names_go_on_after_those_there(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    only = [villages["青山村"]]
    first = workbook(folder / "一.xlsx", [("李大根", "3组", 1)], ("姓名", "组", "金额"))
    second = workbook(folder / "二.xlsx", [("王秋莲", "3组", 2)], ("姓名", "组", "金额"))
    for file in (first, second):
        imports.carry_out(book, name_lists.plan_lists(book, only, [file]))

    assert [(seq, name) for seq, name, *_ in lines(book, only[0])] == [(1, "李大根"), (2, "王秋莲")]


def test_the_same_person_twice_is_found_in_the_workbook_and_in_the_book(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    rows = [
        ("青山村", "李大根", ADULT, "3组", 1),
        ("青山村", "李大根(重报)", ADULT, "3组", 1),
        ("青山村", "王伟", "", "3组", 1),
        ("青山村", "王伟", "", "3组", 1),
        ("青山村", "刘秀", OTHER, "3组", 1),
        ("青山村", "刘秀", CHILD, "3组", 1),
        ("白石村", "李大根", ADULT, "12组", 1),
    ]
    file = workbook(folder / "名单.xlsx", rows, ("村", "姓名", "身份证号", "组", "金额"))

    plan = name_lists.plan_lists(book, list(villages.values()), [file])
    done = imports.carry_out(book, plan, keep_good=True)
    again = name_lists.plan_lists(book, list(villages.values()), [file])

    assert [(fault.row, fault.column, fault.code) for fault in plan.faults] == [
        (4, "身份证号", "E-TWICE"),
        (6, "姓名", "E-TWICE"),
    ]
    assert "与第 3 行是同一个人" in plan.faults[0].message
    assert ADULT not in plan.faults[0].message
    assert (plan.bad, done.added) == (1, 6)
    assert {fault.row for fault in again.faults if "名单第1户是同一个人" in fault.message} >= {3}


def test_a_village_without_an_item_and_a_group_that_is_not_there_are_named(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    rows = [
        ("青山村", "李大根", "3组", 1),
        ("东溪村", "王伟", "1组", 1),
        ("", "无名", "", 1),
        ("青山村", "赵六", "9组", 1),
    ]
    file = workbook(folder / "名单.xlsx", rows, ("村", "姓名", "组", "金额"))

    plan = name_lists.plan_lists(book, list(villages.values()), [file])

    told = {fault.row: fault.message for fault in plan.faults}
    assert plan.bad == 3
    assert "选中的事项里没有“东溪村”" in told[4]
    assert "看不出是哪个村的" in told[5]
    assert "9组" in told[6]
    assert imports.carry_out(book, plan).batch is None
    assert book.rows("recipient") == []


@pytest.mark.parametrize(
    ("heads", "rows", "told"),
    [
        (("姓名", "村"), [("李大根", "青山村")], "没有“金额”这一列"),
        (("村", "补贴金额"), [("青山村", 1)], "没有“姓名”这一列"),
        (("姓名", "金额"), [], "没有名单"),
    ],
)
def test_a_workbook_without_names_or_amounts_is_refused(
    book: Book,
    villages: dict[str, int],
    folder: Path,
    heads: tuple[str, ...],
    rows: list[tuple[object, ...]],
    told: str,
) -> None:
    file = workbook(folder / "名单.xlsx", rows, heads)

    with pytest.raises(Refused) as caught:
        name_lists.plan_lists(book, list(villages.values()), [file])

    assert told in caught.value.message


def test_a_reviewed_list_two_items_of_one_village_and_no_item_at_all_are_refused(
    book: Book, villages: dict[str, int], folder: Path
) -> None:
    file = workbook(folder / "名单.xlsx", [("李大根", 1)], ("姓名", "金额"))
    other = item(book, unit="白石村", item="另一事项").id
    reviewed(book, villages["青山村"])

    codes = []
    for chosen in ([villages["青山村"]], [villages["白石村"], other], []):
        with pytest.raises(Refused) as caught:
            name_lists.plan_lists(book, chosen, [file])
        codes.append(caught.value.code)

    assert codes == ["E-FIXED", "E-TWICE", "E-NOTHING"]
