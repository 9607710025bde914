"""What holds for everything on paper: the practice mark, the hotline, names of files."""

from __future__ import annotations

import re

from app.ledgers.hotline import IN_USE, OWN_LEVEL
from app.storage.book import Book

MARK = "练习"
# Names Windows keeps for itself, with any ending; and how long a name may be so that a moment, a random part and
# .part still fit into the 255 bytes Linux allows: a Chinese character has three.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)
_MOST_BYTES, _LONGEST_ENDING = 180, 5


def mark_of(book: Book) -> str:
    """What is printed on every page: 练习 in a practice book."""
    return MARK if book.info.practice else ""


def hotline(book: Book) -> str:
    """The township's phone as printed at the foot of notices: that of 监督栏, else of the unit, "" for none."""
    own = [row for row in book.rows("hotline", state=IN_USE, level=OWN_LEVEL) if not row.get("unit")]
    for row in (*own, *book.rows("unit", name=book.info.township)):
        if row.get("phone"):
            return str(row["phone"])
    return ""


def safe_name(text: str) -> str:
    """A text as a file name that Windows and Linux both take, whatever is put behind it; its ending stays."""
    plain = re.sub(r'[\\/:*?"<>|\s\x00-\x1f\x7f]+', "_", text).strip("._") or "未命名"
    name = f"_{plain}" if _DEVICE.fullmatch(plain) else plain
    if len(name.encode()) <= _MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    room = _MOST_BYTES - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip("._") + dot + ending
