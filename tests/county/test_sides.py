"""G9: a packet that came again stands beside what was merged; rows are chosen one by one, nothing is lost silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.faults import Refused
from app.operations import county_sides, receipts, receiving
from app.storage import choices, inbox
from app.storage.book import Book
from tests.county.test_continuity import merged
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Records, Sender, sample

pytestmark = pytest.mark.usefixtures("at_once")
WHY = "和村里核过,原来的对"


def problems(book: Book) -> dict[int, Any]:
    """What stands in the register of problems, by the township's own id."""
    rows = {int(str(row["id"])): row for row in book.rows("problem")}
    return {one.local_id: rows[one.row] for one in inbox.origins(book, "problem", rows).values()}


def corrected(book: Book, sender: Sender, stick: Path, folder: Path) -> receiving.Incoming:
    """October was merged; a correction of both problems with a third one waits."""
    merged(book, sender.packet(stick))
    one, two = sender.kept["2026-10"]["problem"]
    pairs = [
        (one, {**one, "description": "更正后的描述", "row_version": 2}),
        (two, {**two, "deadline": "2027-03-31", "row_version": 2}),
        (None, {**two, "id": 9, "number": "示纪问〔2026〕9号"}),
    ]
    (came,) = receive(book, sender.correction(folder / "更正", "2026-10", {"problem": pairs}))
    return came


def events(book: Book) -> str:
    return b"".join(book.log().bodies()).decode()


def test_each_row_stands_beside_what_is_here(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    came = corrected(county_book, senders[0], stick, folder)

    one, two, new = county_sides.sides(county_book, came.id, PASSWORDS)

    assert county_sides.comparable(county_book, came)
    assert (one.title, one.number, one.fields) == (
        "问题台账",
        "示纪问〔2026〕1号",
        (("存在问题", "示例乡第1个问题", "更正后的描述"),),
    )
    assert two.fields == (("整改时限", "2026-12-31", "2027-03-31"),)
    assert new.fields[0] == ("整条", "没有", "有")
    assert ("存在问题", "", "示例乡第2个问题") in new.fields


def test_rows_the_clerk_keeps_stay_as_they_are_and_the_rest_is_merged(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    came = corrected(county_book, senders[0], stick, folder)

    (done,) = receiving.merge(
        county_book, [came.id], passwords=PASSWORDS, keep={came.id: {("problem", 1), ("problem", 9)}}, why=WHY
    )

    now = problems(county_book)
    assert done.state == "merged", done.told
    assert (now[1]["description"], now[2]["deadline"], sorted(now)) == ("示例乡第1个问题", "2027-03-31", [1, 2])
    assert done.hints == (f"2 条按县里原来的内容保留,没有采用这个包的:{WHY}。",)
    assert events(county_book).count('"act":"row.keep"') == 2
    (given,) = receipts.sign(county_book, [came.id], PASSWORDS).given
    assert f"其中 2 条县里暂按原来的内容保留:{WHY}" in inbox.receipts(county_book, came.id)[0].body
    assert given.decision == "accepted"


def test_a_choice_stands_while_the_same_version_comes_again_and_is_over_when_another_comes(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    came = corrected(county_book, sender, stick, folder)
    receiving.merge(county_book, [came.id], passwords=PASSWORDS, keep={came.id: {("problem", 1)}}, why=WHY)
    again = sample(0, sender.name, sender.code, "2026-11")
    again["problem"] = [sender.kept["2026-10"]["problem"][0]]
    again["progress"] = []

    november = merged(county_book, sender.packet(folder / "十一月", "2026-11", again), "2026-11")

    assert november.state == "merged", november.told
    assert problems(county_book)[1]["description"] == "示例乡第1个问题"
    third = {**again, "problem": [{**again["problem"][0], "description": "第三种说法"}]}
    merged(county_book, sender.packet(folder / "十二月", "2026-12", third), "2026-12")
    assert problems(county_book)[1]["description"] == "第三种说法"
    assert choices.standing(county_book, sender.code) == {}
    assert '"act":"row.choice.over"' in events(county_book)


def test_a_row_that_a_correction_takes_out_can_be_kept(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender, rows = senders[0], sample(0, senders[0].name, senders[0].code, "2026-10")
    rows["progress"] = []
    merged(county_book, sender.packet(stick, records=rows))
    (came,) = receive(
        county_book, sender.correction(folder / "更正", "2026-10", {"problem": [(rows["problem"][1], None)]})
    )
    (side,) = county_sides.sides(county_book, came.id, PASSWORDS)
    assert side.fields[0] == ("整条", "有", "没有(撤出)")

    receiving.merge(county_book, [came.id], passwords=PASSWORDS, keep={came.id: {side.place}}, why=WHY)

    assert sorted(problems(county_book)) == [1, 2]


def test_keeping_rows_needs_a_reason(county_book: Book, senders: list[Sender], stick: Path, folder: Path) -> None:
    came = corrected(county_book, senders[0], stick, folder)

    with pytest.raises(Refused):
        receiving.merge(county_book, [came.id], passwords=PASSWORDS, keep={came.id: {("problem", 1)}}, why=" ")

    now = receiving.one(county_book, came.id)
    assert now is not None
    assert now.state == "waiting"


def test_the_next_correction_builds_on_what_was_signed_whatever_the_county_kept(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    came = corrected(county_book, sender, stick, folder)
    receiving.merge(county_book, [came.id], passwords=PASSWORDS, keep={came.id: {("problem", 1)}}, why=WHY)
    before = next(row for row in sender.kept["2026-10"]["problem"] if row["id"] == 1)
    path = sender.correction(folder / "又更正", "2026-10", {"problem": [(before, {**before, "remark": "再改"})]})
    (second,) = receive(county_book, path)

    (side,) = county_sides.sides(county_book, second.id, PASSWORDS)
    (done,) = merge(county_book)

    assert ("存在问题", "示例乡第1个问题", "更正后的描述") in side.fields
    assert ("备注", "", "再改") in side.fields
    assert done.state == "merged", done.told
    assert problems(county_book)[1]["description"] == "更正后的描述"


# --- a second packet of the same place


def forked(book: Book, sender: Sender, stick: Path, folder: Path, records: Records | None = None) -> Any:
    """October was merged; another October from a second computer of the township was rejected."""
    other = sender.copy()
    merged(book, sender.packet(stick))
    rows = records or sample(sender.place, sender.name, sender.code, "2026-10")
    rows["problem"][0]["description"] = "第二台电脑上的描述"
    rows["problem"] = rows["problem"][:1]
    rows["progress"] = rows["progress"][:1]
    return merged(book, other.packet(folder / "另一台", records=rows))


def test_a_second_packet_of_the_same_place_is_compared_and_rows_of_it_are_taken(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    fork = forked(county_book, senders[0], stick, folder)
    changed, gone, line = county_sides.sides(county_book, fork.id, PASSWORDS)

    done = county_sides.take(county_book, fork.id, {changed.place}, WHY, PASSWORDS)

    assert (fork.codes, changed.number) == (("E-FORK",), "示纪问〔2026〕1号")
    assert changed.fields == (("存在问题", "示例乡第1个问题", "第二台电脑上的描述"),)
    assert (gone.fields[0], line.title) == (("整条", "有", "没有(撤出)"), "整改进展")
    assert problems(county_book)[1]["description"] == "第二台电脑上的描述"
    assert sorted(problems(county_book)) == [1, 2]
    assert done.state == "rejected"
    assert "采用了其中 1 条" in done.told
    row = problems(county_book)[1]["id"]
    last = county_book.history("problem", int(str(row)))[-1]
    assert ("description", "示例乡第1个问题", "第二台电脑上的描述") in last.fields
    assert '"act":"row.take"' in events(county_book)
    assert [one.number for one in county_sides.sides(county_book, fork.id, PASSWORDS)] == [gone.number, line.number]


def test_what_the_chain_goes_on_to_repeat_does_not_write_over_what_was_taken(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    fork = forked(county_book, sender, stick, folder)
    places = {one.place for one in county_sides.sides(county_book, fork.id, PASSWORDS)}
    county_sides.take(county_book, fork.id, places, WHY, PASSWORDS)
    assert sorted(problems(county_book)) == [1]
    same = sender.kept["2026-10"]

    november = merged(county_book, sender.packet(folder / "十一月", "2026-11", same), "2026-11")

    assert november.state == "merged", november.told
    assert {n: row["description"] for n, row in problems(county_book).items()} == {1: "第二台电脑上的描述"}


def test_taking_rows_needs_a_choice_a_reason_and_such_a_packet(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    fork = forked(county_book, senders[0], stick, folder)
    waits = receive(county_book, senders[1].packet(stick))[-1]
    told = []
    for id, places, why in ((fork.id, set(), WHY), (fork.id, {("problem", 1)}, " "), (waits.id, {("problem", 1)}, WHY)):
        with pytest.raises(Refused) as refused:
            county_sides.take(county_book, id, places, why, PASSWORDS)
        told.append(refused.value.code)

    assert told == ["E-EMPTY", "E-REASON", "E-STATE"]
    assert problems(county_book)[1]["description"] == "示例乡第1个问题"
    assert not county_sides.comparable(county_book, waits)
