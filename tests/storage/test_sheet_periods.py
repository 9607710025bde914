"""The first page asks which periods and units have finance sheets: an index answers, the sheets are not read."""

from __future__ import annotations

import pytest

from app.operations.books import Book


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ('SELECT min("period") FROM "finance_sheet" WHERE voided = 0', "finance_sheet_periods"),
        ('SELECT DISTINCT "unit" FROM "finance_sheet" WHERE voided = 0 AND "level" = ?', "finance_sheet_levels"),
    ],
)
def test_what_the_first_page_asks_of_the_sheets_is_answered_by_an_index(book: Book, asked: str, index: str) -> None:
    plan = book.all(f"EXPLAIN QUERY PLAN {asked}", ("组级",) if "?" in asked else ())

    assert f"USING COVERING INDEX {index}" in plan[0][3]
