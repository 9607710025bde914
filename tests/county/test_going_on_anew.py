# ruff: noqa: F811 - the fixtures of two books
"""重新接续: a township that lost its disk goes on where the county says, and both books say that its log was broken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.domain.faults import Refused
from app.operations import answers, monthly_issue, packet_sent, packets, receipts, receiving, records
from app.operations.doctor_sent import check_sent
from app.storage.book import Book
from tests.conftest import FixedClock
from tests.county.test_answers import OCTOBER, out, state  # noqa: F401
from tests.county.test_two_books import (  # noqa: F401
    KNOWN,
    closed,
    corrected,
    desk,
    enrolled,
    first_packet,
    october,
    take,
)
from tests.operations.clerk import PROBLEM
from tests.operations.test_amendments import PASSWORDS, meta, problem_of

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def backup(enrolled: Path, folder: Path) -> Iterator[Book]:
    """The township's book as the backup before October was issued has it, on a new disk."""
    shutil.copytree(enrolled.parent, folder / "新硬盘")
    with closing(Book.open(folder / "新硬盘" / enrolled.name, "clerk", clock=FixedClock())) as book:
        yield book


def agreed(desk: Book, out: Path) -> Path:
    receiving.begin_anew(desk, "330182001", "硬盘损坏,用旧备份恢复")
    given = receipts.begin_anew(desk, "330182001", KNOWN)
    return receipts.write_one(desk, given, out)


def made(book: Book, month: str, folder: Path) -> Path:
    path = packets.build(book, month, folder, PASSWORDS).path
    stick = folder / "U盘"
    stick.mkdir(exist_ok=True)
    packets.deliver(book, path, stick)
    return next(stick.glob(path.name))


def events(book: Book) -> list[str]:
    return [body.decode() for body in book.log().bodies()]


def november(book: Book) -> None:
    book.fixed_today = OCTOBER.last.replace(month=12, day=3)


def came(desk: Book, path: Path, month: str) -> receiving.Incoming:
    (line,) = receiving.receive(desk, [path], month=month, passwords=KNOWN)
    receiving.merge(desk, passwords=KNOWN)
    found = receiving.one(desk, line.id)
    assert found is not None
    return found


def test_after_the_countys_decision_the_next_packet_joins_and_the_break_is_recorded_on_both_sides(
    closed: Book, desk: Book, backup: Book, folder: Path, out: Path
) -> None:
    first = take(desk, first_packet(folder))
    november(backup)

    told = answers.load(backup, agreed(desk, out))

    assert (told.decision, "下一次上报是第 2 次" in told.message) == ("anew", True)
    assert any('"act":"chain.anew"' in event for event in events(backup))
    with pytest.raises(Refused) as known:
        packets.build(backup, "2026-10", folder / "十月", PASSWORDS)
    assert (known.value.code, "县里已经收过" in known.value.message) == ("E-KNOWN", True)

    path = made(backup, "2026-11", folder / "十一月")
    said: dict[str, Any] = meta(path)
    joined = came(desk, path, "2026-11")

    assert (said["seq"], said["log"]["from_size"], said["log"]["proof"]) == (2, 0, [])
    assert said["seals"]["2026-10"] == meta(first_packet(folder))["seals"]["2026-10"]
    assert joined.state == "merged", joined.told
    assert any("操作记录" in hint and "硬盘损坏,用旧备份恢复" in hint for hint in joined.hints)
    assert not first.hints
    assert any('"act":"chain.broken"' in event for event in events(desk))
    assert check_sent(backup)[0]


def test_the_packet_after_that_goes_on_as_usual(
    closed: Book, desk: Book, backup: Book, folder: Path, out: Path
) -> None:
    take(desk, first_packet(folder))
    november(backup)
    answers.load(backup, agreed(desk, out))
    came(desk, made(backup, "2026-11", folder / "十一月"), "2026-11")
    backup.fixed_today = OCTOBER.last.replace(year=2027, month=1, day=3)

    path = made(backup, "2026-12", folder / "十二月")
    joined = came(desk, path, "2026-12")

    assert (meta(path)["seq"], joined.state, joined.hints) == (3, "merged", ())
    assert meta(path)["log"]["from_size"] > 0


def test_a_packet_the_county_never_took_is_made_again_and_stays_readable(
    closed: Book, desk: Book, backup: Book, folder: Path, out: Path
) -> None:
    take(desk, first_packet(folder))
    records.save(backup, PROBLEM, problem_of(backup), {"remark": "新硬盘上补记"})
    fork = made(backup, "2026-10", folder / "又一份十月")
    assert came(desk, fork, "2026-10").codes == ("E-FORK",)

    told = answers.load(backup, agreed(desk, out))

    assert "2026年10月的上报包县里没有收" in told.message
    assert packet_sent.issued(backup) == []
    assert [one["state"] for one in packet_sent.every(backup)] == ["left-out"]
    assert backup.closed_months() == []
    assert state(backup) == "草稿"
    records.save(backup, PROBLEM, problem_of(backup), {"found_on": "2026-10-07"})  # its month is open again
    november(backup)
    assert came(desk, made(backup, "2026-11", folder / "十一月"), "2026-11").state == "merged"


def test_a_township_whose_book_is_whole_goes_on_with_the_proof_of_its_log(
    closed: Book, desk: Book, folder: Path, out: Path
) -> None:
    take(desk, first_packet(folder))
    path = agreed(desk, out)

    answers.load(closed, path)

    assert answers.load(closed, path).again
    assert [one["state"] for one in packet_sent.issued(closed)] == ["delivered"]
    november(closed)
    sent = made(closed, "2026-11", folder / "十一月")
    assert meta(sent)["log"]["from_size"] == meta(first_packet(folder))["log"]["size"]
    joined = came(desk, sent, "2026-11")
    assert (joined.state, joined.hints) == ("merged", ())


def test_a_correction_the_county_never_took_goes_on_as_a_correction(
    closed: Book, desk: Book, folder: Path, out: Path
) -> None:
    take(desk, first_packet(folder))
    path = agreed(desk, out)
    corrected(closed, folder)
    closed.write_packet({**_plain(packet_sent.issued(closed)[-1]), "seq": 3})  # one in between was lost

    told = answers.load(closed, path)

    assert "2026年10月的上报包县里没有收" in told.message
    assert closed.rows("amendment")[0]["state"] == "更正中"
    again = packets.build(closed, "2026-10", folder / "再更正", PASSWORDS)
    packets.deliver(closed, again.path, folder / "U盘")
    assert came(desk, again.path, "2026-10").state == "merged"


def _plain(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if key != "id"}


def test_a_decision_of_an_older_program_or_an_older_day_is_refused(
    closed: Book, desk: Book, backup: Book, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(desk, first_packet(folder))
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "_anchor", lambda book, township: None)
        old = agreed(desk, out)

    with pytest.raises(Refused) as refused:
        answers.load(backup, old)

    assert "旧版程序" in refused.value.message
    assert answers.kept_answers.answers(backup) == []


@pytest.mark.parametrize("at", ["report", "packet"])
def test_power_that_fails_while_a_receipt_is_loaded_leaves_both_or_none(
    closed: Book, desk: Book, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    take(desk, first_packet(folder))
    (given,) = receipts.write_all(desk, [1], out, KNOWN).given
    assert given.path is not None
    with monkeypatch.context() as patch:
        if at == "report":  # after the answer was written, before the report moved
            patch.setattr(answers.enrolment, "take_trust", _power_cut)
        else:
            patch.setattr(type(closed), "note", _power_cut)
        with pytest.raises(SystemError):
            answers.load(closed, given.path)
    assert (answers.kept_answers.answers(closed), state(closed)) == ([], "已传出")

    assert not answers.load(closed, given.path).again

    assert state(closed) == "已并入"


def test_loading_again_heals_a_report_that_an_earlier_program_left_behind(
    closed: Book, desk: Book, folder: Path, out: Path
) -> None:
    take(desk, first_packet(folder))
    (given,) = receipts.write_all(desk, [1], out, KNOWN).given
    assert given.path is not None
    answers.load(closed, given.path)
    with closed.change("旧版本断电", kind="packet") as writer:
        (report,) = closed.rows("monthly_report")
        writer.save(closed.ledgers["monthly_report"], {**report, "state": "已传出"})

    assert answers.load(closed, given.path).again

    assert state(closed) == "已并入"


def _power_cut(*args: Any, **named: Any) -> None:
    raise SystemError("power")


def test_what_is_written_beside_the_move_of_a_report_goes_with_it(closed: Book) -> None:
    with pytest.raises(SystemError), monthly_issue.reaching(closed, OCTOBER, "已并入"):
        raise SystemError("power")

    assert state(closed) == "已传出"
