"""四种形态 counted once per case, with shares that add up."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.domain.shares import shares
from app.ledgers import ledger
from app.operations import records, sheets
from app.operations.books import Book
from app.reports.four_forms import four_forms
from tests.conftest import Places

DECIDED: Row = {"state": "已决定", "person": 7, "decided_on": "2026-10-02"}


def table(cases: list[Row], talks: list[Row]) -> list[list[str]]:
    made = four_forms(cases, talks, keeper="示例乡", first="2026-10-01", last="2026-10-31", mark="")
    return [line for line in made.lines() if len(line) == 5]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        # forms-and-rules 4.4: ordinary rounding would give 26.1 and a sum of 100.1
        ([663, 262, 35, 45], [660, 260, 35, 45]),
        ([1, 1, 1, 0], [334, 333, 333, 0]),
        ([0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_shares_add_up_to_a_hundred(counts: list[int], found: list[int]) -> None:
    assert shares(counts) == found


def test_a_case_counts_once_in_the_form_of_its_gravest_measure_and_only_when_decided() -> None:
    open_: Row = {**DECIDED, "form": "3", "state": "登记"}
    office: Row = {**DECIDED, "form": "1", "person": None}

    lines = table([{**DECIDED, "form": "2"}, {**DECIDED, "form": "2"}, open_, office], [{"form": "1"}])

    assert [line[1:] for line in lines[1:]] == [
        ["0", "1", "1", "33.3%"],
        ["2", "0", "2", "66.7%"],
        ["0", "0", "0", "0.0%"],
        ["0", "0", "0", "0.0%"],
        ["2", "1", "3", "100.0%"],
    ]


def test_the_sheet_of_a_month_takes_in_the_talks_of_that_month(book: Book, places: Places) -> None:
    person = {"person": "王伟", "kind": "谈话提醒", "reason": "苗头性、倾向性问题", "by": "李四"}
    records.save(
        book, ledger("person"), None, {"name": "李四", "unit": "示例乡", "post": "纪委书记", "level": "乡科级"}
    )
    records.save(book, ledger("interview"), None, {**person, "on_day": "2026-10-08"})
    records.save(book, ledger("interview"), None, {**person, "on_day": "2026-11-08"})

    (made,) = sheets.make_sheet(book, "four_forms", period="2026-10")

    assert [line[:4] for line in made.lines() if line[0] == "第一种形态"] == [["第一种形态", "0", "1", "1"]]
