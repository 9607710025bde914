"""Row 80: a virus scanner holds a file just when it gets its name."""

from __future__ import annotations

import ast
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import disk
from app.domain.faults import Refused, Told
from app.export.files import replace_file
from app.packet.container import settle
from app.packet.delivery import NotDelivered, deliver
from app.packet.faults import PacketFault
from app.storage.book import Book
from app.storage.troubles import FileInUse

ROOT = Path(__file__).parents[2]


class Scanner:
    """A virus scanner that lets go of a file after so many tries."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int = 32, error: int = 13) -> None:
        self.holds, self.waited, self._code, self._error = 0, list[float](), code, error
        for name in ("replace", "rename"):
            monkeypatch.setattr(os, name, self._watching(getattr(os, name)))
        monkeypatch.setattr(time, "sleep", self.waited.append)

    def _watching(self, real: Callable[..., None]) -> Callable[..., None]:
        def moved(source: Any, target: Any) -> None:
            if len(self.waited) < self.holds:
                refused = PermissionError(self._error, "in use", str(target))
                refused.winerror = self._code  # type: ignore[attr-defined,unused-ignore]
                raise refused
            real(source, target)

        return moved


FOR_EVER = 99


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    return Scanner(monkeypatch)


def test_row_80_a_file_that_is_held_for_a_moment_is_tried_again(folder: Path, scanner: Scanner) -> None:
    target = folder / "报表.xlsx"
    target.write_bytes(b"old")
    scanner.holds = 4

    disk.write_whole(target, b"new")

    assert (target.read_bytes(), scanner.waited) == (b"new", list(disk.WAITS[:4]))
    assert [path.name for path in folder.iterdir()] == ["报表.xlsx"]


def test_row_80_a_file_that_is_never_let_go_stays_as_it_was(folder: Path, scanner: Scanner) -> None:
    target = folder / "报表.xlsx"
    target.write_bytes(b"old")
    scanner.holds = FOR_EVER

    with pytest.raises(disk.FileHeld):
        disk.write_whole(target, b"new")

    assert (target.read_bytes(), sum(scanner.waited)) == (b"old", pytest.approx(3.0))
    assert [path.name for path in folder.iterdir()] == ["报表.xlsx"]


@pytest.mark.parametrize("code", [33, 5])
def test_row_80_windows_says_it_in_several_ways(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    scanner = Scanner(monkeypatch, code)
    scanner.holds = 1

    disk.write_whole(folder / "设置.json", b"new")

    assert scanner.waited == [disk.WAITS[0]]


def test_row_80_a_folder_that_may_not_be_written_is_told_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = Scanner(monkeypatch, 0)
    scanner.holds = FOR_EVER

    with pytest.raises(PermissionError) as told:
        disk.write_whole(folder / "设置.json", b"new")

    assert scanner.waited == []
    assert not isinstance(told.value, disk.FileHeld)


def test_row_80_a_file_marked_read_only_is_told_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = Scanner(monkeypatch, 5)
    scanner.holds = FOR_EVER
    (folder / "设置.json").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith(".json"))

    with pytest.raises(PermissionError):
        disk.write_whole(folder / "设置.json", b"new")

    assert scanner.waited == []


def _backup(book: Book, folder: Path) -> None:
    book.back_up(folder)


def _keys(book: Book, folder: Path) -> None:
    from app.storage.troubles import told

    with told(book.path):
        book.write_keys(book.keys)


def _attachment(book: Book, folder: Path) -> None:
    book.keep_file("照片".encode())


def _sheet(book: Book, folder: Path) -> None:
    replace_file(folder / "报表.pdf", b"%PDF")


def _packet(book: Book, folder: Path) -> None:
    (folder / "packet.part").write_bytes(b"PK")
    settle(folder / "packet.part", folder / "MZ.zip")


def _stick(book: Book, folder: Path) -> None:
    (folder / "MZ.zip").write_bytes(b"PK")
    (folder / "U盘").mkdir()
    deliver(folder / "MZ.zip", folder / "U盘")


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (_backup, FileInUse),
        (_keys, FileInUse),
        (_attachment, FileInUse),
        (_sheet, Refused),
        (_packet, PacketFault),
        (_stick, NotDelivered),
    ],
)
def test_row_80_whatever_was_to_be_written_the_clerk_is_told(
    book: Book, folder: Path, scanner: Scanner, work: Callable[[Book, Path], None], kind: type[Told]
) -> None:
    scanner.holds = FOR_EVER

    with pytest.raises(kind, match=r"占用") as told:
        work(book, folder)

    assert any(word in told.value.message for word in ("没有改动", "原件完好"))
    assert "请" in told.value.message
    left = [path.name for path in folder.rglob("*.part")]
    assert left == []
    assert not [*folder.rglob("*.mzb"), *folder.rglob("报表.pdf"), *(folder / "U盘").glob("*")]
    assert book.check() == []


# Whatever may be a rename at all; only these files are looked at closely.
_PERHAPS = re.compile(r"\.renames?\(|\bmove\(|\bos\.re|\.replace\(\s*[^,()]+(\([^()]*\))*\s*\)")


def _renames(path: Path) -> Iterator[int]:
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if _PERHAPS.search(text) else ():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        name, given = node.func.attr, len(node.args)
        of_system = (owner, name) in {("os", "replace"), ("os", "rename"), ("os", "renames"), ("shutil", "move")}
        of_path = (name == "replace" and given == 1 and not node.keywords) or (name == "rename" and given == 1)
        if of_system or (of_path and owner not in _NO_FILES):
            yield node.lineno


# What has a method of that name and is no file: a counter of the home screen.
_NO_FILES = {"counter"}


def test_row_80_every_file_gets_its_name_through_the_one_door() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for top in ("app", "ui")
        for path in sorted((ROOT / top).rglob("*.py"))
        if path != ROOT / "app" / "disk.py"
        for line in _renames(path)
    ]

    assert found == []
