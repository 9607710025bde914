"""Rows 35 to 37: a clock that jumped, time zones, midnight; what is signed and to which period it belongs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import books, clock, packets
from app.storage.book import Book
from app.storage.core import BEIJING
from tests.conftest import FixedClock
from tests.operations.enrolled import CLERK, SECRETARY, Both, both_in


@pytest.fixture
def both(folder: Path) -> Iterator[Both]:
    """A real township with certificates of its county."""
    for made in both_in(folder):
        made.enrol()
        made.enrol(SECRETARY)
        yield made


def at(both: Both, monkeypatch: pytest.MonkeyPatch, **by: int) -> Book:
    """The township's book opened on a computer whose clock is off by so much."""
    now = datetime.now(BEIJING) + timedelta(**by)
    monkeypatch.setattr(books, "clock", lambda: lambda: now)
    return both.township()


def events(book: Book) -> list[dict[str, object]]:
    return [json.loads(body) for body in book.log().bodies()]


@pytest.mark.parametrize("days", [-365, 5 * 365])
def test_row_35_after_a_jump_events_are_kept_in_order_and_nothing_is_signed(
    both: Both, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    book = at(both, monkeypatch, days=days)
    month = packets.months(book)[0].key
    told = list(book.warnings)
    found = events(book)

    with pytest.raises(Told) as refused:
        packets.build(book, month, both.folder / "out", dict([CLERK, SECRETARY]))
    book.close()

    act = "clock.back" if days < 0 else "clock.forward"
    assert any("电脑时间" in words for words in told)
    assert act in {event["act"] for event in found}
    assert [event["seq"] for event in found] == list(range(1, len(found) + 1))
    assert refused.value.code == "E-CLOCK"
    assert not list(both.folder.glob("out/*"))


def test_row_35_after_the_clock_is_right_again_the_reviewer_confirms_it_and_signing_goes_on(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(both, monkeypatch, days=3).close()
    book = at(both, monkeypatch, days=0)
    month, out, known = packets.months(book)[0].key, both.folder / "out", dict([CLERK, SECRETARY])
    draft = packets.build(book, month, out)

    with pytest.raises(clock.ClockUnsure, match="审核人确认") as refused:
        packets.sign(book, draft.path, "clerk", known)
    with pytest.raises(Told) as without:
        clock.confirm(book, dict([CLERK]))
    clock.confirm(book, dict([SECRETARY]))
    clock.confirm(book, {})  # there is nothing left to confirm
    signed = packets.sign(book, draft.path, "clerk", known)
    log = [event["act"] for event in events(book)]
    book.close()

    assert (refused.value.code, without.value.code) == ("E-CLOCK", "E-PASSWORD")
    assert signed.state == "clerk-signed"
    assert log.count("clock.confirmed") == 1


def test_row_35_an_hour_is_no_jump(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    at(both, monkeypatch, hours=1).close()
    book = at(both, monkeypatch, hours=0)

    clock.must_be_sure(book)
    book.close()


def test_row_35_a_certificate_that_is_not_yet_valid_signs_nothing(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    book = at(both, monkeypatch, days=-3)
    clock.confirm(book, dict([SECRETARY]))

    with pytest.raises(Told, match="尚未生效") as refused:
        packets.build(book, packets.months(book)[0].key, both.folder / "out", dict([CLERK, SECRETARY]))
    book.close()

    assert refused.value.code == "E-CERT"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def test_row_36_wherever_the_computer_thinks_it_is_moments_bear_0800_and_decide_the_day(
    book_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        evening = FixedClock(datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # half past midnight in Beijing
        book = Book.open(book_path, "clerk", clock=evening)
        book.note("trial", "book")
        last, day = events(book)[-1], book.today()
        book.close()
    finally:
        monkeypatch.undo()
        time.tzset()

    assert (last["t"], last["period"]) == ("2026-12-01T00:30:00+08:00", "2026-12")
    assert day.isoformat() == "2026-12-01"


def test_row_36_a_summer_time_zone_does_not_move_a_period(book_path: Path) -> None:
    summer = timezone(timedelta(hours=-4))
    book = Book.open(book_path, "clerk", clock=FixedClock(datetime(2026, 12, 31, 12, 0, tzinfo=summer)))

    moment = book.now()
    day = book.today()
    book.close()

    assert (moment, day.isoformat()) == ("2027-01-01T00:00:00+08:00", "2027-01-01")


@pytest.mark.parametrize(
    ("business", "period", "last"),
    [
        ("2026-11-30", "2026-11", "2026-11-30"),
        ("2026-12-31", "2026-12", "2026-12-31"),
        ("2028-02-29", "2028-02", "2028-02-29"),
        ("2027-02-28", "2027-02", "2027-02-28"),
    ],
)
def test_row_37_the_business_day_decides_the_period_and_not_the_clock(
    book_path: Path, business: str, period: str, last: str
) -> None:
    from datetime import date

    clock_later = FixedClock(datetime.fromisoformat(f"{business}T00:10:00+08:00") + timedelta(days=1))
    book = Book.open(book_path, "clerk", clock=clock_later)
    book.fixed_today = date.fromisoformat(business)
    book.note("trial", "book")
    event = events(book)[-1]
    book.close()

    found = Period.of(date.fromisoformat(business), "month")
    assert (found.key, found.last.isoformat(), event["period"]) == (period, last, period)
    assert str(event["t"])[:10] > business
