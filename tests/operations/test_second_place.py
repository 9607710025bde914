"""The second place of the backups: found again, filled when it is there, never a reason to lose the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import paths, settings
from app.domain.faults import Told
from app.operations import backups, books, second_place
from app.operations.books import SHANGHAI, Book, NewUser
from app.operations.second_place import FOLDER, MARK, NotCopied
from app.packet import drives
from app.packet.delivery import Disk
from app.packet.drives import Drive
from app.storage.backup import check_backup
from app.storage.thinning import vault_copy
from tests.conftest import INFO

OWN = "杏花春雨江南七八九十"
NOW = datetime(2026, 11, 22, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "U盘 一"
    made.mkdir()
    monkeypatch.setattr(drives, "drives", lambda *_: [Drive(made, "U盘", 8 << 30, True)] if made.is_dir() else [])
    return made


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Book]:
    people = [NewUser("clerk", "张三", "clerk", OWN), NewUser("secretary", "李四", "secretary", "铁马秋风塞北九十一二")]
    book = books.create_book(tmp_path / "示例乡.mz", replace(INFO, practice=False), people)
    yield book
    book.close()


class Full(Disk):
    """A stick with hardly any room."""

    def free(self, folder: Path) -> int:
        return 1000


class Lying(Disk):
    """A stick that keeps something else than it was given."""

    def read_back(self, path: Path) -> Iterator[bytes]:
        yield b"nothing of ours"


def test_leaving_a_book_fills_the_second_place_with_a_whole_backup(real: Book, stick: Path) -> None:
    second_place.choose(stick)

    made = books.close_book(real)

    assert made is not None
    copy = stick / FOLDER / made.name
    assert check_backup(copy).book_id == real.info.book_id
    assert second_place.state().last is not None
    assert not list(copy.parent.glob("*.part"))


def test_the_identities_go_along_under_their_own_key(real: Book, stick: Path) -> None:
    second_place.choose(stick)
    made = backups.back_up(real, paths.backups()).path
    vault_copy(made).write_bytes(b"another key's")

    copy = second_place.carry(made, NOW)

    assert copy is not None
    assert vault_copy(copy).read_bytes() == b"another key's"


def test_a_copy_that_is_not_waited_for_leaves_nothing_behind(real: Book, stick: Path) -> None:
    second_place.choose(stick)
    said: list[str] = []

    made = books.close_book(real, said.append, lambda: len(said) > 1)

    assert made is not None
    assert check_backup(made).book_id == real.info.book_id
    assert [one.name for one in (stick / FOLDER).iterdir()] == [MARK]
    assert second_place.state().last is None
    assert "不要拔U盘" in said[-1]


def test_a_place_that_cannot_be_written_is_told_in_its_own_words(tmp_path: Path) -> None:
    locked = tmp_path / "U盘"
    locked.write_text("no folder")

    with pytest.raises(NotCopied, match="里不能写入:路径中有一段不是文件夹。第二处没有改动;请看U盘的写保护"):
        second_place.choose(locked)

    assert second_place.state().chosen is None


def test_a_practice_book_is_not_carried(book: Book, stick: Path) -> None:
    second_place.choose(stick)

    books.close_book(book)

    assert [one.name for one in (stick / FOLDER).iterdir()] == [MARK]


def test_a_stick_that_is_not_there_stops_nobody(real: Book, stick: Path) -> None:
    second_place.choose(stick)
    stick.rename(stick.with_name("拔掉了"))

    made = books.close_book(real)

    assert made is not None
    assert made.exists()
    assert second_place.state().present is None
    assert second_place.state().last is None


def test_the_stick_is_known_under_another_drive_letter(
    real: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_place.choose(stick)
    moved = stick.rename(stick.with_name("盘符 变了"))
    monkeypatch.setattr(drives, "drives", lambda *_: [Drive(moved, "U盘", 8 << 30, True)])

    made = books.close_book(real)

    assert made is not None
    assert (moved / FOLDER / made.name).exists()


def test_a_strangers_stick_with_such_a_folder_gets_nothing(real: Book, stick: Path) -> None:
    second_place.choose(stick)
    (stick / FOLDER / MARK).write_text("别的单位\n", "utf-8")

    books.close_book(real)

    assert [one.name for one in (stick / FOLDER).iterdir()] == [MARK]


@pytest.mark.parametrize(("disk", "why"), [(Full(), "空间不够"), (Lying(), "写进去再读出来对不上")])
def test_a_stick_that_fails_is_told_and_leaves_no_half_backup(real: Book, stick: Path, disk: Disk, why: str) -> None:
    second_place.choose(stick)
    made = backups.back_up(real, paths.backups()).path

    with pytest.raises(NotCopied, match=why) as told:
        second_place.carry(made, NOW, disk=disk)

    assert "本机的备份都完好" in told.value.message
    assert [one.name for one in (stick / FOLDER).iterdir()] == [MARK]
    assert check_backup(made).path == made


def test_a_full_stick_gives_up_its_oldest_backups_of_this_book_only(real: Book, stick: Path) -> None:
    second_place.choose(stick)
    place = stick / FOLDER
    for day in range(1, 6):
        (place / f"示例乡_202611{day:02d}-100000.mzb").write_bytes(bytes(1 << 20))
    (place / "别的乡_20261101-100000.mzb").write_bytes(bytes(1 << 20))
    made = backups.back_up(real, paths.backups()).path

    class Tight(Disk):
        def free(self, folder: Path) -> int:
            return (8 << 20) - sum(one.stat().st_size for one in folder.iterdir())

    second_place.carry(made, NOW, disk=Tight())

    left = sorted(one.name for one in place.glob("*.mzb"))
    assert made.name in left
    assert "别的乡_20261101-100000.mzb" in left
    assert "示例乡_20261105-100000.mzb" in left
    assert "示例乡_20261101-100000.mzb" not in left


def test_the_folder_of_the_first_place_is_no_second(real: Book) -> None:
    with pytest.raises(Told, match="不能又当第二处"):
        second_place.choose(paths.backups())


def test_one_disk_for_both_places_is_said(stick: Path) -> None:
    assert "同一块硬盘" in second_place.choose(stick)


def test_what_should_be_done_is_said_until_it_is_done(real: Book, stick: Path) -> None:
    none = second_place.advice(real)
    second_place.choose(stick)
    never = second_place.advice(real)
    second_place.carry_now(real)
    now = second_place.advice(real)
    kept = settings.load()
    kept.set(settings.SECOND_LAST, (real.moment() - timedelta(days=9)).isoformat())
    kept.save()

    assert none == second_place.ADVICE_NONE
    assert "还没有存过" in never
    assert now == ""
    assert "已有 9 天没有存过" in second_place.advice(real)


def test_backups_on_sticks_are_found_two_folders_deep_and_newest_first(real: Book, stick: Path) -> None:
    deep, deeper = stick / "资料" / "备份", stick / "一" / "二" / "三"
    for folder, name in (
        (stick, "示例乡_20261120-100000"),
        (deep, "示例乡_20261122-100000"),
        (deeper, "示例乡_20261123-1"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.mzb").write_bytes(b"x")

    found = backups.find_backups()

    assert [file.path.name for file in found] == ["示例乡_20261122-100000.mzb", "示例乡_20261120-100000.mzb"]
    assert backups.find_backups(Path("别的.mz")) == []


def test_a_book_that_was_never_left_properly_is_backed_up_while_it_is_open(real: Book) -> None:
    assert backups.is_overdue(real)

    made = backups.catch_up(real)

    assert check_backup(made).book_id == real.info.book_id
    assert not backups.is_overdue(real)
