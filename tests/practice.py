"""The practice county and township, made once for a whole run: every process of the run finds what another made."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.operations import books, demo, monthly
from app.operations.demo_content import township_content
from app.storage.core import BookInfo
from app.storage.keyfile import NewUser
from tests.made_once import once

TODAY = date(2026, 11, 22)
SAID = "steps.json"
USERS = (
    NewUser("clerk", "王芳", "clerk", "practice-1"),
    NewUser("secretary", "李强", "secretary", "practice-2"),
)


def practice_books(factory: pytest.TempPathFactory) -> Path:
    """Both books, a stick and a packet as of 22 November 2026."""
    return once(factory, "练习 资料", _make) / "练习"


def practice_steps(factory: pytest.TempPathFactory) -> list[tuple[int, int, str]]:
    """What was said while they were made: steps done, steps in all, what comes now."""
    return [
        (done, total, what) for done, total, what in json.loads((practice_books(factory).parent / SAID).read_text())
    ]


def full_book(factory: pytest.TempPathFactory) -> Path:
    """A book 示例乡.mz with the practice rows of 22 November 2026, the reports counted, in a folder of its own."""
    return once(factory, "写满 账套", _fill)


def _fill(folder: Path) -> None:
    info = BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
    with closing(books.create_book(folder / "示例乡.mz", info, list(USERS), today=TODAY)) as book:
        demo.write_content(book, township_content(1, TODAY))
        monthly.keep_as_sent(book)


def _make(folder: Path) -> None:
    said: list[tuple[int, int, str]] = []
    demo.make_demo(folder / "练习", today=TODAY, progress=lambda *step: said.append(step))
    (folder / SAID).write_text(json.dumps(said))
