"""Where a township's units stand in the county's tree: its own below the township, the county's only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.rows import id_of
from app.ledgers.unit import TOWNSHIP_KINDS
from app.operations.county_rows import Record
from app.storage import inbox
from app.storage.book import Book

COUNTY_KIND = "县"


def units_of_the_county(
    book: Book, code: str, name: str, units: Sequence[Record]
) -> tuple[dict[int, int], list[Record]]:
    """Which units of a township are the county's own, and which have to be written for it once.

    The township itself, everything above it and beside it (the county, its departments) are the county's: they are
    found by code or by name and kind. Those the county does not have yet are in the second part of the answer.
    """
    by_id = {unit["id"]: unit for unit in units}
    sent = inbox.merged_rows(book, "unit")
    own = [unit for unit in book.rows("unit") if id_of(unit, "id") not in sent]
    same, missing = dict[int, int](), list[Record]()
    for unit in units:
        if _below_township(unit, by_id, code, name):
            continue
        found = _found(own, unit, is_township(unit, code, name), code)
        if found is None:
            missing.append(unit)
        else:
            same[unit["id"]] = found
    return same, missing


def is_township(unit: Record, code: str, name: str) -> bool:
    """Whether a unit is the township that sends."""
    return unit.get("kind") in TOWNSHIP_KINDS and (unit.get("code") == code or unit.get("name") == name)


def townships(book: Book) -> list[tuple[str, str, int]]:
    """The townships of the county: code, name, unit; in the order of the county's tree."""
    rows, sent = book.rows("unit", kind=list(TOWNSHIP_KINDS)), inbox.merged_rows(book, "unit")
    return [
        (str(row["code"]), str(row["name"]), id_of(row, "id") or 0)
        for row in rows
        if row.get("code") and row["id"] not in sent
    ]


def own_unit(book: Book) -> int | None:
    """The unit the county itself is, None where nobody entered it."""
    sent = inbox.merged_rows(book, "unit")
    own = [row for row in book.rows("unit", kind=COUNTY_KIND) if id_of(row, "id") not in sent]
    named = [row for row in own if row.get("name") == book.info.county]
    return id_of((named or own)[0], "id") if own else None


def _below_township(unit: Record, by_id: Mapping[Any, Record], code: str, name: str) -> bool:
    seen = set[Any]()
    while (parent := (unit.get("parent") or {}).get("id")) in by_id and parent not in seen:
        seen.add(parent)
        unit = by_id[parent]
        if is_township(unit, code, name):
            return True
    return False


def _found(own: Sequence[Mapping[str, Any]], unit: Record, township: bool, code: str) -> int | None:
    for row in own:
        same_code = township and row.get("code") == code
        same_name = row.get("name") == unit.get("name") and row.get("kind") == unit.get("kind")
        root = unit.get("kind") == COUNTY_KIND and row.get("kind") == COUNTY_KIND
        if same_code or same_name or root:
            return int(row["id"])
    return None
