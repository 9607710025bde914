"""Files the county signs for one township: written, read back and compared there, read and known as one's own here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import disk
from app.domain.faults import Refused
from app.operations import identities
from app.operations.county_archive import at_work
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.county_file import ReadFile
    from app.packet.trust import TrustBundle

Write = Callable[[Path, datetime], Path]
Name = Callable[[str, date, bytes], str]
Read = Callable[[Path, "TrustBundle", datetime], "ReadFile"]


def write_for(book: Book, township: str, folder: Path, write: Write, name: Name) -> Path:
    """Write a file beside the book, and from there to a folder or stick where it is read back and compared.

    Args:
        book: The county's book.
        township: Its code stands in the name of the file.
        folder: Where to.
        write: Signs and writes it, given a place and the moment.
        name: What it is called, given township, day and content.

    Raises:
        Told: It cannot be signed, or the drive failed.
    """
    from app.packet.delivery import deliver

    now = datetime.fromisoformat(book.now())
    with at_work(book) as temporary:
        signed = write(temporary / "signed.zip", now)
        named = signed.with_name(name(township, now.date(), signed.read_bytes()))
        disk.rename(signed, named)
        return deliver(named, folder).path


def read_own(book: Book, path: Path, read: Read, called: str) -> ReadFile:
    """Read a file of our county that is for this township.

    Raises:
        Refused: This is a county's book, or the file is for another township.
        PacketFault: It is none, was changed, or somebody else signed it.
    """
    from app.packet.trust import load_trust

    if book.info.is_county:
        raise Refused(f"这是县里的账套,{called}由乡镇装入。没有改动。", "E-KIND")
    found = read(path, load_trust(identities.trust_folder(book)), datetime.fromisoformat(book.now()))
    if found.body["township"] != book.info.code:
        name = str(found.body["township_name"])[:40]
        raise Refused(f"这是给{name}的{called},不是给本乡镇的。没有装入;请向县里要本乡镇的。", "E-RECIPIENT")
    return found
