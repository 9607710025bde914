"""Every way a book comes to grief: recognised, left as it was, the newest verified backup named, and restored."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import paths
from app.ledgers import ledger
from app.operations import backups, books, doctor
from app.operations.books import Book
from app.storage.exchange import asides_of
from app.storage.keyfile import beside
from app.storage.troubles import BookDamaged
from tests.conftest import FixedClock

PAGE = 4096


def village(book: Book, name: str) -> None:
    with book.change("录入") as writer:
        writer.save(ledger("unit"), {"name": name, "kind": "村"})


def villages(book: Book) -> list[object]:
    return [row["name"] for row in book.rows("unit")]


def root_of(path: Path, table: str) -> int:
    book = books.open_practice(path)
    try:
        return int(book.one("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))[0])
    finally:
        book.close()


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def header(path: Path) -> None:
    overwrite(path, 0, b"\0" * 100)


def first_page(path: Path) -> None:
    overwrite(path, 0, bytes(PAGE))


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def text(path: Path) -> None:
    path.write_bytes("这不是账套".encode() * 2_000)


def log_page(path: Path) -> None:
    overwrite(path, (root_of(path, "event") - 1) * PAGE, bytes(PAGE))


@pytest.fixture
def good(book_path: Path) -> Path:
    """The newest whole backup of a book; a newer one was only half written."""
    book = books.open_practice(book_path)
    village(book, "青山村")
    made = backups.back_up(book, paths.backups()).path
    cut = made.with_name(f"{made.stem}_ffff.mzb")
    cut.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    book.close()
    return made


@pytest.mark.parametrize("spoil", [empty, header, first_page, half, text, log_page])
def test_a_damaged_book_is_told_left_as_it_was_and_its_newest_whole_backup_comes_back(
    book_path: Path, good: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(book_path)
    damaged = book_path.read_bytes()

    with pytest.raises(BookDamaged, match="原文件没有改动") as told:
        books.open_practice(book_path)
    after = book_path.read_bytes()
    checks = doctor.doctor(None, told.value)
    done = backups.restore(told.value.backup or good, book_path)

    assert (told.value.backup, after) == (good, damaged)
    assert str(good) in told.value.message
    assert (checks[0].name, checks[0].ok, checks[0].message) == ("book", False, told.value.message)
    assert done.kept_aside is not None
    assert (done.kept_aside / book_path.name).read_bytes() == damaged
    book = books.open_practice(book_path)
    assert villages(book) == ["青山村"]
    book.close()


def test_a_zeroed_page_nobody_has_read_is_found_beside_the_work_and_by_the_doctor(book_path: Path, good: Path) -> None:
    overwrite(book_path, (root_of(book_path, "commitment") - 1) * PAGE, bytes(PAGE))
    book = books.open_practice(book_path)

    told = backups.find_damage(book)
    by_name = {check.name: check for check in doctor.doctor(book)}

    assert told is not None
    assert (told.backup, "已损坏" in told.message) == (good, True)
    assert not by_name["book"].ok
    assert "请用最近一份已验证的备份恢复" in by_name["book"].message
    book.close()


def test_a_page_that_is_just_being_written_is_no_damage(book_path: Path) -> None:
    book = books.open_practice(book_path)
    village(book, "青山村")
    root = int(book.one("SELECT rootpage FROM sqlite_schema WHERE name = 'unit'")[0])
    overwrite(book_path, (root - 1) * PAGE, bytes(PAGE))  # torn, and whole in the log

    assert backups.find_damage(book) is None
    assert villages(book) == ["青山村"]
    book.close()


# --- copied in the middle of work


@pytest.fixture
def at_work(book_path: Path, good: Path) -> Iterator[Book]:
    """The book as it lies in the window some seconds after it was opened; one village is not yet in the one file."""
    book = books.open_practice(book_path)
    book.show_mark()
    village(book, "绿水村")
    yield book
    book.close()


def copied(book: Path, folder: Path, *endings: str) -> Path:
    folder.mkdir(exist_ok=True)
    for ending in endings:
        shutil.copy(beside(book, ending), beside(folder / book.name, ending))
    return folder / book.name


def test_a_book_copied_without_its_log_says_so_once_and_names_the_backup(
    at_work: Book, folder: Path, good: Path
) -> None:
    copy = copied(at_work.path, folder / "U盘", "", ".keys")

    first = books.open_practice(copy)
    said, rows = list(first.warnings), villages(first)
    checks = {check.name: check for check in doctor.doctor(first)}
    first.close()
    again = books.open_practice(copy)

    assert rows == ["青山村"]
    assert len(said) == 1
    assert "是在使用中被复制的,旁边没有“示例乡.mz-wal”" in said[0]
    assert f"最近一份已验证的备份:{good}" in said[0]
    assert (checks["opening"].ok, checks["opening"].message) == (False, said[0])
    assert again.warnings == []
    again.close()


def test_a_book_in_use_copied_with_its_log_opens_whole_and_says_what_it_is(at_work: Book, folder: Path) -> None:
    copy = copied(at_work.path, folder / "U盘", "", "-wal", ".keys")

    opened = books.open_practice(copy)

    assert villages(opened) == ["青山村", "绿水村"]
    assert len(opened.warnings) == 1
    assert "在使用中被复制的:复制以后那边再录入的不在里面" in opened.warnings[0]
    opened.close()


def test_a_log_that_is_newer_than_the_copied_file_is_no_book_and_the_backup_is_named(
    at_work: Book, folder: Path, good: Path
) -> None:
    copy = copied(at_work.path, folder / "U盘", "", ".keys")
    for number in range(30):
        village(at_work, f"第{number}村")
    at_work.settle()
    for number in range(30, 60):
        village(at_work, f"第{number}村")
    copied(at_work.path, folder / "U盘", "-wal")
    before = copy.read_bytes(), beside(copy, "-wal").read_bytes()

    with pytest.raises(BookDamaged) as told:
        books.open_practice(copy)

    assert told.value.backup == good
    assert (copy.read_bytes(), beside(copy, "-wal").read_bytes()) == before


def test_a_book_that_was_left_properly_may_be_copied_and_a_backup_of_an_open_one_is_whole(
    book_path: Path, folder: Path, clock: FixedClock
) -> None:
    book = books.open_practice(book_path)
    made = backups.back_up(book, folder).path
    book.close()
    copy = copied(book_path, folder / "U盘", "", ".keys")
    backups.restore(made, folder / "别处" / "示例乡.mz")

    for path in (copy, folder / "别处" / "示例乡.mz"):
        opened = books.open_practice(path)
        assert opened.warnings == []
        opened.close()
    assert asides_of(copy) == []
