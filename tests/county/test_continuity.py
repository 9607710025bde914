"""How a packet joins those before: the rows 40–51 of the list of bad inputs, by number (packet format 7)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.merkle import Tree, leaf_hash
from app.operations import receiving
from app.packet.continuity import Accepted, ContinuityView, judge
from app.storage import inbox
from app.storage.book import Book
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Sender, sample

pytestmark = pytest.mark.usefixtures("at_once")


def merged(book: Book, path: Path, month: str = "2026-10") -> receiving.Incoming:
    (came,) = receive(book, path, month=month)
    merge(book)
    found = receiving.one(book, came.id)
    assert found is not None
    return found


def verdict(line: receiving.Incoming) -> tuple[str, tuple[str, ...]]:
    return line.state, line.codes


def test_row_40_the_same_packet_twice_changes_nothing(county_book: Book, senders: list[Sender], stick: Path) -> None:
    path = senders[0].packet(stick)
    first = merged(county_book, path)
    steps = len(county_book.steps())

    again = merged(county_book, path)

    assert (first.state, verdict(again)) == ("merged", ("duplicate", ("E-DUPLICATE",)))
    assert len(county_book.steps()) == steps
    assert "不用再收" in again.told


def test_row_40_twice_in_one_go_is_one_packet_and_one_duplicate(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    path = senders[0].packet(stick)
    copy = folder / "另一个U盘.zip"
    copy.write_bytes(path.read_bytes())

    came = receive(county_book, path, copy)

    assert [one.state for one in came] == ["waiting", "duplicate"]
    assert [one.state for one in merge(county_book)] == ["merged"]


def test_row_41_last_month_replayed_is_a_duplicate(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    october = senders[0].packet(stick)
    merged(county_book, october)
    merged(county_book, senders[0].packet(folder / "十一月", "2026-11"), "2026-11")

    replayed = merged(county_book, october, "2026-10")

    assert verdict(replayed) == ("duplicate", ("E-DUPLICATE",))


def test_row_42_the_same_month_with_other_content_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))

    second = merged(county_book, sender.packet(folder / "又一个", "2026-10"))

    assert verdict(second) == ("rejected", ("E-FORK",))
    assert "这个月已经收过" in second.told


def test_row_43_a_restored_backup_is_rejected_with_the_reason(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    backup = sender.copy()
    merged(county_book, sender.packet(stick))

    forked = merged(county_book, backup.packet(folder / "恢复后", "2026-11"), "2026-11")

    assert verdict(forked) == ("rejected", ("E-FORK",))
    assert "旧备份恢复" in forked.told
    assert "没有并入任何数据" in forked.told


def test_row_44_a_skipped_month_waits_and_is_taken_when_the_missing_one_came(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    september = sender.packet(stick, "2026-09")
    october = sender.packet(folder / "十月", "2026-10")
    november = sender.packet(folder / "十一月", "2026-11")
    merged(county_book, september, "2026-09")

    held = merged(county_book, november, "2026-11")
    assert verdict(held) == ("held", ("E-GAP",))
    assert "上一次收到的是第 1 次,这是第 3 次" in held.told
    merged(county_book, october, "2026-10")

    now = receiving.one(county_book, held.id)
    assert now is not None
    assert now.state == "merged", now.told


def test_row_93_of_two_sticks_the_hash_and_the_place_in_the_chain_decide_and_never_the_time_of_the_file(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    older = sender.packet(stick, "2026-10")
    newer = sender.packet(folder / "另一个U盘", "2026-11")
    os.utime(older, (2_000_000_000, 2_000_000_000))  # the older one looks as if it were written last
    os.utime(newer, (1, 1))

    first = merged(county_book, older)
    second = merged(county_book, newer, "2026-11")
    again = merged(county_book, older)
    ahead = merged(county_book, senders[1].packet(stick, "2026-10"))
    senders[1].packet(folder / "丢了的U盘", "2026-11")
    gap = senders[1].packet(folder / "又一个", "2026-12")
    os.utime(gap, (1, 1))

    assert [verdict(first)[0], verdict(second)[0], verdict(ahead)[0]] == ["merged"] * 3
    assert verdict(again) == ("duplicate", ("E-DUPLICATE",))
    assert verdict(merged(county_book, gap, "2026-12")) == ("held", ("E-GAP",))


def test_row_45_an_event_edited_and_the_tree_rebuilt_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    sender.leaves[0] = leaf_hash(b"edited")

    rewritten = merged(county_book, sender.packet(folder / "改过", "2026-11"), "2026-11")

    assert verdict(rewritten) == ("rejected", ("E-REWRITTEN",))
    assert "历史被改写" in rewritten.told


def test_row_46_a_log_cut_short_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    short = Tree(sender.leaves[:2])
    log = {"origin": "x", "size": 2, "root": short.root().hex(), "from_size": 0, "proof": []}

    cut = merged(county_book, sender.packet(folder / "截短", "2026-11", log=log), "2026-11")

    assert verdict(cut) == ("rejected", ("E-REWRITTEN",))


def test_row_47_a_closed_month_changed_without_a_word_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    seals = {"2026-10": {"rows": 10, "root": "ab" * 32}, "2026-11": {}}

    changed = merged(county_book, sender.packet(folder / "改十月", "2026-11", seals=seals), "2026-11")

    assert verdict(changed) == ("rejected", ("E-REWRITTEN",))
    assert "2026-10的数据变了" in changed.told


def test_row_48_the_second_of_two_computers_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    one, other = senders[0], senders[0].copy()

    first = merged(county_book, one.packet(stick))
    second = merged(county_book, other.packet(folder / "另一台"))

    assert first.state == "merged"
    assert verdict(second) == ("rejected", ("E-FORK",))
    assert "两台电脑" in second.told


def test_row_48_both_in_one_go_leave_the_first_and_reject_the_second(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    one, other = senders[0], senders[0].copy()

    came = receive(county_book, one.packet(stick), other.packet(folder / "另一台"))

    assert [line.state for line in came] == ["waiting", "rejected"]


@pytest.mark.parametrize("what", ["size 0", "short hashes", "extra hashes"])
def test_row_51_a_proof_that_proves_nothing_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, what: str
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    before = sender.sent[-1].log["size"]
    ahead = sender.copy()
    good = ahead.meta("2026-11", sample(0, sender.name, sender.code, "2026-11")).log
    sender.leaves = ahead.leaves
    log = {
        "size 0": {**good, "from_size": 0, "proof": []},
        "short hashes": {**good, "proof": good["proof"][:-1]},
        "extra hashes": {**good, "proof": [*good["proof"], "ab" * 32]},
    }[what]

    (came,) = receive(county_book, sender.packet(folder / "假", "2026-11", log=log), month="2026-11")

    assert before
    assert verdict(came) == ("rejected", ("E-REWRITTEN",))


def test_an_unknown_township_that_does_not_begin_at_the_beginning_waits_for_a_decision(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[3]
    sender.packet(folder / "县里没收过", "2026-09")
    (held,) = receive(county_book, sender.packet(stick))
    assert verdict(held) == ("held", ("E-ENROL",))

    taken = receiving.begin_at(county_book, held.id, "九月以前用纸质报送")

    assert taken.state == "waiting"
    assert merge(county_book)[0].state == "merged"
    assert inbox.decision(county_book, sender.code) == ("begin", 2)


def test_a_lost_disk_goes_on_from_the_last_accepted_packet_by_the_countys_decision(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    new_disk = replace(sender.copy(), leaves=[])
    log = {"origin": "x", "size": 1, "root": Tree([leaf_hash(b"anew")]).root().hex(), "from_size": 0, "proof": []}
    path = new_disk.packet(folder / "新硬盘", "2026-11", log=log)
    assert verdict(receive(county_book, path, month="2026-11")[0]) == ("rejected", ("E-REWRITTEN",))

    assert receiving.begin_anew(county_book, sender.code, "硬盘损坏,已重装") == 2

    assert merged(county_book, path, "2026-11").state == "merged"
    after = new_disk.packet(folder / "再下月", "2026-12", log={**log, "size": 2, "from_size": 0})
    assert verdict(receive(county_book, after, month="2026-12")[0]) == ("rejected", ("E-REWRITTEN",))


def test_decisions_need_a_reason(county_book: Book, senders: list[Sender], stick: Path) -> None:
    from app.domain.faults import Refused

    merged(county_book, senders[0].packet(stick))

    with pytest.raises(Refused) as told:
        receiving.begin_anew(county_book, senders[0].code, " ")

    assert told.value.code == "E-REASON"
    with pytest.raises(Refused):
        receiving.begin_anew(county_book, senders[1].code, "没收过")


def test_a_packet_of_another_month_than_asked_for_is_rejected_and_can_be_taken_for_its_own_month(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    path = senders[0].packet(stick, "2026-09")

    wrong = merged(county_book, path, "2026-10")
    assert verdict(wrong) == ("rejected", ("E-MONTH",))
    assert "包里是2026年9月,现在收的是2026年10月" in wrong.told

    assert merged(county_book, path, "2026-09").state == "merged"


def test_a_correction_changes_its_rows_and_both_sides_count_the_same(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    (before, other) = sender.kept["2026-10"]["problem"]
    after = {**before, "description": "更正后的描述", "row_version": 2}
    new = {**other, "id": 9, "number": "示纪问〔2026〕9号"}
    path = sender.correction(folder / "更正", "2026-10", {"problem": [(before, after), (None, new)]})
    (came,) = receive(county_book, path, month="2026-11")
    assert (came.title, came.correction) == ("更正,等待合并", True)
    shown = receiving.changes(county_book, came.id, PASSWORDS)
    assert ("问题台账", "示纪问〔2026〕1号", "存在问题", before["description"], "更正后的描述") in shown

    (done,) = merge(county_book)

    assert done.state == "merged", done.told
    texts = {str(row["number"]): row["description"] for row in county_book.rows("problem")}
    assert texts["示纪问〔2026〕1号"] == "更正后的描述"
    assert len(texts) == 3
    (row,) = county_book.rows("problem", number="示纪问〔2026〕1号")
    history = county_book.history("problem", int(str(row["id"])))
    assert any(("description", before["description"], "更正后的描述") in line.fields for line in history)


def test_a_row_a_correction_takes_out_is_voided(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    rows = sample(0, sender.name, sender.code, "2026-10")
    rows["progress"] = []
    merged(county_book, sender.packet(stick, records=rows))

    gone = merged(county_book, sender.correction(folder / "更正", "2026-10", {"problem": [(rows["problem"][1], None)]}))

    assert gone.state == "merged", gone.told
    assert [str(row["number"]) for row in county_book.rows("problem")] == ["示纪问〔2026〕1号"]
    assert len(county_book.rows("problem", voided=True)) == 1


def test_a_correction_that_starts_from_something_else_is_refused_with_the_difference(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    before = {**sender.kept["2026-10"]["problem"][0], "deadline": "2026-11-30"}
    after = {**before, "description": "更正后的描述"}

    wrong = merged(county_book, sender.correction(folder / "更正", "2026-10", {"problem": [(before, after)]}))

    assert verdict(wrong) == ("rejected", ("E-BEFORE",))
    assert "示纪问〔2026〕1号" in wrong.told
    assert "整改时限" in wrong.told
    assert {row["description"] for row in county_book.rows("problem")} == {"示例乡第1个问题", "示例乡第2个问题"}


def test_two_corrections_work_in_order_and_a_missing_first_one_is_noticed(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    before = sender.kept["2026-10"]["problem"][0]
    once, twice = {**before, "remark": "第一次更正"}, {**before, "remark": "第二次更正"}
    first = sender.correction(folder / "一", "2026-10", {"problem": [(before, once)]})
    second = sender.correction(folder / "二", "2026-10", {"problem": [(once, twice)]})

    (early,) = receive(county_book, second)
    assert verdict(early) == ("held", ("E-GAP",))
    receive(county_book, first)
    merge(county_book)
    merge(county_book)

    found = receiving.one(county_book, early.id)
    assert found is not None
    assert found.state == "merged", found.told
    assert {row["remark"] for row in county_book.rows("problem")} == {None, "第二次更正"}


def test_a_correction_of_a_packet_that_never_came_is_rejected(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    merged(county_book, sender.packet(stick))
    before = sender.kept["2026-10"]["problem"][0]

    wrong = merged(
        county_book,
        sender.correction(folder / "更正", "2026-10", {"problem": [(before, before)]}, supersedes="nothing"),
    )

    assert verdict(wrong) == ("rejected", ("E-FORK",))


def test_no_accepted_head_of_size_zero_is_ever_a_beginning(senders: list[Sender]) -> None:
    meta = senders[0].meta("2026-11", sample(0, "示例乡", senders[0].code, "2026-11"), seq=2, prev="ab" * 32)
    head = Accepted("x", 1, "ab" * 32, 0, Tree([]).root().hex(), {})

    found = judge(replace(meta, log={**meta.log, "from_size": 0, "proof": []}), "cd" * 32, ContinuityView((head,)))

    assert found.kind == "rewritten"


def test_what_joins_a_packet_is_read_without_the_seals_of_every_packet_before(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    """Each packet seals every month before it: reading all of them would cost more every month."""
    for period in ("2026-08", "2026-09", "2026-10"):
        merged(county_book, senders[1].packet(stick, period), period)

    chain = inbox.chain(county_book, senders[1].code, receiving.ACCEPTED_STATES)

    assert [(line["seq"], sorted(line["seals"])) for line in chain] == [
        (1, []),
        (2, []),
        (3, ["2026-08", "2026-09", "2026-10"]),
    ]
    plan = county_book.all("EXPLAIN QUERY PLAN SELECT id FROM inbox WHERE tag_sha256 = 'x'")
    assert "inbox_tag" in str(plan)
