"""待办 on the screen: a line is put off and comes back, long lists are cut with a true number, papers open."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from app.operations.options import save_settings
from tests.operations.clerk import sheet
from ui.engine.window import MainWindow
from ui.screens import home as home_page
from ui.screens.home import HomePage
from ui.screens.preview import PreviewDialog
from ui.screens.snooze import SnoozeDialog
from ui.widgets.dialog import Dialog


@pytest.fixture
def home(problems: list[int], window: MainWindow) -> HomePage:
    window.starter.go("home")  # type: ignore[attr-defined]
    assert isinstance(window.page, HomePage)
    window.page.load()
    return window.page


def button(home: HomePage, text: str) -> QPushButton:
    return next(one for one in home.findChildren(QPushButton) if one.text() == text)


def put_off(home: HomePage, until: str, why: str) -> None:
    """Press 缓办到…, fill its dialog and agree."""
    button(home, "缓办到…").click()
    dialog = next(one for one in home.findChildren(SnoozeDialog) if one.isVisible())
    assert not dialog.press.isEnabled(), "without a day and a reason the button stays shut"
    dialog.until.setText(until)
    dialog.reason.setPlainText(why)
    dialog.press.click()


def test_a_line_is_put_off_with_a_day_and_a_reason_and_still_counted(home: HomePage) -> None:
    put_off(home, "2026-12-05", "等县里批复")

    assert home.table.item(0, 0).text() == "■ 缓办到12-05"
    assert "等县里批复" in home.table.item(0, 0).toolTip()
    assert (home.counters["overdue"].number, home.counters["snoozed"].number) == (1, 1)


def test_what_was_put_off_is_taken_back_from_its_own_list(home: HomePage) -> None:
    put_off(home, "10天", "等县里批复")

    home.show_kind("snoozed")
    button(home, "取消缓办").click()

    assert home.counters["snoozed"].number == 0
    assert home.table.item(0, 0).text().startswith("■ 逾期")


def test_a_day_that_is_none_is_told_and_nothing_is_put_off(home: HomePage) -> None:
    put_off(home, "下辈子", "等县里批复")

    told = next(one for one in home.findChildren(Dialog) if one.isVisible())
    assert "缓办到:不是日期" in told.findChildren(QLabel)[0].text()
    assert home.counters["snoozed"].number == 0
    told.accept()


def test_a_long_list_says_how_many_lines_are_not_shown(home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_page, "SHOWN", 1)
    save_settings(home.book, {"light_preset": "兴安"})

    home.load()

    left = home.counters["overdue"].number - 1
    assert left > 0
    assert home.table.rowCount() == 1
    assert home.empty.text() == f"还有 {left} 条没有列出,请到台账里看。按 Enter 打开选中的一条。"


def test_the_counters_bear_the_words_of_the_county(home: HomePage) -> None:
    save_settings(home.book, {"light_preset": "宜昌"})

    home.load()

    assert [home.counters[key].word for key in ("overdue", "due_soon")] == ["警示", "催促"]


@pytest.mark.parametrize(("text", "title"), [("周提醒单…", "周提醒单"), ("逾期上报清单…", "逾期上报清单")])
def test_both_papers_open_in_the_preview(qtbot: QtBot, home: HomePage, text: str, title: str) -> None:
    button(home, text).click()

    dialog = home.findChildren(PreviewDialog)[0]
    qtbot.waitUntil(lambda: bool(dialog.drawn.sheets))
    assert dialog.drawn.sheets[0].title == title
    dialog.close()


def test_a_line_without_a_number_says_which_register_it_stands_in(home: HomePage) -> None:
    sheet(home.book)

    home.load()

    seen = {(home.table.item(at, 1).text(), home.table.item(at, 3).text()) for at in range(home.table.rowCount())}
    assert ("财务公开", "青山村 2026年第3季度") in seen


def test_in_large_letters_the_matter_is_the_widest_column_and_lines_stay_in_sight(
    window: MainWindow, problems: list[int]
) -> None:
    window.set_zoom(150)
    window.resize(1366, 768)
    window.starter.go("home")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, HomePage)
    QApplication.processEvents()

    widths = [page.table.columnWidth(at) for at in range(page.table.columnCount())]
    seen = page.table.viewport().height() // page.table.rowHeight(0)

    window.set_zoom(100)
    assert max(widths) == widths[home_page.MATTER]
    assert seen >= 3
    assert window.minimumSizeHint().width() <= 1366


def test_a_text_that_is_cut_in_its_cell_is_told_in_the_foot_when_the_cursor_comes(home: HomePage) -> None:
    home.table.setFocus()
    home.table.setColumnWidth(1, 30)
    home.table.setCurrentCell(0, 0)

    home.table.setCurrentCell(0, 1)

    item, window = home.table.item(0, 1), home.window()
    assert item is not None
    assert isinstance(window, QMainWindow)
    assert window.statusBar().currentMessage() == (item.toolTip() or item.text()) != ""
    home.table.setColumnWidth(1, 900)
    home.table.setCurrentCell(0, 0)
    home.table.setCurrentCell(0, 1)
    assert window.statusBar().currentMessage() == ""


def test_lines_below_the_screen_are_written_when_the_page_stands(
    home: HomePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_page, "AT_ONCE", 1)
    assert home.found is not None
    home.found.overdue = home.found.overdue[:1] * 3

    home.show_kind("overdue")

    assert home.table.rowCount() == 3
    assert home.table.item(2, 0) is None
    qtbot.waitUntil(lambda: home.table.item(2, 0) is not None)
    assert home.table.item(2, 3).text() == home.table.item(0, 3).text()


def test_nothing_of_another_count_stays_below_a_shorter_list(home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.found is not None
    home.found.overdue = home.found.overdue[:1] * 3
    home.show_kind("overdue")
    monkeypatch.setattr(home_page, "AT_ONCE", 1)
    home.found.due_soon = home.found.overdue[:1] * 2

    home.show_kind("due_soon")

    assert (home.table.rowCount(), home.table.item(1, 0)) == (2, None)
