"""Delivery to the drives this machine can make: a folder everywhere; FAT, exFAT and a full stick where it may mount."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.packet.container import ZipReader
from app.packet.delivery import Disk, NotDelivered, check_again, deliver, leftovers, packets_on, remove_leftovers
from app.packet.packet import verify
from tests.packet.drives_made import FOLDER, SMALL, drive, kinds
from tests.packet.packet_county import NOW, County
from tests.packet.test_delivery import FaultyDisk


@pytest.fixture(params=kinds())
def stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """One drive of each kind there is."""
    with drive(request.param, tmp_path) as place:
        yield place


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    path = tmp_path / "MZ_330182001_202610_r1_3fa9c2d1.zip"
    path.write_bytes(os.urandom(2_345_678))  # not a multiple of any sector
    return path


def test_a_packet_is_written_read_back_found_and_judged_on_a_real_drive(
    stick: Path, signed: Path, county: County
) -> None:
    heard: list[tuple[int, int]] = []

    done = deliver(signed, stick, progress=lambda now, whole: heard.append((now, whole)))

    assert (done.already_there, done.size) == (False, signed.stat().st_size)
    assert packets_on(stick) == [done.path]
    assert verify(done.path, county.trust, moment=NOW).accepted
    assert heard[-1] == (2 * done.size, 2 * done.size)
    assert deliver(signed, stick).already_there
    assert check_again(signed, stick).sha256 == done.sha256


def test_another_packet_of_that_name_on_a_real_drive_is_never_overwritten(stick: Path, packet: Path) -> None:
    (stick / packet.name).write_bytes(b"other")

    with pytest.raises(NotDelivered, match="没有覆盖"):
        deliver(packet, stick)

    assert (stick / packet.name).read_bytes() == b"other"


@pytest.mark.parametrize(
    "disk",
    [
        FaultyDisk("create", errno.EIO),
        FaultyDisk("write", errno.ENODEV),
        FaultyDisk("write", errno.ENODEV, after=0),
        FaultyDisk("sync", errno.ENODEV),
        FaultyDisk("read", errno.ENODEV),
        FaultyDisk("flip"),
        FaultyDisk("rename", errno.ENODEV),
    ],
)
def test_row_89_pulled_out_at_any_step_leaves_no_file_that_bears_the_name(
    stick: Path, packet: Path, disk: FaultyDisk
) -> None:
    with pytest.raises(NotDelivered):
        deliver(packet, stick, disk=disk)

    assert packets_on(stick) == []
    assert deliver(packet, stick).path.read_bytes() == packet.read_bytes()


def test_row_89_what_a_pulled_stick_was_left_with_is_offered_and_deleted(stick: Path, packet: Path) -> None:
    class Gone(FaultyDisk):
        def remove(self, path: Path) -> None:
            raise OSError(errno.ENODEV, "gone")

    with pytest.raises(NotDelivered):
        deliver(packet, stick, disk=Gone("sync"))

    assert len(leftovers(stick)) == 1
    assert packets_on(stick) == []
    assert remove_leftovers(stick) == 1
    assert list(stick.iterdir()) == []


class Wrapping(FaultyDisk):
    """A stick that claims more than it has: what is written beyond its end lands at its beginning."""

    def __init__(self) -> None:
        super().__init__("")

    def sync(self, file) -> None:  # type: ignore[no-untyped-def]
        end = file.tell()
        file.seek(0)
        file.write(b"\xa5" * 4096)
        file.seek(end)
        super().sync(file)


def test_row_91_a_stick_of_false_capacity_is_found_by_reading_back(stick: Path, packet: Path) -> None:
    with pytest.raises(NotDelivered, match="读回的内容与原件不一致"):
        deliver(packet, stick, disk=Wrapping())

    assert packets_on(stick) == []
    assert leftovers(stick) == []


class Telling(FaultyDisk):
    """A stick that says how much room it has, rightly or not."""

    def __init__(self, free: int, full: bool = False) -> None:
        super().__init__("write" if full else "", errno.ENOSPC)
        self._free = free

    def free(self, folder: Path) -> int:
        return self._free


# A stick in memory is full by itself; a folder is as large as the disk of this machine and has to be told so.
FULL = {
    FOLDER: (Telling(SMALL), Telling(1 << 40, full=True)),
    "tmpfs": (Disk(), Telling(1 << 40)),
}


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind in FULL])
def test_row_90_a_full_stick_is_told_before_or_while_writing_and_keeps_nothing(
    kind: str, packet: Path, tmp_path: Path
) -> None:
    before, meanwhile = FULL[kind]

    with drive(kind, tmp_path, SMALL) as place:
        with pytest.raises(NotDelivered, match="空间不够"):
            deliver(packet, place, disk=before)
        with pytest.raises(NotDelivered, match="写满了"):
            deliver(packet, place, disk=meanwhile)

        assert list(place.iterdir()) == []


def test_row_90_a_driver_that_tells_no_size_is_written_to_all_the_same(
    packet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: (0, 0, 0))  # what the FAT driver of FUSE answers
    (tmp_path / "U盘").mkdir()

    done = deliver(packet, tmp_path / "U盘")

    assert done.path.read_bytes() == packet.read_bytes()


def test_row_90_a_stick_that_is_write_protected_is_told_before_a_byte_is_written(stick: Path, packet: Path) -> None:
    before = list(stick.iterdir())

    for error in (errno.EROFS, errno.EACCES):
        with pytest.raises(NotDelivered, match="写保护"):
            deliver(packet, stick, disk=FaultyDisk("create", error))

    assert list(stick.iterdir()) == before


def test_a_packet_is_read_from_a_real_drive_entry_by_entry(stick: Path, signed: Path) -> None:
    path = deliver(signed, stick).path

    with ZipReader.open(path) as here, ZipReader.open(signed) as there:
        assert {name: here.digest(name) for name in here.names} == {name: there.digest(name) for name in there.names}
