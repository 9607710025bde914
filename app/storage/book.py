"""The book: made, opened, closed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from app import disk, keys
from app.disk import make_folder
from app.domain.workdays import WorkCalendar
from app.keys import new_data_key
from app.ledgers import SHELF
from app.storage.backup import Backups, newest_backup
from app.storage.connection import Connection, connect, use_wal, utils
from app.storage.core import BEIJING, TOWNSHIP, BookInfo, Clock, Ledgers, Member, system_clock
from app.storage.exchange import undo_half
from app.storage.failures import Failures
from app.storage.in_use import has_log, time_in
from app.storage.keyfile import Device, KeyFile, NewUser, SlotInfo, beside
from app.storage.lock import BookLock
from app.storage.place import MOVE_IT, shared
from app.storage.schema import SCHEMA, Schema
from app.storage.seen import Point, Seen, missing
from app.storage.troubles import (
    BookDamaged,
    BookMissing,
    BookTooNew,
    DiskFull,
    DriveFailed,
    NotABook,
    NotSettled,
    WrongCode,
    WrongPassword,
    told,
)

_CHECKED_AT_START = 1_000
CLOCK_UNSURE = "clock:unsure"
# A day is what two clocks may differ by; after a year nobody can tell a book that lay from a clock that jumped.
_CLOCK_SLACK, _LONG_UNUSED = timedelta(days=1), timedelta(days=366)
_PLAIN = b"SQLite format 3\0"


class Book(Backups):
    """One open book. Used from one thread at a time; a lock keeps a second one waiting until a change is over."""

    _held: BookLock
    _closed = False
    copy_told = ""  # what was said at opening of a file that was copied in the middle of work

    @classmethod
    def create(
        cls,
        path: Path,
        info: BookInfo,
        users: Sequence[NewUser],
        *,
        ledgers: Ledgers = SHELF,
        clock: Clock = system_clock,
        schema: Schema = SCHEMA,
    ) -> Book:
        """Make a new book and open it as the first of its users.

        Raises:
            BookReadOnly, DiskFull, BookInUse: It cannot be made there.
            FileExistsError: There is a book of that name.
        """
        if any(beside(path, ending).exists() for ending in ("", ".keys", ".vault")):
            raise FileExistsError(path)
        info = replace(info, book_id=info.book_id or os.urandom(16).hex())
        data_key = new_data_key()
        with told(path):
            make_folder(path.parent)
            lock = BookLock(path, clock().isoformat(timespec="seconds"))
            try:
                keys = KeyFile.make(info.book_id, data_key, users, info.practice)
                keys.write(path)
                _make_file(path, data_key, info, schema)
                member = Member(users[0].login, users[0].name, users[0].role)
                book = cls(path, connect(path, data_key), data_key, member, ledgers, clock)
            except BaseException:
                for name in (path, beside(path, ".keys"), beside(path, "-wal"), beside(path, "-shm")):
                    name.unlink(missing_ok=True)
                lock.release()
                raise
        book._begin(lock, info, keys)
        with book.transaction():
            book.mark_open()
            book.note("book.create", "book")
        return book

    @classmethod
    def open(
        cls,
        path: Path,
        login: str,
        password: str | None = None,
        *,
        ledgers: Ledgers = SHELF,
        clock: Clock = system_clock,
        schema: Schema = SCHEMA,
        backup_folder: Path | None = None,
        calendar: Callable[[], WorkCalendar] | None = None,
        device: Device | None = None,
        recovery: bytes | None = None,
    ) -> Book:
        """Open a book. A practice book needs no password. An older file is upgraded after a verified backup.

        `device` gives the secret of this computer; `recovery` is the recovery code in place of a password.

        Raises:
            BookMissing, NotABook, BookDamaged, BookTooNew, BookInUse, BookReadOnly, WrongPassword, OtherComputer,
            NoRecovery, WrongCode: It stays as it is.
        """
        keys = _keys_of(path)
        _check_file(path, keys, backup_folder, clock)
        with told(path):
            lock = BookLock(path, clock().isoformat(timespec="seconds"))
        log_there = has_log(path)
        try:
            book = cls._unlock(path, keys, login, password if recovery is None else recovery, device, ledgers, clock)
            book.device = device
            try:
                book.calendar = calendar or book.calendar
                book.newest_backup = lambda: newest_backup(
                    book.backup_folder(backup_folder), keys.book_id, book.moment()
                )
                info = book._known(keys, schema)
                book._refuse_torn_copy(log_there)
                book._begin(lock, info, keys)
                book._upgrade(schema, backup_folder)
                book._note_start(beside(path, ".failed"))
                if isinstance(password, str) and recovery is None:
                    book.bind(login, password)
            except BookDamaged:
                _close_as_found(book._conn, path)
                book._forget_how_far()
                raise
            except BaseException:
                book._conn.close()
                book._forget_how_far()
                raise
        except BookDamaged as damaged:
            _leave_as_found(path)
            lock.release()
            folder = backup_folder or path.parent / "备份"
            newest = newest_backup(folder, keys.book_id, clock().astimezone(BEIJING))
            raise BookDamaged(path, newest) from damaged
        except BaseException:
            lock.release()
            raise
        return book

    @staticmethod
    def users_of(path: Path) -> list[SlotInfo]:
        """Who may open a book, without opening it."""
        return _keys_of(path).users()

    @staticmethod
    def is_practice(path: Path) -> bool:
        """Whether a book opens with one click."""
        return _keys_of(path).practice

    def close(self, backup_folder: Path | None = None) -> Path | None:
        """Put everything into the one file, make a verified backup where a folder is given, let the next one in.

        Returns:
            The backup, or None where none was asked for. A backup that cannot be made raises after the book
            itself was closed properly. Closing a closed book does nothing.
        """
        with self._lock:
            if self._closed:
                return None
            self._closed = True
            try:
                self._settle_for_good()
                return None if backup_folder is None else self.back_up(backup_folder)
            finally:
                self._conn.close()
                self._forget_how_far()
                self._held.release()

    def _settle_for_good(self) -> None:
        self.mark_closed()
        try:
            self.settle()
        except (DiskFull, DriveFailed) as why:
            raise NotSettled(self.path, why) from why

    def _forget_how_far(self) -> None:
        if self._seen is not None:
            self._seen.close()

    def unlock(self, login: str, password: str) -> tuple[bytes, SlotInfo]:
        """The book's key by somebody's password: this is how a password is tried while the book is open.

        Raises:
            WrongPassword, TooManyTries: No such user or not his password, or too many wrong ones in a row.
        """
        with self.trying(login):
            return self.keys.unlock(login, password, self.device)

    def trying(self, login: str) -> AbstractContextManager[None]:
        """One try of somebody's password, whatever it is to open: wrong ones are counted together."""
        failures = Failures(beside(self.path, ".failed"), self._clock)
        return failures.watching(login, WrongPassword, keys.WrongPassword)

    @property
    def binding(self) -> Device | None:
        """What new passwords are bound to: this computer, once there is a recovery code to get away from it."""
        return self.device if self.keys.recovery and not self.keys.practice else None

    def bind(self, login: str, password: str) -> None:
        """Bind a password that was just given to this computer, where it is not bound yet; next time if it fails."""
        user = self.keys.user(login)
        if user is None or self.binding is None or self.keys.is_bound(login):
            return
        old = next(record for record in self.keys.slots if record["login"] == login)
        record = self.keys.record(self._data_key, NewUser(login, user.name, user.role, password), self.binding)
        with suppress(OSError):
            self.write_keys(self.keys.with_record({**old, **record}))

    def write_keys(self, changed: KeyFile) -> None:
        """Replace the key file.

        Raises:
            DiskFull, DriveFailed, BookReadOnly: It stays as it was.
        """
        with told(self.path):
            changed.write(self.path)
        self.keys = changed

    @classmethod
    def _unlock(
        cls,
        path: Path,
        file: KeyFile,
        login: str,
        given: str | bytes | None,
        device: Device | None,
        ledgers: Ledgers,
        clock: Clock,
    ) -> Book:
        """`given` is a password, None for a practice book, or the bytes of a recovery code."""
        with Failures(beside(path, ".failed"), clock).watching(login, WrongPassword, WrongCode):
            data_key, user = (
                file.recover(given, login) if isinstance(given, bytes) else file.unlock(login, given, device)
            )
        member = Member(user.login, user.name, user.role)
        with told(path):
            return cls(path, connect(path, data_key), data_key, member, ledgers, clock)

    def _known(self, keys: KeyFile, schema: Schema) -> BookInfo:
        """Read what the book says of itself, before anything is written."""
        tables = {name for (name,) in self.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if "meta" not in tables or "_sqlite_migrations" not in tables:
            raise NotABook(self.path, "里面没有明账的数据")
        if self._applied() - set(schema.all_names):
            raise BookTooNew(self.path)
        info = self._read_info()
        if info.book_id != keys.book_id or info.practice != keys.practice:
            raise NotABook(self.path, "密钥文件不是这个账套的")
        return info

    def _applied(self) -> set[str]:
        return {name for (name,) in self.all("SELECT name FROM _sqlite_migrations")}

    def _read_info(self) -> BookInfo:
        meta = dict(self.all("SELECT key, value FROM meta"))
        texts = {key: meta.get(key, "") for key in ("township", "code", "county", "short", "book_id")}
        kind = meta.get("kind") or TOWNSHIP  # books of before 0.3 do not say
        return BookInfo(**texts, practice=meta.get("practice") == "1", kind=kind)

    def _refuse_torn_copy(self, log_there: bool) -> None:
        """A file that was copied while it was open is read from end to end first; a sound one opens with a warning.

        Raises:
            BookDamaged: What was copied does not fit together; nothing was changed.
        """
        if not (why := self.copied(log_there)):
            return
        if not self.sound():
            raise BookDamaged(self.path)
        newest = self.newest_backup()
        advice = f"最近一份已验证的备份:{newest}。" if newest else ""
        self.copy_told = (
            f"这个账套{why}(最后一条记录是 {self.last_moment()})。已从头核对,里面的内容完好,账套照常打开。"
            f"请与原来那台电脑核对;缺了的,在那边正常退出后重新拷贝,或用备份恢复。{advice}"
        )
        self.warnings.append(self.copy_told)

    def _begin(self, lock: BookLock, info: BookInfo, keys: KeyFile) -> None:
        self._held, self.info, self.keys = lock, info, keys
        self._seen = Seen(self.path, info.book_id)
        if where := shared(self.path.parent):
            self.warnings.append(MOVE_IT.format(where))
        with told(self.path):
            use_wal(self._conn, self.path)

    def _upgrade(self, schema: Schema, backup_folder: Path | None) -> None:
        """Bring an older file up to date; what it was before lies verified in a backup."""
        if not set(schema.all_names) - self._applied():
            return
        backup = self.back_up(self.backup_folder(backup_folder), thin=False)
        with told(self.path):
            schema.migrations().apply(utils(self._conn))
        self.rebuild_derived()
        self.note("book.upgrade", "book", f"backup {backup.name}")

    def _note_start(self, failed: Path) -> None:
        if (wrong := self.check_log(_CHECKED_AT_START)) is not None:
            self.warnings.append(
                f"操作日志从第 {wrong} 条起对不上。账套已照常打开,内容没有改动;请做一次“检查数据库”,并与备份核对。"
            )
        last = self.one("SELECT seq, body FROM event ORDER BY seq DESC LIMIT 1")
        gone = self._gone_since(Point(last[0], time_in(last[1]))) if last else ""
        failures = Failures(failed, self._clock)
        with self.transaction():
            self.mark_open()
            if gone:
                self.note("log.behind", "book", gone)
            elif self.copy_told:
                self.note("book.copied", "book")
            for at, login in failures.all():
                self.note("login.failed", f"user/{login}", at)
            if last:
                self._compare_clock(time_in(last[1]))
            self.note("login", f"user/{self.actor}")
        failures.clear()

    def _gone_since(self, here: Point) -> str:
        """Compare the book with how far it had come and say what is missing; in short for the log, "" for nothing."""
        seen = self._seen.last() if self._seen is not None else None
        if seen is None or seen.seq <= here.seq:
            return ""
        if self.copy_told in self.warnings:
            self.warnings.remove(self.copy_told)  # this says more: how much is gone, and since when
        self.warnings.append(missing(self.path, seen, here, self.newest_backup()))
        return f"{seen.seq} > {here.seq}"

    def _compare_clock(self, before: str) -> None:
        """A clock that went back, or far ahead, is told and logged; what signs asks for it (app.operations.clock)."""
        gap = self.moment() - datetime.fromisoformat(before)
        if gap < timedelta(0):
            self.note("clock.back", "book", before)
            self.warnings.append(f"电脑时间比上次记录({before})还早。内容没有改动;请核对电脑的日期和时间后再录入。")
        elif gap > _LONG_UNUSED:
            self.note("clock.forward", "book", before)
            self.warnings.append(
                f"电脑时间离上次记录({before})已有 {gap.days} 天。内容没有改动;请核对电脑的日期和时间后再录入。"
            )
        if gap < -_CLOCK_SLACK or gap > _LONG_UNUSED:
            self.keep(CLOCK_UNSURE, {"before": before, "at": self.now()})


def _make_file(path: Path, data_key: bytes, info: BookInfo, schema: Schema) -> None:
    _make_empty_file(path, data_key, schema)
    lines = [
        {"key": key, "value": str(int(value)) if isinstance(value, bool) else str(value)}
        for key, value in asdict(info).items()
    ]
    with closing(connect(path, data_key)) as connection:
        utils(connection).table("meta").insert_all(lines)


def _make_empty_file(path: Path, data_key: bytes, schema: Schema) -> None:
    with closing(connect(path, data_key)) as connection:
        use_wal(connection, path)
        path.chmod(0o600)
        schema.migrations().apply(utils(connection))


def _keys_of(path: Path) -> KeyFile:
    """The key file of a book that is there; what a restore that was cut off has moved comes back first."""
    with told(path):
        undo_half(path)
    if not path.exists():
        raise BookMissing(path)
    return KeyFile.read(path)


def _check_file(path: Path, keys: KeyFile, backup_folder: Path | None, clock: Clock) -> None:
    """Look at the file from outside before anything is locked or opened."""
    with told(path), path.open("r+b") as file:
        head = file.read(len(_PLAIN))
    if head == _PLAIN:
        raise NotABook(path, "这是普通的 SQLite 文件")
    if len(head) < len(_PLAIN):
        folder = backup_folder or path.parent / "备份"
        raise BookDamaged(path, newest_backup(folder, keys.book_id, clock().astimezone(BEIJING)))


def _close_as_found(connection: Connection, path: Path) -> None:
    """Closing brings the write-ahead log into the file, which nobody wants of a damaged book: both stay."""
    log, kept = beside(path, "-wal"), dict[Path, Path]()
    with suppress(OSError):  # where there is no room for it the file is closed all the same
        if log.exists() and log.stat().st_size:
            for one in (path, log):
                kept[one] = beside(one, f".{os.urandom(4).hex()}.part")
                shutil.copy2(one, kept[one])
    connection.close()
    for one, copy in kept.items():
        with suppress(OSError):
            disk.rename(copy, one)


def _leave_as_found(path: Path) -> None:
    """A damaged file could not be closed properly; what only our look at it made goes away again."""
    log = beside(path, "-wal")
    if log.exists() and log.stat().st_size == 0:
        log.unlink()
        beside(path, "-shm").unlink(missing_ok=True)
