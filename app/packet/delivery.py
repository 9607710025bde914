"""Packets: writing to a USB drive or folder so that it may be pulled out afterwards, and looking at what is there."""

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from app import disk as files
from app.domain.faults import Told
from app.domain.machine import cause
from app.packet import uncached
from app.packet.container import BLOCK, MAX_TOTAL

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_PACKET: Final = re.compile(r"(MZ_[0-9A-Za-z_]+\.zip(\.p7m)?|(RCP|TSK|KEY)_[0-9A-Za-z_-]+\.zip)", re.ASCII)
_LEFTOVER: Final = re.compile(r".+\.[0-9a-f]{8}\.part")
_RUNNABLE: Final = frozenset(
    {".exe", ".scr", ".com", ".pif", ".bat", ".cmd", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1"}
    | {".msi", ".lnk", ".cpl", ".dll", ".jar"}
)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TOO_LARGE: Final = "文件超过4GB，U盘放不下。没有写任何内容；"
_HELD: Final = frozenset({errno.EBUSY, errno.ETXTBSY})
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class NotDelivered(Told):
    """The packet is not on the drive; the original is untouched."""

    code = "E-DELIVERY"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A packet that was written, read back from the medium and found equal."""

    path: Path
    sha256: str
    size: int
    already_there: bool
    warnings: tuple[str, ...]
    parts: int = 1


class Disk:
    """The few things delivery does to a drive; tests put faulty drives in its place."""

    def free(self, folder: Path) -> int:
        """Bytes free; without bound where the driver tells no size at all, as some drivers of FAT do."""
        total, _, free = shutil.disk_usage(folder)
        return free if total else MAX_TOTAL * 2

    def create(self, path: Path) -> BinaryIO:
        """Make a new file; an existing one is an error."""
        return path.open("xb", buffering=0)

    def sync(self, file: BinaryIO) -> None:
        """Push a file to the medium."""
        os.fsync(file.fileno())

    def read_back(self, path: Path) -> Iterator[bytes]:
        """Read a file from the medium, past the cache where the system allows it."""
        return uncached.blocks(path, BLOCK)

    def rename(self, source: Path, target: Path) -> None:
        """Give the finished file its name."""
        files.rename(source, target, over=False)

    def remove(self, path: Path) -> None:
        """Take away an unfinished file."""
        path.unlink(missing_ok=True)


def deliver(
    packet: Path,
    drive: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    disk: Disk | None = None,
) -> Delivered:
    """Copy a packet to a drive: write, flush, read back from the medium, compare, then give it its name.

    `progress` hears bytes done of twice the size (writing and checking); `cancelled` is asked at every block.

    Raises:
        NotDelivered: With a Chinese sentence; nothing but complete files ever bears the packet's name.
    """
    return _Delivery(packet, drive, disk or Disk(), progress, cancelled).run()


def deliver_all(
    packets: Sequence[Path],
    drive: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    disk: Disk | None = None,
) -> Delivered:
    """Copy a packet in one or several files, the first one last: where it is, the others are.

    The answer is that of the first; `size` is the sum of all. Nothing is written where the drive cannot take all.

    Raises:
        NotDelivered: See deliver; parts that were written before stay and are not written again next time.
    """
    disk, sizes = disk or Disk(), [_size_of(packet) for packet in packets]
    if len(packets) > 1:
        _check_room_for_all(packets, sizes, drive, disk)
    done: list[Delivered] = []
    before, total = 0, 2 * sum(sizes)
    for at in [*range(1, len(packets)), 0]:
        watch = _after(progress, before, total) if progress else None
        done.append(deliver(packets[at], drive, progress=watch, cancelled=cancelled, disk=disk))
        before += 2 * sizes[at]
    there = all(one.already_there for one in done)
    return replace(done[-1], size=sum(sizes), already_there=there, parts=len(packets))


def _after(progress: Progress, before: int, total: int) -> Progress:
    """What one file tells, as it counts in all of them."""
    return lambda done, _size: progress(before + done, total)


def _size_of(packet: Path) -> int:
    try:
        return packet.stat().st_size
    except OSError as error:
        raise NotDelivered("找不到要写的月报包。没有写任何内容；请重新生成后再写。") from error


def _check_room_for_all(packets: Sequence[Path], sizes: Sequence[int], drive: Path, disk: Disk) -> None:
    """Every part fits by itself, and all together; what lies there already needs no room."""
    with _drive_faults():
        if not drive.is_dir():
            raise NotDelivered("找不到U盘或文件夹。没有写任何内容；请插好U盘后再试。")
        if max(sizes) > MAX_TOTAL:
            raise NotDelivered(f"{_TOO_LARGE}请重新生成，程序会分成几份。")
        missing = sum(size for packet, size in zip(packets, sizes, strict=True) if not (drive / packet.name).exists())
        if disk.free(drive) < missing + missing // 10:
            needed = (missing * 11 // 10 >> 20) + 1
            raise NotDelivered(
                f"U盘空间不够：这个包分成 {len(packets)} 份，一共至少需要{needed}MB。没有写任何内容；"
                "请腾出空间或换一个U盘。"
            )


def check_again(packet: Path, drive: Path, *, progress: Progress | None = None, disk: Disk | None = None) -> Delivered:
    """Read a packet that was delivered before from its stick and compare it: the sure test once it was taken out.

    Raises:
        NotDelivered: It is not there, cannot be read, or is not what was written.
    """
    return _Delivery(packet, drive, disk or Disk(), progress, None).check()


class _Delivery:
    def __init__(
        self, packet: Path, drive: Path, disk: Disk, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._packet, self._drive, self._disk = packet, drive, disk
        self._progress, self._cancelled = progress, cancelled
        self._target = drive / packet.name
        self._done = 0
        self._size = 0

    def run(self) -> Delivered:
        self._size = _size_of(self._packet)
        with _drive_faults():
            if self._target.exists():
                return self._already_there()
            self._check_room()
        part = self._drive / f"{self._packet.name}.{os.urandom(4).hex()}.part"
        try:
            with _drive_faults():
                written = self._write(part)
                if self._read_back(part) != written:
                    raise NotDelivered("写到U盘后读回的内容与原件不一致，U盘可能有故障。原件完好；请换一个U盘再写。")
                if self._target.exists():
                    raise NotDelivered("U盘上刚刚出现了同名文件，没有覆盖。原件完好；请检查U盘后再写。")
                self._disk.rename(part, self._target)
        except BaseException:
            # The drive may be gone already; then its leftover is offered for deletion next time.
            with contextlib.suppress(OSError):
                self._disk.remove(part)
            raise
        return Delivered(self._target, written, self._size, False, tuple(warnings_of(self._drive)))

    def check(self) -> Delivered:
        self._size = _size_of(self._packet)
        with _drive_faults():
            if not self._target.exists():
                raise NotDelivered("U盘上没有这个上报包。原件完好；请插好写过的那个U盘再核对，或再写一次。")
            if self._read_back(self._target) != self._digest_of_source():
                raise NotDelivered("U盘上的上报包与原件不一致，U盘有故障。原件完好；请换一个U盘再写，这个U盘不要再用。")
            return self._already_there()

    def _check_room(self) -> None:
        if not self._drive.is_dir():
            raise NotDelivered("找不到U盘或文件夹。没有写任何内容；请插好U盘后再试。")
        if self._size > MAX_TOTAL:
            raise NotDelivered(f"{_TOO_LARGE}请重新生成，程序会分成几份。")
        if self._disk.free(self._drive) < self._size + self._size // 10:
            needed = (self._size * 11 // 10 >> 20) + 1
            raise NotDelivered(f"U盘空间不够，至少需要{needed}MB。没有写任何内容；请腾出空间或换一个U盘。")

    def _already_there(self) -> Delivered:
        self._size = _size_of(self._packet)
        theirs = self._read_back(self._target)
        if theirs != self._digest_of_source():
            raise NotDelivered("U盘上有同名但内容不同的文件，没有覆盖。请先移走那个文件再写。")
        return Delivered(self._target, theirs, self._size, True, tuple(warnings_of(self._drive)))

    def _digest_of_source(self) -> str:
        digest = sha256()
        for block in self._source_blocks():
            digest.update(block)
        return digest.hexdigest()

    def _source_blocks(self) -> Iterator[bytes]:
        try:
            with self._packet.open("rb", buffering=0) as source:
                while block := source.read(BLOCK):
                    yield block
        except OSError as error:
            raise NotDelivered("读不出要写的月报包。U盘上没有留下成品；请重新生成后再写。") from error

    def _write(self, part: Path) -> str:
        digest, left = sha256(), memoryview(b"")
        with self._disk.create(part) as copy, _open_already():
            for block in self._source_blocks():
                digest.update(block)
                left = memoryview(block)
                while left:  # a raw file may take less than it was given
                    left = left[copy.write(left) :]
                self._tell(len(block))
            self._disk.sync(copy)
        return digest.hexdigest()

    def _read_back(self, path: Path) -> str:
        digest = sha256()
        for block in self._disk.read_back(path):
            digest.update(block)
            self._tell(len(block))
        return digest.hexdigest()

    def _tell(self, count: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise NotDelivered("已取消写U盘。原件完好，U盘上没有留下未完成的文件。", "E-CANCELLED")
        self._done += count
        if self._progress is not None:
            self._progress(self._done, 2 * self._size)


@contextlib.contextmanager
def _open_already() -> Iterator[None]:
    """What Windows calls forbidden on a file that was opened for writing is a stick that was pulled out."""
    try:
        yield
    except PermissionError as error:
        raise OSError(errno.EIO, os.strerror(errno.EIO)) from error


@contextlib.contextmanager
def _drive_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = cause(error)
        if why in _FULL:
            text = "U盘写满了。原件完好；请腾出空间或换一个U盘再写。"
        elif why in _READ_ONLY:
            text = "U盘不能写入（写保护或没有权限）。原件完好；请打开写保护开关或换一个U盘。"
        elif why in _HELD:
            text = "U盘上的文件正被别的程序占用（多半是杀毒软件在检查）。原件完好；请等它检查完再写。"
        else:
            text = "写U盘时断开或出错。原件完好；请重新插好U盘再写，写完前不要拔出。"
        raise NotDelivered(text) from error


def leftovers(drive: Path) -> list[Path]:
    """Unfinished files of interrupted deliveries, to be offered for deletion."""
    return [path for path in _files_of(drive) if _LEFTOVER.fullmatch(path.name)]


def remove_leftovers(drive: Path) -> int:
    """Delete unfinished files of interrupted deliveries; says how many."""
    found = leftovers(drive)
    with _drive_faults():
        for path in found:
            path.unlink()
    return len(found)


def packets_on(drive: Path) -> list[Path]:
    """Packets and receipts in the root of a drive and in its folder MZ; links are never followed."""
    folders = [drive, *(p for p in (drive / "MZ",) if p.is_dir() and not p.is_symlink())]
    return [path for folder in folders for path in _files_of(folder) if _PACKET.fullmatch(path.name)]


def _files_of(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    except OSError as error:
        raise NotDelivered("读不出U盘上的内容。没有改动任何文件；请重新插好U盘再试。") from error


def warnings_of(drive: Path) -> list[str]:
    """Say what on a drive looks like malware; nothing is run, opened or deleted."""
    try:
        entries = list(drive.iterdir())
    except OSError:
        return []  # the packet is already there and checked; a drive that cannot be listed is no news then
    folders = {path.name.casefold() for path in entries if path.is_dir()}
    found = []
    for path in sorted(entries):
        name = path.name.casefold()
        if name == "autorun.inf":
            found.append("U盘上有 autorun.inf（自动运行文件），可能带病毒，请先杀毒。")
        elif path.suffix.casefold() in _RUNNABLE and path.stem.casefold() in folders:
            found.append(f"U盘上的“{path.name}”与文件夹同名，多半是病毒，请勿打开并先杀毒。")
        elif path.suffix.casefold() in _RUNNABLE:
            found.append(f"U盘上有可运行的文件“{path.name}”，如不是你放的，请先杀毒。")
    return found
