"""What the gate knows of the book: telephones everybody may read, people and secrets that must not appear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from app.domain.fields import Field, Sensitivity, Text
from app.domain.personal.finding import Known
from app.domain.personal.found import Found
from app.domain.rows import text_of
from app.ledgers.hotline import CONTACTS
from app.storage.book import Book

_BETWEEN_NAMES = re.compile(r"[、,,;;\s()()/]+")
_PUBLIC_OF_A_UNIT = ("phone", "mailbox", "address", "board")
MINOR = "minor"
"""What a field is called in which a register says that somebody is under eighteen."""
_SHORTEST_SECRET = 4
_MOST_SEEN = 20_000


@dataclass(frozen=True)
class _Kept:
    """What was known after a step of the book, for papers on walls and for those of the office."""

    step: int
    wall: Known
    office: Known
    seen: dict[bool, dict[str, list[Found]]] = field(default_factory=lambda: {True: {}, False: {}})


_KEPT: WeakKeyDictionary[Book, _Kept] = WeakKeyDictionary()


def known(book: Book, *, wall: bool, open_texts: Iterable[str] = ()) -> Known:
    """What is known for a paper; `open_texts` may stand on it: it is for the person herself, or a rule says so.

    Not even those let an identity number, a card or a child's name onto a wall. On walls no name out of a personal
    field may appear; papers of the office name people, but no secrets.
    """
    kept = _kept(book)
    more = frozenset(text for text in open_texts if text)
    if not more:
        return kept.wall if wall else kept.office
    return replace(kept.wall, public=kept.wall.public | more) if wall else replace(kept.office, own=more)


def seen(book: Book, *, wall: bool) -> dict[str, list[Found]]:
    """What was found in texts since the last step of the book: the same words stand on many sheets."""
    found = _kept(book).seen[wall]
    if len(found) > _MOST_SEEN:
        found.clear()
    return found


def _kept(book: Book) -> _Kept:
    step = next((one.id for one in book.steps(1)), 0)
    kept = _KEPT.get(book)
    if kept is None or kept.step != step or kept.wall.today != book.today():
        office = Known(book.today(), public=_public(book), secrets=frozenset(_texts(book, Sensitivity.SECRET)))
        kept = _KEPT[book] = _Kept(
            step, replace(office, names=frozenset(_names(book)), children=frozenset(_children(book))), office
        )
    return kept


def _public(book: Book) -> frozenset[str]:
    """Telephones and addresses of units and of 监督栏."""
    found = [text_of(row, key) for row in book.rows("unit") for key in _PUBLIC_OF_A_UNIT]
    found += [text_of(row, key) for row in book.rows("hotline") for key in (*CONTACTS, "address")]
    return frozenset(filter(None, found))


def _names(book: Book) -> Iterator[str]:
    """Names in personal fields: payees, applicants, recipients. Whoever is in 人员 acts for an office and is named."""
    officials = book.texts_in("person", "name")
    for text in _texts(book, Sensitivity.PERSONAL):
        yield from (name for name in _BETWEEN_NAMES.split(text) if name and name not in officials)


def _children(book: Book) -> Iterator[str]:
    """Names in rows that say of somebody 未成年人: 是."""
    for key in book.ledgers:
        fields = book.ledgers[key].by_key
        if MINOR in fields:
            names = [
                one.key for one in fields.values() if one.sensitivity is Sensitivity.PERSONAL and one.kind == "text"
            ]
            yield from (text_of(row, name) for row in book.rows(key, minor=1) for name in names)


def _texts(book: Book, sensitivity: Sensitivity) -> Iterator[str]:
    for key in book.ledgers:
        for one in book.ledgers[key].fields:
            if one.sensitivity is sensitivity and _is_running_text(one):
                for text in book.texts_in(key, one.key):
                    if sensitivity is not Sensitivity.SECRET or len(text) >= _SHORTEST_SECRET:
                        yield text


def _is_running_text(field: Field) -> bool:
    """A text a person types; numbers of identity and telephones are recognised wherever they stand."""
    return isinstance(field, Text) or field.kind == "long_text"
