"""Where there is little room: what gives way, and what stays readable all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from ui.engine.elided import Elided
from ui.engine.model import NUMBER
from ui.engine.window import SECRECY, MainWindow
from ui.main import Starter
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.style.palette import px, toned
from ui.wiring.pages import SCREENS

LONGEST = "示纪诺〔2026〕100号"
CELL_EDGES = 12


@pytest.fixture
def starter(window: MainWindow) -> Iterator[Starter]:
    yield window.starter  # type: ignore[attr-defined]
    window.set_zoom(100)


def secrecy(window: MainWindow) -> Elided:
    QApplication.processEvents()  # a strip filled anew shows itself with the next turn
    return next(each for each in window.strip.findChildren(Elided) if each.toolTip() == SECRECY and each.isVisible())


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_the_secrecy_sentence_stands_whole_where_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    line = secrecy(window)

    qtbot.waitUntil(lambda: line.shown() == SECRECY)

    assert line.width() >= line.fontMetrics().horizontalAdvance(SECRECY)


@pytest.mark.parametrize(("zoom", "width"), [(125, 1280), (150, 1280), (200, 1366)])
def test_the_secrecy_sentence_stands_whole_in_more_lines_where_letters_are_larger(
    window: MainWindow, starter: Starter, qtbot: QtBot, zoom: int, width: int
) -> None:
    window.set_zoom(zoom)
    window.resize(width, 720)

    line = secrecy(window)

    qtbot.waitUntil(lambda: line.shown().replace("\n", "") == SECRECY)


def test_the_secrecy_sentence_gives_way_and_is_still_told_whole(
    window: MainWindow, starter: Starter, qtbot: QtBot
) -> None:
    window.set_zoom(200)
    window.resize(1000, 720)

    line = secrecy(window)

    qtbot.waitUntil(lambda: line.shown().endswith("…"))
    assert line.toolTip() == SECRECY
    assert line.accessibleName() == SECRECY


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_words_under_icons_have_their_full_height(
    window: MainWindow, starter: Starter, qtbot: QtBot, percent: int
) -> None:
    window.set_zoom(percent)
    QApplication.processEvents()
    window.resize(window.minimumSizeHint())

    tools = [each for each in window.strip.findChildren(QToolButton) if each.isVisible()]

    assert len(tools) == 9
    qtbot.waitUntil(lambda: all(each.height() >= each.sizeHint().height() for each in tools))


def test_the_left_side_keeps_its_width_and_both_its_lists_on_a_low_screen(
    window: MainWindow, starter: Starter, qtbot: QtBot
) -> None:
    window.set_zoom(150)
    window.halves.setSizes([1, 2000])
    window.resize(1366, 700)

    side = window.side

    qtbot.waitUntil(lambda: window.height() == 700)
    assert side.width() >= px(200)
    assert side.pages.height() >= px(120)
    assert side.units.height() >= px(90)


def test_the_line_under_the_cursor_keeps_the_colour_of_its_light(
    problems: list[int], window: MainWindow, starter: Starter
) -> None:
    starter.go("home")
    home = window.page
    assert isinstance(home, HomePage)
    table = home.table

    cell = table.viewport().grab(table.visualRect(table.model().index(0, 0))).toImage()

    assert table.currentRow() == 0
    assert QColor(toned("red").ink).name().upper() in colours(cell)


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_the_longest_number_stands_on_one_line(window: MainWindow, starter: Starter, percent: int) -> None:
    window.set_zoom(percent)
    starter.go("commitment")
    page = window.page
    assert isinstance(page, LedgerPage)

    at = next(at for at, column in enumerate(page.model.columns) if column.key == NUMBER)

    room = page.grid.columnWidth(at) - px(CELL_EDGES)
    assert page.grid.fontMetrics().horizontalAdvance(LONGEST) <= room


@pytest.mark.parametrize(
    "key", [*sorted(set(SCREENS) - {"inbox", "totals"}), "home", "find", "power", "campaign", "complaint"]
)
def test_every_page_fits_a_low_screen_in_large_letters(window: MainWindow, starter: Starter, key: str) -> None:
    window.set_zoom(150)
    starter.go(key)
    if isinstance(page := window.page, LedgerPage):
        page.begin()
    QApplication.processEvents()

    least = window.minimumSizeHint()

    assert (least.width() <= 1366, least.height() <= 728) == (True, True), least


def test_the_list_of_lines_shows_four_of_them_and_may_be_made_larger(
    problems: list[int], window: MainWindow, starter: Starter, book: Book, qtbot: QtBot
) -> None:
    starter.go("problem")
    page = window.page
    assert isinstance(page, LedgerPage)
    for number in range(5):
        line = records.LineEdit(None, {"on_day": f"2026-11-{number + 10}", "text": f"第{number + 1}次"})
        records.save_lines(book, page.ledger, problems[1], ledger("progress"), [line])
    page.open(problems[1])
    lines = page.children_[0]
    page.side_by_side.setCurrentWidget(lines)
    QApplication.processEvents()

    table = lines.table

    assert table.rowCount() == 5
    high = sum(table.rowHeight(at) for at in range(4))
    qtbot.waitUntil(lambda: table.viewport().height() >= high)
    before = table.height()
    lines.halves.setSizes([400, 100])
    assert table.height() > before
