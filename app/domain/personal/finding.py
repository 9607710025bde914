"""Everything personal in one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from re import Pattern, compile, escape

from app.domain.personal.found import NEVER_KEPT, Found, Kind, apart
from app.domain.personal.health import find_health
from app.domain.personal.minors import find_minors
from app.domain.personal.numbers import digits_of, find_numbers
from app.domain.personal.places import find_places
from app.domain.personal.plain import plain
from app.domain.personal.surnames import HAN, looks_like_a_person, name_at


@dataclass(frozen=True)
class Known:
    """What is known beside the text.

    `public` are telephones, addresses and names that everybody may read wherever they stand, `own` whatever belongs
    to the one person the paper is for. `names` are people who must not appear, `children` those of them who are
    under eighteen, `secrets` texts that must not be seen.
    """

    today: date
    public: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The telephones that may stand here, as bare digits."""
        return frozenset(number for text in self.public | self.own if len(number := digits_of(text)) >= 5)

    @cached_property
    def shortest_secret(self) -> int:
        """The length of the shortest secret, more than any text where there is none."""
        return min(map(len, self.secrets), default=1 << 30)

    @cached_property
    def first_signs(self) -> Pattern[str] | None:
        """What the names of people begin with, None where there are none."""
        return compile(f"[{''.join(map(escape, self.by_first))}]") if self.by_first else None

    @cached_property
    def by_first(self) -> dict[str, list[tuple[str, Kind]]]:
        """The people who must not appear by the first character of their names, the longest names first."""
        out: dict[str, list[tuple[str, Kind]]] = {}
        for name in sorted(self.names | self.children, key=len, reverse=True):
            kind = Kind.MINOR if name in self.children else Kind.NAME
            if (kind is Kind.MINOR or name not in self.public) and looks_like_a_person(name):
                out.setdefault(name[0], []).append((name, kind))
        return out


_SHORTEST_NUMBER = 11


def find(text: str, known: Known) -> list[Found]:
    """Every personal part of a text in its order, none over another."""
    if len(text) < 2:
        return []
    secret = list(_secrets(text, known)) if len(text) >= known.shortest_secret else []
    if len(text) < _SHORTEST_NUMBER and text.isascii() and "@" not in text and not secret:
        return []
    even = plain(text)
    numbers = find_numbers(even)
    found = [
        *secret,
        *(one for one in numbers if one.kind in NEVER_KEPT or not one.number or one.number not in known.numbers),
        *find_minors(even, known.today, numbers),
        *find_places(even),
        *find_health(even),
        *_names(text, known),
    ]
    if not found:
        return []
    free = [*_parts(text, known.public)]
    own = [*_parts(text, known.own)]
    return [
        replace(one, text=text[one.start : one.end])
        for one in apart(found)
        if not _within(one, own) and (one.kind in NEVER_KEPT or not _within(one, free))
    ]


def _within(one: Found, parts: Iterable[tuple[int, int]]) -> bool:
    return any(start <= one.start and one.end <= end for start, end in parts)


def _parts(text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    for part in known:
        start = text.find(part) if len(part) > 1 else -1
        while start >= 0:
            yield start, start + len(part)
            start = text.find(part, start + 1)


def _secrets(text: str, known: Known) -> Iterator[Found]:
    for secret in known.secrets:
        start = text.find(secret)
        while start >= 0:
            yield Found(Kind.SECRET, start, start + len(secret), secret)
            start = text.find(secret, start + len(secret))


def _names(text: str, known: Known) -> Iterator[Found]:
    first = known.first_signs
    for match in first.finditer(text) if first else ():
        start = match.start()
        for name, kind in known.by_first[match[0]]:
            if text.startswith(name, start) and not _of_a_longer_name(text, start, name):
                yield Found(kind, start, start + len(name), name)
                break


def _of_a_longer_name(text: str, start: int, name: str) -> bool:
    """焦裕 in 焦裕禄精神: somebody else."""
    end = start + len(name)
    return len(name) == 2 and end < len(text) and bool(HAN.match(text[end])) and name_at(text, start, strict=True) > end
