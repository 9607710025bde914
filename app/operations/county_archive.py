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

from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.contents import Contents
    from app.packet.sealing import SealKey

_FOLDER = ".inbox"
_OPENED = ("open-", "trust-", "receipt-", "receipts-", "county-")


def quarantine(book: Book) -> Path:
    """Where received files lie: beside the book, for its user only."""
    return book.path.with_name(f"{book.path.name}{_FOLDER}")


def tidy(book: Book) -> None:
    """Take away what an interrupted check left: a packet that was open lies readable until then."""
    with os.scandir(quarantine(book)) as entries:  # ten years of packets lie here: none of them is looked at closer
        left = [entry for entry in entries if entry.name.startswith(_OPENED) or entry.name.endswith(".part")]
    for entry in left:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name.endswith(".part"):
            Path(entry.path).unlink(missing_ok=True)


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
    with TemporaryDirectory(dir=path.parent, prefix="open-") as folder:
        yield sealing.open_sealed(path, Path(folder) / path.stem, own)


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
