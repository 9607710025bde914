"""One program per book: a lock of the operating system, which ends with the program however it ends."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from app.storage.keyfile import beside
from app.storage.troubles import BookInUse

_FAR = 1 << 30  # Windows locks bytes against reading too: lock one far behind the text


class BookLock:
    """Held while a book is open; the file beside the book says who holds it."""

    def __init__(self, path: Path, since: str) -> None:
        self._file = beside(path, ".lock")
        self._handle = self._take(path)
        holder = {"host": host(), "user": _user(), "pid": os.getpid(), "since": since}
        try:
            os.ftruncate(self._handle, 0)
            os.write(self._handle, json.dumps(holder, ensure_ascii=False).encode())
        except OSError:
            self.release()  # else this program would keep itself out until it is started again
            raise

    def release(self) -> None:
        """Let the next program in."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            if sys.platform != "win32":
                self._take_away()  # while still held, so nobody locks a file that has no name
            os.close(handle)
            if sys.platform == "win32":
                self._take_away()

    def _take_away(self) -> None:
        with suppress(OSError):  # a file that stays keeps nobody out: the hold on it is what counts
            self._file.unlink(missing_ok=True)

    def _take(self, path: Path) -> int:
        while True:
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _lock(handle)
            except OSError as error:
                holder = _read(handle)
                os.close(handle)
                raise BookInUse(path, holder["host"], holder["user"], holder["since"]) from error
            if _is_still(self._file, handle):
                return handle
            os.close(handle)  # its holder removed it just now


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still(file: Path, handle: int) -> bool:
    try:
        return sys.platform == "win32" or os.path.samestat(os.stat(file), os.fstat(handle))
    except FileNotFoundError:
        return False


def _read(handle: int) -> dict[str, str]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        found = json.loads(os.read(handle, 4096))
        return {key: str(found.get(key, "")) for key in ("host", "user", "since")}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {"host": "", "user": "", "since": ""}  # the holder is just writing it


def host() -> str:
    """The name of this computer; asking the module for networks would cost more than opening the book."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def _user() -> str:
    if name := os.environ.get("USER") or os.environ.get("USERNAME"):
        return name
    import getpass  # reads what the start has no use for

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
