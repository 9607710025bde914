"""A restore and its undoing, cut off at every single move: at the next opening the book is as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ledgers import ledger
from app.operations import backups, books
from app.storage import exchange
from app.storage.backup import restore_backup, take_back
from app.storage.book import Book
from app.storage.keyfile import PARTS, beside
from app.storage.lock import BookLock
from app.storage.troubles import BookInUse
from tests.conftest import FixedClock

WHOLE = 2 * len(PARTS)
MOVES = (1, 2, 5, 7, len(PARTS), len(PARTS) + 2, len(PARTS) + 6, WHOLE)


class Killed(BaseException):
    """The program is gone: nothing it would have done next is done."""


def cut(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Kill the exchange before its nth move."""
    real, made = exchange._move, list[Path]()

    def move(path: Path, folder: Path) -> None:
        made.append(path)
        if len(made) == at:
            raise Killed
        real(path, folder)

    def nothing(*_: object, **__: object) -> None:
        """What is killed puts nothing back."""

    monkeypatch.setattr(exchange, "_move", move)
    monkeypatch.setattr(exchange, "_put_back", nothing)
    monkeypatch.setattr("shutil.rmtree", nothing)


@pytest.fixture
def backup(book_path: Path, clock: FixedClock) -> Path:
    """A backup without the village and the file the book has by now; the book has an identities' file, it has none."""
    made = Book.open(book_path, "clerk", clock=clock).close(book_path.parent / "备份")
    assert made is not None
    book = Book.open(book_path, "clerk", clock=clock)
    with book.change("录入") as writer:
        writer.save(ledger("unit"), {"name": "青山村", "kind": "村"})
    book.keep_file(b"receipt")
    book.close()
    beside(book_path, ".vault").write_bytes(b"under another key")
    return made


def state(path: Path, clock: FixedClock) -> tuple[list[object], bool, bytes]:
    """What the book says, whether its file is there, and what lies in the second one."""
    book = Book.open(path, "clerk", clock=clock)
    try:
        assert book.check() == []
        vault = beside(path, ".vault")
        kept = book.files_folder.is_dir() and any(book.files_folder.iterdir())
        return [row["name"] for row in book.rows("unit")], kept, vault.read_bytes() if vault.exists() else b""
    finally:
        book.close()


def rubbish(path: Path) -> list[str]:
    return [one.name for one in path.parent.iterdir() if one.name.startswith(".") or (one / exchange.MARK).exists()]


@pytest.mark.parametrize("at", MOVES)
def test_a_restore_that_is_killed_at_any_move_is_undone_at_the_next_opening(
    book_path: Path, backup: Path, clock: FixedClock, at: int
) -> None:
    before = state(book_path, clock)
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, at)
        with pytest.raises(Killed):
            restore_backup(backup, book_path, clock=clock)

    assert state(book_path, clock) == before
    assert rubbish(book_path) == []
    assert exchange.asides_of(book_path) == []


@pytest.mark.parametrize("at", MOVES)
def test_the_undoing_of_a_restore_that_is_killed_can_be_done_again(
    book_path: Path, backup: Path, clock: FixedClock, at: int
) -> None:
    before = state(book_path, clock)
    aside = restore_backup(backup, book_path, clock=clock)
    assert aside is not None
    clock.move(hours=1)
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, at)
        with pytest.raises(Killed):
            take_back(aside, book_path, clock=clock)

    restored = state(book_path, clock)
    listed = [one.path for one in backups.kept_aside(book_path)]
    take_back(aside, book_path, clock=clock)

    assert restored == ([], False, b"")
    assert listed == [aside]
    assert state(book_path, clock) == before


def test_putting_back_may_itself_be_killed(book_path: Path, backup: Path, clock: FixedClock) -> None:
    before = state(book_path, clock)
    for at in (1, len(PARTS) - 1, len(PARTS)):
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, WHOLE)
            with pytest.raises(Killed):
                restore_backup(backup, book_path, clock=clock)
        with pytest.MonkeyPatch.context() as patch:
            real = exchange._put_back
            cut(patch, at)
            patch.setattr(exchange, "_put_back", real)
            with pytest.raises(Killed):
                exchange.undo_half(book_path)

        assert state(book_path, clock) == before


def test_the_last_book_is_found_although_a_killed_restore_has_just_moved_it(
    book_path: Path, backup: Path, clock: FixedClock
) -> None:
    books.remember_book(book_path)
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, len(PARTS))
        with pytest.raises(Killed):
            restore_backup(backup, book_path, clock=clock)
    gone = not book_path.exists()

    found = books.last_book()

    assert gone
    assert found == book_path


def test_a_restore_under_way_in_another_program_is_left_alone(book_path: Path, backup: Path, clock: FixedClock) -> None:
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, 3)
        with pytest.raises(Killed):
            restore_backup(backup, book_path, clock=clock)
    other = BookLock(book_path, "")

    with pytest.raises(BookInUse):
        Book.users_of(book_path)
    other.release()

    assert [user.login for user in Book.users_of(book_path)] == ["clerk", "secretary"]


def test_a_book_with_brackets_in_its_name_knows_what_was_kept_aside(
    book_path: Path, backup: Path, clock: FixedClock
) -> None:
    odd = book_path.with_name("示例乡[1].mz")
    for ending in ("", ".keys"):
        beside(book_path, ending).rename(beside(odd, ending))

    aside = restore_backup(backup, odd, clock=clock)

    assert [one.path for one in backups.kept_aside(odd)] == [aside]
