"""Workbooks go out and come back on one screen: dropped anywhere, taken by one press, undone by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.operations.village import PAPER, RENT, fill, issued
from ui.engine.window import MainWindow
from ui.screens.finance import FinanceScreen
from ui.screens.imports import ImportScreen
from ui.screens.ledger import LedgerPage
from ui.screens.village_books import GROUPS, VILLAGES, VillageBooksScreen

UNIT = ledger("unit")


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, places: Places) -> VillageBooksScreen:
    """The screen as it opens from the list by its key."""
    window.starter.go("finance_sheet")  # type: ignore[attr-defined]
    hands.press(Qt.Key.Key_F6)
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, VillageBooksScreen)
    return page.own_screen


@pytest.fixture
def others(book: Book, places: Places) -> list[int]:
    """Thirteen more villages."""
    names = [f"{name}村" for name in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    return [records.save(book, UNIT, None, {"name": name, "kind": "村", "parent": "示例乡"}).id for name in names]


def dropped(paths: list[Path]) -> QDropEvent:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), copy, mime, left, Qt.KeyboardModifier.NoModifier)
    event.kept = mime  # type: ignore[attr-defined]  # the event does not own it
    return event


def shown(screen: VillageBooksScreen) -> list[tuple[str, str]]:
    cells = [[screen.table.item(row, column).text() for column in (1, 4)] for row in range(screen.table.rowCount())]  # type: ignore[union-attr]
    return [(unit, state) for unit, state in cells]


def test_all_villages_and_groups_get_their_workbooks_in_one_go(
    qtbot: QtBot, screen: VillageBooksScreen, folder: Path
) -> None:
    screen.choose_folder = lambda: folder / "U盘"

    screen.issue()
    qtbot.waitUntil(lambda: "已写好" in screen.message.text())
    first = screen.message.text()
    screen.scope.setCurrentText(VILLAGES)
    screen.issue()
    qtbot.waitUntil(lambda: "没有覆盖" in screen.message.text())

    assert screen.period.text() == "2026Q3"
    assert "已写好 2 份" in first
    assert (folder / "U盘" / "青山村_2026Q3_财务公开填报表.xlsx").exists()
    assert (folder / "U盘" / "青山村" / "第3村民小组_2026Q3_财务公开填报表.xlsx").exists()
    assert "1 份同名的已在那里,没有覆盖" in screen.message.text()


def test_whom_it_goes_to_can_be_narrowed_to_a_level_or_one_village(
    screen: VillageBooksScreen, book: Book, others: list[int]
) -> None:
    def chosen(scope: str) -> list[str]:
        screen.scope.setCurrentText(scope)
        return [owner.name for owner in screen.owners()]

    assert len(chosen(VILLAGES)) == 14
    assert chosen(GROUPS) == ["第3村民小组"]
    assert chosen("青山村") == ["青山村", "第3村民小组"]


def test_a_period_that_is_none_is_told_and_nothing_is_written(screen: VillageBooksScreen, folder: Path) -> None:
    screen.choose_folder = lambda: folder / "U盘"
    screen.period.setText("三季度")

    screen.issue()

    assert "没有写出任何文件" in screen.message.text()
    assert not (folder / "U盘").exists()


def test_fourteen_files_in_one_drop_are_taken_by_one_press_and_undone_by_one(
    qtbot: QtBot, screen: VillageBooksScreen, book: Book, places: Places, others: list[int], folder: Path
) -> None:
    paths = [fill(issued(book, unit, folder), head={"opening": 100}) for unit in (places.village, *others)]

    screen.dropEvent(dropped(paths))
    qtbot.waitUntil(lambda: len(screen.returned) == 14)
    screen.window().activateWindow()
    qtbot.waitUntil(screen.take_button.hasFocus)
    hands.enter()
    made = len(book.rows("finance_sheet"))
    said = screen.message.text()
    screen.message.buttons[0].click()

    assert made == 14
    assert said == "已收下 14 份:新增 28 笔,更新 0 笔,删去 0 笔。"
    assert book.rows("finance_sheet") == []
    assert screen.message.text() == "已撤销本次收回。"


def test_bad_ones_are_named_and_wait_and_can_be_opened_to_be_mended(
    qtbot: QtBot, screen: VillageBooksScreen, window: MainWindow, book: Book, places: Places, folder: Path
) -> None:
    other = records.save(book, UNIT, None, {"name": "绿水村", "kind": "村", "parent": "示例乡"}).id
    good = fill(issued(book, places.village, folder), head={"opening": 100})
    field = [{"公开项目": "5.01 耕地", "名称": "水田", "数量": 3, "计量单位": "亩"}]
    wrong = [RENT, {**PAPER, "摘要用途": "其他"}]
    bad = fill(issued(book, other, folder), wrong, entries=field, head={"opening": 100})

    screen.take([good, bad])
    qtbot.waitUntil(lambda: len(screen.returned) == 2)
    details = [screen.details.item(row).text() for row in range(screen.details.count())]
    screen.take_in()
    after, said = shown(screen), screen.message.text()
    screen.table.setCurrentCell(1, 0)
    screen.mend()

    page = window.page
    assert isinstance(page, LedgerPage)
    sheet = page.own_screen
    assert isinstance(sheet, FinanceScreen)
    assert after == [("青山村", "已收下"), ("绿水村", "有错,等改")]
    assert "还有 1 份没有收,改好后再拖进来。" in said
    assert details[0].startswith("要改 收支明细 第 9 行 D 列 摘要用途:")
    assert [line.texts["purpose"] for line in sheet.lines.filled()] == ["山林发包收入", "其他"]
    assert "没有丢失" in sheet.message.text()
    sheet.lines.set_cell(1, 2, "买墨盒 2 个")
    assert sheet.save()
    assert len(book.rows("finance_line", sheet=sheet.sheet_id)) == 2
    assert [row["name"] for row in book.rows("finance_entry", sheet=sheet.sheet_id)] == ["水田"]


def test_what_was_not_taken_is_remembered_when_the_screen_opens_again(
    qtbot: QtBot, screen: VillageBooksScreen, book: Book, places: Places, folder: Path
) -> None:
    bad = fill(issued(book, places.village, folder), [{**PAPER, "摘要用途": "其他"}], head={"opening": 100})
    screen.take([bad])
    qtbot.waitUntil(lambda: len(screen.returned) == 1)
    screen.take_in()

    again = VillageBooksScreen(book)
    qtbot.addWidget(again)

    assert again.message.text() == "上次还有没收下的填报表:青山村_2026Q3_财务公开填报表.xlsx。改好后拖进来。"


def test_a_drop_on_the_home_page_the_list_or_the_import_leads_here(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder), head={"opening": 100})
    starter = window.starter  # type: ignore[attr-defined]

    def arrived() -> VillageBooksScreen:
        page = window.page
        assert isinstance(page, LedgerPage)
        screen = page.own_screen
        assert isinstance(screen, VillageBooksScreen)
        qtbot.waitUntil(lambda: len(screen.returned) == 1)
        return screen

    starter.go("home")
    window.dropEvent(dropped([path]))
    first = arrived()
    first.closed.emit()
    page = window.page
    assert isinstance(page, LedgerPage)
    page.dropEvent(dropped([path]))
    arrived().closed.emit()
    starter.go("imports")
    imports = window.page
    assert isinstance(imports, ImportScreen)
    imports.open_files([path])
    arrived()


def test_another_workbook_dropped_on_the_window_goes_to_the_import(
    qtbot: QtBot, window: MainWindow, places: Places, folder: Path
) -> None:
    path = folder / "单位.csv"
    path.write_text("单位名称,单位类型\n", "utf-8")

    window.dropEvent(dropped([path]))

    assert isinstance(window.page, ImportScreen)
