"""A mark inside the book for as long as it is open: who opens a copy that was made meanwhile is told that it is one.

The mark says where the file lay. Found again in a file that lies elsewhere, or whose write-ahead log is gone, it tells
that the file was copied in the middle of work, and the last changes may not be in it. A program that was killed leaves
the mark too, with the log beside it and in the same place: that is no copy, and SQLite makes it whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from app.storage.keyfile import beside
from app.storage.lock import host
from app.storage.place import shared
from app.storage.troubles import Trouble, told
from app.storage.writing import Writing

KEY = "book:open"


def has_log(path: Path) -> bool:
    """Whether the write-ahead log lies beside a book; to be asked before it is opened, which makes one."""
    return beside(path, "-wal").exists()


class InUse(Writing):
    """Setting the mark, taking it away, and what it says of a copy."""

    def mark_open(self) -> None:
        """Say inside the book that it is open here; part of a transaction where there is one."""
        self.keep(KEY, _place(self.path))

    def show_mark(self) -> None:
        """Bring the mark into the one file, where a copy without the log has it too; a moment's work."""
        with self._lock, told(self.path):
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def mark_closed(self) -> None:
        """Take the mark away; where the disk is full the book then only looks like one that was cut off."""
        with suppress(Trouble):
            if self.kept(KEY) is not None:
                self.keep(KEY, None)

    @contextmanager
    def unmarked(self) -> Iterator[None]:
        """While the file is copied into a backup, which is whole."""
        mark = self.kept(KEY)
        if mark is None:
            yield
            return
        self.mark_closed()
        try:
            yield
        finally:
            with suppress(Trouble):
                self.keep(KEY, mark)
                self.show_mark()

    def copied(self, log_there: bool) -> str:
        """What is wrong with a file that was copied while it was open, "" where it was not; nothing is changed."""
        mark = self.kept(KEY)
        in_place = mark == _place(self.path) and (log_there or bool(shared(self.path.parent)))  # there it has no log
        if not isinstance(mark, dict) or in_place:
            return ""
        if not log_there:
            return f"是在使用中被复制的,旁边没有“{self.path.name}-wal”:复制以前最后几步可能不在里面"
        return "上次没有正常退出,又换了地方,或者是在使用中被复制的:复制以后那边再录入的不在里面"

    def last_moment(self) -> str:
        """When the last thing was recorded, as a clerk reads it, "" where nothing was."""
        line = self.one("SELECT body FROM event ORDER BY seq DESC LIMIT 1")
        return f"{datetime.fromisoformat(time_in(line[0])):%Y-%m-%d %H:%M}" if line else ""

    def sound(self) -> bool:
        """Whether every page, every link and the whole log are right, read through the log; nothing is changed."""
        whole: list[Any] = self.all("PRAGMA integrity_check")
        return whole == [("ok",)] and not self.all("PRAGMA foreign_key_check") and self.check_log() is None


def time_in(body: bytes) -> str:
    """The moment in an event."""
    start = body.index(b'"t":"') + 5
    return body[start : start + 25].decode()


def _place(path: Path) -> dict[str, Any]:
    """What a copy has otherwise: computer, path, and the number the file system gave the file."""
    return {"host": host(), "path": str(path.resolve()), "file": path.stat().st_ino}
