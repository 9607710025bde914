"""AS14: the inspectors are here: search, tick, 迎检卷, print: at most six actions, every page number right."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.operations.books import Book
from app.reports.sheet import Table
from tests import hands
from tests.operations.clerk import found
from ui.engine.window import MainWindow
from ui.screens.find import FindPage
from ui.screens.inspection import InspectionDialog
from ui.screens.preview import PreviewDialog

MOST_ACTIONS, MATTERS = 6, 50


@pytest.fixture
def matters(book: Book, places: object) -> None:
    """Fifty problems of one village about 低保, and ten others."""
    for at in range(MATTERS):
        found(book, description=f"2024年第{at + 1}户农村低保名单没有公示", found_on="2026-11-02", responsible="王伟")
    for at in range(10):
        found(book, description=f"第{at}件:公开栏没有更新")


def test_everything_about_a_matter_is_bound_in_six_actions(
    qtbot: QtBot, window: MainWindow, book: Book, matters: None
) -> None:
    pressed = 0

    def press(keys: str) -> None:
        nonlocal pressed
        hands.press(keys)
        pressed += 1

    press("Ctrl+Shift+F")  # 1
    page = window.page
    assert isinstance(page, FindPage)
    hands.write("青山村 低保 2024")
    qtbot.waitUntil(lambda: page.table.rowCount() == MATTERS)
    press("Down")  # 2
    press("Ctrl+A")  # 3
    assert len(page.ticked()) == MATTERS
    press("Ctrl+J")  # 4
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), InspectionDialog))
    press("Return")  # 5
    qtbot.waitUntil(lambda: bool(shown()) and bool(shown()[-1].drawn.pages), timeout=60_000)
    preview = shown()[-1]

    assert pressed + 1 <= MOST_ACTIONS  # 6 is Ctrl+P of the preview
    (sheet,) = preview.drawn.sheets
    table = next(block for block in sheet.blocks if isinstance(block, Table) and block.caption == "目录")
    with closing(PdfDocument(preview.drawn.pdfs[0])) as document:
        printed = [one.get_textpage().get_text_bounded().replace("\r\n", "") for one in document]
    assert len(table.rows) == MATTERS
    for at, row in enumerate(table.rows, 1):
        assert f"{at}．示纪问" in printed[int(str(row[-1])) - 1]
    assert "王伟" not in "".join(printed)
    acts = [json.loads(body) for body in book.log().bodies(0)]
    assert sum(act["act"] == "inspection.bind" for act in acts) == MATTERS
    preview.close()
    print(f"AS14: {pressed + 1} actions of {MOST_ACTIONS}")


def test_a_tick_by_space_binds_that_row_alone(qtbot: QtBot, window: MainWindow, book: Book, matters: None) -> None:
    window.do("find_all")
    page = window.page
    assert isinstance(page, FindPage)
    hands.write("低保")
    qtbot.waitUntil(lambda: page.table.rowCount() == MATTERS)
    hands.press("Down", "Space")

    hands.press("Ctrl+J")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), InspectionDialog))
    dialog = QApplication.activeWindow()

    assert isinstance(dialog, InspectionDialog)
    assert len(dialog.places) == 1
    assert "已勾 1 条" in page.said.text()
    dialog.masked.setChecked(False)
    assert dialog.warning.isHidden()
    hands.press("Escape")


def shown() -> list[PreviewDialog]:
    """Previews on the screen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog) and one.isVisible()]
