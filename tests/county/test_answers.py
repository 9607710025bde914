# ruff: noqa: F811 - the fixtures of two books
"""AS13: the county's receipt comes back by stick or by eight digits, and its remarks stand on the very rows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.operations import answers, monthly, packet_sent, receipts, receiving, remarks, todo
from app.packet.faults import PacketFault
from app.storage.book import Book
from tests.county.test_two_books import (  # noqa: F401
    KNOWN,
    closed,
    corrected,
    desk,
    enrolled,
    first_packet,
    october,
    problem_of,
    take,
)

pytestmark = pytest.mark.usefixtures("at_once")
OCTOBER = Period.parse("2026-10")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "回执 盘"
    folder.mkdir()
    return folder


def receipt(desk: Book, came: receiving.Incoming, out: Path) -> Path:
    (given,) = receipts.write_all(desk, [came.id], out, KNOWN).given
    assert given.path is not None
    return given.path


def send_back(desk: Book, came: receiving.Incoming, out: Path, text: str = "期限太晚,请改到年内") -> Path:
    (row,) = desk.rows("problem")
    remarks.add(desk, "problem", int(str(row["id"])), text, "deadline")
    receipts.send_back(desk, came.id, KNOWN)
    return receipt(desk, came, out)


def state(book: Book) -> object:
    row = monthly.report_row(book, OCTOBER)
    return row["state"] if row else None


def test_a_receipt_says_that_the_packet_was_merged_and_the_report_is_done(
    closed: Book,
    desk: Book,
    folder: Path,
    out: Path,
) -> None:
    path = receipt(desk, take(desk, first_packet(folder)), out)

    told = answers.load(closed, path)

    assert (told.decision, told.title) == ("accepted", "2026年10月上报包:县里已接收")
    assert told.message.endswith("县里的时间戳:2026-11-22 10:00。")
    assert state(closed) == "已并入"
    (line,) = answers.sent_lines(closed)
    assert (line.answer, line.sign, line.way) == ("县里已接收", "√", "回执文件")
    assert answers.load(closed, path).again
    assert len(answers.sent_lines(closed)) == 1


def test_the_digits_prove_this_packet_and_this_result_and_a_wrong_one_is_refused(
    closed: Book,
    desk: Book,
    folder: Path,
) -> None:
    came = take(desk, first_packet(folder))
    (given,) = receipts.sign(desk, [came.id], KNOWN).given
    wrong = f"{given.code[:-1]}{(int(given.code[-1]) + 1) % 10}"

    for text, said in ((wrong, "听错了一位"), (given.code[:-1], "现在是 7 位"), ("", "现在是 0 位")):
        with pytest.raises(Refused) as refused:
            answers.enter_code(closed, text)
        assert (refused.value.code, said in refused.value.message) == ("E-CODE", True)
    assert state(closed) == "已传出"

    told = answers.enter_code(closed, given.code)

    assert (told.decision, told.way) == ("accepted", "phone")
    assert state(closed) == "已并入"
    assert answers.sent_lines(closed)[0].way == "电话"


def test_a_return_puts_remarks_on_rows_until_they_are_seen_to(
    closed: Book,
    desk: Book,
    folder: Path,
    out: Path,
) -> None:
    path = send_back(desk, take(desk, first_packet(folder)), out)

    told = answers.load(closed, path)

    (there,) = closed.rows("problem", number=desk.rows("problem")[0]["number"])
    (remark,) = answers.remarks_on(closed, "problem", int(str(there["id"])))
    assert (told.decision, told.remarks, state(closed)) == ("returned", 1, "县级已退回")
    assert (remark.text, answers.place_of(closed, remark)[1]) == ("期限太晚,请改到年内", "整改时限")
    (waiting,) = [line for line in todo.answer_lines(closed) if line.register == "problem"]
    assert (waiting.id, waiting.what) == (there["id"], "退回意见")

    answers.settle(closed, [remark.id])
    assert answers.open_remarks(closed) == []
    answers.unsettle(closed, [remark.id])
    assert len(answers.open_remarks(closed)) == 1


def test_row_49_receipts_of_others_changed_ones_and_those_of_another_packet_are_refused(
    closed: Book,
    desk: Book,
    folder: Path,
    out: Path,
) -> None:
    path = receipt(desk, take(desk, first_packet(folder)), out)
    changed = out / "改过.zip"
    data = bytearray(path.read_bytes())
    data[data.index(b'"decision":"accepted"') + 14] ^= 1
    changed.write_bytes(data)

    with pytest.raises(PacketFault):
        answers.load(closed, changed)
    with pytest.raises(PacketFault):
        answers.load(closed, first_packet(folder))
    with pytest.raises(Refused) as of_county:
        answers.load(desk, path)
    (kept,) = packet_sent.issued(closed)
    closed.write_packet({**{k: v for k, v in kept.items() if k != "id"}, "tagmanifest": "0" * 64})
    with pytest.raises(Refused) as of_other:
        answers.load(closed, path)

    assert (of_county.value.code, of_other.value.code) == ("E-KIND", "E-RECEIPT")
    assert answers.sent_lines(closed)[0].answer == "还没有回执"
    assert state(closed) == "已传出"


def test_a_packet_that_was_not_accepted_is_carried_again(closed: Book, desk: Book, folder: Path, out: Path) -> None:
    (came,) = receiving.receive(desk, [first_packet(folder)], month="2026-09", passwords=KNOWN)
    path = receipt(desk, came, out)

    told = answers.load(closed, path)

    assert told.decision == "rejected"
    (kept,) = packet_sent.issued(closed)
    assert kept["state"] == "final"


def test_row_50_an_older_receipt_than_the_one_known_is_ignored(
    closed: Book,
    desk: Book,
    folder: Path,
    out: Path,
) -> None:
    came = take(desk, first_packet(folder))
    first = shutil.copy(receipt(desk, came, out), out / "第一份.zip")
    path = send_back(desk, came, out)
    answers.load(closed, path)

    with pytest.raises(Refused) as refused:
        answers.load(closed, Path(first))

    assert "比已经装入的还旧" in refused.value.message
    assert answers.sent_lines(closed)[0].answer == "县里退回修改"


def test_a_packet_without_an_answer_is_asked_about_after_fifteen_days(closed: Book) -> None:
    sent_on = date.fromisoformat(answers.sent_lines(closed)[0].sent_on)
    assert not any(line.what == "没有回执" for line in todo.answer_lines(closed))

    closed.fixed_today = date.fromordinal(sent_on.toordinal() + 16)

    assert answers.sent_lines(closed)[0].silent
    assert [line.page for line in todo.answer_lines(closed) if line.what == "没有回执"] == ["answers"]
