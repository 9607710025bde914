"""Excel and CSV files, read back by a library that did not write them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.export.book_file import LONGEST_TEXT, TooLong, tab_name
from app.export.table_csv import write_csv
from app.export.template import PREPARED_ROWS, TemplateColumn, write_template
from app.export.xlsx import write_xlsx
from app.intake.workbook import read_workbook
from app.reports.sheet import Column, Paragraph, Sheet, Table
from tests.export.sheets import ledger, letter, wall

NASTY = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "@SUM(A1)",
    "+1",
    "-2+3",
    "http://example.com",
    "_x0041_",
    "{=A1}",
    "330182199003078515",
)


def opened(data: bytes) -> Worksheet:
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def one_column(*texts: str) -> Sheet:
    return Sheet("x", "表", (Table((Column("内容"),), tuple((text,) for text in texts)),))


def test_cells_are_typed_and_equal_to_the_sheet() -> None:
    sheet = ledger(5)
    (table,) = [block for block in sheet.blocks if isinstance(block, Table)]

    rows = list(opened(write_xlsx(sheet)).iter_rows(values_only=True))

    head = next(number for number, row in enumerate(rows) if row[0] == "序号")
    assert list(rows[head]) == [column.title for column in table.columns]
    for expected, found in zip(table.rows, rows[head + 1 :], strict=False):
        assert found[0] == expected[0]
        assert found[3] == expected[3]
        assert isinstance(expected[6], int)
        assert found[6] == expected[6] / 100
        assert isinstance(expected[7], date)
        assert found[7] == datetime(expected[7].year, expected[7].month, expected[7].day)
    total = rows[head + 6]
    assert total[1] == "合计"
    assert total[6] == sum(row[6] for row in table.rows if isinstance(row[6], int)) / 100


def test_money_days_and_text_carry_their_number_formats() -> None:
    page = opened(write_xlsx(ledger(2)))

    (head,) = [cell.row for cell in page["A"] if cell.value == "序号"]

    assert page.cell(head + 1, 7).number_format == "#,##0.00"
    assert page.cell(head + 1, 8).number_format == "yyyy-mm-dd"
    assert page.cell(head + 1, 6).number_format == "@"


def test_no_text_becomes_a_formula_a_link_or_a_number() -> None:
    page = opened(write_xlsx(one_column(*NASTY)))

    cells = [row[0] for row in page.iter_rows() if row[0].value in NASTY]

    assert [cell.value for cell in cells] == list(NASTY)
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_no_text_becomes_a_formula_in_title_paragraph_or_heading() -> None:
    sheet = Sheet("x", "=1+1", (Paragraph("=2+2", indent=False), Table((Column("=3"),), (("=4",),))))

    with zipfile.ZipFile(BytesIO(write_xlsx(sheet))) as archive:
        written = archive.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in written


def test_equal_sheets_give_equal_workbooks() -> None:
    assert write_xlsx(wall(20)) == write_xlsx(wall(20))


def test_the_page_is_set_up_for_printing() -> None:
    page = opened(write_xlsx(ledger(3, mark="练习")))

    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage is True
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$4:$4"
    assert page.freeze_panes == "B5"
    assert "练习" in str(page.oddHeader.center.text)
    assert str(page.oddFooter.center.text).startswith("第")


@pytest.mark.parametrize("sheet", [ledger(3), wall(3), letter()], ids=lambda sheet: sheet.key)
def test_every_text_of_the_sheet_is_in_the_workbook(sheet: Sheet) -> None:
    page = opened(write_xlsx(sheet))

    texts = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None)

    for block in sheet.blocks:
        if isinstance(block, Table):
            assert block.capital in texts
            assert all(str(cell) in texts for row in block.rows for cell in row if isinstance(cell, str))
        if isinstance(block, Paragraph):
            assert block.text in texts
    assert sheet.title in texts


def test_an_amount_too_long_for_a_number_stays_exact_as_text() -> None:
    sheet = Sheet("x", "表", (Table((Column("金额", "money"),), ((1234567890123456,),)),))

    values = [row[0] for row in opened(write_xlsx(sheet)).iter_rows(values_only=True)]

    assert "12,345,678,901,234.56" in values


def test_a_text_longer_than_a_cell_is_refused_and_not_dropped() -> None:
    with pytest.raises(TooLong, match=str(LONGEST_TEXT + 1)):
        write_xlsx(one_column("长" * (LONGEST_TEXT + 1)))


def test_a_day_before_excels_calendar_stays_readable() -> None:
    sheet = Sheet("x", "表", (Table((Column("日", "date"),), ((date(1899, 5, 1),),)),))

    values = [row[0] for row in opened(write_xlsx(sheet)).iter_rows(values_only=True)]

    assert "1899-05-01" in values


@pytest.mark.parametrize(
    ("title", "name"), [("问题[台账]:2016/6", "问题台账20166"), ("长" * 40, "长" * 31), ("'", "表"), ("", "表")]
)
def test_a_title_becomes_a_name_excel_allows(title: str, name: str) -> None:
    assert tab_name(title) == name


def test_csv_opens_in_excel_as_chinese_and_never_runs() -> None:
    table = Table(
        (Column("内容"), Column("金额", "money"), Column("日", "date")),
        (*((text, -123456, date(2016, 6, 30)) for text in NASTY), ("普通,文字", None, None)),
    )

    data = write_csv(Sheet("x", "表", (table,)))

    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "内容,金额,日"
    assert lines[1] == "'=1+1,-1234.56,2016-06-30"
    assert [line[0] for line in lines[2:6]] == ['"', "'", "'", "'"]
    assert lines[2].startswith("\"'=HYPERLINK")
    assert lines[-2] == '"普通,文字",,'


COLUMNS = (
    TemplateColumn("number", "问题编号", hint="不填则自动编号"),
    TemplateColumn("unit", "所属单位", required=True),
    TemplateColumn("kind", "问题类别", "choice", True, ("侵占挪用", "优亲厚友", "吃拿卡要" * 30)),
    TemplateColumn("amount", "涉及金额(元)", "money"),
    TemplateColumn("people", "涉及人数", "count"),
    TemplateColumn("found_on", "发现日期", "date", True),
    TemplateColumn("self", "自查发现", "yesno"),
    TemplateColumn("id_number", "身份证号", "id"),
)
FILLED = ("示纪问〔2016〕1号", "石桥村", "侵占挪用", 1260137, 3, date(2016, 6, 30), "是", "330182199003078515")


def test_a_template_comes_back_without_any_mapping(tmp_path: Path) -> None:
    path = tmp_path / "空白 模板.xlsx"
    path.write_bytes(write_template("问题台账", COLUMNS, [FILLED], register="problem", version=3))

    (table,) = read_workbook(path)

    assert table.keys == tuple(column.key for column in COLUMNS)
    assert (table.register, table.version) == ("problem", "3")
    assert table.rows == [
        (3, ["示纪问〔2016〕1号", "石桥村", "侵占挪用", "12601.37", "3", "2016-06-30", "是", "330182199003078515"])
    ]
    assert table.faults == []


def test_a_template_whose_columns_were_moved_still_knows_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "移动 过.xlsx"
    path.write_bytes(write_template("问题台账", COLUMNS, [FILLED], register="problem"))
    book = openpyxl.load_workbook(path)
    page = book["问题台账"]
    for row in (2, 3):
        first, second = page.cell(row, 1).value, page.cell(row, 2).value
        page.cell(row, 1).value, page.cell(row, 2).value = second, first
    book.save(path)

    (table,) = read_workbook(path)

    assert table.keys is not None
    assert table.keys[:2] == ("unit", "number")


def test_a_template_has_drop_downs_checks_and_prepared_rows() -> None:
    page = opened(write_template("问题台账", COLUMNS))

    checks = {str(check.sqref).split(":")[0]: check for check in page.data_validations.dataValidation}

    assert checks["C3"].type == "list"
    assert "mz_lists" in str(checks["C3"].formula1)
    assert checks["D3"].type == "decimal"
    assert checks["F3"].type == "date"
    assert checks["G3"].type == "list"
    assert str(checks["C3"].sqref) == f"C3:C{PREPARED_ROWS + 2}"
    assert page.freeze_panes == "A3"
    assert page["H3"].number_format == "@"


def test_the_guide_of_a_template_names_every_column() -> None:
    book = openpyxl.load_workbook(BytesIO(write_template("问题台账", COLUMNS)))

    texts = [row[0].value for row in book["说明"].iter_rows()]

    assert [column.label for column in COLUMNS] == texts[-len(COLUMNS) :]
    assert book["mz_keys"].sheet_state == "veryHidden"


def test_equal_templates_are_equal_files() -> None:
    assert write_template("台账", COLUMNS, [FILLED]) == write_template("台账", COLUMNS, [FILLED])


def test_headings_go_over_their_row_with_plain_words_and_subtotals_are_bold() -> None:
    columns = (Column("序号", "number"), Column("事项"), Column("金额", "money", sums=True))
    rows = ((None, "办公费\n买纸、打印", None), (1, "买纸", 100), (None, "小计", 100))
    table = Table(columns, rows, (None, "合计", 100), headings=frozenset({0}), subtotals=frozenset({2}))

    page = opened(write_xlsx(Sheet("x", "表", (table,))))

    (head,) = [cell.row for cell in page["A"] if cell.value == "序号"]
    assert page.cell(head + 1, 1).value == "办公费\n买纸、打印"
    assert f"A{head + 1}:C{head + 1}" in {str(merged) for merged in page.merged_cells.ranges}
    assert page.cell(head + 3, 2).font.bold
    assert not page.cell(head + 2, 2).font.bold


def test_the_wished_paper_is_used() -> None:
    page = opened(write_xlsx(replace(ledger(2), size="A3 landscape")))

    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
