"""AS1: the clerk opens the program and sees what waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import presets
from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
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


@pytest.mark.parametrize("yellow_days", [7, 3])
def test_the_four_counts_equal_the_light_rules_of_the_county(
    qtbot: QtBot, dressed: object, book: Book, options: Settings, deadlines: tuple[str, ...], yellow_days: int
) -> None:
    with book.change("县里规定") as writer:
        writer.set_option("yellow_days", yellow_days)
    window = MainWindow(options)
    qtbot.addWidget(window, before_close_func=_let_go)
    starter = Starter(window)
    window.show()

    starter.opened(book)

    home = window.page
    assert isinstance(home, HomePage)
    today, shown = date(2026, 11, 22), {kind: counter.number for kind, counter in home.counters.items()}
    soon = presets.work_calendar().add_working(today, yellow_days).isoformat()
    sunday = (today + timedelta(days=6 - today.weekday())).isoformat()
    assert shown == {
        "overdue": sum(day < today.isoformat() for day in deadlines),
        "due_soon": sum(today.isoformat() <= day <= soon for day in deadlines),
        "this_week": sum(today.isoformat() <= day <= sunday for day in deadlines),
        "to_review": 0,
    }
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
