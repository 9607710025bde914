"""汇总 in the county's window: from a sum to the townships to the row, the papers, the files; all by keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.figures.counting import Place
from app.operations import county_totals
from app.storage.book import Book
from tests.county.desk import open_window, press, when_done
from tests.county.test_continuity import merged as merge_all
from tests.county.test_totals import figure, with_figures
from tests.county.test_totals import merged as merged
from tests.county.townships import Sender
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.main import Starter
from ui.screens.county_home import CountyHomePage
from ui.screens.county_totals import CountyTotalsPage
from ui.screens.county_townships import TownshipsDialog
from ui.screens.ledger import LedgerPage
from ui.screens.monthly_figures import BehindDialog
from ui.screens.preview import PreviewDialog
from ui.widgets.dialog import Dialog

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def shown(qtbot: QtBot, dressed: object, county_book: Book, folder: Path) -> Starter:
    county_book.fixed_today = date(2026, 11, 5)
    return open_window(qtbot, county_book, folder / "settings.json")[1]


def page_of(shown: Starter) -> CountyTotalsPage:
    page = shown.window.page
    assert isinstance(page, CountyTotalsPage)
    return page


def front(kind: type[Dialog]) -> Dialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())  # type: ignore[return-value]


def on_figure(page: CountyTotalsPage, code: str) -> None:
    page.table.go_to(Place(code))
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)


def test_the_first_page_leads_to_the_totals_of_its_month(shown: Starter, merged: Book, qtbot: QtBot) -> None:
    home = shown.window.page
    assert isinstance(home, CountyHomePage)
    home.month.setCurrentIndex(1)

    press(qtbot, home, "F7")

    assert page_of(shown).month.currentData() == "2026-09"
    assert "还没有哪个乡镇的数字合并进来" in page_of(shown).message.text()


def test_a_sum_leads_to_its_townships_and_to_the_row_by_enter_alone(shown: Starter, merged: Book, qtbot: QtBot) -> None:
    shown.go("totals")
    page = page_of(shown)
    on_figure(page, "B20")
    row = page.table.currentRow()
    assert [page.table.item(row, column).text() for column in (0, 3, 4, 5)] == ["B20", "3", "-1", "13"]
    assert page.words.text().startswith("已汇总 2 个乡镇;没有数字的 22 个:示例乡、南浦镇")

    press(qtbot, page, Qt.Key.Key_Return)
    townships = front(TownshipsDialog)
    assert isinstance(townships, TownshipsDialog)
    listed = [
        [townships.table.item(at, column).text() for column in (0, 1, 2, 5)] for at in range(townships.table.rowCount())
    ]
    assert listed == [["东岭镇", "2", "", "2 条"], ["西畈镇", "1", "-1", "1 条"]]
    qtbot.keyClick(townships.table, Qt.Key.Key_Return)
    rows = front(BehindDialog)
    assert isinstance(rows, BehindDialog)
    assert rows.windowTitle() == "东岭镇 查处问题 本月"
    assert len(rows.rows) == 2
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)

    opened = shown.window.page
    assert isinstance(opened, LedgerPage)
    assert opened.ledger.key == "problem"
    assert not townships.isVisible()


def test_a_township_without_rows_in_its_packet_says_why(shown: Starter, merged: Book) -> None:
    shown.go("totals")
    page = page_of(shown)
    page.ask(Place("B20"), "adj")
    townships = front(TownshipsDialog)
    assert isinstance(townships, TownshipsDialog)

    townships.open_one()

    assert "没有随包报来的记录" in townships.message.text()
    assert townships.isVisible()


def test_the_sheets_are_previewed_and_written(shown: Starter, merged: Book, folder: Path, qtbot: QtBot) -> None:
    shown.go("totals")
    page = page_of(shown)
    out = folder / "汇总"
    out.mkdir()
    page.choose_folder = lambda parent: out  # type: ignore[method-assign]
    page.focus()

    shown.window.do("export")
    told = page.message.text()
    shown.window.do("print")
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog) and one.isVisible())
    when_done(qtbot, lambda: True)

    assert sorted(path.suffix for path in out.iterdir()) == [".pdf"] * 3 + [".xlsx"] * 3
    assert told.startswith("已存好:6 个文件")
    assert "2026年10月县级汇总" in dialog.windowTitle()
    dialog.close()


def test_nothing_is_printed_of_a_month_without_figures(shown: Starter, county_book: Book, folder: Path) -> None:
    shown.go("totals")
    page = page_of(shown)

    page.export()
    page.preview()

    assert "还没有哪个乡镇的数字合并进来" in page.message.text()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog) and one.isVisible()]


def test_a_large_sum_is_not_cut(shown: Starter, county_book: Book, senders: list[Sender], stick: Path) -> None:
    large = figure("F10", 8_999_999_910_00, [1], year=98_999_999_910_00)
    merge_all(county_book, senders[1].packet(stick, files=with_figures(large)))
    shown.go("totals")
    page = page_of(shown)
    on_figure(page, "F10")

    needed = page.table.fontMetrics().horizontalAdvance("98,999,999,910.00")

    assert page.table.item(page.table.currentRow(), 5).text() == "98,999,999,910.00"
    assert page.table.columnWidth(5) > needed


def test_who_reported_is_previewed_from_the_first_page(shown: Starter, merged: Book, qtbot: QtBot) -> None:
    home = shown.window.page
    assert isinstance(home, CountyHomePage)

    shown.window.do("print")
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog) and one.isVisible())
    when_done(qtbot, lambda: True)

    assert "2026年10月报送情况" in dialog.windowTitle()
    assert home.found is not None
    assert "应报 24 个，实报 3 个" in str(county_totals.reported(merged, home.found).lines())
    dialog.close()
