"""Some columns of rows, without their declaration."""

from __future__ import annotations

import pytest

from app.ledgers import ledger
from app.operations import records
from app.storage.book import Book
from tests.conftest import Places


def test_columns_of_rows_that_have_these_values(book: Book, places: Places) -> None:
    both = book.pick("unit", ("id", "name"), kind=("村", "村民小组"))
    none = book.pick("unit", ("name",), parent=None)

    assert both == [(places.village, "青山村"), (places.group, "第3村民小组")]
    assert none == [("示例乡",)]


def test_equal_lines_may_be_asked_for_once_and_voided_rows_are_left_out(book: Book, places: Places) -> None:
    records.save(book, ledger("unit"), None, {"name": "白石村", "kind": "村", "parent": "示例乡"})
    records.void(book, ledger("unit"), places.group, "撤并")

    kinds = book.pick("unit", ("kind",), distinct=True)

    assert sorted(kinds) == [("乡镇",), ("村",)]


@pytest.mark.parametrize("name", ['name" OR 1=1 --', "", "村名", "a b"])
def test_a_name_that_is_no_plain_word_is_refused(book: Book, name: str) -> None:
    with pytest.raises(KeyError):
        book.pick("unit", (name,))
    with pytest.raises(KeyError):
        book.pick("unit", ("id",), **{name: 1})
