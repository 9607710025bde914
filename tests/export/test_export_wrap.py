"""Where Chinese lines may break."""

from __future__ import annotations

import pytest

from app.export.fonts import widths
from app.export.wrap import NEVER_FIRST, NEVER_LAST, wrap

TEXT = (
    "根据《财政部　农业农村部关于做好耕地地力保护补贴工作的通知》（财农〔2016〕26号）要求，"
    "共1,234,567.89元……（“承诺人”：钱𠅤）。"
)


@pytest.mark.parametrize("width", range(6, 40))
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(width: int) -> None:
    lines = wrap(TEXT, width, widths("song"))

    assert "".join(lines) == TEXT
    assert not [line for line in lines[1:] if line[0] in NEVER_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NEVER_LAST]


@pytest.mark.parametrize("width", range(8, 30))
def test_an_amount_and_an_id_number_stay_whole(width: int) -> None:
    text = "共计1,234,567.89元,身份证号330182199003078515的村民"

    lines = wrap(text, width + 2, widths("song"))

    assert sum("1,234,567.89" in line for line in lines) == 1
    assert sum("330182199003078515" in line for line in lines) == 1


def test_a_word_wider_than_the_line_is_cut_and_not_lost() -> None:
    lines = wrap("A" * 50, 5, widths("song"))

    assert "".join(lines) == "A" * 50
    assert all(widths("song").of(line) <= 5 for line in lines)


def test_two_days_that_do_not_fit_in_one_line_are_broken_between_the_days() -> None:
    assert wrap("2024-05-22/2024-05-29", 9, widths("song")) == ["2024-05-22/", "2024-05-29"]


def test_twenty_eight_characters_fill_a_line_of_twenty_eight() -> None:
    assert [len(line) for line in wrap("公" * 60, 28, widths("fang"), 26)] == [26, 28, 6]


def test_line_breaks_of_the_text_are_kept() -> None:
    assert wrap("一\n\n二", 10, widths("song")) == ["一", "", "二"]


def test_a_document_number_a_period_and_working_days_stay_whole() -> None:
    face = widths("song")

    texts = ("示纪审定〔2026〕10号", "县里2026年第3季度", "承诺办结15个工作日", "到2026年11月12日止")
    wrapped = [wrap(text, 8, face) for text in texts]

    assert wrapped == [
        ["示纪审定", "〔2026〕10号"],
        ["县里", "2026年第3季度"],
        ["承诺办结", "15个工作日"],
        ["到", "2026年11月12日", "止"],
    ]


def test_a_short_name_of_a_list_is_not_torn_apart_in_a_narrow_cell() -> None:
    face = widths("song")

    wrapped = wrap("李立强、王芳、曾建香", 8, face)

    assert wrapped == ["李立强、王芳、", "曾建香"]


def test_a_stroke_stays_with_what_stands_before_it() -> None:
    face = widths("song")

    wrapped = [wrap(text, 5.5, face) for text in ("已办结/2026-08-18", "领导干部/蔡晓泉")]

    assert wrapped == [["已办结/", "2026-08-18"], ["领导干部/", "蔡晓泉"]]
