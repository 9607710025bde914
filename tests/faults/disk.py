"""A disk that fails where it is told to, and remembers in which order things were written and synced."""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from tests.faults.vfs import faulty

# kind of failure -> the error, whether all that follows fails as well, whether half of a write is taken first
KINDS = {
    "I/O error": (errno.EIO, False, False),
    "I/O error from then on": (errno.EIO, True, False),
    "disk full": (errno.ENOSPC, True, False),
    "short write": (errno.ENOSPC, False, True),
}
_NO_ROOM_NEEDED = ("unlink", "sync", "sync folder", "truncate")


class Act(NamedTuple):
    """One thing done to the disk: "make", "write", "truncate", "sync", "rename", "unlink", "mkdir", "sync folder".

    `ack` is what the program had told as done: an act of its own, at which nothing can fail.
    """

    act: str
    path: Path
    at: int = 0
    data: bytes = b""
    target: Path = Path()


class Disk:
    """Every act under a folder passes here, from the database engine and from Python's files alike."""

    def __init__(self, root: Path) -> None:
        self.root = os.path.realpath(root)
        self.acts: list[Act] = []
        self.failed: Act | None = None
        self._kind = ""
        self._at = -1
        self._count = 0
        self._off = False

    def arm(self, kind: str, at: int) -> None:
        """Fail at the act number `at` from now on, counted from 0."""
        self._kind, self._at, self._count, self.failed = kind, at, 0, None

    def disarm(self) -> None:
        """The disk is well again."""
        self._kind = ""

    @property
    def points(self) -> int:
        """How many places there were at which it could have failed."""
        return sum(act.act != "ack" for act in self.acts)

    def tell(self, what: str) -> None:
        """What the program has just acknowledged."""
        self.acts.append(Act("ack", Path(what)))

    def watches(self, path: Path) -> bool:
        """Whether a file lies under the folder; shared memory is no file of the disk."""
        name = os.path.abspath(path)
        return not self._off and name.startswith(self.root) and not name.endswith("-shm")

    def made(self, path: Path) -> None:
        self._pass(Act("make", path))

    def write(self, path: Path, at: int, data: bytes) -> int:
        """How many bytes are taken."""
        half = KINDS[self._kind][2] if self._kind else False
        if half and self._count == self._at and len(data) > 1:
            self._count += 1
            self.failed = Act("write", path, at, data)
            self.acts.append(Act("write", path, at, data[: len(data) // 2]))
            return len(data) // 2
        self._pass(Act("write", path, at, data))
        return len(data)

    def truncate(self, path: Path, size: int) -> None:
        self._pass(Act("truncate", path, size))

    def sync(self, path: Path) -> None:
        self._pass(Act("sync", path))

    def sync_folder(self, path: Path) -> None:
        self._pass(Act("sync folder", path))

    def unlink(self, path: Path) -> None:
        self._pass(Act("unlink", path))

    def rename(self, path: Path, target: Path) -> None:
        self._pass(Act("rename", path, target=target))

    def mkdir(self, path: Path) -> None:
        self._pass(Act("mkdir", path))

    def _pass(self, act: Act) -> None:
        if self._kind:
            code, on, _ = KINDS[self._kind]
            here, self._count = self._count, self._count + 1
            fits = code == errno.ENOSPC and act.act in _NO_ROOM_NEEDED
            if not fits and (here == self._at or (on and here > self._at)):
                self.failed = self.failed or act
                raise OSError(code, os.strerror(code), str(act.path))
        self.acts.append(act)

    @contextmanager
    def standing(self) -> Iterator[Disk]:
        """Meanwhile every file under the folder goes past this disk."""
        with ExitStack() as stack:
            stack.enter_context(faulty().standing(self))
            for patch in _patches(self):
                stack.enter_context(patch)
            yield self


class _Raw(io.FileIO):
    """A file opened by Python whose writes go past the disk."""

    disk: Disk
    path: Path

    def write(self, data: Any) -> int:
        view = bytes(data)
        at = os.fstat(self.fileno()).st_size if "a" in self.mode else self.tell()
        taken = self.disk.write(self.path, at, view)
        if taken < len(view):
            super().write(view[:taken])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        return super().write(view)

    def truncate(self, size: int | None = None) -> int:
        self.disk.truncate(self.path, self.tell() if size is None else size)
        return super().truncate(size)


def _of_handle(handle: int) -> Path:
    return Path(os.readlink(f"/proc/self/fd/{handle}"))


def _opener(disk: Disk, real: Callable[..., Any]) -> Callable[..., Any]:
    def opened(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        path = _of_handle(file) if isinstance(file, int) else Path(os.fsdecode(file))
        if not set(mode) & set("wax+") or not disk.watches(path):
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int):
            if not path.exists() and "r" not in mode:
                disk.made(path)
            elif "w" in mode:
                disk.truncate(path, 0)
        raw = _Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        raw.disk, raw.path = disk, path
        if buffering == 0:
            return raw
        whole = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return whole if "b" in mode else io.TextIOWrapper(whole, encoding, errors, newline)

    return opened


def _patches(disk: Disk) -> Iterator[Any]:
    real_open, real_fsync, real_write = os.open, os.fsync, os.write

    def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = Path(os.fsdecode(path))
        if flags & os.O_CREAT and dir_fd is None and disk.watches(place) and not place.exists():
            disk.made(place)
        return real_open(path, flags, mode, dir_fd=dir_fd)

    def written(handle: int, data: Any) -> int:
        place = _of_handle(handle)
        if disk.watches(place):
            taken = disk.write(place, os.lseek(handle, 0, os.SEEK_CUR), bytes(data))
            return real_write(handle, bytes(data)[:taken])
        return real_write(handle, data)

    def written_at(handle: int, data: Any, at: int) -> int:
        place = _of_handle(handle)
        taken = disk.write(place, at, bytes(data)) if disk.watches(place) else len(data)
        return real_pwrite(handle, bytes(data)[:taken], at)

    def synced(handle: Any) -> None:
        place = _of_handle(handle if isinstance(handle, int) else handle.fileno())
        if not disk.watches(place):
            real_fsync(handle)
        elif place.is_dir():
            disk.sync_folder(place)
        else:
            disk.sync(place)  # no real flush: it would be what takes the time

    real_pwrite = os.pwrite
    yield mock.patch.multiple(os, open=opened, fsync=synced, write=written, pwrite=written_at)
    yield mock.patch.multiple(os, **{name: _moving(disk, getattr(os, name)) for name in ("replace", "rename")})
    yield mock.patch.multiple(os, **{name: _taking(disk, getattr(os, name)) for name in ("unlink", "remove")})
    yield mock.patch.multiple(os, mkdir=_making(disk, os.mkdir), ftruncate=_cutting(disk, os.ftruncate))
    yield mock.patch.object(io, "open", _opener(disk, io.open))
    yield mock.patch.object(builtins, "open", _opener(disk, builtins.open))
    yield mock.patch.multiple(shutil, _USE_CP_SENDFILE=False, _use_fd_functions=False)


def _moving(disk: Disk, real: Callable[..., None]) -> Callable[..., None]:
    def moved(source: Any, target: Any, **more: Any) -> None:
        if disk.watches(Path(target)):
            disk.rename(Path(source), Path(target))
        real(source, target, **more)

    return moved


def _taking(disk: Disk, real: Callable[..., None]) -> Callable[..., None]:
    def taken(path: Any, **more: Any) -> None:
        if disk.watches(Path(path)) and os.path.lexists(path):
            disk.unlink(Path(path))
        real(path, **more)

    return taken


def _making(disk: Disk, real: Callable[..., None]) -> Callable[..., None]:
    def made(path: Any, *rest: Any, **more: Any) -> None:
        if disk.watches(Path(path)) and not os.path.lexists(path):
            disk.mkdir(Path(path))
        real(path, *rest, **more)

    return made


def _cutting(disk: Disk, real: Callable[..., None]) -> Callable[..., None]:
    def cut(handle: int, size: int) -> None:
        if disk.watches(_of_handle(handle)):
            disk.truncate(_of_handle(handle), size)
        real(handle, size)

    return cut
