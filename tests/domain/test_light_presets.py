"""Each county's lights on given days."""

from __future__ import annotations

from datetime import date

import pytest

from app import paths
from app.domain.lights import SEVERITY, SHAPES, LightRule, in_order
from app.domain.options import BOOK_OPTIONS
from app.presets import light_preset, light_presets, work_calendar

TODAY = date(2026, 11, 22)  # a Sunday
CHOICES = BOOK_OPTIONS["light_preset"].choices


def rule(name: str) -> LightRule:
    return LightRule.at(TODAY, 7, work_calendar(), light_preset(CHOICES.index(name)))


@pytest.mark.parametrize(
    ("county", "due_on", "since_on", "extended", "tone", "word"),
    [
        ("默认", "2026-11-21", "", False, "red", "逾期"),
        ("默认", "2026-12-01", "", False, "yellow", "临期"),
        ("默认", "2026-12-02", "", False, "green", "正常"),
        ("默认", "2026-12-02", "", True, "blue", "已延期"),
        ("默认", "2026-12-02", "2025-01-01", False, "green", "正常"),
        ("长武", "2027-06-30", "2026-10-23", False, "green", "正常"),
        ("长武", "2027-06-30", "2026-10-22", False, "blue", "满1个月"),
        ("长武", "2027-06-30", "2026-08-22", False, "yellow", "满3个月"),
        ("长武", "2027-06-30", "2026-05-22", False, "red", "满6个月"),
        ("长武", "2026-11-21", "2026-11-20", False, "red", "逾期"),
        ("奎屯", "2027-06-30", "2026-10-22", False, "blue", "正常"),
        ("奎屯", "2027-06-30", "2026-10-21", False, "yellow", "超1个月"),
        ("奎屯", "2026-11-25", "2026-11-20", False, "yellow", "临期"),
        ("奎屯", "2026-11-26", "2026-11-20", False, "blue", "正常"),
        ("奎屯", "2027-06-30", "2026-09-21", False, "red", "超2个月"),
        ("兴安", "2026-12-22", "", False, "red", "一个月内"),
        ("兴安", "2026-12-23", "", False, "yellow", "两个月内"),
        ("兴安", "2027-02-22", "", False, "blue", "三个月内"),
        ("兴安", "2027-02-23", "", False, "green", "正常"),
        ("兴安", "2026-11-21", "", False, "red", "逾期"),
        ("西安", "2026-11-22", "", False, "red", "到期"),
        ("西安", "2026-11-25", "", False, "yellow", "临期"),
        ("西安", "2026-11-26", "", False, "green", "正常"),
        ("宿迁", "2026-12-01", "", False, "blue", "临期"),
        ("宿迁", "2027-06-30", "", True, "yellow", "滞后"),
        ("宿迁", "2026-11-21", "", True, "red", "逾期"),
        ("宜昌", "2026-12-01", "", False, "yellow", "催促"),
        ("宜昌", "2026-11-21", "", False, "red", "警示"),
        ("宜昌", "2027-06-30", "", False, "green", "顺利"),
    ],
)
def test_each_county_lights_its_rows_as_it_says(
    county: str, due_on: str, since_on: str, extended: bool, tone: str, word: str
) -> None:
    light = rule(county).judge(due_on, since_on, extended)

    assert (light.tone, light.word, light.shape) == (tone, word, SHAPES[tone])
    assert light.days == (date.fromisoformat(due_on) - TODAY).days


@pytest.mark.parametrize("county", CHOICES)
@pytest.mark.parametrize("extended", [False, True])
def test_the_spans_of_a_rule_hold_each_day_in_just_its_tone(county: str, extended: bool) -> None:
    made = rule(county)
    days = [date.fromordinal(TODAY.toordinal() + n).isoformat() for n in range(-40, 140)]

    for day in days:
        tones = [
            tone
            for tone in SEVERITY
            for low, high in made.spans(tone, extended)
            if low < day and (high is None or day <= high)
        ]
        assert tones == [made.judge(day, "", extended).tone], day


def test_the_choices_of_the_option_are_the_shipped_ways_with_their_source() -> None:
    shipped = light_presets()

    assert tuple(one.name for one in shipped) == CHOICES
    assert all(one.source for one in shipped)
    assert "国" in paths.resource("calendar", "SOURCE.md").read_text("utf-8")
    assert paths.resource("lights", "SOURCE.md").is_file()


@pytest.mark.parametrize("preset", light_presets(), ids=lambda one: one.key)
def test_a_way_of_lights_goes_from_red_to_green_and_reddens_what_is_past(preset: object) -> None:
    made = next(one for one in light_presets() if one is preset)

    past = LightRule.at(TODAY, 7, work_calendar(), made).judge("2026-11-21")

    assert in_order(made.steps)
    assert past.tone == "red"


def test_the_words_and_letters_of_a_tone_are_the_countys() -> None:
    xian, yichang = (next(one for one in light_presets() if one.name == name) for name in ("西安", "宜昌"))

    assert (xian.word("red"), xian.letter("red"), xian.letter("green")) == ("到期、逾期", "督办函", "")
    assert (yichang.word("yellow"), yichang.letter("yellow")) == ("催促", "催促")
