# ruff: noqa: F811 - the fixtures of two books
"""AS13: a receipt by stick or by phone in at most two actions at the township, remarks on the very rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.operations import answers, receipts
from app.storage.book import Book
from tests.county.conftest import at_once  # noqa: F401
from tests.county.desk import open_window
from tests.county.test_answers import send_back
from tests.county.test_two_books import (  # noqa: F401
    KNOWN,
    closed,
    corrected,
    desk,
    enrolled,
    first_packet,
    october,
    problem_of,
    take,
)
from tests.scenarios.conftest import StickOf
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.county_answers import AnswersPage

pytestmark = pytest.mark.usefixtures("at_once", "dressed")
MOST_ACTIONS = 2


@pytest.fixture
def out(stick_of: StickOf) -> Path:
    """The stick on which the county's answer comes back."""
    return stick_of("exfat").path


@pytest.fixture
def opened(qtbot: QtBot, closed: Book, tmp_path: Path) -> tuple[MainWindow, Starter]:
    return open_window(qtbot, closed, tmp_path / "settings.json")


def test_a_return_dropped_on_the_window_puts_its_remark_before_the_clerk_and_opens_the_row(
    qtbot: QtBot, opened: tuple[MainWindow, Starter], closed: Book, desk: Book, folder: Path, out: Path
) -> None:
    window, _ = opened
    path = send_back(desk, take(desk, first_packet(folder)), out)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton

    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    page = window.page
    assert isinstance(page, AnswersPage)
    assert "县里退回修改" in page.message.text()
    assert "有 1 条修改意见" in page.message.text()
    assert page.list.item(0, 2).text() == "期限太晚,请改到年内"
    actions = 1

    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    actions += 1

    assert actions <= MOST_ACTIONS
    form = window.page.form  # type: ignore[attr-defined]
    assert form.ledger.key == "problem"
    assert "期限太晚,请改到年内" in form.advice.text()
    assert form.advice.isVisible()


def test_eight_digits_are_typed_and_a_wrong_one_is_refused_in_place(
    qtbot: QtBot, opened: tuple[MainWindow, Starter], closed: Book, desk: Book, folder: Path
) -> None:
    window, _ = opened
    came = take(desk, first_packet(folder))
    (given,) = receipts.sign(desk, [came.id], KNOWN).given
    window.do("answers")
    page = window.page
    assert isinstance(page, AnswersPage)
    qtbot.keyClicks(page.code, f"{(int(given.code[0]) + 1) % 10}{given.code[1:]}")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert "听错了一位" in page.message.text()
    assert page.packets.item(0, 0).text() == "– 还没有回执"

    qtbot.keyClicks(page.code, given.code)  # what was wrong is selected and goes
    qtbot.keyClick(page.code, Qt.Key.Key_Return)

    assert page.message.text().startswith("2026年10月上报包:县里已接收。")
    assert page.packets.item(0, 0).text() == "√ 县里已接收"
    assert page.code.text() == ""


def test_a_remark_is_ticked_with_the_space_bar_and_fetched_back(
    qtbot: QtBot, opened: tuple[MainWindow, Starter], closed: Book, desk: Book, folder: Path, out: Path
) -> None:
    window, starter = opened
    answers.load(closed, send_back(desk, take(desk, first_packet(folder)), out))
    starter.go("answers")
    page = window.page
    assert isinstance(page, AnswersPage)

    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert answers.open_remarks(closed) == []
    assert page.no_remarks.isVisible()

    page.message.buttons[0].click()
    assert len(answers.open_remarks(closed)) == 1


def test_a_file_that_is_no_receipt_is_told_on_the_page(
    opened: tuple[MainWindow, Starter], closed: Book, tmp_path: Path
) -> None:
    window, starter = opened
    starter.go("answers")
    page = window.page
    assert isinstance(page, AnswersPage)
    wrong = tmp_path / "RCP_坏.zip"
    wrong.write_bytes(b"PK\x03\x04 nothing")

    page.open_files([wrong])

    assert page.message.tone == "red"
    assert "RCP_坏.zip" in page.message.text()
