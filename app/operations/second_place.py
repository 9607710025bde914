"""The second place of the backups: a stick or another disk that gets a copy whenever a book is left and it is there.

It is known by a mark in its folder, so a stick is found again under another drive letter. What lies there are whole
backups: each can be brought back on any computer.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import disk as files
from app import paths, settings
from app.domain.faults import Told
from app.operations import backups, books
from app.operations.books import Book
from app.packet import drives as machine
from app.packet.delivery import Disk
from app.storage.backup import check_backup
from app.storage.thinning import make_room, sweep, thin_out, vault_copy

FOLDER, MARK = "明账备份", "明账备份标记.txt"
OVERDUE = timedelta(days=7)
_BLOCK, _SPARE = 1 << 20, 1 << 20
ADVICE_NONE = (
    "备份都在这台电脑上:电脑坏了就都没有了。请插上一个专用U盘,到“设置—备份”按“选第二处…”,以后插着就自动多存一份。"
)


class NotCopied(Told):
    """The backup is on this computer; its copy in the second place was not made."""

    code = "E-SECOND"


class _NotWaitedFor(Exception):
    """The clerk leaves without the copy."""


@dataclass(frozen=True)
class State:
    """What is known of the second place: where it was chosen, where it is now, and when it last got a copy."""

    chosen: Path | None
    present: Path | None
    last: datetime | None


def state() -> State:
    """What is known of the second place."""
    kept = settings.load()
    chosen, last = kept.get(settings.SECOND_PLACE), kept.get(settings.SECOND_LAST)
    return State(
        Path(chosen) if chosen else None,
        find() if chosen else None,
        datetime.fromisoformat(last) if last else None,
    )


def choose(folder: Path) -> str:
    """Make a folder the second place of this computer's backups.

    Returns:
        A sentence where it lies on the same disk as the first place, "" where all is well.

    Raises:
        NotCopied: It cannot be written, or it is the first place itself. Nothing was changed.
    """
    place = folder if folder.name == FOLDER else folder / FOLDER
    if place.resolve() == paths.backups().resolve() or folder.resolve() == paths.backups().resolve():
        raise NotCopied("这就是自动备份的文件夹,不能又当第二处。没有改动;请选U盘或另一块硬盘。")
    try:
        place.mkdir(parents=True, exist_ok=True)
        mark = _mark_of(place) or secrets.token_hex(16)
        (place / MARK).write_text(f"{mark}\n明账用这个文件认出这个U盘。请不要删除。\n", "utf-8")
    except OSError as error:
        raise NotCopied(
            f"“{folder}”里不能写入:{_why(error)}第二处没有改动;请看U盘的写保护开关是不是拨上了,或换一个U盘、文件夹。"
        ) from error
    kept = settings.load()
    kept.set(settings.SECOND_PLACE, str(place.absolute()))
    kept.set(settings.SECOND_MARK, mark)
    kept.set(settings.SECOND_LAST, "")
    kept.save()
    same = os.name == "posix" and place.stat().st_dev == paths.backups().stat().st_dev
    if same or place.absolute().anchor.upper() == paths.backups().absolute().anchor.upper() != "/":
        return "它和自动备份在同一块硬盘上:硬盘坏了两处都没有。最好选U盘。"
    return ""


def find(roots: list[Path] | None = None) -> Path | None:
    """Where the second place is now, None where it is not plugged in."""
    kept = settings.load()
    place, mark = kept.get(settings.SECOND_PLACE), kept.get(settings.SECOND_MARK)
    if not place:
        return None
    sticks = [drive.path for drive in machine.drives()] if roots is None else roots
    here = [Path(place), *(root / FOLDER for root in sticks)]
    return next((one for one in here if mark and _mark_of(one) == mark), None)


def carry(
    backup: Path,
    now: datetime,
    *,
    disk: Disk | None = None,
    roots: list[Path] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Path | None:
    """Copy a verified backup to the second place, read it back and compare it; older ones there are thinned.

    `stopped` is asked between the blocks: a copy that is not waited for leaves nothing behind.

    Returns:
        The copy, or None where the second place is not plugged in or the copy was not waited for.

    Raises:
        NotCopied: It is full, read-only, or was pulled out. The backup on this computer is whole.
    """
    place = find(roots)
    if place is None:
        return None
    disk = disk or Disk()
    target = place / backup.name
    try:
        sweep(place, backups.stem_of(backup))
        _need_room(place, backup, now, disk)
        for source, copy in ((vault_copy(backup), vault_copy(target)), (backup, target)):
            if source.exists():
                _copy(source, copy, disk, stopped)
        check_backup(target)
    except _NotWaitedFor:
        return None
    except (OSError, Told) as error:
        raise NotCopied(
            f"备份已在这台电脑上做好,但没有存进第二处“{place}”:{_why(error)}"
            "账套和本机的备份都完好。请检查U盘,重新插好后再退出一次,或到“设置—备份”另选一个。"
        ) from error
    thin_out(place, backups.stem_of(backup), now)
    _remember(now)
    return target


def advice(book: Book) -> str:
    """What should be done about the second place, "" for nothing."""
    if book.info.practice:
        return ""
    kept = settings.load()
    if not kept.get(settings.SECOND_PLACE):
        return ADVICE_NONE
    last = kept.get(settings.SECOND_LAST)
    since = book.moment() - datetime.fromisoformat(last) if last else None
    if since is not None and timedelta() <= since <= OVERDUE:
        return ""
    if since is not None and since < timedelta():
        return "备份的第二处上次存的时间比现在还晚(电脑时间跳动过)。请插上那个U盘,退出程序时会自动存一份。"
    often = f"已有 {since.days} 天没有存过" if since else "还没有存过"
    return f"备份的第二处{often}。请插上那个U盘,退出程序时会自动存一份。"


def carry_now(book: Book) -> backups.BackupReport | None:
    """A fresh backup straight into both places, without leaving the book; None where the second is not there."""
    if find() is None:
        return None
    report = backups.back_up(book, paths.backups())
    carry(report.path, books.clock()())
    return report


def _need_room(place: Path, backup: Path, now: datetime, disk: Disk) -> None:
    need = sum(one.stat().st_size for one in (backup, vault_copy(backup)) if one.exists()) + _SPARE
    make_room(place, backups.stem_of(backup), now, need - disk.free(place))
    if (free := disk.free(place)) < need:
        raise NotCopied(f"空间不够,要 {_mb(need)} MB,只剩 {_mb(free)} MB。")


def _copy(source: Path, target: Path, disk: Disk, stopped: Callable[[], bool]) -> None:
    """Write beside it, push it to the medium, read it back from there, compare; only then it gets its name."""
    part = target.with_name(f"{target.name}.{os.urandom(4).hex()}.part")
    try:
        written = hashlib.sha256()
        with source.open("rb") as given, disk.create(part) as copy:
            while block := given.read(_BLOCK):
                _go_on(stopped)
                written.update(block)
                left = memoryview(block)
                while left:  # a raw file may take less than it was given
                    left = left[copy.write(left) :]
            disk.sync(copy)
        found = hashlib.sha256()
        for block in disk.read_back(part):
            _go_on(stopped)
            found.update(block)
        if found.digest() != written.digest():
            raise NotCopied("写进去再读出来对不上,U盘可能有故障。")
        files.rename(part, target)
    except BaseException:
        with contextlib.suppress(OSError):  # the drive may be gone already
            part.unlink(missing_ok=True)
        raise


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise _NotWaitedFor


def _why(error: Exception) -> str:
    if isinstance(error, NotCopied):
        return error.message
    if isinstance(error, OSError):
        from app.domain.machine import reason

        return f"{reason(error)}。"
    return "写进去的备份核对不上,U盘可能有故障。"


def _remember(now: datetime) -> None:
    kept = settings.load()
    kept.set(settings.SECOND_LAST, now.isoformat(timespec="seconds"))
    with contextlib.suppress(settings.SettingsNotSaved):  # the copy is made; only its date is not kept
        kept.save()


def _mark_of(place: Path) -> str:
    try:
        return (place / MARK).read_text("utf-8").partition("\n")[0].strip()
    except (OSError, ValueError):
        return ""


def _mb(size: int) -> str:
    return f"{size / (1 << 20):,.0f}"
