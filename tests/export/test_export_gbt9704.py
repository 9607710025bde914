"""GB/T 9704-2012 measured in millimetres on the drawn page: lines, title, headings, day, 版记, page numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from pdfminer.layout import LTImage

from app.export.pdf import draw
from app.export.wrap import NEVER_FIRST, NEVER_LAST
from app.reports.sheet import (
    Block,
    Closing,
    Enclosure,
    Enclosures,
    Imprint,
    PageBreak,
    Paragraph,
    Sheet,
)
from tests.export.measured import Mark, Measured

CELL, LINE = 156 / 28, 225 / 22
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
FANG, HEI, KAI, TITLE, SONG = (
    "FandolFang-Regular",
    "NotoSansSC-Bold",
    "MingzhangKai-Regular",
    "NotoSerifSC-Black",
    "NotoSerifSC-Regular",
)
OFFICE, DAY, NUMBER = "中共示例乡纪律检查委员会", "2026年11月22日", "示纪督〔2026〕3号"
SENTENCE = "请你单位主要负责人亲自过问查明原因拿出具体措施和完成日期并抓紧办结"
COPIES = "县纪委党风政风监督室，示例乡党委、人大、政府，各村民委员会，示例乡农业农村办公室、民政和社会事务办公室"


def letter(*blocks: Block, title: str = "关于限期完成问题整改的督办函", **more: object) -> Sheet:
    """A letter with these blocks below whom it is addressed to."""
    sheet = Sheet(
        "letter", title, (Paragraph("青山村：", indent=False), *blocks), look="letter", size="A4", number=NUMBER
    )
    return replace(sheet, **more)  # type: ignore[arg-type]


def measured(*blocks: Block, **more: object) -> Measured:
    """The letter, drawn and measured."""
    return Measured(draw(letter(*blocks, **more)))  # type: ignore[arg-type]


def place(mark: Mark) -> float:
    """How many lines of the page's grid are above this one."""
    return (mark.base - TOP - LINE / 2 - 0.37 * mark.size * 25.4 / 72) / LINE


def body(page: Measured, number: int) -> list[list[Mark]]:
    """The lines inside the printed area."""
    return [line for line in page.lines(number) if line[0].base < BOTTOM]


def test_a_full_page_is_22_lines_of_28_characters_with_10_227_millimetres_from_line_to_line() -> None:
    page = measured(*(Paragraph(SENTENCE * 20) for _ in range(3)))

    lines = body(page, 1)
    steps = [below[0].base - above[0].base for above, below in pairwise(lines)]

    assert len(lines) == 22
    assert steps == pytest.approx([LINE] * 21, abs=0.02)
    assert max(len(line) for line in lines) == 28
    assert sum(len(line) == 28 for line in lines) >= 20
    assert min(line[0].x for line in lines) == pytest.approx(LEFT, abs=0.1)
    assert max(line[-1].x1 for line in lines) == pytest.approx(RIGHT, abs=0.2)
    assert {(mark.face, mark.size) for line in lines for mark in line} == {(FANG, 15.75)}


def test_every_character_stands_in_its_cell_of_5_571_millimetres() -> None:
    (line,) = [line for line in body(measured(Paragraph("公" * 26 + "开" * 28)), 0) if line[0].text == "开"]

    assert [mark.x for mark in line] == pytest.approx([LEFT + n * CELL for n in range(28)], abs=0.03)


def test_digits_and_latin_letters_fill_half_a_cell_each_so_that_the_line_stays_28_wide() -> None:
    line = measured(Paragraph("于2026年11月22日前按A4办理12,600.00元WWW整" + "改" * 10)).line(0, "于2026年")

    widths = [0.5 if mark.text.isascii() else 1.0 for mark in line]
    places = [2 + sum(widths[:count]) for count in range(len(line))]
    found = [((mark.x - LEFT) / CELL, at) for mark, at in zip(line, places, strict=True) if not mark.text.isascii()]
    assert [cell for cell, _ in found] == pytest.approx([at for _, at in found], abs=0.03)
    assert all(after.x >= before.x1 - 0.06 for before, after in pairwise(line))
    assert "WWW" in "".join(mark.text for mark in line)


def test_the_title_is_22_points_in_the_middle_two_lines_below_the_number_and_one_above_the_addressee() -> None:
    page = measured(Paragraph(SENTENCE))

    title, number, to = page.line(0, "关于"), page.line(0, "示纪督"), page.line(0, "青山村")

    assert {(mark.face, mark.size) for mark in title} == {(TITLE, 22.0)}
    assert (title[0].x + title[-1].x1) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)
    assert place(number[0]) == pytest.approx(0, abs=0.01)
    assert place(title[0]) == pytest.approx(3, abs=0.01)
    assert place(to[0]) == pytest.approx(5, abs=0.01)
    assert to[0].x == pytest.approx(LEFT, abs=0.1)
    assert number[-1].x1 == pytest.approx(RIGHT, abs=0.4)


def test_the_number_has_hexagonal_brackets_and_no_zero_before_it() -> None:
    assert NUMBER in measured(Paragraph(SENTENCE)).texts(0)


@pytest.mark.parametrize(
    ("title", "kept", "lines"),
    [
        (
            "关于3起侵害群众利益的不正之风和腐败问题典型案例的通报",
            (),
            ["关于3起侵害群众利益的不正之风", "和腐败问题典型案例的通报"],
        ),
        (
            "中共示例乡纪律检查委员会关于对李家湾村党支部书记违规领取补贴问题线索的移送函",
            ("示例乡", "李家湾村"),
            ["中共示例乡纪律检查委员会关于对李家湾村", "党支部书记违规领取补贴问题线索的移送函"],
        ),
        (
            "示例乡农业农村办公室关于2026年第三季度自查自纠情况的报告",
            ("示例乡农业农村办公室",),
            ["示例乡农业农村办公室", "关于2026年第三季度自查自纠情况的报告"],
        ),
    ],
)
def test_a_long_title_is_broken_between_words_into_a_trapezoid(
    title: str, kept: tuple[str, ...], lines: list[str]
) -> None:
    page = measured(Paragraph(SENTENCE), title=title, kept=kept)

    shown = [line for line in page.lines(0) if line[0].face == TITLE]

    assert ["".join(mark.text for mark in line) for line in shown] == lines
    assert {mark.size for line in shown for mark in line} == {22.0}
    assert all((line[0].x + line[-1].x1) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5) for line in shown)
    assert min(line[0].x for line in shown) >= LEFT


def test_headings_are_hei_then_kai_then_fang_all_16_points_and_two_characters_in() -> None:
    page = measured(
        Paragraph("一、督办事项", level=1),
        Paragraph("（一）逾期事项", level=2),
        Paragraph("1．机动地承包款未入账"),
        Paragraph("（二）加强领导。各单位要明确责任", level=2, head=8),
    )

    def faces(begins: str) -> list[tuple[str, float]]:
        line = page.line(0, begins)
        assert (line[0].x - LEFT) / CELL == pytest.approx(2, abs=0.1)
        return list(dict.fromkeys((mark.face, mark.size) for mark in line))

    assert faces("一、") == [(HEI, 15.75)]
    assert faces("（一）") == [(KAI, 15.75)]
    assert faces("1．") == [(FANG, 15.75)]
    assert faces("（二）") == [(KAI, 15.75), (FANG, 15.75)]
    assert "".join(m.text for m in page.line(0, "（二）") if m.face == KAI) == "（二）加强领导。"


def test_the_day_ends_four_characters_from_the_right_and_the_office_stands_in_the_middle_over_it() -> None:
    page = measured(Paragraph(SENTENCE), Closing("示例乡纪委", DAY))

    office, day, text = page.line(0, "示例乡纪委"), page.line(0, "2026年"), page.line(0, SENTENCE[:6])

    assert (RIGHT - day[-1].x1) / CELL == pytest.approx(4, abs=0.05)
    assert (office[0].x + office[-1].x1) / 2 == pytest.approx((day[0].x + day[-1].x1) / 2, abs=0.3)
    assert place(day[0]) - place(office[0]) == pytest.approx(1, abs=0.01)
    assert place(office[0]) - place(text[0]) == pytest.approx(4, abs=0.01)  # the text has two lines


def test_the_note_stands_in_brackets_two_characters_in_on_the_line_below_the_day() -> None:
    page = measured(Paragraph(SENTENCE), Closing(OFFICE, DAY, "联系人：王芳"))

    day, note = page.line(0, "2026年"), page.line(0, "（联系人：王芳）")

    assert place(note[0]) - place(day[0]) == pytest.approx(1, abs=0.01)
    assert (note[0].x - LEFT) / CELL == pytest.approx(2, abs=0.1)


def test_enclosures_are_named_after_an_empty_line_and_go_on_below_their_first_character() -> None:
    long = "关于进一步加强村级集体资金管理使用和落实民主理财制度若干问题的规定（试行）"
    page = measured(Paragraph("抓紧办结。"), Enclosures(("逾期未办结事项清单", long)), Closing(OFFICE, DAY))

    text, first, second, third = (page.line(0, begins) for begins in ("抓紧", "附件：1．", "2．", "主理财"))

    assert place(first[0]) - place(text[0]) == pytest.approx(2, abs=0.01)
    assert (first[0].x - LEFT) / CELL == pytest.approx(2, abs=0.05)
    assert second[0].x == pytest.approx(first[3].x, abs=0.1)
    assert third[0].x == pytest.approx(second[2].x, abs=0.1)
    assert "。" not in [first[-1].text, second[-1].text, third[-1].text]


def test_a_single_enclosure_has_no_number() -> None:
    page = measured(Paragraph("抓紧办结。"), Enclosures(("事项清单",)), Closing(OFFICE, DAY))

    assert "附件：事项清单" in page.texts(0)


def test_an_enclosure_begins_a_page_with_its_label_in_the_first_line_and_its_title_in_the_third() -> None:
    page = measured(Paragraph(SENTENCE), Closing(OFFICE, DAY), Enclosure("附件1", "事项清单"), Paragraph("清单如下"))

    label, title, text = page.line(1, "附件1"), page.line(1, "事项清单"), page.line(1, "清单如下")

    assert ({mark.face for mark in label}, label[0].size) == ({HEI}, 15.75)
    assert label[0].x == pytest.approx(LEFT, abs=0.1)
    assert [round(place(line[0]), 2) for line in (label, title, text)] == [0, 2, 4]
    assert {(mark.face, mark.size) for mark in title} == {(TITLE, 22.0)}
    assert (title[0].x + title[-1].x1) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)


@pytest.mark.parametrize("copies", ["县纪委党风政风监督室", COPIES, ""])
def test_the_imprint_stands_between_its_rules_on_the_lower_edge_of_an_even_page(copies: str) -> None:
    page = measured(Paragraph(SENTENCE), Closing(OFFICE, DAY), Imprint(copies, OFFICE, DAY))

    rules = page.rules(1)
    lines = [line for line in page.lines(1) if line[0].base < BOTTOM]

    assert len(page.paper.pages) == 2
    assert [round(rule.width, 2) for rule in rules] == ([0.35, 0.25, 0.35] if copies else [0.35, 0.35])
    assert all(rule.x0 == pytest.approx(LEFT, abs=0.05) for rule in rules)
    assert all(rule.x1 == pytest.approx(RIGHT, abs=0.05) for rule in rules)
    assert rules[-1].y == pytest.approx(BOTTOM, abs=0.05)
    assert {(mark.face, mark.size) for line in lines for mark in line} == {(FANG, 14.0)}
    character = 14 * 25.4 / 72
    assert "".join(mark.text for mark in lines[-1]) == f"{OFFICE}{DAY}印发"
    assert lines[-1][0].x - LEFT == pytest.approx(character, abs=0.1)
    assert RIGHT - lines[-1][-1].x1 == pytest.approx(character, abs=0.2)
    if copies:
        shown = "".join(mark.text for line in lines[:-1] for mark in line)
        assert shown == f"抄送：{copies}。"
        assert lines[0][0].x - LEFT == pytest.approx(character, abs=0.1)
        assert all(RIGHT - line[-1].x1 >= character - 0.1 for line in lines[:-1])
        assert all(line[0].x == pytest.approx(lines[0][3].x, abs=0.1) for line in lines[1:-1])
        assert rules[0].y < lines[0][0].base < rules[1].y < lines[-1][0].base < rules[2].y


def test_printed_on_one_side_only_the_imprint_stays_on_the_page_of_the_text() -> None:
    page = measured(Paragraph(SENTENCE), Closing(OFFICE, DAY), Imprint("县纪委", OFFICE, DAY, even=False))

    assert len(page.paper.pages) == 1
    assert page.rules(0)[-1].y == pytest.approx(BOTTOM, abs=0.05)


@pytest.mark.parametrize("paragraphs", range(1, 14))
def test_the_imprint_is_always_on_the_last_even_page_and_covers_nothing(paragraphs: int) -> None:
    page = measured(
        *(Paragraph(SENTENCE * 2) for _ in range(paragraphs)), Closing(OFFICE, DAY), Imprint(COPIES, OFFICE, DAY)
    )

    last = len(page.paper.pages) - 1
    top = page.rules(last)[0].y

    assert last % 2 == 1
    assert all(not page.rules(number) for number in range(last))
    above = [line for line in page.lines(last) if line[0].size == 15.75]
    assert all(line[0].base < top for line in above)


def test_a_page_left_white_before_the_imprint_has_no_number_and_the_imprints_page_neither() -> None:
    full = next(
        page
        for count in range(8, 30)
        if len((page := measured(*(Paragraph(SENTENCE) for _ in range(count)), Closing(OFFICE, DAY))).paper.pages) == 2
        and body(page, 1)[-1][0].base > BOTTOM - 40
    )
    text = [Paragraph(SENTENCE) for line in full.texts(0) + full.texts(1) if line.startswith(SENTENCE[:4])]

    page = measured(*text, Closing(OFFICE, DAY), Imprint(COPIES, OFFICE, DAY))

    numbers = [[line for line in page.texts(n) if line.startswith("—")] for n in range(len(page.paper.pages))]
    assert numbers == [["—1—"], ["—2—"], [], []]
    assert page.marks(2) == []


def test_page_numbers_are_14_points_7_millimetres_below_odd_at_the_right_even_at_the_left() -> None:
    page = measured(*(Paragraph(SENTENCE * 20) for _ in range(3)))

    odd, even = page.lines(0)[-1], page.lines(1)[-1]

    assert ["".join(mark.text for mark in line) for line in (odd, even)] == ["—1—", "—2—"]
    assert {(mark.face, mark.size) for mark in odd + even} == {(SONG, 14.0)}
    assert odd[0].base - 0.88 * 14 * 25.4 / 72 - BOTTOM == pytest.approx(7, abs=0.05)
    assert even[0].base == pytest.approx(odd[0].base)
    assert (RIGHT - odd[-1].x1) / CELL == pytest.approx(1, abs=0.2)
    assert (even[0].x - LEFT) / CELL == pytest.approx(1, abs=0.2)


def test_a_sheet_that_lies_beside_the_letter_has_no_page_number() -> None:
    page = measured(
        Paragraph(SENTENCE),
        Imprint("", OFFICE, DAY),
        PageBreak(loose=True),
        Paragraph("回执"),
        PageBreak(),
        Paragraph("二"),
    )

    assert [[line for line in page.texts(n) if "—" in line] for n in range(4)] == [["—1—"], ["—2—"], [], []]


def test_urgency_stands_in_the_upper_left_corner_in_hei() -> None:
    line = measured(Paragraph(SENTENCE), urgency="特急").line(0, "特急")

    assert [(mark.face, mark.size) for mark in line[:2]] == [(HEI, 15.75)] * 2
    assert line[0].x == pytest.approx(LEFT, abs=0.1)
    assert place(line[0]) == pytest.approx(0, abs=0.01)


def test_no_seal_no_emblem_and_no_colour_is_ever_drawn_by_itself() -> None:
    page = measured(Paragraph(SENTENCE), Closing(OFFICE, DAY), Imprint(COPIES, OFFICE, DAY))

    for number, one in enumerate(page.paper.pages):
        assert not [item for item in one if isinstance(item, LTImage)]
        colours = {str(item.graphicstate.ncolor) for item in page.paper.characters(number)}
        assert colours <= {"None", "0", "(0,)", "[0]"}


MARKS = "，。、；：？！）》”’"
OPENING = "（《“‘〔"


@pytest.mark.parametrize("seed", range(12))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(seed: int) -> None:
    dice = random.Random(seed)
    pieces = [
        "村级集体资金",
        "2026年11月22日",
        "12,600.00元",
        "监督检查",
        "示纪督〔2026〕3号",
        "整改",
        "A4",
        *MARKS,
        *OPENING,
    ]
    text = "经查" + "".join(dice.choice(pieces) for _ in range(400))
    page = measured(Paragraph(text))

    lines = [line for number in range(len(page.paper.pages)) for line in body(page, number) if line[0].size == 15.75]
    texts = ["".join(mark.text for mark in line) for line in lines][2:]

    assert "".join(texts).startswith(text[:200])
    assert [line for line in texts if line[0] in NEVER_FIRST and len(line) > 1 and not _forced(line)] == []
    assert [line for line in texts[:-1] if line[-1] in NEVER_LAST and not _forced(line)] == []
    assert max(line[-1].x1 for line in lines) <= RIGHT + 0.3


def _forced(line: str) -> bool:
    """A whole line of marks: there is no other place to break it."""
    return all(mark in MARKS + OPENING for mark in line)
