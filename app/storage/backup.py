"""Backups: the whole book in one file, checked by opening it, thinned, and brought back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from app import disk
from app.storage.connection import Connection, connect
from app.storage.core import Clock, system_clock
from app.storage.exchange import exchange, fresh_folder, sweep, undo_half
from app.storage.files import Files
from app.storage.finding import Finding
from app.storage.in_use import InUse
from app.storage.keyfile import KeyFile, beside
from app.storage.lock import BookLock
from app.storage.thinning import ENDING, STAMP, backups_in, thin_out, vault_copy
from app.storage.thinning import sweep as sweep_backups
from app.storage.troubles import BackupRefused, BookDamaged, DiskFull, DriveFailed, told

_MANIFEST = "manifest.json"
_VERSION = 1
_BLOCK = 1 << 20
# What the entries of a backup are called, and how the same files end beside a book.
_UNPACKED = {
    "book.db": "",
    "keys.json": ".keys",
    "files": ".files",
    "vault.db": ".vault",
    "vault.db-journal": ".vault-journal",
}


class BackupReport(NamedTuple):
    """What a backup says of itself after every byte of it was compared with its manifest."""

    path: Path
    book_id: str
    made_at: str
    counts: dict[str, int]
    files: int
    size: int
    vault: str = "none"  # of the copy of the second file beside it: "whole", "missing", "broken"; "none" where none is


class Backups(Finding, InUse, Files):
    """Settling the file and copying it."""

    keys: KeyFile

    def settle(self) -> None:
        """Bring everything from the write-ahead log into the one file."""
        with told(self.path):
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup_folder(self, chosen: Path | None = None) -> Path:
        """Where backups go when nothing else is said: 备份 beside the book."""
        return chosen or self.path.parent / "备份"

    def back_up(self, folder: Path, *, thin: bool = True) -> Path:
        """Make a verified backup in a folder under a name of the moment; older ones are thinned."""
        stem = f"{self.path.stem}_{self.moment().strftime(STAMP)}"
        with told(folder):
            disk.make_folder(folder)
            sweep_backups(folder, self.path.stem)
            sweep(self.path)
        out = folder / f"{stem}{ENDING}"
        if out.exists():
            out = folder / f"{stem}_{os.urandom(2).hex()}{ENDING}"
        make_backup(self, out)
        if thin:
            thin_out(folder, self.path.stem, self.moment())
        return out

    def counts(self) -> dict[str, int]:
        """How many rows each register has, voided ones too, and how many events there are."""
        there = {name for (name,) in self.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        tables = [name for name in (*self.tables, "event") if name in there]  # an older file lacks the newest
        return {name: int(self.one(f'SELECT count(*) FROM "{name}"')[0]) for name in tables}

    def check(self) -> list[str]:
        """检查数据库: read every page, compare links and log; returns Chinese sentences, none where all is well."""
        with suppress(DiskFull, DriveFailed):  # it is read all the same
            self.settle()  # a page half written when the power failed lies whole in the log, and is put right by this
        found = _faults_of(self._conn)
        if found:
            return found  # what cannot be read cannot be compared
        if self.all("PRAGMA foreign_key_check"):
            found.append("有记录指向了不存在的记录")
        if (wrong := self.check_log()) is not None:
            found.append(f"操作日志从第 {wrong} 条起对不上")
        return found

    def pages_wrong(self) -> bool:
        """Whether a page of the file is damaged; read beside the work, which goes on meanwhile."""
        connection = connect(self.path, self._data_key)
        try:
            with told(self.path):
                if not connection.execute("PRAGMA cipher_integrity_check").fetchall():
                    return False
        finally:
            connection.close()
        with self._lock:  # a page that was just being written is no damage
            return bool(self.check())

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """The file alone holds everything and nobody writes to it for a while."""
        with self._lock, told(self.path), self.unmarked():
            self.settle()
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")

    def verify_copy(self, copy: Path, counts: dict[str, int]) -> None:
        """Open a copy of the file with the book's own key and read all of it."""
        connection = connect(copy, self._data_key)
        try:
            with told(copy):
                wrong = _faults_of(connection)
                found = {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in counts}
        finally:
            connection.close()
        if wrong or found != counts:
            raise BookDamaged(self.path, self.newest_backup())


def make_backup(book: Backups, out: Path) -> Path:
    """Write the whole book to one file and prove that it can be read back; only then it gets its name.

    The second file goes into a file of its own beside it, still under its own key: whoever carries away the one
    carries away no identity, and the book's key does not open the other.
    """
    part, copy_part = (beside(out, f".{os.urandom(4).hex()}.part") for _ in range(2))
    with told(out):
        try:
            counts = book.counts()
            with book.unchanging():
                second = _copy_vault(book, copy_part)
                manifest: dict[str, Any] = {
                    "v": _VERSION,
                    "book": book.info.book_id,
                    "made_at": book.now(),
                    "counts": counts,
                    "vault": second,
                }
                _write_archive(part, manifest, _entries(book))
            check_backup(part)
            with _unpacked_book(part, book.path.stem) as copy:
                book.verify_copy(copy, counts)
            if second is not None:
                disk.rename(copy_part, vault_copy(out))
            disk.rename(part, out)
        finally:
            part.unlink(missing_ok=True)
            copy_part.unlink(missing_ok=True)
    return out


def _copy_vault(book: Backups, part: Path) -> str | None:
    """Copy the second file as it is, with the slots that open it; returns its SHA-256, None where there is none."""
    path = beside(book.path, ".vault")
    if not path.exists():
        return None
    slots = {"vault": list(book.keys.vault), "recovery": (book.keys.recovery or {}).get("vault")}
    manifest: dict[str, Any] = {"v": _VERSION, "book": book.info.book_id, "made_at": book.now(), "slots": slots}
    # what a crash has left half done belongs to the file and undoes itself at the next opening
    entries = [("vault.db", path), ("vault.db-journal", beside(book.path, ".vault-journal"))]
    _write_archive(part, manifest, [(name, file) for name, file in entries if file.exists()])
    _checked_archive(part, "vault.db")
    return str(manifest["files"]["vault.db"]["sha256"])


def _write_archive(part: Path, manifest: dict[str, Any], entries: Iterable[tuple[str, Path]]) -> None:
    with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
        sums = dict(_write_entries(archive, entries))
        manifest["files"] = {name: {"size": size, "sha256": digest} for name, (size, digest) in sums.items()}
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    _sync(part)


def check_backup(path: Path) -> BackupReport:
    """Compare every byte of a backup with its manifest.

    Raises:
        BackupRefused: It is cut off, altered, or no backup.
    """
    manifest = _checked_archive(path, "book.db")
    try:
        return BackupReport(
            path,
            manifest["book"],
            manifest["made_at"],
            manifest["counts"],
            len(manifest["files"]),
            path.stat().st_size,
            _state_of_copy(path, manifest.get("vault")),
        )
    except KeyError as error:
        raise BackupRefused(path, "文件不完整或已损坏(可能只复制了一半)") from error


def _checked_archive(path: Path, wanted: str) -> dict[str, Any]:
    """The manifest of an archive of ours after every byte was compared with it; `wanted` must be in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
            if manifest["v"] != _VERSION:
                raise BackupRefused(path, "它来自更新版本的明账,请先升级本机的明账")
            files: dict[str, Any] = manifest["files"]
            if sorted(archive.namelist()) != sorted([*files, _MANIFEST]) or wanted not in files:
                raise BackupRefused(path, "里面的文件与清单不一致")
            for name, stated in files.items():
                if _entry_sum(archive, name) != (stated["size"], stated["sha256"]):
                    raise BackupRefused(path, f"其中“{name}”与清单不一致,内容已被改动或损坏")
            return manifest
    except FileNotFoundError:
        raise BackupRefused(path, "找不到这个文件") from None
    except (OSError, RuntimeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise BackupRefused(path, "文件不完整或已损坏(可能只复制了一半)") from error


def _state_of_copy(backup: Path, stated: str | None) -> str:
    """Whether the copy of the second file that was made with a backup lies beside it and is the very same."""
    if stated is None:
        return "none"
    if not vault_copy(backup).exists():
        return "missing"
    try:
        found = _checked_archive(vault_copy(backup), "vault.db")["files"]["vault.db"]["sha256"]
    except BackupRefused:
        return "broken"
    return "whole" if found == stated else "broken"


def restore_backup(backup: Path, target: Path, *, clock: Clock = system_clock) -> Path | None:
    """Bring a backup back under the name of a book; what was there is kept aside.

    Returns:
        The folder in which the former files lie, or None where there were none.

    Raises:
        BackupRefused: The backup is not whole; nothing was touched.
        BookInUse: The book is open.
    """
    report = check_backup(backup)
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        undo_half(target)
        lock = BookLock(target, clock().isoformat(timespec="seconds"))
        try:
            fresh = fresh_folder(target)
            try:
                _unpack(backup, fresh, target.name)
                if report.vault == "whole":
                    _unpack(vault_copy(backup), fresh, target.name)
                elif report.vault != "none":
                    _with_vault_of(target, fresh)
                return exchange(fresh, target, clock())
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        finally:
            lock.release()


def take_back(aside: Path, target: Path, *, clock: Clock = system_clock) -> Path | None:
    """Undo a restore: what it kept aside comes back, what stands there now goes aside; returns that folder.

    Raises:
        BookInUse: The book is open.
    """
    with told(target):
        undo_half(target)
        lock = BookLock(target, clock().isoformat(timespec="seconds"))
        try:
            made = exchange(aside, target, clock())
            with suppress(OSError):
                aside.rmdir()
            return made
        finally:
            lock.release()


def newest_backup(folder: Path, book_id: str, now: datetime | None = None) -> Path | None:
    """The newest backup of a book in a folder that passes its check; `now` tells which bear a wrong moment."""
    for path in backups_in(folder, now=now):
        try:
            if check_backup(path).book_id == book_id:
                return path
        except BackupRefused:
            continue  # the one before is offered instead
    return None


def _faults_of(connection: Connection) -> list[str]:
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        return ["有数据页已损坏"]
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        return ["数据库结构已损坏"]
    return []


def _entries(book: Backups) -> Iterator[tuple[str, Path]]:
    yield "book.db", book.path
    yield "keys.json", beside(book.path, ".keys")
    if book.files_folder.is_dir():
        for path in sorted(book.files_folder.glob("??/*")):
            if len(path.name) == 64:
                yield f"files/{path.parent.name}/{path.name}", path


def _write_entries(
    archive: zipfile.ZipFile, entries: Iterable[tuple[str, Path]]
) -> Iterator[tuple[str, tuple[int, str]]]:
    for name, path in entries:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as entry:
            while block := source.read(_BLOCK):
                entry.write(block)
                digest.update(block)
                size += len(block)
        yield name, (size, digest.hexdigest())


def _entry_sum(archive: zipfile.ZipFile, name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as entry:
        while block := entry.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


@contextmanager
def _unpacked_book(backup: Path, stem: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f".check-{stem}-", dir=backup.parent) as folder:
        with zipfile.ZipFile(backup) as archive:
            copy = Path(archive.extract("book.db", folder))
        yield copy


def _unpack(backup: Path, folder: Path, name: str) -> None:
    """Lay the parts of a backup out under the names they have beside a book of this name."""
    with zipfile.ZipFile(backup) as archive:
        for entry in archive.namelist():  # names were compared with the manifest, and zipfile drops any ..
            _sync(Path(archive.extract(entry, folder)))
    (folder / _MANIFEST).unlink()
    for given, ending in _UNPACKED.items():
        if (folder / given).exists():
            disk.rename(folder / given, folder / (name + ending))


def _with_vault_of(target: Path, fresh: Path) -> None:
    """The backup came without its identities: those there are stay in use, and lie aside as well."""
    for ending in (".vault", ".vault-journal"):
        if (there := beside(target, ending)).exists():
            shutil.copy2(there, fresh / there.name)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
