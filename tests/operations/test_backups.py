"""Backups a clerk asks for, and bringing one back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import backups
from app.operations.books import SHANGHAI
from app.storage.book import Book
from app.storage.troubles import BackupRefused, BookInUse
from tests.conftest import INFO, USERS, FixedClock, Places


@pytest.fixture
def mine(book_path: Path, clock: FixedClock) -> Book:
    """A book with three units that the test itself closes."""
    opened = Book.open(book_path, "clerk", clock=clock)
    with opened.change("录入单位") as writer:
        for name in ("示例乡", "青山村", "绿水村"):
            writer.save(ledger("unit"), {"name": name, "kind": "村"})
    return opened


def test_a_backup_into_a_folder_is_named_after_the_moment(book: Book, places: Places, folder: Path):
    report = backups.back_up(book, folder / "U盘")

    assert report.path.name == "示例乡_20261122-100000.mzb"
    assert report.counts["unit"] == 3
    assert backups.age(book) == timedelta()


def test_the_list_is_newest_first_and_knows_the_moment_from_the_name(book: Book, clock: FixedClock, folder: Path):
    backups.back_up(book, folder)
    clock.move(days=1)
    backups.back_up(book, folder)

    found = backups.list_backups(book.path, folder)

    assert [file.made_at for file in found] == [
        datetime(2026, 11, 23, 10, tzinfo=SHANGHAI),
        datetime(2026, 11, 22, 10, tzinfo=SHANGHAI),
    ]
    assert all(file.size == file.path.stat().st_size for file in found)
    assert backups.list_backups(folder / "别的.mz", folder) == []


def test_without_any_backup_there_is_no_age(book: Book):
    assert backups.age(book) is None


def test_an_existing_file_is_not_overwritten(book: Book, folder: Path):
    (folder / "照片.jpg").write_bytes(b"mine")

    with pytest.raises(Refused, match="没有覆盖"):
        backups.back_up(book, folder / "照片.jpg")

    assert (folder / "照片.jpg").read_bytes() == b"mine"


def test_a_restored_book_has_the_rows_of_then_and_the_restore_can_be_undone(
    mine: Book, folder: Path, clock: FixedClock
):
    made = backups.back_up(mine, folder / "备份.mzb")
    with mine.change("录入") as writer:
        writer.save(ledger("unit"), {"name": "红岩村", "kind": "村"})
    mine.close()

    restored = backups.restore(made.path, mine.path)
    then = units_in(mine.path, clock)
    undone = backups.restore(restored.kept_aside, mine.path)
    now = units_in(mine.path, clock)

    assert (then, now) == (3, 4)
    assert not restored.kept_aside.exists()
    assert undone.kept_aside.is_dir()


def units_in(path: Path, clock: FixedClock) -> int:
    opened = Book.open(path, "clerk", clock=clock)
    count = opened.count("unit")
    opened.close()
    return count


def test_a_book_that_is_gone_altogether_comes_back(mine: Book, folder: Path, clock: FixedClock):
    made = backups.back_up(mine, folder / "备份.mzb")
    mine.close()
    target = folder / "新 电脑" / "示例乡.mz"

    restored = backups.restore(made.path, target)

    assert restored.kept_aside is None
    assert units_in(target, clock) == 3


def test_the_backup_of_another_book_is_refused(book: Book, folder: Path, clock: FixedClock):
    other = Book.create(folder / "别的.mz", INFO, USERS, clock=clock)
    made = backups.back_up(other, folder / "别的.mzb")
    other.close()
    before = book.path.read_bytes()

    with pytest.raises(Refused, match="另一个账套的备份"):
        backups.restore(made.path, book.path)

    assert book.path.read_bytes() == before


def test_an_open_book_is_not_replaced(book: Book, folder: Path):
    made = backups.back_up(book, folder / "备份.mzb")

    with pytest.raises(BookInUse):
        backups.restore(made.path, book.path)


def test_a_cut_off_backup_is_refused(mine: Book, folder: Path):
    made = backups.back_up(mine, folder / "备份.mzb")
    mine.close()
    made.path.write_bytes(made.path.read_bytes()[:-100])

    with pytest.raises(BackupRefused):
        backups.restore(made.path, mine.path)
    with pytest.raises(BackupRefused):
        backups.check(made.path)


@pytest.mark.parametrize("name", ["文件夹", "示例乡.mz.before-restore-20260101-000000"])
def test_any_other_folder_is_no_backup(book_path: Path, folder: Path, name: str):
    (folder / name).mkdir()
    before = book_path.read_bytes()

    with pytest.raises(Refused, match="请选备份文件"):
        backups.restore(folder / name, book_path)

    assert book_path.read_bytes() == before
