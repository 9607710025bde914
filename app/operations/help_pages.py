"""The pages of the help: all of them by title, and those in which some words stand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from app.domain.text import half_width
from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.operations.books import Book
    from app.reports.sheet import Sheet

FIRST = ("start", "keys", "import", "packet", "wall", "paper", "backup", "install", "bases")
LONGEST_LINE = 32


class Topic(NamedTuple):
    """One page: the name of its file, its title, its text in Markdown."""

    name: str
    title: str
    text: str


class Found(NamedTuple):
    """A page in which the words stand, and a line of it that holds one of them ("" where the title does)."""

    topic: Topic
    line: str


@cache
def topics() -> tuple[Topic, ...]:
    """Every page, those of everyday work first, then by title."""
    from app.operations import bases  # reads every register: not before somebody wants help

    made = [_topic(path.stem, path.read_text("utf-8")) for path in resource("help").glob("*.md")]
    made.append(Topic(bases.NAME, bases.TITLE, bases.page()))
    order = {name: place for place, name in enumerate(FIRST)}
    return tuple(sorted(made, key=lambda one: (order.get(one.name, len(order)), one.title)))


def topic(name: str) -> Topic:
    """A page by the name of its file; one that is not there has no text."""
    return next((one for one in topics() if one.name == name), Topic(name, "", ""))


def find(typed: str) -> list[Found]:
    """Pages that hold every word typed, those whose title does first; nothing typed means every page."""
    words = half_width(typed).casefold().split()
    named = [one for one in topics() if _named(one, words)]
    told = [one for one in topics() if one not in named and _holds(one.text, words)]
    return [Found(one, "") for one in named] + [Found(one, _line_with(one.text, words)) for one in told]


def card(book: Book, keys: Sequence[tuple[str, str, str]]) -> Sheet:
    """The quick card of one page; `keys` are key, name and what it does."""
    from app.reports.quick_card import quick_card

    return quick_card(keys, "练习" if book.info.practice else "")


def _topic(name: str, text: str) -> Topic:
    return Topic(name, text.partition("\n")[0].removeprefix("# ").strip(), text)


def _named(one: Topic, words: list[str]) -> bool:
    from app.storage.initials import initials

    ways = [one.title.casefold(), *initials(one.title).split()]
    return all(any(word in way for way in ways) for word in words)


def _holds(text: str, words: list[str]) -> bool:
    plain = half_width(text).casefold()
    return all(word in plain for word in words)


def _line_with(text: str, words: list[str]) -> str:
    for line in text.splitlines():
        plain = half_width(line).casefold()
        if at := next((plain.index(word) + 1 for word in words if word in plain), 0):
            clean = line.replace("*", "").replace("|", " ").strip("-# ")
            start = max(0, min(at - LONGEST_LINE // 2, len(clean) - LONGEST_LINE))
            return ("…" if start else "") + clean[start : start + LONGEST_LINE].strip()
    return ""
