"""Packets: taking a foreign file off a stick: copied once, hashed on the way, and only the copy is ever looked at."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from app import disk
from app.domain.machine import reason
from app.packet.container import BLOCK, MAX_TOTAL
from app.packet.faults import PacketFault
from app.packet.sealing import ENDING, MAX_HEADER

LISTED: Final = re.compile(r"MZ_.*\.zip(\.p7m)?", re.IGNORECASE)
ENDINGS: Final = (".zip", f".zip{ENDING}")
_SUBFOLDER: Final = "MZ"
_MAX_FILE: Final = MAX_TOTAL + MAX_HEADER + (1 << 10)
_SPARE: Final = 64 << 20
_MOST_LISTED: Final = 2000


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy in quarantine: where it is, the hash of its bytes, its size."""

    path: Path
    sha256: str
    size: int


def packets_in(paths: Iterable[Path]) -> list[Path]:
    """The packet files among files and folders; of a stick its root and the folder MZ, no links, nothing half copied.

    A file that was named itself is always in the answer: what is wrong with it is told.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            for folder in (path, path / _SUBFOLDER):
                found += sorted(_listed(folder))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _listed(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if LISTED.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    except OSError as error:
        raise PacketFault("E-READ", f"{reason(error)}。请重新插好U盘后再试", folder.name) from error
    return [folder / name for name in sorted(names)[:_MOST_LISTED]]


def check_outside(path: Path) -> None:
    """What can be said of a file by its name and size, before one byte of it is read.

    Raises:
        PacketFault: E-FILE no packet by its name, E-READ gone or a link, E-TRUNC empty, E-LIMIT too large.
    """
    if not path.name.lower().endswith(ENDINGS):
        raise PacketFault("E-FILE", "文件名不是以 .zip 或 .zip.p7m 结尾", path.name)
    try:
        facts = path.lstat()
    except OSError as error:
        raise PacketFault("E-READ", f"{reason(error)}。请重新插好U盘后再试", path.name) from error
    if not stat.S_ISREG(facts.st_mode):
        raise PacketFault("E-FILE", "这不是一个普通文件", path.name)
    if facts.st_size == 0:
        raise PacketFault("E-TRUNC", "文件是空的", path.name)
    if facts.st_size > _MAX_FILE:
        raise PacketFault("E-LIMIT", "文件超过 4 GB", path.name)


def copy_in(path: Path, quarantine: Path, watch: Callable[[int, int], None] | None = None) -> Copied:
    """Copy a file into the quarantine folder, hashing it on the way; the same bytes are there only once.

    Raises:
        PacketFault: E-READ it cannot be read to its end, E-WRITE this machine has no room.
    """
    make_private(quarantine)
    size = path.stat().st_size
    _check_room(quarantine, size)
    part = quarantine / f"in.{os.urandom(4).hex()}.part"
    try:
        digest, done = _copied(path, part, size, watch)
        target = quarantine / f"{digest[:32]}{_ending(path)}"
        try:
            disk.rename(part, target)
        except OSError as error:
            raise PacketFault("E-WRITE", f"{reason(error)}。请稍后重收", path.name) from error
    finally:
        part.unlink(missing_ok=True)
    return Copied(target, digest, done)


def _copied(path: Path, part: Path, size: int, watch: Callable[[int, int], None] | None) -> tuple[str, int]:
    digest, done = sha256(), 0
    try:
        source = path.open("rb", buffering=0)
    except OSError as error:
        raise PacketFault("E-READ", f"{reason(error)}。请重新插好U盘后再试", path.name) from error
    with source, _open_new(part) as copy:
        while True:
            try:
                block = source.read(BLOCK)
            except OSError as error:
                raise PacketFault("E-READ", f"{reason(error)}。请重新插好U盘后再试", path.name) from error
            if not block:
                break
            done += len(block)
            if done > _MAX_FILE:
                raise PacketFault("E-LIMIT", "文件超过 4 GB", path.name)
            digest.update(block)
            _write(copy, block)
            if watch:
                watch(done, size)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest(), done


def _open_new(part: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")
    except OSError as error:
        raise PacketFault("E-WRITE", f"{reason(error)}。请检查本机磁盘") from error


def _write(copy: BinaryIO, block: bytes) -> None:
    try:
        copy.write(block)
    except OSError as error:
        raise PacketFault("E-WRITE", f"{reason(error)}。请清理本机磁盘后重收") from error


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < 2 * size + _SPARE:
        raise PacketFault("E-WRITE", f"本机磁盘只剩 {free >> 20} MB，放不下。请清理后重收")


def make_private(folder: Path) -> Path:
    """A folder nobody else may look into."""
    try:
        disk.make_folder(folder, 0o700)
        folder.chmod(0o700)
    except OSError as error:
        raise PacketFault("E-WRITE", f"{reason(error)}。请检查账套所在的文件夹") from error
    return folder


def _ending(path: Path) -> str:
    return ENDINGS[1] if path.name.lower().endswith(ENDINGS[1]) else ENDINGS[0]
