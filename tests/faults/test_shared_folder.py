"""Row 77: a book on a network drive, or in a folder that a program copies to a cloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.operations import doctor, records
from app.storage import place
from app.storage.book import Book
from app.storage.keyfile import beside
from tests.conftest import INFO, USERS, FixedClock
from tests.faults.works import UNIT


@pytest.fixture
def on_network(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """The folder of the test lies on another machine."""
    mounts = f"/dev/sda1 / ext4 rw 0 0\n//server/share {str(folder).replace(' ', chr(92) + '040')} cifs rw 0 0\n"
    monkeypatch.setattr(place, "_mounts", lambda: mounts)
    place.shared.cache_clear()
    yield
    place.shared.cache_clear()


def beside_it(path: Path) -> set[str]:
    return {file.name.removeprefix(path.name) for file in path.parent.iterdir() if file.name.startswith(path.name)}


@pytest.mark.usefixtures("on_network")
def test_row_77_a_book_on_a_network_drive_has_no_log_beside_it_and_says_why(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    records.save(book, UNIT, None, {"name": "甲村", "kind": "村"})

    assert book.one("PRAGMA journal_mode") == ("delete",)
    assert not beside_it(book_path) & {"-wal", "-shm"}
    [said] = book.warnings
    assert said.startswith("账套放在网络文件夹里:断网、同步时可能被占用或损坏")
    assert said.endswith("移到本机磁盘上,再从那里打开。")
    assert book.back_up(book_path.parent / "备份").exists()
    assert book.check() == []
    book.close()


def test_row_77_a_log_that_was_left_there_is_taken_in_first(
    book_path: Path, clock: FixedClock, folder: Path, request: pytest.FixtureRequest
) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    records.save(book, UNIT, None, {"name": "甲村", "kind": "村"})
    log = beside(book_path, "-wal").read_bytes()
    before = book_path.read_bytes()
    book.close()
    book_path.write_bytes(before)
    beside(book_path, "-wal").write_bytes(log)
    request.getfixturevalue("on_network")

    again = Book.open(book_path, "clerk", clock=clock)

    assert [row["name"] for row in again.rows("unit")] == ["甲村"]
    assert not beside_it(book_path) & {"-wal", "-shm"}
    again.close()


@pytest.mark.usefixtures("on_network")
def test_row_77_a_new_book_there_is_made_without_a_log_too(folder: Path, clock: FixedClock) -> None:
    book = Book.create(folder / "新.mz", INFO, USERS, clock=clock)

    assert book.one("PRAGMA journal_mode") == ("delete",)
    assert len(book.warnings) == 1
    book.close()


def test_row_77_back_on_a_local_disk_it_has_its_log_again(
    book_path: Path, clock: FixedClock, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("on_network")
    Book.open(book_path, "clerk", clock=clock).close()
    place.shared.cache_clear()
    request.getfixturevalue("monkeypatch").setattr(place, "_mounts", lambda: "/dev/sda1 / ext4 rw 0 0\n")

    book = Book.open(book_path, "clerk", clock=clock)

    assert book.one("PRAGMA journal_mode") == ("wal",)
    assert book.warnings == []
    book.close()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("D:/OneDrive - 示例乡/台账", "OneDrive"),
        ("/home/zhang/我的坚果云/账套", "坚果云"),
        ("D:/BaiduSyncdisk/台账", "百度网盘"),
        ("/home/zhang/文档/WPS云盘/台账", "WPS 云盘"),
        ("/home/zhang/文档/台账", ""),
    ],
)
def test_row_77_a_folder_that_is_copied_to_a_cloud_is_recognised(path: str, service: str) -> None:
    assert place.synced(Path(path)) == service


def test_row_77_the_book_in_it_is_told_where_it_lies(book_path: Path, clock: FixedClock, folder: Path) -> None:
    cloud = folder / "坚果云"
    cloud.mkdir()
    for ending in ("", ".keys"):
        beside(book_path, ending).rename(cloud / (book_path.name + ending))

    book = Book.open(cloud / book_path.name, "clerk", clock=clock)

    assert book.warnings[0].startswith("账套放在“坚果云”自动同步的文件夹里:")
    assert book.one("PRAGMA journal_mode") == ("delete",)
    said = next(one for one in doctor.doctor(book) if one.name == "environment")
    assert not said.ok
    assert "“坚果云”自动同步的文件夹里" in said.message
    book.close()


@pytest.mark.parametrize(("system", "remote"), [("nfs4", True), ("cifs", True), ("ext4", False)])
def test_row_77_a_network_folder_is_recognised(folder: Path, system: str, remote: bool) -> None:
    mounted = str(folder).replace(" ", "\\040")
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/share {mounted} {system} rw 0 0\n"

    assert place.on_network(folder / "里面", mounts) is remote
    assert place.on_network(folder.parent, mounts) is False
