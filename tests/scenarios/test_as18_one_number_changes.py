"""AS18: one number changes; every sheet that shows it is printed again from one list, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records, reprints, sheets
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.operations import clerk, services
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage
from ui.screens.preview import PreviewDialog
from ui.screens.reprints import ReprintsPage

MOST_ACTIONS = 4
POWERS = 4
NEW = "0795-6338888"


class Counting:
    """Hands that count every click and key chord; text is free."""

    def __init__(self) -> None:
        self.actions = 0

    def double_click(self, page: LedgerPage, row_id: int, key: str) -> None:
        """Open a row where it is clicked."""
        column = next(at for at, column in enumerate(page.model.columns) if column.key == key)
        place = page.grid.visualRect(page.model.index(page.model.position(row_id) or 0, column)).center()
        for click in (QTest.mouseClick, QTest.mouseDClick):
            click(page.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.actions += 1

    def press(self, keys: str) -> None:
        """A key chord where the focus is."""
        hands.press(keys)
        self.actions += 1


@pytest.fixture
def lines(book: Book, places: Places) -> dict[str, int]:
    """Everything that hangs: four powers with their charts, a board, a finance sheet; one power is still combed."""
    made = services.hotlines(book)
    board = services.board(book)
    rows = [services.power(book, f"职权{number}") for number in range(POWERS)]
    for row in rows:
        services.publish(book, row.id)
    services.power(book, "还在梳理的职权")
    sheet = clerk.sheet(book)
    clerk.lines(book, sheet.id, *clerk.TWO_LINES)
    clerk.hung(book, sheet.id)
    hung = {
        "power_sheet": [row.id for row in rows],
        "flow_chart": [row.id for row in rows],
        "hotline_board": [board.id],
        "finance_wall": [sheet.id],
    }
    for key, ids in hung.items():
        for made_sheet in sheets.make_sheet(book, key, ids=ids):
            sheets.write_sheet(book, made_sheet, book.path.parent / "墙上", ("pdf",))
    return made


def test_one_number_is_changed_and_all_that_show_it_are_printed_in_four_actions(
    qtbot: QtBot, window: MainWindow, book: Book, lines: dict[str, int], folder: Path
) -> None:
    window.starter.go("hotline")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    assert reprints.affected(book) == []
    did = Counting()

    did.double_click(page, lines["乡镇级"], "phone")
    hands.write(NEW)
    did.press("Ctrl+Return")
    qtbot.waitUntil(lambda: "10 张公示" in window.said.text(), timeout=60_000)
    did.press("Ctrl+Shift+P")
    listed = window.page
    assert isinstance(listed, ReprintsPage)
    shown = [(one.key, one.version) for one in listed.found]
    did.press("Ctrl+P")
    preview = listed.preview
    assert isinstance(preview, PreviewDialog)
    qtbot.waitUntil(lambda: preview.print_button.isEnabled(), timeout=60_000)
    paper = _print(qtbot, preview, folder / "打印 出来.pdf")

    assert did.actions <= MOST_ACTIONS
    assert sorted(shown) == sorted(
        [("power_sheet", 2), ("flow_chart", 2)] * POWERS + [("hotline_board", 2), ("finance_wall", 2)]
    )
    assert paper == len(preview.drawn.pages)
    for sheet in preview.drawn.sheets:
        assert sheet.facts["version"].startswith("第2版 2026-11-22 校验码 ")
        assert any(NEW in text for line in sheet.lines() for text in line)
    assert reprints.affected(book) == []


def test_a_sheet_is_left_out_with_the_space_bar_and_stays_in_the_list(
    qtbot: QtBot, window: MainWindow, book: Book, lines: dict[str, int]
) -> None:
    records.save(book, ledger("hotline"), lines["乡镇级"], {"phone": NEW})
    window.starter.go("reprints")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, ReprintsPage)

    hands.press(Qt.Key.Key_Space)

    assert len(page.chosen()) == len(page.found) - 1
    assert "打印 9 张" in page.press.text()


def _print(qtbot: QtBot, preview: PreviewDialog, out: Path) -> int:
    """What the printer gets, in pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    preview.send(printer)
    qtbot.waitUntil(lambda: preview._printing is None, timeout=60_000)
    with pypdfium2.PdfDocument(out) as document:
        return len(document)
