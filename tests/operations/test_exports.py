"""Registers out of the book, and blank workbooks to be filled."""

from __future__ import annotations

import csv
from pathlib import Path

import docx
import openpyxl
import pytest

from app.domain.faults import Refused
from app.domain.fields import Attachment
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS
from app.operations import exports, imports, records
from app.operations.lists import Query
from app.storage.book import Book
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations.clerk import COMMITMENT, LINE, PROBLEM, PROGRESS, SHEET, TWO_LINES, UNIT, found, lines, sheet

every_ledger = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda definition: definition.key)


@pytest.fixture
def filled(book: Book, places: Places) -> None:
    """One or more rows in every register."""
    problem = found(book, measures="收回并入账", responsible="王伟", responsible_unit="示例乡", remark="已约谈")
    found(book, description="=1+1 村务公开不及时", category="3.2", deadline="2026-12-20")
    records.save(book, PROGRESS, None, {"problem": problem.number, "text": "已开会", "on_day": "2026-11-20"})
    records.save(book, COMMITMENT, None, {"unit": "青山村", "problems": problem.number, "text": "月底前退回"})
    lines(book, sheet(book).id, *TWO_LINES)


@every_ledger
def test_every_register_goes_out_as_excel_pdf_csv_and_word_with_the_same_text(
    book: Book, filled: None, folder: Path, ledger: LedgerDef
) -> None:
    expected = exports.sheet_of_register(book, ledger)

    written = [
        exports.export_register(book, ledger, None, folder / f"导出 {ledger.key}{end}")
        for end in (".xlsx", ".pdf", ".csv", ".docx")
    ]

    head = [column.title for column in expected.blocks[1].columns]  # type: ignore[union-attr]
    cells = [[str(cell or "") for cell in row] for row in openpyxl.load_workbook(written[0]).active.values]
    rows = list(csv.reader(written[2].read_text("utf-8-sig").splitlines()))
    paper = Paper(written[1].read_bytes()).whole()
    assert head in [row[: len(head)] for row in cells]
    assert rows[0] == head
    assert len(rows) >= 1 + book.count(ledger.key, Query())
    assert "".join(head[1].split()) in paper
    assert ledger.title in paper
    (table,) = docx.Document(str(written[3])).tables
    assert [cell.text for cell in table.rows[0].cells] == head
    assert len(table.rows) >= len(rows)


def test_money_is_a_number_in_excel_and_formulas_stay_text(book: Book, filled: None, folder: Path) -> None:
    money = exports.export_register(book, SHEET, None, folder / "财务.xlsx")
    texts = exports.export_register(book, PROBLEM, None, folder / "问题.xlsx")

    amounts = [cell for row in openpyxl.load_workbook(money).active.values for cell in row if isinstance(cell, float)]
    cells = [cell for row in openpyxl.load_workbook(texts).active.iter_rows() for cell in row]
    assert 3799.5 in amounts
    odd = next(cell for cell in cells if cell.value == "=1+1 村务公开不及时")
    assert odd.data_type == "s"
    assert not any(cell.data_type == "f" for cell in cells)


def test_only_what_the_list_shows_is_exported(book: Book, filled: None, folder: Path) -> None:
    out = exports.export_register(book, PROBLEM, Query(where={"category": "3.2"}), folder / "问题.csv")

    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert [row[1] for row in rows[1:]] == ["示纪问〔2026〕2号"]


def test_another_ending_is_refused_and_nothing_is_written(book: Book, filled: None, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        exports.export_register(book, PROBLEM, None, folder / "问题.odt")

    assert caught.value.code == "E-SUFFIX"
    assert list(folder.glob("问题*")) == []


def test_an_export_replaces_the_file_of_that_name_and_is_logged(book: Book, filled: None, folder: Path) -> None:
    out = folder / "问题.csv"
    out.write_text("旧的内容", "utf-8")
    before = book.log().size

    exports.export_register(book, PROBLEM, None, out)

    assert "旧的内容" not in out.read_text("utf-8-sig")
    assert book.log().size == before + 1


def test_an_exported_register_comes_in_again_as_the_same_rows(book: Book, filled: None, folder: Path) -> None:
    before = book.rows("problem")
    out = exports.export_register(book, PROBLEM, None, folder / "问题.xlsx")

    result = imports.run_import(book, PROBLEM, [out])

    assert [fault.message for fault in result.faults] == []
    assert (result.added, result.updated, result.same) == (0, 2, 2)
    assert [{**row, "row_version": 0} for row in book.rows("problem")] == [{**row, "row_version": 0} for row in before]


@every_ledger
def test_every_blank_workbook_has_a_column_for_every_typed_field(
    book: Book, filled: None, folder: Path, ledger: LedgerDef
) -> None:
    out = exports.template(book, ledger, folder / f"模板 {ledger.key}.xlsx")

    page = openpyxl.load_workbook(out).worksheets[0]
    labels = [field.label for field in ledger.typed if not isinstance(field, Attachment)]
    assert [cell.value for cell in page[2]] == labels
    assert len(page.data_validations.dataValidation) > 0
    with pytest.raises(Refused) as caught:
        imports.plan_import(book, ledger, [out])
    assert caught.value.code == "E-EMPTY"


def test_a_workbook_for_one_unit_has_it_filled_in_and_untouched_lines_are_no_lines(
    book: Book, filled: None, places: Places, folder: Path
) -> None:
    out = exports.template(book, PROBLEM, folder / "青山村 模板.xlsx", unit=places.village)

    plan = imports.plan_import(book, PROBLEM, [out])

    assert openpyxl.load_workbook(out).worksheets[0]["A3"].value == "青山村"
    assert (plan.read, plan.rows, plan.faults) == (0, [], [])


def test_choices_and_names_of_a_workbook_are_offered_in_lists(book: Book, filled: None, folder: Path) -> None:
    out = exports.template(book, UNIT, folder / "单位.xlsx")

    workbook = openpyxl.load_workbook(out)
    offered = {str(cell) for row in workbook["mz_lists"].values for cell in row if cell}
    assert {"村民小组", "乡镇", "青山村", "示例乡", "是", "否"} <= offered
    assert workbook["mz_lists"].sheet_state == "veryHidden"
    assert LINE.title not in offered
