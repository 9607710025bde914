"""A county's book with its 24 townships, for the benchmarks of the packet's life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from measure import ROOT  # noqa: F401 - it makes the program importable

PASSWORD = "practice-county-1"
KNOWN = {"clerk": PASSWORD}


def founded(path: Path, county: Any, clock: Callable[[], datetime]) -> Any:
    """The book of a county whose keys were made already, with its units and its root."""
    from app.ledgers import ledger
    from app.operations import certificates
    from app.storage.book import Book, BookInfo, NewUser
    from tests.county.townships import COUNTY, COUNTY_CODE, NAMES, code_of, kind_of

    path.parent.mkdir(parents=True, exist_ok=True)
    info = BookInfo(COUNTY, COUNTY_CODE, COUNTY, "县", practice=True, kind="county")
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", PASSWORD + "x"))
    book = Book.create(path, info, users, clock=clock)
    certificates.found_county(book, PASSWORD, made=county)
    with book.change("录入乡镇") as writer:
        top = writer.save(ledger("unit"), {"name": COUNTY, "kind": "县", "code": COUNTY_CODE})
        for place, title in enumerate(NAMES):
            row: Any = {"name": title, "kind": kind_of(title), "code": code_of(place), "parent": top}
            writer.save(ledger("unit"), row)
    return book
