"""Bars and lines on paper: every number stands beside its bar, nothing is cut, and shades alone tell nothing apart."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pdfminer.layout import LTCurve

from app.export import graph
from app.export.pdf import draw
from app.export.word import write_docx
from app.export.xlsx import write_xlsx
from app.reports.sheet import NO_DATA, Column, Graph, Series, Sheet, Table
from tests.export.paper import Paper

VILLAGES = tuple(f"第{n}村民委员会" for n in range(1, 41))
RATES = Graph("各村按期销号率", "bars", VILLAGES, (Series("按期销号率", tuple(range(500, 900, 10))),), "%", True)
KINDS = Graph(
    "问题类别(个)",
    "bars",
    ("处事不公", "以权谋私", "作风不实"),
    tuple(Series(name, (n, n + 2, None)) for n, name in enumerate(("排查", "销号", "未销号", "移送"))),
)
TREND = Graph(
    "走势(个)",
    "lines",
    tuple(f"26年{n}月" for n in range(1, 13)),
    tuple(
        Series(name, tuple(n * k for n in range(12))) for k, name in enumerate(("未销号", "排查", "销号", "移送"), 1)
    ),
)
EMPTY = Graph("走势(个)", "lines", ("26年1月",), (Series("未销号", (None,)),))
ALL = {"rates": RATES, "kinds": KINDS, "trend": TREND, "empty": EMPTY}


def sheet(*blocks: Graph) -> Sheet:
    return Sheet(key="graph", title="示例乡统计图", blocks=blocks, size="A4")


@pytest.mark.parametrize("made", [RATES, KINDS, TREND], ids=["rates", "kinds", "trend"])
def test_every_name_and_number_stands_on_paper(made: Graph):
    text = Paper(draw(sheet(made)).data).whole()

    for label in made.labels if made.kind == "bars" else (made.labels[-1],):
        assert label in text
    for one in made.series:
        assert len(made.series) == 1 or one.name in text
        values = one.values if made.kind == "bars" else one.values[-1:]
        assert all(made.shown(value) in text for value in values)


@pytest.mark.parametrize("made", ALL.values(), ids=ALL)
def test_nothing_is_drawn_beyond_the_edges(made: Graph):
    paper = Paper(draw(sheet(made)).data)

    for page in paper.pages:
        for item in page:
            assert item.x0 >= 30
            assert item.x1 <= page.width - 20
            assert item.y0 >= 15


def test_names_that_do_not_fit_on_a_page_go_on_over_the_next_with_the_caption():
    pdf = Paper(draw(sheet(TREND, RATES)).data)

    assert len(pdf.pages) == 2
    assert "第1村民委员会" in pdf.text(0)
    assert "各村按期销号率（续）" in pdf.text(1)
    assert pdf.whole().count("第40村民委员会") == 1


def test_a_caption_never_stands_without_its_bars():
    pdf = Paper(draw(sheet(TREND, TREND, TREND, KINDS)).data)

    assert ("问题类别" in pdf.text(0)) == ("处事不公" in pdf.text(0))


def test_four_series_differ_by_more_than_their_gray():
    """Solid lines and three kinds of dashes; gray, white, hatched and black bars."""
    assert len(set(graph._DASHES)) == 4
    hatched = graph._hatch(0, 0, 50, 8)
    assert all(0 <= x <= 50 and 0 <= y <= 8 for x1, y1, x2, y2 in hatched for x, y in ((x1, y1), (x2, y2)))
    assert len(hatched) > 10
    assert len(set(graph._GRAYS)) == 3


def test_what_is_empty_says_so_and_draws_no_axis():
    text = Paper(draw(sheet(EMPTY)).data).whole()

    assert NO_DATA in text
    assert "26年1月" not in text


def test_a_missing_value_is_a_dash_and_no_bar():
    assert "—" in Paper(draw(sheet(KINDS)).data).whole()


@pytest.mark.parametrize(
    ("most", "top", "step"), [(0, 1, 1), (1, 1, 1), (6, 6, 1), (7, 8, 2), (68, 80, 20), (301, 400, 100)]
)
def test_an_axis_ends_at_a_round_number(most: int, top: int, step: int):
    assert graph.scale(most) == (top, step)


def test_amounts_in_tenths_fill_the_width_and_shares_stand_for_the_whole():
    amounts = Graph("收入(万元)", "bars", ("2025年",), (Series("收入", (333,)),), tenths=True)
    shares = Graph("按期销号率", "bars", ("青山村",), (Series("按期销号率", (333,)),), "%", tenths=True)

    papers = [Paper(draw(sheet(one)).data) for one in (amounts, shares)]
    bars = [max(item.width for item in paper.pages[0] if isinstance(item, LTCurve)) for paper in papers]

    assert bars[0] > 2 * bars[1] > 0


def test_a_name_has_as_many_lines_as_bars_and_is_told_whole():
    kind = "2.1 扶贫惠民资金中雁过拔毛、虚报冒领、截留私分"
    three = Graph("类别", "bars", (kind,), tuple(Series(name, (1,)) for name in ("排查", "已销号", "未销号")))
    alone = Graph("按期销号率", "bars", ("示例乡民政和社会事务办公室",), (Series("率", (1,)),))

    text = "".join(Paper(draw(sheet(three, alone)).data).whole().split())

    assert "截留私分" in text
    assert "示例乡民政和社会事务办公室" in text
    assert "…" not in text


def test_a_single_month_is_a_point_in_the_middle():
    one = Graph("走势", "lines", ("26年11月",), (Series("未销号", (3,)),))

    assert "3" in Paper(draw(sheet(one)).data).whole()


def test_equal_graphs_give_equal_bytes():
    assert draw(sheet(TREND)).data == draw(sheet(TREND)).data


def test_excel_gets_numbers_and_a_chart_that_follows_them():
    data = write_xlsx(sheet(RATES, TREND))

    page = load_workbook(BytesIO(data)).active
    cells = {row[0].value: row[1].value for row in page.iter_rows() if row[0].value}
    assert cells["第1村民委员会"] == 50.0
    assert cells["26年12月"] == 11
    parts = ZipFile(BytesIO(data))
    charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    assert len(charts) == 2
    assert "<c:barChart>" in charts[0]
    assert "sysDash" in charts[1] or "dash" in charts[1]


def test_an_empty_graph_goes_to_excel_and_word_as_a_sentence():
    page = load_workbook(BytesIO(write_xlsx(sheet(EMPTY)))).active

    assert NO_DATA in [cell.value for row in page.iter_rows() for cell in row]
    assert NO_DATA in ZipFile(BytesIO(write_docx(sheet(EMPTY)))).read("word/document.xml").decode()


def test_word_gets_the_figures_as_a_table():
    document = ZipFile(BytesIO(write_docx(sheet(KINDS)))).read("word/document.xml").decode()

    assert "以权谋私" in document
    assert "<w:tbl>" in document


def test_a_graph_beside_a_table_keeps_both():
    both = Sheet(key="x", title="表和图", blocks=(Table((Column("村"),), (("青山村",),)), KINDS), size="A4")

    assert "青山村" in Paper(draw(both).data).whole()
    assert ["处事不公", "0", "1", "2", "3"] in both.lines()
