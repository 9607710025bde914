from __future__ import annotations

import json
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.storage import backup as backups
from app.storage import exchange
from app.storage.backup import check_backup, make_backup, newest_backup, restore_backup
from app.storage.book import Book
from app.storage.keyfile import PARTS
from app.storage.thinning import backups_in, make_room, thin_out
from app.storage.troubles import BackupRefused, BookInUse, DiskFull
from tests.conftest import BEIJING, FixedClock, Places
from tests.storage.samples import saved


def test_closing_leaves_one_verified_file(book_path: Path, clock: FixedClock) -> None:
    folder = book_path.parent / "备份"
    book = Book.open(book_path, "clerk", clock=clock)
    digest = book.keep_file("收据".encode())

    backup = book.close(folder)

    assert [path.name for path in folder.iterdir()] == ["示例乡_20261122-100000.mzb"]
    assert backup is not None
    report = check_backup(backup)
    assert (report.book_id, report.made_at) == (book.info.book_id, "2026-11-22T10:00:00+08:00")
    assert (report.counts["unit"], report.files) == (0, 3)
    with zipfile.ZipFile(backup) as archive:
        assert f"files/{digest[:2]}/{digest}" in archive.namelist()
    assert sorted(path.name for path in book_path.parent.iterdir() if path.is_file()) == [
        "示例乡.mz",
        "示例乡.mz.keys",
        "示例乡.mz.seen",
    ]


def test_backup_brings_everything_back_and_can_be_undone(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    book.keep("draft:x", 1)
    digest = book.keep_file(b"photo")
    backup = book.close(book_path.parent / "备份")
    assert backup is not None
    book = Book.open(book_path, "clerk", clock=clock)
    book.keep("draft:x", 2)
    book.close()

    aside = restore_backup(backup, book_path, clock=clock)

    restored = Book.open(book_path, "clerk", clock=clock)
    assert (restored.kept("draft:x"), restored.file(digest)) == (1, b"photo")
    assert restored.check() == []
    restored.close()
    assert aside is not None
    assert aside.name == "示例乡.mz.before-restore-20261122-100000"
    former = Book.open(aside / book_path.name, "clerk", clock=clock)
    assert (former.kept("draft:x"), former.file(digest)) == (2, b"photo")
    former.close()


def test_backup_restores_where_there_was_nothing(book: Book, folder: Path, clock: FixedClock) -> None:
    backup = book.back_up(folder / "备份")

    aside = restore_backup(backup, folder / "新 电脑" / "示例乡.mz", clock=clock)

    assert aside is None
    Book.open(folder / "新 电脑" / "示例乡.mz", "clerk", clock=clock).close()


def test_open_book_is_not_replaced(book: Book, clock: FixedClock) -> None:
    backup = book.back_up(book.path.parent / "备份")

    with pytest.raises(BookInUse):
        restore_backup(backup, book.path, clock=clock)

    assert book.count("unit") == 0


@pytest.mark.parametrize("left", [0, 100, 50_000, -1])
def test_cut_backup_is_refused_and_the_book_stays(book_path: Path, clock: FixedClock, left: int) -> None:
    backup = Book.open(book_path, "clerk", clock=clock).close(book_path.parent / "备份")
    assert backup is not None
    os.truncate(backup, left if left >= 0 else backup.stat().st_size + left)
    before = book_path.read_bytes()

    with pytest.raises(BackupRefused, match="账套没有改动;请改用前一份备份"):
        restore_backup(backup, book_path, clock=clock)

    assert book_path.read_bytes() == before
    assert sorted(path.name for path in book_path.parent.iterdir()) == [
        "备份",
        "示例乡.mz",
        "示例乡.mz.keys",
        "示例乡.mz.seen",
    ]


def test_backup_with_one_wrong_byte_is_refused(book: Book) -> None:
    backup = book.back_up(book.path.parent / "备份")
    content = bytearray(backup.read_bytes())
    content[20_000] ^= 1
    backup.write_bytes(content)

    with pytest.raises(BackupRefused):
        check_backup(backup)


def test_backup_with_a_changed_list_of_files_is_refused(book: Book, folder: Path) -> None:
    backup = book.back_up(folder / "备份")
    longer = folder / "长.mzb"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(longer, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("files/../../evil", b"x")

    with pytest.raises(BackupRefused, match="与清单不一致"):
        check_backup(longer)


def test_backup_of_a_newer_release_is_refused_kindly(book: Book, folder: Path) -> None:
    backup = book.back_up(folder / "备份")
    newer = folder / "新.mzb"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(newer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | {"v": 2}).encode()
            target.writestr(name, content)

    with pytest.raises(BackupRefused, match="更新版本的明账"):
        check_backup(newer)


def test_newest_whole_backup_of_this_book_is_offered(book: Book, clock: FixedClock) -> None:
    folder = book.path.parent / "备份"
    good = book.back_up(folder)
    clock.move(hours=1)
    os.truncate(book.back_up(folder), 1_000)

    assert newest_backup(folder, book.info.book_id) == good
    assert newest_backup(folder, "another book") is None
    assert newest_backup(folder / "没有", book.info.book_id) is None


def test_full_backup_drive_is_told_and_leaves_no_half_file(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_sync", full)
    folder = book.path.parent / "U盘"
    folder.mkdir()

    with pytest.raises(DiskFull):
        make_backup(book, folder / "a.mzb")

    assert list(folder.iterdir()) == []


def test_restore_that_fails_half_way_puts_the_former_files_back(
    book_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = Book.open(book_path, "clerk", clock=clock).close(book_path.parent / "备份")
    assert backup is not None
    before = book_path.read_bytes()

    real, moved = exchange._move, list[Path]()

    def full(path: Path, folder: Path) -> None:
        moved.append(path)
        if len(moved) == len(PARTS) + 2:
            raise OSError(28, "No space left on device")
        real(path, folder)

    monkeypatch.setattr(exchange, "_move", full)

    with pytest.raises(DiskFull):
        restore_backup(backup, book_path, clock=clock)

    assert book_path.read_bytes() == before
    assert not [path for path in book_path.parent.iterdir() if path.is_dir() and path.name != "备份"]
    Book.open(book_path, "clerk", clock=clock).close()


def test_backup_holds_what_was_saved_a_moment_ago(book: Book, places: Places, folder: Path, clock: FixedClock) -> None:
    id = saved(book, places)
    backup = book.back_up(folder / "备份")

    restore_backup(backup, folder / "另一处" / "示例乡.mz", clock=clock)

    copy = Book.open(folder / "另一处" / "示例乡.mz", "clerk", clock=clock)
    assert copy.row("problem", id) == book.row("problem", id)
    copy.close()


def test_old_backups_are_thinned_by_day_and_month(folder: Path) -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=BEIJING)
    for hours in range(0, 24 * 400, 12):
        made = now - timedelta(hours=hours)
        (folder / f"示例乡_{made:%Y%m%d-%H%M%S}.mzb").touch()
    (folder / "示例乡_手工留存.mzb").touch()

    thin_out(folder, "示例乡", now)

    names = [path.name for path in backups_in(folder, "示例乡")]
    days = {name[4:12] for name in names if "手工" not in name}
    assert "示例乡_手工留存.mzb" in names
    assert {f"{now - timedelta(days=n):%Y%m%d}" for n in range(31)} <= days
    assert {day[:6] for day in days} >= {"202511", "202601", "202607", "202611"}
    assert len(names) == 1 + 4 + 31 + 12, "the kept one, second ones of four days, 31 days, twelve months"


def test_backups_take_no_more_room_than_allowed_and_the_newest_three_always_stay(folder: Path) -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=BEIJING)
    for hours in range(0, 24 * 100, 12):
        made = now - timedelta(hours=hours)
        (folder / f"示例乡_{made:%Y%m%d-%H%M%S}.mzb").write_bytes(bytes(1000))
        (folder / f"示例乡_{made:%Y%m%d-%H%M%S}.mzv").write_bytes(bytes(100))

    thin_out(folder, "示例乡", now, most=11_000)

    names = [path.name for path in backups_in(folder, "示例乡")]
    assert len(names) == 10
    assert names[:3] == [f"示例乡_{now - timedelta(hours=n):%Y%m%d-%H%M%S}.mzb" for n in (0, 12, 24)]
    assert len({name[4:12] for name in names}) == 9, "the room goes to different days"
    assert len(list(folder.glob("*.mzv"))) == 10
    thin_out(folder, "示例乡", now, most=1)
    assert len(backups_in(folder, "示例乡")) == 3


def test_room_is_made_from_the_least_needed_and_the_newest_stays(folder: Path) -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=BEIJING)
    for days in range(5):
        (folder / f"示例乡_{now - timedelta(days=days):%Y%m%d-%H%M%S}.mzb").write_bytes(bytes(1000))

    gone = make_room(folder, "示例乡", now, 1500)
    make_room(folder, "示例乡", now, 1 << 40)

    assert [path.name for path in gone] == ["示例乡_20261118-100000.mzb", "示例乡_20261119-100000.mzb"]
    assert [path.name for path in backups_in(folder)] == ["示例乡_20261122-100000.mzb"]


def test_what_a_killed_program_left_of_a_backup_goes_away_with_the_next_one(book: Book, folder: Path) -> None:
    place = folder / "备份"
    place.mkdir()
    mine = [f"示例乡_20261101-100000.mz{kind}.0a1b2c3d.part" for kind in "bv"]
    others = ["示例乡_二_20261101-100000.mzb.0a1b2c3d.part", "照片.part", ".check-别的乡-abcd1234"]
    for name in (*mine, *others):
        (place / name).write_bytes(b"half")
    (place / ".check-示例乡-abcd_123").mkdir()
    (place / ".check-示例乡-abcd_123" / "book.db").write_bytes(b"copy")
    (book.path.parent / ".示例乡.mz.0a1b2c3d").mkdir()

    made = book.back_up(place)

    assert sorted(path.name for path in place.iterdir()) == sorted([made.name, *others])
    assert not (book.path.parent / ".示例乡.mz.0a1b2c3d").exists()
