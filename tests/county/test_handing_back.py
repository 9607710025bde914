# ruff: noqa: F811 - the fixtures of two books
"""交还: what a township sent and lost comes back from the county, sealed, and is readable where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.faults import Refused, Told
from app.operations import answers, county_handback, packet_archive, packet_handback, packet_sent
from app.operations.doctor_sent import check_sent
from app.packet import sealing
from app.storage.book import Book
from tests.county.test_answers import out  # noqa: F401
from tests.county.test_going_on_anew import agreed, backup  # noqa: F401
from tests.county.test_parts import three
from tests.county.test_receiving import PASSWORDS, merge, receive
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
from tests.county.townships import Sender
from tests.packet.packet_county import unzip

pytestmark = pytest.mark.usefixtures("at_once")
TOWNSHIP = "330182001"


@pytest.fixture
def returned(closed: Book, desk: Book, folder: Path) -> Path:
    """October as the county has it, handed back on a stick."""
    take(desk, first_packet(folder))
    stick = folder / "交还"
    stick.mkdir()
    county_handback.hand_back(desk, TOWNSHIP, stick, KNOWN, month="2026-10")
    return stick


def test_what_was_lost_with_the_disk_is_readable_again_and_counts_no_second_time(
    desk: Book, backup: Book, returned: Path, folder: Path, out: Path
) -> None:
    (file,) = returned.iterdir()
    answers.load(backup, agreed(desk, out))

    found = packet_handback.take_back(backup, [returned])

    (packet,) = packet_archive.sent_packets(backup)
    assert (found, packet.state) == (["2026年10月第 1 版"], "县里交还的留底")
    assert file.suffix == sealing.ENDING
    assert len(sealing.recipients_of(file)) == 1
    assert packet_archive.reports_of(backup, packet.packet_id)
    assert packet_sent.issued(backup) == []
    assert check_sent(backup)[0]
    assert packet_handback.take_back(backup, [returned]) == found
    assert len(packet_archive.sent_packets(backup)) == 1


def test_without_the_countys_word_nothing_is_taken_back(backup: Book, returned: Path) -> None:
    with pytest.raises(Refused) as refused:
        packet_handback.take_back(backup, [returned])

    assert "请先装入县里“重新接续”的回执" in refused.value.message
    assert packet_sent.every(backup) == []


def test_a_book_that_still_names_its_packet_gets_the_lost_copy_back(closed: Book, returned: Path, folder: Path) -> None:
    (kept,) = packet_sent.issued(closed)
    lost = {key: value for key, value in kept["data"].items() if key != "file"}
    closed.write_packet({"packet_id": kept["packet_id"], "data": lost, "path": str(folder / "没有了.zip")})
    assert not check_sent(closed)[0]

    packet_handback.take_back(closed, [returned])

    (now,) = packet_sent.issued(closed)
    assert (now["state"], now["data"]["code"]) == (kept["state"], kept["data"]["code"])
    assert check_sent(closed)[0]


def test_a_file_that_was_changed_or_is_of_another_township_is_refused(
    backup: Book, desk: Book, returned: Path, out: Path, senders: list[Sender], folder: Path
) -> None:
    answers.load(backup, agreed(desk, out))
    strange = senders[0].packet(folder / "别的乡镇")
    (file,) = returned.iterdir()
    data = bytearray(file.read_bytes())
    data[-40] ^= 1
    file.write_bytes(data)

    for path, code in ((strange, "E-RECIPIENT"), (file, "E-SEAL")):
        with pytest.raises(Told) as told:
            packet_handback.take_back(backup, [path])
        assert told.value.code == code
    assert packet_sent.every(backup) == []


def test_what_came_plain_of_a_township_whose_certificate_is_not_known_stays_here(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    receive(county_book, senders[0].packet(stick))
    merge(county_book)

    with pytest.raises(Refused) as refused:
        county_handback.hand_back(county_book, senders[0].code, folder, PASSWORDS)
    with pytest.raises(Refused) as nothing:
        county_handback.hand_back(county_book, senders[1].code, folder, PASSWORDS)

    assert (refused.value.code, nothing.value.code) == ("E-NO-SEAL", "E-MISSING")
    assert not list(folder.glob("MZ_*"))


def test_all_parts_go_back_in_their_order(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, made_county: Any
) -> None:
    paths = three(senders[1], stick)
    receive(county_book, *paths)
    merge(county_book)
    own = made_county.county.seal
    county_book.keep("marks:seals", {senders[1].code: _pem(own.cert)})

    done = county_handback.hand_back(county_book, senders[1].code, folder, PASSWORDS)

    assert [path.name for path in done.paths] == [f"{path.name}.p7m" for path in paths]
    opened = sealing.open_sealed(done.paths[2], folder / "第三份.zip", own)
    assert unzip(opened) == unzip(paths[2])


def _pem(cert: Any) -> str:
    from app.packet.certificates import pem

    return pem(cert).decode("ascii")
