"""A month in several files at the county: the parts wait for each other, never mix, and are merged as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.operations import county_board, doctor_received, receipts, receiving
from app.packet.content import PacketFile
from app.packet.parts import Limits, files_of
from app.packet.receipt import read_receipt
from app.storage import inbox
from app.storage.book import Book
from tests.county.conftest import NOW
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Sender, sample, tag_of

pytestmark = pytest.mark.usefixtures("at_once")


def three(sender: Sender, folder: Path, period: str = "2026-10") -> list[Path]:
    """A month of a township in three parts."""
    records = sample(sender.place, sender.name, sender.code, period)
    photos = [PacketFile(f"data/annex/A{n}.jpg", bytes(30), "image/jpeg", "现场照片", "annex") for n in range(25)]
    limits = Limits(entries=8 + len(records) + 2 + 5)  # what stays and five photographs
    first = sender.packet(folder, period, records, photos, limits)
    paths = [one.path for one in files_of(first)]
    assert len(paths) == 3
    return paths


def states(book: Book) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By file name the state and codes of what came, the last of each name."""
    return {one.file_name: (one.state, one.codes) for one in reversed(receiving.all_of(book))}


def told(book: Book, path: Path) -> str:
    return next(one.told for one in receiving.all_of(book) if one.file_name == path.name)


def test_row_19_part_2_of_3_is_missing_and_the_rest_is_held_with_the_list(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)

    receive(county_book, first, third)

    assert states(county_book) == {first.name: ("held", ("E-PARTS",)), third.name: ("part", ())}
    assert told(county_book, first) == (
        f"这个包分成几份，还没有收齐：一共 3 份,缺第 2 份({second.name})。没有并入任何数据,U盘上的文件没有动。"
        "请向乡镇要缺的那几份,收到后自动接上,只开一份回执。"
    )
    assert merge(county_book) == []
    assert county_book.count("problem") == 0


def test_row_19_the_missing_part_closes_the_gap_and_all_are_merged_as_one(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)
    receive(county_book, first, third)

    receive(county_book, second)
    waiting = states(county_book)
    (done,) = merge(county_book)

    assert waiting == {first.name: ("waiting", ()), second.name: ("part", ()), third.name: ("part", ())}
    assert (done.file_name, done.state) == (first.name, "merged")
    assert county_book.count("problem") == 2
    ids = [one.id for one in receiving.all_of(county_book)]
    assert [[step.number for step in receiving.steps_of(county_book, id) if step.state == "open"] for id in ids] == [
        [10]
    ] * 3
    assert {bool(one.merged_at) for one in receiving.all_of(county_book)} == {True}
    assert "随第 1 份一起合并" in told(county_book, second)


def test_row_19_part_1_missing_holds_the_others_and_names_it(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)

    receive(county_book, second, third)
    alone = states(county_book)
    said = told(county_book, second)
    receive(county_book, first)

    assert alone == {second.name: ("held", ("E-PARTS",)), third.name: ("held", ("E-PARTS",))}
    assert "这是第 2 份,一共 3 份;缺第 1 份。" in said
    assert states(county_book)[first.name] == ("waiting", ())


def test_row_19_parts_of_two_packets_never_mix(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    other_pc = senders[1].copy()
    first, second, third = three(senders[1], stick)
    _, strange, _ = three(other_pc, folder / "另一台")

    receive(county_book, first, strange, third)

    assert states(county_book) == {
        first.name: ("held", ("E-PARTS",)),
        strange.name: ("held", ("E-PARTS",)),
        third.name: ("part", ()),
    }
    assert f"缺第 2 份({second.name});收到的第 2 份是另一个包的,不能混用" in told(county_book, first)
    assert "它和收到的第 1 份不是同一个包的,不能混用" in told(county_book, strange)
    receive(county_book, second)
    assert [one.file_name for one in merge(county_book)] == [first.name]
    assert states(county_book)[strange.name] == ("held", ("E-PARTS",))


def test_the_same_part_twice_is_a_duplicate_before_and_after_the_merge(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)
    receive(county_book, first, second, third)

    (before,) = receive(county_book, second)
    merge(county_book)
    after = receive(county_book, first, second, third)

    assert (before.state, before.codes) == ("duplicate", ("E-DUPLICATE",))
    assert [(one.state, one.codes) for one in after] == [("duplicate", ("E-DUPLICATE",))] * 3
    assert county_book.count("problem") == 2


def test_one_receipt_is_given_for_part_1_and_none_for_the_others(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, _ = three(senders[1], stick)
    ids = {one.file_name: one.id for one in receive(county_book, stick)}
    merge(county_book)

    done = receipts.write_all(county_book, ids.values(), stick, PASSWORDS)

    (given,) = done.given
    assert given.packet == ids[first.name]
    assert dict(done.left)[ids[second.name]] == "这是第 2 份;回执只开一份,开给第 1 份"
    assert len(done.left) == 2
    assert given.path is not None
    body = read_receipt(given.path, senders[1].trust, NOW).body
    assert (body["tag_sha256"], body["decision"], body["next_seq"]) == (tag_of(first), "accepted", 2)


def test_the_next_month_follows_part_1(county_book: Book, senders: list[Sender], stick: Path, folder: Path) -> None:
    three(senders[1], stick)
    receive(county_book, stick)
    merge(county_book)
    later = senders[1].packet(folder / "十一月", "2026-11")

    (came,) = receive(county_book, later, month="2026-11")

    assert (came.state, came.seq) == ("waiting", 2)


def test_the_month_stands_on_the_board_by_part_1(county_book: Book, senders: list[Sender], stick: Path) -> None:
    first, second, third = three(senders[1], stick)

    def shown() -> str:
        return next(one.state for one in county_board.board(county_book, "2026-10").lines if one.name == "东岭镇")

    seen = []
    for path in (third, first, second):
        receive(county_book, path)
        seen.append(shown())
    merge(county_book)

    assert [*seen, shown()] == ["held", "held", "waiting", "merged"]


def test_a_copy_that_was_touched_before_the_merge_has_to_come_again_and_nothing_is_merged(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)
    ids = {one.file_name: one.id for one in receive(county_book, first, second, third)}
    line = inbox.received_one(county_book, ids[second.name])
    assert line is not None
    copy = receiving.quarantine(county_book) / line["path"]
    copy.write_bytes(copy.read_bytes()[:-40])

    merge(county_book)
    after = states(county_book)
    receive(county_book, second)
    merge(county_book)

    assert after[first.name] == ("held", ("E-PARTS",))
    assert after[second.name][0] == "rejected"
    assert states(county_book)[first.name] == ("merged", ())
    assert county_book.count("problem") == 2


def test_the_doctor_looks_at_every_part(county_book: Book, senders: list[Sender], stick: Path) -> None:
    _, second, _ = three(senders[1], stick)
    ids = {one.file_name: one.id for one in receive(county_book, stick)}
    merge(county_book)
    sound = doctor_received.check_received(county_book)
    line = inbox.received_one(county_book, ids[second.name])
    assert line is not None
    (receiving.quarantine(county_book) / line["path"]).unlink()

    good, said = doctor_received.check_received(county_book)

    assert sound[0]
    assert not good
    assert "东岭镇2026年10月第 1 次第 2 份的存档不见了" in said
