"""Exports of other programs come in: known by their usual headings, and where not, asked once and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import import_mapping, imports
from app.operations.import_columns import UnknownColumns
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PROBLEM, sheet
from tests.operations.test_imports import places_of, workbook

PLATFORM = (
    "单位名称",
    "会计期间",
    "凭证日期",
    "凭证字号",
    "摘要",
    "科目编码",
    "科目名称",
    "收入金额",
    "支出金额",
    "制单人",
)
ROWS = (
    ("青山村", "2026Q3", "2026-07-01", "记-1", "门面租金收入", "501", "经营收入", "3000.00", "0.00", "周会计"),
    ("青山村", "2026Q3", "2026-07-02", "记-2", "买复印纸两箱", "513", "管理费用", "", "200.50", "周会计"),
)


def test_an_export_of_a_platform_comes_in_by_its_usual_headings_with_items_of_their_accounts(
    book: Book, places: Places, folder: Path
) -> None:
    sheet(book)
    file = workbook(folder / "三资平台 导出.xlsx", PLATFORM, *ROWS)

    result = imports.run_import(book, LINE, [file])

    kept = [(row["on_day"], row["item"], row["amount"], row["voucher"]) for row in book.rows("finance_line")]
    assert result.faults == []
    assert kept == [("2026-07-01", "2.01", 300_000, "记-1"), ("2026-07-02", "3.04", 20_050, "记-2")]


def test_an_unknown_heading_is_asked_for_once_and_then_known_for_every_file_of_the_layout(
    book: Book, places: Places, folder: Path
) -> None:
    sheet(book)
    head = (*PLATFORM[:4], "业务内容", *PLATFORM[5:9], "审核人编号")
    first, second = (workbook(folder / f"{name}.xlsx", head, *ROWS) for name in ("七月", "八月"))
    with pytest.raises(UnknownColumns) as asked:
        imports.plan_import(book, LINE, [first])

    said = {"业务内容": "purpose", "审核人编号": import_mapping.SKIP}
    import_mapping.remember(book, LINE, asked.value.headings, said)
    plans = [imports.plan_import(book, LINE, [file]) for file in (first, second)]

    assert asked.value.unknown == ("业务内容", "审核人编号")
    assert book.rows("finance_line") == []
    assert [(plan.read, plan.bad) for plan in plans] == [(2, 0), (2, 0)]
    assert [row.row["purpose"] for row in plans[1].rows] == ["门面租金收入", "买复印纸两箱"]


def test_what_was_said_about_one_layout_does_not_hold_for_another(book: Book, places: Places, folder: Path) -> None:
    import_mapping.remember(book, PROBLEM, ("单位", "领导批示"), {"领导批示": "-"})
    other = workbook(folder / "问题.xlsx", ("单位", "存在问题", "领导批示"), ["青山村", "未公示", "同意"])

    with pytest.raises(UnknownColumns):
        imports.plan_import(book, PROBLEM, [other])

    assert import_mapping.mapping_of(book, PROBLEM, ("领导批示 ", "单位")) == {"领导批示": "-"}


def test_a_field_that_is_none_is_not_remembered(book: Book) -> None:
    with pytest.raises(Refused) as refused:
        import_mapping.remember(book, LINE, ("业务内容",), {"业务内容": "nonsense"})

    assert "没有记住" in refused.value.message
    assert import_mapping.mapping_of(book, LINE, ("业务内容",)) == {}


def test_two_amounts_in_one_line_are_told_by_the_later_and_nought_counts_as_nothing(
    book: Book, places: Places, folder: Path
) -> None:
    sheet(book)
    row = ("青山村", "2026Q3", "2026-07-02", "记-2", "买复印纸两箱", "513", "管理费用", "-", "200.50", "周会计")
    file = workbook(folder / "导出.xlsx", PLATFORM, row)

    result = imports.run_import(book, LINE, [file])

    assert (result.added, places_of(result.faults)) == (1, [])
    assert [row["amount"] for row in book.rows("finance_line")] == [20_050]


def test_unknown_headings_of_all_files_are_asked_for_together_with_what_was_said_for_the_unit(
    book: Book, places: Places, folder: Path
) -> None:
    rows = (("青山村", "未公示", "同意", "已办"), ("青山村", "未入账", "同意", "已办"))
    heads = (("单位", "存在问题", "领导批示", "整改结果情况"), ("单位", "存在问题", "处理", "备用"))
    files = [workbook(folder / f"青山村 {at}.xlsx", head, *rows) for at, head in enumerate(heads)]
    with pytest.raises(UnknownColumns) as asked:
        imports.plan_import(book, PROBLEM, files)
    both = asked.value
    before = import_mapping.proposed(book, both, "处理")

    import_mapping.remember_all(
        book, both, {"领导批示": "-", "整改结果情况": "result", "处理": "measures", "备用": "-"}
    )

    assert [one.unknown for one in (both, *both.others)] == [("领导批示", "整改结果情况"), ("处理", "备用")]
    assert both.sample["领导批示"] == "同意"
    assert (before, import_mapping.proposed(book, both, "处理")) == ("", "measures")
    assert imports.plan_import(book, PROBLEM, files).read == 4
