"""What holds for everything on paper: the practice mark, the hotline, names of files."""

from __future__ import annotations

import re

from app.ledgers.hotline import IN_USE, OWN_LEVEL
from app.storage.book import Book

MARK = "练习"


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
    """A text as a file name that Windows and Linux both take."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text).strip("._") or "未命名"
