"""The left side with many registers: headings fold, stay as they were, and every register is found by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import lists, records
from app.operations.books import Book
from app.settings import OPEN_HEADINGS, Settings
from tests.conftest import Places
from ui.engine.goto import GoTo
from ui.engine.registers import HEADING, KEY, Registers
from ui.engine.side import KEY as UNIT_KEY
from ui.engine.side import _all_items
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.ledger import LedgerPage


@pytest.fixture
def starter(window: MainWindow) -> Starter:
    found = window.starter  # type: ignore[attr-defined]
    assert isinstance(found, Starter)
    return found


def in_sight(pages: Registers) -> list[str]:
    return [
        pages.item(at).data(KEY) for at in range(pages.count()) if pages.item(at).data(KEY) and not hidden(pages, at)
    ]


def hidden(pages: Registers, at: int) -> bool:
    return pages.isRowHidden(at)


def heading_row(pages: Registers, heading: str) -> int:
    return next(at for at in range(pages.count()) if pages.item(at).data(HEADING) == heading)


def test_only_the_first_heading_is_open_at_first(window: MainWindow, book: Book) -> None:
    menu = lists.menu(book)

    shown = in_sight(window.side.pages)

    assert shown == ["home", *(place.key for place in next(iter(menu.values())))]


def test_a_heading_opens_by_a_click_and_by_keys_and_stays_open_for_the_next_start(
    qtbot: QtBot, window: MainWindow, book: Book, options: Settings
) -> None:
    pages = window.side.pages
    first, second, third = list(lists.menu(book))[:3]
    place = pages.visualItemRect(pages.item(heading_row(pages, second))).center()
    qtbot.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    pages.setCurrentRow(heading_row(pages, third))
    qtbot.keyClick(pages, Qt.Key.Key_Right)

    window.side.show_book(book)

    opened = {place.key for heading in (first, second, third) for place in lists.menu(book)[heading]}
    assert set(in_sight(pages)) == {"home", *opened}
    assert set(options.get(OPEN_HEADINGS).split("、")) == {first, second, third}


def test_a_page_gets_its_picture_when_its_heading_is_opened(window: MainWindow, book: Book) -> None:
    pages = window.side.pages
    shut = [at for at in range(pages.count()) if pages.isRowHidden(at)]
    without = [at for at in range(pages.count()) if pages.item(at).icon().isNull() and pages.item(at).data(KEY)]

    for at in range(pages.count()):
        pages.set_open(pages.item(at).data(HEADING), True)

    assert without == shut
    assert shut
    assert not any(pages.item(at).icon().isNull() for at in shut)


def test_keys_walk_fold_and_go(qtbot: QtBot, window: MainWindow, book: Book) -> None:
    pages = window.side.pages
    second = list(lists.menu(book))[1]
    wanted = lists.menu(book)[second][0].key
    pages.setCurrentRow(heading_row(pages, second))
    qtbot.keyClick(pages, Qt.Key.Key_Return)
    qtbot.keyClick(pages, Qt.Key.Key_Down)

    with qtbot.waitSignal(pages.went) as went:
        qtbot.keyClick(pages, Qt.Key.Key_Return)

    assert went.args == [wanted]
    qtbot.keyClick(pages, Qt.Key.Key_Left)
    assert pages.currentItem().data(HEADING) == second


def test_the_heading_of_the_page_in_front_is_open_and_cannot_be_shut(
    window: MainWindow, starter: Starter, book: Book
) -> None:
    pages = window.side.pages
    last = list(lists.menu(book))[-1]
    place = lists.menu(book)[last][-1]

    starter.go(place.key)
    pages.set_open(last, False)

    assert place.key in in_sight(pages)
    assert pages.currentItem().data(KEY) == place.key


def test_the_page_in_front_stays_in_sight_when_the_menu_becomes_lower(window: MainWindow, book: Book) -> None:
    window.resize(1366, 768)
    window.show()
    pages, places = window.side.pages, [place for places in lists.menu(book).values() for place in places]
    window.side.mark_page(places[-1].key)
    before = pages.visualItemRect(pages.currentItem()).bottom() - pages.viewport().height()

    window.resize(1366, 520)
    QApplication.processEvents()

    assert before <= 0
    assert pages.visualItemRect(pages.currentItem()).bottom() <= pages.viewport().height()


@pytest.mark.parametrize("percent", [100, 125])
def test_every_register_can_be_reached_by_the_arrows_on_a_low_screen(
    qtbot: QtBot, window: MainWindow, book: Book, percent: int
) -> None:
    window.set_zoom(percent)
    window.resize(1366, 768)
    pages = window.side.pages
    for heading in lists.menu(book):
        pages.set_open(heading, True)
    pages.setCurrentRow(0)
    seen: list[str] = []

    for _ in range(pages.count()):
        item = pages.currentItem()
        seen.append(item.data(KEY) or "")
        assert pages.viewport().rect().contains(pages.visualItemRect(item).center())
        QTest.keyClick(pages, Qt.Key.Key_Down)

    assert {place.key for places in lists.menu(book).values() for place in places} <= set(seen)


def test_a_register_is_gone_to_by_its_initials(qtbot: QtBot, window: MainWindow, starter: Starter) -> None:
    window.do("goto")
    dialog = window.findChild(GoTo)
    assert dialog is not None
    everything = dialog.list.count()
    qtbot.keyClicks(dialog.line, "mzpy")
    offered = [dialog.list.item(at).data(KEY) for at in range(dialog.list.count())]

    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)

    assert everything == sum(len(places) for places in lists.menu(starter.window.book).values())  # type: ignore[arg-type]
    assert offered == ["appraisal"]
    assert window.page_key() == "appraisal"


def test_initials_at_the_beginning_come_first_and_parts_of_the_title_are_found(book: Book) -> None:
    first = [place.key for place in lists.places_named(book, "zq")]
    part = [place.key for place in lists.places_named(book, "清单")]

    assert first[0] == "power"
    assert part == ["power"]
    assert lists.places_named(book, "xyzw") == []


def names(window: MainWindow) -> list[str]:
    return [str(item.data(0, UNIT_KEY + 1) or item.text(0)) for item in _all_items(window.side.units)]


def test_a_unit_just_entered_stands_in_the_tree_at_once_and_the_chosen_one_stays_chosen(
    window: MainWindow, starter: Starter, book: Book, places: Places
) -> None:
    starter.go("unit")
    window.side.show_units(book)
    window.side.choose(places.village, "")
    page = window.page
    assert isinstance(page, LedgerPage)
    before = names(window)

    row_id = records.save(book, ledger("unit"), None, {"name": "新桥村", "kind": "村", "parent": "青山村"}).id
    page._saved(row_id)

    assert set(names(window)) - set(before) == {"新桥村"}
    assert window.side.unit() == places.village
