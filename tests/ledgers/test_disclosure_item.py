"""The catalogue of village affairs: its words are understood, and an item takes over what stands in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app import paths
from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import ledger
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.affairs_kinds import AREAS, BENEFIT, OTHER, POINTS, kind_of, only_for
from app.ledgers.affairs_rules import frame_of, taken_over
from app.ledgers.disclosure_item import DISCLOSURE_ITEMS, derive, read_when, said_area
from app.ledgers.posting import SPECIALS
from app.operations import exports, imports, lists, raising, records, starters
from app.storage.book import Book
from tests.conftest import Places
from tests.domain.around import NOTHING_AROUND
from tests.ledgers.county import UNITS, County, seen

STARTER = DISCLOSURE_ITEMS.starters[0].label
ENTRY: Row = {
    "id": 7,
    "item": "农村低保",
    "area": "保障",
    "content": "享受户数；每户金额\n本期新增",
    "basis": "社会救助暂行办法 第十一条",
    "schedule": "每季度",
    "rhythm": "每季度",
    "days": None,
    "names": "全名",
    "owner_dept": "县民政局",
    "level": "村级",
}
AROUND = County({"unit": UNITS, "disclosure_item": [ENTRY]})


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("每季度的首个月20日", ("每季度", 20)),
        ("每季度首月20日", ("每季度", 20)),
        ("每季度的首个月20日(财务往来较多的每月公布一次)", ("每季度(往来较多的每月)", 20)),
        ("每季度", ("每季度", None)),
        ("季度首月8日前", ("每季度", 8)),
        ("每月10日前", ("每月", 10)),
        ("每月", ("每月", None)),
        ("随时公布", ("随时", None)),
        ("随时(10日内)", ("随时", 10)),
        ("及时公开,5天内", ("随时", 5)),
        ("信息形成或变更之日起20个工作日内", ("20个工作日内", None)),
        ("二十个工作日内", ("20个工作日内", None)),
        ("每年", ("每年", None)),
        ("年度,1月20日前", ("每年", 20)),
        ("长期公开", ("长期", None)),
        ("7个工作日内", None),
        ("看情况", None),
        ("", None),
    ],
)
def test_the_words_of_a_county_are_understood_as_a_rhythm_and_a_day(
    said: str, understood: tuple[str, int | None] | None
) -> None:
    assert read_when(said) == understood


@pytest.mark.parametrize(
    ("item", "area"),
    [
        ("城乡居民最低生活保障对象名单", "保障"),
        ("政府部门对农(渔)业补贴", "保障"),
        ("投入资金5万元以上的各类重大事项", "资金"),
        ("村级道路工程", "项目"),
        ("村民代表决议事项清单", "民主决策"),
        ("发展党员情况", "党务"),
        ("计划生育政策落实情况", "政策"),
        ("宅基地审批情况", "其他"),
    ],
)
def test_an_area_is_offered_by_the_name_of_the_item(item: str, area: str) -> None:
    assert said_area(item) == area
    assert derive({"item": item, "schedule": "每季度"}, NOTHING_AROUND)["area"] == area
    assert "area" not in derive({"item": item, "area": OTHER, "schedule": "每季度"}, NOTHING_AROUND)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"schedule": "看情况", "rhythm": None}, [("schedule", "E-WHEN", False)]),
        ({"schedule": "每季度首月31日", "days": 31}, [("schedule", "E-WHEN", False)]),
        ({"schedule": "随时(60日内)", "rhythm": "随时", "days": 60}, []),
        ({"regular": 1}, []),
        ({"regular": 1, "schedule": "随时", "rhythm": "随时"}, [("regular", "E-REGULAR", False)]),
        ({"basis": None}, [("basis", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_an_entry(more: Row, found: list[tuple[str, str, bool]]) -> None:
    assert seen(DISCLOSURE_ITEMS, {**ENTRY, **more}, NOTHING_AROUND) == found


def test_an_item_takes_over_what_is_still_empty_and_gets_an_outline() -> None:
    blank = taken_over({"catalogue": 7}, AROUND)
    typed = taken_over({"catalogue": 7, "item": "城乡低保", "content": "写好了", "timing": "随时"}, AROUND)
    without = taken_over({}, AROUND), taken_over({"special": SPECIALS[0]}, AROUND)

    assert blank == {
        "area": BENEFIT,
        "item": "农村低保",
        "grounds": "社会救助暂行办法 第十一条",
        "timing": "按期",
        "names": "全名",
        "owner_dept": "县民政局",
        "content": "享受户数：\n每户金额：\n本期新增：",
    }
    assert set(typed) == {"area", "grounds", "names", "owner_dept"}
    assert without == ({"timing": "按期"}, {"timing": "随时"})
    assert "content" not in taken_over({"catalogue": 7, "nothing": 1}, AROUND)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("享受户数：\n每户金额：见名单", [("content", "E-OUTLINE", False)]),
        ("享受户数：12 户\n每户金额：见名单", []),
    ],
)
def test_an_outline_nobody_filled_is_not_reviewed(content: str, found: list[tuple[str, str, bool]]) -> None:
    row: Row = {
        "unit": 3,
        "catalogue": 7,
        "area": "其他",
        "item": "农村低保",
        "grounds": "办法",
        "timing": "按期",
        "period": "2026Q3",
        "content": content,
        "state": "已审核",
        "reviewed_by": "赵组长",
        "reviewed_on": "2026-10-08",
    }

    assert seen(AFFAIRS_ITEMS, row, AROUND) == found
    assert seen(AFFAIRS_ITEMS, {**row, "state": "草稿"}, AROUND) == []


def test_every_kind_has_its_points_and_every_point_is_a_field_asked_for_there_alone() -> None:
    points = {key for keys in POINTS.values() for key in keys}

    assert set(POINTS) == {*AREAS, *SPECIALS}
    assert points <= AFFAIRS_ITEMS.by_key.keys()
    assert all(AFFAIRS_ITEMS.by_key[key].only_when == only_for(key) for key in points)
    assert kind_of({"area": "资金", "special": SPECIALS[0]}) == SPECIALS[0]
    assert kind_of({"area": "资金", "special": None}) == "资金"


def test_the_shipped_catalogue_comes_in_once_and_leaves_what_a_county_changed(book: Book) -> None:
    done = starters.load_starter(book, DISCLOSURE_ITEMS, STARTER)
    first = book.rows("disclosure_item")[0]
    records.save(book, DISCLOSURE_ITEMS, int(str(first["id"])), {"schedule": "每季度首月8日"})
    records.void(book, DISCLOSURE_ITEMS, int(str(book.rows("disclosure_item")[1]["id"])), "县里不要")
    with book.change("撤销登记") as writer:
        writer.save(DISCLOSURE_ITEMS, {"id": book.rows("disclosure_item")[-1]["id"], "item": "县里改了名的"})

    again = starters.load_starter(book, DISCLOSURE_ITEMS, STARTER)

    rows = book.rows("disclosure_item")
    assert (done.faults, again.added, len(rows)) == ([], 1, done.added)
    assert next(row for row in rows if row["id"] == first["id"])["schedule"] == "每季度首月8日"
    assert {row["area"] for row in rows} == set(AREAS)
    assert {row["special"] for row in rows} - {None} == set(SPECIALS)
    assert all(row["rhythm"] and row["content"] and row["basis"] for row in rows)
    with pytest.raises(Refused) as caught:
        starters.load_starter(book, DISCLOSURE_ITEMS, STARTER)
    assert "没有改动" in caught.value.message
    with pytest.raises(Refused):
        starters.load_starter(book, ledger("problem"), STARTER)


def test_a_countys_published_list_comes_in_as_it_stands(book: Book, folder: Path) -> None:
    with paths.resource("samples", "s17_village_affairs_catalogue.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    lines[0][0] = "序号"
    table = folder / "村务公开目录.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)

    done = imports.run_import(book, DISCLOSURE_ITEMS, [table])

    rows = book.rows("disclosure_item")
    assert (done.added, done.faults) == (9, [])
    assert [row["item"] for row in rows] == [line[1] for line in lines[1:]]
    assert [row["schedule"] for row in rows] == [line[3] for line in lines[1:]]
    assert [row["days"] for row in rows] == [20, None, 20, 20, 20, 20, 20, 20, 20]
    assert [row["rhythm"] for row in rows][:4] == ["每季度", "随时", "每季度", "每季度(往来较多的每月)"]


def test_chosen_entries_become_items_of_a_village_in_one_step(book: Book, places: Places) -> None:
    starters.load_starter(book, DISCLOSURE_ITEMS, STARTER)
    wanted = [int(str(row["id"])) for row in book.rows("disclosure_item") if row["regular"]][:3]

    plan = raising.plan(book, DISCLOSURE_ITEMS, wanted, "登记公开事项")
    made = raising.raise_rows(
        book, DISCLOSURE_ITEMS, wanted, "登记公开事项", {"unit": "青山村", "period": "2026年第3季度"}
    )

    entries = book.page("disclosure_item", wanted)
    assert plan.missing == ["unit", "period"]
    assert [one.row["item"] for one in made] == [entry["item"] for entry in entries]
    assert [one.row["content"] for one in made] == [frame_of(entry) for entry in entries]
    assert {(one.row["unit"], one.row["state"], one.row["due_on"]) for one in made} == {
        (places.village, "草稿", "2026-10-15")
    }
    records.undo(book)
    assert lists.count(book, AFFAIRS_ITEMS) == 0


def test_the_catalogue_goes_out_as_excel_and_comes_in_again_unchanged(book: Book, folder: Path) -> None:
    starters.load_starter(book, DISCLOSURE_ITEMS, STARTER)
    records.save(book, DISCLOSURE_ITEMS, None, {"item": "没有一级事项的", "basis": "办法", "schedule": "每年"})
    before = [{**row, "row_version": 0, "updated_at": ""} for row in book.rows("disclosure_item")]
    written = exports.export_register(book, DISCLOSURE_ITEMS, None, folder / "目录.xlsx")

    again = imports.run_import(book, DISCLOSURE_ITEMS, [written])

    assert (again.added, again.updated, again.faults) == (0, len(before), [])
    assert [{**row, "row_version": 0, "updated_at": ""} for row in book.rows("disclosure_item")] == before
