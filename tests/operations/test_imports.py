"""Whole workbooks into a register: all faults at once, all rows or none, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.faults import Refused, Told
from app.domain.identity import check_digit
from app.operations import exports, imports, records
from app.operations.imports import ImportFault
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PERSON, PROBLEM, SHEET, TWO_LINES, UNIT, found, lines, row, sheet

HEAD = ("单位", "发现日期", "问题来源", "类别", "存在问题", "责任领导", "整改时限", "涉及金额(元)")
GOOD = ("青山村", "2026.11.1", "群众提", "2.2", "山林发包收入未入账", "王伟", "30天", 3000)
LINE_HEAD = ("账主单位", "报告期", "日期", "公开项目", "摘要用途", "金额(元)")


def workbook(path: Path, *rows: Sequence[object], tab: str = "明细") -> Path:
    """A workbook as a village sends it: heading in the third row, under a title."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = tab
    page.append(["示例乡报表"])
    page.append([])
    for cells in rows:
        page.append(list(cells))
    book.save(path)
    return path


def places_of(faults: Sequence[ImportFault]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in faults]


def without_version(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    return [{**line, "row_version": 0} for line in rows]


def test_good_rows_come_in_as_one_step_that_one_undo_takes_back(book: Book, places: Places, folder: Path) -> None:
    steps, before = len(book.steps()), book.count("problem")
    file = workbook(folder / "问题 台账.xlsx", HEAD, GOOD, [*GOOD[:4], "低保名单没有公示", *GOOD[5:]])

    result = imports.run_import(book, PROBLEM, [file])

    rows = book.rows("problem")
    assert (result.read, result.added, result.updated, result.faults) == (2, 2, 0, [])
    assert [line["number"] for line in rows] == ["示纪问〔2026〕1号", "示纪问〔2026〕2号"]
    assert (rows[0]["deadline"], rows[0]["first_deadline"]) == ("2026-12-22", "2026-12-22")
    assert (rows[0]["amount_involved"], rows[0]["state"]) == (300000, "登记")
    assert len(book.steps()) == steps + 1
    records.undo(book, result.batch)
    assert book.count("problem") == before
    assert found(book).number == "示纪问〔2026〕1号"


def test_all_faults_are_told_with_row_and_column_and_nothing_is_written(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(
        folder / "问题.xlsx",
        HEAD,
        GOOD,
        ["绿水村", "2026.2.30", "听说", "2", "机密★ 某事", "李某", "尽快", "12.345"],
        ["青山村", "2027.1.1", "群众提", "2.2", "", "王伟", "2026.10.1", "-1"],
        [*GOOD[:4], "低保名单没有公示", GOOD[5], "2026.10.31", 5],
    )
    log = book.log().size

    result = imports.run_import(book, PROBLEM, [file])

    assert places_of(result.faults) == [
        (5, "单位", "E-UNIT"),
        (5, "发现日期", "E-DATE"),
        (5, "问题来源", "E-CHOICE"),
        (5, "类别", "E-CHOICE"),
        (5, "存在问题", "E-LONG-TEXT"),
        (5, "责任领导", "E-PERSON"),
        (5, "整改时限", "E-DATE"),
        (5, "涉及金额(元)", "E-MONEY"),
        (6, "发现日期", "E-DATE"),
        (6, "涉及金额(元)", "E-MONEY"),
        (7, "整改时限", "E-ORDER"),
    ]
    assert {(fault.file, fault.sheet) for fault in result.faults} == {("问题.xlsx", "明细")}
    assert (result.batch, result.read, result.added, result.updated) == (None, 4, 0, 0)
    assert book.rows("problem") == []
    assert book.log().size == log


def test_missing_columns_are_named_by_the_field_that_is_empty(book: Book, places: Places, folder: Path) -> None:
    file = workbook(folder / "问题.xlsx", HEAD[:5], GOOD[:5])

    result = imports.run_import(book, PROBLEM, [file])

    assert places_of(result.faults) == [(4, "责任领导", "E-REQUIRED"), (4, "整改时限", "E-REQUIRED")]


def test_only_good_rows_come_in_where_the_clerk_says_so(book: Book, places: Places, folder: Path) -> None:
    file = workbook(folder / "问题.xlsx", HEAD, ["绿水村", *GOOD[1:]], GOOD)

    result = imports.run_import(book, PROBLEM, [file], keep_good=True)

    assert (result.added, [fault.row for fault in result.faults]) == (1, [4])
    assert [line["unit"] for line in book.rows("problem")] == [places.village]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(book: Book, places: Places, folder: Path) -> None:
    steps = len(book.steps())
    file = workbook(folder / "问题.xlsx", HEAD, GOOD, [*GOOD[:4], "低保名单没有公示", *GOOD[5:]])

    result = imports.run_import(book, PROBLEM, [file], dry_run=True)

    assert (result.batch, result.read, result.added) == (None, 2, 2)
    assert (book.rows("problem"), len(book.steps())) == ([], steps)


def test_a_number_updates_its_row_and_empty_cells_leave_what_stands_there(
    book: Book, places: Places, folder: Path
) -> None:
    problem = found(book, cause="账目不清", amount_involved="5")
    file = workbook(folder / "问题.xlsx", ["编号", *HEAD, "问题症结"], [problem.number, *GOOD[:7], "", ""])

    result = imports.run_import(book, PROBLEM, [file])

    (kept,) = book.rows("problem")
    assert (result.added, result.updated) == (0, 1)
    assert (kept["id"], kept["number"]) == (problem.id, problem.number)
    assert kept["description"] == "山林发包收入未入账"
    assert (kept["cause"], kept["amount_involved"]) == ("账目不清", 500)
    assert (kept["deadline"], kept["first_deadline"]) == ("2026-12-22", "2026-12-01")


def test_a_number_nobody_knows_is_pointed_out_and_the_row_gets_its_own(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(folder / "问题.xlsx", ["编号", *HEAD], ["示纪问〔2024〕7号", *GOOD])

    result = imports.run_import(book, PROBLEM, [file])

    assert (result.added, places_of(result.faults)) == (1, [(4, "编号", "E-NUMBER")])
    assert "台账里没有“示纪问〔2024〕7号”" in result.faults[0].message
    assert [line["number"] for line in book.rows("problem")] == ["示纪问〔2026〕1号"]


def test_two_lines_for_one_row_are_refused_even_in_two_files(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    texts = [problem.number, *GOOD]
    one = workbook(folder / "甲.xlsx", ["编号", *HEAD], texts)
    two = workbook(folder / "乙.xlsx", ["编号", *HEAD], texts, texts)

    result = imports.run_import(book, PROBLEM, [one, two])

    assert [(fault.file, fault.row, fault.code) for fault in result.faults] == [
        ("乙.xlsx", 4, "E-TWICE"),
        ("乙.xlsx", 5, "E-TWICE"),
    ]
    assert "与“甲.xlsx”第 4 行重复" in result.faults[0].message
    assert row(book, "problem", problem.id)["row_version"] == 1


def test_a_name_updates_its_row_and_never_doubles_it(book: Book, places: Places, folder: Path) -> None:
    head = ("姓名", "单位", "职务", "人员层级", "电话")
    file = workbook(
        folder / "人员.xlsx",
        head,
        ["王伟", "青山村", "村委会主任", "村(社区)干部", "138 0000 0000"],
        ["陈龑", "青山村", "会计", "村(社区)干部", ""],
        ["陈龑", "青山村", "会计", "一般干部", ""],
    )

    twice = imports.run_import(book, PERSON, [file])
    result = imports.run_import(book, PERSON, [file], keep_good=True)

    assert places_of(twice.faults) == [(6, "", "E-TWICE")]
    assert (result.added, result.updated) == (1, 1)
    assert row(book, "person", places.person)["phone"] == "13800000000"
    assert len(book.rows("person")) == 2


def test_a_broken_identity_number_is_named_for_what_happened_to_it(book: Book, places: Places, folder: Path) -> None:
    first17 = "36099919900101123"
    good = first17 + check_digit(first17)
    head = ("姓名", "单位", "职务", "人员层级", "身份证号")
    people = [
        (good, None),
        (first17 + ("1" if good[17] != "1" else "2"), "校验位不对"),
        (360999199001011230, "科学计数"),
        (good[:15], "18 位"),
    ]
    lines_ = [[f"村民{n}", "青山村", "组长", "村民小组干部", text] for n, (text, _) in enumerate(people)]
    file = workbook(folder / "人员.xlsx", head, *lines_)

    result = imports.run_import(book, PERSON, [file], keep_good=True)

    assert places_of(result.faults) == [(n, "身份证号", "E-ID-NUMBER") for n in (5, 6, 7)]
    for fault, (_, says) in zip(result.faults, people[1:], strict=True):
        assert str(says) in fault.message
    assert [line["id_number"] for line in book.rows("person")][1:] == [good]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2026, 10, 9), "2026-10-09"),
        ("2026.10.9", "2026-10-09"),
        ("２０２６年１０月９日", "2026-10-09"),
        (20261009, "2026-10-09"),
        ("10.9", "2026-10-09"),
    ],
)
def test_days_come_in_however_the_cell_holds_them(
    book: Book, places: Places, folder: Path, cell: object, day: str
) -> None:
    file = workbook(folder / "问题.xlsx", HEAD, [GOOD[0], cell, *GOOD[2:]])

    imports.run_import(book, PROBLEM, [file])

    assert [line["found_on"] for line in book.rows("problem")] == [day]


def test_a_formula_is_refused_with_its_place(book: Book, places: Places, folder: Path) -> None:
    file = workbook(folder / "问题.xlsx", HEAD, GOOD, [*GOOD[:4], "低保名单没有公示", *GOOD[5:7], "=1000+2000"])

    result = imports.run_import(book, PROBLEM, [file])

    assert [(fault.row, fault.code) for fault in result.faults] == [(5, "E-FORMULA")]
    assert "第5行 H列是公式" in result.faults[0].message
    assert book.rows("problem") == []


def test_an_unknown_column_refuses_the_file_and_names_the_columns_there_are(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(folder / "问题.xlsx", [*HEAD, "领导批示"], [*GOOD, "同意"])

    with pytest.raises(Refused) as caught:
        imports.run_import(book, PROBLEM, [file])

    assert caught.value.code == "E-COLUMN"
    assert "不认识的列:领导批示。没有导入任何内容" in caught.value.message
    assert "整改时限" in caught.value.message


def test_the_joint_columns_of_the_old_sheet_are_taken_apart(book: Book, places: Places, folder: Path) -> None:
    head = [*HEAD, "整改措施", "整改情况", "责任单位/人", "是否销号"]
    file = workbook(
        folder / "旧台账.xlsx",
        head,
        [*GOOD[:4], "甲户发包收入未入账", *GOOD[5:], "收回", "已收回", "示例乡/王伟", "是"],
        [*GOOD[:4], "乙户发包收入未入账", *GOOD[5:], "收回", "已收回", "王伟", "已销号/2026.11.20"],
        [*GOOD[:4], "丙户发包收入未入账", *GOOD[5:], "收回", "已收回", "", "否"],
        [*GOOD[:4], "丁户发包收入未入账", *GOOD[5:], "收回", "已收回", "王伟/绿水村", "大概"],
    )

    plan = imports.plan_import(book, PROBLEM, [file])
    result = imports.carry_out(book, plan, keep_good=True)

    assert places_of(result.faults) == [(7, "责任单位/人", "E-UNIT"), (7, "是否销号", "E-STATE")]
    rows = book.rows("problem")
    assert [line["state"] for line in rows] == ["已销号", "已销号", "登记"]
    assert [line["closed_on"] for line in rows] == [None, "2026-11-20", None]
    assert [line["responsible_unit"] for line in rows] == [places.township, None, None]
    assert [line["responsible"] for line in rows] == [[places.person], [places.person], []]
    assert rows[1]["look_back_30"] == "2026-12-20"


def test_a_workbook_does_not_change_the_state_of_a_row_that_is_here_nor_what_moves_stamped(
    book: Book, places: Places, folder: Path
) -> None:
    problem = found(book)
    head = ["编号", *HEAD, "是否销号", "核实人", "销号日期"]
    file = workbook(folder / "问题.xlsx", head, [problem.number, *GOOD, "是", "张三", "2026.11.20"])

    imports.run_import(book, PROBLEM, [file])

    kept = row(book, "problem", problem.id)
    assert kept["description"] == "山林发包收入未入账"
    assert (kept["state"], kept["closed_by"], kept["closed_on"]) == ("登记", None, None)


def test_undo_of_an_import_is_exact_and_names_rows_edited_since(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    untouched = without_version(book.rows("problem"))
    file = workbook(
        folder / "问题.xlsx",
        ["编号", *HEAD],
        [problem.number, *GOOD],
        ["", *GOOD],
        ["", *GOOD[:4], "低保名单没有公示", *GOOD[5:]],
    )
    result = imports.run_import(book, PROBLEM, [file])
    edited = int(str(book.rows("problem")[1]["id"]))
    records.save(book, PROBLEM, edited, {"cause": "后来补写"})

    undone = records.undo(book, result.batch)

    assert [(register, number) for register, number, _ in undone.kept] == [("problem", edited)]
    assert "山林发包收入未入账" in undone.kept[0][2]
    assert undone.restored == 2
    left = without_version(book.rows("problem"))
    assert left[0] == untouched[0]
    assert [line["id"] for line in left] == [problem.id, edited]


def test_lines_that_name_owner_and_period_make_their_sheet(book: Book, places: Places, folder: Path) -> None:
    second = sheet(book, period="2026Q2")
    file = workbook(
        folder / "财务 明细.xlsx",
        LINE_HEAD,
        ["青山村", "2026Q3", "2026.7.1", "2.02", "山林发包收入", 3000],
        ["青山村", "2026Q3", "2026.8.2", "管理费(办公差旅会议卫生治安等)", "买办公用纸", 200.5],
        ["青山村", "2026年第2季度", "2026.4.2", "3.03", "订报纸", 99.99],
    )

    result = imports.run_import(book, LINE, [file])

    new = book.rows("finance_sheet", period="2026Q3")
    assert (result.added, result.faults) == (3, [])
    assert len(new) == 1
    assert (new[0]["opening"], new[0]["income_total"], new[0]["expense_total"]) == (100000, 300000, 20050)
    assert (new[0]["publisher"], new[0]["line_count"]) == (places.township, 2)
    assert row(book, "finance_sheet", second.id)["closing"] == 100000 - 9999
    records.undo(book, result.batch)
    assert book.rows("finance_line") == []
    assert book.rows("finance_sheet", period="2026Q3") == []
    assert row(book, "finance_sheet", second.id)["closing"] == 100000


def test_every_line_of_a_sheet_that_cannot_be_made_says_so_and_is_left_out(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(
        folder / "财务.xlsx",
        LINE_HEAD,
        ["示例乡", "2026Q3", "2026.7.1", "2.02", "山林发包收入", 3000],
        ["示例乡", "2026Q3", "2026.7.2", "2.02", "山林发包收入", 1],
        ["绿水村", "2026Q9", "2026.7.2", "2.02", "山林发包收入", 1],
        ["青山村", "2026Q3", "2026.6.30", "2.02", "山林发包收入", 1],
        ["青山村", "", "2026.7.2", "2.02", "山林发包收入", 1],
    )

    result = imports.run_import(book, LINE, [file], keep_good=True)

    assert places_of(result.faults) == [
        (4, "账主单位", "E-OWNER"),
        (5, "账主单位", "E-OWNER"),
        (6, "账主单位", "E-UNIT"),
        (6, "报告期", "E-PERIOD"),
        (7, "日期", "E-PERIOD"),
        (8, "报告期", "E-REQUIRED"),
    ]
    assert (book.rows("finance_line"), book.rows("finance_sheet")) == ([], [])


def test_lines_without_a_header_anywhere_are_refused(book: Book, places: Places, folder: Path) -> None:
    sheet(book)
    file = workbook(folder / "财务.xlsx", ("账主单位", *LINE_HEAD[2:]), ["青山村", "2026.7.1", "2.02", "发包收入", 3])

    result = imports.run_import(book, LINE, [file])

    assert [fault.code for fault in result.faults] == ["E-REQUIRED"]
    assert book.rows("finance_line") == []


def test_lines_go_under_the_header_the_clerk_has_open(book: Book, places: Places, folder: Path) -> None:
    header = sheet(book)
    file = workbook(folder / "财务.xlsx", LINE_HEAD[2:], ["2026.7.1", "2.02", "山林发包收入", 3000])

    imports.run_import(book, LINE, [file], parent=header.id)

    assert row(book, "finance_sheet", header.id)["closing"] == 400000


def test_totals_blank_lines_and_the_sign_off_below_a_printed_sheet_are_no_rows(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(
        folder / "问题.xlsx",
        ["序号", *HEAD],
        [1, *GOOD],
        ["", *[""] * 8],
        [2, *[""] * 8],
        ["合计", *[""] * 7, 3000],
        ["", "制表人：王会计  审核人：赵某"],
    )

    result = imports.run_import(book, PROBLEM, [file])

    assert (result.read, result.added, result.faults) == (1, 1, [])


def test_our_own_blank_workbook_is_filled_and_read_without_any_mapping(
    book: Book, places: Places, folder: Path
) -> None:
    file = exports.template(book, PROBLEM, folder / "青山村.xlsx", unit=places.village)
    filled = openpyxl.load_workbook(file)
    page = filled.worksheets[0]
    columns = {cell.value: cell.column for cell in page[2]}
    for number, text in enumerate(("山林发包收入未入账", "低保名单没有公示"), 3):
        for label, cell in zip(HEAD, GOOD, strict=True):
            page.cell(number, columns[label], cell)
        page.cell(number, columns["存在问题"], text)
    filled.save(file)

    result = imports.run_import(book, PROBLEM, [file])

    assert (result.added, result.faults) == (2, [])
    assert [line["description"] for line in book.rows("problem")] == ["山林发包收入未入账", "低保名单没有公示"]


def test_a_blank_workbook_of_another_register_is_refused(book: Book, places: Places, folder: Path) -> None:
    file = exports.template(book, UNIT, folder / "单位.xlsx", unit=places.village)
    filled = openpyxl.load_workbook(file)
    filled.worksheets[0]["A3"] = "绿水村"
    filled.save(file)

    with pytest.raises(Refused) as caught:
        imports.run_import(book, PROBLEM, [file])

    assert caught.value.code == "E-REGISTER"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused_and_changes_nothing(
    book: Book, places: Places, folder: Path, content: bytes
) -> None:
    file = folder / "问题.xlsx"
    file.write_bytes(content)

    with pytest.raises(Told) as caught:
        imports.run_import(book, PROBLEM, [file])

    assert "问题.xlsx" in caught.value.message
    assert book.rows("problem") == []


def test_a_csv_of_wps_comes_in_like_a_workbook(book: Book, places: Places, folder: Path) -> None:
    file = folder / "问题 表.csv"
    text = "\n".join(",".join(map(str, cells)) for cells in (HEAD, GOOD))
    file.write_bytes(text.encode("gb18030"))

    result = imports.run_import(book, PROBLEM, [file])

    assert (result.added, result.faults) == (1, [])


def test_cancelling_writes_nothing_and_progress_is_told(book: Book, places: Places, folder: Path) -> None:
    file = folder / "问题.csv"
    text = "\n".join(",".join(map(str, cells)) for cells in (HEAD, *[GOOD] * 1200))
    file.write_text(text, "utf-8")
    told: list[int] = []

    with pytest.raises(Refused) as caught:
        imports.run_import(
            book,
            PROBLEM,
            [file],
            progress=lambda done, total, what: told.append(done),
            cancelled=lambda: bool(told),
        )

    assert (caught.value.code, told) == ("E-CANCELLED", [500])
    assert book.rows("problem") == []


def test_the_error_copy_is_the_clerks_own_workbook_with_the_faults_beside_the_rows(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(folder / "问题.xlsx", HEAD, GOOD, ["绿水村", *GOOD[1:7], "12.345"])
    plan = imports.plan_import(book, PROBLEM, [file])

    copy = imports.error_copy(plan, file, folder / "问题 错误.xlsx")

    rows = list(openpyxl.load_workbook(copy).active.values)
    told = [str(row[-1] or "") for row in rows]
    assert rows[2][-1] == "错误信息"
    assert "没有找到“绿水村”" in told[4]
    assert "金额最多两位小数" in told[4]
    assert told[3] == ""


def test_a_copied_block_becomes_lines_with_and_without_headings(book: Book, places: Places) -> None:
    header = sheet(book)
    bare = imports.paste_lines(
        book, LINE, header.id, "2026.7.1\t2.02\t山林发包收入\t3,000\r\n8.2\t3.04\t买纸张\t200.5\n"
    )
    headed = imports.paste_lines(book, LINE, header.id, "金额(元)\t摘要用途\n3,000\t山林发包收入\n")
    numbered = imports.paste_lines(book, LINE, header.id, "1\t2026.7.1\t2.02\n")
    inside = imports.paste_lines(book, LINE, header.id, "买纸张\t5\n", start="purpose")

    saved = records.save_lines(book, SHEET, header.id, LINE, bare)

    assert saved.faults == {}
    assert row(book, "finance_sheet", header.id)["closing"] == 379950
    assert dict(headed[0].texts) == {"amount": "3,000", "purpose": "山林发包收入"}
    assert dict(numbered[0].texts) == {"seq": "1", "on_day": "2026.7.1", "item": "2.02"}
    assert dict(inside[0].texts) == {"purpose": "买纸张", "amount": "5"}
    assert imports.paste_lines(book, LINE, header.id, "\r\n\t\n") == []


def test_importing_into_a_header_keeps_its_other_lines(book: Book, places: Places, folder: Path) -> None:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    file = workbook(folder / "财务.xlsx", LINE_HEAD, ["青山村", "2026Q3", "2026.9.1", "3.03", "订报纸", 0.05])

    imports.run_import(book, LINE, [file])

    assert row(book, "finance_sheet", header.id)["closing"] == 379945


def test_units_of_a_list_without_a_parent_stand_below_the_township_and_are_known_again(
    book: Book, places: Places, folder: Path
) -> None:
    file = workbook(folder / "单位.xlsx", ("单位名称", "单位类型", "联系电话"), ("石门村", "村", "13800000001"))

    first = imports.run_import(book, UNIT, [file])
    again = imports.run_import(book, UNIT, [file])

    (row,) = book.rows("unit", name="石门村")
    assert row["parent"] == places.township
    assert (first.added, again.added, again.same) == (1, 0, 1)


def test_headings_as_offices_write_them_are_known_without_asking(book: Book, places: Places, folder: Path) -> None:
    head = ("村(社区)", "发现日期", "问题来源", "问题类别", "问题描述", "责任领导", "整改期限", "金额(元)")

    result = imports.run_import(book, PROBLEM, [workbook(folder / "台账.xlsx", head, GOOD)])

    (row,) = book.rows("problem")
    assert result.added == 1
    assert (row["description"], row["amount_involved"]) == ("山林发包收入未入账", 300000)
