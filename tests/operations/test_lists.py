"""What lists, pickers, the unit tree and the search show."""

from __future__ import annotations

import pytest

from app.domain.days import Period
from app.domain.fields import Row
from app.ledgers.shelf import PLACES
from app.operations import lists, records
from app.operations.lists import Query
from app.storage.book import Book
from app.storage.reading import Between
from tests.conftest import Places
from tests.operations.clerk import LINE, PERSON, PROBLEM, SHEET, TWO_LINES, UNIT, found, lines, row, sheet


def numbers(book: Book, query: Query | None = None) -> list[str]:
    """The running numbers a list of problems shows, in its order."""
    shown = lists.page(book, PROBLEM, lists.ids(book, PROBLEM, query))
    return [str(line["number"]).rpartition("〕")[2].removesuffix("号") for line in shown]


@pytest.fixture
def problems(book: Book, places: Places) -> list[int]:
    """Four problems: of the village, of its group, of the township, and one that was voided."""
    ids = [
        found(book, deadline="2026-12-01").id,
        found(book, unit="青山村第3村民小组", description="低保名单没有公示", category="3.2", deadline="2026-11-21").id,
        found(book, unit="示例乡", found_on="2026-10-09", description="办事大厅态度生冷", deadline="2026-11-22").id,
        found(book, description="重复登记的一条").id,
    ]
    records.void(book, PROBLEM, ids[3], "重复")
    records.move(book, PROBLEM, ids[2], "移送", reason="超出职权", texts={"transferred_to": "县纪委"})
    return ids


def test_a_list_shows_what_is_not_voided(book: Book, problems: list[int]) -> None:
    shown = numbers(book)

    assert shown == ["1", "2", "3"]
    assert numbers(book, Query(voided=True)) == ["4"]
    assert lists.count(book, PROBLEM) == 3


def test_lists_are_filtered_by_field_state_unit_period_and_text(
    book: Book, places: Places, problems: list[int]
) -> None:
    filtered = {
        "field": numbers(book, Query(where={"category": "3.2"})),
        "either": numbers(book, Query(where={"category": ["3.2", "2.2"], "unit": places.village})),
        "range": numbers(book, Query(where={"deadline": Between("2026-11-22", "2026-12-01")})),
        "state": numbers(book, Query(states=frozenset({"移送"}))),
        "unit and below": numbers(book, Query(units=(places.village,))),
        "township": numbers(book, Query(units=(places.township,))),
        "month": numbers(book, Query(period=Period.parse("2026-10"))),
        "text": numbers(book, Query(find="低保 公示")),
        "two at once": numbers(book, Query(find="集体", units=(places.group,))),
    }

    assert filtered == {
        "field": ["2"],
        "either": ["1"],
        "range": ["1", "3"],
        "state": ["3"],
        "unit and below": ["1", "2"],
        "township": ["1", "2", "3"],
        "month": ["3"],
        "text": ["2"],
        "two at once": [],
    }


def test_lists_are_ordered_by_what_is_shown(book: Book, places: Places, problems: list[int]) -> None:
    by_deadline = numbers(book, Query(order=(("deadline", False),)))
    backwards = numbers(book, Query(order=(("deadline", True),)))
    by_state = numbers(book, Query(order=(("state", True), ("number", True))))

    assert (by_deadline, backwards, by_state) == (["2", "3", "1"], ["1", "3", "2"], ["3", "2", "1"])


def test_only_overdue_shows_open_rows_past_their_limit(book: Book, problems: list[int]) -> None:
    overdue = numbers(book, lists.only_overdue(book, PROBLEM, Query()))

    assert overdue == ["2"]
    assert lists.only_overdue(book, PERSON, Query()) == Query()


def test_pages_come_in_the_order_asked_with_the_titles_they_link_to(book: Book, problems: list[int]) -> None:
    wanted = [problems[2], problems[0]]

    page = lists.page(book, PROBLEM, wanted)

    titles = lists.titles(book, PROBLEM, page)
    assert [line["id"] for line in page] == wanted
    assert [PROBLEM.show_one(line, "unit", titles) for line in page] == ["示例乡", "青山村"]


def test_lines_come_in_their_printed_order(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    last = lists.lines(book, LINE, header.id)[1]
    records.save(book, LINE, int(str(last["id"])), {"seq": "1"})

    shown = lists.lines(book, LINE, header.id)

    assert [line["purpose"] for line in shown] == ["买办公用纸", "山林发包收入"]


@pytest.mark.parametrize("typed", ["青山", "qs", "QSC", "第3"])
def test_pickers_find_by_part_of_the_name_and_by_initials(book: Book, places: Places, typed: str) -> None:
    offered = [choice.title for choice in lists.choices(book, "unit", typed)]

    assert "青山村第3村民小组" in offered
    assert "示例乡" not in offered


def test_pickers_offer_only_what_fits_and_nothing_voided(book: Book, places: Places) -> None:
    records.save(book, UNIT, None, {"name": "黄土村", "kind": "村", "parent": "示例乡"})
    gone = records.save(book, UNIT, None, {"name": "白沙村", "kind": "村", "parent": "示例乡"})
    records.void(book, UNIT, gone.id, "撤并")

    offered = [choice.title for choice in lists.choices(book, "unit", "", {"kind": "村"})]

    assert sorted(offered) == ["青山村", "黄土村"]


def test_two_people_of_one_name_are_told_apart_and_named_when_unclear(book: Book, places: Places) -> None:
    records.save(book, UNIT, None, {"name": "黄土村", "kind": "村", "parent": "示例乡"})
    records.save(book, PERSON, None, {"name": "王伟", "unit": "黄土村", "post": "会计", "level": "村(社区)干部"})

    row_, faults = records.read_texts(book, PROBLEM, {"lead": "王伟", "responsible": "王伟(青山村)"})

    assert {choice.detail for choice in lists.choices(book, "person", "王伟")} >= {"青山村/村委会主任", "黄土村/会计"}
    assert [fault.field for fault in faults] == ["lead"]
    assert "王伟(青山村)、王伟(黄土村)" in faults[0].message
    assert row_["responsible"] == [places.person]


def test_the_search_looks_into_all_registers_but_never_into_secret_fields(book: Book, places: Places) -> None:
    problem = found(book, cause="王伟保管的账目不清")
    records.save(book, PERSON, places.person, {"id_number": "11010519491231002X", "phone": "13800138000"})

    hits = {(hit.register, hit.id) for hit in lists.find_everywhere(book, "王伟")}

    assert {("problem", problem.id), ("person", places.person)} <= hits
    assert [hit.id for hit in lists.find_everywhere(book, "0013800")] == [places.person]
    assert lists.find_everywhere(book, "11010519491231002X") == []
    assert [hit.title for hit in lists.find_everywhere(book, "〔2026〕1号")] == [book.title("problem", problem.id)]
    assert lists.find_everywhere(book, "  ") == []


def test_units_form_a_tree(book: Book, places: Places) -> None:
    tree = lists.unit_tree(book)

    assert [(node.name, [below.name for below in node.children]) for node in tree] == [("示例乡", ["青山村"])]
    assert [group.name for group in tree[0].children[0].children] == ["第3村民小组"]


def test_a_unit_whose_parent_is_voided_stands_at_the_top(book: Book, places: Places) -> None:
    with book.change("作废乡镇") as writer:
        writer.void(UNIT, places.township, "撤乡并镇")

    tree = lists.unit_tree(book)

    assert [node.name for node in tree] == ["青山村"]


@pytest.mark.parametrize(
    ("deadline", "word", "days"),
    [("2026-11-21", "逾期", -1), ("2026-11-22", "临期", 0), ("2026-12-01", "临期", 9), ("2026-12-02", "正常", 10)],
)
def test_a_row_has_its_light_of_today(book: Book, places: Places, deadline: str, word: str, days: int) -> None:
    problem = found(book, deadline=deadline)

    light = lists.light(book, PROBLEM, problem.row)

    assert light is not None
    assert (light.word, light.days) == (word, days)


def test_a_county_may_set_its_own_number_of_yellow_days(book: Book, places: Places) -> None:
    problem: Row = found(book, deadline="2026-11-25").row
    with book.change("设置") as writer:
        writer.set_option("yellow_days", 2)

    light = lists.light(book, PROBLEM, problem)

    assert light is not None
    assert light.word == "正常"


def test_the_menu_has_every_register_but_lines_of_headers_and_pages_of_their_own(book: Book) -> None:
    menu = lists.menu(book)

    assert {heading: [place.key for place in places] for heading, places in menu.items()} == {
        "台账": ["problem", "commitment"],
        "线索与举报": ["clue", "complaint", "transfer"],
        "检查": ["inspection", "approval_check", "fund_check", "board_check", "patrol", "self_check"],
        "执纪问责": ["accountability", "interview", "circular", "letter"],
        "公开": ["finance_sheet", "affairs_item", "disclosure_item", "plain_word", "print_log", "question", "calendar"],
        "职权服务": ["power", "service_case", "hotline", "supervision_board", "opinion_box"],
        "评议考核": ["appraisal", "survey", "assessment"],
        "专项与会议": ["campaign", "meeting"],
        "宣传与总结": ["publicity", "research", "example", "institution", "summary"],
        "上报": ["monthly_report", "span_report", "amendment", "county_task", "medium_log", "statistics", "templates"],
        "基础资料": ["proof_rule", "account", "unit", "person", "handover"],
    }


def test_what_the_menu_shows_of_a_register_is_what_it_declares() -> None:
    for place in PLACES:
        declared = place.read()

        assert place[:4] == (declared.key, declared.title, declared.menu, declared.icon)


def test_a_finance_list_sums_what_its_lines_say(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)

    shown = lists.page(book, SHEET, lists.ids(book, SHEET, Query(period=Period.parse("2026"))))

    assert [line["id"] for line in shown] == [header.id]
    assert row(book, "finance_sheet", header.id)["line_count"] == 2
