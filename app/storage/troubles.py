"""What can go wrong with a book that is not our bug; each sentence says what happened, was kept, and is to be done."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sql

from app.domain.faults import Told
from app.domain.machine import cause

# A disk that does not answer, or the machine at the other end of a network.
_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN})
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26


class Trouble(Told):
    """Something the machine or a file caused."""

    code = "E-BOOK"


class BookMissing(Trouble):
    """There is no file of that name."""

    code = "E-BOOK-MISSING"

    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到账套文件“{path}”。没有改动任何文件;请检查文件是否被移动,或从备份恢复。")


class NotABook(Trouble):
    """The file is no book of this program, or its key file is missing or belongs to another book."""

    code = "E-BOOK-FOREIGN"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"“{path.name}”不能作为账套打开:{why}。该文件没有改动;请另选账套文件,或从备份恢复。")


class BookDamaged(Trouble):
    """The file cannot be read; `backup` is the newest backup that passed its check, or None."""

    code = "E-BOOK-DAMAGED"

    def __init__(self, path: Path, backup: Path | None = None) -> None:
        self.backup = backup
        advice = f"请用最近一份已验证的备份恢复:{backup}" if backup else "请用最近的备份恢复"
        super().__init__(f"账套“{path.name}”已损坏,无法读取。原文件没有改动;{advice}。")


class BookTooNew(Trouble):
    """A newer release wrote the file; it was left as it is."""

    code = "E-BOOK-NEWER"

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”是用更新版本的明账建立的。文件没有改动;请先升级本机的明账再打开。")


class BookInUse(Trouble):
    """Another running program holds the book."""

    code = "E-BOOK-IN-USE"

    def __init__(self, path: Path, host: str, user: str, since: str) -> None:
        self.host, self.user, self.since = host, user, since
        who = f"电脑“{host}”上的用户“{user}”" if host else "另一个程序"
        when = f"从 {since} 起" if since else ""
        super().__init__(f"账套“{path.name}”{when}正由{who}使用。没有改动任何内容;请在那边关闭后再打开。")


class WrongPassword(Trouble):
    """No such user, or the password does not fit."""

    code = "E-PASSWORD"

    def __init__(self) -> None:
        super().__init__("用户名或密码不对。账套没有改动;请核对后重新输入。")


class OtherComputer(Trouble):
    """The password of this person is bound to the computer it was set on, which is not this one."""

    code = "E-OTHER-PC"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”的密码是在另一台电脑上设的,在这台电脑上用不了。账套没有改动;"
            "请取出恢复码单,用恢复码打开;已有别人能打开的,请他给你重设密码。"
        )


class NoRecovery(Trouble):
    """No recovery code was ever made for this book."""

    code = "E-NO-RECOVERY"

    def __init__(self) -> None:
        super().__init__(
            "这个账套没有做过恢复码,不能用恢复码打开。账套没有改动;请用密码打开,打开后在“设置—用户和锁屏”里生成。"
        )


class WrongCode(Trouble):
    """The recovery code is well formed, but not that of this book."""

    code = "E-RECOVERY"

    def __init__(self) -> None:
        super().__init__(
            "恢复码没有抄错,但不是这个账套现在的恢复码:可能是别的账套的,或后来又打印过新的一张。"
            "账套没有改动;请找最近日期的那张恢复码单。"
        )


class BookReadOnly(Trouble):
    """The file or its folder cannot be written."""

    code = "E-BOOK-READ-ONLY"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"账套“{path.name}”或它所在的文件夹是只读的,不能写入。已保存的内容都在;"
            "请取消只读属性,或把账套(连同 .keys 文件)复制到本机磁盘再打开。"
        )


class DiskFull(Trouble):
    """No room for what was to be written; the change was rolled back."""

    code = "E-DISK-FULL"

    def __init__(self, path: Path) -> None:
        super().__init__(f"磁盘空间不足,“{path.name}”这一步没有保存。之前保存的内容都在;请清理磁盘后重新操作。")


class DriveFailed(Trouble):
    """The disk did not answer."""

    code = "E-DISK"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"读写“{path.name}”时磁盘没有响应,这一步没有保存。之前保存的内容都在;请检查磁盘或U盘是否接好,再重新打开账套。"
        )


class NotSettled(Trouble):
    """The book is closed and nothing is lost, but the last changes still lie in the log beside the one file."""

    code = "E-NOT-SETTLED"

    def __init__(self, path: Path, why: Trouble) -> None:
        what, to_do = ("磁盘空间不足", "清理磁盘") if isinstance(why, DiskFull) else ("磁盘没有响应", "检查磁盘")
        super().__init__(
            f"账套“{path.name}”已关闭,保存过的内容都在。但{what},最近的内容还在旁边的“{path.name}-wal”里,没有并进账套文件:"
            f"复制账套时要连它一起。请{to_do}后再打开、关闭一次。"
        )


class FileInUse(Trouble):
    """Another program, mostly a virus scanner, held a file through every try to put it in place."""

    code = "E-HELD"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"写“{path.name}”时,文件正被别的程序占用(多半是杀毒软件在检查),试了几次都没有放开。"
            "这一步没有完成,原来的文件没有改动;请过一会儿再做一次,常常这样的,请把明账的文件夹加入杀毒软件的信任区。"
        )


class NameRefused(Trouble):
    """The name is too long for the disk, or has a character it does not take."""

    code = "E-NAME"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name[:40]}”没有写成:名字太长,或有这个盘不认的字。已保存的内容都在;"
            "请退出后把账套文件的名字改短(同名的 .keys 等文件一起改),再打开。"
        )


class TooLarge(Trouble):
    """The file system takes no file of this size: 4 GiB on FAT32."""

    code = "E-TOO-LARGE"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}”没有写成:文件太大,这个盘放不下(FAT32 的U盘一个文件最多 4 GB)。已保存的内容都在;"
            "请换一个 exFAT 格式的U盘,或存到硬盘上。"
        )


class BackupRefused(Trouble):
    """A backup is cut off, altered or not a backup at all."""

    code = "E-BACKUP"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"备份“{path.name}”不能用:{why}。账套没有改动;请改用前一份备份。")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of the database and the disk into sentences; anything else passes as it is."""
    try:
        yield
    except sql.Error as error:
        if (trouble := from_database(error, path)) is None:
            raise
        raise trouble from error
    except OSError as error:
        if (trouble := from_disk(error, path)) is None:
            raise
        raise trouble from error


def from_database(error: sql.Error, path: Path) -> Trouble | None:
    """The trouble behind an error of the database, None where it is our own bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    match code & 0xFF:
        case code if code in (_BUSY, _LOCKED):
            return BookInUse(path, "", "", "")
        case code if code == _READONLY:
            return BookReadOnly(path)
        case code if code == _CANTOPEN:
            return _why_not_opened(path)
        case code if code in (_CORRUPT, _NOTADB):
            return BookDamaged(path)
        case code if code == _FULL:
            return DiskFull(path)
        case code if code == _IOERR:
            return DriveFailed(path)
        case _:
            return None


def _why_not_opened(path: Path) -> Trouble:
    """A file beside the book could not be made: the database does not say why, so another one is tried."""
    probe = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        try:
            probe.write_bytes(bytes(4096))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        return from_disk(error, path) or DriveFailed(path)
    return DriveFailed(path) if os.access(path, os.W_OK) else BookReadOnly(path)


def from_disk(error: OSError, path: Path) -> Trouble | None:
    """The trouble behind an error of the operating system, None where it is none of these."""
    why = cause(error)
    if why in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BookReadOnly(path)
    if why in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path)
    if why in (errno.EBUSY, errno.ETXTBSY):
        return FileInUse(path)
    if why == errno.ENAMETOOLONG:
        return NameRefused(path)
    if why == errno.EFBIG:
        return TooLarge(path)
    if why in _GONE:
        return DriveFailed(path)
    return None
