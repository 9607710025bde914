"""A SQLite VFS over the real one: what the shipped database engine writes, syncs and deletes goes past a disk of ours.

The engine inside sqlcipher3 shows its C interface, so a VFS can be put in front of its own by ctypes alone: the program
opens its books as always and nothing of what ships changes. Shared memory (-shm) is left out:
it is made anew after a crash.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import sqlcipher3._sqlite3

OK, IOERR, FULL = 0, 10, 13
IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_DELETE = (IOERR | n << 8 for n in (3, 4, 6, 10))
CANTOPEN = 14
_CREATE, _MAIN_DB, _MAIN_JOURNAL, _WAL = 0x4, 0x100, 0x800, 0x80000
_ENOSPC = 28

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 13),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class Watcher(Protocol):
    """Who is asked before anything is done: an OSError is what the disk answers, a count how much it took."""

    def watches(self, path: Path) -> bool: ...
    def made(self, path: Path) -> None: ...
    def write(self, path: Path, at: int, data: bytes) -> int: ...
    def truncate(self, path: Path, size: int) -> None: ...
    def sync(self, path: Path) -> None: ...
    def sync_folder(self, path: Path) -> None: ...
    def unlink(self, path: Path) -> None: ...


class _File(NamedTuple):
    path: Path
    methods: _Methods  # the real ones


class FaultyVfs:
    """The VFS in front of the real one. There is one for the whole process: see `faulty`."""

    def __init__(self) -> None:
        self._disk: Watcher
        self._engine = ctypes.CDLL(sqlcipher3._sqlite3.__file__)
        self._engine.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._real = self._engine.sqlite3_vfs_find(None)
        self._files: dict[int, _File] = {}
        self._new: set[Path] = set()
        self._patched: dict[int, _Methods] = {}
        self._kept: list[Any] = []  # a callback that Python forgets would be called all the same
        self._vfs = _Vfs.from_buffer_copy(self._real.contents)
        self._vfs.name = b"faulty"
        self._vfs.open, self._vfs.delete = self._callback(_OPEN, self._open), self._callback(_DELETE, self._delete)
        self._ours = {
            "close": self._callback(_CLOSE, self._close),
            "write": self._callback(_WRITE, self._write),
            "truncate": self._callback(_TRUNCATE, self._truncate),
            "sync": self._callback(_SYNC, self._sync),
        }

    @contextmanager
    def standing(self, disk: Watcher) -> Iterator[None]:
        """Every file the engine opens meanwhile goes past the disk."""
        self._disk = disk
        self._engine.sqlite3_vfs_register(byref(self._vfs), 1)
        try:
            yield
        finally:
            self._engine.sqlite3_vfs_unregister(byref(self._vfs))
            self._engine.sqlite3_vfs_register(self._real, 1)

    def _callback(self, kind: Any, function: Callable[..., int]) -> int:
        self._kept.append(kind(function))
        return ctypes.cast(self._kept[-1], c_void_p).value or 0

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        path = Path(ctypes.string_at(name).decode()) if name else None
        watched = path is not None and self._disk.watches(path)
        if watched and path is not None and flags & _CREATE and not path.exists():
            try:
                self._disk.made(path)
            except OSError:
                return CANTOPEN
            self._new.add(path)
        code: int = _OPEN(self._real.contents.open)(ctypes.addressof(self._real.contents), name, file, flags, out)
        if code == OK and watched and path is not None:
            place = ctypes.cast(file, POINTER(c_void_p))
            address = place[0] or 0
            self._files[file] = _File(path, _Methods.from_address(address))
            place[0] = ctypes.addressof(self._ours_over(address))
        return code

    def _ours_over(self, address: int) -> _Methods:
        if address not in self._patched:
            methods = _Methods.from_buffer_copy(_Methods.from_address(address))
            for name, function in self._ours.items():
                setattr(methods, name, function)
            self._patched[address] = methods
        return self._patched[address]

    def _close(self, file: int) -> int:
        return int(_CLOSE(self._files.pop(file).methods.close)(file))

    def _write(self, file: int, data: int, size: int, at: int) -> int:
        path, methods = self._files[file]
        try:
            taken = self._disk.write(path, at, ctypes.string_at(data, size))
        except OSError as error:
            return FULL if error.errno == _ENOSPC else IOERR_WRITE
        code = int(_WRITE(methods.write)(file, data, taken, at))
        return code if taken == size else code or FULL

    def _truncate(self, file: int, size: int) -> int:
        path, methods = self._files[file]
        try:
            self._disk.truncate(path, size)
        except OSError:
            return IOERR_TRUNCATE
        return int(_TRUNCATE(methods.truncate)(file, size))

    def _sync(self, file: int, _flags: int) -> int:
        path = self._files[file].path
        try:
            self._disk.sync(path)
            if path in self._new:  # the real one syncs the folder once, for a journal or log it made itself
                if path.name.endswith(("-wal", "-journal")):
                    self._disk.sync_folder(path.parent)
                self._new.discard(path)
        except OSError:
            return IOERR_FSYNC
        return OK  # a test needs no real flush, and it would be what takes the time

    def _delete(self, _vfs: int, name: bytes, sync: int) -> int:
        path = Path(name.decode())
        if self._disk.watches(path):
            try:
                if path.exists():
                    self._disk.unlink(path)
                if sync:
                    self._disk.sync_folder(path.parent)
            except OSError:
                return IOERR_DELETE
        return int(_DELETE(self._real.contents.delete)(ctypes.addressof(self._real.contents), name, 0))


@cache
def faulty() -> FaultyVfs:
    """The one of this process: what a failed opening left open is closed late, and needs it then."""
    return FaultyVfs()
