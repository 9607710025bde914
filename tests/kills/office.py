"""The office in which the work is done that gets killed: its book, its workbook, its stick; copied for every try."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl

from app import keys
from app.ledgers import ledger
from app.operations import backups, books, records, second_place
from app.operations.books import Book, NewUser
from tests.conftest import INFO

TODAY = date(2026, 11, 22)
OWN = "杏花春雨江南七八九十"
PEOPLE = (NewUser("clerk", "张三", "clerk", OWN), NewUser("secretary", "李四", "secretary", "铁马秋风塞北九十一二"))
HEAD = ("单位", "发现日期", "问题来源", "类别", "存在问题", "责任领导", "整改时限", "涉及金额(元)")
IMPORTED = 40  # rows of the workbook
FOUND = {
    "unit": "青山村",
    "found_on": "2026-11-01",
    "discovery": "群众提",
    "category": "2.2",
    "lead": "王伟",
    "deadline": "2026-12-01",
}
OLD = "m0046_amendment"  # the last migration of the book that is upgraded


class Office:
    """One computer: everything of it lies in one folder, the program's own home too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def book(self) -> Path:
        """The book that is worked on."""
        return self.folder / "账套" / "示例乡.mz"

    @property
    def practice(self) -> Path:
        """The folder of the practice county and township."""
        return self.folder / "练习"

    @property
    def workbook(self) -> Path:
        """A workbook of the villages."""
        return self.folder / "问题 台账.xlsx"

    @property
    def stick(self) -> Path:
        """The stick that is in."""
        return self.folder / "U盘"

    @property
    def journal(self) -> Path:
        """What was shown as done."""
        return self.folder / "journal.jsonl"

    def enter(self) -> None:
        """This process works here from now on."""
        os.environ["MINGZHANG_HOME"] = str(self.folder / "家 目录")

    def open(self) -> Book:
        """The book, as its clerk."""
        return books.open_book(self.book, "clerk", OWN, today=TODAY)

    def copy(self, folder: Path) -> Office:
        """Another office, the same in everything; settings that name a path name the new one."""
        shutil.copytree(self.folder, folder)
        for file in (folder / "家 目录").glob("**/settings.json"):
            file.write_text(file.read_text("utf-8").replace(str(self.folder), str(folder)), "utf-8")
        return Office(folder)


def make(folder: Path, kind: str) -> Office:
    """The office as a kind of work needs it."""
    office = Office(folder)
    office.stick.mkdir(parents=True)
    office.enter()
    keys.STANDARD_PARAMS = keys.KdfParams(m=64 << 10, t=1, p=4)  # the passwords are not what is tried here
    if kind == "packet":
        from app.operations import demo

        demo.make_demo(office.practice, today=TODAY)
        return office
    if kind == "migration":
        _older_book(office)
        return office
    book = books.create_book(office.book, replace(INFO, practice=False), PEOPLE, today=TODAY)
    _first_rows(book)
    if kind in ("backup", "restore"):
        second_place.choose(office.stick)
    if kind == "import":
        _workbook(office.workbook)
    if kind == "restore":
        backups.back_up(book, _backups_of(office))
        records.save(book, ledger("unit"), None, {"name": "后来的村", "kind": "村"})
        _with_photo(book, office)
    books.close_book(book) if kind == "backup" else book.close()
    return office


def _backups_of(office: Office) -> Path:
    from app import paths

    folder = paths.backups()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _first_rows(book: Book) -> None:
    save = partial(records.save, book)
    save(ledger("unit"), None, {"name": "青山村", "kind": "村"})
    save(ledger("person"), None, {"name": "王伟", "unit": "青山村", "post": "村委会主任", "level": "村(社区)干部"})
    save(ledger("problem"), None, {**FOUND, "description": "第一件"})


def _with_photo(book: Book, office: Office) -> None:
    proof = office.folder / "收据.txt"
    proof.write_text("收到 3000 元", "utf-8")
    records.add_file(book, ledger("problem"), 1, "proof", proof)


def _workbook(path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    page.append(HEAD)
    for number in range(1, IMPORTED + 1):
        page.append(
            ["青山村", "2026.11.1", "群众提", "2.2", f"导入的第{number}件没有公开", "王伟", "30天", 100 * number]
        )
    made.save(path)


def _older_book(office: Office) -> None:
    """A book of an earlier release: the migrations after OLD are not there yet."""
    from sqlite_utils import Migrations

    from app.storage.book import Book as Stored
    from app.storage.schema import SCHEMA, Schema

    names = SCHEMA.names[: SCHEMA.names.index(OLD) + 1]

    def earlier() -> Migrations:
        every = SCHEMA.load()
        some = Migrations(every.name)
        some._migrations.extend(one for one in every._migrations if one.name in names)
        return some

    office.book.parent.mkdir(parents=True)
    book = Stored.create(office.book, replace(INFO, practice=False), PEOPLE, schema=Schema(names, earlier))
    with book.change("录入") as writer:
        for number in range(20):
            writer.save(ledger("unit"), {"name": f"第{number}村", "kind": "村"})
    book.close()
