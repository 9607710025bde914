"""The home page on given days."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from app.operations import records, todo
from app.storage.book import Book
from tests.conftest import BEIJING, FixedClock, Places
from tests.operations.clerk import COMMITMENT, PROBLEM, found, in_work, lines, sheet


def on(clock: FixedClock, day: str) -> None:
    clock.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING).replace(hour=9)


@pytest.fixture
def waiting(book: Book, places: Places, clock: FixedClock, folder: Path) -> None:
    """Entered on 2 November: problems due on five days, a promise, a sheet to be posted, one waiting for review."""
    on(clock, "2026-11-02")
    for deadline in ("2026-11-20", "2026-11-22", "2026-11-27", "2026-12-01", "2026-12-02"):
        found(book, deadline=deadline, description=f"须于 {deadline} 前整改")
    records.save(
        book,
        COMMITMENT,
        None,
        {"unit": "青山村", "problems": "示纪问〔2026〕1号", "text": "按期退回", "deadline": "2026-11-25"},
    )
    lines(book, sheet(book).id, ("2026-07-01", "2.02", "山林发包收入", "3,000"))
    asked = in_work(book, folder, deadline="2026-11-30")
    records.move(book, PROBLEM, asked.id, "待核实")


def dates(found: list[todo.TodoLine]) -> list[tuple[str, str]]:
    return [(line.register, line.due_on) for line in found]


def test_on_a_sunday_what_waits_is_sorted_by_the_lights(book: Book, waiting: None, clock: FixedClock) -> None:
    on(clock, "2026-11-22")

    home = todo.todo(book)

    assert dates(home.overdue) == [("finance_sheet", "2026-10-15"), ("problem", "2026-11-20")]
    assert dates(home.due_soon) == [
        ("problem", "2026-11-22"),
        ("commitment", "2026-11-25"),
        ("problem", "2026-11-27"),
        ("problem", "2026-11-30"),
        ("problem", "2026-12-01"),
    ]
    assert dates(home.this_week) == [("problem", "2026-11-22")]
    assert dates(home.to_review) == [("problem", "2026-11-30")]


def test_on_the_monday_after_the_week_has_moved_on(book: Book, waiting: None, clock: FixedClock) -> None:
    on(clock, "2026-11-23")

    home = todo.todo(book)

    assert len(home.overdue) == 3
    assert dates(home.this_week) == [("commitment", "2026-11-25"), ("problem", "2026-11-27")]
    assert ("problem", "2026-12-02") in dates(home.due_soon)


def test_a_line_names_the_row_its_unit_its_light_and_the_days_left(
    book: Book, waiting: None, clock: FixedClock
) -> None:
    on(clock, "2026-11-22")

    line = todo.todo(book).overdue[1]

    assert (line.number, line.unit, line.days, line.light.word) == ("示纪问〔2026〕1号", "青山村", -2, "逾期")
    assert line.title.startswith("示纪问〔2026〕1号 须于 2026-11-20")


def test_what_is_done_or_voided_waits_no_more(book: Book, waiting: None, clock: FixedClock) -> None:
    on(clock, "2026-11-22")
    first, second = (
        line.id for line in todo.todo(book).due_soon if line.register == "problem" and line.due_on < "2026-11-28"
    )
    records.move(book, PROBLEM, first, "移送", reason="超出职权", texts={"transferred_to": "县纪委"})
    records.void(book, PROBLEM, second, "重复登记")

    home = todo.todo(book)

    assert not {first, second} & {line.id for line in (*home.due_soon, *home.this_week) if line.register == "problem"}


def test_an_empty_book_has_nothing_to_do_but_the_report(book: Book) -> None:
    home = todo.todo(book)

    assert (home.overdue, home.due_soon, home.this_week, home.to_review) == ([], [], [], [])
    assert home.next_report.title == "2026年11月月报"


@pytest.mark.parametrize(
    ("day", "title", "due_on", "days", "note"),
    [
        ("2026-11-22", "2026年11月月报", "2026-12-04", 12, "提前至12月4日"),
        ("2026-12-04", "2026年11月月报", "2026-12-04", 0, "提前至12月4日"),
        ("2026-12-05", "2026年12月月报", "2027-01-05", 31, ""),
        ("2026-06-01", "2026年5月月报", "2026-06-05", 4, ""),
        ("2026-06-05", "2026年5月月报", "2026-06-05", 0, ""),
        ("2026-06-06", "2026年6月月报", "2026-07-03", 27, "提前至7月3日"),
    ],
)
def test_the_countdown_runs_to_the_working_day_the_report_is_due(
    book: Book, clock: FixedClock, day: str, title: str, due_on: str, days: int, note: str
) -> None:
    on(clock, day)

    report = todo.next_report(book)

    assert (report.title, report.due_on.isoformat(), report.days) == (title, due_on, days)
    assert report.note.startswith(note)
