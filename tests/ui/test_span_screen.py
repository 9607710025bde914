"""汇总报表 by keys: a time chosen, its numbers opened, its words drafted, sent for review."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.span import read_span
from app.figures.counting import Place
from app.ledgers import ledger
from app.operations import records, span_reports
from app.storage.book import Book
from ui.screens.monthly_figures import FIRST, SHOWN, BehindDialog
from ui.screens.span_report import ChooseSpan, SpanScreen

PUBLICITY = {"channel": "网络", "name": "村务公开专栏上线", "on_day": "2026-08-09", "unit": "示例乡"}


@pytest.fixture
def published(book: Book, places: object) -> Book:
    records.save(book, ledger("publicity"), None, PUBLICITY)
    return book


def shown(qtbot: QtBot, screen: SpanScreen) -> SpanScreen:
    qtbot.addWidget(screen)
    screen.resize(1100, 640)
    screen.show()
    qtbot.waitExposed(screen)
    return screen


@pytest.fixture
def asked(qtbot: QtBot, dressed: object, published: Book) -> SpanScreen:
    return shown(qtbot, SpanScreen(published))


@pytest.fixture
def third(qtbot: QtBot, dressed: object, published: Book) -> SpanScreen:
    number = span_reports.begin(published, read_span("2026Q3"))
    span_reports.recount(published, read_span("2026Q3"), number)
    return shown(qtbot, SpanScreen(published, number))


def dialog_of(screen: SpanScreen, qtbot: QtBot) -> ChooseSpan:
    qtbot.waitUntil(lambda: screen.findChild(ChooseSpan) is not None)
    found = screen.findChild(ChooseSpan)
    assert found is not None
    return found


def texts(screen: SpanScreen, code: str) -> list[str]:
    at = next(at for at, line in enumerate(screen.table.lines) if line.place == Place(code))
    return [screen.table.item(at, column).text() for column in range(screen.table.columnCount())]


def test_a_new_one_asks_which_time_and_enter_takes_the_last_quarter_that_is_over(asked: SpanScreen, qtbot: QtBot):
    dialog = dialog_of(asked, qtbot)
    assert dialog.list.currentItem().text() == "2026年第3季度(2026-07-01 至 2026-09-30)"

    with qtbot.waitSignal(asked.saved):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    assert asked.title.text() == "2026年第3季度汇总"
    assert [row["from_on"] for row in asked.book.rows("span_report")] == ["2026-07-01"]
    assert texts(asked, "M20")[FIRST] == "1"


def test_any_days_can_be_typed(asked: SpanScreen, qtbot: QtBot):
    dialog = dialog_of(asked, qtbot)
    dialog.first.set_text("2026-08-01")
    dialog.last.set_text("2026-07-01")
    dialog.take()
    assert "早于起" in dialog.fault.text()

    dialog.last.set_text("2026-08-31")
    dialog.take()

    assert asked.title.text() == "2026年8月1日至2026年8月31日汇总"


def test_giving_up_leaves_without_a_report(asked: SpanScreen, qtbot: QtBot):
    dialog = dialog_of(asked, qtbot)

    with qtbot.waitSignal(asked.closed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert asked.book.rows("span_report") == []


def test_a_time_that_is_there_already_is_opened(third: SpanScreen, qtbot: QtBot):
    third.ask()
    dialog = dialog_of(third, qtbot)
    at = next(at for at, one in enumerate(dialog.offers) if one.row)
    assert dialog.list.item(at).text().endswith("已有,打开")

    dialog.list.setCurrentRow(at)
    dialog.take()

    assert len(third.book.rows("span_report")) == 1


def test_its_columns_are_those_of_a_time_and_enter_lists_the_rows(third: SpanScreen, qtbot: QtBot):
    heads = [third.table.horizontalHeaderItem(column).text() for column in range(third.table.columnCount())]
    assert heads[FIRST] == "本期"
    assert third.table.isColumnHidden(FIRST + SHOWN.index("adj"))
    at = next(at for at, line in enumerate(third.table.lines) if line.place == Place("M20"))
    third.table.setCurrentCell(at, FIRST)

    qtbot.keyClick(third.table, Qt.Key.Key_Return)

    dialog = third.findChild(BehindDialog)
    assert dialog is not None
    assert dialog.table.item(0, 1).text() == "网络:村务公开专栏上线"


def test_the_words_are_drafted_and_kept_as_they_are_edited(third: SpanScreen):
    third.draft()
    drafted = third.texts["progress"].text()
    third.texts["progress"].set_text(drafted.replace("宣传报道1次", "宣传报道1次，群众知晓率提高"))
    third.texts["progress"].left.emit()

    (row,) = third.book.rows("span_report")
    assert "本季度" in drafted
    assert "宣传报道1次，群众知晓率提高" in str(row["progress"])
    assert [sheet.key for sheet in third.papers()] == [
        "summary",
        "summary_detail",
        "summary_months",
        "monthly_progress",
    ]


def test_it_is_sent_for_review_with_the_figures_counted_once_more(third: SpanScreen):
    texts_before = {"channel": "网络", "name": "第二篇", "on_day": "2026-09-01", "unit": "示例乡"}
    records.save(third.book, ledger("publicity"), None, texts_before)

    third.ask_move(next(move for move in third.ledger.moves if move.label == "送审"))

    assert third.state.text() == "待审核"
    assert texts(third, "M20")[FIRST] == "2"
    assert not third.count_button.isEnabled()
