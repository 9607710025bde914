"""AS7 for the whole township: fourteen villages and their groups, from their files in one drop to the wall."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.ledgers import ledger
from app.operations import batch, village_books
from app.operations.books import Book
from app.operations.disclosure_calendar import disclosure_calendar
from tests import hands
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations.clerk import hung
from tests.operations.village import Q3, fill
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage
from ui.screens.village_books import VillageBooksScreen

NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅"


def township(book: Book, places: Places) -> None:
    """Thirteen more villages, each with a group, as the first has one."""
    units = ledger("unit")
    with book.change("录入单位") as writer:
        for name in NAMES:
            village = writer.save(units, {"name": f"{name}村", "kind": "村", "parent": places.township})
            writer.save(units, {"name": "第1村民小组", "kind": "村民小组", "parent": village})


def dropped(window: MainWindow, paths: list[Path]) -> None:
    """Drag files onto the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, left, plain))


def test_fourteen_villages_and_their_groups_go_from_one_drop_to_the_wall_and_all_their_lights_say_so(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places, folder: Path
) -> None:
    township(book, places)
    issued = village_books.issue(book, Q3, folder / "U盘", village_books.owners(book)).written
    paths = [fill(path, head={"opening": 100, "stated_closing": 2899.5}) for path in issued]

    dropped(window, paths)
    page = window.page
    assert isinstance(page, LedgerPage)
    screen = page.own_screen
    assert isinstance(screen, VillageBooksScreen)
    qtbot.waitUntil(lambda: len(screen.returned) == len(paths), timeout=120_000)
    screen.window().activateWindow()
    qtbot.waitUntil(screen.take_button.hasFocus)
    hands.enter()
    sheets = [int(str(row["id"])) for row in book.rows("finance_sheet")]
    for number in sheets:
        hung(book, number)
    units = tuple(int(str(row["unit"])) for row in book.rows("finance_sheet"))
    found = batch.plan(book, batch.Order(units, Period.parse("2026Q3"), {"finance_wall": 1}))
    printed = Paper(batch.make(book, found).pdf)

    shown = disclosure_calendar(book, 2026).villages
    third = [line.quarters[2][0] for village in shown for line in (village, *village.groups)]
    texts = "".join(printed.text(number) for number in range(len(printed.pages)))
    assert len(paths) == len(sheets) == 14 * 2
    assert len(shown) == 14
    assert len(third) == len(sheets)
    assert all(cell.done and cell.light.shape == "✓" for cell in third)
    assert (found.waiting, len(found.ready)) == ((), len(sheets))
    assert all(texts.count(f"{line.name}2026年第3季度财务收支公开榜") for line in shown)
    assert texts.count("贰仟捌佰玖拾玖元伍角整") == len(sheets)
