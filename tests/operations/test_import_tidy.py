"""Old ledgers as clerks built them: habits are named with their right form, taken over at once, and nothing doubles."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from app.operations import imports, records
from app.operations.imports import ImportFault, ImportPlan
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PROBLEM, found, sheet
from tests.operations.test_imports import HEAD, LINE_HEAD, workbook

OLD = ("青山村", "2016.6.1", "群众提", "2.2", "山林发包收入未入账", "王伟", "2016.6.30", "3000")


def said(faults: list[ImportFault]) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.code, one.suggestion) for one in faults]


def changed(values: dict[int, str], text: str) -> list[str]:
    return [values.get(at, cell) for at, cell in enumerate((*OLD[:4], text, *OLD[5:]))]


def plan_of(book: Book, folder: Path, *rows: list[str]) -> ImportPlan:
    return imports.plan_import(book, PROBLEM, [workbook(folder / "旧.xlsx", HEAD, *rows)])


def test_every_habit_is_named_and_one_act_takes_all_of_them_over(book: Book, places: Places, folder: Path) -> None:
    plan = plan_of(
        book,
        folder,
        changed({}, "甲"),
        changed({0: "同上", 5: "··"}, "乙"),
        changed({0: "青 山 村", 7: "３０００"}, "丙"),
        changed({6: "6月底前"}, "丁"),
        changed({1: "2016、6、1", 6: "7月15日"}, "２０１６年戊"),
    )

    again = imports.planned_again(book, plan, edits=imports.adopted(plan))

    harmless = {(row, column): form for row, column, _, form in said(plan.harmless)}
    assert {(5, "单位"): "青山村", (5, "责任领导"): "王伟", (6, "单位"): "青山村"}.items() <= harmless.items()
    assert {(6, "涉及金额(元)"): "3000", (7, "整改时限"): "2016-06-30"}.items() <= harmless.items()
    assert {(8, "发现日期"): "2016-06-01", (8, "整改时限"): "2016-07-15"}.items() <= harmless.items()
    assert harmless[8, "存在问题"] == "2016年戊"
    assert plan.bad == 4
    assert (again.bad, again.harmless, again.faults) == (0, [], [])
    assert book.rows("problem") == []
    imports.carry_out(book, again)
    assert [line["deadline"] for line in book.rows("problem")] == [*["2016-06-30"] * 4, "2016-07-15"]


def test_a_line_in_which_nothing_is_odd_is_what_the_next_one_means(book: Book, places: Places, folder: Path) -> None:
    plan = plan_of(
        book,
        folder,
        changed({1: "2016-06-01", 6: "2016-06-30"}, "山林发包，收入未入账；见 3 份合同"),
        changed({0: "〃", 1: "2016-06-01", 6: "2016-06-30"}, "山 林 发包"),
    )

    found = sorted((row, column, form) for row, column, _, form in said(plan.tidy + plan.faults))
    assert found == [(5, "单位", "青山村"), (5, "存在问题", "山林发包")]


def test_a_merged_cell_counts_for_all_its_rows_but_an_amount_only_once(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(folder / "合并.xlsx", HEAD, changed({}, "甲"), changed({0: "", 7: ""}, "乙"))
    made = openpyxl.load_workbook(file)
    for area in ("A4:A5", "H4:H5"):
        made.active.merge_cells(area)
    made.save(file)

    plan = imports.plan_import(book, PROBLEM, [file])
    imports.carry_out(book, imports.planned_again(book, plan, edits=imports.adopted(plan)))

    assert said(plan.faults) == [(5, "单位", "E-MERGED", "青山村"), (5, "涉及金额(元)", "E-SUM", "")]
    assert [line["unit"] for line in book.rows("problem")] == [places.village] * 2
    assert [line["amount_involved"] for line in book.rows("problem")] == [300000, None]


def test_a_name_that_is_nearly_right_is_offered_but_never_taken_over_unasked(
    book: Book, places: Places, folder: Path
) -> None:
    plan = plan_of(book, folder, changed({0: "青出村", 2: "群众提出"}, "甲"))

    assert said(plan.faults) == [(4, "单位", "E-UNIT", "青山村"), (4, "问题来源", "E-CHOICE", "群众提")]
    assert {fault.column for fault in plan.harmless} == {"发现日期", "整改时限"}


def test_what_is_written_into_a_cell_is_checked_and_imported(book: Book, places: Places, folder: Path) -> None:
    plan = plan_of(book, folder, changed({0: "绿水村"}, "甲"), changed({5: "查无此人"}, "乙"))

    mended = imports.planned_again(book, plan, edits={(plan.rows[0].place, 0): "青山村"}, left=[plan.rows[1].place])
    done = imports.carry_out(book, mended)

    assert (plan.bad, mended.bad, done.added) == (2, 0, 1)
    assert [line["description"] for line in book.rows("problem")] == ["甲"]


def test_a_number_a_spreadsheet_has_shortened_is_found_in_any_text(book: Book, places: Places, folder: Path) -> None:
    plan = plan_of(book, folder, changed({}, "1.23E+17"))

    assert [(one.column, one.code) for one in plan.faults] == [("存在问题", "E-DAMAGED")]
    assert plan.bad == 1


def test_the_same_problem_twice_in_the_files_is_named(book: Book, places: Places, folder: Path) -> None:
    plan = plan_of(book, folder, list(OLD), changed({}, "甲"), list(OLD))

    (fault,) = plan.faults
    assert (fault.row, fault.code) == (6, "E-TWICE")
    assert fault.message.startswith("与第 4 行重复")


def test_the_same_file_again_updates_and_doubles_nothing(book: Book, places: Places, folder: Path) -> None:
    imports.carry_out(book, plan_of(book, folder, list(OLD), changed({}, "甲")))

    plan = plan_of(book, folder, changed({6: "2016.8.1"}, OLD[4]), changed({}, "甲"), changed({}, "乙"))
    done = imports.carry_out(book, plan)

    assert (done.added, done.updated, done.same) == (1, 2, 1)
    assert plan.rows[0].changes == "整改时限:2016-06-30 改为 2016-08-01"
    assert [line["deadline"] for line in book.rows("problem")] == ["2016-08-01", "2016-06-30", "2016-06-30"]
    records.undo(book, done.batch)
    assert [line["deadline"] for line in book.rows("problem")] == ["2016-06-30", "2016-06-30"]


def test_two_problems_of_one_day_about_two_people_are_two(book: Book, places: Places, folder: Path) -> None:
    found(book, description=OLD[4], found_on="2016-06-01", deadline="2016-06-30", unit="示例乡")

    plan = plan_of(book, folder, list(OLD))

    assert [planned.id for planned in plan.rows] == [None]


def test_lines_of_a_sheet_that_come_again_are_not_written_twice(book: Book, places: Places, folder: Path) -> None:
    sheet(book)
    one = ["青山村", "2026Q3", "2026.7.1", "2.02", "山林发包收入", "3000"]
    imports.run_import(book, LINE, [workbook(folder / "一.xlsx", LINE_HEAD, one, one)])

    again = imports.run_import(book, LINE, [workbook(folder / "二.xlsx", LINE_HEAD, one, one, one)])

    assert (again.added, again.same) == (1, 2)
    assert [fault.code for fault in again.faults] == ["E-THERE", "E-THERE"]
    assert [line["amount"] for line in book.rows("finance_line")] == [300000] * 3


def test_two_files_of_the_same_name_are_told_apart(book: Book, places: Places, folder: Path) -> None:
    files = []
    for village in ("甲村", "乙村"):
        (folder / village).mkdir()
        files.append(workbook(folder / village / "台账.xlsx", HEAD, changed({0: "绿水村"}, village)))

    plan = imports.plan_import(book, PROBLEM, files)

    assert [fault.file for fault in plan.faults] == ["甲村/台账.xlsx", "乙村/台账.xlsx"]
    copy = imports.error_copy(plan, files[1], folder / "错误.xlsx")
    assert "绿水村" in str(openpyxl.load_workbook(copy).active.cell(4, len(HEAD) + 1).value)


@pytest.mark.parametrize("text", ["同上", "〃"])
def test_ditto_in_the_first_row_asks_for_the_text(book: Book, places: Places, folder: Path, text: str) -> None:
    plan = plan_of(book, folder, changed({5: text}, "甲"))

    assert "上一行没有内容" in plan.faults[-1].message
    assert plan.bad == 1


def test_an_identity_number_that_lost_its_end_is_found_inside_a_sentence(
    book: Book, places: Places, folder: Path
) -> None:
    plan = plan_of(book, folder, changed({}, "李某330182199003078000重复领取"), changed({}, "金额330182199903000000分"))

    assert [(fault.row, fault.code) for fault in plan.faults] == [(4, "E-DAMAGED")]
    assert "330182199003078000" in plan.faults[0].message


def test_the_error_copy_of_a_word_document_is_that_document_with_one_more_column(
    book: Book, places: Places, folder: Path
) -> None:
    file = folder / "旧台账.docx"
    made = docx.Document()
    table = made.add_table(0, len(HEAD))
    for line in (HEAD, changed({}, "甲"), changed({0: "绿水村"}, "乙")):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    made.save(str(file))
    plan = imports.plan_import(book, PROBLEM, [file])

    copy = imports.error_copy(plan, file, folder / "旧台账_错误信息.docx")

    told = [row.cells[-1].text for row in docx.Document(str(copy)).tables[0].rows]
    assert told[:2] == ["错误信息", ""]
    assert "没有找到“绿水村”" in told[2]
