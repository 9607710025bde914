"""A block from WPS or Excel pasted into a list by keys: seen first, mended there, one undo; and copied out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.operations.books import Book
from tests import hands
from ui.engine.clipboard import unhistoric
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.import_plan import OWN
from ui.screens.ledger import LedgerPage
from ui.screens.pasting import PasteDialog

HEAD = "单位\t发现日期\t问题来源\t类别\t存在问题\t责任领导\t整改时限\n"
FIRST = "青山村\t2026.11.1\t群众提\t2.2\t山林发包收入未入账\t王 伟\t30天\n"
SECOND = "同上\t11月2日\t同上\t同上\t低保名单没有公示\t同上\t12月底前\n"


@pytest.fixture
def page(problems: list[int], window: MainWindow) -> LedgerPage:
    starter = window.starter  # type: ignore[attr-defined]
    assert isinstance(starter, Starter)
    starter.go("problem")
    assert isinstance(window.page, LedgerPage)
    window.page.grid.setFocus(Qt.FocusReason.OtherFocusReason)
    return window.page


def copied(text: str, html: str = "") -> None:
    held = QMimeData()
    held.setText(text)
    if html:
        held.setHtml(html)
    QGuiApplication.clipboard().setMimeData(held)


def pasted(page: LedgerPage, text: str, html: str = "") -> PasteDialog:
    copied(text, html)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChildren(PasteDialog)[-1]
    dialog.activateWindow()
    QApplication.processEvents()
    return dialog


def cell(dialog: PasteDialog, row: int, heading: str) -> QModelIndex:
    return dialog.model.index(row, dialog.model.headers.index(heading))


def test_lines_that_were_wrong_and_not_written_are_named_when_the_others_are(
    page: LedgerPage, window: MainWindow, book: Book
) -> None:
    before = book.count("problem")
    dialog = pasted(page, HEAD + FIRST + SECOND.replace("同上", "没有这个村", 1))

    dialog.write(keep_good=True)

    assert book.count("problem") == before + 1
    assert window.said.text().startswith(
        "已粘贴:新增 1 条,改写 0 条。还有 1 行有错没有写入(第 3 行),在原表里改好再粘贴。"
    )


def test_ctrl_v_shows_the_block_and_ctrl_enter_writes_it_in_one_step(
    page: LedgerPage, window: MainWindow, book: Book
) -> None:
    before = book.count("problem")

    dialog = pasted(page, HEAD + FIRST + SECOND)

    assert "新增 2,改写 0,有错 0" in dialog.counts.text()
    assert cell(dialog, 1, "单位").data() == "○ 青山村"
    assert book.count("problem") == before
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert book.count("problem") == before + 2
    assert window.said.text() == "已粘贴:新增 2 条,改写 0 条。按 Ctrl+Z 一次撤销。"
    window.do("undo")
    assert book.count("problem") == before


def test_a_cell_made_plain_tells_what_stood_there(page: LedgerPage) -> None:
    dialog = pasted(page, HEAD + FIRST)

    dialog.grid.setCurrentIndex(cell(dialog, 0, "责任领导"))

    assert dialog.message.sentence.text() == "第 2 行“责任领导” 空格:原来是“王 伟”"


def test_a_wrong_cell_is_typed_over_and_the_block_checked_again(page: LedgerPage, book: Book) -> None:
    dialog = pasted(page, HEAD + FIRST.replace("2026.11.1", "去年冬天"))
    assert not dialog.all_button.isEnabled()

    dialog.grid.setFocus()
    dialog.grid.setCurrentIndex(cell(dialog, 0, "发现日期"))
    QTest.keyClick(dialog.grid, Qt.Key.Key_F2)
    hands.focused().selectAll()  # type: ignore[attr-defined]
    hands.write("2026.11.3")
    QTest.keyClick(hands.focused(), Qt.Key.Key_Return)
    QApplication.processEvents()

    assert cell(dialog, 0, "发现日期").data() == "2026-11-03"
    assert dialog.all_button.isEnabled()
    assert dialog.isVisible()


def test_a_wrong_row_stays_out_when_only_the_right_ones_are_written(page: LedgerPage, book: Book) -> None:
    before = book.count("problem")
    dialog = pasted(page, HEAD + FIRST + SECOND.replace("11月2日", "不知道"))

    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert book.count("problem") == before

    dialog.good_button.click()

    assert book.count("problem") == before + 1


def test_a_copied_column_goes_over_the_chosen_rows(page: LedgerPage, book: Book, problems: list[int]) -> None:
    page.grid.go_to(problems[2])
    deadline = [column.key for column in page.model.columns].index("deadline")
    page.grid.setCurrentIndex(page.model.index(page.grid.currentIndex().row(), deadline))

    dialog = pasted(page, "2026.12.30\n2026.12.31\n")

    assert dialog.over.isChecked()
    assert cell(dialog, 0, "整改时限").data(Qt.ItemDataRole.ToolTipRole) == "改写:原来是“2026-12-20”"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [row["deadline"] for row in book.rows("problem")][2:4] == ["2026-12-30", "2026-12-31"]


def test_without_headings_the_block_is_moved_by_keys(page: LedgerPage) -> None:
    dialog = pasted(page, "群众提\t2.2\n领导点\t2.2\n")
    QTest.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    first = dialog.model.headers[len(OWN)]

    QTest.keyClick(dialog, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)

    assert first == "问题来源"
    assert dialog.model.headers[len(OWN)] != first


def test_a_day_without_its_year_is_taken_over_by_one_key(page: LedgerPage) -> None:
    dialog = pasted(page, HEAD + FIRST.replace("2026.11.1", "2025.11.1").replace("30天", "12月底前"))
    before = dialog.all_button.isEnabled()

    QTest.keyClick(dialog, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)

    assert not before
    assert cell(dialog, 0, "整改时限").data() == "2025-12-31"
    assert dialog.all_button.isEnabled()


def test_only_what_was_touched_is_shown_on_request(page: LedgerPage) -> None:
    plain = "青山村\t2026-11-01\t群众提\t公共服务中办理拖拉\t山林发包收入未入账\t王伟\t2026-12-01\n"
    dialog = pasted(page, HEAD + FIRST + plain)
    shown = dialog.model.rowCount()

    dialog.only.setChecked(True)

    assert shown == 2
    assert dialog.model.lines[0].number == 2


def test_an_empty_clipboard_is_told(page: LedgerPage, window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()

    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert page.findChildren(PasteDialog) == []


def test_ctrl_c_copies_the_chosen_rows_as_excel_takes_them(page: LedgerPage, window: MainWindow) -> None:
    page.grid.selectAll()

    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    held = QGuiApplication.clipboard().mimeData()
    lines = held.text().splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("编号\t单位")
    assert "mso-number-format:'\\@'" in held.html()
    assert window.said.text().startswith("已复制 5 条")


def test_what_was_copied_out_comes_back_onto_its_own_rows(page: LedgerPage, book: Book) -> None:
    page.grid.selectAll()
    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    held = QGuiApplication.clipboard().mimeData()
    text, html = held.text(), held.html().replace("2026-12-20", "2026.12.25")

    dialog = pasted(page, text, html)

    assert "新增 0,改写 5,有错 0" in dialog.counts.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [row["deadline"] for row in book.rows("problem")][2] == "2026-12-25"


def test_a_personal_copy_kept_out_of_the_history_of_windows_is_still_a_table() -> None:
    held = unhistoric("甲\t乙", "<table><tr><td>甲</td></tr></table>")

    assert held.hasHtml()
    assert held.text() == "甲\t乙"


def test_the_first_chinese_word_typed_over_a_cell_is_not_lost(page: LedgerPage) -> None:
    dialog = pasted(page, HEAD + FIRST + SECOND)
    at = cell(dialog, 0, "存在问题")
    dialog.grid.setCurrentIndex(at)
    dialog.grid.setFocus()

    hands.write("低保没有公示")
    hands.enter()
    QApplication.processEvents()

    assert cell(dialog, 0, "存在问题").data() == "低保没有公示"
