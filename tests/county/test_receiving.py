"""Receiving and merging: ten steps, one list, everything or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import certificates, receiving, records
from app.operations.certificates import county_trust
from app.packet import sealing
from app.packet.content import PacketFile
from app.storage import inbox
from app.storage.book import Book
from app.storage.reading import Query
from tests.conftest import FixedClock
from tests.county.conftest import PASSWORD
from tests.county.old_packets import VERSIONS, old_packet
from tests.county.townships import Sender, sample
from tests.domain.test_pdf_marks import made
from tests.packet.packet_county import pdf, unzip

pytestmark = pytest.mark.usefixtures("at_once")
PASSWORDS = {"clerk": PASSWORD}


def receive(book: Book, *paths: Path, month: str = "2026-10") -> list[receiving.Incoming]:
    return receiving.receive(book, paths, month=month, passwords=PASSWORDS)


def merge(book: Book) -> list[receiving.Incoming]:
    return receiving.merge(book, passwords=PASSWORDS)


def test_a_packet_passes_its_steps_and_waits_until_it_is_merged(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    senders[1].packet(stick)

    (came,) = receive(county_book, stick)

    assert (came.state, came.title, came.township_name) == ("waiting", "通过,等待合并", "东岭镇")
    assert county_book.count("problem") == 0
    states = [(step.number, step.state) for step in receiving.steps_of(county_book, came.id)]
    assert states == [*((n, "done") for n in range(9)), (9, "open"), (10, "open")]


def test_merged_rows_stand_in_the_registers_with_their_links(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    senders[1].packet(stick)
    receive(county_book, stick)

    (done,) = merge(county_book)

    assert (done.state, done.decision, done.told) == (
        "merged",
        "accepted",
        "数据已并入县里的台账,合计和乡镇签的一致。可以开回执了。",
    )
    (village,) = county_book.rows("unit", name="青山村")
    (township,) = county_book.rows("unit", name="东岭镇")
    assert village["parent"] == township["id"]
    problems = county_book.rows("problem", unit=village["id"])
    assert [row["number"] for row in problems] == ["示纪问〔2026〕1号"]
    (progress,) = county_book.rows("progress", problem=problems[0]["id"])
    assert progress["on_day"] == "2026-10-28"
    (group,) = county_book.rows("unit", kind="村民小组")
    assert county_book.title("unit", int(str(group["id"]))) == "青山村第1村民小组"
    county_book.index_pending()
    assert len(county_book.ids("problem", Query(find="东岭镇第1个问题"))) == 1


def test_the_county_and_its_townships_are_not_entered_a_second_time(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    before = county_book.count("unit")
    for sender in senders[:3]:
        sender.packet(stick)
    receive(county_book, stick)

    merge(county_book)

    assert county_book.count("unit") == before + 3 * 3
    assert len(county_book.rows("unit", kind="县")) == 1
    township = county_book.rows("unit", name=senders[0].name)[0]["id"]
    assert len(county_book.ids("problem", Query(units=(int(str(township)),)))) == 2


def test_numbers_that_collide_get_the_townships_name(county_book: Book, senders: list[Sender], stick: Path) -> None:
    for sender in senders[:2]:
        sender.packet(stick)
    receive(county_book, stick)

    merge(county_book)

    numbers = {str(row["number"]) for row in county_book.rows("problem")}
    assert numbers == {
        "示纪问〔2026〕1号",
        "示纪问〔2026〕2号",
        "示纪问〔2026〕1号(东岭镇)",
        "示纪问〔2026〕2号(东岭镇)",
    }


def test_a_later_month_changes_the_same_rows_and_history_has_both(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    sender.packet(stick)
    receive(county_book, stick)
    merge(county_book)
    rows = sample(0, sender.name, sender.code, "2026-10")
    rows["problem"][0] |= {"state": "已销号", "closed_on": "2026-11-20", "row_version": 4}
    later = sender.packet(folder / "十一月", "2026-11", rows)

    receive(county_book, later, month="2026-11")
    (done,) = merge(county_book)

    assert done.state == "merged", done.told
    assert county_book.count("problem") == 2
    (row,) = county_book.rows("problem", number="示纪问〔2026〕1号")
    assert row["state"] == "已销号"
    changed = county_book.history("problem", int(str(row["id"])))[-1]
    assert ("state", "整改中", "已销号") in changed.fields


def test_of_what_a_township_ever_sent_a_merge_reads_only_the_rows_the_packet_names(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = senders[0]
    sender.packet(stick)
    receive(county_book, stick)
    merge(county_book)
    rows = sample(0, sender.name, sender.code, "2026-11")
    later = sender.packet(folder / "十一月", "2026-11", rows)
    asked: list[tuple[str, object]] = []
    real = inbox.local_rows

    def spy(core: Book, township: str, register: str, local_ids: Iterable[int] | None = None) -> dict[int, int]:
        asked.append((register, local_ids))
        return real(core, township, register, local_ids)

    monkeypatch.setattr(inbox, "local_rows", spy)
    receive(county_book, later, month="2026-11")
    (done,) = merge(county_book)

    assert done.state == "merged", done.told
    assert {register for register, _ in asked} <= set(rows)
    assert all(ids is not None for _, ids in asked)


def test_row_68_a_pdf_with_a_script_is_kept_byte_for_byte_flagged_and_opened_by_nobody(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    hostile = made(b"<</S /J#61vaScript /JS (app.alert(1))>>", b"<</S /Launch>>")[:-9]
    annexes = [
        PacketFile("data/annex/A001.pdf", hostile, "application/pdf", "现场材料", "annex"),
        PacketFile("data/annex/A002.pdf", pdf(1), "application/pdf", "会议记录", "annex"),
    ]
    path = senders[1].packet(stick, files=annexes)

    (came,) = receive(county_book, stick)

    assert (came.state, came.title) == ("waiting", "通过,等待合并")
    (hint,) = came.hints
    assert hint.startswith("附件“现场材料”不是普通的 PDF:会自动运行的脚本、会启动别的程序、文件结构坏了。")
    assert unzip(path)["data/annex/A001.pdf"] == hostile
    (done,) = merge(county_book)
    assert (done.state, done.hints) == ("merged", (hint,))


def test_what_an_interrupted_check_left_is_taken_away_and_no_packet_with_it(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    senders[1].packet(stick)
    receive(county_book, stick)
    place = receiving.quarantine(county_book)
    kept = sorted(place.glob("*.p7m"))
    (place / "open" / "abc").mkdir()
    (place / "open" / "abc" / "MZ.zip").write_bytes(b"readable")
    (place / "open" / "in.12345678.part").write_bytes(b"half")

    receiving.tidy(county_book)

    assert list((place / "open").iterdir()) == []
    assert sorted(place.iterdir()) == [*kept, place / "open"]


def test_what_an_older_program_left_among_the_packets_is_taken_away_once(county_book: Book) -> None:
    place = receiving.quarantine(county_book)
    (place / "open-abc").mkdir(parents=True)
    (place / "open-abc" / "MZ.zip").write_bytes(b"readable")
    (place / "in.12345678.part").write_bytes(b"half")
    (place / "open-list.txt").write_bytes(b"not ours")

    receiving.tidy(county_book)

    assert sorted(path.name for path in place.iterdir()) == ["open", "open-list.txt"]


@pytest.mark.usefixtures("at_once")
def test_receiving_does_not_list_the_packets_of_earlier_years(
    county_book: Book, senders: list[Sender], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders[0].packet(stick)
    receive(county_book, stick)
    place, listed = receiving.quarantine(county_book), list[str]()
    scan = os.scandir

    def noted(path: Any) -> Any:
        listed.append(str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", noted)

    merge(county_book)
    receive(county_book, senders[1].packet(stick))

    assert str(place) not in listed
    assert str(place / "open") in listed


def test_the_list_of_a_month_does_not_read_the_seals_of_every_month_before(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    senders[0].packet(stick)
    (came,) = receive(county_book, stick)

    (line,) = inbox.received_in(county_book, "2026-10")

    whole = inbox.received_one(county_book, came.id)
    assert whole is not None
    assert {key for key in whole["data"] if key not in line["data"]} == {"seals"}


@pytest.mark.usefixtures("at_once")
def test_the_same_plain_packet_received_again_leaves_the_first_copy_as_it_was(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    path = senders[0].packet(stick)
    receive(county_book, path)
    (kept,) = receiving.quarantine(county_book).glob("*.p7m")
    before = kept.read_bytes()

    (again,) = receive(county_book, path)

    assert again.state == "duplicate"
    assert kept.read_bytes() == before
    kept.write_bytes(before[:-1])
    receive(county_book, path)
    assert len(kept.read_bytes()) == len(before)


def test_what_travelled_with_a_row_and_has_no_column_is_kept(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    sender = senders[0]
    rows = sample(0, sender.name, sender.code, "2026-10")
    rows["problem"][0]["proof"] = ["ab" * 32]
    rows["problem"][0]["of_a_later_version"] = "什么"
    rows["problem"][0]["commitment" if "commitment" in rows["problem"][0] else "campaign"] = {
        "id": 77,
        "title": "某专项",
    }
    sender.packet(stick, records=rows)
    receive(county_book, stick)

    (done,) = merge(county_book)

    assert done.state == "merged", done.told
    (row,) = county_book.rows("problem", number="示纪问〔2026〕1号")
    origin = inbox.origins(county_book, "problem", [int(str(row["id"]))])[int(str(row["id"]))]
    assert origin.carried["proof"] == ["ab" * 32]
    assert origin.carried["of_a_later_version"] == "什么"
    assert (origin.township, origin.local_id) == (sender.code, 1)


def test_merged_rows_cannot_be_changed_voided_or_added_to(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    senders[0].packet(stick)
    receive(county_book, stick)
    merge(county_book)
    id = int(str(county_book.rows("problem")[0]["id"]))
    before = county_book.row("problem", id)

    for act in (
        lambda: records.save(county_book, ledger("problem"), id, {"remark": "改一改"}),
        lambda: records.void(county_book, ledger("problem"), id, "不要"),
        lambda: records.save_lines(
            county_book, ledger("problem"), id, ledger("problem_part"), [records.LineEdit(None, {"text": "新"})]
        ),
    ):
        with pytest.raises(Refused) as told:
            act()
        assert told.value.code == "E-MERGED", told.value.message

    assert county_book.row("problem", id) == before


def test_a_merge_is_not_undone(county_book: Book, senders: list[Sender], stick: Path) -> None:
    with county_book.change("自己的一步") as writer:
        writer.save(ledger("unit"), {"name": "县纪委", "kind": "县直部门"})
    senders[0].packet(stick)
    receive(county_book, stick)
    merge(county_book)
    step = county_book.steps(1)[0]

    with pytest.raises(Refused) as told:
        county_book.undo(step.id)

    assert (step.kind, told.value.code) == ("merge", "E-MERGED")
    assert "更正包" in told.value.message
    undo = county_book.can_undo()
    assert undo is not None
    assert undo.label == "自己的一步"


def test_a_crash_in_the_middle_of_merging_leaves_nothing(
    county_book: Book, senders: list[Sender], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders[0].packet(stick)
    (came,) = receive(county_book, stick)
    rows, events = county_book.count("unit"), county_book.log().size
    monkeypatch.setattr(inbox, "keep_sealed", _die)

    with pytest.raises(MemoryError):
        merge(county_book)

    assert (county_book.count("unit"), county_book.count("problem")) == (rows, 0)
    assert county_book.one("SELECT count(*) FROM origin")[0] == 0
    assert county_book.one("SELECT count(*) FROM same_row")[0] == 0
    assert county_book.log().size == events
    found = receiving.one(county_book, came.id)
    assert found is not None
    assert found.state == "waiting"
    monkeypatch.undo()
    assert [one.state for one in merge(county_book)] == ["merged"]


def _die(*_: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("what", "code"),
    [("seal", "E-COUNTS"), ("count", "E-COUNTS"), ("register", "E-NEWER"), ("state", "E-NEWER"), ("twice", "E-JSON")],
)
def test_data_that_do_not_give_what_was_signed_are_not_merged(
    county_book: Book, senders: list[Sender], stick: Path, what: str, code: str
) -> None:
    sender = senders[0]
    rows = sample(0, sender.name, sender.code, "2026-10")
    changes: dict[str, object] = {}
    if what == "seal":
        changes = {"seals": {"2026-10": {"rows": 11, "root": "00" * 32}}}
    elif what == "count":
        changes = {"counts": {"problem_found": 9}}
    elif what == "state":
        rows["problem"][0]["state"] = "没有的状态"
    elif what == "twice":
        rows["problem"][1]["id"] = 1
    sender.packet(stick, records=rows, **changes)
    if what == "register":
        path = next(stick.iterdir())
        path.unlink()
        from app.packet.content import PacketFile

        other = PacketFile("data/records/nothing.jsonl", b'{"id":1}\n', "application/jsonl", "没有", "records")
        senders[2].packet(stick, files=[other])
    receive(county_book, stick)

    (done,) = merge(county_book)

    assert (done.state, done.codes) == ("rejected", (code,)), done.told
    assert county_book.count("problem") == 0
    assert "没有并入任何数据" in done.told
    assert [step.state for step in receiving.steps_of(county_book, done.id)] == [*["done"] * 9, "failed", "open"]


def _lying(book: Book) -> list[str]:
    """The endings of every file in quarantine, those at work among them."""
    return [path.suffix for path in receiving.quarantine(book).rglob("*") if path.is_file()]


def test_a_sealed_packet_is_opened_and_only_the_sealed_file_stays_on_the_disk(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    plain = senders[0].packet(folder / "乡里")
    trust = county_trust(county_book)
    assert trust.seal is not None
    sealing.seal(plain, stick / f"{plain.name}.p7m", [trust.seal])

    (came,) = receive(county_book, stick)

    assert came.state == "waiting", came.told
    assert _lying(county_book) == [".p7m"]
    assert receiving.quarantine(county_book).stat().st_mode & 0o077 == 0
    assert merge(county_book)[0].state == "merged"
    assert _lying(county_book) == [".p7m"]


def test_a_plain_packet_lies_sealed_once_it_was_received(county_book: Book, senders: list[Sender], stick: Path) -> None:
    path = senders[0].packet(stick)

    receive(county_book, path)

    (kept,) = receiving.quarantine(county_book).glob("*.*")
    assert kept.suffix == ".p7m"
    assert "青山村".encode() not in kept.read_bytes()
    assert path.exists()


def test_a_packet_sealed_to_somebody_else_is_told(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, made_county: object
) -> None:
    from app.operations import identities

    other = identities.make_practice_county("另一县", senders[0].now)
    plain = senders[0].packet(folder / "乡里")
    sealing.seal(plain, stick / f"{plain.name}.p7m", [other.seal.cert])

    (came,) = receive(county_book, stick)

    assert (came.state, came.codes) == ("rejected", ("E-RECIPIENT",))
    assert "此包不是给本单位的" in came.told


def test_an_expired_list_of_revocations_stops_receiving_until_it_is_renewed(
    county_book: Book, county_clock: FixedClock, senders: list[Sender], stick: Path
) -> None:
    path = senders[0].packet(stick)
    county_clock.move(days=120)

    with pytest.raises(Refused) as told:
        receive(county_book, path)
    certificates.renew_crl(county_book, PASSWORD)
    (came,) = receive(county_book, path)

    assert told.value.code == "E-CRL"
    assert "证书登记" in told.value.message
    assert came.state == "waiting", came.told


def test_a_township_book_receives_nothing(book: Book, stick: Path) -> None:
    with pytest.raises(Refused) as told:
        receiving.receive(book, [stick])

    assert told.value.code == "E-KIND"


def test_a_sealed_packet_asks_for_the_password_of_the_key(
    county_book: Book, stick: Path, senders: list[Sender]
) -> None:
    senders[0].packet(stick)

    with pytest.raises(Refused) as told:
        receiving.receive(county_book, [stick], month="2026-10")

    assert (told.value.code, inbox.received(county_book)) == ("E-PASSWORD", [])


def test_a_folder_gives_its_packets_and_nothing_else(
    county_book: Book, senders: list[Sender], stick: Path, at_once: Callable[[], int]
) -> None:
    senders[0].packet(stick)
    senders[1].packet(stick / "MZ")
    (stick / "autorun.inf").write_text("run")
    (stick / "MZ_half.zip.part").write_bytes(b"x")
    (stick / "MZ_link.zip").symlink_to(next((stick / "MZ").iterdir()))

    came = receive(county_book, stick)

    assert [one.state for one in came] == ["waiting", "waiting"]
    assert at_once() == 2


def test_files_that_are_no_packets_are_told_one_by_one(county_book: Book, stick: Path) -> None:
    (stick / "报表.xlsx").write_bytes(b"PK")
    (stick / "MZ_empty.zip").write_bytes(b"")
    (stick / "MZ_short.zip").write_bytes(b"PK\3\4 and nothing more")
    (stick / "MZ_bad.zip.p7m").write_bytes(b"\x30\x80 nothing")

    came = receive(county_book, *sorted(stick.iterdir()), stick / "MZ_gone.zip")

    codes = {one.file_name: one.codes for one in came}
    assert codes == {
        "报表.xlsx": ("E-FILE",),
        "MZ_empty.zip": ("E-TRUNC",),
        "MZ_short.zip": ("E-TRUNC",),
        "MZ_bad.zip.p7m": ("E-SEAL",),
        "MZ_gone.zip": ("E-READ",),
    }
    assert all("没有并入任何数据" in one.told for one in came)


def test_the_copy_in_quarantine_may_not_be_exchanged(county_book: Book, senders: list[Sender], stick: Path) -> None:
    one, other = senders[0].packet(stick), senders[0].copy()
    receive(county_book, one)
    (kept,) = receiving.quarantine(county_book).glob("*.p7m")
    again = other.packet(stick / "别的")
    trust = county_trust(county_book)
    assert trust.seal is not None
    sealing.seal(again, kept, [trust.seal])

    (done,) = merge(county_book)

    assert (done.state, done.codes) == ("rejected", ("E-DIGEST",))
    assert county_book.count("problem") == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_a_packet_of_an_older_program_is_accepted_for_good(county_book: Book, version: str) -> None:
    (came,) = receive(county_book, old_packet(version).path)

    (done,) = merge(county_book)

    assert (came.state, done.state) == ("waiting", "merged"), done.told
    assert county_book.rows("problem")[0]["description"] == "集体山林发包收入三千元没有入账"
