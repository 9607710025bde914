"""Whose a row of the county's book is, for lists and forms."""

from __future__ import annotations

from collections.abc import Iterable

from app.operations import county_units
from app.storage import inbox
from app.storage.book import Book


def senders(book: Book, register: str, rows: Iterable[int]) -> dict[int, str]:
    """The names of the townships that sent these rows; rows of the county's own are not in the answer."""
    if not book.info.is_county:
        return {}
    found = inbox.origins(book, register, rows)
    names = {code: name for code, name, _ in county_units.townships(book)} if found else {}
    return {row: names.get(origin.township, origin.township) for row, origin in found.items()}


def said(book: Book, register: str, row: int | None) -> str:
    """What a form says about a row that a township sent, "" about any other."""
    name = senders(book, register, [row]).get(row) if row is not None else None
    if not name:
        return ""
    told = [f"“{one.text}”" for one in inbox.remarks(book, register=register, row=row)]
    files = inbox.origins(book, register, [row or 0])[row or 0].carried
    kept = sum(
        len(value) for value in files.values() if isinstance(value, list) and value and isinstance(value[0], str)
    )
    return "".join(
        [
            f"{name}报来的,县里只看不改;要改请在列表里选中它,按“办理”写退回意见。",
            f"佐证 {kept} 个文件留在乡镇。" if kept else "",
            f"已写意见:{'、'.join(told)}。" if told else "",
        ]
    )
