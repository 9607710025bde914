"""数据月报 by keys: counted, its numbers opened, its hints explained, sent for review."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.figures.counting import Place
from app.ledgers import ledger
from app.operations import monthly, records
from app.storage.book import Book
from ui.screens.monthly import CHECKS, ExplainDialog, MonthlyScreen
from ui.screens.monthly_figures import FIRST, BehindDialog

OCTOBER = Period.parse("2026-10")
PUBLICITY = {"channel": "网络", "name": "村务公开专栏上线", "on_day": "2026-10-09", "unit": "示例乡"}


@pytest.fixture
def screen(qtbot: QtBot, dressed: object, book: Book, places: object) -> MonthlyScreen:
    records.save(book, ledger("publicity"), None, PUBLICITY)
    made = MonthlyScreen(book)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def row_of(screen: MonthlyScreen, code: str) -> int:
    return next(at for at, line in enumerate(screen.table.lines) if line.place == Place(code))


def texts(screen: MonthlyScreen, code: str) -> list[str]:
    at = row_of(screen, code)
    return [screen.table.item(at, column).text() for column in range(screen.table.columnCount())]


def test_a_new_report_is_that_of_last_month_and_is_counted_at_once(screen: MonthlyScreen):
    assert screen.title.text() == "2026年10月数据月报"
    assert texts(screen, "M20") == ["M20", "宣传", "次", "1", "", "1", "1", "", ""]
    assert monthly.report_row(screen.book, OCTOBER) is not None


def test_noughts_are_listed_only_when_asked_for(screen: MonthlyScreen):
    shown = len(screen.table.lines)

    screen.zeros.setChecked(True)

    assert shown < len(screen.table.lines)
    assert texts(screen, "B30")[FIRST] == "0"


def test_enter_on_a_number_lists_its_rows_and_enter_there_opens_one(screen: MonthlyScreen, qtbot: QtBot):
    screen.table.setCurrentCell(row_of(screen, "M20"), FIRST)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    dialog = screen.findChild(BehindDialog)
    assert dialog is not None
    assert dialog.table.item(0, 1).text() == "网络:村务公开专栏上线"

    with qtbot.waitSignal(screen.wanted) as opened:
        dialog.open_one()

    assert opened.args == ["publicity", 1]


def test_a_cumulative_number_says_where_its_rows_are(screen: MonthlyScreen):
    screen.table.asked.emit(Place("M20"), "y")

    assert "累计数逐月相加" in screen.message.text()
    assert screen.findChild(BehindDialog) is None


def test_f9_counts_what_came_since(screen: MonthlyScreen, qtbot: QtBot):
    records.save(screen.book, ledger("publicity"), None, {**PUBLICITY, "name": "第二篇"})

    qtbot.keyClick(screen, Qt.Key.Key_F9)

    assert texts(screen, "M20")[FIRST] == "2"
    assert "已按今天的台账重新统计" in screen.message.text()


def culprit(book: Book) -> None:
    """Somebody dealt with and no money: a soft hint."""
    cases, lines = ledger("accountability"), ledger("accountability_measure")
    row = {"target": "当事人", "person": 1, "unit": 2, "level": "村(社区)干部", "category": "3.1", "state": "已决定"}
    with book.change("录入问责") as writer:
        problem = {"unit": 2, "found_on": "2026-10-02", "category": "3.1", "state": "整改中", "description": "窗口无人"}
        number = writer.save(ledger("problem"), {**problem, "discovery": "群众提", "owner": "单位"})
        case = writer.save(cases, {**row, "problem": number, "decided_on": "2026-10-12", "form": "1"})
        line = {"accountability": case, "measure": "1.05", "track": "批评教育", "decided_on": "2026-10-12"}
        writer.save(lines, line)


def test_a_hint_is_explained_and_the_report_is_sent(screen: MonthlyScreen, qtbot: QtBot):
    culprit(screen.book)
    qtbot.keyClick(screen, Qt.Key.Key_F9)
    send = next(one for one in screen.move_buttons if one.text() == "送审")
    send.click()
    assert "没有写说明" in screen.message.text()

    while screen._open():
        screen.checks.setCurrentRow(next(at for at, one in enumerate(screen.counted.findings) if one.open))
        screen._explain()
        dialog = screen.findChildren(ExplainDialog)[-1]
        dialog.editor.set_text("作风问题,不涉及金额")
        dialog.keep()
    next(one for one in screen.move_buttons if one.text() == "送审").click()

    assert screen.tabs.currentIndex() == CHECKS
    assert "现在的状态:待审核" in screen.message.text()
    assert not screen.count_button.isEnabled()
    assert not screen.texts["progress"].inner.isEnabled()


def test_progress_is_drafted_saved_as_it_stands_and_the_old_words_come_back(screen: MonthlyScreen, qtbot: QtBot):
    screen.texts["progress"].set_text("自己写的一句")
    screen._keep("progress")

    qtbot.keyClick(screen, Qt.Key.Key_F6)
    drafted = (monthly.report_row(screen.book, OCTOBER) or {})["progress"]
    screen.message.buttons[0].click()

    assert "宣传报道1次。" in str(drafted)
    assert (monthly.report_row(screen.book, OCTOBER) or {})["progress"] == "自己写的一句"


def test_a_sentence_leads_to_its_rows(screen: MonthlyScreen):
    at = next(n for n in range(screen.sentences.count()) if "宣传报道" in screen.sentences.item(n).text())

    screen.sentences.itemActivated.emit(screen.sentences.item(at))

    assert screen.findChild(BehindDialog) is not None


def test_an_empty_month_asks_for_the_words_of_a_nil_report(qtbot: QtBot, dressed: object, book: Book):
    made = MonthlyScreen(book)
    qtbot.addWidget(made)

    assert made.nil.text() == "零报告"
    assert not made.texts["nil_statement"].isHidden()
