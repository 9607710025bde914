"""One book for all years: a new year needs no closing; balances come over, numbers begin anew."""

from __future__ import annotations

from app.domain.days import Period
from app.ledgers import ledger
from app.operations import lists, records
from app.operations.books import Book
from app.storage.reading import Query
from tests.conftest import Places

SHEET, PROBLEM = ledger("finance_sheet"), ledger("problem")


def a_problem(book: Book, found_on: str) -> str:
    texts = {
        "unit": "青山村",
        "found_on": found_on,
        "discovery": "群众提",
        "category": PROBLEM.by_key["category"].leaves[0].label,
        "description": f"{found_on} 补贴名单张贴不足七天",
        "lead": "王伟",
        "deadline": "2026-12-20",
    }
    return records.save(book, PROBLEM, None, texts).number


def test_the_balance_of_the_last_quarter_opens_the_first_of_the_next_year(book: Book, places: Places) -> None:
    records.save(book, SHEET, None, {"unit": "青山村", "period": "2025Q4", "opening": "1,234.56"})

    saved = records.save(book, SHEET, None, {"unit": "青山村", "period": "2026Q1"})

    assert saved.row["opening"] == 123456


def test_numbers_begin_anew_with_the_year_and_old_years_are_still_a_list(book: Book, places: Places) -> None:
    numbers = [a_problem(book, day) for day in ("2025-12-30", "2026-01-05", "2026-01-06")]

    old = book.page("problem", lists.ids(book, PROBLEM, Query(period=Period.year(2025))))

    assert numbers == ["示纪问〔2025〕1号", "示纪问〔2026〕1号", "示纪问〔2026〕2号"]
    assert [row["number"] for row in old] == ["示纪问〔2025〕1号"]
