"""What holds for everything on paper: the practice mark, the hotline, no personal numbers, names of files."""

from __future__ import annotations

import re

from app.domain.faults import Fault, Refused
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of
from app.ledgers.hotline import IN_USE, OWN_LEVEL
from app.reports.sheet import Sheet
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


def public_numbers(book: Book) -> frozenset[str]:
    """Telephones that are meant to be read by everybody: those of units and of 监督栏, mobile ones too."""
    rows = (*book.rows("unit"), *book.rows("hotline"))
    return frozenset(text_of(row, "phone") for row in rows if row.get("phone"))


def refuse_personal_numbers(sheet: Sheet, public: frozenset[str] = frozenset()) -> None:
    """Refuse a sheet in whose text an identity number, bank card or mobile number stands, unless it is public.

    The foot is left out: the hotline belongs there. Source: forms-and-rules 3.7 P2, P4.
    """
    faults = []
    for line in sheet.lines()[: -1 if sheet.foot else None]:
        for text in line:
            for found in personal_numbers(text):
                if found.text not in public:
                    shown = found.text[:3] + "…" + found.text[-2:]
                    place = text[:16].replace(found.text, shown)
                    faults.append(Fault("", f"“{sheet.title}”里有{found.kind} {shown}(在“{place}…”一处)", "E-PERSONAL"))
    if faults:
        advice = Fault("", "没有生成任何文件。请到台账里删去或改写这些号码后再打印。", "E-PERSONAL")
        raise Refused([*faults, advice], "E-PERSONAL")


def safe_name(text: str) -> str:
    """A text as a file name that Windows and Linux both take."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text).strip("._") or "未命名"
