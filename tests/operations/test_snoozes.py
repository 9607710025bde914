"""缓办: a line goes to the end of its list with a reason and comes back by itself."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from app.domain.faults import Refused
from app.operations import records, snoozes, todo
from app.storage.book import Book
from tests.conftest import BEIJING, FixedClock, Places
from tests.operations.clerk import PROBLEM, found

WHY = "等县里批复,12月初才能办"


@pytest.fixture
def two(book: Book, places: Places, clock: FixedClock) -> tuple[int, int]:
    """Two problems, the first overdue by two days, the second due today; it is the 22nd of November."""
    on(clock, "2026-11-02")
    ids = (
        found(book, deadline="2026-11-20").id,
        found(book, deadline="2026-11-22", description="公开栏三个月没有更新").id,
    )
    on(clock, "2026-11-22")
    return ids


def on(clock: FixedClock, day: str) -> None:
    clock.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING).replace(hour=9)


def put_off(book: Book, id: int, until: str = "2026-12-03", why: str = WHY) -> int:
    return snoozes.snooze(book, "problem", id, "整改时限", until, why)


def test_a_snoozed_overdue_line_is_still_counted_and_stands_with_the_reason(book: Book, two: tuple[int, int]) -> None:
    put_off(book, two[0])

    home = todo.todo(book)

    assert home.counts["overdue"] == len(home.overdue) == 1
    assert home.overdue_by_unit == {"青山村": 1}
    assert [(line.id, line.snoozed, line.reason) for line in home.snoozed] == [(two[0], "2026-12-03", WHY)]


def test_it_goes_to_the_end_of_its_list_and_a_cut_list_shows_the_others_first(book: Book, two: tuple[int, int]) -> None:
    other = found(book, deadline="2026-11-21", found_on="2026-11-03", description="另一件事", explanation="补录")
    put_off(book, two[0])

    whole, cut = todo.todo(book), todo.todo(book, 1)

    assert [line.id for line in whole.overdue] == [other.id, two[0]]
    assert [line.id for line in cut.overdue] == [other.id]
    assert cut.counts["overdue"] == 2


@pytest.mark.parametrize(("day", "still"), [("2026-12-02", True), ("2026-12-03", False)])
def test_it_comes_back_by_itself(book: Book, two: tuple[int, int], clock: FixedClock, day: str, still: bool) -> None:
    put_off(book, two[0])

    on(clock, day)

    assert bool(todo.todo(book).snoozed) is still


def test_the_reason_stands_in_the_history_and_the_act_in_the_log(book: Book, two: tuple[int, int]) -> None:
    id = put_off(book, two[0])

    step, event = book.steps(1)[0], json.loads(book.log().bodies()[-1])

    assert (step.reason, step.label.startswith("缓办:")) == (WHY, True)
    assert (event["act"], event["obj"], event["why"]) == ("snooze.create", f"snooze/{id}", WHY)


def test_undo_takes_a_snooze_back_and_redo_brings_it_again(book: Book, two: tuple[int, int]) -> None:
    put_off(book, two[0])

    book.undo()
    after_undo = todo.todo(book).snoozed
    book.redo()

    assert after_undo == []
    assert [line.id for line in todo.todo(book).snoozed] == [two[0]]


def test_a_second_snooze_takes_the_place_of_the_first_and_waking_ends_it(book: Book, two: tuple[int, int]) -> None:
    put_off(book, two[0])
    put_off(book, two[0], "10天", "再等一周")

    before = [(line.snoozed, line.reason) for line in todo.todo(book).snoozed]
    woken = snoozes.wake(book, "problem", two[0], "整改时限")

    assert before == [("2026-12-02", "再等一周")]
    assert woken
    assert todo.todo(book).snoozed == []
    assert not snoozes.wake(book, "problem", two[0], "整改时限")


@pytest.mark.parametrize(
    ("until", "why", "said"),
    [
        ("2026-12-03", " ", "缓办理由"),
        ("2026-11-22", WHY, "明天起 180 天以内"),
        ("2027-06-01", WHY, "明天起 180 天以内"),
        ("", WHY, "明天起 180 天以内"),
        ("下辈子", WHY, "不是日期"),
    ],
)
def test_no_reason_or_no_near_day_is_refused(book: Book, two: tuple[int, int], until: str, why: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        put_off(book, two[0], until, why)

    assert todo.todo(book).snoozed == []


def test_what_waits_no_more_cannot_be_put_off_and_a_snooze_of_it_is_shown_no_more(
    book: Book, two: tuple[int, int]
) -> None:
    put_off(book, two[0])
    for id in two:
        records.void(book, PROBLEM, id, "重复登记")

    with pytest.raises(Refused, match="不在待办里"):
        put_off(book, two[1])

    assert todo.todo(book).snoozed == []


def test_no_search_and_no_menu_finds_a_snooze(book: Book, two: tuple[int, int]) -> None:
    put_off(book, two[0])

    book.rebuild_derived()

    assert book.search("县里批复") == []
    assert "snooze" not in book.ledgers
    assert [line.id for line in todo.todo(book).snoozed] == [two[0]]
