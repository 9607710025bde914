from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.fields import Day, Link, Money, Person, Text, Unit
from app.domain.ledger import LedgerDef, NumberRule, State
from app.ledgers import LEDGERS
from app.storage.backup import check_backup, restore_backup
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.schema import SCHEMA, column_type, columns_of, ledger_table
from tests.conftest import INFO, USERS, FixedClock
from tests.storage.samples import UNITS

GIFTS = LedgerDef(
    key="gift",
    title="礼品登记",
    fields=(
        Unit(key="unit", label="单位", required=True),
        Person(key="takers", label="收受人", many=True),
        Text(key="name", label="名称"),
        Money(key="worth", label="价值(元)"),
        Day(key="handed_in_on", label="上交日期"),
        Link(key="problem", label="相关问题", register="problem"),
    ),
    states=(State("登记"), State("上交", open=False)),
    number=NumberRule("{short}纪礼〔{year}〕{n}号", year_field="handed_in_on"),
    titled=lambda row, around: f"{row.get('number')} {row.get('name')}",
    unit_field="unit",
    period_field="handed_in_on",
)
WITH_GIFTS = SCHEMA.plus("m9001_gifts", lambda db: ledger_table(db, GIFTS.key, columns_of(GIFTS)))


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.key)
def test_migrated_table_is_the_declared_one(book: Book, ledger: LedgerDef) -> None:
    columns = {name: type_ for _, name, type_, *_ in book.all(f'PRAGMA table_info("{ledger.key}")')}
    foreign = {column: table for _, _, table, column, *_ in book.all(f'PRAGMA foreign_key_list("{ledger.key}")')}
    strict = book.one("SELECT strict FROM pragma_table_list WHERE name = ?", (ledger.key,))[0]

    assert set(columns) == set(book.tables[ledger.key].columns)
    for field in ledger.fields:
        plain, _, target = column_type(field).partition(" -> ")
        assert (columns[field.key], foreign.get(field.key, "")) == (plain, target), field.key
    assert strict == 1


def test_names_of_migrations_are_those_that_run(book: Book) -> None:
    registered = [migration.name for migration in SCHEMA.migrations()._migrations]

    assert tuple(registered) == SCHEMA.names
    assert [name for (name,) in book.all("SELECT name FROM _sqlite_migrations ORDER BY id")] == registered


def test_new_register_needs_one_migration_and_lives_fully(folder: Path, clock: FixedClock) -> None:
    path = folder / "示例乡.mz"
    book = Book.create(path, INFO, USERS, ledgers=(*LEDGERS, GIFTS), clock=clock, schema=WITH_GIFTS)
    with book.change("录入") as writer:
        unit = writer.save(UNITS, {"name": "青山村", "kind": "村"})
        ids = writer.save_many(
            GIFTS, [{"unit": unit, "name": f"茶叶{n}", "handed_in_on": "2026-11-02"} for n in range(3)]
        )

    assert [row["number"] for row in book.rows("gift")] == [f"示纪礼〔2026〕{n}号" for n in (1, 2, 3)]
    assert book.ids("gift", Query(find="茶叶1", units=(unit,))).tolist() == [ids[1]]
    assert book.choices("gift", "cy2")[0].id == ids[2]
    book.undo()
    assert book.count("gift") == 0
    book.close()


def test_older_book_is_upgraded_after_a_verified_backup(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock, ledgers=(*LEDGERS, GIFTS), schema=WITH_GIFTS)

    [backup] = (book_path.parent / "备份").iterdir()
    assert check_backup(backup).book_id == book.info.book_id
    assert book.count("gift") == 0
    assert any(b'"book.upgrade"' in body for body in book.log().bodies())
    book.close()


def test_upgraded_book_keeps_its_rows(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    with book.change("录入") as writer:
        id = writer.save(UNITS, {"name": "青山村", "kind": "村"})
    row = book.row("unit", id)
    book.close()

    book = Book.open(book_path, "clerk", clock=clock, ledgers=(*LEDGERS, GIFTS), schema=WITH_GIFTS)

    assert book.row("unit", id) == row
    assert (book.title("unit", id), book.check()) == ("青山村", [])
    book.close()


def test_interrupted_upgrade_leaves_the_old_book_and_its_backup(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    with book.change("录入") as writer:
        id = writer.save(UNITS, {"name": "青山村", "kind": "村"})
    book.close()

    def breaks(db: Any) -> None:
        ledger_table(db, GIFTS.key, columns_of(GIFTS))
        db.execute("UPDATE unit SET name = 'x'")
        raise MemoryError

    with pytest.raises(MemoryError):
        Book.open(book_path, "clerk", clock=clock, schema=SCHEMA.plus("m9001_gifts", breaks))

    old = Book.open(book_path, "clerk", clock=clock)
    assert (old.row("unit", id) or {})["name"] == "青山村"
    assert old.all("SELECT name FROM sqlite_schema WHERE name = 'gift'") == []
    old.close()
    [backup] = (book_path.parent / "备份").iterdir()
    restore_backup(backup, book_path.parent / "旧" / "示例乡.mz", clock=clock)
    copy = Book.open(book_path.parent / "旧" / "示例乡.mz", "clerk", clock=clock)
    assert copy.count("unit") == 1
    copy.close()


def test_importing_storage_does_not_load_the_heavy_libraries() -> None:
    program = (
        "import sys, app.storage.book; "
        "print([m for m in ('sqlite_utils', 'pypinyin', 'cryptography', 'openpyxl') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    assert out.stdout == "[]\n"
