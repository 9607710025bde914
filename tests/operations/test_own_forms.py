"""The county's own Excel and Word forms, filled."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.styles import Border, Font, Side

from app.domain.faults import Refused, Told
from app.ledgers import ledger
from app.operations import monthly, own_forms, records, span_reports
from app.operations.gate import Unsettled
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import lines, sheet

PROBLEM, FINANCE = ledger("problem"), ledger("finance_sheet")
TEXTS = ("鱼塘发包未经讨论", "=1+1 不是公式", "低保评议未公示")


@pytest.fixture
def problems(book: Book, places: Places) -> list[int]:
    made = []
    for number, text in enumerate(TEXTS, start=1):
        texts = {
            "unit": "青山村",
            "found_on": f"2026-10-0{number}",
            "discovery": "群众提",
            "category": "2.2",
            "description": text,
            "lead": "王伟",
            "deadline": "2026-12-20",
            "amount_involved": f"{number},000.50",
        }
        made.append(records.save(book, PROBLEM, None, texts).id)
    return made


@pytest.fixture
def form(folder: Path) -> Path:
    """A ledger of a county: a merged title, a row to be repeated with borders and a height, a sum and a foot."""
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "{{乡镇}}整改台账({{今天}})"
    page.merge_cells("A1:E1")
    page.append(["序号", "存在问题", "单位", "金额", "时限"])
    page.append(["{{行.序号}}", "{{行.存在问题}}", "{{行.单位}}", "{{行.涉及金额(元)}}", "{{行.整改时限}}"])
    page.append(["合计", None, None, "=SUM(D3:D3)", None])
    page.append(["填表人:{{经办人}}"])
    page.merge_cells("A5:C5")
    page.row_dimensions[3].height, page.row_dimensions[5].height = 33, 44
    page["B3"].border = Border(left=Side("thin"))
    page["B3"].font = Font(name="仿宋", size=13)
    page.page_setup.orientation = "landscape"
    page.print_title_rows = "1:2"
    path = folder / "本县台账.xlsx"
    book.save(path)
    return path


def filled(book: Book, ids: list[int], form: Path, register: str = "problem") -> openpyxl.worksheet.worksheet.Worksheet:
    (path,) = own_forms.fill(book, ledger(register), ids, form, form.with_name("填好.xlsx"))
    return openpyxl.load_workbook(path).active


def test_a_row_is_repeated_for_every_row_with_its_height_border_and_face(book: Book, problems: list[int], form: Path):
    page = filled(book, problems, form)

    assert [page.cell(row, 1).value for row in (3, 4, 5)] == [1, 2, 3]
    assert [page.cell(row, 2).value for row in (3, 4, 5)] == list(TEXTS)
    assert {page.row_dimensions[row].height for row in (3, 4, 5)} == {33}
    assert all(page.cell(row, 2).border.left.style == "thin" for row in (3, 4, 5))
    assert all(page.cell(row, 2).font.name == "仿宋" for row in (3, 4, 5))


def test_money_is_a_number_and_a_day_is_a_day(book: Book, problems: list[int], form: Path):
    page = filled(book, problems, form)

    assert (page["D3"].value, page["D3"].number_format) == (1000.5, "#,##0.00")
    assert (page["E3"].value, page["E3"].number_format) == (datetime(2026, 12, 20), "yyyy-mm-dd")


def test_what_a_person_typed_never_becomes_a_formula(book: Book, problems: list[int], form: Path):
    page = filled(book, problems, form)

    assert (page["B4"].value, page["B4"].data_type) == ("=1+1 不是公式", "s")


def test_merged_cells_heights_and_page_set_up_of_the_form_stay(book: Book, problems: list[int], form: Path):
    page = filled(book, problems, form)

    assert {str(area) for area in page.merged_cells.ranges} == {"A1:E1", "A7:C7"}
    assert page["A1"].value == "示例乡整改台账(2026年11月22日)"
    assert page["A7"].value == "填表人:张三"
    assert page.row_dimensions[7].height == 44
    assert page["D6"].value.startswith("=SUM(")
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$1:$2"


def test_the_form_itself_is_not_touched(book: Book, problems: list[int], form: Path):
    before = form.read_bytes()

    filled(book, problems, form)

    assert form.read_bytes() == before


def test_a_form_of_one_row_makes_a_file_for_each(book: Book, problems: list[int], folder: Path):
    workbook = openpyxl.Workbook()
    workbook.active["B2"] = "{{存在问题}}"
    workbook.save(folder / "一条.xlsx")

    paths = own_forms.fill(book, PROBLEM, problems, folder / "一条.xlsx", folder / "出.xlsx")

    assert [openpyxl.load_workbook(path).active["B2"].value for path in paths] == list(TEXTS)
    assert len({path.name for path in paths}) == 3


def test_lines_of_a_sheet_come_one_under_the_other(book: Book, places: Places, folder: Path):
    header = sheet(book)
    lines(
        book, header.id, ("2026-07-01", "2.02", "山林发包收入", "3,000"), ("2026-07-09", "3.04", "买打印纸三包", "60.5")
    )
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{财务公开明细.摘要用途}}", "{{财务公开明细.金额(元)}}", "{{账主单位}}"])
    workbook.save(folder / "明细.xlsx")

    page = filled(book, [header.id], folder / "明细.xlsx", "finance_sheet")

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["山林发包收入", 3000, "青山村"],
        ["买打印纸三包", 60.5, "青山村"],
    ]


def test_the_monthly_report_fills_the_countys_own_table(book: Book, problems: list[int], folder: Path):
    from app.domain.days import Period

    report = monthly.recount(book, Period.parse("2026-10")).report or {}
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{G10.本月}}", "{{F10.本月}}", "{{G30.期末}}", "{{报告期}}"])
    workbook.save(folder / "月报.xlsx")

    page = filled(book, [int(str(report["id"]))], folder / "月报.xlsx", "monthly_report")

    assert [cell.value for cell in page[1]] == [3, 0, 3, "2026年10月"]


def test_a_summary_fills_the_countys_own_table_too(book: Book, problems: list[int], folder: Path):
    fourth = span_reports.span_of_text("2026Q4")
    number = span_reports.begin(book, fourth)
    span_reports.recount(book, fourth, number)
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{G10.本期}}", "{{G10.本年累计}}", "{{G30.期末}}", "{{类型}}"])
    workbook.save(folder / "汇总.xlsx")

    page = filled(book, [number], folder / "汇总.xlsx", "span_report")

    assert [cell.value for cell in page[1]] == [3, 3, 3, "季度"]


def test_a_word_form_is_filled_in_its_own_face_and_its_rows_are_repeated(book: Book, problems: list[int], folder: Path):
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("{{乡").bold = True
    paragraph.add_run("镇}}情况")
    table = document.add_table(rows=2, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "问题", "时限"
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{行.存在问题}}", "{{行.整改时限}}"
    document.sections[0].header.paragraphs[0].text = "{{县}}"
    document.save(folder / "表.docx")

    (path,) = own_forms.fill(book, PROBLEM, problems, folder / "表.docx", folder / "出.docx")

    made = Document(path)
    assert made.paragraphs[0].text == "示例乡情况"
    assert made.paragraphs[0].runs[0].bold
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["问题", "时限"],
        *([text, "2026-12-20"] for text in TEXTS),
    ]
    assert made.sections[0].header.paragraphs[0].text == "示例县"


def test_an_unknown_name_is_told_with_the_nearest_one_and_nothing_is_written(
    book: Book, problems: list[int], folder: Path
):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "{{整改期限}}"
    workbook.save(folder / "错.xlsx")

    with pytest.raises(Refused, match=r"是不是“\{\{整改时限\}\}”") as caught:
        own_forms.fill(book, PROBLEM, problems, folder / "错.xlsx", folder / "出.xlsx")

    assert caught.value.faults[0].suggestion == "整改时限"
    assert not (folder / "出.xlsx").exists()


def test_a_personal_number_stops_it_until_somebody_decides(book: Book, problems: list[int], form: Path):
    records.save(book, PROBLEM, problems[0], {"description": "拨打 13812345678 反映鱼塘发包"})

    with pytest.raises(Unsettled):
        filled(book, problems, form)

    assert not form.with_name("填好.xlsx").exists()


def test_personal_fields_are_masked(book: Book, places: Places, folder: Path):
    records.save(book, ledger("person"), places.person, {"phone": "13800138000"})
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{姓名}}", "{{电话}}"])
    workbook.save(folder / "人.xlsx")

    page = filled(book, [places.person], folder / "人.xlsx", "person")

    assert "13800138000" not in str([cell.value for cell in page[1]])


@pytest.mark.parametrize(
    ("name", "said"),
    [("表.pdf", "不是 .xlsx 或 .docx"), ("没有.xlsx", "找不到表样"), ("坏.xlsx", "已损坏"), ("坏.docx", "已损坏")],
)
def test_what_is_no_form_is_told(book: Book, problems: list[int], folder: Path, name: str, said: str):
    if not name.startswith("没有"):
        (folder / name).write_bytes(b"PK not a file")

    with pytest.raises(Told, match=said):
        own_forms.fill(book, PROBLEM, problems, folder / name, folder / "出.xlsx")


def test_a_form_without_a_name_to_fill_is_told(book: Book, problems: list[int], folder: Path):
    openpyxl.Workbook().save(folder / "空.xlsx")

    with pytest.raises(Refused, match="没有一处要填的"):
        own_forms.fill(book, PROBLEM, problems, folder / "空.xlsx", folder / "出.xlsx")


def test_a_form_with_macros_is_refused(book: Book, problems: list[int], form: Path):
    with zipfile.ZipFile(form, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(Told, match="宏程序"):
        filled(book, problems, form)


def test_nothing_chosen_writes_nothing(book: Book, form: Path):
    with pytest.raises(Refused, match="没有选中记录"):
        filled(book, [], form)


def test_every_register_names_what_a_form_may_use(book: Book):
    for key in book.ledgers:
        names = own_forms.names_for(book, book.ledgers[key])

        assert len(names) == len(set(names)), key
        assert {"乡镇", "编号", "行.序号"} <= set(names)
