"""A county's own Word form after it was filled: merged cells, heights, widths and print set-up as they were."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Cm, Mm

from app.export.own_forms import Filling, fill_docx, names_in_docx

ROWS = [{"事项": "鱼塘发包未经讨论", "时限": "12月20日"}, {"事项": "低保评议未公示", "时限": "12月25日"}]
FILLING = Filling({"乡镇": "示例乡", "填表人": "张三"}, {"行": [*ROWS, {"事项": "路灯未招标", "时限": "12月31日"}]})


@pytest.fixture
def form() -> bytes:
    """A landscape form: a title over all columns, a label down two rows, a row to be repeated, a foot, a page head."""
    document = Document()
    (section,) = document.sections
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin, section.right_margin, section.top_margin = Mm(28), Mm(26), Mm(37)
    section.header.paragraphs[0].text = "{{乡镇}}"
    section.footer.paragraphs[0].text = "填表人:{{填表人}}"
    table = document.add_table(rows=5, cols=4)
    table.style, table.autofit = "Table Grid", False
    table.cell(0, 0).merge(table.cell(0, 3)).text = "{{乡镇}}整改情况"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "整改情况"
    for column, text in enumerate(("事项", "时限", "备注"), start=1):
        table.cell(1, column).text = text
    table.cell(2, 1).text, table.cell(2, 2).text = "{{行.事项}}", "{{行.时限}}"
    table.cell(3, 0).merge(table.cell(4, 1)).text = "负责人签字"
    table.cell(3, 2).merge(table.cell(4, 3)).text = "盖章"
    for row, high in zip(table.rows, (1.5, 0.8, 1.2, 2.0, 2.0), strict=True):
        row.height, row.height_rule = Cm(high), WD_ROW_HEIGHT_RULE.EXACTLY
    for row in table.rows:
        for cell, wide in zip(row.cells, (3, 12, 4, 5), strict=True):
            cell.width = Cm(wide)
    for at in (0, 1):
        table.rows[at]._tr.get_or_add_trPr().append(table._tbl.makeelement(qn("w:tblHeader"), {}))
    return saved(document)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return Document(BytesIO(data))


def spans(table: Any) -> list[list[tuple[int, str]]]:
    """For each row its cells as they stand in the file: how many columns each takes, and its part in a merge down."""
    return [
        [
            (
                int(cell.find(f".//{qn('w:gridSpan')}").get(qn("w:val")))
                if cell.find(f".//{qn('w:gridSpan')}") is not None
                else 1,
                (down.get(qn("w:val")) or "continue")
                if (down := cell.find(f".//{qn('w:vMerge')}")) is not None
                else "",
            )
            for cell in row._tr.tc_lst
        ]
        for row in table.rows
    ]


def test_merged_cells_stay_and_the_repeated_row_goes_on_under_its_label(form: bytes) -> None:
    before = spans(opened(form).tables[0])

    table = opened(fill_docx(form, FILLING)).tables[0]

    assert spans(table) == [*before[:3], before[2], before[2], *before[3:]]
    assert before[2][0] == (1, "continue")
    assert table.cell(0, 0)._tc is table.cell(0, 3)._tc
    assert {table.cell(at, 0)._tc for at in range(1, 5)} == {table.cell(1, 0)._tc}
    assert table.cell(5, 0)._tc is table.cell(6, 1)._tc
    assert (table.cell(0, 0).text, table.cell(1, 0).text, table.cell(5, 2).text) == (
        "示例乡整改情况",
        "整改情况",
        "盖章",
    )
    assert [(table.cell(at, 1).text, table.cell(at, 2).text) for at in (2, 3, 4)] == [
        ("鱼塘发包未经讨论", "12月20日"),
        ("低保评议未公示", "12月25日"),
        ("路灯未招标", "12月31日"),
    ]


def test_each_row_has_its_height_and_its_rule_and_the_head_is_still_repeated(form: bytes) -> None:
    table = opened(fill_docx(form, FILLING)).tables[0]

    assert [round(row.height.cm, 1) for row in table.rows] == [1.5, 0.8, 1.2, 1.2, 1.2, 2.0, 2.0]
    assert {row.height_rule for row in table.rows} == {WD_ROW_HEIGHT_RULE.EXACTLY}
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, True] + [False] * 5
    assert table.style.name == "Table Grid"


def test_columns_keep_their_widths_in_every_row(form: bytes) -> None:
    before, after = (opened(data).tables[0] for data in (form, fill_docx(form, FILLING)))

    widths = [[cell.width for cell in row._tr.tc_lst] for row in after.rows]

    assert widths[2] == widths[3] == widths[4] == [cell.width for cell in before.rows[2]._tr.tc_lst]
    assert [column.width for column in after.columns] == [column.width for column in before.columns]


def test_paper_margins_head_and_foot_of_the_form_stay(form: bytes) -> None:
    (section,) = opened(fill_docx(form, FILLING)).sections

    assert section.orientation is WD_ORIENT.LANDSCAPE
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [297, 210]
    assert [round(side.mm) for side in (section.left_margin, section.right_margin, section.top_margin)] == [28, 26, 37]
    assert section.header.paragraphs[0].text == "示例乡"
    assert section.footer.paragraphs[0].text == "填表人:张三"


@pytest.mark.parametrize("rows", [[], ROWS[:1]])
def test_a_form_for_no_row_or_one_keeps_its_shape(form: bytes, rows: list[dict[str, str]]) -> None:
    table = opened(fill_docx(form, Filling(FILLING.values, {"行": rows}))).tables[0]

    assert spans(table) == spans(opened(form).tables[0])
    assert table.cell(2, 1).text == (rows[0]["事项"] if rows else "")


def test_a_table_inside_a_cell_is_filled_and_its_rows_are_repeated() -> None:
    document = Document()
    inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "{{行.事项}}", "{{乡镇}}"
    data = saved(document)

    made = opened(fill_docx(data, FILLING)).tables[0].cell(0, 0).tables[0]

    assert names_in_docx(data) == ["行.事项", "乡镇"]
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        ["鱼塘发包未经讨论", "示例乡"],
        ["低保评议未公示", "示例乡"],
        ["路灯未招标", "示例乡"],
    ]
