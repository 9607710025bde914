"""Puts one set of a book's files in the place of another, so that it can be undone and survives being cut off.

What stands there goes into a folder beside it, which keeps a mark for as long as the exchange is under way. A mark
that is found later tells of a program that was killed or of a power cut: everything goes back to where it was.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app import disk
from app.storage.keyfile import PARTS, beside
from app.storage.lock import BookLock
from app.storage.thinning import STAMP

ASIDE = ".before-restore-"
MARK = "没有做完.json"
# The book itself comes last and goes first: without it nobody takes the rest for a book.
_LAST_THE_BOOK = (*(ending for ending in PARTS if ending), "")


def exchange(source: Path, target: Path, now: datetime) -> Path | None:
    """Bring the parts that lie in a folder under their names beside a book; whoever calls holds the book's lock.

    Returns:
        The folder with what stood there before, None where nothing did.

    Raises:
        OSError: It was not done; everything is where it was.
    """
    aside = _aside_of(target, now)
    disk.make_folder(aside)
    there = [ending for ending in PARTS if beside(target, ending).exists()]
    disk.write_whole(aside / MARK, json.dumps({"there": there, "source": source.name}).encode())
    try:
        for ending in reversed(_LAST_THE_BOOK):
            _move(beside(target, ending), aside)
        for ending in _LAST_THE_BOOK:
            _move(source / (target.name + ending), target.parent)
    except BaseException:
        _put_back(aside, target)
        raise
    (aside / MARK).unlink()
    if there:
        return aside
    aside.rmdir()
    return None


def undo_half(target: Path) -> bool:
    """Undo an exchange of a book's files that was cut off; says whether there was one. Cheap: every opening asks.

    Raises:
        BookInUse: It is under way, in another program.
    """
    half = [folder for folder in asides_of(target) if (folder / MARK).exists()]
    if not half:
        return False
    lock = BookLock(target, "")
    try:
        for folder in half:
            if (folder / MARK).exists():  # the program that had the lock may have come to its end
                _put_back(folder, target)
        sweep(target)
    finally:
        lock.release()
    return True


def asides_of(target: Path) -> list[Path]:
    """The folders in which earlier exchanges keep what stood there before, oldest first."""
    return _beginning(target, f"{target.name}{ASIDE}")


def fresh_folder(target: Path) -> Path:
    """An empty folder beside a book for what is to come."""
    sweep(target)
    made = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    made.mkdir(mode=0o700)
    return made


def sweep(target: Path) -> None:
    """Take away what programs that were killed left of a restore; whoever calls holds the book's lock."""
    for left in _beginning(target, f".{target.name}."):
        shutil.rmtree(left, ignore_errors=True)


def _beginning(target: Path, start: str) -> list[Path]:
    try:
        with os.scandir(target.parent) as entries:
            return sorted(Path(one.path) for one in entries if one.name.startswith(start) and one.is_dir())
    except OSError:
        return []


def _aside_of(target: Path, now: datetime) -> Path:
    stem = f"{target.name}{ASIDE}{now.strftime(STAMP)}"
    aside = target.with_name(stem)
    return target.with_name(f"{stem}-{os.urandom(2).hex()}") if aside.exists() else aside


def _move(path: Path, folder: Path) -> None:
    if path.exists():
        disk.rename(path, folder / path.name)


def _put_back(aside: Path, target: Path) -> None:
    """Everything back; may itself be cut off and done again."""
    there, source = _marked(aside, target)
    for ending in _LAST_THE_BOOK:
        path, kept = beside(target, ending), aside / (target.name + ending)
        if path.exists() and (kept.exists() or ending not in there):
            _return(path, source)
        _move(kept, target.parent)
    (aside / MARK).unlink()
    with suppress(OSError):
        aside.rmdir()


def _marked(aside: Path, target: Path) -> tuple[Iterable[str], Path]:
    """What stood there before, and where what came had been."""
    mark = json.loads((aside / MARK).read_text("utf-8"))
    return mark["there"], target.with_name(mark["source"])


def _return(path: Path, source: Path) -> None:
    source.mkdir(exist_ok=True)
    disk.rename(path, source / path.name)
