"""Packets: the canonical ZIP. One byte string per content; the reader accepts nothing else (packet format §2.3)."""

import errno
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from app import disk
from app.domain.machine import reason
from app.packet.faults import PacketFault
from app.packet.names import check_name, check_no_collision, shown

try:
    from isal.isal_zlib import crc32  # the same sum with the processor's own instructions: a tenth of the time
except ImportError:  # a processor it is not built for
    from zlib import crc32

BLOCK: Final = 1 << 20
MAX_ENTRIES: Final = 5000
MAX_TOTAL: Final = (4 << 30) - 2

_HELD: Final = frozenset({errno.EBUSY, errno.ETXTBSY})
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_MADE_BY: Final = 0x0314
_NEEDED: Final = 20
_DATE: Final = 0x0021
_MODE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One file inside a packet; `offset` is where its bytes start."""

    name: str
    size: int
    crc: int
    sha256: str
    offset: int


def _local_header(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(b"PK\3\4", _NEEDED, 0, 0, 0, _DATE, crc, size, size, len(name), 0) + name


def _central_header(name: bytes, crc: int, size: int, at: int) -> bytes:
    fixed = (b"PK\1\2", _MADE_BY, _NEEDED, 0, 0, 0, _DATE, crc, size, size, len(name))
    return _CENTRAL.pack(*fixed, 0, 0, 0, 0, _MODE, at) + name


def _end_record(count: int, length: int, at: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, length, at, 0)


class ZipWriter:
    """Writes entries in ascending name order; every byte is read, hashed and written once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0
        self._central: list[bytes] = []
        self._names: list[str] = []

    def add(self, name: str, source: bytes | Path | Iterator[bytes]) -> Entry:
        """Append one file from bytes, a path or blocks of bytes."""
        check_name(name)
        if self._names and name.encode() <= self._names[-1].encode():
            raise ValueError(f"entries must come in order: {name}")
        if len(self._names) >= MAX_ENTRIES:
            raise PacketFault("E-LIMIT", f"一个包最多 {MAX_ENTRIES} 个文件，请分成几个包", name)
        raw, at = name.encode("ascii"), self._position
        blocks = blocks_of(source)
        first, second = next(blocks, b""), next(blocks, None)
        if second is None:
            crc, size, digest = self._write_whole(raw, first, name)
        else:
            self._file.write(_local_header(raw, 0, 0))
            crc, size, digest = self._stream(chain((first, second), blocks), name)
            self._file.seek(at)
            self._file.write(_local_header(raw, crc, size))
            self._file.seek(0, os.SEEK_END)
        self._names.append(name)
        self._central.append(_central_header(raw, crc, size, at))
        start = at + _LOCAL.size + len(raw)
        self._position = start + size
        return Entry(name, size, crc, digest, start)

    def finish(self) -> int:
        """Write the directory, flush to the disk and return the size of the whole file."""
        check_no_collision(self._names)
        directory = b"".join(self._central)
        self._file.write(directory)
        self._file.write(_end_record(len(self._central), len(directory), self._position))
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._position + len(directory) + _END.size

    def _write_whole(self, raw: bytes, data: bytes, name: str) -> tuple[int, int, str]:
        """A file of one block: its header is known before it is written."""
        self._within_total(len(data), name)
        crc, digest = crc32(data), sha256(data).hexdigest()
        self._file.write(_local_header(raw, crc, len(data)))
        self._file.write(data)
        return crc, len(data), digest

    def _stream(self, blocks: Iterator[bytes], name: str) -> tuple[int, int, str]:
        digest, crc, size = sha256(), 0, 0
        for block in blocks:
            size += len(block)
            self._within_total(size, name)
            digest.update(block)
            crc = crc32(block, crc)
            self._file.write(block)
        return crc, size, digest.hexdigest()

    def _within_total(self, size: int, name: str) -> None:
        if self._position + size > MAX_TOTAL - (1 << 20):  # 1 MiB is more than the largest directory
            raise PacketFault("E-LIMIT", "一个包不能超过 4 GB，请分成几个包", name)


def blocks_of(source: bytes | Path | Iterator[bytes]) -> Iterator[bytes]:
    """Blocks from bytes, of a file, or as they come."""
    if isinstance(source, bytes):
        yield source
        return
    if not isinstance(source, Path):
        yield from source
        return
    with source.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            yield block


class ZipReader:
    """A packet file that is byte for byte what `ZipWriter` makes; anything else raises a PacketFault."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.entries: dict[str, tuple[int, int, int]] = {}  # name → start, size, crc
        self._read_structure()

    @classmethod
    def open(cls, path: Path) -> "ZipReader":
        """Open a packet file and check its structure; contents are checked when they are read."""
        try:
            file = path.open("rb", buffering=0)
        except OSError as error:
            raise PacketFault("E-READ", f"{reason(error)}。请检查文件是否还在、能否打开") from error
        try:
            return cls(file)
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def names(self) -> list[str]:
        """All names, in order."""
        return list(self.entries)

    def size(self, name: str) -> int:
        """Size of one file in bytes."""
        return self.entries[name][1]

    def blocks(self, name: str) -> Iterator[bytes]:
        """Stream one file; a wrong checksum raises E-DIGEST after the last block."""
        start, size, expected = self.entries[name]
        crc, done = 0, 0
        while done < size:
            block = self._at(start + done, min(BLOCK, size - done))
            crc = crc32(block, crc)
            done += len(block)
            yield block
        if crc != expected:
            raise PacketFault("E-DIGEST", "", name)

    def digest(self, name: str) -> str:
        """SHA-256 of one file in hex, its checksum verified on the way."""
        digest = sha256()
        for block in self.blocks(name):
            digest.update(block)
        return digest.hexdigest()

    def read(self, name: str, limit: int) -> bytes:
        """Read one whole file of at most `limit` bytes."""
        if name not in self.entries:
            raise PacketFault("E-SET", "缺少文件", name)
        if self.size(name) > limit:
            raise PacketFault("E-LIMIT", f"文件超过 {limit >> 10} KB", name)
        return b"".join(self.blocks(name))

    def _at(self, offset: int, length: int) -> bytes:
        try:
            self._file.seek(offset)
            data = self._file.read(length)
        except OSError as error:
            raise PacketFault("E-READ", f"{reason(error)}。请重新插好U盘后再试") from error
        if len(data) != length:
            raise PacketFault("E-TRUNC")
        return data

    def _read_structure(self) -> None:
        total = self._file.seek(0, os.SEEK_END)
        if total > MAX_TOTAL:
            raise PacketFault("E-LIMIT", "文件超过 4 GB")
        count, length, at = self._read_end(total)
        directory = self._at(at, length)
        names = list(_directory_names(directory, count))
        texts = [_text(raw) for raw, _ in names]
        check_no_collision(texts)
        position, previous, seen = 0, b"", 0
        for (raw, fixed), name in zip(names, texts, strict=True):
            check_name(name)
            crc, size = fixed[7], fixed[8]
            local = _local_header(raw, crc, size)
            central = _central_header(raw, crc, size, position)
            if raw <= previous or directory[seen : seen + len(central)] != central:
                raise PacketFault("E-CANON", "", name)
            if position + len(local) + size > at or self._at(position, len(local)) != local:
                raise PacketFault("E-CANON", "", name)
            self.entries[name] = (position + len(local), size, crc)
            position, previous, seen = position + len(local) + size, raw, seen + len(central)
        if position != at:
            raise PacketFault("E-CANON")

    def _read_end(self, total: int) -> tuple[int, int, int]:
        if total < _END.size:
            raise PacketFault("E-TRUNC")
        end = self._at(total - _END.size, _END.size)
        count, length, at = _END.unpack(end)[4:7]
        if end != _end_record(count, length, at):
            self._blame_end(total)
        if at + length + _END.size != total or count * _CENTRAL.size > length:
            raise PacketFault("E-CANON")
        if count > MAX_ENTRIES or length > MAX_ENTRIES * (_CENTRAL.size + 255):
            raise PacketFault("E-LIMIT", f"一个包最多 {MAX_ENTRIES} 个文件")
        return count, length, at

    def _blame_end(self, total: int) -> None:
        """Tell a half-copied packet from one that somebody added to: only the latter still has its end record."""
        start = max(0, total - (1 << 17))
        tail = self._at(start, total - start)
        found = tail.find(b"PK\5\6")
        while 0 <= found <= len(tail) - _END.size:
            length, at = _END.unpack_from(tail, found)[5:7]
            if at + length == start + found:
                raise PacketFault("E-CANON")
            found = tail.find(b"PK\5\6", found + 1)
        raise PacketFault("E-TRUNC" if self._at(0, 4) == b"PK\3\4" else "E-CANON")


def _directory_names(directory: bytes, count: int) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    position = 0
    for _ in range(count):
        if position + _CENTRAL.size > len(directory):
            raise PacketFault("E-CANON")
        fixed = _CENTRAL.unpack_from(directory, position)
        end = position + _CENTRAL.size + fixed[10]
        if fixed[0] != b"PK\1\2" or fixed[11] or fixed[12] or end > len(directory):
            raise PacketFault("E-CANON")
        yield directory[position + _CENTRAL.size : end], fixed
        position = end
    if position != len(directory):
        raise PacketFault("E-CANON")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise PacketFault("E-NAME", "", shown(raw.decode("latin-1"))) from None


def stage_zip(folder: Path, fill: Callable[[ZipWriter], None]) -> Path:
    """Write a complete canonical ZIP under a temporary name; `settle` gives it its own name afterwards."""
    part = folder / f"packet.{os.urandom(4).hex()}.part"
    try:
        with part.open("x+b") as file:
            writer = ZipWriter(file)
            fill(writer)
            writer.finish()
    except OSError as error:
        _take_away(part)
        raise _not_written(error) from error
    except BaseException:
        _take_away(part)
        raise
    return part


def settle(part: Path, target: Path) -> None:
    """Put a staged file in its place, durably."""
    try:
        disk.rename(part, target)
    except OSError as error:
        _take_away(part)
        raise _not_written(error, target.name) from error


def make_room_for(folder: Path) -> None:
    """The folder packets go to, made where it is not there yet."""
    try:
        disk.make_folder(folder)
    except OSError as error:
        raise _not_written(error, folder.name) from error


def _not_written(error: OSError, name: str = "") -> PacketFault:
    to_do = "关闭打开它的程序，或等杀毒软件检查完" if error.errno in _HELD else "检查磁盘、剩余空间和文件夹权限"
    return PacketFault("E-WRITE", f"{reason(error)}。原有文件没有改动；请{to_do}后再试", name)


def _take_away(part: Path) -> None:
    with suppress(OSError):  # the reason already in hand is the one to tell
        part.unlink(missing_ok=True)
