"""A month is counted from the rows that may still count: its figures are those of all rows, and few are read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from app.domain.days import Period
from app.domain.fields import Row, Value
from app.figures.counting import Place, count
from app.figures.event import Rows
from app.ledgers import ledger
from app.operations import books, monthly, travelling
from app.operations.books import Book
from app.storage.reading import Query
from tests.conftest import Places
from tests.practice import TODAY, full_book
from tests.storage.samples import PROBLEMS, problem

OCTOBER = Period.parse("2026-10")
LONG_AGO: Row = {"found_on": "2023-03-01", "state": "已销号", "closed_on": "2023-05-01"}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    folder = tmp_path_factory.mktemp("写满 账套") / "账套"
    shutil.copytree(full_book(tmp_path_factory), folder)
    with closing(books.open_practice(folder / "示例乡.mz", today=TODAY)) as book:
        yield book


def taken(book: Book, places: Places, *rows: Row) -> list[int]:
    """Problems as another book had them, in whatever state."""
    with book.change("并入问题") as writer:
        return writer.take_in(PROBLEMS, [problem(places, **row) for row in rows])


def test_the_figures_of_a_month_are_those_of_all_rows(full: Book) -> None:
    for period, campaign in ((OCTOBER, ""), (Period.parse("2025-12"), "2025-04-15")):
        assert count(monthly.rows_of(full), period, campaign) == count(Rows(full.rows), period, campaign)


def test_what_was_done_with_long_ago_is_not_read(full: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    select = Book.select

    def counted(book: Book, register: str, query: Query) -> list[Row]:
        rows = select(book, register, query)
        read.append(len(rows) if register == "finance_sheet" else 0)
        return rows

    monkeypatch.setattr(Book, "select", counted)

    count(monthly.rows_of(full), OCTOBER)

    assert 0 < sum(read) < full.count("finance_sheet") * 3 // 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"posted_from": "2026-10-09"}, "G60"),
        ({"verdict_on": "2026-10-09", "satisfied": 3}, "G71"),
        ({"closed_on": "2026-10-09"}, "G20"),
        ({"state": "整改中", "closed_on": None}, "G31"),
        ({"closed_on": None}, "G31"),
    ],
)
def test_an_old_problem_counts_where_something_happens_to_it(
    book: Book, places: Places, more: dict[str, Value], code: str
) -> None:
    taken(book, places, LONG_AGO, {**LONG_AGO, **more})

    found = count(monthly.rows_of(book), OCTOBER)

    assert found == count(Rows(book.rows), OCTOBER)
    assert sum(found[Place(code)].month.values()) > 0


def test_a_measure_done_after_its_problem_was_closed_counts(book: Book, places: Places) -> None:
    (old,) = taken(book, places, LONG_AGO)
    part: Row = {"problem": old, "content": "补公开", "unit": places.village, "done_on": "2026-10-20"}
    with book.change("录入措施") as writer:
        writer.save(ledger("problem_part"), part)

    found = count(monthly.rows_of(book), OCTOBER)

    assert found[Place("G41")].month == {("problem_part", 1): 1}


def test_nothing_last_year_is_no_answer_only_in_a_book_that_did_not_exist_then(book: Book, places: Places) -> None:
    young = count(monthly.rows_of(book), OCTOBER)
    taken(book, places, LONG_AGO)

    assert young[Place("G20")].ly is None
    assert count(monthly.rows_of(book), OCTOBER)[Place("G20")].ly == 0


def test_the_packet_of_a_month_carries_what_every_row_that_goes_says(full: Book) -> None:
    def goes(key: str, rows: Sequence[Row]) -> list[Row]:
        found = ledger(key)
        return [row for row in rows if travelling._goes(found, found.travels or travelling.Travel(), row, period)]

    for period in (OCTOBER, Period.parse("2025-12")):
        month = travelling.rows_of_month(full, period).rows
        for key in ("problem", "finance_sheet", "commitment", "affairs_item", "service_case", "power", "campaign"):
            assert month[key] == goes(key, full.rows(key)), key
