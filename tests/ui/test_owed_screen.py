"""应公开事项 at the keyboard: what villages owe stands in 待办, is registered for all at once, and gets its lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import lists, owed, records
from app.operations.books import Book
from tests.conftest import Places
from tests.operations.affairs import catalogue, item
from tests.operations.test_name_lists import workbook
from ui.engine.window import MainWindow
from ui.screens.home import HomePage
from ui.screens.imports import ImportScreen
from ui.screens.ledger import LedgerPage
from ui.screens.owed import OwedScreen
from ui.screens.preview import PreviewDialog

ITEMS = ledger("affairs_item")
SEVENTH = "最低生活保障对象名单"


@pytest.fixture
def villages(book: Book, places: Places) -> None:
    catalogue(book)
    records.save(book, ledger("unit"), None, {"name": "白石村", "kind": "村", "parent": "示例乡"})


@pytest.fixture
def screen(villages: None, window: MainWindow) -> OwedScreen:
    window.went_to.emit("affairs_item")
    window.do("desk")
    found = window.findChild(OwedScreen)
    assert isinstance(found, OwedScreen)
    return found


def choose(screen: OwedScreen, name: str) -> None:
    screen.table.clearSelection()
    model = screen.table.selectionModel()
    for at, line in enumerate(screen.lines):
        if line.item == name:
            model.select(screen.table.model().index(at, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows)


def press(screen: OwedScreen, text: str) -> None:
    next(one for one in screen.findChildren(QPushButton) if one.text() == text).click()


def page_of(window: MainWindow) -> LedgerPage:
    assert isinstance(window.page, LedgerPage)
    return window.page


def test_one_gentle_line_for_each_village_stands_in_the_list_of_the_day_and_leads_to_the_desk(
    villages: None, window: MainWindow, book: Book
) -> None:
    window.starter.go("home")  # type: ignore[attr-defined]
    home = window.page
    assert isinstance(home, HomePage)
    before = {key: counter.number for key, counter in home.counters.items() if key != "to_publish"}
    home.load_owed()

    home.show_kind("to_publish")
    shown = [[home.table.item(at, column).text() for column in range(6)] for at in range(home.table.rowCount())]
    home.table.setFocus()
    QTest.keyClick(home.table, Qt.Key.Key_Return)

    number = len(owed.regular(book))
    assert [line[2] for line in shown] == ["青山村", "白石村"]
    assert {line[3] for line in shown} == {f"第3季度 村民会议、村民代表会议决定的事项…等 {number} 项 还没有公开"}
    assert {line[5] for line in shown} == {"2026-10-15"}
    assert home.counters["to_publish"].isVisibleTo(home)
    assert {key: counter.number for key, counter in home.counters.items() if key != "to_publish"} == before
    assert window.findChild(OwedScreen) is not None


def test_a_county_that_marks_nothing_never_sees_the_count(window: MainWindow, book: Book, places: Places) -> None:
    window.starter.go("home")  # type: ignore[attr-defined]
    home = window.page
    assert isinstance(home, HomePage)

    home.load_owed()

    assert not home.counters["to_publish"].isVisibleTo(home)
    assert owed.reminders(book) == []


def test_chosen_lines_are_registered_for_all_villages_and_the_rest_as_nothing(screen: OwedScreen, book: Book) -> None:
    all_ = len(screen.lines)
    choose(screen, SEVENTH)
    press(screen, "登记(所选)")
    after_first = len(screen.lines)
    screen.table.selectAll()
    press(screen, "本期无此事项(所选)")

    rows = book.rows("affairs_item")
    assert (after_first, len(screen.lines)) == (all_ - 2, 0)
    assert [row["nothing"] for row in rows if row["item"] == SEVENTH] == [0, 0]
    assert {row["nothing"] for row in rows if row["item"] != SEVENTH} == {1}
    assert "登记为“本期无此事项”" in screen.message.text()
    screen.message.buttons[0].click()
    assert len(book.rows("affairs_item")) == 2
    assert len(screen.lines) == after_first


def test_enter_registers_a_line_and_opens_one_that_is_there(screen: OwedScreen, window: MainWindow, book: Book) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    made = book.rows("affairs_item")
    screen.only_missing.setChecked(False)
    screen.table.setCurrentCell(0, 0)

    QTest.keyClick(screen.table, Qt.Key.Key_Return)

    page = page_of(window)
    assert len(made) == 1
    assert screen.table.item(0, 4).text() == "草稿"
    assert page.own_screen is None
    assert page.form is not None
    assert page.form.row_id == made[0]["id"]


def test_boards_and_lists_ask_for_a_record_first_and_then_open(
    screen: OwedScreen, window: MainWindow, book: Book, qtbot: QtBot, folder: Path
) -> None:
    choose(screen, SEVENTH)
    press(screen, "村务公开榜…")
    first = screen.message.text()
    press(screen, "导入名单…")
    second = screen.message.text()
    press(screen, "登记(所选)")
    screen.only_missing.setChecked(False)
    choose(screen, SEVENTH)
    press(screen, "村务公开榜…")
    preview = window.findChild(PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    qtbot.waitUntil(lambda: len(preview.drawn.sheets) == 2, timeout=20_000)
    preview.close()
    press(screen, "导入名单…")

    imports_ = page_of(window).own_screen
    assert isinstance(imports_, ImportScreen)
    file = workbook(folder / "名单.xlsx", [("青山村", "李大根", 1), ("白石村", "王秋莲", 2)], ("村", "姓名", "金额"))
    with qtbot.waitSignal(imports_.planned, timeout=20_000):
        imports_.open_files([file])
    with qtbot.waitSignal(imports_.imported, timeout=20_000):
        imports_.all_button.click()
    imports_.closed.emit()

    assert "请先登记" in first
    assert "请先按“登记”" in second
    assert [row["name"] for row in book.rows("recipient")] == ["李大根", "王秋莲"]
    assert page_of(window).own_screen is None


def test_the_unit_chosen_at_the_left_narrows_the_desk_and_other_quarters_can_be_seen(
    villages: None, window: MainWindow, book: Book, places: Places
) -> None:
    item(book, item=SEVENTH, area="保障", period="2026Q2")
    window.went_to.emit("affairs_item")
    window.side.choose(places.village, "")
    window.do("desk")
    screen = window.findChild(OwedScreen)
    assert isinstance(screen, OwedScreen)
    now = {line.unit for line in screen.lines}

    screen.quarters.setCurrentIndex(1)

    assert now == {places.village}
    assert screen.quarters.currentText() == "2026年第2季度"
    assert SEVENTH not in {line.item for line in screen.lines}


def test_without_a_catalogue_the_desk_says_what_to_do(window: MainWindow, book: Book, places: Places) -> None:
    window.went_to.emit("affairs_item")
    window.do("desk")
    screen = window.findChild(OwedScreen)
    assert isinstance(screen, OwedScreen)

    told = screen.message.text()
    QTest.keyClick(screen, Qt.Key.Key_Escape)

    assert "装入参考目录" in told
    assert page_of(window).own_screen is None
    assert lists.count(book, ITEMS) == 0
