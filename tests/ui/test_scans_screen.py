"""The desk for signed promises: files dropped on the list or here, one question after the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.operations import papers, sheets
from app.operations.books import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, row
from tests.operations.test_scans import promise
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.ledger import LedgerPage
from ui.screens.scans import ScansScreen


@pytest.fixture
def screen(qtbot: QtBot, dressed: QApplication, book: Book, places: Places) -> ScansScreen:
    made = ScansScreen(book)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


def settled(qtbot: QtBot, screen: ScansScreen, lines: int) -> None:
    qtbot.waitUntil(lambda: screen.table.rowCount() == lines and not runner.busy())


def letter(book: Book, folder: Path, row_id: int) -> Path:
    path = folder / f"扫描 {row_id}.pdf"
    (sheet,) = papers.build(book, COMMITMENT, "commitment_letter", [row_id])
    path.write_bytes(sheets.sheet_pdf(sheet))
    return path


def blank(folder: Path, name: str = "IMG_1.jpg") -> Path:
    Image.new("RGB", (600, 800), "white").save(folder / name)
    return folder / name


def test_a_readable_paper_is_filed_and_the_line_says_where(
    qtbot: QtBot, screen: ScansScreen, book: Book, folder: Path
) -> None:
    row_id = promise(book)

    screen.take([letter(book, folder, row_id)])
    settled(qtbot, screen, 1)

    assert screen.table.item(0, 1).text() == "已归档(二维码)"
    assert str(row(book, "commitment", row_id)["number"]) in screen.table.item(0, 2).text()
    assert not screen.question.isVisibleTo(screen)
    assert "归档 1 份" in screen.message.sentence.text()


def test_unknown_papers_are_asked_about_one_by_one_with_their_picture(
    qtbot: QtBot, screen: ScansScreen, book: Book, folder: Path
) -> None:
    first, second = promise(book, 1), promise(book, 2)
    screen.take([blank(folder, "IMG_1.jpg"), blank(folder, "IMG_2.jpg")])
    settled(qtbot, screen, 2)
    about_first = screen.about.text()

    screen.finder.setText(str(row(book, "commitment", first)["number"]))
    screen.choose()
    about_second = screen.about.text()
    screen.skip()

    assert "IMG_1.jpg" in about_first
    assert "IMG_2.jpg" in about_second
    assert not screen.picture.pixmap().isNull()
    assert row(book, "commitment", first)["state"] == "已签"
    assert row(book, "commitment", second)["scan"] is None
    assert [screen.table.item(at, 1).text() for at in (0, 1)] == ["已归档(指定)", "没有放入"]
    assert not screen.question.isVisibleTo(screen)


def test_the_days_of_posting_are_entered_with_them(qtbot: QtBot, screen: ScansScreen, book: Book, folder: Path) -> None:
    row_id = promise(book)
    screen.posted.setChecked(True)
    screen.entered["signed_on"].set_text("11.20")
    for key, text in (("posted_from", "11.21"), ("posted_to", "11.30"), ("posted_at", "村务公开栏")):
        screen.entered[key].set_text(text)

    screen.take([letter(book, folder, row_id)])
    settled(qtbot, screen, 1)

    kept = row(book, "commitment", row_id)
    assert (kept["state"], kept["posted_from"], kept["posted_to"]) == ("已公示", "2026-11-21", "2026-11-30")


def test_a_day_that_cannot_be_read_stops_before_anything_is_filed(
    screen: ScansScreen, book: Book, folder: Path
) -> None:
    row_id = promise(book)
    screen.entered["signed_on"].set_text("明年某天")

    screen.take([letter(book, folder, row_id)])

    assert "签字日期" in screen.message.sentence.text()
    assert row(book, "commitment", row_id)["scan"] is None


def test_files_dropped_on_the_list_open_the_desk(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places, folder: Path
) -> None:
    row_id = promise(book)
    starter = window.starter  # type: ignore[attr-defined]
    assert isinstance(starter, Starter)
    starter.go("commitment")
    page = window.page
    assert isinstance(page, LedgerPage)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(letter(book, folder, row_id)))])
    event = QDropEvent(
        QPoint(20, 20), Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )

    page.dropEvent(event)

    desk = page.own_screen
    assert page.acceptDrops()
    assert isinstance(desk, ScansScreen)
    settled(qtbot, desk, 1)
    assert row(book, "commitment", row_id)["state"] == "已签"


def test_a_list_without_a_desk_for_files_takes_none(window: MainWindow, book: Book) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]

    page = window.page

    assert isinstance(page, LedgerPage)
    assert not page.acceptDrops()
