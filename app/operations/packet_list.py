"""The packets a book has built so far, for lists."""

from __future__ import annotations

from dataclasses import dataclass

from app.operations.identities import signer_of
from app.operations.packet_state import code, title
from app.storage.book import Book


@dataclass(frozen=True)
class BuiltPacket:
    """One packet as the book remembers it; `code` is "" until the list of contents is signed."""

    packet_id: str
    period: str
    revision: int
    seq: int
    state: str
    title: str
    code: str
    path: str
    created_at: str
    created_by: str


def built_packets(book: Book) -> list[BuiltPacket]:
    """Every packet this book built, oldest first, those that were made again too."""
    return [
        BuiltPacket(
            packet_id=str(kept["packet_id"]),
            period=str(kept["period"]),
            revision=int(kept["revision"]),
            seq=int(kept["seq"]),
            state=str(kept["state"]),
            title=title(str(kept["state"])),
            code=code(kept),
            path=str(kept["path"] or ""),
            created_at=str(kept["created_at"]),
            created_by=str(kept["created_by"]),
        )
        for kept in book.packets()
    ]


def login_of(book: Book, role: str) -> str:
    """Who signs in a role.

    Raises:
        Refused: Nobody is enrolled for it.
    """
    return str(signer_of(book, role)["login"])
