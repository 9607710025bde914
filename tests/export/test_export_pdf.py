"""What a drawn sheet shows, judged by a library that did not draw it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import pytest

from app.export.fonts import MissingGlyph
from app.export.ink import Ink
from app.export.looks import MM, SEAL, TooWide
from app.export.pdf import draw, stamp_pdf
from app.export.preview import page_count, page_pictures
from app.reports.sheet import Column, Facts, PageBreak, Paragraph, Seals, Sheet, Signatures, Table, WritingArea
from tests.export.paper import Paper, squeezed
from tests.export.sheets import RARE, ledger, letter, wall

SHEETS = {
    "ledger": ledger(40),
    "practice ledger": ledger(40, mark="练习"),
    "wall": wall(),
    "letter": letter(),
    "giant row": ledger(5, long="很长的一段话," * 900),
}
NASTY = "<b>A&B</b> <img src='file:///etc/passwd'/> </para> {0} %s <3 &lt; \\n(未闭合"


def with_rows(count: int, **changes: object) -> Sheet:
    columns = (Column("序号", "number", 3), Column("事项", width=20), Column("金额", "money", 8, sums=True))
    rows = tuple((n, f"第{n}笔", n * 100) for n in range(1, count + 1))
    table = Table(columns, rows, ("", "合计", sum(n * 100 for n in range(1, count + 1))), "人民币壹元整", "单位:元")
    sheet = Sheet("x", "测试表", (table, Signatures((("制表人", ""), ("审核人", "")))))
    return replace(sheet, **changes)  # type: ignore[arg-type]


def test_pages_that_were_drawn_wait_packed_until_the_file_is_finished() -> None:
    ink, raw = Ink("账"), 0
    for _ in range(3):
        ink.page(400, 400)
        for y in range(100):
            ink.text(20, 3 * y, "集体山林发包收入未入账", "song", 9)
        raw = len("\n".join(ink._body))
        ink.end_page()

    pages = [ink._canvas._doc.idToObject[f"Page{number}"] for number in (1, 2, 3)]

    assert all(page.stream is None and len(page.Contents.content) < raw / 3 for page in pages)
    assert page_count(ink.finish()) == 3


@pytest.mark.parametrize("name", SHEETS)
def test_every_font_is_embedded(name: str) -> None:
    paper = Paper(draw(SHEETS[name]).data)

    assert paper.fonts()
    assert [font for font, embedded in paper.fonts().items() if not embedded] == []


@pytest.mark.parametrize("name", SHEETS)
def test_equal_sheets_give_equal_bytes(name: str) -> None:
    assert draw(SHEETS[name]).data == draw(SHEETS[name]).data


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_stands_off_the_paper(name: str) -> None:
    assert Paper(draw(SHEETS[name]).data).outside() == []


def test_the_text_of_the_page_is_the_text_of_the_sheet() -> None:
    sheet = ledger(6)

    paper = Paper(draw(sheet).data)

    assert len(paper.pages) == 1
    expected = squeezed("".join("".join(line) for line in sheet.lines()))
    assert paper.text(0).startswith(expected)
    assert paper.text(0).removeprefix(expected) == "电子签名（经办人）电子签名（签发人）第1页共1页"


def test_characters_beyond_the_basic_plane_are_found_by_search() -> None:
    sheet = Sheet("x", "𠅤𫖯𬭚", (Paragraph("、".join(RARE)),), look="letter")

    assert "、".join(RARE) in Paper(draw(sheet).data).text(0)
    assert "𠅤𫖯𬭚" in Paper(draw(sheet).data).text(0)


@pytest.mark.parametrize("look", ["ledger", "notice", "letter"])
def test_markup_in_a_text_is_printed_as_it_is(look: str) -> None:
    sheet = Sheet(
        "x",
        "标题<b>&",
        (Paragraph(NASTY), Facts((("单位", "<u>乡</u>"),)), Table((Column("项"),), ((NASTY,),)), Seals(("<s>",))),
        look=look,  # type: ignore[arg-type]
    )

    text = Paper(draw(sheet).data).whole()

    assert text.count(squeezed(NASTY)) == 2
    assert all(part in text for part in ("标题<b>&", "<u>乡</u>", "<s>"))


def test_heading_and_continuation_stand_on_every_page_of_a_table() -> None:
    result = draw(with_rows(150))
    paper = Paper(result.data)

    texts = [paper.text(page) for page in range(result.pages)]

    assert result.pages > 2
    assert all("序号事项金额" in text and "单位:元" in text for text in texts)
    assert ["续表" in text for text in texts] == [False, *[True] * (result.pages - 1)]
    assert all(f"第{n}页共{result.pages}页" in text for n, text in enumerate(texts, 1))


def test_all_139_lines_of_a_wall_sheet_are_there_and_none_is_cut() -> None:
    sheet = wall(139)
    paper = Paper(draw(sheet).data)

    table = next(block for block in sheet.blocks if isinstance(block, Table))
    texts = [paper.text(page) for page in range(len(paper.pages))]

    rows = sheet.lines()[4:143]
    assert len(rows) == len(table.rows) == 139
    assert all(sum(squeezed("".join(row)) in text for text in texts) == 1 for row in rows)
    assert all("石桥村2016年第二季度财务公开榜" in text and "监督电话" in text for text in texts)
    sizes = {round(c.size) for page in range(len(paper.pages)) for c in paper.characters(page) if c.get_text() == "组"}
    assert min(sizes) >= 12


@pytest.mark.parametrize("count", range(20, 60))
def test_total_capital_and_sign_off_stay_with_the_last_rows(count: int) -> None:
    result = draw(with_rows(count))
    last = Paper(result.data).text(result.pages - 1)

    assert f"{count}第{count}笔" in last
    assert "合计" in last
    assert "人民币壹元整" in last
    assert "制表人：" in last


@pytest.mark.parametrize("count", range(20, 45))
def test_a_sign_off_too_high_for_the_last_rows_does_not_scatter_them(count: int) -> None:
    sheet = with_rows(count, look="notice", size="A4 landscape")
    tall = replace(sheet, blocks=(*sheet.blocks, Seals(("甲", "乙", "丙")), Seals(("丁",)), Seals(("戊",))))

    result = draw(tall)
    texts = [Paper(result.data).text(page) for page in range(result.pages)]

    assert sum("续表" in text for text in texts) <= count // 6
    assert re.search(rf"{count}第{count}笔{count}.00(本页小计[\d,.]+)?合计", "".join(texts))


@pytest.mark.parametrize("count", range(60, 100, 3))
def test_no_page_before_the_sign_off_holds_a_lonely_row(count: int) -> None:
    seals = (Signatures((("制表人", ""),)), Seals(("村民委员会", "村务监督委员会", "代理中心")))
    sheet = with_rows(count, look="notice", size="A4 landscape")

    paper = Paper(draw(replace(sheet, blocks=(sheet.blocks[0], *seals))).data)

    rows = [len(re.findall(r"第\d+笔", paper.text(page))) for page in range(len(paper.pages))]
    assert sum(rows) == count
    assert min(rows[:-1]) >= 3


@pytest.mark.parametrize("lines_of_text", range(8, 20))
def test_the_signature_stands_on_the_page_of_the_handwriting_above_it(lines_of_text: int) -> None:
    text = tuple(Paragraph("承诺一行", indent=False) for _ in range(lines_of_text))
    last = (WritingArea("手写承诺", lines=4), Signatures((("单位(盖章)", ""), ("负责人(签字)", ""), ("日期", ""))))

    paper = Paper(draw(Sheet("x", "整改承诺书", (*text, *last), look="letter", size="A4")).data)

    pages = [paper.text(page) for page in range(len(paper.pages))]
    assert ["手写承诺" in page for page in pages] == ["负责人(签字)" in page for page in pages]


def test_a_row_higher_than_a_page_goes_on_with_a_note_and_loses_nothing() -> None:
    result = draw(SHEETS["giant row"])
    text = Paper(result.data).whole()

    assert result.pages > 1
    assert text.count("很长的一段话") >= 890
    assert text.count("很") == text.count("段") == 900
    assert "续" in text


def test_the_practice_mark_stands_at_the_head_and_across_every_page() -> None:
    result = draw(ledger(40, mark="练习"))
    paper = Paper(result.data)

    for page in range(result.pages):
        assert "【练习】" in paper.text(page)
        turned = [c.get_text() for c in paper.characters(page) if abs(c.matrix[1]) > 0.1]
        assert "".join(turned) == "练习"


def test_a_real_sheet_carries_no_mark() -> None:
    assert "练习" not in Paper(draw(ledger(3)).data).whole()


def test_money_is_aligned_at_the_right_edge() -> None:
    paper = Paper(draw(with_rows(12)).data)

    ends = {round(c.x1, 1) for c in paper.characters(0) if c.get_text() == "0" and c.x0 > 400}

    assert max(ends) - sorted(ends)[-1] == 0
    assert len({end for end in ends if end > max(ends) - 1}) == 1


def test_a_wide_ledger_is_turned_and_a_narrow_one_is_not() -> None:
    wide, narrow = Paper(draw(ledger(2)).data), Paper(draw(with_rows(2)).data)

    assert wide.pages[0].width > wide.pages[0].height
    assert narrow.pages[0].width < narrow.pages[0].height


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [("A4", 210, 297), ("A3", 297, 420), ("A4 landscape", 297, 210), ("A3 landscape", 420, 297)],
)
@pytest.mark.parametrize("look", ["ledger", "notice", "letter"])
def test_the_wished_paper_is_used(look: str, size: str, width: float, height: float) -> None:
    paper = Paper(draw(with_rows(3, size=size, look=look)).data)

    assert (paper.pages[0].width, paper.pages[0].height) == pytest.approx((width * MM, height * MM), abs=0.1)


def test_a_table_with_more_columns_than_any_paper_holds_is_refused() -> None:
    columns = tuple(Column(f"金额{n}", "money", 8) for n in range(60))
    sheet = Sheet("x", "太宽的表", (Table(columns, (tuple(10**12 for _ in columns),)),))

    with pytest.raises(TooWide, match="《太宽的表》有 60 栏"):
        draw(sheet)


def test_the_widest_word_of_a_column_stays_on_one_line_among_many_as_long() -> None:
    narrow = [[f"{'ijl'[n % 3] * 9}{place}{n}" for n in range(10)] for place in range(10)]
    rows = [(f"{'W' * 10}{row}", *narrow[row]) for row in range(10)]
    rows = [(*row[n:], *row[:n]) for n, row in enumerate(rows)]
    sheet = Sheet("x", "编号表", (Table(tuple(Column("号", "text", 2) for _ in range(11)), tuple(rows)),))

    lines: dict[float, str] = {}
    for character in Paper(draw(sheet).data).characters(0):
        lines[round(character.matrix[5], 1)] = lines.get(round(character.matrix[5], 1), "") + character.get_text()
    drawn = "\n".join(lines.values())

    assert [word for row in rows for word in row if word not in drawn] == []


def test_forty_columns_of_text_still_fit_without_a_cut() -> None:
    columns = tuple(Column(f"第{n}栏") for n in range(40))
    sheet = Sheet("x", "宽表", (Table(columns, (tuple("内容较长的一格" for _ in columns),)),))

    paper = Paper(draw(sheet).data)

    assert paper.outside() == []
    assert paper.whole().count("内容较长的一格") == 40


def test_a_character_without_a_glyph_makes_no_file() -> None:
    sheet = Sheet("x", "表", (Table((Column("姓名"),), (("王𰻝",),)),))

    with pytest.raises(MissingGlyph, match="王𰻝"):
        draw(sheet)


@pytest.mark.parametrize("look", ["ledger", "notice", "letter"])
@pytest.mark.parametrize("rare", "㛃䶮𠅤𫖯𬭚𪚥龑𠮷￥")
def test_a_rare_name_is_read_back_from_every_kind_of_paper(
    look: Literal["ledger", "notice", "letter"], rare: str
) -> None:
    blocks = (
        Paragraph(f"一、王{rare}", level=1),
        Paragraph(f"（一）王{rare}", level=2),
        Paragraph(f"王{rare}同志"),
        Table((Column("姓名"), Column("金额", "money")), ((f"王{rare}", 100),)),
        Signatures((("承诺人", f"王{rare}"),)),
    )

    paper = Paper(draw(Sheet("x", f"王{rare}的承诺", blocks, look=look)).data)

    assert paper.whole().count(f"王{rare}") == 6
    assert all(paper.fonts().values())


def test_a_character_without_a_glyph_is_named_with_its_row_and_column() -> None:
    columns = (Column("序号", "number"), Column("编号"), Column("责任人"))
    rows = ((1, "示纪问〔2026〕7号", "王伟"), (2, "示纪问〔2026〕8号", "王𰻝"))

    with pytest.raises(MissingGlyph) as caught:
        draw(Sheet("x", "表", (Table(columns, rows),)))

    assert "出现在:第2行(示纪问〔2026〕8号)“责任人”:“王𰻝”。" in caught.value.message


def test_a_letter_has_28_characters_in_a_line_and_22_lines_on_a_page() -> None:
    sheet = Sheet("x", "函", (PageBreak(), Paragraph("公" * 28 * 30, indent=False)), look="letter")

    characters = [c for c in Paper(draw(sheet).data).characters(1) if c.get_text() == "公"]
    lines = sorted({round(c.y0, 1) for c in characters})

    assert len(lines) == 22
    assert len(characters) == 28 * 22
    assert min(c.x0 for c in characters) == pytest.approx(28 * MM, abs=1)
    assert max(c.x1 for c in characters) == pytest.approx((210 - 26) * MM, abs=1)


def test_signature_boxes_are_reserved_on_the_last_page() -> None:
    result = draw(ledger(40))

    assert [box.label for box in result.fields] == ["经办人", "签发人"]
    assert {box.page for box in result.fields} == {result.pages - 1}
    first, second = result.fields
    assert first.x1 < second.x0
    characters = Paper(result.data).characters(result.pages - 1)
    inside = [c for c in characters if first.x0 < c.x0 < first.x1 and first.y0 < c.y0 < first.y1]
    assert inside == []


def test_signature_boxes_carry_the_key_of_the_signer_and_a_chinese_label() -> None:
    result = draw(with_rows(3, facts={"signature_fields": "clerk,secretary,county"}))
    text = Paper(result.data).text(0)

    assert [box.label for box in result.fields] == ["clerk", "secretary", "county"]
    assert "电子签名（经办人）电子签名（审核人）电子签名（县级接收单位）" in text
    assert "clerk" not in text


def test_the_places_to_sign_are_told_and_free() -> None:
    result = draw(with_rows(3))

    assert [place.label for place in result.places] == ["制表人", "审核人"]
    place = result.places[0]
    covered = [c for c in Paper(result.data).characters(0) if place.x0 < c.x0 < place.x1 and place.y0 < c.y0 < place.y1]
    assert covered == []


def test_seal_boxes_are_four_and_a_half_centimetres_and_empty() -> None:
    assert pytest.approx(45 * MM) == SEAL


def test_the_version_line_and_the_faces_are_told() -> None:
    result = draw(letter(), version_line="明账 0.1.0")

    assert "明账0.1.0" in Paper(result.data).text(0)
    assert "Fandol 仿宋" in result.faces


def test_each_page_of_a_table_sums_up_its_own_rows_and_the_last_one_all() -> None:
    result = draw(with_rows(150))
    texts = [Paper(result.data).text(page) for page in range(result.pages)]

    pages = [[int(number) for number in re.findall(r"第(\d+)笔", text)] for text in texts]

    assert result.pages > 2
    assert [re.findall(r"本页小计([\d,.]+?\.\d\d)", text) for text in texts] == [
        [f"{sum(page):,}.00"] for page in pages
    ]
    assert ["合计11,325.00" in text for text in texts] == [False] * (result.pages - 1) + [True]


def test_a_table_on_one_page_and_one_without_a_total_have_no_page_sums() -> None:
    endless = with_rows(150)
    (table, signs) = endless.blocks
    assert isinstance(table, Table)
    untotalled = replace(endless, blocks=(replace(table, total=None), signs))

    assert "本页小计" not in Paper(draw(with_rows(12)).data).whole()
    assert "本页小计" not in Paper(draw(untotalled).data).whole()


def test_an_empty_table_still_shows_its_heading_and_total() -> None:
    text = Paper(draw(with_rows(0)).data).text(0)

    assert "序号事项金额合计0.00" in text


def test_a_long_title_is_broken_and_not_cut() -> None:
    title = "石桥镇人民政府关于2026年度耕地地力保护补贴发放情况以及村集体资金资产资源专项清理整治工作进展情况的公示"

    paper = Paper(draw(Sheet("x", title, (Paragraph("正文。"),), look="notice")).data)

    assert paper.text(0).startswith(title)
    assert paper.outside() == []


def test_a_stamp_shows_its_lines_on_one_small_page() -> None:
    lines = ["电子签名", "经办人 赵䶮", "2026-07-05 10:00(本机时间,未经时间戳)", "摘要 0123456789abcdef"]

    paper = Paper(stamp_pdf(lines, 75, 22))

    assert paper.text(0) == squeezed("".join(lines))
    assert (paper.pages[0].width, paper.pages[0].height) == pytest.approx((75 * MM, 22 * MM), abs=0.1)
    assert paper.outside() == []


def test_the_preview_shows_the_pages_of_the_very_file() -> None:
    result = draw(wall(60))

    pictures = page_pictures(result.data, 48, [0, result.pages - 1])

    assert page_count(result.data) == result.pages
    assert [(p.width, p.height) for p in pictures] == [(397, 562), (397, 562)]
    assert all(len(p.bgrx) == p.stride * p.height for p in pictures)
    assert len(set(pictures[0].bgrx)) > 50


def test_names_with_their_days_never_run_into_each_other_in_a_row_of_signatures():
    places = (
        ("制表人", "陶建萍"),
        ("负责人", "石志军 2025年9月3日"),
        ("民主理财小组", "余光芳、崔永斌、夏国生 2025年9月4日"),
        ("代理中心", "曾建香 2025年9月4日"),
    )
    sheet = Sheet("x", "测试榜", (Paragraph("正文"), Signatures(places)), look="notice", size="A4")

    paper = Paper(draw(sheet).data)

    rows: dict[float, list[tuple[float, float]]] = {}
    for item in paper.characters(0):
        rows.setdefault(round(item.y0), []).append((item.x0, item.x1))
    overlaps = [
        (before, after)
        for found in rows.values()
        for before, after in pairwise(sorted(found))
        if after[0] < before[1] - 0.6
    ]
    assert overlaps == []
    assert paper.outside() == []
