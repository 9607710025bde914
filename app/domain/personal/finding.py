"""Everything personal in one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.domain.personal.found import Found, Kind, apart
from app.domain.personal.health import find_health
from app.domain.personal.minors import find_minors
from app.domain.personal.numbers import digits_of, find_numbers
from app.domain.personal.places import find_places
from app.domain.personal.plain import plain
from app.domain.personal.surnames import HAN, looks_like_a_person, name_at


@dataclass(frozen=True)
class Known:
    """What is known beside the text.

    `public` are telephones, addresses and other texts that everybody may read wherever they stand, `names` people
    who must not appear, `secrets` texts that must not.
    """

    today: date
    public: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The public telephones as bare digits."""
        return frozenset(number for text in self.public if len(number := digits_of(text)) >= 5)

    @cached_property
    def by_first(self) -> dict[str, list[str]]:
        """The names of people by their first character, the longest first."""
        out: dict[str, list[str]] = {}
        for name in sorted(self.names, key=len, reverse=True):
            if name not in self.public and looks_like_a_person(name):
                out.setdefault(name[0], []).append(name)
        return out


def find(text: str, known: Known) -> list[Found]:
    """Every personal part of a text in its order, none over another."""
    if len(text) < 2:
        return []
    even = plain(text)
    numbers = find_numbers(even)
    found = [
        *_secrets(text, known.secrets),
        *(one for one in numbers if one.number not in known.numbers),
        *find_minors(even, known.today, numbers),
        *find_places(even),
        *find_health(even),
        *_names(text, known),
    ]
    if not found:
        return []
    open_parts = list(_public_parts(text, known.public))
    return [
        replace(one, text=text[one.start : one.end])
        for one in apart(found)
        if not any(start <= one.start and one.end <= end for start, end in open_parts)
    ]


def _public_parts(text: str, public: Iterable[str]) -> Iterator[tuple[int, int]]:
    for part in public:
        start = text.find(part) if len(part) > 1 else -1
        while start >= 0:
            yield start, start + len(part)
            start = text.find(part, start + 1)


def _secrets(text: str, secrets: Iterable[str]) -> Iterator[Found]:
    for secret in secrets:
        start = text.find(secret)
        while start >= 0:
            yield Found(Kind.SECRET, start, start + len(secret), secret)
            start = text.find(secret, start + len(secret))


def _names(text: str, known: Known) -> Iterator[Found]:
    by_first = known.by_first
    if not by_first:
        return
    for start, char in enumerate(text):
        for name in by_first.get(char, ()):
            if text.startswith(name, start) and not _of_a_longer_name(text, start, name):
                yield Found(Kind.NAME, start, start + len(name), name)
                break


def _of_a_longer_name(text: str, start: int, name: str) -> bool:
    """焦裕 in 焦裕禄精神: somebody else."""
    end = start + len(name)
    return len(name) == 2 and end < len(text) and bool(HAN.match(text[end])) and name_at(text, start, strict=True) > end
