"""What the program had shown as done before it was killed: a file beside the book, one line before and after each act.

A line is {"begin": {subject: state}} or {"done": {subject: state}}; a subject names one thing that can be looked up
again ("unit/青山村"), its state is whatever JSON holds, None for what is not there. A kill leaves every written line:
what the system was given it keeps.
"""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

State = Any
ANY = "*"  # what is being typed: the program keeps it by itself, now more of it and now less


class Told(NamedTuple):
    """What stood in a journal: the last state shown of each subject, the act under way, and a mistake of the work.

    `acts` counts what was shown as done.
    """

    shown: dict[str, State]
    under_way: dict[str, State]
    mistake: str
    acts: int = 0


class Journal:
    """Written by whoever is going to be killed."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @contextmanager
    def act(self, states: Mapping[str, State]) -> Iterator[None]:
        """One act: said before, and said again once the program has shown it as done."""
        self._write({"begin": states})
        yield
        self._write({"done": states})

    def shown(self, states: Mapping[str, State]) -> None:
        """Something the program has just shown, without an act of its own."""
        self._write({"done": states})

    def mistake(self) -> None:
        """The exception that ends the work, which no kill has caused."""
        self._write({"mistake": traceback.format_exc()})

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._handle, json.dumps(line, ensure_ascii=False).encode() + b"\n")


def read(path: Path) -> Told:
    """What a journal says; a journal that was never begun says nothing."""
    told = Told({}, {}, "")
    for text in path.read_text("utf-8").splitlines() if path.exists() else []:
        line = json.loads(text)
        if "mistake" in line:
            told = told._replace(mistake=line["mistake"])
        elif "begin" in line:
            told.under_way.clear()
            told.under_way.update(line["begin"])
        else:
            told.under_way.clear()
            told.shown.update(line["done"])
            told = told._replace(acts=told.acts + 1)
    return told


def lines_in(path: Path) -> int:
    """How many lines a journal has by now."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
