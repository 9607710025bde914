"""Wall sheets as they come out of the printer: measured in the PDF, glued together from its tiles, read by a camera."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from pdfminer.layout import LTImage, LTLine
from PIL import Image, ImageChops

from app.export import pdf
from app.export.flow import Flow
from app.export.ink import Ink
from app.export.looks import MM, SEAL, TILINGS, TooWide
from app.export.pdf import draw
from app.export.preview import page_pictures
from app.export.tiling import CUT, GLUE
from app.reports.sheet import Column, Facts, Paragraph, Seals, Sheet, Signatures, Size, Table
from tests.export.paper import Paper, squeezed
from tests.export.sheets import wall

VERSION = "第2版 2026-11-22 校验码 4827 1093"
WHITE = 5 * MM  # what office printers cannot reach
TILED: tuple[Size, ...] = ("A4x2", "A4x2 landscape", "A4x4", "A4x4 landscape", "A4x9", "A4x9 landscape")
PAPERS: tuple[Size, ...] = ("A4", "A4 landscape", "A3", "60x90")


def hung(rows: int, size: Size, version: str = VERSION) -> Sheet:
    return replace(wall(rows), size=size, facts={"version": version})


def rows_of(sheet: Sheet) -> list[str]:
    table = next(block for block in sheet.blocks if isinstance(block, Table))
    start = 4 if table.unit_line else 3
    return [squeezed("".join(line)) for line in sheet.lines()[start : start + len(table.rows)]]


def picture(data: bytes, page: int, dpi: float) -> Image.Image:
    (shown,) = page_pictures(data, dpi, [page])
    return Image.frombuffer("RGB", (shown.width, shown.height), shown.bgrx, "raw", "BGRX", shown.stride, 1)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sheet], bytes]:
    """Draws a tiled sheet as the one large page it is before it is cut."""

    def in_one(ink: Ink, flow: Flow, number: int, draw_page: Callable[[Ink], None]) -> None:
        ink.page(flow.paper.width, flow.paper.height)
        draw_page(ink)
        ink.end_page()

    def made(sheet: Sheet) -> bytes:
        with monkeypatch.context() as patch:
            patch.setattr(pdf, "draw_tiles", in_one)
            return draw(sheet).data

    return made


@pytest.mark.parametrize("size", PAPERS)
def test_every_page_says_whose_and_what_it_is_who_signs_and_whom_to_ask(size: Size) -> None:
    result = draw(hung(139, size))
    paper = Paper(result.data)

    assert result.pages > 2
    for page in range(result.pages):
        text = paper.text(page)
        for part in (
            "石桥村2016年第二季度财务公开榜",
            "公开单位：石桥村村民委员会",
            "公开期间：2016年4月至6月",
            "村主任：",
            "监督委员会主任：",
            "会计：李龑",
            "村民委员会(章)",
            "监督电话:0000-1234567",
            "意见箱:村部大门右侧",
            *(("序号日期摘要收入支出经手人", "本页小计") if re.search(r"\d{4}-\d\d-\d\d付", text) else ()),
            f"第{page + 1}页共{result.pages}页",
            f"骑缝{page + 1}/{result.pages}",
            squeezed(VERSION),
        ):
            assert part in text, (page, part)
    assert ["续表" in paper.text(page) for page in range(result.pages - 1)] == [False] + [True] * (result.pages - 2)


@pytest.mark.parametrize("size", PAPERS)
def test_no_row_of_139_is_cut_over_two_pages(size: Size) -> None:
    sheet = hung(139, size)
    paper = Paper(draw(sheet).data)

    texts, rows = [paper.text(page) for page in range(len(paper.pages))], rows_of(sheet)

    assert len(rows) == 139
    assert all(sum(row in text for text in texts) == 1 for row in rows)


@pytest.mark.parametrize("size", [*PAPERS, *TILED])
def test_nothing_stands_where_a_printer_cannot_reach(size: Size) -> None:
    paper = Paper(draw(hung(60, size)).data)

    for number, page in enumerate(paper.pages):
        for c in paper.characters(number):
            # What goes on under a glued page is clipped at the strip, which ends before the white edge.
            left, right = min(max(c.x0, 0), c.x0 + c.width), c.x1
            if size in TILED and (c.x0 < GLUE or c.x1 > page.width - GLUE or c.y0 < GLUE or c.y1 > page.height - GLUE):
                continue
            assert left >= WHITE, (number, c.get_text())
            assert right <= page.width - WHITE, (number, c.get_text())
            assert c.y0 >= WHITE, (number, c.get_text())
            assert c.y1 <= page.height - WHITE, (number, c.get_text())


@pytest.mark.parametrize(("size", "least"), [("A3", 16), ("A3 landscape", 16), ("60x90", 22), ("A4x9", 22)])
def test_the_type_of_rows_is_never_smaller_than_the_rule_asks_for(size: Size, least: float) -> None:
    paper = Paper(draw(hung(139, size)).data)

    sizes = {round(c.size, 1) for n in range(len(paper.pages)) for c in paper.characters(n) if c.get_text() == "组"}

    assert min(sizes) >= least


def few(rows: int, size: Size = "A3") -> Sheet:
    """A sheet of one matter: many columns, few rows."""
    columns = (
        Column("序号", "number", 2.5),
        Column("日期", width=5.5),
        Column("摘要用途", width=15),
        Column("数量×单价", width=7),
        Column("资金来源", width=4.5),
        Column("收入", "money", 6, sums=True),
        Column("支出", "money", 6, sums=True),
        *(Column(who, width=4) for who in ("经手人", "证明人", "审批人")),
    )
    words = ("修建960米混凝土路面(项目总造价)", "4980 人 × 15.00", "一事一议筹资")
    body = tuple((n, "2024-11-14", *words, 34_560_000, None, "吕春林", "夏国生", "廖志梅") for n in range(1, rows + 1))
    table = Table(columns, body, (None, None, "合计", None, None, rows * 34_560_000, 0, None, None, None))
    return replace(wall(1), size=size, blocks=(wall(1).blocks[0], table, *wall(1).blocks[2:]))


def test_a_sheet_of_many_columns_and_few_rows_stands_upright_on_one_page() -> None:
    paper = Paper(draw(few(4)).data)

    assert len(paper.pages) == 1
    assert paper.pages[0].width < paper.pages[0].height
    assert min(c.size for c in paper.characters(0) if c.get_text() == "路") >= 16


def test_a_little_white_is_given_up_where_that_saves_a_page_and_no_more_of_it() -> None:
    def words(rows: int) -> tuple[int, float]:
        paper = Paper(draw(hung(rows, "A3")).data)
        return len(paper.pages), next(c.size for c in paper.characters(0) if c.get_text() == "公" and c.size < 24)

    found = [words(rows) for rows in range(8, 34)]

    assert [pages for pages, _ in found] == sorted(pages for pages, _ in found)
    assert {round(size) for pages, size in found if pages == 1} == {18, 20}
    assert all(size >= 18 for _, size in found)


@pytest.mark.parametrize(("size", "least"), [("A3", 16), ("60x90", 22)])
def test_who_signs_and_how_to_object_are_never_smaller_than_the_rule_asks_for(size: Size, least: float) -> None:
    asking = Paragraph("对公开的内容有疑问的，可以向村务监督委员会反映。", repeat=True)
    for rows in (*range(14, 26), *range(34, 42), 139):
        sheet = hung(rows, size)
        paper = Paper(draw(replace(sheet, blocks=(*sheet.blocks[:2], asking, *sheet.blocks[3:]))).data)
        words = [c for n in range(len(paper.pages)) for c in paper.characters(n) if c.get_text() in "疑映任话"]

        assert min(round(c.size, 1) for c in words) >= least


def test_few_rows_are_printed_larger_to_fill_the_paper() -> None:
    def size_of(rows: int) -> float:
        paper = Paper(draw(hung(rows, "60x90")).data)
        assert len(paper.pages) == 1
        return max(round(c.size, 1) for c in paper.characters(0) if c.get_text() == "组")

    assert size_of(6) > size_of(24) > size_of(38) >= 22


def test_a_table_that_large_type_cannot_hold_is_refused_with_what_to_do() -> None:
    columns = tuple(Column(f"金额{n}", "money", 8) for n in range(30))
    sheet = Sheet("x", "太宽的表", (Table(columns, (tuple(10**10 for _ in columns),)),), look="notice", size="A3")

    with pytest.raises(TooWide, match="请换大一些的纸"):
        draw(sheet)


@pytest.mark.parametrize("size", [*PAPERS, "A4x2", "A4x4"])
def test_the_places_for_seals_are_45_mm_and_free(size: Size, whole: Callable[[Sheet], bytes]) -> None:
    paper = Paper(whole(hung(60, size)))

    for number in range(len(paper.pages)):
        seals = [
            box
            for box in paper.boxes(number)
            if box.width == pytest.approx(SEAL, abs=0.6) and box.height == pytest.approx(SEAL, abs=0.6)
        ]
        assert len(seals) == (2 if number == len(paper.pages) - 1 else 1)
        for seal in seals:
            inside = [
                c.get_text()
                for c in paper.characters(number)
                if c.x1 > seal.x0 and c.x0 < seal.x1 and c.y1 > seal.y0 and c.y0 < seal.y1
            ]
            assert inside == []


def test_the_sign_off_and_all_seals_are_at_the_end_of_the_table() -> None:
    paper = Paper(draw(hung(139, "A3")).data)

    texts = [paper.text(page) for page in range(len(paper.pages))]

    assert [("村务监督委员会(章)" in text) for text in texts] == [False] * (len(texts) - 1) + [True]
    assert re.search(r"139\d{4}-\d\d-\d\d", texts[-1])
    assert "支出合计(大写)" in texts[-1]


def test_how_to_object_stands_on_every_page_and_once_on_each() -> None:
    sheet = hung(60, "A3")
    words = "对公开的内容有疑问的，可以向村务监督委员会反映，收到后 10 天内答复。"
    asking = Paragraph(words, repeat=True)

    paper = Paper(draw(replace(sheet, blocks=(*sheet.blocks[:2], asking, *sheet.blocks[3:]))).data)

    assert len(paper.pages) > 1
    assert [paper.text(page).count("收到后10天内答复") for page in range(len(paper.pages))] == [1] * len(paper.pages)


@pytest.mark.parametrize("length", range(70, 78))
def test_how_to_object_never_ends_with_a_lonely_character(length: int) -> None:
    sheet = hung(60, "A3")
    asking = Paragraph("疑" * length + "。", repeat=True)
    paper = Paper(draw(replace(sheet, blocks=(*sheet.blocks[:2], asking, *sheet.blocks[3:]))).data)

    lines = [round(c.matrix[5]) for c in paper.characters(0) if c.get_text() == "疑"]
    assert len(lines) == length
    assert lines.count(min(lines)) > 2


@pytest.mark.parametrize("size", [*PAPERS, *TILED])
def test_the_place_of_a_seal_across_pages_is_45_mm_at_the_right_edge_of_every_page_and_free(
    size: Size, whole: Callable[[Sheet], bytes]
) -> None:
    """Fanned out, the pages show their right edges one beside the other: every mark stands at the same height."""
    paper = Paper(whole(hung(139, size)))
    pages = len(paper.pages)
    places = [across(paper, page) for page in range(pages)]

    for number, (low, high) in enumerate(places):
        edge = paper.pages[number].width
        for mark in (low, high):
            assert mark.x1 == pytest.approx(edge - 5 * MM, abs=0.1)
            assert mark.x1 - mark.x0 == pytest.approx(6 * MM, abs=0.1)
        assert high.y0 - low.y0 == pytest.approx(45 * MM, abs=0.1)
        inside = [c for c in paper.characters(number) if c.x1 > edge - 11 * MM and low.y0 < (c.y0 + c.y1) / 2 < high.y0]
        assert "".join(c.get_text() for c in inside).replace(" ", "") == f"骑缝{number + 1}/{pages}"
        assert all(c.x1 <= edge - 5 * MM + 0.1 for c in inside)
        assert min(c.y0 for c in inside) >= low.y0
        assert max(c.y1 for c in inside) <= high.y0
    assert len({(round(low.y0, 2), round(high.y0, 2)) for low, high in places}) == 1


@pytest.mark.parametrize("size", PAPERS)
def test_a_seal_across_pages_stands_in_the_middle_of_a_page_that_is_not_glued(size: Size) -> None:
    paper = Paper(draw(hung(139, size)).data)

    for page in range(len(paper.pages)):
        low, high = across(paper, page)
        assert (low.y0 + high.y0) / 2 == pytest.approx(paper.pages[page].height / 2, abs=0.1)


def across(paper: Paper, page: int) -> tuple[LTLine, LTLine]:
    """The lower and the upper mark of the seal across pages: the short lines that end 5 mm from the right edge."""
    found = [
        item
        for item in paper.pages[page]
        if isinstance(item, LTLine)
        and abs(item.y0 - item.y1) < 0.1
        and abs(item.x1 - (paper.pages[page].width - 5 * MM)) < 0.5
        and item.x1 - item.x0 < 10 * MM
    ]
    low, high = sorted(found, key=lambda item: item.y0)
    return low, high


def test_a_sheet_on_one_page_has_no_marks_for_a_seal_across_pages() -> None:
    text = Paper(draw(hung(8, "A3")).data).text(0)

    assert "骑缝" not in text
    assert "本页小计" not in text


@pytest.mark.parametrize("size", [*PAPERS, "A4x4"])
def test_a_camera_reads_edition_day_and_code_from_every_page(size: Size, whole: Callable[[Sheet], bytes]) -> None:
    data = whole(hung(40, size))

    for page in range(len(Paper(data).pages)):
        grey = picture(data, page, 110 if size != "60x90" else 60).convert("L")
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        assert [one.text for one in found] == [f"石桥村2016年第二季度财务公开榜 {VERSION}"]


@pytest.mark.parametrize("size", [*PAPERS, "A4x4"])
def test_no_red_no_emblem_and_no_picture_is_drawn_on_a_wall_sheet(size: Size) -> None:
    paper = Paper(draw(hung(40, size)).data)

    for number, page in enumerate(paper.pages):
        assert not [item for item in page if isinstance(item, LTImage)]
        colours = [item.graphicstate.ncolor for item in paper.characters(number)]
        assert all(not isinstance(one, tuple | list) or len(set(one)) == 1 for one in colours)


def test_a_long_foot_ends_before_the_square_of_the_version() -> None:
    sheet = replace(hung(5, "A4"), foot="监督电话：0000-1234567，" * 12)

    shown = picture(draw(sheet).data, 0, 110).convert("L")

    assert len(zxingcpp.read_barcodes(shown)) == 1


@pytest.mark.parametrize("size", TILED)
def test_the_tiles_glued_together_are_the_whole_sheet(size: Size, whole: Callable[[Sheet], bytes]) -> None:
    dpi, tiling, sheet = 50.7999, TILINGS[size], hung(30, size)  # two pixels a millimetre: tiles are whole ones
    large, tiles = picture(whole(sheet), 0, dpi), draw(sheet).data

    glued = Image.new("RGB", large.size, "white")
    for number, tile in enumerate(tiling.tiles()):
        page = picture(tiles, number, dpi)
        left, bottom, right, top = (round(edge / MM * 2) for edge in tiling.window(tile, bleed=0))
        part = page.crop((left, page.height - top, right, page.height - bottom))
        glued.paste(part, (round(tile.x / MM * 2) + left, large.height - round(tile.y / MM * 2) - top))

    off = ImageChops.difference(large.convert("L"), glued.convert("L")).point([0] * 90 + [255] * 166)
    marks = 40 * tiling.count  # the ends of the short lines that show where the next page begins
    assert sum(1 for value in off.tobytes() if value) <= marks


@pytest.mark.parametrize("size", TILED)
@pytest.mark.parametrize("rows", [9, 33, 61])
def test_no_row_and_no_column_of_a_table_is_cut_where_tiles_meet(
    size: Size, rows: int, whole: Callable[[Sheet], bytes]
) -> None:
    sheet, tiling = hung(rows, size), TILINGS[size]
    paper = Paper(whole(sheet))

    for number in range(len(paper.pages)):
        borders = {round(y, 1) for y in paper.levels(number)}
        for c in paper.characters(number):
            assert not [y for y in tiling.joints_y if c.y0 + 0.8 < y < c.y1 - 0.8 and "骑缝" not in c.get_text()]
            if min(borders) < c.y0 < max(borders) and c.get_text() in "0123456789.-付收":
                assert not [x for x in tiling.joints_x if c.x0 + 0.3 < x < c.x1 - 0.3], c.get_text()
        for y in tiling.joints_y:
            inside = [one for one in borders if one > y] and [one for one in borders if one < y]
            assert not inside or any(abs(one - y) < 0.6 for one in borders)


@pytest.mark.parametrize("size", ["A4x2 landscape", "A4x4", "A4x9"])
def test_no_character_is_cut_where_tiles_meet_side_by_side(size: Size, whole: Callable[[Sheet], bytes]) -> None:
    asking = Paragraph("对公开的内容有疑问的，可以当面、打电话、写信或投意见箱，向村务监督委员会反映。" * 3)
    sheet = hung(9, size)
    paper, joints = Paper(whole(replace(sheet, blocks=(*sheet.blocks, asking)))), TILINGS[size].joints_x

    for number in range(len(paper.pages)):
        seen = [c for c in paper.characters(number) if c.matrix[1] == 0]
        cut = [c.get_text() for c in seen for x in joints if c.x0 + 0.06 * c.size < x < c.x1 - 0.06 * c.size]
        assert cut == []
        assert max(c.x1 for c in seen) <= paper.pages[number].width - WHITE


def test_the_words_on_how_to_object_the_signatures_and_the_seals_stay_together() -> None:
    asking = Paragraph("对公开的内容有疑问的，可以向村务监督委员会反映。" * 3, repeat=True)
    for rows in range(14, 44, 3):
        sheet = hung(rows, "A4")
        paper = Paper(draw(replace(sheet, blocks=(*sheet.blocks[:2], asking, *sheet.blocks[3:]))).data)
        last = paper.text(len(paper.pages) - 1)

        assert last.count("对公开的内容有疑问的") == 3, rows
        assert len(re.findall(r"\d{4}-\d\d-\d\d[付收]", last)) >= 3, rows


def test_names_that_are_printed_take_less_room_than_places_to_sign_by_hand() -> None:
    def high(*places: tuple[str, str]) -> float:
        rows = Signatures(places), Seals(("村民委员会",))
        paper = Paper(draw(Sheet("x", "公示", (Paragraph("正文。"), *rows), look="notice", size="A4")).data)
        (box,) = (box for box in paper.boxes(0) if box.width == pytest.approx(SEAL, abs=0.6))
        return next(c.y0 for c in paper.characters(0) if c.get_text() == "正") - box.y1

    assert high(("制表人", "")) - high(("制表人", "王芳")) > 1.5 * MM


def test_a_tile_says_which_one_it_is_on_what_is_covered_or_cut_off() -> None:
    tiling = TILINGS["A4x4"]
    paper = Paper(draw(hung(8, "A4x4")).data)

    names = ["第1张左上(共4张)", "第2张右上(共4张)", "第3张左下(共4张)", "第4张右下(共4张)"]

    assert len(paper.pages) == 4
    for number, (name, tile) in enumerate(zip(names, tiling.tiles(), strict=True)):
        assert name in paper.text(number)
        place = paper.text(number).index(name)
        label = [c for c in paper.characters(number) if c.get_text().strip()][place : place + len(name)]
        left, bottom, right, top = tiling.window(tile, bleed=0)
        assert "".join(c.get_text() for c in label) == name
        assert all(c.y1 < bottom or c.y0 > top or c.x1 < left or c.x0 > right for c in label)


def test_two_tiles_side_by_side_are_named_along_the_cut() -> None:
    paper = Paper(draw(hung(3, "A4x2 landscape")).data)

    assert "第1张左(共2张)" in paper.text(0)
    assert "沿虚线裁掉这一条" in paper.text(1)
    assert "涂胶" in paper.text(0)


def test_a_tile_holds_only_the_text_that_is_seen_on_it() -> None:
    paper = Paper(draw(hung(12, "A4x2")).data)

    assert "石桥村2016年第二季度财务公开榜公开单位" in paper.text(0)
    assert "监督电话" not in paper.text(0)
    assert "公开单位" not in paper.text(1)
    assert "监督电话" in paper.text(1)


def test_a_tiled_sheet_is_about_as_large_as_the_paper_it_stands_for() -> None:
    sizes = {name: tuple(round(side / MM) for side in tiling.size) for name, tiling in TILINGS.items()}

    assert sizes["A4x2"] == (297, 394)
    assert sizes["A4x4"] == (394, 568)
    assert sizes["A4x9"] == (578, 839)
    assert pytest.approx(26 * MM) == CUT + GLUE


def test_a_wide_wall_is_turned_by_itself_and_a_narrow_one_is_not() -> None:
    narrow = Table((Column("事项", width=10), Column("金额", "money", 6)), (("甲", 100),) * 30)
    wide = Table(tuple(Column(f"第{n}笔金额", "money", 8) for n in range(8)), ((123_456_789,) * 8,))

    def turned(table: Table, size: Size) -> bool:
        page = Paper(draw(Sheet("x", "公示", (table,), look="notice", size=size)).data).pages[0]
        return bool(page.width > page.height)

    assert [turned(narrow, size) for size in ("A3", "60x90")] == [False, False]
    assert turned(wide, "A3")


def test_paragraphs_and_seals_are_moved_below_a_joint_rather_than_cut(whole: Callable[[Sheet], bytes]) -> None:
    text = tuple(Paragraph(f"第{n}条,公示的内容一行。", indent=False) for n in range(15))
    signs = (Signatures((("负责人", ""),)), Seals(("村民委员会",)))
    sheet = Sheet("x", "公示", (Facts((("单位", "青山村"),)), *text, *signs), look="notice", size="A4x2")

    paper = Paper(whole(sheet))

    (joint,) = TILINGS["A4x2"].joints_y
    assert len(paper.pages) == 1
    assert not [c.get_text() for c in paper.characters(0) if c.y0 + 0.5 < joint < c.y1 - 0.5]
    assert not [box for box in paper.boxes(0) if box.y0 + 1 < joint < box.y1 - 1]
