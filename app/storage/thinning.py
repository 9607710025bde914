"""How many backups stay: by their days, and by how much room they may take."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.patterns import later

ENDING, VAULT_ENDING = ".mzb", ".mzv"
STAMP = "%Y%m%d-%H%M%S"
LEAST = 3  # of a book; these stay however large they are
MOST = 5 << 30  # bytes in one folder: with photos in it a book's backup soon has a gigabyte
_LAST, _DAYS, _MONTHS = 10, 30, 24
_MOMENT = later(r"_(\d{8}-\d{6}(?:_[0-9a-f]{4})?)$")


def vault_copy(backup: Path) -> Path:
    """Where the copy of the second file that belongs to a backup lies."""
    return backup.with_name(backup.name.removesuffix(ENDING) + VAULT_ENDING)


def backups_in(folder: Path, stem: str = "", now: datetime | None = None) -> list[Path]:
    """Backup files in a folder, newest first by the moments in their names.

    What claims to be later than `now` was made while the clock was wrong, so nobody knows when: it comes last.
    """
    found = (
        [p for p in folder.glob(f"*{ENDING}") if not stem or p.name.startswith(f"{stem}_")] if folder.is_dir() else []
    )
    until = now.strftime(STAMP) if now else "~"
    moments = {path: _moment_in(path) for path in found}
    return sorted(found, key=lambda path: (moments[path][:15] <= until, moments[path]), reverse=True)


def _moment_in(path: Path) -> str:
    found = _MOMENT.search(path.stem)
    return found[1] if found else path.stem.partition("_")[2] or path.stem


def size_of(backup: Path) -> int:
    """Bytes of a backup with the copy of the second file beside it; 0 for what has just gone."""
    return sum(_bytes(path) for path in (backup, vault_copy(backup)))


def thin_out(folder: Path, stem: str, now: datetime, most: int = MOST) -> list[Path]:
    """Delete old backups; the last ten, one a day for 30 days and one a month for two years stay.

    Where those take more than `most` bytes together the less needed ones go too: first what is left of the last ten,
    then the months, then the days. The newest three stay in any case.
    """
    named = _named(folder, stem, now)
    stays, room = list[Path](), most
    for path in _worth(named, now):
        size = size_of(path)
        if len(stays) < LEAST or size <= room:
            stays.append(path)
            room -= size
    return _delete(path for path in named if path not in stays)


def sweep(folder: Path, stem: str) -> None:
    """Take away what programs that were killed left of a backup of this book: half files, and copies for the proof."""
    name = re.escape(stem)
    half = re.compile(rf"{name}_\d{{8}}-\d{{6}}(_[0-9a-f]{{4}})?\.mz[bv]\.[0-9a-f]{{8}}\.part|\.check-{name}-\w{{8}}")
    for path in folder.iterdir() if folder.is_dir() else ():
        if half.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def make_room(folder: Path, stem: str, now: datetime, lacking: int) -> list[Path]:
    """Delete the least needed backups of a book until so many bytes are free; the newest always stays."""
    gone = list[Path]()
    for path in reversed(list(_worth(_named(folder, stem, now), now))[1:]):
        if lacking <= 0:
            break
        lacking -= size_of(path)
        gone.append(path)
    return _delete(gone)


def _named(folder: Path, stem: str, now: datetime) -> dict[Path, datetime]:
    """Our own backups of a book, newest first, with their moments; what has another name is not ours to delete."""
    found = dict[Path, datetime]()
    for path in backups_in(folder, stem, now):
        try:
            found[path] = datetime.strptime(path.stem[len(stem) + 1 :][:15], STAMP).replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
    return found


def _worth(named: Mapping[Path, datetime], now: datetime) -> Iterator[Path]:
    """The backups to keep, the most needed first: the newest, one a day, one a month, then the rest of the last ten."""
    days, months = dict[str, Path](), dict[str, Path]()
    for path, made in named.items():
        days.setdefault(f"{made:%Y%m%d}", path)
        months.setdefault(f"{made:%Y%m}", path)
    paths = list(named)
    order = [
        *paths[:LEAST],
        *(path for path in days.values() if now - named[path] <= timedelta(days=_DAYS)),
        *(path for path in months.values() if now - named[path] <= timedelta(days=31 * _MONTHS)),
        *paths[:_LAST],
    ]
    return iter(dict.fromkeys(order))


def _delete(paths: Iterable[Path]) -> list[Path]:
    gone = list(paths)
    for path in gone:
        path.unlink(missing_ok=True)
        vault_copy(path).unlink(missing_ok=True)
    return gone


def _bytes(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
