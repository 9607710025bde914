"""Rows 78 and A18: the disk fails wherever the program writes, syncs or renames; here during one short entry.

Every point of every piece of work, with every kind of failure, is what `python -m tests.faults` tries.
"""

from __future__ import annotations

import errno
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.packet.container import settle
from app.packet.faults import PacketFault
from app.storage.book import Book
from app.storage.keyfile import beside
from app.storage.lock import BookLock
from app.storage.troubles import DriveFailed, NotSettled
from tests.conftest import FixedClock
from tests.faults.disk import KINDS, Disk
from tests.faults.failing import fail_at, points_of
from tests.faults.power import recorded
from tests.faults.works import ONE_ENTRY


def test_row_78_no_point_of_an_entry_loses_or_spoils_anything_and_each_is_told(
    before_an_entry: Path, tmp_path: Path
) -> None:
    acts = [act.act for act in recorded(before_an_entry, tmp_path, ONE_ENTRY)[1]]
    end = acts.index("ack")
    before, _commit = [n for n in range(end) if acts[n] == "sync"][-2:]  # the one before is that of the login
    start = before + 1
    points = [*range(start, end), *range(0, start, 3), *range(end, len(acts) - 1, 3)]
    kinds = list(KINDS)

    tried = [fail_at(before_an_entry, tmp_path, ONE_ENTRY, kind, points[n::4]) for n, kind in enumerate(kinds)]

    assert [bad for one in tried for bad in one.bad] == []
    assert sum(one.tries for one in tried) == len(points) > 35
    assert set(acts) > {"make", "write", "sync", "sync folder", "truncate", "unlink"}
    said = {sentence for one in tried for sentence in one.sentences}
    assert all("保存" in sentence and "请" in sentence for sentence in said), said


def test_a_disk_that_fails_once_makes_the_entry_fail_and_the_next_one_good(
    before_an_entry: Path, tmp_path: Path
) -> None:
    acts = [act.act for act in recorded(before_an_entry, tmp_path, ONE_ENTRY)[1]]
    commit = max(n for n in range(acts.index("ack")) if acts[n] == "sync")

    tried = fail_at(before_an_entry, tmp_path, ONE_ENTRY, "disk full", [commit - 1])

    assert tried.bad == []
    assert list(tried.sentences) == [
        "磁盘空间不足,“示例 乡.mz”这一步没有保存。之前保存的内容都在;请清理磁盘后重新操作。"
    ]


def test_a_fault_that_is_not_told_would_be_found(
    before_an_entry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.core.from_database", lambda error, path: None)
    points = points_of(before_an_entry, tmp_path, ONE_ENTRY)

    tried = fail_at(before_an_entry, tmp_path, ONE_ENTRY, "I/O error", [len(points) // 2])

    assert len(tried.unsaid) == 1
    assert "disk I/O error" in tried.unsaid[0]


def test_a_lock_that_cannot_be_written_or_taken_away_does_not_keep_its_own_program_out(
    book_path: Path, clock: FixedClock
) -> None:
    with Disk(book_path.parent).standing() as disk:
        disk.arm("I/O error", 1)
        with pytest.raises(DriveFailed):
            Book.open(book_path, "clerk", clock=clock)
        assert disk.failed is not None
        assert disk.failed.path == beside(book_path, ".lock")
        disk.disarm()
        lock = BookLock(book_path, "")
        disk.arm("I/O error", 0)
        lock.release()
        assert disk.failed.act == "unlink"
        disk.disarm()

        Book.open(book_path, "clerk", clock=clock).close()


def test_a_book_that_cannot_settle_at_closing_says_where_the_last_changes_are(
    book_path: Path, clock: FixedClock
) -> None:
    with Disk(book_path.parent).standing() as disk:
        book = Book.open(book_path, "clerk", clock=clock)
        book.keep("draft:problem", "写到一半")
        disk.arm("disk full", 0)

        with pytest.raises(NotSettled, match=r"保存过的内容都在。但磁盘空间不足.*“示例乡.mz-wal”.*请清理磁盘"):
            book.close()

        disk.disarm()
        again = Book.open(book_path, "clerk", clock=clock)
    assert again.kept("draft:problem") == "写到一半"
    again.close()
    assert not beside(book_path, "-wal").exists()


def test_a_log_that_cannot_be_made_is_not_called_read_only(book_path: Path, clock: FixedClock) -> None:
    with Disk(book_path.parent).standing() as disk:
        disk.arm("I/O error from then on", 3)

        with pytest.raises(DriveFailed):
            Book.open(book_path, "clerk", clock=clock)

    assert disk.failed is not None
    assert (disk.failed.act, disk.failed.path) == ("make", beside(book_path, "-wal"))


def test_a_packet_that_cannot_be_put_in_place_is_told_though_its_part_stays(folder: Path) -> None:
    (folder / "packet.part").write_bytes(b"PK")
    with Disk(folder).standing() as disk:
        disk.arm("I/O error from then on", 0)

        with pytest.raises(PacketFault, match="原有文件没有改动；请检查磁盘") as told:
            settle(folder / "packet.part", folder / "MZ.zip")

    assert told.value.code == "E-WRITE"


def test_short_write_of_a_plain_file_is_an_error_of_a_full_disk(folder: Path) -> None:
    with Disk(folder).standing() as disk:
        disk.arm("short write", 1)

        with pytest.raises(OSError, match="No space") as told:
            (folder / "设置.json").write_bytes(bytes(1000))

    assert told.value.errno == errno.ENOSPC
    assert os.stat(folder / "设置.json").st_size == 500


def test_keys_that_cannot_get_their_name_are_told_and_the_old_ones_stand(book_path: Path, clock: FixedClock) -> None:
    with closing(Book.open(book_path, "clerk", clock=clock)) as book:
        before, kept = beside(book_path, ".keys").read_bytes(), book.keys
        with Disk(book_path.parent).standing() as disk:
            disk.arm("I/O error from then on", 0)

            with pytest.raises(DriveFailed):
                book.write_keys(replace(book.keys, slots=()))

            disk.disarm()
        assert beside(book_path, ".keys").read_bytes() == before
        assert book.keys is kept
