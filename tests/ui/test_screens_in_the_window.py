"""The screens inside the main window: keys reach the right place, pages open and lead back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from app import settings
from app.operations import faces
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.screens.finance import FinanceScreen
from ui.screens.preview import PreviewDialog
from ui.screens.settings import SettingsScreen

BLOCK = "7.6\t2.05\t村级运转补助\t12000\t\t王伟\t李秀\t张明\t记7\n8.1\t3.03\t订阅报纸三种\t360\t\t王伟\t李秀\t张明\t记8"


def opened_sheet(window: MainWindow, qtbot: QtBot) -> FinanceScreen:
    window.went_to.emit("finance_sheet")
    window.do("new")
    screen = window.findChild(FinanceScreen)
    assert isinstance(screen, FinanceScreen)
    qtbot.waitUntil(screen.header.fields["unit"].hasFocus)
    hands.write("qsc")
    hands.enter()
    hands.write("2026Q3")
    hands.enter(6)
    return screen


def test_a_sheet_is_pasted_undone_pasted_and_saved_with_keys(
    window: MainWindow, qtbot: QtBot, book: Book, places: Places
) -> None:
    screen = opened_sheet(window, qtbot)
    QGuiApplication.clipboard().setText(BLOCK)

    hands.press("Ctrl+V")
    hands.press("Ctrl+Z")
    undone = screen.lines.filled()
    hands.press("Ctrl+V")
    hands.press("Ctrl+S")

    assert undone == []
    assert [row["amount"] for row in book.rows("finance_line")] == [1_200_000, 36_000]


def test_esc_leads_back_to_the_list_where_the_sheet_now_stands(
    window: MainWindow, qtbot: QtBot, places: Places
) -> None:
    opened_sheet(window, qtbot)

    hands.press(Qt.Key.Key_Escape)

    assert window.page is not None
    assert window.page.grid.hasFocus()  # type: ignore[attr-defined]
    assert window.page.model.rowCount() == 1  # type: ignore[attr-defined]


def test_ctrl_p_previews_the_sheet_that_is_open(window: MainWindow, qtbot: QtBot, places: Places) -> None:
    screen = opened_sheet(window, qtbot)
    screen.grid.paste_text(BLOCK)

    hands.press("Ctrl+P")
    shown = screen.findChild(PreviewDialog)
    assert isinstance(shown, PreviewDialog)
    qtbot.waitUntil(lambda: bool(shown.drawn.pages) and not runner.busy(), timeout=20_000)

    assert "财务收支公开榜" in shown.drawn.sheets[0].title
    shown.close()


@pytest.mark.parametrize(("page", "title"), [("packet", "上报包"), ("imports", "导入导出"), ("settings", "备份恢复")])
def test_f1_shows_the_help_of_the_page_in_front(window: MainWindow, qtbot: QtBot, page: str, title: str) -> None:
    window.went_to.emit(page)
    qtbot.waitUntil(lambda: not runner.busy(), timeout=20_000)

    window.do("help")

    browser = next(one for one in QApplication.allWidgets() if isinstance(one, QTextBrowser) and one.isVisible())
    assert browser.toPlainText().startswith(title)
    browser.window().close()


def test_the_faces_chosen_in_the_settings_are_used_at_once_and_after_the_next_start(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert faces.preference() == "本机优先"
    window.went_to.emit("settings")
    screen = window.findChild(SettingsScreen)
    assert isinstance(screen, SettingsScreen)

    screen.faces_wanted.emit("只用自带")

    assert faces.preference() == "只用自带"
    assert screen.message.text().startswith("打印字体已记住")
    assert settings.load(window.settings.path).get(settings.FACES) == "只用自带"
    qtbot.waitUntil(lambda: not runner.busy(), timeout=20_000)
