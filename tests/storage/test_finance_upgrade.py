"""A book from before the classes, account sets and special sheets opens, and its sheets are worked out as ever."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import records
from app.storage.book import Book
from app.storage.migrations import steps
from app.storage.schema import SCHEMA, Schema
from tests.conftest import INFO, USERS, FixedClock
from tests.storage.samples import UNITS

if TYPE_CHECKING:
    from sqlite_utils import Migrations

# what closes a month is asked at every change, so that the book of then has it from the start
BEFORE = (*SCHEMA.names[: SCHEMA.names.index("m0020_finance_classes")], "m0045_closing")
SHEET_COLUMNS = ("unit", "period", "level", "publisher", "opening", "income_total", "expense_total", "closing")
LINE_COLUMNS = ("sheet", "seq", "on_day", "item", "direction", "purpose", "amount", "payee", "voucher")


def older(definition: LedgerDef, columns: tuple[str, ...]) -> LedgerDef:
    """A register as it was declared then."""
    fields = tuple(field for field in definition.fields if field.key in columns)
    children = tuple(key for key in definition.children if key == "finance_line")
    return replace(definition, fields=fields, children=children, rules=(), derive=None, raises=(), clocks=(), due=None)


OLD_SHEETS = older(ledger("finance_sheet"), SHEET_COLUMNS)
OLD_LINES = older(ledger("finance_line"), LINE_COLUMNS)


def old_steps() -> Migrations:
    from sqlite_utils import Migrations

    known = Migrations(steps.name)
    known._migrations.extend(one for one in steps._migrations if one.name in BEFORE)
    return known


@pytest.fixture
def old_path(folder: Path, clock: FixedClock) -> Path:
    """A book of the schema before, with three quarters of a village and one of its group."""
    path = folder / "示例乡 旧.mz"
    schema = Schema(BEFORE, old_steps)
    with closing(
        Book.create(path, INFO, USERS, ledgers=(UNITS, OLD_SHEETS, OLD_LINES), clock=clock, schema=schema)
    ) as book:
        with book.change("录入单位") as writer:
            town = writer.save(UNITS, {"name": "示例乡", "kind": "乡镇"})
            village = writer.save(UNITS, {"name": "青山村", "kind": "村", "parent": town})
            group = writer.save(UNITS, {"name": "第3村民小组", "kind": "村民小组", "parent": village})
        for place, period in enumerate(("2025Q4", "2026Q1", "2026Q2")):
            row = {"unit": village, "period": period, "opening": 100 * place, "income_total": 300, "expense_total": 200}
            with book.change("录入财务公开") as writer:
                writer.save(OLD_SHEETS, {**row, "closing": 100 * place + 100, "state": "草稿"})
        with book.change("录入组级") as writer:
            writer.save(OLD_SHEETS, {"unit": group, "period": "2026-06", "opening": 5, "closing": 5})
        with book.change("改期初") as writer:
            writer.save(OLD_SHEETS, {"id": 3, "opening": 250})
    return path


def test_old_sheets_get_their_account_set_kind_and_year_so_far(old_path: Path, clock: FixedClock) -> None:
    with closing(Book.open(old_path, "clerk", clock=clock, ledgers=LEDGERS)) as book:
        sheets = book.rows("finance_sheet")

        assert [(row["account_set"], row["period_kind"]) for row in sheets] == [
            ("合账", "季度"),
            ("合账", "季度"),
            ("合账", "季度"),
            ("村民小组", "月度"),
        ]
        assert [(row["ytd_income"], row["ytd_expense"]) for row in sheets[:3]] == [(300, 200), (300, 200), (600, 400)]
        assert [row["opening"] for row in sheets] == [0, 100, 250, 5]
        assert (book.count("finance_entry"), book.check()) == (0, [])


def test_the_next_sheet_carries_on_from_an_old_one(old_path: Path, clock: FixedClock) -> None:
    with closing(Book.open(old_path, "clerk", clock=clock, ledgers=LEDGERS)) as book:
        made = records.save(book, ledger("finance_sheet"), None, {"unit": "青山村", "period": "2026Q3"})

        assert (made.row["opening"], made.row["account_set"], made.row["ytd_income"]) == (300, "合账", 600)


def test_steps_before_the_upgrade_can_still_be_taken_back(old_path: Path, clock: FixedClock) -> None:
    with closing(Book.open(old_path, "clerk", clock=clock, ledgers=LEDGERS)) as book:
        changed = book.undo()
        back = (book.row("finance_sheet", 3) or {})["opening"]
        book.undo()
        book.undo()

        assert (changed.restored, changed.kept, back) == (1, [], 200)
        assert [row["id"] for row in book.rows("finance_sheet")] == [1, 2]
