"""Pieces of real work during which the disk fails or the power goes: what is done, and what must be there then."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.ledgers import LEDGERS, ledger
from app.operations import backups, identities, imports, packets, records, vault
from app.operations.identities import Person
from app.packet.container import ZipReader
from app.packet.faults import PacketFault
from app.storage.backup import check_backup
from app.storage.book import Book
from app.storage.files import AttachmentLost
from app.storage.keyfile import beside
from app.storage.schema import SCHEMA, Schema
from app.storage.troubles import BackupRefused
from tests.conftest import INFO, USERS, FixedClock

UNIT, COMPLAINT = ledger("unit"), ledger("complaint")
WHY = vault.vault_of(COMPLAINT).why[0]
PASSWORDS = {user.login: user.password for user in USERS}
BOOK, OUT, BACKUPS = "示例 乡.mz", "上报", "备份"
_TRIAL = "CREATE TABLE trial (id INTEGER PRIMARY KEY, text TEXT) STRICT"
NEXT = SCHEMA.plus("m9001_trial", lambda db: db.execute(_TRIAL))
IMPORTED = 40
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Work:
    """`ready` adds to a fresh book what is needed; `run` does the work and tells each thing once it is acknowledged."""

    name: str
    ready: Callable[[Book, Path], None]
    run: Callable[[Book, Path, Tell], None]
    schema: Schema = SCHEMA


def make(folder: Path, work: Work, empty: Path | None = None) -> None:
    """A book as it is before the work; `empty` is one that may be copied, which is quicker than making it."""
    if empty is None:
        Book.create(folder / BOOK, INFO, USERS, clock=FixedClock()).close()
    else:
        for ending in ("", ".keys"):
            shutil.copy(beside(empty, ending), beside(folder / BOOK, ending))
    with closing(Book.open(folder / BOOK, "clerk", clock=FixedClock())) as book:
        records.save(book, UNIT, None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        work.ready(book, folder)


def opened(folder: Path, work: Work) -> Book:
    """Open the book as the program does."""
    return Book.open(
        folder / BOOK, "clerk", clock=FixedClock(), schema=work.schema, backup_folder=folder / BACKUPS, ledgers=LEDGERS
    )


def _nothing(_book: Book, _folder: Path) -> None:
    """A book with one unit will do."""


def _enter(book: Book, _folder: Path, tell: Tell) -> None:
    tell(f"unit 甲村 {records.save(book, UNIT, None, {'name': '甲村', 'kind': '村'}).id}")
    tell(f"file {book.keep_file('一张照片'.encode() * 500)}")
    second = records.save(book, UNIT, None, {"name": "乙村", "kind": "村"}).id
    tell(f"unit 乙村 {second}")
    records.save(book, UNIT, second, {"name": "丙村"})
    tell(f"unit 丙村 {second}")


def _one_entry(book: Book, _folder: Path, tell: Tell) -> None:
    tell(f"unit 甲村 {records.save(book, UNIT, None, {'name': '甲村', 'kind': '村'}).id}")


def _workbook(_book: Book, folder: Path) -> None:
    with (folder / "单位.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("单位名称", "单位类型"), *((f"导入{n}村", "村") for n in range(IMPORTED))])


def _import(book: Book, folder: Path, tell: Tell) -> None:
    done = imports.run_import(book, UNIT, [folder / "单位.csv"])
    assert done.added == IMPORTED, done
    tell("imported")


def _enrolled(book: Book, folder: Path) -> None:
    now = datetime.fromisoformat(book.now())
    people = [Person(user.login, user.role, user.name, user.password) for user in USERS]
    identities.enrol(book, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    _enter(book, folder, lambda _: None)


def _build(book: Book, folder: Path, tell: Tell) -> None:
    made = packets.build(book, "2026-10", folder / OUT, PASSWORDS)
    tell(f"packet {made.path.name}")
    tell(f"sealed {packets.seal(book, made.path).name}")


def _back_up(book: Book, folder: Path, tell: Tell) -> None:
    records.save(book, UNIT, None, {"name": "甲村", "kind": "村"})
    tell(f"backup {backups.back_up(book, folder / BACKUPS).path.name}")


def _upgraded(book: Book, _folder: Path, tell: Tell) -> None:
    if book.one("SELECT 1 FROM sqlite_schema WHERE name = 'trial'"):
        tell("upgraded")


def _drawer(book: Book, _folder: Path) -> None:
    with book.change("录入") as writer:
        writer.save(COMPLAINT, {"received_on": "2026-11-20", "way": "来信", "summary": "收入没有入账"})


def _identity(book: Book, _folder: Path, tell: Tell) -> None:
    row = int(str(book.rows("complaint")[0]["id"]))
    with closing(vault.unlock(book)) as drawer:
        vault.put(drawer, COMPLAINT, row, {"name": "欧阳甲", "phone": "13912345678"})
        tell(f"identity {row}")


WORKS = (
    Work("entry", _nothing, _enter),
    Work("import", _workbook, _import),
    Work("packet", _enrolled, _build),
    Work("backup", _nothing, _back_up),
    Work("migration", _nothing, _upgraded, NEXT),
    Work("identity", _drawer, _identity),
)
ONE_ENTRY = Work("one entry", _nothing, _one_entry)


def wrong_after(book: Book, folder: Path, told: list[str]) -> tuple[list[str], list[str]]:
    """What is lost of what was told as done, and what is corrupt or half and would be taken as whole."""
    lost = [what for what in told if not _is_there(book, folder, what)]
    return lost, [*book.check(), *_half(book, folder)]


def _is_there(book: Book, folder: Path, what: str) -> bool:
    kind, _, rest = what.partition(" ")
    match kind:
        case "unit":
            name, id = rest.split()
            past = "SELECT 1 FROM change WHERE register = 'unit' AND row = ? AND before LIKE ?"
            is_now = book.one("SELECT 1 FROM unit WHERE id = ? AND name = ?", (id, name))
            return bool(is_now or book.one(past, (id, f'%"{name}"%')))
        case "file":
            try:
                return len(book.file(rest)) > 0
            except AttachmentLost:
                return False
        case "imported":
            return _imported(book) == IMPORTED
        case "packet" | "sealed":
            return (folder / OUT / rest).is_file() and bool(book.packets())
        case "backup":
            return (folder / BACKUPS / rest).is_file()
        case "upgraded":
            return book.one("SELECT 1 FROM sqlite_schema WHERE name = 'trial'") is not None
        case "identity":
            with closing(vault.unlock(book)) as drawer:
                return vault.reveal(drawer, COMPLAINT, int(rest), WHY).get("name") == "欧阳甲"
    raise AssertionError(what)


def _imported(book: Book) -> int:
    return int(book.one("SELECT count(*) FROM unit WHERE name LIKE '导入%'")[0])


def _half(book: Book, folder: Path) -> list[str]:
    found = [] if _imported(book) in (0, IMPORTED) else ["half an import"]
    for path in (folder / BACKUPS).glob("*.mzb"):
        try:
            check_backup(path)
        except BackupRefused as refused:
            found.append(refused.message)
    for path in (folder / OUT).glob("MZ_*.zip"):
        try:
            with ZipReader.open(path) as packet:
                for name in packet.names:
                    packet.digest(name)
        except PacketFault as fault:
            found.append(fault.message)
    for path in (folder / OUT).glob("MZ_*.p7m"):
        if path.stat().st_size < 1000:
            found.append(f"half of {path.name}")
    return found
