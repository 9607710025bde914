"""Which village owes a sheet every month."""

from __future__ import annotations

import pytest

from app.operations import records
from app.operations.finance_duty import duties, duty_of
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import SHEET, UNIT, sheet


def quarter(book: Book, period: str, lines: int, **more: str) -> None:
    """A quarter of so many lines."""
    made = sheet(book, period=period, **more)
    with book.change("记笔数") as writer:
        writer.save(SHEET, {"id": made.id, "line_count": lines})


def test_a_village_said_to_be_busy_owes_every_month(book: Book, places: Places) -> None:
    before = duty_of(book, places.village)

    records.save(book, UNIT, places.village, {"busy": "是"})

    assert (before.kind, before.why) == ("季度", "")
    assert duty_of(book, places.village)[1:] == ("月度", "登记为“财务往来较多”")


@pytest.mark.parametrize(
    ("counts", "kind"), [((93, 93), "月度"), ((90, 95), "季度"), ((300, 1, 1, 1), "季度"), ((), "季度")]
)
def test_many_lines_over_the_last_quarters_make_it_owe_every_month(
    book: Book, places: Places, counts: tuple[int, ...], kind: str
) -> None:
    for number, lines in enumerate(counts, 1):
        quarter(book, f"2026Q{number}", lines)

    assert duty_of(book, places.village).kind == kind


def test_two_account_sets_of_a_quarter_count_together_and_the_county_sets_the_limit(book: Book, places: Places) -> None:
    quarter(book, "2026Q3", 40, account_set="村集体经济组织")
    quarter(book, "2026Q3", 41, account_set="村民委员会")
    before = duty_of(book, places.village)

    with book.change("设置", kind="option") as writer:
        writer.set_option("busy_lines", 26)

    assert before.kind == "季度"
    assert duty_of(book, places.village)[1:] == ("月度", "近 1 季平均每月 27 笔,超过 26 笔")
    assert [one.unit for one in duties(book)] == [places.village]
