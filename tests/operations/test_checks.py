"""Every row held against its rules."""

from __future__ import annotations

import pytest

from app.operations import checks, records
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PROBLEM, SHEET, TWO_LINES, found, lines, sheet, signed


@pytest.fixture
def faulty(book: Book, places: Places) -> None:
    """A draft with a wrong opening, and a reviewed sheet and a problem that went wrong after they were saved."""
    lines(book, sheet(book, period="2026Q1").id, ("2026-01-05", "2.02", "山林发包收入", "3,000"))
    second = sheet(book, period="2026Q2", opening="")
    records.save(book, SHEET, second.id, {"explanation": "本期无收支"})
    signed(book, second.id)
    records.save(book, SHEET, second.id, {"explanation": ""})
    sheet(book, period="2026Q3", opening="1")
    problem = found(book)
    line = book.rows("finance_line")[0]
    records.save(book, LINE, int(str(line["id"])), {"amount": "2,999.99"})
    with book.change("旧程序写入") as writer:
        writer.save(PROBLEM, {"id": problem.id, "description": None})


def told(found: list[checks.CheckLine]) -> list[tuple[str, str, bool]]:
    return [(line.register, line.fault.code, line.fault.soft) for line in found]


def test_hard_faults_come_first_and_name_their_row(book: Book, faulty: None) -> None:
    seen = checks.check(book)

    assert [one for one in told(seen) if not one[2]] == [
        ("problem", "E-REQUIRED", False),
        ("finance_sheet", "E-OPENING", False),
    ]
    assert [one[2] for one in told(seen)] == [False, False, *[True] * (len(seen) - 2)]
    assert ("finance_sheet", "E-OPENING", True) in told(seen)
    assert seen[1].title == "青山村 2026年第2季度"
    assert seen[0].fault.message == "存在问题:不能为空"


def test_a_register_and_a_period_are_checked_alone(book: Book, faulty: None) -> None:
    one = checks.check(book, "problem")
    quarter = checks.check(book, "finance_sheet", "2026Q3")
    month = checks.check(book, period="2026-11")

    assert told(one) == [("problem", "E-REQUIRED", False)]
    assert {register for register, _, _ in told(quarter)} == {"finance_sheet"}
    assert ("finance_sheet", "E-OPENING", True) in told(quarter)
    assert ("finance_sheet", "E-OPENING", False) not in told(quarter)
    assert told(month) == [("problem", "E-REQUIRED", False)]


def test_a_clean_book_has_no_faults(book: Book, places: Places) -> None:
    found(book)
    number = sheet(book, period="2026Q4").id
    lines(book, number, *((day.replace("-0", "-1"), *rest) for day, *rest in TWO_LINES))

    assert checks.check(book) == []
