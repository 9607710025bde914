"""历年收支: every sheet counts once, by year, for one village or for all."""

from __future__ import annotations

import pytest

from app.operations import sheets
from app.operations.sheets import sheet_pdf, sheet_xlsx
from app.reports.sheet import Graph, Sheet, Table
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import SHEET, sheet


def posted(book: Book, period: str, income: int, expense: int, closing: int | None = None, **more: str) -> None:
    """A signed sheet with these figures in fen."""
    made = sheet(book, period=period, **more)
    with book.change("记数") as writer:
        values = {"income_total": income, "expense_total": expense, "closing": closing, "state": "已审核"}
        writer.save(SHEET, {"id": made.id, **values})


def years(found: Sheet) -> list[tuple[object, ...]]:
    return list(next(block for block in found.blocks if isinstance(block, Table)).rows)


def made(book: Book, unit: int | None) -> Sheet:
    (found,) = sheets.make_sheet(book, "finance_years", unit=unit)
    return found


def test_the_sheets_of_a_year_are_summed_and_its_end_is_that_of_the_last(book: Book, places: Places) -> None:
    posted(book, "2025Q4", 100_000_00, 40_000_00, 60_000_00)
    posted(book, "2026Q1", 50_000_00, 20_000_00, 90_000_00)
    posted(book, "2026Q2", 10_000_00, 30_000_00, 70_000_00)

    found = made(book, places.village)

    assert years(found) == [
        ("2025年", 1, 100_000_00, 40_000_00, 60_000_00, 60_000_00),
        ("2026年", 2, 60_000_00, 50_000_00, 10_000_00, 70_000_00),
    ]
    graph = next(block for block in found.blocks if isinstance(block, Graph))
    assert [(one.name, one.values) for one in graph.series] == [("收入", (100, 60)), ("支出", (40, 50))]


@pytest.mark.parametrize(("whole", "counted"), [(30_00, 30_00), (5_00, 22_00)])
def test_months_inside_a_quarter_count_once(book: Book, places: Places, whole: int, counted: int) -> None:
    posted(book, "2026Q3", whole, 0)
    for month in ("2026-07", "2026-08"):
        posted(book, month, 11_00, 0)

    assert years(made(book, places.village))[0][2] == counted


def test_two_sets_of_accounts_of_a_village_are_added(book: Book, places: Places) -> None:
    posted(book, "2026Q3", 10_00, 0, 4_00, account_set="村集体经济组织")
    posted(book, "2026Q3", 20_00, 0, 5_00, account_set="村民委员会")

    (year,) = years(made(book, places.village))

    assert (year[2], year[5]) == (30_00, 9_00)


def test_what_is_not_signed_does_not_count(book: Book, places: Places) -> None:
    sheet(book, period="2026Q3")

    found = made(book, places.village)

    assert "还没有审核过的财务公开表" in "".join(text for line in found.lines() for text in line)


def test_without_a_village_all_of_them_stand_side_by_side_in_the_newest_year(book: Book, places: Places) -> None:
    posted(book, "2025Q3", 7_00, 0)
    posted(book, "2026Q3", 10_00, 2_00, 8_00)

    found = made(book, None)

    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert found.title == "示例乡历年收支情况"
    assert tables[1].rows == ((1, "青山村", 1, 10_00, 2_00, 8_00),)
    assert sheet_pdf(found).startswith(b"%PDF")
    assert sheet_xlsx(found).startswith(b"PK")
