"""回收站 by keys: everything voided in one place, and back from there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from tests import hands
from ui.engine.window import MainWindow
from ui.screens.bin import BinPage
from ui.screens.ledger import LedgerPage

PROBLEMS = ledger("problem")


@pytest.fixture
def page(problems: list[int], book: Book, window: MainWindow) -> BinPage:
    for row_id, reason in ((problems[0], "重复登记"), (problems[2], "不属实")):
        records.void(book, PROBLEMS, row_id, reason)
    hands.press("Ctrl+Shift+Z")
    assert isinstance(window.page, BinPage)
    return window.page


def test_ctrl_shift_z_lists_what_was_voided_and_ctrl_enter_brings_the_chosen_back(
    page: BinPage, book: Book, window: MainWindow
) -> None:
    page.table.selectAll()

    QTest.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert page.lines == []
    assert page.message.sentence.text().startswith("已恢复 2 条")
    assert len(book.rows("problem")) == 5
    window.do("undo")
    page.load()
    assert len(page.lines) == 2


def test_the_list_is_narrowed_while_one_types(page: BinPage) -> None:
    page.box.setText("不属实")
    QTest.keyClick(page.box, Qt.Key.Key_Return)

    assert [line.reason for line in page.lines] == ["不属实"]


def test_enter_shows_the_row_where_it_stood(page: BinPage, window: MainWindow) -> None:
    wanted = page.lines[page.table.currentRow()].id

    QTest.keyClick(page.table, Qt.Key.Key_Return)

    assert isinstance(window.page, LedgerPage)
    assert window.page.form is not None
    assert window.page.form.row_id == wanted


def test_an_empty_bin_says_how_things_get_there(problems: list[int], window: MainWindow) -> None:
    window.do("bin")

    page = window.page
    assert isinstance(page, BinPage)
    assert page.message.sentence.text().startswith("回收站是空的")
