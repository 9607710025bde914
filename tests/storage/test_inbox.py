"""What a county book keeps about packets."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.canonical import encode
from app.storage import inbox
from app.storage.book import Book
from app.storage.core import BookInfo
from tests.conftest import INFO, USERS, FixedClock

LINE = {
    "file_name": "MZ.zip",
    "file_sha256": "ab" * 32,
    "size": 7,
    "state": "waiting",
    "received_at": "2026-11-01T09:00:00+08:00",
    "received_by": "clerk",
    "codes": ["E-SIG"],
    "data": {"counts": {"problem": 3}},
    "practice": True,
}


def test_a_book_stays_of_the_kind_it_was_made(folder: Path, clock: FixedClock) -> None:
    info = BookInfo("示例县", "330182", "示例县", "示", practice=True, kind="county")
    with_kind = Book.create(folder / "县.mz", info, USERS, clock=clock)
    with with_kind.change("改代字") as writer:
        writer.set_info(BookInfo("示例县", "330182", "示例县", "县"))
    with_kind.close()

    opened = Book.open(folder / "县.mz", "clerk", clock=clock)

    assert (opened.info.kind, opened.info.is_county, opened.info.short) == ("county", True, "县")
    opened.close()


def test_a_book_of_before_is_a_townships(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    with book.transaction():
        book.run("DELETE FROM meta WHERE key = 'kind'")
    book.close()

    again = Book.open(book_path, "clerk", clock=clock)

    assert (again.info.kind, again.info.is_county) == (INFO.kind, False)
    again.close()


def test_a_received_packet_is_read_back_as_it_was_written(book: Book) -> None:
    number = inbox.add_received(book, LINE)

    inbox.change_received(book, number, state="merged", decision="accepted")

    found = inbox.received_one(book, number)
    assert found is not None
    assert {key: found[key] for key in LINE if key != "state"} == {k: v for k, v in LINE.items() if k != "state"}
    assert [one["id"] for one in inbox.received(book, state=["merged", "held"], practice=True)] == [number]
    assert inbox.received(book, state="held") == []


def test_columns_that_do_not_exist_are_refused(book: Book) -> None:
    with pytest.raises(KeyError):
        inbox.received(book, **{"state = '' OR 1 --": 1})
    with pytest.raises(KeyError):
        inbox.add_received(book, {**LINE, "nothing": 1})


def test_origin_is_unique_both_ways(book: Book) -> None:
    packet = inbox.add_received(book, LINE)
    one = inbox.Origin("unit", 5, "330182001", 2, packet, {"number": "示〔2026〕1号"})

    inbox.keep_origins(book, [one])
    inbox.keep_origins(book, [inbox.Origin("unit", 6, "330182002", 2, packet, {})])

    assert inbox.origins(book, "unit", [4, 5]) == {5: one}
    assert inbox.local_rows(book, "330182001", "unit") == {2: 5}
    assert (inbox.is_merged(book, "unit", 5), inbox.is_merged(book, "unit", 7)) == (True, False)
    assert sorted(inbox.townships_of(book, "unit")) == ["330182001", "330182002"]


def test_leaves_of_a_month_are_kept_in_few_bytes(book: Book) -> None:
    packet = inbox.add_received(book, LINE)
    leaves = {"problem": {9: b"\x01" * 32, 2: b"\x02" * 32}, "unit": {}}

    inbox.keep_sealed(book, packet, leaves)

    assert inbox.sealed(book, packet) == leaves


def test_receipts_and_remarks_are_kept(book: Book) -> None:
    packet = inbox.add_received(book, LINE)
    receipt = inbox.add_receipt(book, packet, "330182001", "returned", "1234 5678", encode({"a": 1}).decode(), b"zip")
    remark = inbox.add_remark(
        book,
        {
            "township": "330182001",
            "packet": packet,
            "register": "problem",
            "row": 3,
            "text": "请补依据",
            "state": "open",
        },
    )

    inbox.change_remarks(book, [remark], "sent", receipt)
    inbox.receipt_written(book, [receipt])

    assert inbox.receipt_file(book, receipt) == b"zip"
    assert inbox.receipts(book, packet)[0].written_at
    assert [(one.text, one.state, one.receipt) for one in inbox.remarks(book, row=3)] == [("请补依据", "sent", receipt)]
    inbox.drop_remark(book, remark)
    assert inbox.remarks(book, packet=packet)


def test_of_a_townships_rows_only_those_that_are_asked_for_are_read(book: Book) -> None:
    packet = inbox.add_received(book, LINE)
    inbox.keep_origins(book, [inbox.Origin("unit", 10 + at, "330182001", at, packet, {}) for at in range(1, 6)])
    inbox.keep_origins(book, [inbox.Origin("unit", 30, "330182002", 2, packet, {})])

    assert inbox.local_rows(book, "330182001", "unit", [2, 5, 9]) == {2: 12, 5: 15}
    assert inbox.local_rows(book, "330182001", "unit", []) == {}


def test_what_the_county_wrote_itself_is_told_from_what_came(book: Book) -> None:
    packet = inbox.add_received(book, LINE)
    with book.change("录入单位") as writer:
        units = [
            writer.save(book.ledgers["unit"], {"name": name, "kind": "县" if name == "甲" else "乡镇"})
            for name in ("甲", "乙", "丙")
        ]

    inbox.keep_origins(book, [inbox.Origin("unit", units[1], "330182001", 2, packet, {})])

    assert inbox.own_ids(book, "unit") == [units[0], units[2]]
