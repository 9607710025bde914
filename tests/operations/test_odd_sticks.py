"""Names a disk refuses, and backups on sticks that break off at any step, are full, locked, false or FAT32."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.operations import backups, books, second_place, setup
from app.operations.books import Book
from app.operations.on_paper import safe_name
from app.operations.second_place import FOLDER, MARK, NotCopied
from app.packet import drives
from app.packet.delivery import Disk
from app.packet.drives import Drive
from app.storage.backup import check_backup
from app.storage.keyfile import beside
from app.storage.troubles import NameRefused, TooLarge, told
from tests.conftest import INFO, USERS
from tests.packet.test_delivery import FaultyDisk

LONG = "很长的乡镇名称" * 30
PHASES = [
    FaultyDisk("create", errno.EIO),
    FaultyDisk("create", errno.EROFS),
    FaultyDisk("create", errno.EACCES),
    FaultyDisk("write", errno.ENODEV, after=0),
    FaultyDisk("write", errno.ENODEV, after=70_000),
    FaultyDisk("write", errno.ENOSPC),
    FaultyDisk("write", errno.EFBIG),
    FaultyDisk("sync", errno.EIO),
    FaultyDisk("read", errno.ENOENT),
    FaultyDisk("flip"),
]


class Hollow(FaultyDisk):
    """A stick that claims more than it has: what is beyond its end reads as nothing."""

    def __init__(self) -> None:
        super().__init__("")

    def read_back(self, path: Path) -> Iterator[bytes]:
        for number, block in enumerate(super().read_back(path)):
            yield bytes(len(block)) if number else block


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "U盘 一"
    made.mkdir()
    monkeypatch.setattr(drives, "drives", lambda *_: [Drive(made, "U盘", 8 << 30, True)])
    return made


def test_a_backup_on_a_stick_that_breaks_off_at_any_step_is_told_and_leaves_no_file_of_its_name(
    book: Book, stick: Path
) -> None:
    second_place.choose(stick)
    made = backups.back_up(book, paths.backups()).path

    for disk in (*PHASES, Hollow()):
        with pytest.raises(NotCopied, match="备份已在这台电脑上做好") as said:
            second_place.carry(made, book.moment(), disk=disk)

        assert [one.name for one in (stick / FOLDER).iterdir()] == [MARK]
        assert "账套和本机的备份都完好" in said.value.message
    assert check_backup(made).path == made
    copy = second_place.carry(made, book.moment(), disk=Disk())
    assert copy is not None
    assert check_backup(copy).book_id == book.info.book_id


def test_a_stick_pulled_out_for_good_leaves_a_half_file_that_the_next_backup_takes_away(
    book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_place.choose(stick)
    made = backups.back_up(book, paths.backups()).path
    real = Path.unlink

    def gone(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".part" and path.is_relative_to(stick):
            raise OSError(errno.ENODEV, "gone")
        real(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", gone)
        with pytest.raises(NotCopied):
            second_place.carry(made, book.moment(), disk=FaultyDisk("sync"))
    left = [one.suffix for one in (stick / FOLDER).iterdir()]
    second_place.carry(made, book.moment())

    assert sorted(left) == [".part", ".txt"]
    assert sorted(one.name for one in (stick / FOLDER).iterdir()) == sorted([made.name, MARK])


@pytest.mark.parametrize(("number", "kind", "words"), [(errno.EFBIG, TooLarge, "FAT32"), (36, NameRefused, "改短")])
def test_a_file_over_4_gib_on_fat32_and_a_name_too_long_are_told_in_words(
    number: int, kind: type, words: str, tmp_path: Path
) -> None:
    number = errno.ENAMETOOLONG if kind is NameRefused else number

    with pytest.raises(kind, match=words) as said, told(tmp_path / "示例乡.mzb"):
        raise OSError(number, "x")

    assert "已保存的内容都在" in said.value.message


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("LPT¹.pdf", "_LPT¹.pdf"),
        ("CONTO", "CONTO"),
        ("青山村. . .", "青山村"),
        ("青山村\x07\n公示", "青山村_公示"),
        ("...", "未命名"),
    ],
)
def test_names_windows_refuses_are_made_names_it_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_long_chinese_name_leaves_room_for_all_that_is_put_behind_it_and_keeps_its_ending() -> None:
    short, ended = safe_name(LONG), safe_name(f"{LONG}.pdf")

    assert len(f"{short}_20261122-100000_abcd.mzb.0a1b2c3d.part".encode()) < 255
    assert LONG.startswith(short)
    assert len(short) == 60
    assert ended.endswith(".pdf")
    assert len(ended.encode()) <= 180


def test_a_township_with_a_very_long_name_gets_a_book_that_can_be_backed_up_and_restored(own_home: Path) -> None:
    path = setup.default_path(LONG)
    book = books.create_book(path, replace(INFO, township=LONG), USERS)
    books.close_book(book)

    done = backups.restore(backups.list_backups(path)[0].path, path)

    assert done.kept_aside is not None
    assert beside(path, ".keys").exists()
    books.open_practice(path).close()
