"""公开日历 in the window, by keys: walking, opening, beginning, folding, years, paper; and 待办 that leads there."""

from __future__ import annotations

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records, sheets
from app.operations.books import Book
from app.operations.disclosure_calendar import Cell, calendar_on_paper
from app.operations.options import save_settings
from tests import hands
from tests.conftest import Places
from tests.operations.clerk import SHEET, sheet
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.disclosure_calendar import FIRST, LATE, MONTHLY, NAME, NOT_DONE, CalendarPage, LightPainter
from ui.screens.finance import FinanceScreen
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.widgets.dialog import Dialog

Key = Qt.Key
UNIT = ledger("unit")


@pytest.fixture
def year(book: Book, places: Places) -> int:
    """Three villages; the second quarter of the first hangs, its third is a draft; the group has nothing."""
    for name in ("白石村", "大塘村"):
        records.save(book, UNIT, None, {"name": name, "kind": "村", "parent": "示例乡"})
    first = sheet(book, period="2026Q2").id
    with book.change("旧数据") as writer:
        writer.save(SHEET, {"id": first, "state": "已公开", "posted_from": "2026-07-10"})
    return sheet(book, period="2026Q3", opening="").id


@pytest.fixture
def page(qtbot: QtBot, year: int, window: MainWindow) -> CalendarPage:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.go("calendar")
    made = window.page
    assert isinstance(made, CalendarPage)
    qtbot.waitUntil(made.table.hasFocus)
    return made


def names(page: CalendarPage) -> list[str]:
    items = [page.table.item(at, NAME) for at in range(page.table.rowCount())]
    return [item.text().strip() for item in items if item]


def at(page: CalendarPage) -> tuple[int, str]:
    """The unit and the period under the cursor."""
    cell = page.current()
    return (cell.unit, cell.period.key) if cell else (0, "")


def go_to(page: CalendarPage, row: int, quarter: int) -> None:
    page.table.setCurrentCell(row, FIRST + 3 * (quarter - 1))


def test_it_opens_by_its_key_with_counts_of_villages_and_groups_on_the_first_that_is_late(
    window: MainWindow, year: int, qtbot: QtBot, places: Places
) -> None:
    window.do("calendar")

    page = window.page
    assert isinstance(page, CalendarPage)
    assert page.counts.text() == "村级:应公开 6 已公开 1 逾期 5 未录入 4　　组级:应公开 2 已公开 0 逾期 2 未录入 2"
    assert names(page) == ["+ 青山村", "白石村", "大塘村"]
    assert at(page) == (places.village, "2026Q3")
    assert page.told.text().startswith("青山村 2026年第3季度 村级:逾期 草稿,2026-10-15 前公开,由示例乡负责公开。")


def test_it_stands_in_the_menu_under_its_heading_and_is_found_by_pinyin(window: MainWindow, book: Book) -> None:
    from app.operations import lists

    assert [place.key for place in lists.menu(book)["公开"]][-1] == "calendar"
    assert [place.key for place in lists.places_named(book, "gkrl")] == ["calendar"]
    assert [place.key for place in lists.places_named(book, "日历")] == ["calendar"]


def test_arrows_walk_over_quarters_and_back_to_the_name(page: CalendarPage, places: Places) -> None:
    go_to(page, 0, 3)

    hands.press(Key.Key_Right)
    fourth = at(page)
    hands.press(Key.Key_Right)
    still = at(page)
    hands.press(Key.Key_Left, Key.Key_Left, Key.Key_Left)
    first = at(page)
    hands.press(Key.Key_Left)
    name = page.table.currentColumn()
    hands.press(Key.Key_Right, Key.Key_Down)

    assert (fourth, still) == ((places.village, "2026Q4"), (places.village, "2026Q4"))
    assert first == (places.village, "2026Q1")
    assert name == NAME
    assert page.table.currentRow() == 1


def test_enter_opens_the_sheet_and_esc_comes_back_to_its_cell(
    qtbot: QtBot, page: CalendarPage, window: MainWindow, year: int, places: Places
) -> None:
    go_to(page, 0, 3)

    hands.enter()
    opened = window.page
    assert isinstance(opened, LedgerPage)
    assert isinstance(opened.own_screen, FinanceScreen)
    shown = opened.own_screen.sheet_id
    qtbot.waitUntil(opened.own_screen.grid.hasFocus)
    hands.press(Key.Key_Escape)

    assert shown == year
    assert window.page is page
    assert at(page) == (places.village, "2026Q3")
    qtbot.waitUntil(page.table.hasFocus)


def test_enter_on_what_was_never_begun_begins_it_with_unit_and_period(
    qtbot: QtBot, page: CalendarPage, window: MainWindow, book: Book
) -> None:
    go_to(page, 1, 3)

    hands.enter()
    opened = window.page
    assert isinstance(opened, LedgerPage)
    screen = opened.own_screen
    assert isinstance(screen, FinanceScreen)
    texts = screen.header.texts()
    qtbot.waitUntil(screen.header.fields["opening"].hasFocus)
    hands.write("500")
    hands.press("Ctrl+S", Key.Key_Escape)

    assert (texts["unit"], texts["period"]) == ("白石村", "2026Q3")
    kept = [row for row in book.rows("finance_sheet") if book.title("unit", int(str(row["unit"]))) == "白石村"]
    assert [(row["period"], row["opening"]) for row in kept] == [("2026Q3", 50_000)]
    assert window.page is page
    cell = page.current()
    assert cell is not None
    assert cell.sheet == kept[0]["id"]


def test_looking_at_an_unbegun_sheet_and_leaving_makes_none(
    qtbot: QtBot, page: CalendarPage, window: MainWindow, book: Book
) -> None:
    go_to(page, 1, 3)
    hands.enter()
    opened = window.page
    assert isinstance(opened, LedgerPage)
    assert isinstance(opened.own_screen, FinanceScreen)
    qtbot.waitUntil(opened.own_screen.header.fields["opening"].hasFocus)

    hands.press(Key.Key_Escape)

    assert len(book.rows("finance_sheet")) == 2


def test_a_cell_that_is_not_asked_for_only_says_so(page: CalendarPage, window: MainWindow) -> None:
    go_to(page, 0, 1)

    hands.enter()

    assert window.page is page
    assert window.said.text().startswith("这一期不要求公开")


def test_enter_on_a_name_unfolds_its_groups_and_a_star_all(page: CalendarPage, book: Book) -> None:
    records.save(book, UNIT, None, {"name": "第1村民小组", "kind": "村民小组", "parent": "白石村"})
    page.load()
    page.table.setCurrentCell(0, NAME)

    hands.enter()
    one = names(page)
    hands.press(Key.Key_Space)
    folded = names(page)
    page._key(Key.Key_Asterisk)
    every = names(page)

    assert one == ["− 青山村", "第3村民小组", "+ 白石村", "大塘村"]
    assert folded == ["+ 青山村", "+ 白石村", "大塘村"]
    assert every == ["− 青山村", "第3村民小组", "− 白石村", "第1村民小组", "大塘村"]


def test_a_village_row_says_how_many_of_its_groups_are_done(page: CalendarPage) -> None:
    item = page.table.item(0, 1)

    assert item is not None
    assert item.text() == "■ 0/2"


def test_the_filter_shows_what_is_not_done_what_is_late_and_what_is_monthly(
    page: CalendarPage, book: Book, places: Places
) -> None:
    records.save(book, UNIT, places.village, {"busy": "是"})
    late = sheet(book, unit="大塘村", period="2026Q2").id
    third = sheet(book, unit="大塘村", period="2026Q3", opening="").id
    with book.change("旧数据") as writer:
        for number in (late, third):
            writer.save(SHEET, {"id": number, "state": "已公开", "posted_from": "2026-07-10"})
    page.load()
    seen = {}

    for wanted in (NOT_DONE, LATE, MONTHLY):
        page.filter.setCurrentText(wanted)
        seen[wanted] = names(page)

    assert seen == {NOT_DONE: ["+ 青山村", "白石村"], LATE: ["+ 青山村", "白石村"], MONTHLY: ["青山村"]}


def test_page_keys_turn_the_year(page: CalendarPage) -> None:
    hands.press(Key.Key_PageUp)
    before = page.year.currentText()
    hands.press(Key.Key_PageDown)

    assert before == "2025年"
    assert page.year.currentText() == "2026年"


def test_m_makes_a_village_publish_monthly_after_asking_and_undo_takes_it_back(
    page: CalendarPage, window: MainWindow, book: Book, places: Places
) -> None:
    go_to(page, 1, 4)

    hands.press(Key.Key_M)
    [asked] = page.findChildren(Dialog)
    press = next(one for one in asked.findChildren(QPushButton) if one.text() == "改为按月")
    press.click()
    months = [cell.light.word for cell in page.rows[1].line.quarters[3]]
    spans = page.table.columnSpan(1, FIRST + 9), page.table.columnSpan(0, FIRST + 9)
    window.undo()

    assert months == ["逾期 未录入", "未到期", "未到期"]
    assert spans == (1, 3)
    assert len(page.rows[1].line.quarters[3]) == 1


def test_the_side_narrows_it_to_one_village(page: CalendarPage, window: MainWindow, places: Places) -> None:
    window.side.choose(places.village, "")
    page.load()

    assert names(page) == ["+ 青山村"]


def test_f5_reads_again_and_the_cursor_stays(page: CalendarPage, window: MainWindow, book: Book) -> None:
    go_to(page, 2, 3)
    here = at(page)
    sheet(book, unit="大塘村", period="2026Q3")

    window.refresh()

    assert at(page) == here
    cell = page.current()
    assert cell is not None
    assert cell.light.word == "逾期 草稿"


def test_a_light_is_a_word_and_a_sign_at_every_width(page: CalendarPage) -> None:
    item = page.table.item(0, FIRST + 6)
    assert item is not None
    cell = item.data(Qt.ItemDataRole.UserRole)
    assert isinstance(cell, Cell)

    def wide(text: str) -> int:
        return 10 * len(text)

    assert LightPainter.words(cell, 500, wide) == "逾期 草稿 应 10-15"
    assert LightPainter.words(cell, 60, wide) == "逾期 草稿"
    assert LightPainter.words(cell, 25, wide) == "草稿"
    assert cell.light.shape == "■"


def test_the_paper_shows_what_the_screen_shows_and_reads_back_from_excel(
    page: CalendarPage, book: Book, folder: object
) -> None:
    assert page.found is not None
    made = calendar_on_paper(book, page.found, [shown.line for shown in page.rows])
    out = folder / "日历.xlsx"  # type: ignore[operator]
    out.write_bytes(sheets.sheet_xlsx(made))

    rows = [[str(cell or "") for cell in row] for row in openpyxl.load_workbook(out).worksheets[0].values]

    assert made.title == "示例乡2026年财务公开日历"
    assert made.size == "A4 landscape"
    body = next(row for row in rows if "青山村" in row)
    assert [text for text in body if text][2:] == [
        "按季",
        "示例乡",
        "—",
        "✓ 已公开 07-10",
        "■ 逾期 草稿 应 10-15",
        "未到期",
    ]
    assert sheets.sheet_pdf(made).startswith(b"%PDF")


@pytest.mark.parametrize("percent", [100, 150])
def test_it_fits_a_low_screen(window: MainWindow, year: int, percent: int) -> None:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    window.resize(1366, 728)
    window.set_zoom(percent)
    starter.go("calendar")
    QApplication.processEvents()
    page = window.page
    assert isinstance(page, CalendarPage)

    least = window.minimumSizeHint()

    assert (least.width() <= 1366, least.height() <= 728) == (True, True), least
    assert page.table.horizontalScrollBar().maximum() == 0


def test_fourteen_villages_are_seen_at_once(window: MainWindow, book: Book, places: Places) -> None:
    for number in range(13):
        records.save(book, UNIT, None, {"name": f"第{number}村", "kind": "村", "parent": "示例乡"})
    starter: Starter = window.starter  # type: ignore[attr-defined]
    window.resize(1366, 768)
    starter.go("calendar")
    QApplication.processEvents()
    page = window.page
    assert isinstance(page, CalendarPage)

    last = page.table.visualItemRect(page.table.item(13, NAME))

    assert page.table.rowCount() == 14
    assert last.bottom() <= page.table.viewport().height()


# --- 待办


@pytest.fixture
def home(window: MainWindow, year: int, book: Book) -> HomePage:
    save_settings(book, {"group_sheets": "所有小组"})
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.go("home")
    page = window.page
    assert isinstance(page, HomePage)
    page.show_kind("overdue")
    return page


def row_of(home: HomePage, words: str) -> int:
    return next(at for at in range(home.table.rowCount()) if words in home.table.item(at, 3).text())


def test_todo_names_what_was_never_begun_and_enter_begins_it(qtbot: QtBot, home: HomePage, window: MainWindow) -> None:
    home.table.setCurrentCell(row_of(home, "白石村 2026年第3季度 财务公开表 还没有录入"), 0)

    home._open_current()

    opened = window.page
    assert isinstance(opened, LedgerPage)
    assert isinstance(opened.own_screen, FinanceScreen)
    texts = opened.own_screen.header.texts()
    assert (texts["unit"], texts["period"]) == ("白石村", "2026Q3")


def test_groups_that_miss_theirs_lead_to_the_calendar(home: HomePage, window: MainWindow) -> None:
    home.table.setCurrentCell(row_of(home, "青山村 1 个小组 2026年第3季度 财务公开表 还没有录入"), 0)

    home._open_current()

    assert isinstance(window.page, CalendarPage)


def test_what_has_no_row_yet_cannot_be_put_off_or_written_about(home: HomePage) -> None:
    home.table.selectRow(row_of(home, "白石村 2026年第3季度 财务公开表 还没有录入"))

    home.put_off()
    home.write_letters()

    said = [dialog.findChildren(QPushButton) and _words(dialog) for dialog in home.findChildren(Dialog)]
    assert any("不能缓办。请先按 Enter 录入表头" in str(text) for text in said)
    assert any("催办请打印“周提醒单”" in str(text) for text in said)


def _words(dialog: Dialog) -> str:
    from PySide6.QtWidgets import QLabel

    return "".join(label.text() for label in dialog.findChildren(QLabel))


def test_an_unsaved_new_sheet_is_not_written_over_by_another(
    qtbot: QtBot, page: CalendarPage, window: MainWindow, book: Book
) -> None:
    go_to(page, 1, 3)
    hands.enter()
    qtbot.waitUntil(lambda: isinstance(window.page, LedgerPage))
    screen = window.page.own_screen  # type: ignore[union-attr]
    assert isinstance(screen, FinanceScreen)
    qtbot.waitUntil(screen.header.fields["opening"].hasFocus)
    hands.write("700")
    hands.press(Key.Key_Escape)
    go_to(page, 2, 3)

    hands.enter()

    again = window.page.own_screen  # type: ignore[union-attr]
    assert isinstance(again, FinanceScreen)
    assert again.header.texts()["unit"] == "白石村"
    assert "没有保存的内容已放回表中" in again.message.text()
