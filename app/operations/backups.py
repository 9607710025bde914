"""Backups a clerk asks for, the list of those there are, and bringing one back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import paths
from app.domain.faults import Refused
from app.operations import books, rights
from app.storage.backup import BackupReport, check_backup, make_backup, restore_backup, take_back
from app.storage.book import Book
from app.storage.exchange import ASIDE, MARK, asides_of
from app.storage.keyfile import KeyFile, beside
from app.storage.thinning import backups_in, vault_copy
from app.storage.troubles import BookDamaged, NotABook, told

__all__ = ["BackupReport"]

LAST = "backup:last"
_A_DAY = timedelta(hours=24)
_DEEP, _MANY = 2, 400  # folders below the root of a stick, and folders in all, that are looked into
_STAMP = re.compile(r"_(\d{8}-\d{6})(?:_[0-9a-f]{4})?$")


@dataclass(frozen=True)
class BackupFile:
    """One backup in a folder, as the window lists it; `ahead` was made while the clock was wrong, nobody knows when."""

    path: Path
    made_at: datetime
    size: int
    ahead: bool = False

    @property
    def rank(self) -> tuple[bool, datetime]:
        """What the newest has the most of."""
        return not self.ahead, self.made_at


@dataclass(frozen=True)
class Restored:
    """The book that was brought back, and the folder where the former files are, None where there were none.

    `vault` is a sentence where the identities did not come back with it, "" where they did or there are none.
    """

    book: Path
    kept_aside: Path | None
    vault: str = ""


def back_up(book: Book, out: Path) -> BackupReport:
    """Write a verified backup to a file, or into a folder under a name of the moment.

    Raises:
        Told: There is a file of that name, or the disk is full, read-only or gone. The book is as it was.
    """
    rights.must_be(book, ("clerk", "secretary", "admin"), "备份由经办人、审核人或管理员做")
    if out.exists() and not out.is_dir():
        raise Refused(f"“{out.name}”已经存在,没有覆盖它,也没有备份。请换一个文件名。", "E-EXISTS")
    if out.is_dir() or not out.suffix:
        path = book.back_up(out, thin=False)
    else:
        with told(out):
            out.parent.mkdir(parents=True, exist_ok=True)
        path = make_backup(book, out)
    report = check_backup(path)
    book.keep(LAST, {"at": report.made_at})
    book.note("book.backup", "book", path.name)
    return report


def list_backups(book: Path | None = None, folder: Path | None = None) -> list[BackupFile]:
    """The automatic backups, of one book or of all, newest first. They are not opened; check() does that."""
    return list(_listed(folder or paths.backups(), book))


def find_backups(book: Path | None = None) -> list[BackupFile]:
    """Backups of one book, or of all, on the sticks that are plugged in and in the second place; newest first.

    Sticks are looked into two folders deep. Slow as a stick: not for the window's thread.
    """
    from app.operations import second_place
    from app.packet import drives as machine

    second = second_place.find()
    own = paths.backups().resolve()
    roots = [drive.path for drive in machine.drives()] + ([second] if second else []) + [paths.books()]
    folders = dict.fromkeys(folder.resolve() for root in roots for folder in _folders(root))
    found = [file for folder in folders if folder != own for file in _listed(folder, book)]
    return sorted(found, key=lambda file: file.rank, reverse=True)


def kept_aside(book: Path) -> list[BackupFile]:
    """What earlier restores of a book put aside, newest first: each can be taken back."""
    found = [one for one in asides_of(book) if (one / book.name).exists() and not (one / MARK).exists()]
    files = [BackupFile(one, _aside_at(one), sum(part.stat().st_size for part in one.iterdir())) for one in found]
    return sorted(files, key=lambda file: file.made_at, reverse=True)


def stem_of(backup: Path) -> str:
    """The name of the book in the name of its backup."""
    return _STAMP.sub("", backup.stem)


def target_of(backup: Path) -> Path:
    """Where a backup from elsewhere comes back to when no book is named: the folder of books, under its book's name."""
    return paths.books() / f"{stem_of(backup)}.mz"


def bound_elsewhere(book: Path) -> bool:
    """Whether the passwords of a book on the disk were set on another computer, so that its recovery code is needed."""
    file = KeyFile.read(book)
    return any(file.is_bound(user.login) and not books.is_bound_here(file, user.login) for user in file.users())


def check(path: Path) -> BackupReport:
    """Read a backup from end to end and compare it with its own list of contents.

    Raises:
        Told: It is cut off, altered, or no backup.
    """
    return check_backup(path)


def restore(source: Path, target: Path) -> Restored:
    """Bring a backup back under the name of a book; the former files are kept aside and named.

    Given the folder an earlier restore kept aside, that restore is undone.

    Raises:
        Told: The backup is not whole or belongs to another book, or the book is open. Nothing was touched.
    """
    if source.is_dir():
        return _take_back(source, target)
    backup = check_backup(source)
    if (kept := _book_id(target)) and kept != backup.book_id:
        raise Refused(
            f"“{source.name}”是另一个账套的备份,不能恢复到“{target.name}”。两个文件都没有改动;"
            "要打开那个账套,请恢复到一个新的文件名。",
            "E-OTHER-BOOK",
        )
    said = {
        "missing": f"举报人身份资料的备份“{vault_copy(source).name}”不在备份旁边,",
        "broken": f"举报人身份资料的备份“{vault_copy(source).name}”不完整或不是同一次备份的,",
    }.get(backup.vault, "")
    there = beside(target, ".vault").exists()
    aside = restore_backup(source, target, clock=books.clock())
    after = "没有恢复它,仍用原来的身份资料文件。" if there else "没有恢复它;台账不受影响,找到后请放在一起再恢复一次。"
    return Restored(target, aside, said + after if said else "")


def _take_back(aside: Path, target: Path) -> Restored:
    """Undo a restore: what was kept aside comes back, what stands there now goes aside."""
    names = [path.name for path in aside.iterdir()]
    if ASIDE not in aside.name or target.name not in names or f"{target.name}.keys" not in names:
        raise Refused(
            f"“{aside.name}”不是“{target.name}”恢复前留下的文件夹。没有改动任何文件;请选备份文件(.mzb)。", "E-BACKUP"
        )
    return Restored(target, take_back(aside, target, clock=books.clock()))


def age(book: Book) -> timedelta | None:
    """How old the newest verified backup of a book is, None where there is none."""
    moments = [file.made_at for file in list_backups(book.path)]
    if isinstance(kept := book.kept(LAST), dict):
        moments.append(datetime.fromisoformat(kept["at"]))
    ages = [age for at in moments if (age := book.moment() - at) >= timedelta()]  # a moment to come is a wrong one
    return min(ages, default=None)


def find_damage(book: Book) -> BookDamaged | None:
    """What is to be told where a page of the open book is damaged, read or not. Slow: off the window's thread."""
    return BookDamaged(book.path, book.newest_backup()) if book.pages_wrong() else None


def look_over(book: Book) -> tuple[str, bool]:
    """What a clerk wants to know of a book that was brought back, and whether all is well.

    Every page is read, links are followed and the log is walked from its first entry.
    """
    events = int(book.one("SELECT count(*) FROM event")[0])
    rows = sum(count for name, count in book.counts().items() if name != "event")
    if wrong := book.check():
        return f"核对有问题:{';'.join(wrong)}。请不要接着录入,撤销这次恢复,换前一份备份。", False
    return f"已核对:{rows:,} 条记录完好,操作日志 {events:,} 条前后相连、没有断。", True


def _listed(folder: Path, book: Path | None) -> Iterator[BackupFile]:
    now = books.clock()()
    for path in backups_in(folder, book.stem if book else "", now):
        try:
            made_at = _made_at(path)
            yield BackupFile(path, made_at, path.stat().st_size, made_at > now)
        except OSError:  # pulled out meanwhile
            continue


def _folders(root: Path) -> Iterator[Path]:
    """A folder and those below it, not too deep and not too many."""
    level, seen = [root], 0
    for _ in range(_DEEP + 1):
        below = list[Path]()
        for folder in level:
            if (seen := seen + 1) > _MANY:
                return
            yield folder
            try:
                below += [one for one in folder.iterdir() if not one.name.startswith((".", "$")) and one.is_dir()]
            except OSError:  # not ours to read
                continue
        level = below


def _aside_at(folder: Path) -> datetime:
    stamp = folder.name.partition(ASIDE)[2][:15]
    try:
        return datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=books.SHANGHAI)
    except ValueError:
        return datetime.fromtimestamp(folder.stat().st_mtime, books.SHANGHAI)


def is_overdue(book: Book) -> bool:
    """Whether a real book has no backup of the last day: it was not left properly, as where the power failed."""
    old = age(book)
    return not book.info.practice and (old is None or old > _A_DAY)


def catch_up(book: Book) -> Path:
    """The daily backup of a book that stays open."""
    return book.back_up(paths.backups())


def _book_id(target: Path) -> str:
    """Whose book stands there now, "" where none does or it cannot be told any more."""
    if not target.exists():
        return ""
    try:
        return KeyFile.read(target).book_id
    except NotABook:
        return ""  # a damaged book is what a backup is for


def _made_at(path: Path) -> datetime:
    """The moment in the name; copying a file changes the one the disk knows."""
    if found := _STAMP.search(path.stem):
        return datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=books.SHANGHAI)
    return datetime.fromtimestamp(path.stat().st_mtime, books.SHANGHAI)
