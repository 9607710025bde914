"""Word files: the measures of official papers, nothing of who made them, all the text of the sheet, sound inside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
import zxingcpp
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from app.domain.short_code import SQUARE_MARK
from app.export.word import write_docx
from app.reports.sheet import (
    Arrow,
    Chart,
    Closing,
    Code,
    Column,
    Enclosure,
    Enclosures,
    Facts,
    Imprint,
    PageBreak,
    Paragraph,
    Seals,
    Sheet,
    Signatures,
    Slip,
    Slips,
    Step,
    Table,
    TearOff,
    WritingArea,
)
from tests.export.sheets import ledger, letter, wall

OFFICE, DAY, NUMBER = "中共示例乡纪律检查委员会", "2026年11月22日", "示纪督〔2026〕3号"
NASTY = "<b>A&B</b> \"'&lt;w:p/> {{单位}} =1+1\x07\x0b 王𠅤"
TABLE = Table((Column("序号", "number"), Column("事项"), Column("金额", "money")), ((1, "未入账", 12_345),))
PARTS = (
    Paragraph("青山村：", indent=False),
    Paragraph("一、督办事项", level=1),
    Paragraph("（一）加强领导。各单位要明确责任。", level=2, head=8),
    Paragraph("抓紧办结。"),
    Enclosures(("事项清单", "样表")),
    Closing(OFFICE, DAY, "联系人：王芳"),
    Enclosure("附件1", "事项清单"),
    Table(
        (Column("序号", "number"), Column("事项"), Column("金额", "money")),
        ((1, "未入账", 12_345),),
        None,
        "",
        "单位：元",
    ),
    Imprint("县纪委，示例乡党委", OFFICE, DAY),
    PageBreak(loose=True),
    Facts((("来函文号", NUMBER),)),
    WritingArea("办理情况：", 4),
    Signatures((("负责人", ""), ("日期", DAY))),
)
LETTER = Sheet(
    "letter",
    "关于限期完成问题整改的督办函",
    PARTS,
    look="letter",
    size="A4",
    number=NUMBER,
    urgency="特急",
    mark="练习",
)
OTHER = Sheet(
    "x",
    "其他内容",
    (
        Slips((Slip("青山村王大娘", ("补贴 300 元",), "监督电话"),)),
        TearOff("沿此线裁开"),
        Seals(("村民委员会(章)", "监督委员会(章)", "代理中心(章)")),
        Code("A1B2C3", "整改承诺"),
        PageBreak(),
        Paragraph(NASTY, align="center"),
    ),
)
FLOW = Sheet(
    "f", "流程图", (Chart((Step(1, "受理", ("当场",)), Step(2, "办结")), (Arrow(1, 2, "齐全"),)),), look="notice"
)
SHEETS = {
    "letter": LETTER,
    "commitment": letter(),
    "ledger": ledger(30),
    "wall": wall(30),
    "other": OTHER,
    "flow": FLOW,
}


def opened(sheet: Sheet) -> Document:
    """The file as python-docx reads it again."""
    return docx.Document(BytesIO(write_docx(sheet)))


def text(document: Document) -> str:
    """All text of the file's body, head and feet without white space."""
    section = document.sections[0]
    places = [document.element.body, section.header._element, section.footer._element]
    return "".join(re.sub(r"\s", "", t.text or "") for place in places for t in place.iter(qn("w:t")))


def paragraph(document: Document, begins: str) -> Any:
    """The first paragraph that begins so."""
    return next(one for one in document.paragraphs if one.text.startswith(begins))


def attribute(element: Any, path: str, name: str) -> str:
    """An attribute of an element below another one: attribute(p, "pPr/spacing", "line")."""
    for step in path.split("/"):
        element = element.find(qn(f"w:{step}"))
    return str(element.get(qn(f"w:{name}")))


@pytest.mark.parametrize("name", SHEETS)
def test_all_the_text_of_the_sheet_stands_in_the_file(name: str) -> None:
    sheet = SHEETS[name]
    found = text(opened(sheet))

    lost = [
        piece
        for line in sheet.lines()
        for piece in line
        if (plain := re.sub(r"[\s\x07\x0b]", "", piece))
        and plain not in found
        and "→" not in piece
        and "：" not in piece
    ]

    assert lost == []


def test_the_page_is_a4_with_the_margins_of_the_standard_and_a_grid_of_28_by_22() -> None:
    (section, *_) = opened(LETTER).sections

    assert (section.page_width, section.page_height) == (
        pytest.approx(Mm(210), abs=700),
        pytest.approx(Mm(297), abs=700),
    )
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [margin / 36000 for margin in margins if margin] == pytest.approx([37, 26, 35, 28], abs=0.02)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert 22 * int(grid.get(qn("w:linePitch"))) / 20 == pytest.approx(225 / 25.4 * 72, abs=1.2)
    assert 22 * int(grid.get(qn("w:linePitch"))) / 20 <= 225 / 25.4 * 72
    assert 28 * (16 + int(grid.get(qn("w:charSpace"))) / 4096) == pytest.approx(156 / 25.4 * 72, abs=0.1)


def test_lines_are_exactly_a_22nd_of_the_page_apart_and_28_characters_fit_into_one() -> None:
    body = paragraph(opened(LETTER), "抓紧")

    assert (attribute(body._p, "pPr/spacing", "line"), attribute(body._p, "pPr/spacing", "lineRule")) == (
        "579",
        "exact",
    )
    run = body.runs[0]._r
    assert attribute(run, "rPr/sz", "val") == "32"
    wide = 16 + int(attribute(run, "rPr/spacing", "val")) / 20
    assert 28 * wide <= 156 / 25.4 * 72 < 29 * wide
    assert attribute(body._p, "pPr/ind", "firstLineChars") == "200"


@pytest.mark.parametrize(
    ("begins", "font", "half_points"),
    [
        ("关于限期", "方正小标宋简体", "44"),
        ("一、", "黑体", "32"),
        ("（一）", "楷体_GB2312", "32"),
        ("抓紧", "仿宋_GB2312", "32"),
        ("附件1", "黑体", "32"),
    ],
)
def test_faces_are_named_as_offices_know_them(begins: str, font: str, half_points: str) -> None:
    run = paragraph(opened(LETTER), begins).runs[0]._r

    assert attribute(run, "rPr/rFonts", "eastAsia") == attribute(run, "rPr/rFonts", "ascii") == font
    assert attribute(run, "rPr/sz", "val") == half_points


def test_a_heading_before_its_text_ends_with_its_own_face() -> None:
    runs = paragraph(opened(LETTER), "（一）").runs

    assert [run.text for run in runs] == ["（一）加强领导。", "各单位要明确责任。"]
    assert [attribute(run._r, "rPr/rFonts", "eastAsia") for run in runs] == ["楷体_GB2312", "仿宋_GB2312"]


def test_what_stands_in_for_a_missing_face_is_told_to_the_program() -> None:
    with zipfile.ZipFile(BytesIO(write_docx(LETTER))) as parts:
        fonts = parts.read("word/fontTable.xml").decode()

    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong"/>' in fonts


def test_a_long_title_is_broken_between_words_as_in_the_pdf() -> None:
    sheet = replace(LETTER, title="关于3起侵害群众利益的不正之风和腐败问题典型案例的通报")

    title = paragraph(opened(sheet), "关于3起")

    assert title.text == "关于3起侵害群众利益的不正之风\n和腐败问题典型案例的通报"


def test_office_and_day_stand_at_the_right_and_the_day_four_characters_in() -> None:
    document = opened(LETTER)

    office, day = paragraph(document, OFFICE), paragraph(document, DAY)

    assert attribute(day._p, "pPr/ind", "rightChars") == "400"
    assert attribute(day._p, "pPr/jc", "val") == attribute(office._p, "pPr/jc", "val") == "right"
    assert day._p.getprevious() is office._p
    assert office._p.pPr.find(qn("w:keepNext")) is not None
    assert paragraph(document, "（联系人：王芳）").text == "（联系人：王芳）"


def test_the_imprint_is_a_table_whose_last_rule_lies_on_the_edge_of_the_text() -> None:
    table = next(t for t in opened(LETTER).tables if t.cell(0, 0).text.startswith("抄送"))

    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    heights = [int(attribute(row._tr, "trPr/trHeight", "val")) for row in table.rows]
    top = int(attribute(table._tbl, "tblPr/tblpPr", "tblpY"))
    assert [row.cells[0].text for row in table.rows] == ["抄送：县纪委，示例乡党委。", f"{OFFICE}\t{DAY}印发"]
    # eighths of a point: 0.35 mm and 0.25 mm
    assert [borders.find(qn(f"w:{side}")).get(qn("w:sz")) for side in ("top", "insideH", "bottom")] == ["8", "6", "8"]
    assert (top + sum(heights)) / 20 / 72 * 25.4 == pytest.approx(297 - 35, abs=0.2)
    assert attribute(table._tbl, "tblPr/tblpPr", "vertAnchor") == "page"
    assert int(attribute(table._tbl, "tblPr/tblW", "w")) / 20 / 72 * 25.4 == pytest.approx(156, abs=0.3)


def test_an_imprint_with_a_page_for_itself_stands_on_an_even_one() -> None:
    short = replace(LETTER, blocks=(Paragraph("抓紧办结。"), Closing(OFFICE, DAY), Imprint("", OFFICE, DAY)))
    one_side = replace(short, blocks=(*short.blocks[:2], Imprint("", OFFICE, DAY, even=False)))

    kinds = [[attribute(s._sectPr, "type", "val") for s in opened(sheet).sections[1:]] for sheet in (short, one_side)]

    assert kinds == [["evenPage"], []]


def test_page_numbers_stand_at_the_right_on_odd_pages_and_at_the_left_on_even_ones() -> None:
    document = opened(LETTER)
    (section, *others) = document.sections

    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert document.settings.odd_and_even_pages_header_footer
    assert [odd.text, even.text] == ["— 1 —", "— 1 —"]
    assert [attribute(one._p, "pPr/jc", "val") for one in (odd, even)] == ["right", "left"]
    assert attribute(odd._p, "pPr/ind", "rightChars") == attribute(even._p, "pPr/ind", "leftChars") == "100"
    assert [t.text for t in odd._p.iter(qn("w:instrText"))] == [" PAGE "]
    assert others[-1].footer.paragraphs[0].text == others[-1].even_page_footer.paragraphs[0].text == ""


def test_a_table_repeats_its_heading_keeps_rows_whole_and_says_what_the_sheet_says() -> None:
    sheet = ledger(30)
    (table,) = opened(sheet).tables

    shown = [[cell.text for cell in row.cells] for row in table.rows]

    block = next(block for block in sheet.blocks if isinstance(block, Table))
    assert shown[0] == [column.title for column in block.columns]
    assert [row[:2] for row in shown[1:3]] == [["1", "示纪问〔2016〕1号"], ["2", "示纪问〔2016〕2号"]]
    assert shown[-1][0] == ""
    assert "合计" in shown[-1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])


def test_a_red_head_is_written_only_where_it_is_ordered() -> None:
    def colours(sheet: Sheet) -> set[str]:
        return {str(c.get(qn("w:val"))) for c in opened(sheet).element.body.iter(qn("w:color")) if c.get(qn("w:val"))}

    assert colours(LETTER) == set()
    assert colours(replace(LETTER, red_head="中共示例乡纪律检查委员会文件")) == {"D60000"}


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_says_who_made_the_file_when_and_on_which_machine(name: str) -> None:
    data = write_docx(SHEETS[name])
    about = docx.Document(BytesIO(data)).core_properties

    assert (about.author, about.last_modified_by, about.comments) == ("明账", "", "")
    assert about.created is not None
    assert about.created.year == 2000
    with zipfile.ZipFile(BytesIO(data)) as parts:
        names = parts.namelist()
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"python" not in parts.read("docProps/core.xml") + parts.read("docProps/app.xml")
    assert not [one for one in names if "thumbnail" in one or "customXml" in one]
    assert write_docx(SHEETS[name]) == data


def test_a_code_is_a_picture_in_the_head_that_a_camera_reads() -> None:
    with zipfile.ZipFile(BytesIO(write_docx(OTHER))) as parts:
        (name,) = [one for one in parts.namelist() if one.startswith("word/media/")]
        picture = Image.open(BytesIO(parts.read(name)))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{SQUARE_MARK}A1B2C3"]


# The order in which the format (ECMA-376 part 1, 17.3–17.6) wants what stands inside these elements: Word calls a
# file with another order damaged.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left bottom right insideH insideV",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}


def misplaced(root: Any) -> Iterator[str]:
    """Elements that stand where the format does not want them."""
    for name, order in ORDER.items():
        known = order.split()
        for element in root.iter(qn(f"w:{name}")):
            # heads and feet may come in any order among themselves
            names = [child.tag.rpartition("}")[2].replace("headerRef", "footerRef") for child in element]
            places = [known.index(one) for one in names]
            if places != sorted(places):
                yield f"{name}: {[known[place] for place in places]}"


@pytest.mark.parametrize("name", SHEETS)
def test_everything_stands_in_the_order_the_format_wants(name: str) -> None:
    document = opened(replace(SHEETS[name], red_head="文件", signer="李立强"))

    roots = [document.element, document.styles.element]
    roots += [part._element for s in document.sections for part in (s.header, s.footer, s.even_page_footer)]

    assert [fault for root in roots for fault in misplaced(root)] == []
    assert all(cell.find(qn("w:p")) is not None for cell in document.element.iter(qn("w:tc")))


def test_a_sheet_larger_than_a_page_of_word_is_set_on_a3() -> None:
    section = opened(replace(wall(20), size="60x90")).sections[0]

    assert {round(section.page_width / 36000), round(section.page_height / 36000)} == {297, 420}  # type: ignore[operator]
