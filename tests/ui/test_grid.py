"""The grid looks like the clerk's sheet: frozen columns, rows as high as their text, widths remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from app.settings import Settings, load
from tests import hands
from ui.engine.cells import MOST_LINES, fitting, wrapped
from ui.engine.grid import Grid
from ui.engine.model import RegisterModel
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage

PROBLEMS = ledger("problem")
LONG = "村集体鱼塘发包未经村民代表会议讨论,合同由村主任一人签字,租金未入集体账," * 4


@pytest.fixture
def grid(qtbot: QtBot, dressed: QApplication, book: Book, problems: list[int], options: Settings) -> Grid:
    records.save(book, PROBLEMS, problems[2], {"description": LONG})
    model = RegisterModel(book, PROBLEMS)
    made = Grid(model, options)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    model.load()
    made.fit_rows()
    return made


def test_serial_and_number_stay_in_sight_while_the_rest_is_scrolled(grid: Grid) -> None:
    before = grid.frozen.columnViewportPosition(1)

    grid.horizontalScrollBar().setValue(grid.horizontalScrollBar().maximum())

    assert grid.horizontalScrollBar().value() > 0
    assert grid.frozen.columnViewportPosition(1) == before
    assert [grid.frozen.isColumnHidden(at) for at in range(4)] == [False, False, True, True]


def test_a_row_is_as_high_as_its_text_on_both_sides_of_the_line(grid: Grid) -> None:
    heights = [grid.rowHeight(at) for at in range(5)]

    assert heights[2] > heights[0]
    assert [grid.frozen.rowHeight(at) for at in range(5)] == heights


def test_rows_out_of_sight_are_not_measured(grid: Grid) -> None:
    grid.setRowHeight(4, 50)
    grid.frozen.setRowHeight(4, 50)
    grid.resize(700, 120)
    QApplication.processEvents()

    grid.fit_rows()

    assert grid.rowHeight(4) == 50


def test_the_row_asked_for_is_in_sight_although_the_rows_above_grew(grid: Grid, problems: list[int]) -> None:
    grid.resize(700, 240)
    QApplication.processEvents()

    grid.go_to(problems[4])
    QApplication.processEvents()

    place = grid.visualRect(grid.currentIndex())
    assert grid.viewport().rect().contains(place.topLeft())
    assert place.bottom() <= grid.viewport().height()


@pytest.mark.parametrize("high", [140, 190, 240, 333])
def test_both_halves_show_the_same_rows_at_the_same_height(grid: Grid, problems: list[int], high: int) -> None:
    grid.resize(700, high)
    QApplication.processEvents()
    grid.go_to(problems[4])
    QApplication.processEvents()

    mine = [grid.rowViewportPosition(at) for at in range(5)]

    assert [grid.frozen.rowViewportPosition(at) for at in range(5)] == mine


def test_both_halves_scroll_together(grid: Grid) -> None:
    grid.resize(700, 140)
    QApplication.processEvents()

    grid.verticalScrollBar().setValue(2)

    assert grid.frozen.verticalScrollBar().value() == grid.verticalScrollBar().value() == 2


def test_a_width_the_clerk_drew_is_there_next_time(grid: Grid, options: Settings) -> None:
    grid.horizontalHeader().resizeSection(4, 333)
    options.save()

    again = Grid(grid.register, load(options.path))

    assert again.columnWidth(4) == 333
    again.deleteLater()


def test_room_left_over_goes_to_the_columns_of_running_text_and_is_not_remembered(
    grid: Grid, options: Settings
) -> None:
    keys = [column.key for column in grid.register.columns]
    drawn = [grid.columnWidth(at) for at in range(len(keys))]

    grid.resize(sum(drawn) + 400, 400)

    grown = {key: grid.columnWidth(at) - drawn[at] for at, key in enumerate(keys)}
    assert grown["description"] > grown["unit"] >= 0
    assert grown["number"] == grown["light"] == 0
    assert options.width("problem", "description", -1) == -1


def test_enter_opens_the_row_under_the_cursor(qtbot: QtBot, grid: Grid, problems: list[int]) -> None:
    grid.go_to(problems[3])
    grid.setFocus()

    with qtbot.waitSignal(grid.opened) as opened:
        hands.enter()

    assert opened.args == [problems[3]]


def test_a_double_click_on_the_frozen_part_opens_too(qtbot: QtBot, grid: Grid, problems: list[int]) -> None:
    place = QPoint(grid.frozen.columnViewportPosition(1) + 5, grid.frozen.rowViewportPosition(1) + 5)

    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.mouseClick(grid.frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(grid.frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [problems[1]]


def test_a_heading_orders_and_the_second_press_turns_it_round(qtbot: QtBot, grid: Grid) -> None:
    column = [each.key for each in grid.register.columns].index("deadline")
    asked: list[tuple[str, bool]] = []
    grid.ordered.connect(lambda key, down: asked.append((key, down)))

    grid.horizontalHeader().sectionClicked.emit(column)
    grid.register.query = grid.register.query.__class__(order=(("deadline", False),))
    grid.horizontalHeader().sectionClicked.emit(column)

    assert asked == [("deadline", False), ("deadline", True)]


def test_light_and_state_can_be_drawn(grid: Grid) -> None:
    picture = grid.grab()

    colours = {picture.toImage().pixelColor(x, y).name() for x in range(0, 700, 3) for y in range(0, 400, 3)}
    assert {"#a0211a", "#ffffff"} <= colours


def test_an_empty_list_says_where_its_rows_come_from(window: MainWindow) -> None:
    window.starter.go("commitment")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)

    before, empty = page.grid.nothing, page.grid.viewport().grab().toImage()
    page.grid.nothing = ""
    bare = page.grid.viewport().grab().toImage()

    assert "整改承诺还没有记录" in before
    assert "Ctrl+N" in before
    assert empty != bare


def test_a_list_that_is_empty_because_it_is_narrowed_says_how_to_see_more(
    window: MainWindow, problems: list[int]
) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    page.filters.box.setText("没有这种事")

    page.filters.now()

    assert page.model.rowCount() == 0
    assert "按“重置”看全部" in page.grid.nothing


def test_what_an_empty_list_says_stands_beside_the_columns_that_stay_not_under_them(window: MainWindow) -> None:
    window.starter.go("commitment")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    with_words = page.grid.viewport().grab().toImage()
    page.grid.nothing = ""

    bare = page.grid.viewport().grab().toImage()

    under = page.grid.frozen.width() * with_words.devicePixelRatio()
    written = [
        x
        for x in range(with_words.width())
        if any(with_words.pixelColor(x, y) != bare.pixelColor(x, y) for y in range(0, with_words.height(), 2))
    ]
    assert written
    assert min(written) > under


def test_a_line_of_a_cell_never_begins_with_a_comma_or_a_full_stop(dressed: QApplication) -> None:
    text = "分杂质超过检测单数值,少付粮款1,400元。"
    metrics = QFontMetrics(dressed.font())
    narrow = metrics.horizontalAdvance(text) - 2  # the full stop alone would not fit
    anywhere = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)

    first = metrics.boundingRect(0, 0, narrow, 999, wrapped(text), text).width()

    assert first < metrics.boundingRect(0, 0, narrow, 999, anywhere, text).width(), "a sign went down with the stop"


def test_a_text_longer_than_the_highest_cell_says_that_it_goes_on(dressed: QApplication) -> None:
    metrics = QFontMetrics(dressed.font())
    room = QRect(0, 0, 200, metrics.height() * MOST_LINES + 2)

    cut, whole = fitting(metrics, room, LONG), fitting(metrics, room, "租金未入账")

    assert cut.endswith("…")
    assert LONG.startswith(cut[:-1])
    assert metrics.boundingRect(room, wrapped(cut), cut).height() <= room.height()
    assert whole == "租金未入账"


def test_a_long_number_still_breaks_inside_its_cell(dressed: QApplication) -> None:
    number = "REQ_11620123MB1234567X_clerk_5F80B0A0.zip"
    metrics = QFontMetrics(dressed.font())
    room = metrics.horizontalAdvance(number) // 2

    shown = metrics.boundingRect(0, 0, room, 999, wrapped(number), number)

    assert shown.width() <= room
