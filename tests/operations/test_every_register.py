"""A filled blank workbook of every register comes in, and one undo takes it back: on the rows of the practice book."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.domain.fields import Attachment, Link, Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.ledgers import LEDGERS
from app.operations import books, exports, imports, records
from app.storage.book import Book
from app.storage.reading import Query
from tests.practice import TODAY, full_book

TRIES = 40


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder = tmp_path_factory.mktemp("每本 台账") / "账套"
    shutil.copytree(full_book(tmp_path_factory), folder)
    book = books.open_practice(folder / "示例乡.mz", today=TODAY)
    yield book
    book.close()


def still_open(book: Book, ledger: LedgerDef) -> int:
    """A header that may still get lines."""
    header = book.ledgers[ledger.header_register]
    rows = book.page(header.key, book.ids(header.key, Query()))
    return next(id_of(row, "id") or 0 for row in reversed(rows) if row.get("state") not in header.fixed_states)


def candidates(book: Book, ledger: LedgerDef) -> list[Row]:
    """Rows as they are when they are new, newest first."""
    rows = book.page(ledger.key, book.ids(ledger.key, Query()))
    fresh = [row for row in rows if ledger.first_state in (None, row.get("state"))]
    if ledger.parent:
        header = still_open(book, ledger)
        fresh = [*fresh, *({**row, ledger.parent: header} for row in rows)]
    return list(reversed(fresh or rows))[:TRIES]


def fill(book: Book, ledger: LedgerDef, row: Row, blank: Path, path: Path) -> None:
    """A copy of the blank workbook with one line as a clerk would type it; the header of a line by its title."""
    shown = records.shown(book, ledger, row) | {"remark": "照填报表录入"}
    workbook = openpyxl.load_workbook(blank)
    fields = [field for field in ledger.typed if not isinstance(field, Attachment)]
    for column, field in enumerate(fields, 1):
        text = shown[field.key]
        if isinstance(field, Link) and not field.many and (target := id_of(row, field.key)):
            text = book.title(field.register, target)
        workbook.worksheets[0].cell(3, column, text or None)
    workbook.save(path)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda each: each.key)
def test_a_filled_blank_workbook_comes_in_and_one_undo_takes_it_back(
    practice: Book, ledger: LedgerDef, tmp_path: Path
) -> None:
    before = practice.count(ledger.key, Query(voided=None))
    told: list[str] = []
    blank = exports.template(practice, ledger, tmp_path / f"{ledger.title} 填报表.xlsx")
    path = tmp_path / "已填.xlsx"
    for row in candidates(practice, ledger):
        fill(practice, ledger, row, blank, path)
        plan = imports.plan_import(practice, ledger, [path])
        told += [fault.message for fault in plan.faults]
        if plan.rows and plan.rows[0].good:
            break
    else:
        pytest.fail("没有一条能导入:" + ";".join(dict.fromkeys(told)))

    done = imports.carry_out(practice, plan)
    after = practice.count(ledger.key, Query(voided=None))
    undone = practice.undo(done.batch) if done.batch else None

    assert (plan.read, done.added + done.updated) == (1, 1)
    assert after - before >= done.added
    assert undone is not None
    assert practice.count(ledger.key, Query(voided=None)) == before
