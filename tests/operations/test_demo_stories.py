"""The stories of the practice book: every register has rows, and they make sense together."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from app import paths
from app.ledgers import LEDGERS
from app.operations.demo_content import Content, township_content
from app.operations.demo_drafts import Drafts
from app.operations.demo_stories import StoryBroken, tell

TODAY = date(2026, 11, 22)
SAMPLES = paths.resource("samples")


@pytest.fixture(scope="module")
def content() -> Content:
    return township_content(1, TODAY)


@pytest.fixture
def drafts() -> Drafts:
    rows = {"unit": [{"id": 1, "name": "示例乡", "kind": "乡镇"}], "publicity": []}
    return Drafts(rows, TODAY, aliases={"乡": ("unit", 1)})


def told(drafts: Drafts, **texts: str) -> object:
    _, row = tell(drafts, {"register": "publicity", "channel": "会议", "unit": "@乡", "name": "宣讲", **texts}, "试")
    return row


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("{-30}", "2026-10-23"),
        ("{-30c}", "2026年10月23日"),
        ("{-30m}", "2026年10月"),
        ("{-400y}", "2025"),
        ("{-1w}", "2026-11-20"),
        ("{+6w}", "2026-11-30"),
        ("{M-1}", "2026-10"),
        ("{Q-1}", "2026Q3"),
        ("{Q-1t}", "2026年第3季度"),
        ("{Q-1.75}", "2026-09-13"),
        ("{Q-1.75w}", "2026-09-11"),
        ("{Q-1.99}", "2026-09-30"),
        ("{Q-1.8y}", "2026"),
        ("{Y+1}", "2027"),
        ("{@乡}", "示例乡"),
        ("{@乡.kind}", "乡镇"),
        ("{@乡.id}", "1"),
    ],
)
def test_a_token_becomes_what_a_clerk_would_have_typed(drafts, text, becomes):
    assert told(drafts, name=text)["name"] == becomes


@pytest.mark.parametrize("more", [{"channel": "没有的渠道"}, {"unit": "@没有"}, {"no_such": "x"}, {"name": "{@没有}"}])
def test_a_story_that_no_longer_fits_names_its_file_and_field(drafts, more):
    with pytest.raises(StoryBroken, match=f"试: publicity.{next(iter(more))}"):
        told(drafts, **more)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("practice/*.json")), ids=lambda path: path.name)
def test_stories_hold_no_address_and_no_number_but_made_up_ones(path: Path):
    text = path.read_text("utf-8")

    assert "practice/" in (SAMPLES / "SOURCE.md").read_text("utf-8")
    assert not re.search(r"https?:|www\.|\.(com|cn|net|org)\b", text)
    assert all(row.keys() & {"register", "to"} for row in json.loads(text))


def test_every_register_has_rows_that_a_list_can_show(content):
    assert {key for key, rows in content.rows.items() if len(rows) < 2} == set()


def test_a_finding_became_a_problem_with_parts_that_was_promised_closed_and_looked_at_again(content):
    around = Drafts(content.rows, TODAY)
    whole = [
        problem["id"]
        for problem in around.rows("problem", state="已销号")
        if around.rows("finding", problem=problem["id"])
        and around.rows("problem_part", problem=problem["id"])
        and around.rows("problem_money", problem=problem["id"])
        and any(problem["id"] in row["problems"] for row in around.rows("commitment", state="已兑现"))
        and problem["proof"]
        and problem["look_result_30"] == "未反弹"
    ]

    assert whole


def test_a_complaint_became_a_clue_that_ended_with_measures_and_a_circular(content):
    around = Drafts(content.rows, TODAY)
    released = [case for row in around.rows("circular", state="已发布") for case in row["cases"]]
    culprit, above = (around.row("accountability", case) for case in released)

    assert around.row("clue", culprit["clue"])["state"] == "结案"
    assert around.rows("complaint", clue=culprit["clue"], real_name=1)
    assert above["dual_of"] == culprit["id"]
    assert all(around.rows("accountability_measure", accountability=row["id"]) for row in (culprit, above))


def test_a_shortfall_was_paid_back_and_an_overtime_case_was_pressed(content):
    around = Drafts(content.rows, TODAY)
    short = [row for row in around.rows("fund_check") if row["underpaid"]]
    pressed = [
        around.row("service_case", line["about_id"]) for line in around.rows("letter_matter", about="service_case")
    ]

    assert [around.row("problem", row["problem"])["amount_returned"] for row in short] == [
        row["shortfall"] for row in short
    ]
    assert short
    assert [row["due_on"] < TODAY.isoformat() for row in pressed] == [True]


def test_a_question_about_a_line_of_a_sheet_was_answered(content):
    around = Drafts(content.rows, TODAY)
    asked = [row for row in around.rows("question", state="已答复") if row["line"]]

    assert [around.row("finance_line", row["line"])["sheet"] for row in asked] == [row["sheet"] for row in asked]
    assert asked


def test_numbers_of_a_day_follow_the_day(content):
    for definition in LEDGERS:
        if definition.number and definition.number.year_field:
            days = [str(row.get(definition.number.year_field) or "9999") for row in content.rows[definition.key]]
            assert days == sorted(days), definition.key
