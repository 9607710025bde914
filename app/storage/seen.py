"""How far a book had come, noted beside it: what was lost together with the log of a book is seen and said.

The book is on the disk before its note is, and the note is never flushed: so the note may lag behind the book. Where it
is ahead, something that was saved is gone: the write-ahead log was cut, removed or not copied along, or an older copy
lies in the book's place. A restore moves the note aside together with the book.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.storage.keyfile import beside

ENDING = ".seen"
_SIZE = 256  # less than a sector: it is there whole or not at all


class Point(NamedTuple):
    """A place in the log of a book: how many events there were, and when the last one was (ISO)."""

    seq: int
    at: str

    @property
    def said(self) -> str:
        """The moment as a clerk reads it."""
        moment = datetime.fromisoformat(self.at)
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


class Seen:
    """The note of one open book."""

    def __init__(self, path: Path, book_id: str) -> None:
        self._path, self._book, self._handle = beside(path, ENDING), book_id, -1

    def last(self) -> Point | None:
        """How far the book had come; None where nothing is known of this very book."""
        try:
            found = json.loads(self._path.read_bytes())
            datetime.fromisoformat(found["at"])
            return Point(int(found["seq"]), str(found["at"])) if found["book"] == self._book else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, point: Point) -> None:
        """Write down how far it has come; a disk that refuses is told of when something is saved, not here."""
        text = json.dumps({"book": self._book, "seq": point.seq, "at": point.at}).encode()
        with suppress(OSError):
            if self._handle < 0:
                flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
                self._handle = os.open(self._path, flags, 0o600)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, text.ljust(_SIZE))

    def close(self) -> None:
        """The file is let go, so that it can be moved."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


def missing(path: Path, seen: Point, here: Point, backup: Path | None) -> str:
    """What is said where a book has come less far than it once had; `backup` is the newest that is whole."""
    from app.storage.backup import check_backup  # hardly ever needed

    more = check_backup(backup).counts.get("event", 0) - here.seq if backup is not None else 0
    way_back = (
        f"最近的备份“{backup.name}”比现在多 {more} 条操作:请先不要录入,在“设置 → 备份”里用它恢复,再补录其余的。"
        if backup is not None and more > 0
        else "请对照纸质材料补录。"
    )
    return (
        f"账套比上次用的时候少了 {seen.seq - here.seq} 条操作:上次记到第 {seen.seq} 条({seen.said}),"
        f"现在只到第 {here.seq} 条({here.said})。多半是旁边的“{path.name}-wal”被删了、没有一起复制,"
        f"或换上了较早的一份账套。现有内容没有改动,但 {here.said} 以后保存的不在了;{way_back}"
    )
