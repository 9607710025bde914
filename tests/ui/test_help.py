"""The window of the help: searched by keys, with its pictures, opened where one stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.operations import offline
from tests.hands import write
from ui.engine.help import NOTHING, HelpDialog, show_help, show_topic
from ui.engine.window import MainWindow
from ui.screens.offline import OfflineDialog
from ui.screens.preview import PreviewDialog


def opened(qtbot: QtBot, window: MainWindow) -> HelpDialog:
    dialog = show_help(window, None)
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.line.setFocus()
    return dialog


def titles(dialog: HelpDialog) -> list[str]:
    return [dialog.pages.item(row).text() for row in range(dialog.pages.count())]


def test_the_help_opens_at_its_page_with_all_others_beside_it(window: MainWindow) -> None:
    dialog = show_topic(window, "packet")

    assert dialog.pages.currentItem().text() == "上报包"
    assert dialog.text.toPlainText().startswith("上报包")
    assert "问题台账" in titles(dialog)


def test_typing_leaves_the_pages_that_hold_the_words(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)

    write("回执码")

    assert 0 < dialog.pages.count() < 20
    assert dialog.text.textCursor().selectedText() == "回执码"


def test_up_and_down_choose_a_page_and_enter_goes_into_it(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    before = dialog.pages.currentRow()

    qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)

    assert dialog.pages.currentRow() == before + 1
    assert dialog.isVisible()
    assert dialog.text.hasFocus()


def test_words_that_stand_nowhere_are_answered_with_advice(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)

    write("量子纠缠")

    assert dialog.pages.count() == 0
    assert dialog.said.text() == NOTHING
    assert not dialog.said.isHidden()


def test_a_picture_is_made_as_wide_as_the_page(window: MainWindow) -> None:
    dialog = show_help(window, None)

    picture = dialog.text.loadResource(2, QUrl("pictures/window.png"))

    assert isinstance(picture, QImage)
    assert 0 < picture.width() <= dialog.text.viewport().width()


def test_the_help_fits_the_small_screen_in_large_type(window: MainWindow) -> None:
    window.resize(1366, 728)
    window.set_zoom(200)

    dialog = show_help(window, None)

    window.set_zoom(100)
    assert dialog.width() <= 1366
    assert dialog.height() <= 728


def test_the_self_test_of_no_network_is_in_the_menu_and_can_be_copied(window: MainWindow) -> None:
    offline.watch()
    window.do("offline")

    dialog = window.findChild(OfflineDialog)
    assert dialog is not None
    dialog.copy()

    assert dialog.table.rowCount() == 4
    assert "联网请求" in QGuiApplication.clipboard().text()
    offline.stop_refusing()


def test_the_quick_card_is_shown_as_it_is_printed(qtbot: QtBot, window: MainWindow) -> None:
    window.do("card")

    dialog = window.findChild(PreviewDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.drawn.pages), timeout=20_000)

    assert dialog.count.text().startswith("第 1 页 / 共 1 页")


def test_where_the_fields_of_a_register_go_is_printed_from_its_page(qtbot: QtBot, window: MainWindow) -> None:
    dialog = show_help(window, window.book.ledgers["problem"])  # type: ignore[union-attr]

    dialog.print_uses()

    preview = dialog.findChild(PreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview.drawn.pages), timeout=20_000)
    assert preview.drawn.sheets[0].title == "问题台账字段去向"
    assert dialog.paper.isVisible()


def test_a_page_of_no_register_has_no_fields_to_print(window: MainWindow) -> None:
    dialog = show_topic(window, "start")

    dialog.print_uses()

    assert not dialog.paper.isVisible()
    assert dialog.findChild(PreviewDialog) is None
