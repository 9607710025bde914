"""What is fuzzed: one declaration for each reader of something that may come from anywhere, and what counts as a find.

A reader may answer, or refuse with a Chinese sentence that a clerk understands. Anything else is a finding: a
traceback, a panic of a library, a sentence with a program's English in it, a changed file that is taken for the signed
one, too much time, too much memory.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.domain.faults import Told

Read = Callable[[Path], object]
Finish = Callable[[bytes, Random], bytes]
ANYTHING = object()


@dataclass(frozen=True)
class Bench:
    """A reader ready to run. `seeds` are good files by name; `signed` says that only what they mean may be accepted.

    `read` gives what a file means, or ANYTHING where that does not matter. `finish` makes a mutant deeper, as by
    signing it again. `told` are exceptions that are caught in the product itself and carry a sentence, as ValueError
    of the fields.
    """

    seeds: Mapping[str, bytes]
    read: Read
    signed: bool = False
    finish: Finish | None = None
    told: tuple[type[Exception], ...] = ()


@dataclass(frozen=True)
class Reader:
    """One way in: its name, what it reads, and how it is set up in a folder.

    `heavy` ones take whole books or key pairs: the suite leaves those to the command.
    """

    name: str
    what: str
    make: Callable[[Desk], Bench]
    heavy: bool = False


@dataclass
class Desk:
    """What benches are made on: an empty folder, and a county and a book that are only made where they are needed."""

    folder: Path
    empty: Path | None = None
    """A book with nothing in it, to be copied instead of made."""

    @cached_property
    def county(self) -> object:
        """A real county with its keys."""
        from tests.packet.packet_county import make_county

        return make_county(practice=False)

    @cached_property
    def book(self) -> object:
        """An open practice book with a few units and problems."""
        from tests.fuzz.office import small_book

        return small_book(self.folder / "账套", self.empty)

    def close(self) -> None:
        """Let go of the book, where one was made."""
        if "book" in self.__dict__:
            self.book.close()  # type: ignore[attr-defined]


class Outcome(NamedTuple):
    """What became of one input: "read", "refused" or "found"; `why` is the sentence or the traceback."""

    kind: str
    why: str = ""


_CHINESE = re.compile("[\u4e00-\u9fff]")
_QUOTED = re.compile("“[^”]*”|（[^）]*）", re.DOTALL)
# What programs say and clerks do not; headings and names out of the file itself may be in any language.
_PROGRAM = re.compile(
    r"\b(error|exception|traceback|none|invalid|expected|unexpected|codec|decode|object|attribute|argument|"
    r"can't|cannot|must be|out of range|not found|no such|failed)\b",
    re.IGNORECASE,
)


def judge(bench: Bench, path: Path, meanings: list[object]) -> Outcome:
    """Have one file read."""
    try:
        found = bench.read(path)
    except Told as told:
        return _sentence(told.message)
    except bench.told as told:
        return _sentence(str(told))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a library in Rust is no Exception
        return Outcome("found", "".join(traceback.format_exception(error)))
    if bench.signed and found not in meanings:
        return Outcome("found", f"a changed file was accepted as {found!r:.300}\n")
    return Outcome("read")


def _sentence(said: str) -> Outcome:
    plain = _QUOTED.sub("", said)
    odd = _PROGRAM.search(plain)
    if len(_CHINESE.findall(plain)) < 6 or odd:
        return Outcome("found", f"{said}\nNoClerkUnderstands: {odd[0] if odd else ''}\n")
    return Outcome("refused", said)


def meanings_of(bench: Bench, folder: Path) -> list[object]:
    """What the good files mean; each of them must be read."""
    found = []
    for name, data in bench.seeds.items():
        path = folder / name
        path.write_bytes(data)
        found.append(bench.read(path))
        path.unlink(missing_ok=True)
    return found


def place_of(why: str) -> str:
    """Where a finding comes from: the last line of ours in a traceback, with its kind; one finding a place."""
    lines = why.strip().splitlines()
    ours = [line.strip() for line in lines if '", line ' in line and ("/app/" in line or "/ui/" in line)]
    where = ours[-1].rpartition("/app/")[2] if ours else ""
    return f"{where} {lines[-1].partition(':')[0] if lines else ''}".strip()
