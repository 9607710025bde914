"""AS15: twenty stations and thirty papers by number keys alone; five papers are typed again by another person."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.rows import whole_of
from app.ledgers import ledger
from app.operations import ballots, options, records
from app.operations.books import Book
from app.storage.book import Book as Opened
from tests import hands
from tests.conftest import FixedClock, Places
from ui.engine.asking import AskDialog
from ui.engine.window import MainWindow
from ui.screens.ballots import RANK, BallotsScreen
from ui.screens.ledger import LedgerPage

STATIONS, PAPERS = 20, 30
MET = {"met_on": "2026-11-20", "issued": "31", "returned": "30", "masses": "30"}


def paper(number: int) -> str:
    """What stands on a paper; every one is another, marks 1 to 6."""
    return "".join(str(1 + (number * 7 + station * station) % 6) for station in range(STATIONS))


@pytest.fixture
def stations(book: Book, places: Places) -> list[int]:
    """Twenty stations."""
    unit = ledger("unit")
    names = [f"示例{n:02d}站" for n in range(1, STATIONS + 1)]
    return [records.save(book, unit, None, {"name": name, "kind": "站所", "parent": "示例乡"}).id for name in names]


@pytest.fixture
def round_id(book: Book, stations: list[int]) -> int:
    """The round of the quarter."""
    return ballots.begin(book, {"period": "2026年四季度"}).ids[0]


def open_screen(window: MainWindow) -> BallotsScreen:
    """The entry, opened from the register by its key."""
    window.starter.go("appraisal")  # type: ignore[attr-defined]
    hands.press(Qt.Key.Key_F6)
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, BallotsScreen)
    return page.own_screen


def ready(qtbot: QtBot, screen: BallotsScreen) -> BallotsScreen:
    """The cursor stands in the paper."""
    qtbot.waitUntil(screen.table.hasFocus)
    return screen


def test_six_hundred_marks_are_six_hundred_digits_and_thirty_enters(
    qtbot: QtBot, window: MainWindow, book: Book, round_id: int
) -> None:
    screen = ready(qtbot, open_screen(window))

    for number in range(PAPERS):
        hands.write(paper(number))
        hands.enter()

    kept = book.rows("ballot")
    typed = {(row["seq"], whole_of(row, "appraisal") - round_id): row["mark"] for row in kept}
    print(f"AS15: {STATIONS * PAPERS} 个数字键 + {PAPERS} 个 Enter,{len(kept)} 个评价")
    assert len(kept) == STATIONS * PAPERS
    assert typed == {(n + 1, at): mark for n in range(PAPERS) for at, mark in enumerate(paper(n))}
    assert screen.message.text() == "第 30 张已记下。"
    assert [row["counted"] for row in book.rows("appraisal")] == [PAPERS] * STATIONS


def test_a_spoilt_paper_is_one_key_and_can_be_taken_back(
    qtbot: QtBot, window: MainWindow, book: Book, round_id: int
) -> None:
    screen = ready(qtbot, open_screen(window))

    hands.press(Qt.Key.Key_F8)
    spoilt = [row["mark"] for row in book.rows("ballot")]
    screen.undo()

    assert spoilt == ["0"] * STATIONS
    assert book.rows("ballot") == []
    assert screen.which.text() == "第 1 张(已录 0 张)"


def test_a_slip_is_taken_back_and_a_gap_is_not_entered(
    qtbot: QtBot, window: MainWindow, book: Book, round_id: int
) -> None:
    screen = ready(qtbot, open_screen(window))
    hands.write("119")
    hands.press(Qt.Key.Key_Backspace)
    hands.write("2")
    hands.enter()

    assert screen.marks[:3] == ["1", "2", ""]
    assert "还有 18 个站所没有录" in screen.message.text()
    assert screen.table.currentRow() == 2
    assert book.rows("ballot") == []


def test_a_half_typed_paper_is_there_again(qtbot: QtBot, window: MainWindow, book: Book, round_id: int) -> None:
    ready(qtbot, open_screen(window))
    hands.write("12345")
    hands.press(Qt.Key.Key_Escape)

    screen = ready(qtbot, open_screen(window))

    assert screen.marks[:6] == ["1", "2", "3", "4", "5", ""]
    assert screen.table.currentRow() == 5


def test_the_round_is_begun_and_handed_in_from_the_screen(
    qtbot: QtBot, window: MainWindow, book: Book, stations: list[int]
) -> None:
    screen = open_screen(window)
    qtbot.waitUntil(screen.begin_button.hasFocus)
    hands.enter()
    dialog = screen.findChild(AskDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.fields.places["period"].editor.inner.hasFocus)
    hands.write("2026年四季度")
    hands.enter(4)
    assert len(book.rows("appraisal")) == STATIONS
    window.activateWindow()
    qtbot.waitUntil(screen.table.hasFocus)
    hands.write("1" * STATIONS)
    hands.enter()

    screen.ask_hand_in()
    asked = next(one for one in screen.findChildren(AskDialog) if one.isVisible())
    for key, text in {**MET, "issued": "1", "returned": "1"}.items():
        asked.fields.places[key].editor.set_text(text)
    asked.go()

    assert {row["state"] for row in book.rows("appraisal")} == {"待复核"}
    assert screen.which.text() == "等审核人复录抽中的几张"


def test_the_second_person_types_five_papers_again_and_a_difference_is_settled(
    qtbot: QtBot, dressed: QApplication, book: Book, clock: FixedClock, round_id: int
) -> None:
    for number in range(PAPERS):
        ballots.save_paper(book, round_id, list(paper(number)))
    ballots.hand_in(book, round_id, MET)
    path = book.path
    book.close()
    other = Opened.open(path, "secretary", clock=clock)
    screen = BallotsScreen(other, round_id)
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    ready(qtbot, screen)

    drawn = ballots.drawn(other, round_id)
    for place, seq in enumerate(drawn):
        text = paper(seq - 1)
        hands.write("0" + text[1:] if place == 0 else text)
        hands.enter()
    told = screen.which.text()
    hands.write(paper(drawn[0] - 1)[0])
    screen.decide()

    states = {row["state"] for row in other.rows("appraisal")}
    other.close()
    assert len(drawn) == 5
    assert told.startswith(f"第 {drawn[0]} 张两次录的不一样")
    assert states == {"已核定"}


@pytest.mark.parametrize("shown", [False, True])
def test_the_rank_is_seen_only_where_the_county_switched_it_on(
    qtbot: QtBot, window: MainWindow, book: Book, round_id: int, shown: bool
) -> None:
    ballots.save_paper(book, round_id, list(paper(1)))
    if shown:
        options.save_settings(book, {"appraisal_ranking": "1"})
    ballots.hand_in(book, round_id, {**MET, "issued": "1", "returned": "1"})

    screen = open_screen(window)

    assert screen.table.isColumnHidden(RANK) is not shown
