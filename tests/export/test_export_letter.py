"""Letters on paper after GB/T 9704-2012: the grid of lines and characters, the seal's room, the slip, the red head."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from app.export.looks import LETTER, MM
from app.export.pdf import PdfPages, draw
from app.export.xlsx import write_xlsx
from app.reports.sheet import Closing, Facts, Paragraph, Sheet, Signatures, TearOff, WritingArea
from tests.export.paper import Paper

OFFICE, DAY = "中共示例乡纪律检查委员会", "2026年11月22日"
SENTENCE = "请你单位主要负责人亲自过问查明原因拿出具体措施和完成日期并抓紧办结"
SLIP = (
    TearOff("沿此线裁开"),
    Paragraph("回　执", level=1, align="center"),
    Facts((("来函文号", "示纪督〔2026〕3号"),)),
    WritingArea("办理情况：", lines=6),
    Signatures((("负责人", ""), ("回复日期", ""))),
)


def letter(paragraphs: int, *, slip: bool = False, red_head: str = "", length: int = 3) -> Sheet:
    """A letter of so many paragraphs."""
    text = tuple(Paragraph(SENTENCE * length) for _ in range(paragraphs))
    blocks = (Paragraph("青山村：", indent=False), *text, Closing(OFFICE, DAY), *(SLIP if slip else ()))
    return Sheet(
        "letter",
        "关于限期完成问题整改的督办函",
        blocks,
        look="letter",
        size="A4",
        number="示纪督〔2026〕3号",
        red_head=red_head,
    )


def words(drawn: PdfPages) -> Paper:
    """The pages as a reader sees them."""
    return Paper(drawn.data)


def test_a_full_page_holds_22_lines_of_28_characters_inside_156_by_225_millimetres() -> None:
    paper = words(draw(letter(14)))

    lines: dict[float, list[float]] = {}
    for item in paper.characters(1):
        if item.y0 > 35 * MM:
            lines.setdefault(round(item.matrix[5], 1), []).append(item.matrix[4])
    full = [places for places in lines.values() if len(places) == 28]

    assert len(lines) == 22
    assert len(full) > 10
    edges = [item for item in paper.characters(1) if item.y0 > 35 * MM]
    assert min(item.x0 for item in edges) >= 28 * MM - 1
    assert max(item.x1 for item in edges) <= 184 * MM + 1
    assert max(item.y1 for item in edges) <= 260 * MM + 1


def test_the_number_stands_at_the_right_edge_above_the_title() -> None:
    paper = words(draw(letter(1)))

    shown = paper.text(0)
    assert shown.startswith("示纪督〔2026〕3号关于限期完成问题整改的督办函青山村：")
    last = paper.characters(0)[len("示纪督〔2026〕3号") - 1]
    assert abs(last.x1 - 184 * MM) < 2


@pytest.mark.parametrize("paragraphs", range(1, 12))
def test_the_seal_has_45_millimetres_free_of_all_but_signature_and_day(paragraphs: int) -> None:
    drawn = draw(letter(paragraphs))

    (seal,) = [place for place in drawn.places if place.label == "印章"]
    assert seal.x1 - seal.x0 == pytest.approx(45 * MM)
    assert seal.y1 - seal.y0 == pytest.approx(45 * MM)
    assert seal.y0 >= LETTER.margins[2] - 1
    assert seal.x1 <= 184 * MM + 12
    inside = [
        item.get_text()
        for item in words(drawn).characters(seal.page)
        if seal.x0 < (item.x0 + item.x1) / 2 < seal.x1 and seal.y0 < (item.y0 + item.y1) / 2 < seal.y1
    ]
    assert set("".join(inside)) <= set(OFFICE + DAY)


@pytest.mark.parametrize("paragraphs", range(1, 12))
def test_signature_and_day_never_stand_on_a_page_without_text(paragraphs: int) -> None:
    drawn = draw(letter(paragraphs))

    page = next(place.page for place in drawn.places if place.label == "印章")

    assert SENTENCE[-2:] in words(drawn).text(page).partition(OFFICE)[0]


@pytest.mark.parametrize("paragraphs", range(1, 8))
def test_the_slip_is_never_torn_apart_and_stands_at_the_foot_where_it_fits(paragraphs: int) -> None:
    drawn = draw(letter(paragraphs, slip=True))

    paper = words(drawn)
    pages = [number for number in range(drawn.pages) if "沿此线裁开" in paper.text(number)]
    (page,) = pages
    assert page == drawn.pages - 1
    assert "来函文号" in paper.text(page)
    assert "回复日期" in paper.text(page)
    assert paper.outside() == []


def test_a_short_letter_and_its_slip_share_a_page() -> None:
    short = letter(0, slip=True)
    blocks = tuple(block for block in short.blocks if not isinstance(block, WritingArea))

    assert draw(replace(short, blocks=blocks)).pages == 1


def test_a_red_head_is_drawn_only_where_it_is_ordered() -> None:
    plain, headed = draw(letter(1)), draw(letter(1, red_head="中共示例乡纪律检查委员会文件"))

    reds = [
        [item for item in words(drawn).characters(0) if item.graphicstate.ncolor not in (None, 0, (0,), [0])]
        for drawn in (plain, headed)
    ]

    assert reds[0] == []
    assert "".join(item.get_text() for item in reds[1]) == "中共示例乡纪律检查委员会文件"
    assert max(item.y1 for item in reds[1]) <= (297 - 37 - 35) * MM + 12


def test_equal_letters_are_equal_bytes_and_the_workbook_says_the_same() -> None:
    sheet = letter(2, slip=True, red_head="中共示例乡纪律检查委员会文件")

    (page,) = openpyxl.load_workbook(BytesIO(write_xlsx(sheet))).worksheets
    cells = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]

    assert draw(sheet).data == draw(sheet).data
    assert cells[:3] == ["中共示例乡纪律检查委员会文件", "示纪督〔2026〕3号", "关于限期完成问题整改的督办函"]
    assert {OFFICE, DAY, "沿此线裁开"} <= set(cells)
    assert [OFFICE] in sheet.lines()
