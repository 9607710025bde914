"""Everything personal in one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.domain.personal.found import Found, Kind, apart
from app.domain.personal.health import find_health
from app.domain.personal.minors import find_minors
from app.domain.personal.numbers import digits_of, find_numbers
from app.domain.personal.places import find_places
from app.domain.personal.surnames import HAN, looks_like_a_person, name_at


@dataclass(frozen=True)
class Known:
    """What is known beside the text.

    `public` are telephones everybody may read, `names` people who must not appear, `secrets` texts that must not,
    `allowed` texts that may stand here whole: the paper is for the person herself.
    """

    today: date
    public: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The public telephones and allowed numbers as bare digits."""
        return frozenset(filter(None, map(digits_of, (*self.public, *self.allowed))))

    @cached_property
    def by_first(self) -> dict[str, list[str]]:
        """The names of people by their first character, the longest first."""
        out: dict[str, list[str]] = {}
        for name in sorted(self.names, key=len, reverse=True):
            if looks_like_a_person(name):
                out.setdefault(name[0], []).append(name)
        return out


def find(text: str, known: Known) -> list[Found]:
    """Every personal part of a text in its order, none over another."""
    if len(text) < 2:
        return []
    numbers = [one for one in find_numbers(text, known.numbers) if one.number not in known.numbers]
    found = [
        *_secrets(text, known.secrets),
        *numbers,
        *find_minors(text, known.today, numbers),
        *find_places(text),
        *find_health(text),
        *_names(text, known),
    ]
    return [one for one in apart(found) if one.text not in known.allowed]


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
    """焦裕 in 焦裕禄: somebody else."""
    end = start + len(name)
    return len(name) == 2 and end < len(text) and bool(HAN.match(text[end])) and name_at(text, start, strict=True) > end
