"""Writing to a drive: every failure leaves either the complete file or nothing by its name."""

import errno
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from app.packet.delivery import Disk, NotDelivered, deliver, leftovers, packets_on, warnings_of

NAME = "MZ_330182001_202610_r1_3fa9c2d1.zip"
CONTENT = bytes(range(256)) * 12_001  # not a multiple of any block


@pytest.fixture
def packet(folder: Path) -> Path:
    path = folder / NAME
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def drive(folder: Path) -> Path:
    path = folder / "U盘 甲"
    path.mkdir()
    return path


class BrokenFile:
    """A file on a drive that fails after some bytes."""

    def __init__(self, file: BinaryIO, after: int, error: int) -> None:
        self._file, self._left, self._error = file, after, error

    def __enter__(self) -> "BrokenFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, data: bytes) -> int:
        if self._left <= 0:
            raise OSError(self._error, "broken")
        part = bytes(data[: min(self._left, 70_000)])
        self._left -= len(part)
        return self._file.write(part)


class FaultyDisk(Disk):
    """A drive that fails at one step."""

    def __init__(self, step: str, error: int = errno.EIO, after: int = 1 << 20) -> None:
        self._step, self._error, self._after = step, error, after

    def _fail(self, step: str) -> None:
        if step == self._step:
            raise OSError(self._error, "broken")

    def create(self, path: Path) -> BinaryIO:
        self._fail("create")
        file = super().create(path)
        return BrokenFile(file, self._after, self._error) if self._step == "write" else file  # type: ignore[return-value]

    def sync(self, file: BinaryIO) -> None:
        self._fail("sync")
        super().sync(file)

    def read_back(self, path: Path) -> Iterator[bytes]:
        self._fail("read")
        for number, block in enumerate(super().read_back(path)):
            wrong = self._step == "flip" and number == 1
            yield bytes([block[0] ^ 1]) + block[1:] if wrong else block

    def rename(self, source: Path, target: Path) -> None:
        self._fail("rename")
        super().rename(source, target)

    def free(self, folder: Path) -> int:
        return len(CONTENT) if self._step == "free" else super().free(folder)


def test_a_packet_arrives_whole_under_its_name_and_nothing_else(packet: Path, drive: Path) -> None:
    heard: list[tuple[int, int]] = []

    done = deliver(packet, drive, progress=lambda now, all_: heard.append((now, all_)))

    assert done.path == drive / NAME
    assert done.path.read_bytes() == CONTENT
    assert (done.size, done.already_there, done.warnings) == (len(CONTENT), False, ())
    assert [p.name for p in drive.iterdir()] == [NAME]
    assert heard[-1] == (2 * len(CONTENT), 2 * len(CONTENT))
    assert heard == sorted(heard)


def test_the_same_packet_again_is_already_there(packet: Path, drive: Path) -> None:
    first = deliver(packet, drive)

    again = deliver(packet, drive)

    assert (again.already_there, again.sha256) == (True, first.sha256)


def test_another_file_of_the_same_name_is_never_overwritten(packet: Path, drive: Path) -> None:
    (drive / NAME).write_bytes(b"other")

    with pytest.raises(NotDelivered, match="没有覆盖"):
        deliver(packet, drive)

    assert (drive / NAME).read_bytes() == b"other"


@pytest.mark.parametrize(
    ("disk", "words"),
    [
        (FaultyDisk("free"), "空间不够，至少需要"),
        (FaultyDisk("create", errno.EROFS), "不能写入（写保护"),
        (FaultyDisk("create", errno.EACCES), "不能写入（写保护"),
        (FaultyDisk("write", errno.ENOSPC), "写满了"),
        (FaultyDisk("write", errno.EIO), "断开或出错"),
        (FaultyDisk("write", errno.ENODEV, after=0), "断开或出错"),
        (FaultyDisk("write", errno.EACCES), "断开或出错"),
        (FaultyDisk("sync", errno.EACCES), "断开或出错"),
        (FaultyDisk("write", errno.EFBIG), "写满了"),
        (FaultyDisk("sync", errno.EIO), "断开或出错"),
        (FaultyDisk("read", errno.ENOENT), "断开或出错"),
        (FaultyDisk("flip"), "读回的内容与原件不一致"),
        (FaultyDisk("rename", errno.EIO), "断开或出错"),
    ],
)
def test_every_failure_is_told_and_leaves_nothing_half_done(packet: Path, drive: Path, disk: Disk, words: str) -> None:
    with pytest.raises(NotDelivered, match=words) as caught:
        deliver(packet, drive, disk=disk)

    assert caught.value.code == "E-DELIVERY"
    assert list(drive.iterdir()) == []
    assert packet.read_bytes() == CONTENT


@pytest.mark.parametrize(("code", "words"), [(19, "不能写入（写保护"), (21, "断开或出错"), (112, "写满了")])
def test_what_windows_says_of_a_stick_is_told_more_exactly_than_the_c_library_does(
    packet: Path, drive: Path, code: int, words: str
) -> None:
    class Refusing(Disk):
        def create(self, path: Path) -> BinaryIO:
            error = OSError(errno.EACCES, "refused")
            error.winerror = code  # type: ignore[attr-defined]
            raise error

    with pytest.raises(NotDelivered, match=words):
        deliver(packet, drive, disk=Refusing())


def test_a_stick_pulled_out_for_good_leaves_only_a_part_which_is_offered_next_time(packet: Path, drive: Path) -> None:
    class Gone(FaultyDisk):
        def remove(self, path: Path) -> None:
            raise OSError(errno.ENODEV, "gone")

    with pytest.raises(NotDelivered, match="断开或出错"):
        deliver(packet, drive, disk=Gone("sync"))

    left = leftovers(drive)
    assert [p.suffix for p in left] == [".part"]
    assert left == list(drive.iterdir())
    assert packets_on(drive) == []
    assert deliver(packet, drive).path.read_bytes() == CONTENT


def test_a_driver_that_refuses_direct_reading_is_read_the_ordinary_way(
    packet: Path, drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = os.readv, list[int]()

    def once_refusing(handle: int, buffers: list[mmap.mmap]) -> int:
        if not refused:
            refused.append(handle)
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(handle, buffers)

    monkeypatch.setattr(os, "readv", once_refusing)
    monkeypatch.setattr("app.packet.uncached._drop_direct", lambda handle: True)

    assert deliver(packet, drive).path.read_bytes() == CONTENT
    assert len(refused) == 1


def test_a_packet_may_be_cancelled_while_writing_and_while_checking(packet: Path, drive: Path) -> None:
    for after in (1, 4):
        asked: list[int] = []

        def enough(after: int = after, asked: list[int] = asked) -> bool:
            asked.append(1)
            return len(asked) > after

        with pytest.raises(NotDelivered, match="已取消") as caught:
            deliver(packet, drive, cancelled=enough)

        assert caught.value.code == "E-CANCELLED"
        assert list(drive.iterdir()) == []


def test_missing_drives_and_packets_are_told(packet: Path, drive: Path) -> None:
    with pytest.raises(NotDelivered, match="找不到U盘"):
        deliver(packet, drive / "没有")
    with pytest.raises(NotDelivered, match="找不到要写的月报包"):
        deliver(packet.with_name("没有.zip"), drive)
    with pytest.raises(NotDelivered, match="读不出U盘"):
        packets_on(drive / "没有")

    assert list(drive.iterdir()) == []


def test_what_looks_like_malware_is_named_and_left_alone(packet: Path, drive: Path) -> None:
    (drive / "照片").mkdir()
    for name in ("照片.exe", "AUTORUN.INF", "setup.bat", "说明.txt"):
        (drive / name).write_bytes(b"MZ")

    done = deliver(packet, drive)

    assert len(done.warnings) == 3
    assert any("autorun.inf" in text for text in done.warnings)
    assert any("“照片.exe”与文件夹同名" in text for text in done.warnings)
    assert any("“setup.bat”" in text for text in done.warnings)
    assert warnings_of(drive / "说明.txt") == []
    assert (drive / "照片.exe").exists()


def test_only_packets_and_receipts_in_the_root_and_its_one_folder_are_listed(drive: Path) -> None:
    (drive / "MZ").mkdir()
    (drive / "别的").mkdir()
    for name in (NAME, "MZ_1_202610_r1_aa.zip.p7m", "RCP_x.zip", "a.zip", f"{NAME}.0a1b2c3d.part", "MZ/MZ_2_r.zip"):
        (drive / name).write_bytes(b"x")
    (drive / "别的" / NAME).write_bytes(b"x")
    (drive / "MZ_link.zip").symlink_to(drive / NAME)

    found = [p.relative_to(drive).as_posix() for p in packets_on(drive)]

    assert found == ["MZ_1_202610_r1_aa.zip.p7m", NAME, "RCP_x.zip", "MZ/MZ_2_r.zip"]
