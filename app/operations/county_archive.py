"""Where received packets lie: beside the book, sealed to the county, opened only while they are looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app import disk
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.contents import Contents
    from app.packet.incoming import Copied
    from app.packet.sealing import SealKey

_FOLDER = ".inbox"
_WORK = "open"
_OLD_WORK = ("open-", "trust-", "receipt-", "receipts-", "county-", "templates-")
"""How what was at work was called when it still lay among the packets (up to 0.3.0)."""


def quarantine(book: Book) -> Path:
    """Where received files lie: beside the book, for its user only."""
    return book.path.with_name(f"{book.path.name}{_FOLDER}")


@contextmanager
def at_work(book: Book) -> Iterator[Path]:
    """A folder for what must not stay, such as an opened packet; gone afterwards, or at the next tidying."""
    with TemporaryDirectory(dir=_workroom(book)) as folder:
        yield Path(folder)


def tidy(book: Book) -> None:
    """Take away what an interrupted check left: a packet that was open lies readable until then."""
    with os.scandir(_workroom(book)) as entries:
        _take_away(list(entries))


def _workroom(book: Book) -> Path:
    """A room of its own: the packets of ten years lie beside it, and nothing that happens daily may list those."""
    from app.packet.incoming import make_private

    place = quarantine(book) / _WORK
    if not place.is_dir():
        with os.scandir(make_private(place.parent)) as entries:
            _take_away([one for one in entries if one.name.startswith(_OLD_WORK) or one.name.endswith(".part")])
        make_private(place)
    return place


def _take_away(left: list[os.DirEntry[str]]) -> None:
    for entry in left:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name.endswith(".part") or Path(entry.path).parent.name == _WORK:
            Path(entry.path).unlink(missing_ok=True)


def archive(book: Book, copied: Copied, own: SealKey | None) -> tuple[str, str]:
    """Put a file that came in among the packets, sealed to the county: whoever copies the disk learns nothing.

    Returns:
        Its name there, and the SHA-256 of what lies there.
    """
    from app.packet import sealing

    source, name = copied.path, copied.path.name
    if source.suffix == sealing.ENDING or own is None:
        disk.rename(source, quarantine(book) / name)
        return name, copied.sha256
    target = quarantine(book) / f"{name}{sealing.ENDING}"
    if (digest := _lies_there(book, target)) is None:
        sealed = sealing.seal(source, source.with_name(target.name), [own.cert])
        digest = digest_of(sealed)
        disk.rename(sealed, target)
    source.unlink()
    return target.name, digest


def _lies_there(book: Book, target: Path) -> str | None:
    """The digest of a file that was archived before, where it is as it was: sealing it again would give other bytes."""
    if not target.is_file():
        return None
    digest = digest_of(target)
    known = inbox.received(book, path=target.name)
    return digest if any(line["data"].get("archived") == digest for line in known) else None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


@contextmanager
def readable(book: Book, path: Path, own: SealKey | None) -> Iterator[Path]:
    """A received file as it can be read, in a folder that is gone afterwards."""
    from app.packet import sealing
    from app.packet.faults import PacketFault

    if path.suffix != sealing.ENDING:
        yield path
        return
    if own is None:
        raise PacketFault("E-RECIPIENT", "这个账套没有打开封装包的密钥")
    with at_work(book) as folder:
        yield sealing.open_sealed(path, folder / path.stem, own)


@contextmanager
def contents_of(book: Book, line: Received, own: SealKey | None) -> Iterator[Contents]:
    """The data of a received packet.

    Raises:
        PacketFault: The copy is gone or was touched.
    """
    from app.packet.container import ZipReader
    from app.packet.contents import Contents

    with readable(book, quarantine(book) / line["path"], own) as path, ZipReader.open(path) as reader:
        yield Contents(reader, line["tag_sha256"])
