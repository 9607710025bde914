"""A campaign from the preset of its scheme: its four stages with the days of their reports."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import campaigns, lists, records
from app.operations.books import Book
from tests.conftest import Places

CAMPAIGN, STAGE = ledger("campaign"), ledger("stage")
SCHEME = "按集中整治方案新建"


def test_the_campaign_of_the_scheme_has_its_four_stages_and_their_report_days(book: Book, places: Places) -> None:
    made = campaigns.new_from_preset(book, CAMPAIGN, SCHEME)

    stages = lists.lines(book, STAGE, made.id)
    assert (made.row["unit"], made.row["stage_count"], made.row["state"]) == (places.township, 4, "筹备")
    assert [(one["name"], one["deadline"], one["report_due"]) for one in stages] == [
        ("动员部署", "2016-06-30", "2016-07-05"),
        ("自查自纠", "2016-08-30", "2016-09-02"),
        ("综合治理", "2017-04-30", "2017-05-05"),
        ("总结提高", "2017-05-31", "2017-06-05"),
    ]


def test_it_is_one_step_and_can_begin_when_somebody_is_responsible(book: Book, places: Places) -> None:
    made = campaigns.new_from_preset(book, CAMPAIGN, SCHEME, {"short_name": "整治"})

    moved = records.move(book, CAMPAIGN, made.id, "启动", texts={"first_responsible": "王伟"})
    records.undo(book)
    records.undo(book)

    assert (moved.row["state"], moved.row["short_name"]) == ("进行中", "整治")
    assert (book.rows("campaign"), book.rows("stage")) == ([], [])


def test_a_preset_that_is_none_or_does_not_fit_writes_nothing(book: Book, places: Places) -> None:
    with pytest.raises(Refused, match="没有“空白”"):
        campaigns.new_from_preset(book, CAMPAIGN, "空白")
    with pytest.raises(Refused, match="不在专项起止"):
        campaigns.new_from_preset(book, CAMPAIGN, SCHEME, {"ends_on": "2016-12-31"})

    assert (book.rows("campaign"), book.rows("stage")) == ([], [])
