"""Headings nobody knows: which field they mean, said once by the clerk and remembered for every file of that layout."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.operations.import_columns import OUTER, SKIP, UnknownColumns, header_of, plain_heading
from app.storage.book import Book

_KEPT = "import_layout:"
_OF_UNIT = "import_unit:"


def mapping_of(book: Book, ledger: LedgerDef, headings: Sequence[str]) -> dict[str, str]:
    """What was said about a layout: field by plain heading; SKIP for columns to leave out."""
    kept = book.kept(_place(ledger, headings))
    return {str(key): str(value) for key, value in kept["mapping"].items()} if isinstance(kept, dict) else {}


def remember(book: Book, ledger: LedgerDef, headings: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep what a layout's unknown headings mean; what was said before about others of it stays.

    Raises:
        Refused: A field the register does not have; nothing is remembered.
    """
    able = {key for key, _ in targets(book, ledger)}
    if wrong := [heading for heading, key in mapping.items() if key not in able]:
        raise Refused(f"“{wrong[0]}”对应的项目不在{ledger.title}里。没有记住;请另选一项。", "E-FIELD")
    now = mapping_of(book, ledger, headings) | {plain_heading(name): key for name, key in mapping.items()}
    book.keep(_place(ledger, headings), {"headings": list(headings), "mapping": now})


def remember_all(book: Book, unknown: UnknownColumns, mapping: Mapping[str, str]) -> None:
    """Keep what was said about all layouts that were read together, and for the unit each file is named after."""
    for one in (unknown, *unknown.others):
        mine = {heading: mapping[heading] for heading in one.unknown}
        remember(book, one.ledger, one.headings, mine)
        if unit := _unit_in(book, one.file):
            place = f"{_OF_UNIT}{one.ledger.key}:{unit}"
            book.keep(place, {**(book.kept(place) or {}), **{plain_heading(name): key for name, key in mine.items()}})


def proposed(book: Book, unknown: UnknownColumns, heading: str) -> str:
    """What an unknown heading probably means: as said for its unit, for any other layout, or the label most alike."""
    able, name = dict(targets(book, unknown.ledger)), plain_heading(heading)
    unit = _unit_in(book, unknown.file)
    own = book.kept(f"{_OF_UNIT}{unknown.ledger.key}:{unit}") if unit else None
    if isinstance(own, dict) and own.get(name) in able:
        return str(own[name])
    for key in reversed(book.kept_keys(f"{_KEPT}{unknown.ledger.key}:")):
        if (meant := book.kept(key)["mapping"].get(name)) in able:
            return str(meant)
    labels = {plain_heading(label): key for key, label in able.items() if key != SKIP}
    near = difflib.get_close_matches(name, labels, n=1, cutoff=0.6)
    return labels[near[0]] if near else ""


def _unit_in(book: Book, file: str) -> int:
    """The unit a file is named after, the longest name that stands in it; 0 for none."""
    named = [(len(one.title), one.id) for one in book.choices("unit", limit=500) if one.title and one.title in file]
    return max(named)[1] if named else 0


def labels_of(book: Book, ledger: LedgerDef) -> set[str]:
    """Headings of all layouts that were explained: they help to find the row of headings."""
    return {heading for kept in _layouts(book, ledger) for heading in kept}


def targets(book: Book, ledger: LedgerDef) -> list[tuple[str, str]]:
    """What a column may be: key and label of every field, of what names the header of a line, and leaving it out."""
    found = [(SKIP, "不导入这一列")]
    if header := header_of(ledger, book.ledgers):
        found += [(f"{OUTER}{key}", header.by_key[key].label) for key in header.identity]
    fields = (field for field in ledger.typed if field.kind != "attachment" and field.key != ledger.parent)
    return [*found, *((field.key, field.label) for field in fields)]


def _layouts(book: Book, ledger: LedgerDef) -> Iterator[list[str]]:
    for key in book.kept_keys(f"{_KEPT}{ledger.key}:"):
        kept = book.kept(key)
        if isinstance(kept, dict):
            yield [str(heading) for heading in kept["headings"]]


def _place(ledger: LedgerDef, headings: Sequence[str]) -> str:
    """A layout is the set of its headings: their order and spaces do not matter."""
    text = "\n".join(sorted({plain_heading(heading) for heading in headings} - {""}))
    return f"{_KEPT}{ledger.key}:{sha256(text.encode()).hexdigest()[:16]}"
