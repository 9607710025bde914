"""Row 72: the write-ahead log is cut, damaged or gone. What was there before stays, and what is missing is said."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.operations import backups, records
from app.storage.backup import restore_backup
from app.storage.book import Book
from app.storage.keyfile import beside
from app.storage.seen import ENDING, Point, Seen
from tests.conftest import FixedClock
from tests.faults.works import UNIT

WALS = "-wal"


def enter(book: Book, name: str) -> None:
    records.save(book, UNIT, None, {"name": name, "kind": "村"})


def names(book: Book) -> list[str]:
    return [str(row["name"]) for row in book.rows("unit")]


@pytest.fixture
def crashed(book_path: Path, clock: FixedClock, folder: Path) -> Path:
    """A book whose program was killed after three entries, an hour after the last was settled into the one file."""
    book = Book.open(book_path, "clerk", clock=clock)
    enter(book, "甲村")
    book.settle()
    clock.move(hours=1)
    sizes = []
    for name in ("乙村", "丙村", "丁村"):
        enter(book, name)
        sizes.append(beside(book_path, WALS).stat().st_size)
    left = folder / "断电 以后"
    left.mkdir()
    for ending in ("", WALS, ".keys", ENDING):
        shutil.copy(beside(book_path, ending), left)
    book.close()
    (left / "sizes").write_text(" ".join(map(str, sizes)), "utf-8")
    return left / book_path.name


def sizes(path: Path) -> list[int]:
    return [int(size) for size in (path.parent / "sizes").read_text("utf-8").split()]


def untouched(path: Path) -> None:
    """Nothing happens to it."""


def removed(path: Path) -> None:
    beside(path, WALS).unlink()


def emptied(path: Path) -> None:
    os.truncate(beside(path, WALS), 0)


def cut_in_the_last(path: Path) -> None:
    os.truncate(beside(path, WALS), sizes(path)[2] - 700)


def cut_after_the_first(path: Path) -> None:
    os.truncate(beside(path, WALS), sizes(path)[0] + 33)


def bit_flipped(path: Path) -> None:
    with beside(path, WALS).open("r+b") as file:
        file.seek(sizes(path)[0] + 500)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize(
    ("spoil", "kept", "gone"),
    [
        (untouched, ["甲村", "乙村", "丙村", "丁村"], 0),
        (cut_in_the_last, ["甲村", "乙村", "丙村"], 1),
        (cut_after_the_first, ["甲村", "乙村"], 2),
        (bit_flipped, ["甲村", "乙村"], 2),
        (emptied, ["甲村"], 3),
        (removed, ["甲村"], 3),
    ],
)
def test_row_72_what_was_before_the_cut_stays_and_what_is_missing_is_said(
    crashed: Path, clock: FixedClock, spoil: Callable[[Path], None], kept: list[str], gone: int
) -> None:
    spoil(crashed)

    book = Book.open(crashed, "clerk", clock=clock)

    assert names(book) == kept
    assert book.check() == []
    if not gone:  # only what it is: a copy of a book in use
        assert not [said for said in book.warnings if "少了" in said]
    else:
        [said] = book.warnings
        since = "10:00" if gone == 3 else "11:00"
        assert re.match(f"账套比上次用的时候少了 {gone} 条操作:上次记到第 \\d+ 条\\(2026年11月22日 11:00\\)", said)
        assert f"2026年11月22日 {since} 以后保存的不在了;请对照纸质材料补录。" in said
        assert "现有内容没有改动" in said
        assert sum(b'"log.behind"' in body for body in book.log().bodies()) == 1
    book.close()


def test_row_72_it_is_said_once_and_the_next_entry_counts_from_there(crashed: Path, clock: FixedClock) -> None:
    removed(crashed)
    book = Book.open(crashed, "clerk", clock=clock)
    enter(book, "补录的村")
    book.close()

    again = Book.open(crashed, "clerk", clock=clock)

    assert again.warnings == []
    assert names(again) == ["甲村", "补录的村"]
    again.close()


def test_row_72_a_backup_that_has_more_is_named(
    crashed: Path, book_path: Path, clock: FixedClock, folder: Path
) -> None:
    newer = Book.open(book_path, "clerk", clock=clock)
    backup = newer.back_up(crashed.parent / "备份")
    newer.close()
    removed(crashed)

    book = Book.open(crashed, "clerk", clock=clock)

    [said] = book.warnings
    assert re.search(f"最近的备份“{backup.name}”比现在多 \\d+ 条操作:请先不要录入,在“设置 → 备份”里用它恢复", said)
    book.close()


def test_row_72_an_older_copy_in_the_place_of_the_book_is_seen(book_path: Path, clock: FixedClock) -> None:
    old = book_path.read_bytes()
    book = Book.open(book_path, "clerk", clock=clock)
    enter(book, "甲村")
    book.close()
    book_path.write_bytes(old)

    again = Book.open(book_path, "clerk", clock=clock)

    assert "换上了较早的一份账套" in again.warnings[0]
    again.close()


def test_row_72_a_restore_is_no_loss_and_taking_it_back_is_none_either(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    backup = book.back_up(book_path.parent / "备份")
    enter(book, "甲村")
    book.close()

    aside = restore_backup(backup, book_path, clock=clock)
    restored = Book.open(book_path, "clerk", clock=clock)
    assert restored.warnings == []
    restored.close()
    assert aside is not None
    backups.restore(aside, book_path)

    again = Book.open(book_path, "clerk", clock=clock)
    assert again.warnings == []
    assert names(again) == ["甲村"]
    again.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"book": "x"}', b'{"book": "b", "seq": "x", "at": "x"}'])
def test_a_note_that_is_none_says_nothing(folder: Path, content: bytes) -> None:
    (folder / f"账.mz{ENDING}").write_bytes(content)

    assert Seen(folder / "账.mz", "b").last() is None


def test_the_note_is_that_of_this_book_and_the_last_one(folder: Path) -> None:
    seen = Seen(folder / "账.mz", "b")
    seen.note(Point(1_000_000, "2026-11-22T10:00:00+08:00"))
    seen.note(Point(7, "2026-11-22T10:00:00+08:00"))
    seen.close()

    assert Seen(folder / "账.mz", "b").last() == Point(7, "2026-11-22T10:00:00+08:00")
    assert Seen(folder / "账.mz", "another").last() is None


def test_a_change_that_is_rolled_back_is_not_noted(book: Book) -> None:
    seen = Seen(book.path, book.info.book_id)
    before = seen.last()

    def broken_off() -> None:
        with book.change("录入") as writer:
            writer.note("x", "y")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()

    book.keep("draft:unit", "x")
    assert before is not None
    assert seen.last() == before
    assert book.log().size == before.seq
