"""统计 by keys and by dragging: charts as they are printed, figures that open their rows, empty books."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from app.operations.books import Book
from app.reports.sheet import Graph
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.monthly_figures import BehindDialog
from ui.screens.pivot import DAYS, NONE, Place
from ui.screens.preview import PreviewDialog
from ui.screens.statistics import PIVOT, StatisticsPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, problems: list[int]) -> StatisticsPage:
    return opened(qtbot, window)


def opened(qtbot: QtBot, window: MainWindow) -> StatisticsPage:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.go("statistics")
    made = window.page
    assert isinstance(made, StatisticsPage)
    qtbot.waitUntil(lambda: len(made.stack.pages) > 0, timeout=20_000)
    return made


@pytest.fixture
def crossed(page: StatisticsPage) -> StatisticsPage:
    page._to_tab(PIVOT)
    page.pivot.rows.take("单位")
    page.pivot.columns.take("状态")
    return page


def drop(place: Place, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(3, 3), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
    place.dragEnterEvent(enter)
    if enter.isAccepted():
        place.dropEvent(QDropEvent(QPointF(3, 3), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys))


def test_the_charts_are_those_that_are_printed(page: StatisticsPage, problems: list[int]):
    (sheet,) = page.charts()

    trend = next(block for block in sheet.blocks if isinstance(block, Graph))
    assert trend.series[0].values[-1] == len(problems)
    assert page.message.text() == ""


def test_a_book_without_problems_says_so(qtbot: QtBot, window: MainWindow):
    page = opened(qtbot, window)

    assert all(block.empty for block in page.charts()[0].blocks if isinstance(block, Graph))
    assert page.message.text().startswith("这个范围里没有问题,没有图可画。请在左边换成")
    page._to_tab(PIVOT)
    assert "这个范围里没有记录" in page.pivot.message.text()
    page.preview()
    assert "没有可打印、导出的" in page.pivot.message.text()


def test_keys_go_from_tab_to_tab_and_the_numbers_have_the_cursor(page: StatisticsPage, qtbot: QtBot):
    qtbot.keyClick(page.stack, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)

    assert page.tabs.currentIndex() == PIVOT
    qtbot.waitUntil(page.pivot.table.hasFocus)


def test_a_register_is_crossed_as_it_is_chosen(crossed: StatisticsPage):
    table = crossed.pivot.table

    heads = [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]
    assert heads == ["登记", "整改中", "合计"]
    assert [table.item(table.rowCount() - 1, column).text() for column in range(3)] == ["4", "1", "5"]


def test_enter_lists_the_rows_and_enter_there_opens_one(
    crossed: StatisticsPage, qtbot: QtBot, problems: list[int], window: MainWindow
):
    table = crossed.pivot.table
    table.setCurrentCell(0, 1)

    qtbot.keyClick(table, Qt.Key.Key_Return)
    dialog = crossed.findChild(BehindDialog)
    assert dialog is not None
    assert [(row.register, row.id) for row in dialog.rows] == [("problem", problems[1])]

    with qtbot.waitSignal(crossed.wanted) as asked:
        dialog.open_one()
    assert asked.args == ["problem", problems[1]]


def test_a_field_is_dragged_onto_rows_columns_and_figures(crossed: StatisticsPage):
    pivot = crossed.pivot
    drop(pivot.columns, "发现日期(按月)")
    assert pivot.columns.currentText() == "发现日期(按月)"
    assert pivot.table.horizontalHeaderItem(0).text() == "2026年10月"

    drop(pivot.measure, DAYS)
    assert pivot.measure.currentText() == DAYS
    assert not pivot.first.isHidden()

    drop(pivot.rows, "条数")
    assert pivot.rows.currentText() == "单位"


def test_what_is_dragged_is_the_label_of_the_field(crossed: StatisticsPage):
    fields = crossed.pivot.fields

    assert fields.mimeData([fields.item(0)]).text() == fields.item(0).text()


def test_the_same_field_twice_is_told_and_the_figures_stay(crossed: StatisticsPage):
    before = crossed.pivot.made

    crossed.pivot.columns.take("单位")

    assert "行和列都是“单位”" in crossed.pivot.message.text()
    assert crossed.pivot.made is before


def test_what_was_chosen_is_remembered_for_each_register(crossed: StatisticsPage, book: Book, qtbot: QtBot):
    pivot = crossed.pivot
    pivot.columns.take(NONE)
    pivot.register.take("整改承诺")
    assert pivot.ledger.key == "commitment"

    pivot.register.take("问题台账")

    assert pivot.columns.currentText() == NONE


def test_ctrl_p_shows_the_figures_on_paper(crossed: StatisticsPage, qtbot: QtBot):
    crossed.commands()["print"]()

    dialog = crossed.findChild(PreviewDialog) or crossed.pivot.findChild(PreviewDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.drawn.pages), timeout=20_000)
    assert dialog.drawn.sheets[0].key == "pivot"


def test_the_unit_at_the_left_narrows_both(crossed: StatisticsPage, window: MainWindow):
    words, unit, period = crossed.scope()

    assert (unit, period) == (None, None)
    assert words.startswith("全部单位 截至2026")
