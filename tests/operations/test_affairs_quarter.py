"""What villages owe by the catalogue, and the board of a whole quarter."""

from __future__ import annotations

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import lists, owed, raising, records, records_many, sheets
from app.operations.books import Book
from app.reports.affairs_sheet import NOT_REVIEWED
from app.storage.reading import Query
from tests.conftest import FixedClock, Places
from tests.export.paper import Paper
from tests.operations.affairs import (
    ENTRIES,
    ITEMS,
    PEOPLE,
    QUARTER,
    REVIEW,
    catalogue,
    item,
    people,
    posted,
    reviewed,
    tables,
    words,
)

LAST = Period.parse(QUARTER)
UNITS = ledger("unit")


def names(found: list[owed.Owed]) -> list[str]:
    return [one.item for one in found]


def test_without_a_catalogue_nothing_is_owed(book: Book, places: Places) -> None:
    assert owed.owed(book) == []


def test_every_village_owes_the_regular_entries_of_the_quarter_that_ended(book: Book, places: Places) -> None:
    catalogue(book)
    other = records.save(book, UNITS, None, {"name": "白石村", "kind": "村", "parent": "示例乡"}).id

    found = owed.owed(book)

    regular = [row["item"] for row in book.rows("disclosure_item") if row["regular"]]
    assert names(found) == regular * 2
    assert {one.unit for one in found} == {places.village, other}
    assert {(one.period, one.due_on, one.row, one.state) for one in found} == {(QUARTER, "2026-10-15", None, "")}
    assert {one.unit_title for one in found} == {"青山村", "白石村"}
    assert owed.owed(book, units=[other]) == [one for one in found if one.unit == other]


def test_a_record_of_the_entry_or_of_its_name_answers_it_and_nothing_is_an_answer_too(
    book: Book, places: Places
) -> None:
    entries = catalogue(book)
    made = item(book, catalogue="特困人员供养名单", item="", content="", nothing="是", area="")
    named = item(book, item="最低生活保障对象名单", area="保障")
    reviewed(book, named.id)
    posted(book, named.id)

    found = {one.item: one for one in owed.owed(book)}

    assert (found["特困人员供养名单"].row, found["特困人员供养名单"].nothing) == (made.id, True)
    assert found["特困人员供养名单"].entry == entries["特困人员供养名单"]
    assert (found["最低生活保障对象名单"].row, found["最低生活保障对象名单"].state) == (named.id, "已公开")
    assert found["最低生活保障对象名单"].published
    assert not found["特困人员供养名单"].published
    assert "特困人员供养名单" not in owed.missing(book, places.village, LAST)
    records.void(book, ITEMS, made.id, "登错了")
    assert "特困人员供养名单" in owed.missing(book, places.village, LAST)


@pytest.mark.parametrize(
    ("entry", "busy", "quarter", "periods"),
    [
        ({"rhythm": "每季度"}, 0, "2026Q3", ["2026Q3"]),
        ({"rhythm": "每季度"}, 0, "2026Q4", []),
        ({"rhythm": "每月"}, 0, "2026Q4", ["2026-10"]),
        ({"rhythm": "每月"}, 0, "2026Q3", ["2026-07", "2026-08", "2026-09"]),
        ({"rhythm": "每季度(往来较多的每月)"}, 0, "2026Q3", ["2026Q3"]),
        ({"rhythm": "每季度(往来较多的每月)"}, 1, "2026Q3", ["2026-07", "2026-08", "2026-09"]),
        ({"rhythm": "每年"}, 0, "2026Q3", []),
        ({"rhythm": "每年"}, 0, "2025Q4", ["2025"]),
        ({"rhythm": "随时"}, 0, "2026Q3", []),
    ],
)
def test_what_is_owed_follows_the_rhythm_and_only_for_what_has_ended(
    clock: FixedClock, entry: Row, busy: int, quarter: str, periods: list[str]
) -> None:
    found = owed.periods_of(entry, {"busy": busy}, Period.parse(quarter), clock().date())

    assert [each.key for each in found] == periods


def test_an_entry_no_longer_in_force_is_owed_by_nobody_and_its_records_stay(book: Book, places: Places) -> None:
    entries = catalogue(book)
    made = item(book, catalogue="特困人员供养名单", item="", content="", nothing="是", area="")

    records.move(book, ENTRIES, entries["特困人员供养名单"], "停用")

    offered = [choice.title for choice in lists.choices(book, "disclosure_item", "", ITEMS.by_key["catalogue"].wanted)]  # type: ignore[attr-defined]
    assert "特困人员供养名单" not in names(owed.owed(book))
    assert "特困人员供养名单" not in offered
    assert len(offered) == len(entries) - 1
    assert (book.row("affairs_item", made.id) or {})["catalogue"] == entries["特困人员供养名单"]
    (offer,) = raising.offers(book, ENTRIES, book.row("disclosure_item", entries["特困人员供养名单"]) or {})
    assert offer.reason == "目录里已停用"


def test_items_of_a_month_or_a_year_say_which_on_the_board(book: Book, places: Places) -> None:
    for period in ("2025-11", "2025-12", "2025", "2025Q4"):
        item(book, item="低保名单", period=period)

    (made,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2025Q4")

    (table,) = tables(made)
    shown = [row[1] for index, row in enumerate(table.rows) if index not in table.headings]
    assert sorted(map(str, shown)) == [
        "低保名单",
        "低保名单（2025年11月）",
        "低保名单（2025年12月）",
        "低保名单（2025年度）",
    ]


def test_groups_owe_only_what_is_of_groups_and_units_that_were_not_there_owe_nothing(
    book: Book, places: Places
) -> None:
    records.save(
        book,
        ENTRIES,
        None,
        {"item": "小组决定的事项", "basis": "办法", "schedule": "每季度", "regular": "是", "level": "组级"},
    )
    records.save(book, ENTRIES, None, {"item": "财务收支", "basis": "办法", "schedule": "每季度", "regular": "是",
                                       "domain": "财务"})  # fmt: skip
    first = owed.owed(book)
    records.save(book, UNITS, places.group, {"closed_on": "2026-06-30"})

    assert [(one.unit, one.item) for one in first] == [(places.group, "小组决定的事项")]
    assert owed.owed(book) == []


def test_chosen_items_are_registered_for_all_villages_in_one_step_or_as_nothing(book: Book, places: Places) -> None:
    catalogue(book)
    records.save(book, UNITS, None, {"name": "白石村", "kind": "村", "parent": "示例乡"})
    poor = [one for one in owed.owed(book) if one.item == "最低生活保障对象名单"]
    rest = [one for one in owed.owed(book) if one.item != "最低生活保障对象名单"]

    drafts = owed.register(book, poor)
    empty = owed.register(book, rest, nothing=True)

    rows = {one.id: lists.page(book, ITEMS, [one.id])[0] for one in (*drafts, *empty)}
    assert [(rows[one.id]["state"], rows[one.id]["nothing"]) for one in drafts] == [("草稿", 0)] * 2
    assert all(str(rows[one.id]["content"]).startswith("享受的户数和人数：") for one in drafts)
    assert {(rows[one.id]["nothing"], rows[one.id]["content"]) for one in empty} == {(1, None)}
    assert {one.row for one in owed.owed(book)} == set(rows)
    with pytest.raises(Refused) as caught:
        owed.register(book, owed.owed(book))
    assert caught.value.code == "E-NOTHING"
    records.undo(book)
    assert lists.count(book, ITEMS) == 2


def test_a_whole_board_is_signed_posted_and_taken_down_at_once(book: Book, places: Places) -> None:
    catalogue(book)
    ids = [one.id for one in owed.register(book, owed.owed(book), nothing=True)]
    hang = {"posted_from": "2026-10-10", "posted_to": "2026-10-19", "posted_at": "村委会门口"}

    records_many.move_many(book, ITEMS, ids, "审核通过", texts=REVIEW)
    with pytest.raises(Refused) as no_photo:
        records_many.move_many(book, ITEMS, ids, "张贴公开", texts=hang)
    records_many.move_many(book, ITEMS, ids, "张贴公开", texts={**hang, "no_photo": "雨天"})
    down = records_many.move_many(book, ITEMS, ids, "撤榜", texts={"taken_down_on": "2026-10-20"})

    assert no_photo.value.code == "E-PHOTO"
    assert {one.row["state"] for one in down} == {"已撤榜"}
    assert {one.row["posted_at"] for one in down} == {"村委会门口"}
    assert all(one.published for one in owed.owed(book))
    records.undo(book)
    assert {row["state"] for row in book.rows("affairs_item")} == {"已公开"}


def board(book: Book, places: Places) -> str:
    entries = catalogue(book)
    item(book, catalogue="种粮补贴、农机购置补贴等", item="", content="已发放", area="")
    first = item(book, catalogue="最低生活保障对象名单", item="", content="享受 3 户", area="")
    people(book, first.id)
    item(book, item="村里自己加的事项")
    item(book, catalogue="宅基地审批情况", item="", content="", area="", nothing="是")
    item(book, item="临时公布的事项", decided_on="2026-09-20", timing="随时")
    item(book, item="别的季度", decided_on="2026-10-01", timing="随时")
    item(book, item="长期挂的政策", area="政策", timing="长期", period="")
    assert entries
    (made,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2026Q3")
    return words(made)


def test_the_board_of_a_quarter_follows_the_catalogue_and_says_what_there_was_not(book: Book, places: Places) -> None:
    board(book, places)
    (made,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2026Q3")

    (table,) = tables(made)
    rows = [(row[1], row[2], row[3]) for row in table.rows]
    heads = [row[1] for index, row in enumerate(table.rows) if index in table.headings]
    assert made.title == "青山村2026年第3季度村务公开榜"
    assert heads == ["民生保障", "惠农补贴", "土地和宅基地", "其他事项", "随时公开的事项"]
    assert [name for name, *_ in rows if name not in heads] == [
        "最低生活保障对象名单",
        "种粮补贴、农机购置补贴等",
        "宅基地审批情况",
        "村里自己加的事项",
        "临时公布的事项",
    ]
    assert ("最低生活保障对象名单", "享受 3 户\n名单 3 户，另贴。", 123_000 + 114_000 + 50_005) in rows
    assert ("宅基地审批情况", "本期无此事项", None) in rows
    assert [row[0] for row in table.rows if row[0]] == [1, 2, 3, 4, 5]
    assert "5 项(其中本期无此事项 1 项)" in words(made)


def test_a_board_on_which_something_is_missing_is_a_draft_and_names_it(book: Book, places: Places) -> None:
    board(book, places)
    owing = owed.owed(book)

    (draft,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2026Q3")
    owed.register(book, owing, nothing=True)
    for row in book.rows("affairs_item"):
        if row["state"] == "草稿" and row["period"] == QUARTER:
            reviewed(book, int(str(row["id"])))
    (almost,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2026-09")
    (at_once,) = book.page("affairs_item", book.ids("affairs_item", Query(where={"item": "临时公布的事项"})))
    reviewed(book, int(str(at_once["id"])))
    (whole,) = sheets.make_sheet(book, "affairs_quarter", ids=[int(str(at_once["id"]))])

    assert draft.subtitle == almost.subtitle == NOT_REVIEWED
    assert "目录要求每期公开、还没有登记的：" in words(draft)
    assert "特困人员供养名单" in words(draft)
    assert whole.subtitle == ""
    assert "还没有登记的" not in words(whole)
    assert "负责人(签字)：王主任" in words(whole)


def test_the_board_hangs_as_its_regular_items_do(book: Book, places: Places) -> None:
    for name in ("甲", "乙"):
        header = item(book, item=name).id
        reviewed(book, header)
        posted(book, header)
    at_once = item(book, item="丙", decided_on="2026-09-20", timing="随时").id
    records.move(
        book,
        ITEMS,
        at_once,
        "审核通过",
        texts={"reviewed_by": "钱组长", "reviewed_on": "2026-09-21", "approved_by": "王主任"},
    )

    (made,) = sheets.make_sheet(book, "affairs_quarter", unit=places.village, period=QUARTER)

    assert "公示期：2026年10月10日至2026年10月19日(共10天)" in words(made)
    assert "村务监督委员会(签字)：赵组长" in words(made)


def test_one_board_is_made_for_each_village_and_quarter_of_the_chosen_rows(book: Book, places: Places) -> None:
    records.save(book, UNITS, None, {"name": "白石村", "kind": "村", "parent": "示例乡"})
    chosen = [
        item(book, item="甲").id,
        item(book, item="乙").id,
        item(book, item="丙", unit="白石村").id,
        item(book, item="丁", period="2026Q2").id,
        item(book, item="戊", area="政策", timing="长期", period="").id,
    ]

    made = sheets.make_sheet(book, "affairs_quarter", ids=chosen)

    assert [sheet.title for sheet in made] == [
        "青山村2026年第2季度村务公开榜",
        "青山村2026年第3季度村务公开榜",
        "白石村2026年第3季度村务公开榜",
    ]
    assert len({sheet.facts["version"] for sheet in made}) == 3
    assert all(Paper(sheets.sheet_pdf(sheet)).outside() == [] for sheet in made)
    with pytest.raises(Refused) as nothing:
        sheets.make_sheet(book, "affairs_quarter", ids=[chosen[-1]])
    with pytest.raises(Refused) as no_period:
        sheets.make_sheet(book, "affairs_quarter", unit=places.village)
    with pytest.raises(Refused):
        sheets.make_sheet(book, "affairs_quarter", unit=places.village, period="2020Q1")
    assert (nothing.value.code, no_period.value.code) == ("E-NOTHING", "E-PERIOD")


def test_the_same_board_keeps_its_version_and_a_changed_one_gets_the_next(book: Book, places: Places) -> None:
    header = item(book, item="甲").id
    (first,) = sheets.make_sheet(book, "affairs_quarter", ids=[header])
    sheets.versions.put_on_paper(book, [first])
    (again,) = sheets.make_sheet(book, "affairs_quarter", ids=[header])
    records.save(book, ITEMS, header, {"content": "改了"})

    (changed,) = sheets.make_sheet(book, "affairs_quarter", ids=[header])

    assert first.facts["version"] == again.facts["version"]
    assert changed.facts["version"].startswith("第2版")


def test_nobody_who_got_something_is_named_on_the_board_of_the_quarter(book: Book, places: Places) -> None:
    text = board(book, places)

    assert not any(one["name"] in text for one in PEOPLE)
