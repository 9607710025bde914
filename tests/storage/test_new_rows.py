"""Many new rows at once are the very rows that are written one by one, with less to write."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.storage.book import Book
from app.storage.new_rows import NewRows
from app.storage.rows import row_hash
from tests.conftest import Places
from tests.storage.samples import PROBLEMS, problem


def test_columns_no_row_fills_are_left_out_and_those_of_one_row_are_not(book: Book, places: Places) -> None:
    table = book.tables["problem"]
    given = (problem(places), problem(places, amount_due=0, persons=[places.person]))
    rows = [table.filled_out(row, {"id": id, "row_version": 1}) for id, row in enumerate(given, 1)]

    statement, lines = NewRows(table, rows).to_insert()

    columns = statement.split('"')[3::2]
    assert set(columns) == {*problem(places), "id", "row_version", "amount_due", "persons"}
    assert [dict(zip(columns, line, strict=True))["amount_due"] for line in lines] == [None, 0]


@pytest.mark.parametrize("text", ["平常", '说"到"的', "一\\二", "一\n二", "全　角", "\x07"])
def test_the_hash_is_that_of_the_row_whatever_signs_it_holds(book: Book, places: Places, text: str) -> None:
    table = book.tables["problem"]
    row: Row = table.filled_out(problem(places, description=text), {"id": 7, "row_version": 1})

    new = NewRows(table, [row])

    assert new.hashes == [row_hash(row)]


def test_rows_written_in_several_goes_are_one_step_with_numbers_in_order(
    book: Book, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.writing._CHUNK", 2)

    with book.change("导入") as writer:
        ids = writer.save_many(PROBLEMS, [problem(places, amount_due=n or None) for n in range(5)])

    rows = book.rows("problem")
    assert [row["id"] for row in rows] == ids
    assert [row["amount_due"] for row in rows] == [None, 1, 2, 3, 4]
    assert [str(row["number"]).partition("〕")[2] for row in rows] == [f"{n}号" for n in range(1, 6)]
    assert [(step.label, step.rows) for step in book.steps(1)] == [("导入", 5)]
    book.undo()
    assert book.rows("problem") == []
