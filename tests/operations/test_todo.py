"""The home page on given days."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.options import BOOK_OPTIONS
from app.operations import records, todo
from app.operations.lists import light_rule
from app.operations.options import save_settings
from app.storage.book import Book
from tests.conftest import BEIJING, FixedClock, Places
from tests.operations.clerk import COMMITMENT, PROBLEM, SHEET, found, in_work, lines, sheet


def on(clock: FixedClock, day: str) -> None:
    clock.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING).replace(hour=9)


@pytest.fixture
def waiting(book: Book, places: Places, clock: FixedClock, folder: Path) -> None:
    """Entered on 2 November: problems due on five days, a promise, a sheet to be posted, one waiting for review."""
    on(clock, "2026-11-02")
    save_settings(book, {"group_sheets": "公开过的小组"})
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

    assert dates(home.overdue) == [
        ("finance_sheet", "2026-10-13"),
        ("finance_sheet", "2026-10-15"),
        ("problem", "2026-11-20"),
    ]
    assert [line.what for line in home.overdue] == ["民主理财审核", "公开期限", "整改时限"]
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

    assert len(home.overdue) == 4
    assert dates(home.this_week) == [("commitment", "2026-11-25"), ("problem", "2026-11-27")]
    assert ("problem", "2026-12-02") in dates(home.due_soon)


def test_a_line_names_the_row_its_unit_its_light_and_the_days_left(
    book: Book, waiting: None, clock: FixedClock
) -> None:
    on(clock, "2026-11-22")

    line = todo.todo(book).overdue[2]

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
        ("2026-11-22", "2026年11月月报", "2026-12-04", 12, "12月5日是周六,提前至12月4日"),
        ("2026-12-04", "2026年11月月报", "2026-12-04", 0, "12月5日是周六,提前至12月4日"),
        ("2026-12-05", "2026年12月月报", "2027-01-05", 31, ""),
        ("2026-06-01", "2026年5月月报", "2026-06-05", 4, ""),
        ("2026-06-05", "2026年5月月报", "2026-06-05", 0, ""),
        ("2026-06-06", "2026年6月月报", "2026-07-03", 27, "7月5日是周日,提前至7月3日"),
    ],
)
def test_the_countdown_runs_to_the_working_day_the_report_is_due(
    book: Book, clock: FixedClock, day: str, title: str, due_on: str, days: int, note: str
) -> None:
    on(clock, day)

    report = todo.next_report(book)

    assert (report.title, report.due_on.isoformat(), report.days) == (title, due_on, days)
    assert report.note.startswith(note)


@pytest.mark.parametrize("county", BOOK_OPTIONS["light_preset"].choices)
def test_counts_and_lists_are_those_of_each_row_looked_at_by_itself(
    book: Book, places: Places, clock: FixedClock, county: str
) -> None:
    on(clock, "2026-11-22")
    chance = random.Random(county)
    days = [(date(2025, 12, 1) + timedelta(days=9 * n)).isoformat() for n in range(60)]
    with book.change("录入") as writer:
        rows = [
            {
                "unit": places.village,
                "found_on": chance.choice(days[:40]),
                "deadline": chance.choice(days),
                "state": chance.choice(("整改中", "延期", "已销号")),
            }
            for _ in range(150)
        ]
        writer.save_many(PROBLEM, rows)  # type: ignore[arg-type]
    save_settings(book, {"light_preset": county})
    rule = light_rule(book)
    seen = [(row["id"], light.tone) for row in book.rows("problem") if (light := rule.light(PROBLEM, row))]

    whole, cut = todo.todo(book), todo.todo(book, 5)

    for key, tone in (("overdue", "red"), ("due_soon", "yellow")):
        wanted = {id for id, one in seen if one == tone}
        found_ids = [line.id for line in getattr(whole, key)]
        assert set(found_ids) == wanted
        assert len(found_ids) == len(wanted) == whole.counts[key] == cut.counts[key]
        assert [line.id for line in getattr(cut, key)] == found_ids[:5]
        assert {line.light.tone for line in getattr(whole, key)} <= {tone}
    assert whole.overdue_by_unit == ({"青山村": whole.counts["overdue"]} if whole.counts["overdue"] else {})


def test_what_may_be_taken_down_reminds_for_two_weeks_and_is_never_overdue(
    book: Book, places: Places, clock: FixedClock
) -> None:
    with book.change("录入") as writer:
        writer.save(SHEET, {"unit": places.village, "state": "已公开", "posted_to": "2026-11-20"})
    found = []

    for day in ("2026-11-10", "2026-11-20", "2026-11-22", "2026-12-04", "2026-12-05"):
        on(clock, day)
        home = todo.todo(book)
        found.append(([line.light.word for line in home.due_soon], home.counts["due_soon"], len(home.this_week)))
        assert (home.overdue, home.counts["overdue"]) == ([], 0)

    over = (["公示期满"], 1, 0)
    assert found == [([], 0, 0), (["公示今天期满"], 1, 1), over, over, ([], 0, 0)]


def test_the_home_page_of_a_start_reads_no_declaration(book: Book, waiting: None) -> None:
    path = book.path
    book.close()
    program = (
        "import sys; from pathlib import Path; from app.storage.book import Book; "
        "from app.operations.todo import todo; "
        "book = Book.open(Path(sys.argv[1]), 'clerk'); assert todo(book, 200).overdue; book.close(); "
        "print(*sorted(name for name in sys.modules if name.startswith('app.ledgers.')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, encoding="utf-8"
    )

    assert done.stdout.split() == ["app.ledgers.shelf", "app.ledgers.snooze"]
