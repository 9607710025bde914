from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.keys import BadSlot
from app.storage import failures
from app.storage.book import Book, BookInfo, NewUser
from app.storage.failures import TooManyTries
from app.storage.keyfile import beside
from app.storage.troubles import (
    BookDamaged,
    BookInUse,
    BookMissing,
    BookReadOnly,
    BookTooNew,
    DiskFull,
    NotABook,
    WrongPassword,
)
from tests.conftest import FixedClock, Places
from tests.storage.samples import PROBLEMS, problem, saved

HOLD = """
import sys
from pathlib import Path
from app.storage.book import Book
book = Book.open(Path(sys.argv[1]), "clerk")
print("open", flush=True)
sys.stdin.read()
"""
WRITE_FOR_EVER = """
import sys
from pathlib import Path
from app.ledgers import ledger
from app.storage.book import Book
book = Book.open(Path(sys.argv[1]), "clerk")
for n in range(100_000):
    with book.change("录入") as writer:
        id = writer.save(ledger("unit"), {"name": f"第{n}村", "kind": "村"})
        writer.save(ledger("person"), {"name": f"第{n}人", "unit": id, "post": "主任", "level": "其他"})
    print(n, flush=True)
"""


def child(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
    )


def end(process: subprocess.Popen[str]) -> str:
    process.kill()
    rest = process.communicate()[0]
    process.wait()
    return rest


def fingerprint(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in path.parent.iterdir() if p.is_file()}


def make_real(folder: Path, clock: FixedClock) -> Path:
    path = folder / "正式.mz"
    info = BookInfo("示例乡", "330182001", "示例县", "示")
    Book.create(path, info, [NewUser("clerk", "张三", "clerk", "correct horse 1")], clock=clock).close()
    return path


def test_users_are_known_without_a_password(book_path: Path) -> None:
    assert [(user.login, user.name, user.role) for user in Book.users_of(book_path)] == [
        ("clerk", "张三", "clerk"),
        ("secretary", "李四", "secretary"),
    ]
    assert Book.is_practice(book_path)


def test_real_book_opens_with_its_password_only(folder: Path, clock: FixedClock) -> None:
    path = make_real(folder, clock)

    for login, password in (("clerk", None), ("clerk", "correct horse 2"), ("nobody", "correct horse 1")):
        with pytest.raises(WrongPassword, match="账套没有改动"):
            Book.open(path, login, password, clock=clock)

    book = Book.open(path, "clerk", "correct horse 1", clock=clock)
    assert (book.actor, book.actor_name, book.role, book.info.practice) == ("clerk", "张三", "clerk", False)
    book.close()
    assert b"correct horse" not in beside(path, ".keys").read_bytes()


def test_real_book_cannot_be_passed_off_as_a_practice_book(folder: Path, clock: FixedClock) -> None:
    path = make_real(folder, clock)
    keys = json.loads(beside(path, ".keys").read_text("utf-8"))
    keys |= {"practice": True, "practice_passwords": {"clerk": "correct horse 1"}}
    beside(path, ".keys").write_text(json.dumps(keys), "utf-8")

    with pytest.raises(NotABook, match="密钥文件不是这个账套的"):
        Book.open(path, "clerk", clock=clock)


class Machine:
    """How long the computer has been running, as far as a test is concerned."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.boot, self.seconds = "first run", 1000.0
        monkeypatch.setattr(failures, "uptime", lambda: failures.Uptime(self.boot, self.seconds))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_five_wrong_passwords_bring_a_wait_that_doubles(book_path: Path, clock: FixedClock, machine: Machine) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            Book.open(book_path, "clerk", "wrong password", clock=clock)

    with pytest.raises(TooManyTries, match="请等 30 秒"):
        Book.open(book_path, "clerk", clock=clock)
    machine.seconds += 31
    with pytest.raises(WrongPassword):
        Book.open(book_path, "clerk", "wrong password", clock=clock)
    machine.seconds += 31
    with pytest.raises(TooManyTries):
        Book.open(book_path, "clerk", clock=clock)
    machine.seconds += 31
    Book.open(book_path, "clerk", clock=clock).close()


def test_row_83_the_wait_persists_over_a_restart_and_a_clock_set_forward(
    book_path: Path, clock: FixedClock, machine: Machine
) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            Book.open(book_path, "clerk", "wrong password", clock=clock)
    clock.move(days=400)  # what a restart of the program knows of the failures lies beside the book
    with pytest.raises(TooManyTries, match="请等 30 秒"):
        Book.open(book_path, "clerk", clock=clock)
    machine.boot, machine.seconds = "second run", 12.0
    with pytest.raises(TooManyTries, match="请等 18 秒"):
        Book.open(book_path, "clerk", clock=clock)
    clock.move(days=-800)
    machine.seconds = 29.0
    with pytest.raises(TooManyTries, match="请等 1 秒"):
        Book.open(book_path, "clerk", clock=clock)

    machine.seconds = 31.0
    opened = Book.open(book_path, "clerk", clock=clock)

    assert b"".join(opened.log().bodies()).count(b'"act":"login.failed"') == 5
    opened.close()


def test_row_83_the_wait_is_never_longer_than_a_quarter_of_an_hour(
    book_path: Path, clock: FixedClock, machine: Machine
) -> None:
    for _ in range(14):
        with pytest.raises(WrongPassword):
            Book.open(book_path, "clerk", "wrong password", clock=clock)
        machine.seconds += 901

    machine.seconds -= 901
    with pytest.raises(TooManyTries, match="请等 900 秒"):
        Book.open(book_path, "clerk", clock=clock)


def test_failures_written_by_an_earlier_release_still_slow_down(
    book_path: Path, clock: FixedClock, machine: Machine
) -> None:
    old = json.dumps([["2026-11-22T10:00:00+08:00", "clerk"]] * 5)
    beside(book_path, ".failed").write_text(old, "utf-8")
    machine.seconds = 10.0

    with pytest.raises(TooManyTries, match="请等 20 秒"):
        Book.open(book_path, "clerk", clock=clock)


def test_the_run_of_this_computer_goes_forward() -> None:
    first = failures.uptime()

    assert failures.uptime().boot == first.boot
    assert failures.uptime().seconds >= first.seconds > 0


def test_row_84_a_key_file_that_is_gone_is_told(book_path: Path, clock: FixedClock) -> None:
    beside(book_path, ".keys").unlink()

    with pytest.raises(NotABook, match="没有它的密钥文件"):
        Book.open(book_path, "clerk", clock=clock)


def test_row_84_slots_swapped_between_users_open_for_neither(book_path: Path, clock: FixedClock) -> None:
    kept = json.loads(beside(book_path, ".keys").read_text("utf-8"))
    one, other = kept["slots"]
    one["slot"], other["slot"] = other["slot"], one["slot"]
    beside(book_path, ".keys").write_text(json.dumps(kept), "utf-8")

    for login, password in (("clerk", "practice-clerk-1"), ("secretary", "practice-secretary-1")):
        for given in (password, "practice-secretary-1", "practice-clerk-1"):
            with pytest.raises((WrongPassword, TooManyTries)):
                Book.open(book_path, login, given, clock=clock)


def test_row_84_a_role_written_into_a_slot_does_not_open(book_path: Path, clock: FixedClock) -> None:
    kept = json.loads(beside(book_path, ".keys").read_text("utf-8"))
    kept["slots"][0]["slot"]["role"] = "admin"
    beside(book_path, ".keys").write_text(json.dumps(kept), "utf-8")

    with pytest.raises(WrongPassword):
        Book.open(book_path, "clerk", "practice-clerk-1", clock=clock)


@pytest.mark.parametrize(("part", "value"), [("m", 64 << 20), ("t", 1 << 20), ("p", 10_000), ("m", -1), ("m", "64")])
def test_row_85_absurd_costs_in_a_slot_are_refused_at_once(
    book_path: Path, clock: FixedClock, part: str, value: object
) -> None:
    kept = json.loads(beside(book_path, ".keys").read_text("utf-8"))
    kept["slots"][0]["slot"]["kdf"][part] = value
    beside(book_path, ".keys").write_text(json.dumps(kept), "utf-8")

    with pytest.raises(WrongPassword) as refused:
        Book.open(book_path, "clerk", "practice-clerk-1", clock=clock)

    assert isinstance(refused.value.__cause__, BadSlot)


def test_existing_book_is_never_made_anew(book_path: Path, clock: FixedClock) -> None:
    before = fingerprint(book_path)

    with pytest.raises(FileExistsError):
        Book.create(book_path, BookInfo("x", "x", "x", "x"), [NewUser("a", "a", "clerk", "b")], clock=clock)

    assert fingerprint(book_path) == before


def test_missing_book_is_said(folder: Path) -> None:
    with pytest.raises(BookMissing, match="找不到账套文件"):
        Book.open(folder / "没有.mz", "clerk")
    with pytest.raises(BookMissing):
        Book.users_of(folder / "没有.mz")


def _no_keys(path: Path) -> None:
    beside(path, ".keys").unlink()


def _broken_keys(path: Path) -> None:
    beside(path, ".keys").write_text("{", "utf-8")


def _keys_of_another_shape(path: Path) -> None:
    beside(path, ".keys").write_text('{"v": 1, "book": "x", "practice": true, "slots": [1]}', "utf-8")


def _plain_sqlite(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("spoil", [_no_keys, _broken_keys, _keys_of_another_shape, _plain_sqlite])
def test_foreign_file_is_refused_and_left_alone(book_path: Path, clock: FixedClock, spoil: Any) -> None:
    spoil(book_path)
    before = fingerprint(book_path)

    with pytest.raises(NotABook, match="该文件没有改动"):
        Book.open(book_path, "clerk", clock=clock)

    assert fingerprint(book_path) == before


def _header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 100)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _swapped_for_text(path: Path) -> None:
    path.write_bytes("这不是账套".encode() * 2_000)


@pytest.mark.parametrize("spoil", [_header, _truncated, _empty, _swapped_for_text])
def test_damaged_file_is_told_with_the_newest_good_backup(book_path: Path, clock: FixedClock, spoil: Any) -> None:
    folder = book_path.parent / "备份"
    book = Book.open(book_path, "clerk", clock=clock)
    good = book.close(folder)
    clock.move(hours=1)
    cut = Book.open(book_path, "clerk", clock=clock).close(folder)
    assert cut is not None
    os.truncate(cut, 5_000)
    spoil(book_path)
    before = fingerprint(book_path)

    with pytest.raises(BookDamaged, match="原文件没有改动") as told:
        Book.open(book_path, "clerk", clock=clock)

    assert told.value.backup == good
    assert good is not None
    assert str(good) in told.value.message
    assert fingerprint(book_path) == before
    # Windows puts no backup in the place of a file that is open.
    assert [each.path for each in psutil.Process().open_files() if each.path.startswith(str(book_path))] == []


def test_zeroed_page_is_found_when_read_and_by_the_check(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    root = book.one("SELECT rootpage FROM sqlite_schema WHERE name = 'commitment'")[0]
    book.close()
    with book_path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\0" * 4096)

    book = Book.open(book_path, "clerk", clock=clock)

    assert book.check() == ["有数据页已损坏"]
    with pytest.raises(BookDamaged):
        book.rows("commitment")
    book.close()


def test_damaged_book_still_closes_and_its_backup_is_refused(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    root = book.one("SELECT rootpage FROM sqlite_schema WHERE name = 'commitment_deadline'")[0]
    book.close()
    with book_path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 50)
        file.write(b"\xff" * 8)
    book = Book.open(book_path, "clerk", clock=clock)

    with pytest.raises(BookDamaged):
        book.close(book_path.parent / "备份")

    assert list((book_path.parent / "备份").iterdir()) == []
    assert not beside(book_path, ".lock").exists()


def test_book_of_a_newer_release_is_left_untouched(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    book.run("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mingzhang', 'm0999', '')")
    book.close()
    before = fingerprint(book_path)

    with pytest.raises(BookTooNew, match="文件没有改动;请先升级"):
        Book.open(book_path, "clerk", clock=clock)

    assert fingerprint(book_path) == before


def test_newer_key_file_is_refused(book_path: Path, clock: FixedClock) -> None:
    keys = json.loads(beside(book_path, ".keys").read_text("utf-8"))
    beside(book_path, ".keys").write_text(json.dumps(keys | {"v": 2}), "utf-8")

    with pytest.raises(BookTooNew):
        Book.open(book_path, "clerk", clock=clock)


def test_second_program_is_told_who_has_the_book(book_path: Path, clock: FixedClock) -> None:
    holder = child(HOLD, book_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"

    with pytest.raises(BookInUse, match="请在那边关闭后再打开") as told:
        Book.open(book_path, "clerk", clock=clock)

    end(holder)
    assert told.value.host.casefold() == socket.gethostname().casefold()  # Windows writes it in capitals
    assert told.value.user == getpass.getuser()
    assert told.value.host in told.value.message


def test_same_book_twice_in_one_program_is_refused(book: Book, clock: FixedClock) -> None:
    with pytest.raises(BookInUse):
        Book.open(book.path, "secretary", clock=clock)


def test_lock_of_a_killed_program_does_not_stay(book_path: Path, clock: FixedClock) -> None:
    holder = child(HOLD, book_path)
    assert holder.stdout is not None
    holder.stdout.readline()
    end(holder)
    assert beside(book_path, ".lock").exists()

    Book.open(book_path, "clerk", clock=clock).close()

    assert not beside(book_path, ".lock").exists()


def test_kill_during_changes_loses_nothing_acknowledged(book_path: Path, clock: FixedClock) -> None:
    writer = child(WRITE_FOR_EVER, book_path)
    assert writer.stdout is not None
    seen = [int(writer.stdout.readline()) for _ in range(15)]
    told = seen + [int(line) for line in end(writer).split("\n")[:-1] if line]

    book = Book.open(book_path, "clerk", clock=clock)

    names = {row["name"] for row in book.rows("unit")}
    assert {f"第{n}村" for n in told} <= names
    assert len(names) in (len(told), len(told) + 1), "at most the change not yet told is there too, whole"
    assert book.count("person") == book.count("unit")
    assert book.check() == []
    book.close()


def test_read_only_folder_is_told(book_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse_locks(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        if str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", refuse_locks)

    with pytest.raises(BookReadOnly, match="请取消只读属性"):
        Book.open(book_path, "clerk", clock=clock)


def test_read_only_file_is_told(book_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse_writing(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if self == book_path and "+" in mode:
            raise OSError(30, "Read-only file system", str(self))
        return real(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse_writing)
    before = book_path.read_bytes()

    with pytest.raises(BookReadOnly, match="已保存的内容都在"):
        Book.open(book_path, "clerk", clock=clock)

    assert book_path.read_bytes() == before


def test_book_that_turns_read_only_while_open_keeps_what_was_saved(book: Book, places: Places) -> None:
    book.run("PRAGMA query_only = ON")

    with pytest.raises(BookReadOnly):
        saved(book, places)

    book.run("PRAGMA query_only = OFF")
    assert book.count("problem") == 0
    assert saved(book, places)


def test_full_disk_rolls_back_and_the_book_stays_usable(book: Book, places: Places) -> None:
    book.keep("draft:problem", {"text": "写到一半"})
    pages = book.one("PRAGMA page_count")[0]
    book.run(f"PRAGMA max_page_count = {pages + 20}")
    log = book.log().size

    with pytest.raises(DiskFull, match="之前保存的内容都在;请清理磁盘"), book.change("导入") as writer:
        writer.save_many(PROBLEMS, [problem(places, cause="原因" * 500) for _ in range(500)])

    assert (book.count("problem"), book.log().size) == (0, log)
    book.run("PRAGMA max_page_count = 1073741823")
    assert saved(book, places)
    assert book.kept("draft:problem") == {"text": "写到一半"}
    assert book.check() == []


def test_book_that_cannot_be_made_leaves_nothing_behind(
    folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.book._make_file", full)

    with pytest.raises(DiskFull):
        Book.create(folder / "新.mz", BookInfo("x", "x", "x", "x"), [NewUser("a", "a", "clerk", "b")], clock=clock)

    assert list(folder.iterdir()) == []


def test_book_copied_without_its_lock_opens_elsewhere(book: Book, folder: Path, clock: FixedClock) -> None:
    book.settle()
    other = folder / "另一处"
    other.mkdir()
    for name in (book.path, beside(book.path, ".keys")):
        shutil.copy(name, other)

    copy = Book.open(other / book.path.name, "clerk", clock=clock)

    assert copy.info == book.info
    copy.close()


def test_nothing_readable_is_left_in_any_file(book: Book, places: Places) -> None:
    canary = "金丝雀甲乙丙"
    saved(book, places, description=canary, remark="canary-plain-text")
    book.keep("draft:problem", canary)
    book.keep_file(canary.encode())
    backup = book.back_up(book.path.parent / "备份")

    files = [path for path in book.path.parent.rglob("*") if path.is_file()]

    assert {".mz", ".mzb"} <= {path.suffix for path in files}
    assert backup in files
    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        content = path.read_bytes()
        assert canary.encode() not in content
        assert b"canary-plain-text" not in content
        assert b"problem_deadline" not in content
