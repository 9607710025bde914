"""U盘登记: the program notes by itself what it wrote on which stick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.fields import Row
from app.ledgers import ledger as ledger_of
from app.ledgers.medium_log import PACKET
from app.packet.drives import drives
from app.storage.book import Book

MEDIUM_LOG = "medium_log"
_FOLDER = "文件夹"


def carried(book: Book, medium: str, file: str, code: str, warnings: Sequence[str]) -> None:
    """Note a packet that was written on a stick and read back."""
    now = book.now()
    row: Row = {
        "used_on": now[:10],
        "used_at": now[11:16],
        "medium": medium,
        "use": PACKET,
        "file": file,
        "code": code or None,
        "used_by": book.actor_name,
        "note": "\n".join(warnings) or None,
    }
    with book.change(f"写入U盘:{file}", kind="print") as writer:
        writer.save(ledger_of(MEDIUM_LOG), row)


def called(drive: Path) -> str:
    """How a stick is called: its volume label; a folder is called a folder."""
    label = next((one.label for one in drives() if one.path == drive), "")
    return label or f"{_FOLDER} {drive.name}".strip()
