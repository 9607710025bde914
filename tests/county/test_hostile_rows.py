"""Rows that two signers vouch for and no program of ours wrote: refused in words or merged whole, never a traceback."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.operations import receiving
from app.storage.book import Book
from app.storage.reading import Query
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Records, Sender, sample

pytestmark = pytest.mark.usefixtures("at_once")
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**53 - 1, "", "x", "2026-13-45", "2026Q9", "整改中", "a" * 5000, [], {}),
    *([1], ["ab" * 32], ["zz"], {"id": 1}, {"id": 1, "title": "x"}, {"id": "1", "title": "x"}, {"id": -5, "title": ""}),
    *([{"id": 3, "title": "青山村"}], [{"id": 3, "title": 7}], {"title": "x"}, [[[[1]]]], "<img src=x>", "=1+1"),
)
ROUNDS = 60


def spoiled(rng: Random, records: Records) -> str:
    """Change one value of one row; says which."""
    register = rng.choice([key for key, rows in records.items() if rows])
    row = rng.choice(records[register])
    key = rng.choice([*row, "没有的栏", "id"])
    row[key] = rng.choice(VALUES)
    return f"{register}.{key} = {row[key]!r}"[:120]


def test_any_value_in_any_field_is_merged_or_refused_in_words(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    rng = Random(20261105)
    seen = dict[str, int]()

    for number in range(ROUNDS):
        sender = senders[number % 20].copy()
        records = sample(sender.place, sender.name, sender.code, "2026-10")
        what = spoiled(rng, records)
        try:
            path = sender.packet(stick / str(number), "2026-10", records)
        except (TypeError, ValueError, KeyError, AttributeError):
            continue  # not even the township of this test can count such a row
        (came,) = receive(county_book, path)
        if came.state == "waiting":
            merge(county_book)
        done = receiving.one(county_book, came.id)
        assert done is not None, what
        assert done.state in ("merged", "rejected", "held"), (what, done.told)
        seen[done.state] = seen.get(done.state, 0) + 1

    assert seen["merged"]
    assert seen["rejected"]
    for register in ("unit", "problem", "progress", "finance_sheet", "finance_line"):
        ledger, ids = county_book.ledgers[register], county_book.ids(register, Query(voided=None))
        rows = county_book.page(register, ids)
        titles = county_book.titles(ledger, rows)
        assert all(ledger.show_one(row, key, titles) is not None for row in rows for key in ledger.by_key)
    county_book.index_pending()


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_a_correction_is_shown_whatever_stands_in_it_and_is_then_merged_or_refused(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, value: Any
) -> None:
    sender = senders[0]
    receive(county_book, sender.packet(stick))
    merge(county_book)
    sheet = sender.kept["2026-10"]["finance_sheet"][0]
    after = {**sheet, "period": value, "unit": value}
    path = sender.correction(folder / "更正", "2026-10", {"finance_sheet": [(sheet, after)]})
    (came,) = receive(county_book, path)

    lines = receiving.changes(county_book, came.id, PASSWORDS)
    (done,) = merge(county_book)

    assert len(lines) == 2
    assert done.state in ("merged", "rejected"), done.told
