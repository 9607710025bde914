"""A month that is too large for one file, at the township: built, signed, sealed, carried, on the slip, kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import doctor_sent, packet_reports, packet_state, packets
from app.packet.container import ZipReader
from app.packet.faults import PacketFault
from app.packet.parts import Limits, drafts_of, files_of
from app.storage.book import Book
from tests.operations.test_packets import PASSWORDS, enrolled, meta, signing_book

__all__ = ["enrolled", "signing_book"]  # fixtures

REMADE = {"clerk": {"clerk": PASSWORDS["clerk"]}, "secretary": {"secretary": PASSWORDS["secretary"]}}


def files_in(path: Path) -> list[str]:
    with ZipReader.open(path) as reader:
        return list(reader.names)


@pytest.fixture
def narrow(signing_book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file holds two entries less than October has: its last tables go into a second part."""
    whole = packets.build(signing_book, "2026-10", folder / "试")
    entries = len(files_in(whole.path))
    monkeypatch.setattr("app.packet.parts.LIMITS", Limits(entries=entries - 2))


@pytest.mark.usefixtures("narrow")
def test_a_month_over_the_limits_is_made_in_parts_signed_in_the_same_steps(signing_book: Book, folder: Path) -> None:
    draft = packets.build(signing_book, "2026-10", folder / "out")
    drafts = len(drafts_of(draft.path))

    signed = packets.sign(signing_book, draft.path, "clerk", REMADE["clerk"])
    approved = packets.sign(signing_book, signed.path, "secretary", REMADE["secretary"])
    final = packets.sign(signing_book, approved.path, "clerk", REMADE["clerk"])

    first, second = files_of(final.path)
    assert (drafts, final.state, final.parts) == (1, "final", 2)
    assert (meta(first.path)["part"], meta(second.path)["part"], meta(second.path)["parts"]) == (1, 2, 2)
    assert [packets.verify_own(signing_book, one.path).accepted for one in (first, second)] == [True, True]
    assert {n.partition("/")[2].partition("/")[0] for n in files_in(second.path) if n.startswith("data/")} == {
        "tables",
        "trust",
    }
    assert packets.packet_of(signing_book, "2026-10") == final
    assert len(packet_reports.reports_in(final.path)) == len([n for n in files_in(first.path) if n.endswith(".pdf")])


@pytest.mark.usefixtures("narrow")
def test_all_parts_are_sealed_written_read_again_and_noted(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    (stick := folder / "U盘").mkdir()

    done = packets.deliver(signing_book, made.path, stick, sealed=True)
    again = packets.check_again(signing_book, made.path, stick)
    second = files_of(made.path)[1].path
    (stick / f"{second.name}.p7m").unlink()
    with pytest.raises(Exception, match="U盘上没有这个上报包"):
        packets.check_again(signing_book, made.path, stick)
    twice = packets.deliver(signing_book, made.path, stick, sealed=True)

    assert sorted(path.name for path in stick.iterdir()) == sorted(f"{p.name}.p7m" for p in (made.path, second))
    assert (done.parts, done.path.name, again.path) == (2, f"{made.path.name}.p7m", done.path)
    assert not twice.already_there
    assert [packets.verify_own(signing_book, path).accepted for path in stick.iterdir()] == [True, True]
    now = packets.packet_of(signing_book, "2026-10")
    assert now is not None
    assert (now.state, now.parts) == (packets.DELIVERED, 2)
    assert signing_book.rows("medium_log")[0]["file"] == f"{made.path.name}.p7m 等 2 份"


@pytest.mark.usefixtures("narrow")
def test_the_slip_lists_every_part_with_its_check_code(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    slip = packets.handover(signing_book, made.path)

    shown = "\n".join("|".join(line) for line in slip.lines())
    assert "本上报包分成 2 份，要一起移交；县里收齐后合并，只给一份回执。" in shown
    for one in files_of(made.path):
        assert f"{one.part}|{one.path.name}|{one.size}|{one.code}" in shown
        assert all(f"{name.rpartition('/')[2]}|" in shown for name in files_in(one.path) if name.startswith("data/"))


@pytest.mark.usefixtures("narrow")
def test_a_part_that_was_changed_gets_no_slip(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    second = files_of(made.path)[1].path
    data = bytearray(second.read_bytes())
    data[data.index(b"PK", 3000) - 9] ^= 1
    second.write_bytes(data)

    with pytest.raises(Refused) as refused:
        packets.handover(signing_book, made.path)

    assert refused.value.code == "E-PACKET"


@pytest.mark.usefixtures("narrow")
def test_a_further_part_is_not_carried_alone(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    (stick := folder / "U盘").mkdir()

    with pytest.raises(PacketFault, match="请选第 1 份") as refused:
        packets.deliver(signing_book, files_of(made.path)[1].path, stick)

    assert refused.value.code == "E-STATE"
    assert list(stick.iterdir()) == []


@pytest.mark.usefixtures("narrow")
def test_every_part_is_kept_in_the_book_and_looked_at_by_the_doctor(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    sound = doctor_sent.check_sent(signing_book)
    kept = packet_state.by_id(signing_book, made.packet_id)
    (part,) = kept["data"]["parts"]
    whole = signing_book.file(part["file"]) == files_of(made.path)[1].path.read_bytes()
    with signing_book.transaction():
        other = {**part, "sha256": "ab" * 32}
        signing_book.write_packet({**packet_state.plain_row(kept), "data": {**kept["data"], "parts": [other]}})

    good, said = doctor_sent.check_sent(signing_book)

    assert (sound[0], whole, good) == (True, True, False)
    assert f"2026年10月第 1 版的留底缺一份({part['name']})" in said


@pytest.mark.usefixtures("narrow")
def test_sending_back_takes_every_draft_away(signing_book: Book, folder: Path) -> None:
    draft = packets.build(signing_book, "2026-10", folder / "out")
    packets.sign(signing_book, draft.path, "clerk", REMADE["clerk"])

    packets.send_back(signing_book, "2026-10", "数字不对")

    assert list((folder / "out").iterdir()) == []
