"""Lines and entries of finance sheets out of workbooks: account sets, special matters, items by account."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.ledgers import ledger
from app.operations import exports, imports, records
from app.operations.records import LineEdit
from app.storage.book import Book
from app.storage.reading import Query
from tests.conftest import Places
from tests.operations.clerk import LINE, SHEET, UNIT, row, sheet
from tests.operations.test_imports import LINE_HEAD, places_of, workbook

ENTRY, ACCOUNT = ledger("finance_entry"), ledger("account")
CODED = (*LINE_HEAD[:3], "会计科目", *LINE_HEAD[4:])


def test_lines_with_an_account_and_no_item_get_the_item_of_their_account(
    book: Book, places: Places, folder: Path
) -> None:
    records.save(
        book, ACCOUNT, None, {"code": "51303", "name": "报刊费", "chart": "2024", "expense_item": "3.03 报刊费"}
    )
    file = workbook(
        folder / "代理中心 凭证.xlsx",
        CODED,
        ["青山村", "2026Q3", "2026.7.1", "501", "门面租金收入", 3000],
        ["青山村", "2026Q3", "2026.7.2", "51303", "订阅报纸", 360],
        ["青山村", "2023Q3", "2023.7.2", "541", "买办公用纸", 20],
        ["青山村", "2026Q3", "2026.7.3", "541", "买办公用纸", 20],
        ["青山村", "2026Q3", "2026.7.3", "311", "征地补偿款", 20],
    )

    result = imports.run_import(book, LINE, [file], keep_good=True)

    assert [(line["account_code"], line["item"], line["direction"]) for line in book.rows("finance_line")] == [
        ("501", "2.01", "收入"),
        ("51303", "3.03", "支出"),
        ("541", "3.04", "支出"),
    ]
    assert places_of(result.faults) == [
        (7, "公开项目", "E-REQUIRED"),
        (7, "会计科目", "E-ACCOUNT"),
        (8, "公开项目", "E-REQUIRED"),
        (8, "公开项目", "E-ITEM"),
    ]


def test_a_village_that_keeps_the_older_chart_is_read_by_it(book: Book, places: Places, folder: Path) -> None:
    records.save(book, UNIT, places.village, {"accounts": "村集体经济组织会计制度(旧)"})
    file = workbook(folder / "凭证.xlsx", CODED, ["青山村", "2026Q3", "2026.7.1", "511", "鱼塘承包款", 3000])

    result = imports.run_import(book, LINE, [file])

    assert (result.faults, [line["item"] for line in book.rows("finance_line")]) == ([], ["2.02"])


def test_a_workbook_without_account_sets_goes_to_the_one_the_village_has(
    book: Book, places: Places, folder: Path
) -> None:
    mine = sheet(book, account_set="村民委员会")
    file = workbook(
        folder / "财务.xlsx",
        LINE_HEAD,
        ["青山村", "2026Q3", "2026.7.1", "2.02", "山林发包收入", 3000],
        ["青山村", "2026Q4", "2026.10.1", "2.02", "山林发包收入", 5],
    )

    imports.run_import(book, LINE, [file])

    new = book.rows("finance_sheet", period="2026Q4")
    assert row(book, "finance_sheet", mine.id)["income_total"] == 300_000
    assert [(one["account_set"], one["income_total"]) for one in new] == [("村民委员会", 500)]


def test_two_account_sets_and_a_special_matter_come_in_side_by_side(book: Book, places: Places, folder: Path) -> None:
    file = workbook(
        folder / "三张.xlsx",
        ("账主单位", "账套", "报告期", "专项公开", "专项事项", "批准(发生)日期", *LINE_HEAD[2:]),
        ["青山村", "村集体经济组织", "2026Q3", "", "", "", "2026.7.1", "2.02", "山林发包收入", 10],
        ["青山村", "村民委员会", "2026Q3", "", "", "", "2026.7.1", "2.05", "村级运转补助", 20],
        ["青山村", "村民委员会", "", "一事一议筹资筹劳", "修机耕道", "2026.8.5", "2026.3.1", "2.04", "村民筹资", 30],
        ["青山村", "村民委员会", "", "一事一议筹资筹劳", "修水渠", "", "2026.3.1", "2.04", "村民筹资", 40],
    )

    result = imports.run_import(book, LINE, [file], keep_good=True)

    sheets = book.rows("finance_sheet")
    assert [(fault.row, fault.column, fault.code) for fault in result.faults] == [
        (7, "报告期", "E-REQUIRED"),
        (7, "批准(发生)日期", "E-REQUIRED"),
    ]
    assert [(one["account_set"], one["period"], one["matter"], one["income_total"]) for one in sheets] == [
        ("村集体经济组织", "2026Q3", None, 1000),
        ("村民委员会", "2026Q3", None, 2000),
        ("村民委员会", "2026-08", "修机耕道", 3000),
    ]
    assert (sheets[2]["due_on"], sheets[2]["opening"]) == ("2026-08-15", None)


def test_entries_come_in_under_their_sheet_and_one_undo_takes_them_back(
    book: Book, places: Places, folder: Path
) -> None:
    mine = sheet(book)
    file = workbook(
        folder / "资产资源.xlsx",
        (
            "账主单位",
            "报告期",
            "公开项目",
            "名称",
            "数量",
            "计量单位",
            "金额(元)",
            "对方",
            "期限起",
            "期限止",
            "单价(元)",
        ),
        ["青山村", "2026Q3", "4.01", "库存现金和银行存款", "", "", 1000, "", "", "", ""],
        ["青山村", "2026Q3", "水面", "门前塘", 12.4, "亩", 3224, "李国强", "2024.1.1", "2028.12.31", 260],
        ["青山村", "2026Q3", "7.05", "按户平分", 61, "户", 41000, "", "", "", ""],
        ["青山村", "2026Q3", "5.01", "机动地", "", "", "", "", "", "", ""],
    )

    result = imports.run_import(book, ENTRY, [file], keep_good=True)
    entries = book.rows("finance_entry")
    counted = row(book, "finance_sheet", mine.id)["entry_count"]
    records.undo(book, result.batch)

    assert places_of(result.faults) == [(7, "数量", "E-REQUIRED")]
    assert [(one["item"], one["amount"], one["quantity"]) for one in entries] == [
        ("4.01", 100_000, None),
        ("5.06", 322_400, 1240),
        ("7.05", 4_100_000, 6100),
    ]
    assert entries[2]["shares"] == "61 户 × 672.13 元(前 7 户各多 0.01 元)"
    assert (counted, book.rows("finance_entry")) == (3, [])
    assert row(book, "finance_sheet", mine.id)["entry_count"] == 0


def test_what_is_exported_is_read_again_as_it_was(book: Book, places: Places, folder: Path) -> None:
    mine = sheet(book)
    texts = {"item": "4.03", "name": "太阳能路灯", "quantity": "46", "measure": "盏", "amount": "51,060"}
    records.save_lines(book, SHEET, mine.id, ENTRY, [LineEdit(None, texts)])
    before = book.rows("finance_entry")[0]

    out = exports.export_register(book, ENTRY, Query(), folder / "资产 资源.xlsx")
    records.undo(book)
    workbook_out = openpyxl.load_workbook(out)
    read = imports.run_import(book, ENTRY, [out])

    assert read.faults == []
    after = book.rows("finance_entry")[0]
    keys = ("sheet", "item", "name", "quantity", "measure", "amount", "class_name")
    assert "资产资源债务等" in workbook_out.worksheets[0].title
    assert [after[key] for key in keys] == [before[key] for key in keys]


@pytest.mark.parametrize("heading", ["金额大写", "大写金额(元)", "金额(大写)", "人民币大写"])
def test_amounts_in_a_column_of_their_own_in_words_are_held_against_the_figures(
    book: Book, places: Places, folder: Path, heading: str
) -> None:
    start = ["青山村", "2026Q3", "2026.7.1", "2.02"]
    file = workbook(
        folder / "青山村 三季度.xlsx",
        (*LINE_HEAD, heading),
        [*start, "山林发包收入", 8600, "捌仟陆佰元整"],
        [*start, "鱼塘发包收入", 8600, "人民币捌仟六佰元整"],
        [*start, "门面租金", 8600, "陆仟捌佰元整"],
        [*start, "旧料变卖", 95.5, ""],
    )

    result = imports.run_import(book, LINE, [file], keep_good=True)

    assert [(line["purpose"], line["amount"]) for line in book.rows("finance_line")] == [
        ("山林发包收入", 860_000),
        ("旧料变卖", 9_550),
    ]
    assert places_of(result.faults) == [(5, "金额(元)", "E-MONEY"), (6, "金额(元)", "E-MONEY")]
    assert "不是大写金额" in result.faults[0].message
    assert "小写是 8,600.00,大写是 6,800.00,不一致" in result.faults[1].message


def test_words_belong_to_the_figures_they_name_else_to_those_beside_them(
    book: Book, places: Places, folder: Path
) -> None:
    head = (*LINE_HEAD[:5], "收入金额", "收入大写", "支出金额", "支出大写")
    start = ["青山村", "2026Q3", "2026.7.1"]
    file = workbook(
        folder / "平台导出.xlsx",
        head,
        [*start, "2.02", "山林发包收入", 3000, "叁仟元整", 0, ""],
        [*start, "3.04", "买办公用纸", "0.00", "零元整", 20, "贰佰元整"],
    )

    result = imports.run_import(book, LINE, [file], keep_good=True)

    assert [line["amount"] for line in book.rows("finance_line")] == [300_000]
    assert ["小写是 20.00,大写是 200.00" in fault.message for fault in result.faults] == [True]


def test_an_amount_that_stands_there_in_words_only_is_read(book: Book, places: Places, folder: Path) -> None:
    file = workbook(
        folder / "只有大写.xlsx",
        (*LINE_HEAD[:5], "大写金额"),
        ["青山村", "2026Q3", "2026.7.1", "2.02", "山林发包收入", "叁仟元零伍分"],
    )

    result = imports.run_import(book, LINE, [file])

    assert (result.faults, [line["amount"] for line in book.rows("finance_line")]) == ([], [300_005])


def test_a_copied_block_with_words_beside_the_figures_is_held_against_them_too(book: Book, places: Places) -> None:
    header = sheet(book)
    block = "日期\t公开项目\t摘要用途\t金额(元)\t大写\n7.1\t2.02\t山林发包收入\t3,000\t叁佰元整\n"

    lines = imports.paste_lines(book, LINE, header.id, block)
    saved = records.save_lines(book, SHEET, header.id, LINE, lines)

    assert ["小写是 3,000.00,大写是 300.00" in fault.message for fault in saved.faults[0]] == [True]


def test_of_two_new_quarters_in_one_file_the_earlier_opens_the_later_whichever_stands_first(
    book: Book, places: Places, folder: Path
) -> None:
    sheet(book, period="2026Q1", opening="1,000")
    file = workbook(
        folder / "两个季度.xlsx",
        LINE_HEAD,
        ["青山村", "2026Q3", "2026.7.1", "2.02", "山林发包收入", 30],
        ["青山村", "2026Q2", "2026.4.1", "2.02", "山林发包收入", 200],
    )

    imports.run_import(book, LINE, [file])

    made = {str(one["period"]): (one["opening"], one["closing"]) for one in book.rows("finance_sheet")}
    assert made == {"2026Q1": (100_000, 100_000), "2026Q2": (100_000, 120_000), "2026Q3": (120_000, 123_000)}
