"""The workbook of a sheet for a wall: printed from Excel or WPS it hangs like its PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Literal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.export.looks import MM
from app.export.pdf import draw
from app.export.xlsx import write_xlsx
from app.reports.sheet import Column, Facts, Graph, Paragraph, Series, Sheet, Table, sum_row
from tests.export.paper import Paper
from tests.export.sheets import ledger, wall

VERSION = "第2版 2026-11-22 校验码 8324 9551"
CHARACTER = 8  # pixels of half a character of the workbook's own face, 宋体 12


def opened(sheet: Sheet) -> Worksheet:
    page = openpyxl.load_workbook(BytesIO(write_xlsx(sheet)), rich_text=True).active
    assert isinstance(page, Worksheet)
    return page


def two_tables(rows: int = 90) -> Sheet:
    """A wall sheet that opens with a balance and goes on with a list of another shape."""
    owned = (
        Column("序号", "number", 3),
        Column("名称", width=20),
        Column("数量"),
        Column("金额", "money", 8, sums=True),
    )
    goods = tuple((n, f"村委会办公楼第{n}间(办公和便民服务)", "1幢", 38_600_000 + n) for n in range(1, 6))
    sheet = wall(rows)
    facts, lines, *rest = sheet.blocks
    assert isinstance(lines, Table)
    lines = replace(lines, caption="期初结余：1,000.00 元")
    second = Table(owned, goods, sum_row(owned, goods), caption="各项资产")
    return replace(sheet, blocks=(facts, lines, second, *rest))


def on_pages(sheet: Sheet) -> list[set[str]]:
    """The numbered lines on each page as Excel ends it."""
    page = opened(sheet)
    ends = [0, *sorted(one.id for one in page.row_breaks.brk), page.max_row]
    texts = [" ".join(str(cell.value) for cell in row) for row in page.iter_rows()]
    return [set(re.findall(r"雇工(\d+)人次", " ".join(texts[start:end]))) for start, end in pairwise(ends)]


@pytest.mark.parametrize("size", ["auto", "A3", "A3 landscape"])
@pytest.mark.parametrize("sheet", [wall(), two_tables(), wall(9)], ids=["one table", "two tables", "one page"])
def test_pages_end_at_the_same_rows_as_in_the_pdf(sheet: Sheet, size: str) -> None:
    sheet = replace(sheet, size=size)
    paper = Paper(draw(sheet, own_faces=True).data)

    found = on_pages(sheet)

    assert found == [set(re.findall(r"雇工(\d+)人次", paper.text(n))) for n in range(len(paper.pages))]


def test_the_page_is_that_of_the_pdf() -> None:
    page = opened(replace(wall(), size="A3", mark="练习", facts={"version": VERSION}))

    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "portrait")
    assert page.print_area == f"'{page.title}'!$A$1:$F${page.max_row}"
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToHeight, page.print_options.horizontalCentered) == (0, True)
    assert [round(page.page_margins.left * 72 / MM), round(page.page_margins.top * 72 / MM)] == [18, 20]
    assert str(page.oddFooter.left.text).strip() == f"监督电话:0000-1234567  意见箱:村部大门右侧\n{VERSION}"
    assert str(page.oddFooter.right.text).strip() == "第&P页 共&N页"
    assert "【练习】" in str(page.oddHeader.center.text)


def test_the_version_mark_stands_in_the_foot_of_every_workbook_that_has_one() -> None:
    page = opened(replace(ledger(3), facts={"version": VERSION}))

    assert str(page.oddFooter.left.text).strip() == VERSION


def test_a_foot_of_several_lines_leaves_the_last_one_to_version_and_page() -> None:
    said = "监督电话:示例县纪委监委 0795-5558801 jubao@example.invalid 青山村村务监督委员会 0795-5550200(村委会门口)"

    page = opened(replace(wall(5), foot=said, facts={"version": VERSION}))

    left, right = str(page.oddFooter.left.text), str(page.oddFooter.right.text)
    assert "".join(left.split("\n")[:-1]).replace(" ", "") == said.replace(" ", "")
    assert left.split("\n")[-1] == VERSION
    assert left.count("\n") == right.count("\n") > 1
    assert max(map(len, left.split("\n"))) <= 60


def test_a_foot_longer_than_excel_allows_stands_below_the_last_row_and_is_whole() -> None:
    said = "监督电话 0795-5558801 " * 40

    page = opened(replace(wall(5), foot=said, facts={"version": VERSION}))

    foot = f"&L{page.oddFooter.left.text}&R{page.oddFooter.right.text}"
    assert len(foot) <= 255
    assert VERSION in foot
    assert said in {cell.value for row in page.iter_rows() for cell in row}


@pytest.mark.parametrize("size", ["auto", "A3", "A3 landscape", "A4x4", "60x90"])
@pytest.mark.parametrize("sheet", [wall(), two_tables(), wall(9)], ids=["one table", "two tables", "short"])
def test_no_page_is_higher_than_its_paper(sheet: Sheet, size: str) -> None:
    page = opened(replace(sheet, size=size))

    margins, landscape = page.page_margins, page.page_setup.orientation == "landscape"
    width, height = (210 * MM, 297 * MM) if page.page_setup.paperSize == 9 else (297 * MM, 420 * MM)
    width, height = (height, width) if landscape else (width, height)
    ends = [0, *sorted(one.id for one in page.row_breaks.brk), page.max_row]
    again = int(page.print_title_rows.split("$")[-1])
    heights = [page.row_dimensions[row].height for row in range(1, page.max_row + 1)]
    pages = [sum(heights[start:end]) + (sum(heights[:again]) if start else 0) for start, end in pairwise(ends)]
    wide = sum(one.width for one in page.column_dimensions.values()) * CHARACTER * 0.75
    scale = min(1.0, (width - (margins.left + margins.right) * 72) / wide)
    if len(pages) == 1:
        assert page.page_setup.fitToHeight in (None, 1)  # 1 is what stands for nothing said
    else:
        assert max(pages) * scale <= height - (margins.top + margins.bottom) * 72 + 1


def test_every_page_says_whose_it_is_and_what_its_columns_are() -> None:
    page = opened(wall())

    assert page.print_title_rows == "$1:$4"
    assert [page.cell(row, 1).value for row in (1, 4)] == [
        "石桥村2016年第二季度财务公开榜",
        "序号",
    ]


def test_a_heading_never_stands_over_another_table() -> None:
    page = opened(two_tables())

    assert page.print_title_rows == "$1:$2"
    begun = [one.id + 1 for one in page.row_breaks.brk]
    again = [row for row in begun if page.cell(row, 1).value == "续表"]
    assert again
    assert {page.cell(row + 1, 1).value for row in again} == {"序号"}


def test_all_tables_are_as_wide_as_the_paper() -> None:
    page = opened(two_tables(5))
    merged = {str(area) for area in page.merged_cells.ranges}

    head, *_ = [row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == "名称"]
    assert page.max_column == 6
    assert any(area.endswith(f"F{head}") for area in merged) or page.cell(head, 6).value == "金额"
    widths = sum(page.column_dimensions[letter].width for letter in "ABCDEF") * CHARACTER
    assert widths * 0.75 == pytest.approx((210 - 30) * MM, rel=0.03)


@pytest.mark.parametrize("sheet", [wall(), two_tables()], ids=["one table", "two tables"])
def test_no_row_is_lower_than_its_text(sheet: Sheet) -> None:
    page = opened(replace(sheet, size="A3"))
    over = {str(area).split(":")[0]: area for area in page.merged_cells.ranges}

    for row in page.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                continue
            area = over.get(cell.coordinate)
            columns = range(cell.column, (area.max_col if area else cell.column) + 1)
            room = sum(page.column_dimensions[openpyxl.utils.get_column_letter(n)].width for n in columns)
            halves = sum(1 if character.isascii() else 2 for character in cell.value) * cell.font.sz / 12
            height = page.row_dimensions[cell.row].height
            assert height is not None
            assert height >= 1.2 * cell.font.sz * -(-halves // room) - 0.01, cell.value


def test_days_and_numbers_have_room_and_the_type_is_as_large_as_on_the_wall() -> None:
    page = opened(replace(two_tables(), size="A3"))

    days = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, datetime)]
    width = page.column_dimensions[days[0].column_letter].width * CHARACTER * 0.75
    assert width >= 10 * 0.5 * days[0].font.sz + 4
    assert days[0].font.sz >= 16
    assert all(cell.alignment.shrink_to_fit for cell in days)


def test_a_table_that_no_wall_holds_is_still_exported() -> None:
    columns = tuple(Column(f"第{n}栏", "money", 12) for n in range(60))
    sheet = Sheet("x", "大表", (Table(columns, (tuple(10**11 + n for n in range(60)),)),), look="notice")

    page = opened(sheet)

    assert page.max_column == 60


def test_words_above_the_table_and_places_to_sign_are_whole() -> None:
    facts = Facts(tuple((f"第{n}项事由", "内容很长的一项" * 2) for n in range(8)))
    sheet = replace(wall(3), blocks=(facts, Paragraph("说明" * 200), *wall(3).blocks[1:]))

    texts = [str(row[0].value) for row in opened(sheet).iter_rows() if row[0].value]

    joined = "\n".join(texts)
    assert [label for label, _ in facts.pairs if f"{label}：内容很长的一项内容很长的一项" not in joined] == []
    assert "村主任：____________" in joined


def test_no_text_of_a_register_is_lower_than_its_row_where_a_program_fits_none_itself() -> None:
    page = opened(ledger(12, long="第一行\n" + "2015年村集体机动地承包款未入账,由村会计坐支用于接待。" * 4))

    low = []
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.alignment.wrap_text and cell.column > 1:
                room = page.column_dimensions[cell.column_letter].width * 12 / cell.font.sz
                halves = (sum(1 if c.isascii() else 2 for c in part) for part in cell.value.split("\n"))
                lines = sum(max(-(-one // int(room)), 1) for one in halves)
                height = page.row_dimensions[cell.row].height or 15
                low += [cell.value] if height < 1.2 * cell.font.sz * lines - 0.01 else []
    assert low == []


def test_no_page_ends_inside_a_chart() -> None:
    names = tuple(f"第{n}个单位" for n in range(28))
    graphs = tuple(
        Graph(f"图{n}", "bars", names[: 28 - n * 12], (Series("销号率", (100,) * (28 - n * 12)),), unit="%")
        for n in range(3)
    )

    page = opened(Sheet("x", "统计图", graphs))

    breaks = sorted(one.id for one in page.row_breaks.brk)
    pages = [0, *breaks, 10**6]
    for chart in page._charts:
        start = chart.anchor._from.row
        end = next(one for one in pages if one > start)
        points = sum(
            page.row_dimensions[row + 1].height or 15 for row in range(max(p for p in pages if p <= start), start)
        )
        high = (chart.anchor.to.row - start) * 15
        assert chart.anchor.to.row < end
        assert points + high <= (297 * MM - 108) * max(620 * 0.75 / (210 * MM - 86), 1)


@pytest.mark.parametrize("look", ["notice", "ledger"])
def test_words_too_many_for_one_row_go_on_in_the_next_and_none_is_lost(look: Literal["notice", "ledger"]) -> None:
    said = "".join(f"第{n}项,村民代表会议讨论决定后公布。" for n in range(200)) + "\n完毕。"

    page = opened(replace(wall(3), look=look, blocks=(Paragraph(said), *wall(3).blocks)))

    rows = [cell for cell in page["A"] if (cell.value and "村民代表会议" in str(cell.value)) or cell.value == "完毕。"]
    assert len(rows) > 1
    assert "".join(str(cell.value) for cell in rows).strip("\u3000").replace("\n", "") == said.replace("\n", "")
    assert all((page.row_dimensions[cell.row].height or 0) < 409 for cell in rows)


def test_a_row_higher_than_excel_allows_goes_on_below_and_loses_nothing() -> None:
    said = "".join(f"第{n}项,村民代表会议讨论决定。" for n in range(120))
    columns = (
        Column("序号", "number", 3),
        Column("事项", width=8),
        Column("内容", width=20),
        Column("金额", "money", 8),
    )
    table = Table(columns, ((1, "村内道路", said, 5000), (2, "其他", "无", None)))

    page = opened(replace(wall(3), size="A3", blocks=(table,)))

    rows = [[cell.value for cell in row] for row in page.iter_rows() if page.row_dimensions[row[0].row].height]
    start = next(place for place, row in enumerate(rows) if row[0] == 1)
    end = next(place for place, row in enumerate(rows) if row[0] == 2)
    assert "".join(str(row[2]) for row in rows[start:end]) == said
    assert [row[0] for row in rows[start + 1 : end]] == ["续"] * (end - start - 1)
    assert [row[3] for row in rows[start:end]] == [50, *[None] * (end - start - 1)]
    assert max(page.row_dimensions[row].height or 0 for row in range(1, page.max_row + 1)) < 409
