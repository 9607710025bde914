"""AS1: the clerk opens the program and sees what waits."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from app.operations.options import save_settings
from app.settings import Settings
from tests import hands
from tests.conftest import Places
from tests.ui.conftest import _let_go
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage

PROBLEMS = ledger("problem")
DEADLINES = (
    "2026-10-30",
    "2026-11-20",
    "2026-11-22",
    "2026-11-24",
    "2026-11-27",
    "2026-12-01",
    "2026-12-02",
    "2027-01-05",
)


@pytest.fixture
def deadlines(book: Book, places: Places) -> tuple[str, ...]:
    """Open problems before, on and after the days at which lights change, found early enough."""
    for number, deadline in enumerate(DEADLINES):
        texts = {
            "unit": "青山村",
            "found_on": "2026-10-08",
            "discovery": "群众提",
            "category": "3.2",
            "description": f"第{number}件公开不及时的事情",
            "lead": "王伟",
            "deadline": deadline,
        }
        records.save(book, PROBLEMS, None, texts)
    return DEADLINES


TODAY = date(2026, 11, 22)
# What each county says, worked out by hand: the last red and the last yellow limit on 22 November 2026.
COUNTIES = {
    "默认": ("2026-11-21", "2026-12-01", ("逾期", "临期")),
    "西安": ("2026-11-22", "2026-11-25", ("到期、逾期", "临期")),
    "兴安": ("2026-12-22", "2027-01-22", ("一个月内、逾期", "两个月内")),
    "宜昌": ("2026-11-21", "2026-12-01", ("警示", "催促")),
}


@pytest.mark.parametrize("county", COUNTIES)
def test_the_four_counts_equal_the_light_rules_of_the_county(
    qtbot: QtBot, dressed: object, book: Book, options: Settings, deadlines: tuple[str, ...], county: str
) -> None:
    save_settings(book, {"light_preset": county})
    window = MainWindow(options)
    qtbot.addWidget(window, before_close_func=_let_go)
    starter = Starter(window)
    window.show()

    starter.opened(book)

    home = window.page
    assert isinstance(home, HomePage)
    shown = {kind: counter.number for kind, counter in home.counters.items()}
    red, yellow, words = COUNTIES[county]
    assert shown == {
        "overdue": sum(day <= red for day in deadlines),
        "due_soon": sum(red < day <= yellow for day in deadlines),
        "this_week": sum(day == TODAY.isoformat() for day in deadlines),
        "to_review": 0,
        "snoozed": 0,
        "to_publish": 0,
    }
    assert (home.counters["overdue"].word, home.counters["due_soon"].word) == words
    assert "2026-12-04" in home.report.text(), "the 5th of December 2026 is a Saturday"


def test_red_is_also_a_word_and_a_mark_and_enter_opens_the_row(
    window: MainWindow, book: Book, deadlines: tuple[str, ...]
) -> None:
    window.starter.go("home")  # type: ignore[attr-defined]
    home = window.page
    assert isinstance(home, HomePage)
    home.load()
    home.focus()
    first = home.table.item(0, 0).text()

    hands.press(Qt.Key.Key_Return)

    assert "■" in first
    assert "逾期" in first
    assert isinstance(window.page, LedgerPage)
    assert window.page.form.row_id == book.rows("problem", deadline="2026-10-30")[0]["id"]
