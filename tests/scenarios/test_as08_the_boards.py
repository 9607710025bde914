"""AS8: the boards of fourteen villages, one sheet out and at most eight keys for each village in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.rows import ids_of
from app.ledgers import ledger
from app.operations import lists, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.scenarios.counting import PATIENCE, Counting, Printer
from ui.engine.window import MainWindow
from ui.screens.boards import BoardsScreen
from ui.screens.ledger import LedgerPage

MOST_KEYS = 8
# What stands on the sheet: digits ticked, and the words beside them. Every third village is clean.
FOUND = (
    ("0", ""),
    ("2", ""),
    ("3", "第三季度财务公开表"),
    ("0", ""),
    ("23456", "9月党务公开、三资清单"),
    ("1", ""),
    ("0", ""),
    ("4", "低保名单"),
    ("5", ""),
    ("0", ""),
    ("6", ""),
    ("34", "惠农补贴发放表"),
    ("0", ""),
    ("25", ""),
)


@pytest.fixture
def villages(book: Book, places: Places) -> list[int]:
    """Fourteen villages."""
    unit = ledger("unit")
    names = [f"{name}村" for name in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    made = [records.save(book, unit, None, {"name": name, "kind": "村", "parent": "示例乡"}).id for name in names]
    return [places.village, *made]


@pytest.fixture
def screen(window: MainWindow, villages: list[int]) -> BoardsScreen:
    """The entry of a round, opened from the register by its key."""
    window.starter.go("board_check")  # type: ignore[attr-defined]
    hands.press(Qt.Key.Key_F6)
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, BoardsScreen)
    return page.own_screen


def fill_head(qtbot: QtBot, screen: BoardsScreen) -> None:
    """Who went round, and until when faults are mended: once for all villages."""
    qtbot.waitUntil(lambda: screen.round["inspectors"].inner.hasFocus())
    for text in ("ww", "ww", "30天"):
        hands.write(text)
        hands.enter()


def test_fourteen_villages_take_at_most_eight_keys_each(
    did: Counting, screen: BoardsScreen, book: Book, villages: list[int]
) -> None:
    fill_head(did.qtbot, screen)

    keys = []
    for digits, words in FOUND:
        before = did.actions
        did.press(*digits)
        did.enter()
        if words:
            hands.write(words)
            did.enter()
        keys.append(did.actions - before)

    checks, problems = book.rows("board_check"), book.rows("problem")
    linked = [number for check in checks for number in ids_of(check, "problems")]
    print(f"AS8: 每村 {max(keys)} 键以内(目标 {MOST_KEYS}),共 {sum(keys)} 键,问题 {len(problems)} 条")
    assert max(keys) <= MOST_KEYS
    assert [check["unit"] for check in checks] == villages
    assert len(keys) == len(villages) == 14
    assert sorted(linked) == [row["id"] for row in problems]
    assert len(problems) == sum(len(digits.replace("0", "")) for digits, _ in FOUND)
    assert all(row["category"] == "3.2" and row["deadline"] == "2026-12-22" and row["lead"] for row in problems)
    assert sum(check["result"] == "未发现问题" for check in checks) == 5
    assert screen.message.text().endswith("14 个村都录完了。")


def test_one_sheet_is_printed_for_all_villages(
    did: Counting, screen: BoardsScreen, villages: list[int], printer: Printer
) -> None:
    did.press("Ctrl+P")
    preview = did.paper()
    did.press("Ctrl+P")
    did.qtbot.waitUntil(lambda: "已送往打印机" in preview.message.text(), timeout=PATIENCE)

    assert len(printer.sent) == 1
    lines = preview.drawn.sheets[0].lines()
    assert len(preview.drawn.pages) == 1
    assert sum(line[0].isdigit() for line in lines) == len(villages)
    preview.close()


def test_a_village_that_was_not_visited_is_passed_over(qtbot: QtBot, screen: BoardsScreen, book: Book) -> None:
    fill_head(qtbot, screen)

    hands.enter(2)
    hands.write("0")
    hands.enter()

    assert [check["unit"] for check in book.rows("board_check")] == [screen.boards[2].unit]


def test_a_village_entered_twice_is_told_and_undone_by_the_button(
    qtbot: QtBot, screen: BoardsScreen, book: Book
) -> None:
    fill_head(qtbot, screen)
    hands.write("2")
    hands.enter()

    hands.press(Qt.Key.Key_Up)
    hands.write("3")
    told = screen.message.text()
    screen.undo()

    assert "已经录过" in told
    assert (book.rows("board_check"), book.rows("problem")) == ([], [])
    assert screen.boards[0].check is None


def test_without_a_deadline_the_cursor_goes_there_and_the_ticks_stay(
    qtbot: QtBot, screen: BoardsScreen, book: Book
) -> None:
    fill_head(qtbot, screen)
    screen.round["deadline"].set_text("")
    hands.write("25")
    hands.enter()

    qtbot.waitUntil(lambda: screen.round["deadline"].inner.hasFocus())
    assert "整改时限" in screen.message.text()
    assert book.rows("board_check") == []
    assert screen.ticked[screen.boards[0].unit] == {"shabby", "hidden"}


def test_the_list_shows_the_round_afterwards(
    qtbot: QtBot, screen: BoardsScreen, window: MainWindow, book: Book
) -> None:
    fill_head(qtbot, screen)
    hands.write("0")
    hands.enter()

    hands.press(Qt.Key.Key_Escape)

    page = window.page
    assert isinstance(page, LedgerPage)
    assert page.own_screen is None
    assert page.model.rowCount() == lists.count(book, ledger("board_check")) == 1
