"""A real township and a real county with its root, made once and copied: strong keys take their time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from app.operations import books, certificates, enrolment, issuing, setup
from app.operations.books import Book, BookInfo, NewUser
from app.storage.core import COUNTY
from tests.made_once import keys_from_stock

CODE, TOWNSHIP, COUNTY_NAME = "330182001", "示例乡", "示例县"
CLERK, SECRETARY = ("王芳", "heshui-yu-tianqing"), ("李强", "dongfang-you-hong")
HEAD, DESK = ("head", "gaoshan-liushui-1"), ("desk", "mingyue-songjian-2")
COUNTY_PEOPLE = (NewUser(HEAD[0], "周正", "secretary", HEAD[1]), NewUser(DESK[0], "吴敏", "clerk", DESK[1]))


@dataclass
class Both:
    """The two books and a stick between them; a book is open as one person at a time."""

    folder: Path

    @property
    def stick(self) -> Path:
        """What is carried."""
        return self.folder / "U 盘"

    def township(self, who: tuple[str, str] = CLERK) -> Book:
        """The township's book, open."""
        return books.open_book(self.folder / "乡" / "示例乡.mz", *who)

    def county(self, who: tuple[str, str] = HEAD) -> Book:
        """The county's book, open."""
        return books.open_book(self.folder / "县" / "示例县.mz", *who)

    def ask(self, who: tuple[str, str] = CLERK, *, anew: bool = False) -> enrolment.Requested:
        """A request on the stick."""
        book = self.township(who)
        try:
            return enrolment.request(book, self.stick, who[1], anew=anew)
        finally:
            book.close()

    def issue(self, asked: enrolment.Requested) -> issuing.Issued:
        """The county's answer on the stick."""
        book = self.county()
        try:
            return issuing.issue(book, asked.path, self.stick, HEAD[1], groups="" if asked.renews else asked.groups)
        finally:
            book.close()

    def load(self, path: Path, who: tuple[str, str] = CLERK, groups: str = "") -> enrolment.Loaded:
        """The answer taken into the township's book."""
        book = self.township(who)
        try:
            return enrolment.load(book, path, groups=groups)
        finally:
            book.close()

    def enrol(self, who: tuple[str, str] = CLERK) -> enrolment.Loaded:
        """All of it for one person."""
        return self.load(self.issue(self.ask(who)).path, who)


@cache
def _made() -> Path:
    folder = Path(mkdtemp(prefix="enrolled-"))
    people = setup.people_from([CLERK, SECRETARY])
    setup.init(folder / "乡" / "示例乡.mz", setup.Place(TOWNSHIP, CODE, COUNTY_NAME), people)
    info = BookInfo(COUNTY_NAME, "330182", COUNTY_NAME, "示", kind=COUNTY)
    book = books.create_book(folder / "县" / "示例县.mz", info, COUNTY_PEOPLE)
    certificates.found_county(book, HEAD[1])
    book.close()
    return folder


def both_in(folder: Path) -> Iterator[Both]:
    """Fresh copies of the two books."""
    with pytest.MonkeyPatch.context() as once:
        keys_from_stock(once, "enrolled")
        _made()
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    made = Both(folder)
    made.stick.mkdir()
    yield made
