"""Registers for clerk and secretary only: for anybody else every door to them is shut, and says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import main as cli
from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import (
    checks,
    dossier,
    exports,
    imports,
    letters,
    lists,
    papers,
    records,
    related,
    sheets,
)
from app.operations.todo import todo
from app.storage.book import Book
from app.storage.keyfile import NewUser
from app.storage.pages import NOT_SHOWN
from tests.conftest import INFO, FixedClock
from tests.operations.clerk import PROBLEM, found

CLUE, COMPLAINT = ledger("clue"), ledger("complaint")
SHUT = ("clue", "complaint", "transfer")
PEOPLE = (
    NewUser("clerk", "张三", "clerk", "practice-clerk-1"),
    NewUser("secretary", "李四", "secretary", "practice-secretary-1"),
    NewUser("reader", "赵六", "reader", "practice-reader-1"),
)


@pytest.fixture
def path(folder: Path, clock: FixedClock) -> Path:
    """A book with a clue that a problem points to, an overdue complaint, and a reader among its people."""
    made = folder / "三人.mz"
    book = Book.create(made, INFO, PEOPLE, clock=clock)
    units, people = ledger("unit"), ledger("person")
    with book.change("录入") as writer:
        top = writer.save(units, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        village = writer.save(units, {"name": "青山村", "kind": "村", "parent": top})
        person = writer.save(people, {"name": "王伟", "unit": village, "post": "主任", "level": "村(社区)干部"})
        clue: Row = {"unit": village, "persons": [person], "received_on": "2026-10-01", "source": "信访"}
        clue_id = writer.save(CLUE, {**CLUE.blank(records.reading(book)), **clue})
        complaint: Row = {"unit": village, "received_on": "2026-08-01", "due_on": "2026-09-01"}
        writer.save(COMPLAINT, {**COMPLAINT.blank(records.reading(book)), **complaint})
    problem = found(book)
    with book.change("关联") as writer:
        writer.save(PROBLEM, {"id": problem.id, "clue": clue_id})
    book.close()
    return made


@pytest.fixture
def reader(path: Path, clock: FixedClock) -> Iterator[Book]:
    book = Book.open(path, "reader", clock=clock)
    yield book
    book.close()


@pytest.fixture
def clerk(path: Path, clock: FixedClock) -> Iterator[Book]:
    book = Book.open(path, "clerk", clock=clock)
    yield book
    book.close()


@pytest.mark.parametrize("register", SHUT)
def test_the_menu_and_the_way_by_name_leave_it_out(reader: Book, register: str) -> None:
    offered = {place.key for places in lists.menu(reader).values() for place in places}
    named = {place.key for place in lists.places_named(reader, ledger(register).title)}

    assert register not in offered | named
    assert "problem" in offered
    assert reader.may_read("problem")


DOORS: dict[str, Callable[[Book, Path], object]] = {
    "list": lambda book, _: lists.ids(book, CLUE),
    "rows": lambda book, _: lists.page(book, CLUE, [1]),
    "count": lambda book, _: lists.count(book, CLUE),
    "history": lambda book, _: records.history(book, CLUE, 1),
    "new": lambda book, _: records.save(book, CLUE, None, {"unit": "青山村"}),
    "typing": lambda book, _: records.check_row(book, CLUE, 1, {}),
    "recent": lambda book, _: records.recent_texts(book, CLUE, "remark", "转"),
    "void": lambda book, _: records.void(book, CLUE, 1, "不要了"),
    "sheet": lambda book, _: exports.sheet_of_register(book, CLUE),
    "export": lambda book, out: exports.export_register(book, CLUE, None, out / "线索.xlsx"),
    "import": lambda book, out: imports.plan_import(book, CLUE, [out / "没有.xlsx"]),
    "check": lambda book, _: checks.check(book, "clue"),
    "letter": lambda book, _: letters.drafts(book, "clue", [1]),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_is_shut_with_one_sentence_and_nothing_is_written(reader: Book, folder: Path, door: str) -> None:
    before, there = reader.log().size, set(folder.iterdir())

    with pytest.raises(Refused, match="只有经办人和纪委书记能看") as refused:
        DOORS[door](reader, folder)

    assert refused.value.code == "E-READERS"
    assert reader.log().size == before
    assert set(folder.iterdir()) == there


def test_papers_of_its_rows_cannot_be_printed(reader: Book) -> None:
    for register in SHUT:
        for paper in ledger(register).papers:
            with pytest.raises(Refused, match="只有经办人和纪委书记能看"):
                papers.build(reader, ledger(register), paper.key, [1])
            with pytest.raises(Refused, match="只有经办人和纪委书记能看"):
                sheets.make_sheet(reader, paper.key, ids=[1])


def test_search_pickers_panel_checks_and_waiting_lines_leave_it_out(reader: Book) -> None:
    hits = {hit.register for hit in lists.find_everywhere(reader, "青山村")}
    waiting = todo(reader)

    assert "problem" in hits
    assert not hits & set(SHUT)
    assert lists.choices(reader, "clue") == []
    assert not {one.register for one in related.related(reader, PROBLEM, 1)} & set(SHUT)
    assert not {line.register for line in checks.check(reader)} & set(SHUT)
    assert not {line.register for line in (*waiting.overdue, *waiting.due_soon)} & set(SHUT)
    assert waiting.counts["overdue"] == len(waiting.overdue)
    with pytest.raises(ValueError, match="没有权限"):
        reader.find("clue", "1")


def test_a_row_that_points_there_does_not_say_where_to(reader: Book) -> None:
    row = lists.page(reader, PROBLEM, [1])[0]

    shown = records.shown(reader, PROBLEM, row)

    assert shown["clue"] == NOT_SHOWN
    assert NOT_SHOWN in str(lists.titles(reader, PROBLEM, [row]))


def test_the_page_of_a_unit_leaves_it_out_and_says_so(reader: Book) -> None:
    seen = dossier.dossier(reader, "unit", 2)

    assert not {group.register for group in seen.groups} & set(SHUT)
    assert seen.hidden == len(SHUT)


def test_the_clerk_sees_all_of_it(clerk: Book) -> None:
    seen = dossier.dossier(clerk, "unit", 2)
    hits = {hit.register for hit in lists.find_everywhere(clerk, "青山村")}

    assert {"clue", "complaint"} <= {group.register for group in seen.groups} & hits
    assert seen.hidden == 0
    assert ("clue", 1) in {(one.register, one.id) for one in related.related(clerk, PROBLEM, 1)}
    assert "complaint" in {line.register for line in todo(clerk).overdue}


@pytest.mark.parametrize("words", [("list", "clue"), ("show", "clue", "1"), ("history", "clue", "1")])
def test_the_command_line_is_shut_too(path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code = cli(["--book", str(path), "--user", "reader", *words])

    assert code == 1
    assert "只有经办人和纪委书记能看" in capsys.readouterr().err


def test_the_command_that_names_registers_leaves_them_out(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["--book", str(path), "--user", "reader", "registers"]) == 0

    keys = {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}
    assert "problem" in keys
    assert not keys & set(SHUT)
