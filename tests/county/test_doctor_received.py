"""检查数据库 at the county: what was merged is compared with its archive and its seals, and the packet is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.operations import certificates, receiving
from app.operations.doctor import doctor
from app.operations.doctor_received import check_received
from app.storage import inbox
from app.storage.book import Book
from tests.county.test_continuity import merged
from tests.county.townships import Sender

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def received(county_book: Book, senders: list[Sender], stick: Path, folder: Path) -> Book:
    """示例乡: October, its correction, November; 东岭镇: October."""
    one = senders[0]
    merged(county_book, one.packet(stick))
    before = one.kept["2026-10"]["problem"][0]
    merged(county_book, one.correction(folder / "更正", "2026-10", {"problem": [(before, {**before, "remark": "改"})]}))
    merged(county_book, one.packet(folder / "十一月", "2026-11", amendments=()), "2026-11")
    merged(county_book, senders[1].packet(stick))
    return county_book


def archive(book: Book, seq: int) -> Path:
    line = next(one for one in inbox.received(book, township="360999001") if one["seq"] == seq)
    return receiving.quarantine(book) / line["path"]


def open_archive(monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    """The key of the county is at hand without a password, as in a practice book."""
    from tests.county.test_receiving import PASSWORDS

    key = certificates.seal_key(book, PASSWORDS["clerk"])
    monkeypatch.setattr("app.operations.county_desk.opener", lambda book, passwords: key)


def test_all_that_was_merged_is_whole_and_the_doctor_says_so(received: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = check_received(received)
    open_archive(monkeypatch, received)

    whole = check_received(received)

    assert shut == (True, f"{whole[1]}(存档封装着,没有输密码,只核对了有没有动过)")
    assert whole == (True, "2 个乡镇合并过的 4 个包都在,封存值和历史一包接一包对得上")
    assert next(one for one in doctor(received) if one.name == "received").ok


def test_a_book_that_received_nothing_is_well(county_book: Book) -> None:
    assert check_received(county_book) == (True, "还没有合并过上报包")


def _bit(book: Book) -> None:
    path = archive(book, 2)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _leaf(book: Book) -> None:
    (line,) = [one for one in inbox.received(book, township="360999001") if one["seq"] == 2]
    leaves = inbox.sealed(book, line["id"])
    leaves["problem"][1] = bytes(32)
    inbox.keep_sealed(book, line["id"], leaves)


def _change(**columns: object) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        (line,) = [one for one in inbox.received(book, township="360999001") if one["seq"] == 2]
        inbox.change_received(book, line["id"], **columns)

    return change


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_bit, "示例乡2026年10月第 2 次的存档被改动过"),
        (lambda book: archive(book, 2).unlink(), "示例乡2026年10月第 2 次的存档不见了"),
        (_leaf, "示例乡2026年10月第 2 次逐行的封存值和签的总摘要不同"),
        (_change(log_root="ab" * 32), "示例乡2026年10月第 2 次接不上前一次"),
        (_change(prev="ab" * 32), "示例乡2026年10月第 2 次接不上前一次"),
    ],
)
def test_what_was_changed_afterwards_is_found_and_its_packet_named(
    received: Book, harm: Callable[[Book], None], told: str
) -> None:
    harm(received)

    ok, message = check_received(received)

    assert not ok
    assert told in message
    assert "东岭镇" not in message


def test_facts_that_are_not_those_of_the_archive_are_found_where_it_can_be_opened(
    received: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_archive(monkeypatch, received)
    _change(revision=3)(received)

    ok, message = check_received(received)

    assert not ok
    assert "示例乡2026年10月第 2 次登记的内容和存档里写的不同" in message
