"""A clock that was set back or ahead for a while, and a computer that changes its zone: nothing loses its order."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import paths, settings
from app.operations import backups, books, doctor, records, second_place
from app.operations.books import SHANGHAI, Book
from app.storage.backup import newest_backup
from app.storage.thinning import backups_in, make_room, thin_out
from tests.operations.clerk import FOUND, PERSON, PROBLEM, UNIT

NOW = datetime(2026, 11, 22, 10, tzinfo=SHANGHAI)


@pytest.fixture
def at(book_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Opens the book on a computer whose clock shows this."""

    def open_at(moment: datetime) -> Book:
        monkeypatch.setattr(books, "clock", lambda: lambda: moment)
        return books.open_practice(book_path)

    return open_at


def enter(book: Book, name: str) -> str:
    """A problem on this day; returns its number."""
    if not book.rows("unit"):
        records.save(book, UNIT, None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        records.save(book, UNIT, None, {"name": "青山村", "kind": "村", "parent": "示例乡"})
        records.save(
            book, PERSON, None, {"name": "王伟", "unit": "青山村", "post": "村委会主任", "level": "村(社区)干部"}
        )
    today = book.today()
    day = {"found_on": today.isoformat(), "deadline": (today + timedelta(days=30)).isoformat()}
    return records.save(book, PROBLEM, None, {**FOUND, **day, "description": f"{name}没有公开"}).number


@pytest.mark.parametrize("wrong", [NOW - timedelta(days=2500), NOW + timedelta(days=1500)])
def test_numbers_log_and_deadlines_keep_their_order_over_a_wrong_clock_and_it_is_said_once(at, wrong: datetime) -> None:
    said, numbers, overdue = [], [], []
    for moment in (NOW, NOW + timedelta(hours=1), wrong, NOW + timedelta(hours=2), NOW + timedelta(hours=3)):
        book = at(moment)
        said.append(list(book.warnings))
        numbers.append(enter(book, f"第{len(numbers)}件"))
        log = book.check_log()
        overdue.append(sum(str(row["deadline"]) < book.today().isoformat() for row in book.rows("problem")))
        book.close()
        assert log is None

    assert [bool(words) for words in said] == [False, False, True, True, False]
    assert all("请核对电脑的日期和时间" in words for one in said for words in one)
    year = wrong.year
    assert numbers == [f"示纪问〔{y}〕{n}号" for y, n in ((2026, 1), (2026, 2), (year, 1), (2026, 3), (2026, 4))]
    assert overdue[-1] == (wrong < NOW), "what was entered on the wrong day is the only one out of its time"


def names(folder: Path, *moments: datetime) -> list[Path]:
    folder.mkdir(exist_ok=True)
    made = [folder / f"示例乡_{moment:%Y%m%d-%H%M%S}.mzb" for moment in moments]
    for path in made:
        path.write_bytes(b"x" * 100)
    return made


def test_a_backup_of_a_clock_set_ahead_does_not_stand_before_todays(folder: Path) -> None:
    ahead, yesterday, today = names(folder, NOW.replace(year=2031), NOW - timedelta(days=1), NOW)

    listed = backups_in(folder, "示例乡", NOW)
    make_room(folder, "示例乡", NOW, 100)

    assert listed == [today, yesterday, ahead]
    assert sorted(folder.iterdir()) == sorted([yesterday, today])


def test_a_clock_set_back_thins_no_real_backup_and_the_fresh_one_stays(folder: Path) -> None:
    real = names(folder, *(NOW - timedelta(days=day) for day in range(20)))
    back = datetime(2020, 1, 1, 8, tzinfo=SHANGHAI)
    (fresh,) = names(folder, back)

    gone = thin_out(folder, "示例乡", back)

    assert gone == []
    assert backups_in(folder, "示例乡", back)[0] == fresh
    assert set(real) <= set(folder.iterdir())
    thin_out(folder, "示例乡", back, most=250)
    assert fresh in folder.iterdir()


def test_the_newest_backup_and_its_age_are_those_of_the_right_clock(at) -> None:
    book = at(NOW + timedelta(days=1500))
    wrong = backups.back_up(book, paths.backups()).path
    book.close()
    book = at(NOW)
    before = backups.age(book)
    overdue = {check.name: check.ok for check in doctor.doctor(book)}["backup"]
    right = backups.back_up(book, paths.backups()).path
    listed = backups.list_backups(book.path)

    assert before is None
    assert overdue, "a practice book may have none"
    assert newest_backup(paths.backups(), book.info.book_id, NOW) == right
    assert [(file.path, file.ahead) for file in listed] == [(right, False), (wrong, True)]
    assert backups.age(book) == timedelta()
    book.close()


def test_a_second_place_filled_at_a_moment_to_come_is_asked_for_again(book: Book) -> None:
    kept = settings.load()
    kept.set(settings.SECOND_PLACE, "/U盘/明账备份")
    kept.set(settings.SECOND_LAST, (book.moment() + timedelta(days=400)).isoformat())
    kept.save()
    object.__setattr__(book.info, "practice", False)

    assert "电脑时间跳动过" in second_place.advice(book)


def test_a_computer_that_changes_its_zone_between_two_days_names_its_backups_in_order(
    at, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, said = list[Path](), list[str]()
    try:
        for hours, zone in enumerate(("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            moment = (NOW + timedelta(hours=hours)).astimezone()  # what such a computer's clock says
            book = at(moment)
            said += book.warnings
            made.append(book.back_up(paths.backups()))
            book.close()
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()

    assert [path.stem[-6:] for path in made] == ["100000", "110000", "120000", "130000"]
    assert backups_in(paths.backups(), "示例乡", NOW + timedelta(hours=4)) == made[::-1]
    assert said == []
