"""A practice township with a few rows and two people who can sign, and a way to run one command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.ledgers import ledger
from app.operations import books, identities, records
from app.operations.books import Book, BookInfo, NewUser

TODAY = "2026-11-22"
INFO = BookInfo("示例乡", "330182001", "示例县", "示", practice=True)
USERS = (NewUser("clerk", "张三", "clerk", "practice-clerk-1"), NewUser("sec", "李四", "secretary", "practice-sec-1"))
PROBLEM = (
    "unit=青山村",
    "discovery=群众提",
    "category=2.2",
    "description=集体山林发包收入三千元没有入账",
    "lead=王伟",
    "found_on=2026-10-12",
    "deadline=2026-11-30",
    "amount_involved=3,000",
)


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The promised error."""
        return self.json["error"]


Run = Callable[..., Ran]


def fill(book: Book) -> None:
    """Three units, a person and a finance sheet with two lines."""
    for texts in (
        {"name": "示例乡", "kind": "乡镇", "short": "示", "phone": "0571-5550001"},
        {"name": "青山村", "kind": "村", "parent": "示例乡"},
        {"name": "第3村民小组", "kind": "村民小组", "parent": "青山村"},
    ):
        records.save(book, ledger("unit"), None, texts)
    person = {"name": "王伟", "unit": "青山村", "post": "村委会主任", "level": "村(社区)干部"}
    records.save(book, ledger("person"), None, person)
    sheets, lines = ledger("finance_sheet"), ledger("finance_line")
    header = records.save(book, sheets, None, {"unit": "青山村", "period": "2026Q3", "opening": "1,000"})
    typed = (("1", "2026-07-01", "2.02", "发包", "300"), ("2", "2026-08-02", "3.04", "纸张", "50.5"))
    keys = ("seq", "on_day", "item", "purpose", "amount")
    edits = [records.LineEdit(None, dict(zip(keys, texts, strict=True))) for texts in typed]
    assert not records.save_lines(book, sheets, header.id, lines, edits).faults


@pytest.fixture(scope="session")
def _practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: keys take their time."""
    folder = tmp_path_factory.mktemp("practice")
    book = books.create_book(folder / "township.mz", INFO, USERS, today=date.fromisoformat(TODAY))
    fill(book)
    now = books.clock()()
    people = [identities.Person(user.login, user.role, user.name, user.password) for user in USERS]
    identities.enrol(book, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    book.close()
    return folder


@pytest.fixture
def practice(tmp_path: Path, _practice: Path) -> Path:
    """The township's practice book, in a folder of its own."""
    folder = tmp_path / "练习 文件夹"
    shutil.copytree(_practice, folder)
    return folder / "township.mz"


@pytest.fixture
def run(practice: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the practice book on a fixed day."""

    def carry(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main(["--today", TODAY, "--book", str(practice), *map(str, arguments)])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return carry


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as it is typed."""

    def carry(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([*map(str, arguments)])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return carry


@pytest.fixture
def problem(run: Run) -> int:
    """The id of a registered problem."""
    done = run("add", "problem", *PROBLEM, "--json")
    assert done.code == 0, done.err
    return int(done.json["id"])
