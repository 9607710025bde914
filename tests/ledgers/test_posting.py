"""What every posted thing has in common: nothing is published without place, days and photo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.domain.faults import Fault
from app.domain.fields import Row
from app.domain.ledger import Around, LedgerDef, Move, State
from app.domain.lights import LightRule
from app.ledgers import posting
from app.presets import work_calendar
from tests.ledgers.office import Office

TODAY = Office().today
HUNG: Row = {
    "id": 1,
    "posted_from": "2026-11-12",
    "posted_to": "2026-11-25",
    "posted_at": "村部公开栏、三组公开栏",
    "posted_by": "王芳",
    "state": "已公开",
}


def nothing_else(row: Row, around: Around) -> Iterator[Fault]:
    yield from ()


POST = posting.post_move(("已审核",), "已公开", nothing_else)
DOWN, PULLED = posting.take_down_moves("已公开", "已撤榜", "已审核")
CORRECT = posting.correct_move(("已公开", "已撤榜"), "草稿", ("reviewed_on",))


def refused(move: Move, more: Row) -> list[tuple[str, str]]:
    assert move.refuse is not None
    return [(fault.field, fault.code) for fault in move.refuse({**HUNG, **more}, Office())]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, [("no_photo", "E-PHOTO")]),
        ({"no_photo": "相机坏了,次日补拍"}, []),
        ({"photo": "0" * 64 + " 近照.jpg"}, []),
        ({"photo_far": "0" * 64 + " 远照.jpg"}, []),
        ({"no_photo": "雨天", "posted_from": "2026-11-23"}, [("posted_from", "E-FUTURE")]),
    ],
)
def test_nothing_is_published_without_a_photo_or_a_reason_nor_before_its_day(
    more: Row, codes: list[tuple[str, str]]
) -> None:
    found = refused(POST, more)

    assert found == codes


@pytest.mark.parametrize(
    ("down", "codes"),
    [
        ("2026-11-11", [("taken_down_on", "E-ORDER")]),
        ("2026-11-24", [("taken_down_on", "E-EARLY")]),
        ("2026-11-25", []),
        ("2026-12-01", []),
    ],
)
def test_a_notice_is_taken_down_only_when_its_time_is_over(down: str, codes: list[tuple[str, str]]) -> None:
    found = refused(DOWN, {"taken_down_on": down})

    assert found == codes


def test_a_notice_that_came_down_early_says_how_many_days_are_missing_and_what_to_do() -> None:
    assert DOWN.refuse is not None

    (fault,) = DOWN.refuse({**HUNG, "taken_down_on": "2026-11-20"}, Office())

    assert fault.message == (
        "撤榜日期:公示到 2026-11-25,还差 5 天,不能算公示期满。已经不在栏里的,请办“提前撤下”并重新张贴"
    )


def test_what_came_down_early_is_noted_with_its_posting_and_goes_back_to_be_posted_again() -> None:
    assert PULLED.fill is not None

    filled = PULLED.fill({**HUNG, "pulled_on": "2026-11-20", "pulled_why": "被风刮落"}, Office())

    assert filled == {
        "posted_before": "2026-11-12 至 2026-11-25 村部公开栏、三组公开栏 张贴人 王芳;2026-11-20 提前撤下:被风刮落"
    }
    assert PULLED.to == "已审核"
    assert {"posted_from", "posted_to", "posted_at", "photo", "photo_far"} <= set(PULLED.clears)
    assert refused(PULLED, {"pulled_on": "2026-11-26"}) == [("pulled_on", "E-ORDER")]


def test_a_correction_is_a_new_edition_and_keeps_what_was_wrong_with_the_last() -> None:
    assert CORRECT.fill is not None
    before = {**HUNG, "correction": "第 3 笔金额应为 300 元", "posted_before": "较早的一行"}

    filled = CORRECT.fill(before, Office())

    assert filled["edition"] == 2
    assert filled["posted_before"] == (
        "较早的一行\n2026-11-12 至 2026-11-25 村部公开栏、三组公开栏 张贴人 王芳;"
        "第1次公布,2026-11-22 更正:第 3 笔金额应为 300 元"
    )
    assert CORRECT.fill({**before, "edition": 2}, Office())["edition"] == 3


@pytest.mark.parametrize(
    ("until", "said", "tone"),
    [
        ("2026-11-25", "公示还有 3 天", "green"),
        ("2026-11-22", "公示今天期满", "yellow"),
        ("2026-11-21", "公示期满", "yellow"),
    ],
)
def test_the_light_of_what_hangs_counts_the_days_down(until: str, said: str, tone: str) -> None:
    states = (State("已审核"), State("已公开", open=False))
    register = LedgerDef(key="x", title="x", fields=(), states=states, running=posting.countdown("已公开"))
    rule = LightRule.at(date.fromisoformat("2026-11-22"), 7, work_calendar())

    light = rule.light(register, {**HUNG, "posted_to": until})

    assert light is None or (light.word, light.tone, light.days) == (said, tone, None)
