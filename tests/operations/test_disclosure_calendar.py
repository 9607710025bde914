"""公开日历: what each village and group owes, how far it is, what was never begun, in few queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.domain.days import Period
from app.domain.disclosure import publish_by
from app.ledgers import ledger
from app.operations import deadlines, records, todo
from app.operations.disclosure_calendar import Cell, Line, disclosure_calendar, years
from app.operations.options import save_settings
from app.operations.unbegun import Missing, missing, said
from app.storage.book import Book
from tests.conftest import BEIJING, FixedClock, Places
from tests.operations.clerk import SHEET, lines, sheet

UNIT = ledger("unit")


def on(clock: FixedClock, day: str) -> None:
    clock.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING).replace(hour=9)


@pytest.fixture
def since_spring(book: Book, places: Places) -> None:
    """The book's first sheet is that of the second quarter; it hangs."""
    posted(book, sheet(book, period="2026Q2").id, "2026-07-10")


def posted(book: Book, sheet_id: int, day: str) -> None:
    """As an older release left it: on the wall since a day."""
    with book.change("旧数据") as writer:
        writer.save(SHEET, {"id": sheet_id, "state": "已公开", "posted_from": day})


def village(book: Book, year: int = 2026) -> Line:
    return disclosure_calendar(book, year).villages[0]


def words(line: Line) -> list[list[str]]:
    return [[cell.light.word for cell in quarter] for quarter in line.quarters]


def cell(line: Line, quarter: int, at: int = 0) -> Cell:
    return line.quarters[quarter - 1][at]


def test_a_village_shows_its_four_quarters_and_its_groups_below(book: Book, since_spring: None) -> None:
    line = village(book)

    assert (line.name, line.level, line.publisher, line.monthly) == ("青山村", "村级", "示例乡", False)
    assert words(line) == [["—"], ["已公开"], ["逾期 未录入"], ["未到期"]]
    [group] = line.groups
    assert (group.name, group.level, group.publisher) == ("第3村民小组", "组级", "青山村")
    assert words(group) == [["—"], ["逾期 未录入"], ["逾期 未录入"], ["未到期"]]


@pytest.mark.parametrize(
    ("day", "word", "tone", "overdue"),
    [
        ("2026-09-30", "未到期", "grey", False),
        ("2026-10-01", "未录入", "yellow", False),
        ("2026-10-15", "未录入", "yellow", False),
        ("2026-10-16", "逾期 未录入", "red", True),
    ],
)
def test_an_unbegun_sheet_turns_from_owed_to_overdue(
    book: Book, since_spring: None, clock: FixedClock, day: str, word: str, tone: str, overdue: bool
) -> None:
    on(clock, day)

    third = cell(village(book), 3)

    assert (third.light.word, third.light.tone, third.overdue, third.due_on) == (word, tone, overdue, "2026-10-15")
    assert third.sheet is None


def test_a_draft_shows_its_state_and_that_it_is_late(book: Book, since_spring: None, clock: FixedClock) -> None:
    number = sheet(book).id
    on(clock, "2026-10-10")
    soon = cell(village(book), 3)
    on(clock, "2026-10-20")
    late = cell(village(book), 3)

    assert (soon.sheet, soon.light.word, soon.state, soon.owed, soon.overdue) == (number, "草稿", "草稿", True, False)
    assert (late.light.word, late.light.shape, late.overdue) == ("逾期 草稿", "■", True)


@pytest.mark.parametrize(("day", "word"), [("2026-10-15", "已公开"), ("2026-10-16", "迟公开")])
def test_what_hangs_is_done_in_time_or_late(book: Book, since_spring: None, day: str, word: str) -> None:
    posted(book, sheet(book).id, day)

    third = cell(village(book), 3)

    assert (third.light.word, third.light.shape, third.done, third.overdue) == (word, "✓", True, False)
    assert third.posted_on == day


def test_a_busy_village_owes_months_from_where_it_began_them(book: Book, since_spring: None, places: Places) -> None:
    records.save(book, UNIT, places.village, {"busy": "是"})
    posted(book, sheet(book, period="2026-07").id, "2026-08-12")

    line = village(book)

    assert line.monthly
    assert words(line)[1] == ["已公开"]
    assert words(line)[2] == ["已公开", "逾期 未录入", "逾期 未录入"]
    assert words(line)[3] == ["逾期 未录入", "未到期", "未到期"]
    assert [one.due_on for one in line.quarters[2]] == ["2026-08-15", "2026-09-15", "2026-10-15"]


def test_months_have_a_day_of_their_own(book: Book, since_spring: None, places: Places) -> None:
    save_settings(book, {"monthly_day": "8", "disclosure_day": "20"})

    assert publish_by(Period.parse("2026-07"), book.option) == "2026-08-08"
    assert publish_by(Period.parse("2026Q3"), book.option) == "2026-10-20"
    assert cell(village(book), 3).due_on == "2026-10-20"


def test_a_village_with_many_lines_is_told_to_publish_monthly(book: Book, since_spring: None) -> None:
    save_settings(book, {"busy_lines": "1"})
    number = sheet(book).id
    lines(book, number, *(("2026-07-01", "3.04", f"买纸 {n} 箱", "100") for n in range(1, 7)))

    assert village(book).hint == "2026年第3季度平均每月 2 笔,往来较多,应按月公开。按 M 改为按月"


def test_a_busy_village_that_goes_on_by_quarters_is_told(book: Book, since_spring: None, places: Places) -> None:
    sheet(book)
    records.save(book, UNIT, places.village, {"busy": "是"})

    assert village(book).hint == "已登记按月公开,这一季仍是季度表。请按月做表"


def test_counts_are_kept_apart_for_villages_and_groups(book: Book, since_spring: None) -> None:
    sheet(book)

    counts = disclosure_calendar(book, 2026).counts

    assert counts["村级"] == (2, 1, 1, 0)
    assert counts["组级"] == (2, 0, 2, 2)


@pytest.mark.parametrize(("choice", "groups", "owed"), [("公开过的小组", 1, 0), ("不列小组", 0, 0), ("所有小组", 1, 2)])
def test_the_county_says_which_groups_are_asked(
    book: Book, since_spring: None, choice: str, groups: int, owed: int
) -> None:
    save_settings(book, {"group_sheets": choice})

    found = disclosure_calendar(book, 2026)

    assert len(found.villages[0].groups) == groups
    assert found.counts["组级"].owed == owed


def test_a_group_that_once_had_a_sheet_is_asked_for_every_later_one(book: Book, since_spring: None) -> None:
    save_settings(book, {"group_sheets": "公开过的小组"})
    posted(book, sheet(book, unit="青山村第3村民小组", period="2026Q2").id, "2026-07-12")

    [group] = village(book).groups

    assert words(group) == [["—"], ["已公开"], ["逾期 未录入"], ["未到期"]]


def test_two_books_of_one_village_show_the_one_that_is_behind(book: Book, since_spring: None) -> None:
    posted(book, sheet(book, account_set="村集体经济组织").id, "2026-10-10")
    behind = sheet(book, account_set="村民委员会").id

    third = cell(village(book), 3)

    assert (third.sheet, third.light.word) == (behind, "逾期 草稿")


def test_special_sheets_and_voided_ones_fill_no_cell(book: Book, since_spring: None) -> None:
    special = {"special": "征地补偿及分配", "matter": "沿河公路征地补偿", "decided_on": "2026-08-03"}
    records.save(book, SHEET, None, {"unit": "青山村", **special})
    records.void(book, SHEET, sheet(book).id, "录错了单位")

    assert words(village(book))[2] == ["逾期 未录入"]


def test_units_that_were_not_there_owe_nothing(book: Book, since_spring: None, places: Places) -> None:
    records.save(book, UNIT, None, {"name": "新湖村", "kind": "村", "parent": "示例乡", "opened_on": "2026-10-05"})
    records.save(book, UNIT, places.group, {"closed_on": "2026-08-01"})

    old, new = disclosure_calendar(book, 2026).villages

    assert words(new) == [["—"], ["—"], ["—"], ["未到期"]]
    assert words(old.groups[0]) == [["—"], ["逾期 未录入"], ["—"], ["未到期"]]
    assert [line.name for line in disclosure_calendar(book, 2025).villages] == ["青山村"]


def test_it_may_be_narrowed_to_a_village_or_to_one_group_with_its_village(
    book: Book, since_spring: None, places: Places
) -> None:
    records.save(book, UNIT, None, {"name": "白石村", "kind": "村", "parent": "示例乡"})
    records.save(book, UNIT, None, {"name": "第1村民小组", "kind": "村民小组", "parent": "青山村"})

    whole = disclosure_calendar(book, 2026, places.township)
    one = disclosure_calendar(book, 2026, places.group)

    assert [line.name for line in whole.villages] == ["青山村", "白石村"]
    assert [(line.name, [group.name for group in line.groups]) for line in one.villages] == [
        ("青山村", ["第3村民小组"])
    ]


def test_the_years_go_from_the_first_sheet_to_today(book: Book, places: Places) -> None:
    alone = years(book)
    sheet(book, period="2023Q4")

    assert alone == [2026, 2025]
    assert years(book) == [2026, 2025, 2024, 2023]


def test_many_villages_and_groups_take_few_queries(
    book: Book, since_spring: None, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.change("录入单位") as writer:
        for number in range(14):
            above = writer.save(UNIT, {"name": f"村{number}", "kind": "村", "parent": places.township})
            for group in range(8):
                writer.save(UNIT, {"name": f"第{group}组", "kind": "村民小组", "parent": above})
    asked: list[str] = []
    for name in ("all", "one"):
        real = getattr(book, name)

        def counted(statement: str, values: Any = (), real: Any = real) -> Any:
            asked.append(statement)
            return real(statement, values)

        monkeypatch.setattr(book, name, counted)

    found = disclosure_calendar(book, 2026)
    in_calendar = len(asked)
    missing(book)

    assert len(found.villages) == 15
    assert in_calendar <= 16  # an option is asked twice: of the county's template, then of the book
    assert len(asked) - in_calendar <= 16


# --- what was never begun


def test_what_was_never_begun_is_named_with_village_and_period(book: Book, since_spring: None, places: Places) -> None:
    found = missing(book)

    assert found == [
        Missing(places.village, Period.parse("2026Q3"), "2026-10-15"),
        Missing(places.village, Period.parse("2026Q3"), "2026-10-15", 1),
    ]
    assert [said(book, one) for one in found] == [
        "青山村 2026年第3季度 财务公开表 还没有录入",
        "青山村 1 个小组 2026年第3季度 财务公开表 还没有录入",
    ]


def test_a_begun_sheet_is_no_longer_missing_and_undo_brings_it_back(book: Book, since_spring: None) -> None:
    save_settings(book, {"group_sheets": "不列小组"})
    before = len(missing(book))
    sheet(book)
    begun = len(missing(book))
    records.undo(book)

    assert (before, begun, len(missing(book))) == (1, 0, 1)


def test_a_new_book_is_asked_for_nothing_of_the_time_before_it(book: Book, places: Places, clock: FixedClock) -> None:
    at_once = missing(book)
    on(clock, "2027-01-04")

    assert at_once == []
    assert [one.period.key for one in missing(book) if not one.groups] == ["2026Q4"]


def test_months_of_a_busy_village_are_asked_one_by_one(book: Book, since_spring: None, places: Places) -> None:
    save_settings(book, {"group_sheets": "不列小组"})
    records.save(book, UNIT, places.village, {"busy": "是"})
    sheet(book, period="2026-08")

    assert [one.period.key for one in missing(book)] == ["2026-07", "2026-09", "2026-10"]


def test_it_stands_in_todo_with_its_light_its_unit_and_what_a_new_sheet_starts_with(
    book: Book, since_spring: None, clock: FixedClock
) -> None:
    save_settings(book, {"group_sheets": "不列小组"})
    on(clock, "2026-10-16")
    late, lights = todo.todo(book), todo.overdue_by_unit(book)
    on(clock, "2026-10-12")
    soon = todo.todo(book)

    [line] = [line for line in late.overdue if not line.id]
    assert (line.title, line.unit, line.days) == ("青山村 2026年第3季度 财务公开表 还没有录入", "青山村", -1)
    assert (line.light.word, line.what, dict(line.begin)) == (
        "逾期",
        "公开期限",
        {"unit": "青山村", "period": "2026Q3"},
    )
    assert late.counts["overdue"] == len(late.overdue)
    assert late.overdue_by_unit == lights == {"青山村": len(late.overdue)}
    assert [line.id for line in soon.due_soon if line.register == "finance_sheet"] == [0]
    assert 0 in [line.id for line in soon.this_week]
    assert soon.counts["this_week"] == len(soon.this_week)


def test_it_stands_on_the_slip_of_the_village_and_on_the_list_for_leaders(
    book: Book, since_spring: None, clock: FixedClock
) -> None:
    on(clock, "2026-10-20")

    slip = "\n".join(" ".join(line) for sheet_ in deadlines.week_slips(book) for line in sheet_.lines())
    listed = "\n".join(" ".join(line) for line in deadlines.escalation_list(book).lines())

    for text in (slip, listed):
        assert "青山村 2026年第3季度 财务公开表 还没有录入" in text
        assert "青山村 1 个小组 2026年第3季度 财务公开表 还没有录入" in text
