"""The other classes, account sets, special matters and the further columns of a finance sheet, driven by keys."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import lists, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.ui.test_finance_screen import block, fill_head, type_line
from ui.screens.finance import FinanceScreen
from ui.screens.finance_entries import ENTRY_COLUMNS
from ui.screens.finance_lines import ALL, EXTRA

SHEETS, LINES, ENTRIES, ACCOUNTS = map(ledger, ("finance_sheet", "finance_line", "finance_entry", "account"))
SHARED = {"item": "7.05", "name": "按户平分", "quantity": "61", "measure": "户", "amount": "41000"}
POND = {
    "item": "5.06",
    "name": "门前塘",
    "quantity": "12.4",
    "measure": "亩",
    "amount": "3224",
    "counterparty": "李国强",
}
CASH = {"item": "4.01", "name": "存款", "amount": "1000"}


@pytest.fixture
def screen(qtbot: QtBot, book: Book, places: Places) -> FinanceScreen:
    made = FinanceScreen(book)
    qtbot.addWidget(made)
    made.resize(1150, 640)
    made.show()
    return made


def type_entry(screen: FinanceScreen, texts: dict[str, str], row: int = 0) -> None:
    model = screen.entries.lines
    while row >= model.rowCount():
        model.add_row()
    for key, text in texts.items():
        model.set_cell(row, ENTRY_COLUMNS.index(key), text)


def saved_entries(book: Book, screen: FinanceScreen) -> list[tuple[object, object]]:
    return [(row["item"], row["amount"]) for row in lists.lines(book, ENTRIES, screen.sheet_id or 0)]


def cell(screen: FinanceScreen, row: int, key: str) -> str:
    return screen.lines.lines[row].texts.get(key, "")


def test_entries_are_typed_with_the_keyboard_alone_on_the_second_page(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen)
    qtbot.waitUntil(screen.grid.hasFocus)
    hands.press("Ctrl+PageDown")
    for text in ("705", "按户平分", "61", "户", "41000"):
        hands.write(text)
        hands.enter()
    hands.press("Ctrl+S")

    entries = lists.lines(book, ENTRIES, screen.sheet_id or 0)
    assert [(row["item"], row["shares"]) for row in entries] == [("7.05", "61 户 × 672.13 元(前 7 户各多 0.01 元)")]
    assert screen.message.text() == "已保存,共 0 笔,其他各类 1 条。"
    assert screen.tabs.bar.tabText(1) == "资产资源债务等 1"


def test_lines_and_entries_are_one_saving_and_one_undo(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    type_entry(screen, POND)
    screen.save()
    both = (len(lists.lines(book, LINES, screen.sheet_id or 0)), saved_entries(book, screen))

    screen.undo_saving()

    assert both == (1, [("5.06", 322_400)])
    assert (book.rows("finance_line"), book.rows("finance_entry")) == ([], [])


def test_a_fault_of_an_entry_stops_both_and_leads_to_its_page(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    type_entry(screen, {**POND, "quantity": ""})

    saved = screen.save()
    screen.show_page(0)
    screen.faults.wanted.emit(next(iter(screen.faults.lines)))

    assert not saved
    assert (book.rows("finance_line"), book.rows("finance_entry")) == ([], [])
    assert screen.pages.currentIndex() == 1
    assert screen.entries.grid.currentIndex().column() == ENTRY_COLUMNS.index("quantity")


def test_entries_not_saved_are_there_again_after_the_program_was_killed(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen)
    type_entry(screen, POND)

    again = FinanceScreen(book, screen.sheet_id)
    qtbot.addWidget(again)

    assert [line.texts["name"] for line in again.entries.lines.filled()] == ["门前塘"]
    assert book.rows("finance_entry") == []


def test_last_period_is_taken_over_with_this_period_s_cash_and_can_be_undone(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen, period="2026Q2", opening="1000")
    for row, texts in enumerate((CASH, POND, SHARED)):
        type_entry(screen, texts, row)
    screen.save()
    later = FinanceScreen(book)
    qtbot.addWidget(later)
    fill_head(later, period="2026Q3")
    type_line(later)
    later.save()

    later.show_page(1)
    later._tab_act()
    taken = [(line.texts["name"], line.texts["amount"]) for line in later.entries.lines.filled()]
    told = later.message.text()
    later._tab_act()
    again = later.message.text()
    later.entries.lines.undo()

    assert taken == [("存款", "13,000.00"), ("门前塘", "3,224.00")]
    assert told.startswith("已带入上期的 2 条,现金及银行存款按本期期末")
    assert again == "上期的都已在表里,表里没有改动。"
    assert later.entries.lines.filled() == []


def test_without_a_sheet_before_there_is_nothing_to_take_over(screen: FinanceScreen) -> None:
    fill_head(screen)
    screen.show_page(1)

    screen._tab_act()

    assert screen.message.text() == "没有上一期的资产、资源、债权债务可带入,表里没有改动。"


def test_a_block_from_excel_makes_entries(screen: FinanceScreen) -> None:
    fill_head(screen)
    screen.show_page(1)
    screen.entries.grid.setFocus()
    head = ("公开项目", "名称", "数量", "计量单位", "金额(元)")
    QGuiApplication.clipboard().setText(block(head, ("固定资产", "路灯", "46", "盏", "51,060")))

    hands.press("Ctrl+V")

    (line,) = screen.entries.lines.filled()
    assert [line.texts[key] for key in ENTRY_COLUMNS[:5]] == ["4.03 固定资产", "路灯", "46", "盏", "51,060.00"]


def test_a_special_sheet_is_made_with_the_keyboard(screen: FinanceScreen, book: Book, qtbot: QtBot) -> None:
    qtbot.waitUntil(screen.header.fields["unit"].hasFocus)
    hands.write("qs")
    hands.press("F7")
    for text in ("", "征地", "沿河公路征地", "2026-11-05", "", "", "", ""):
        if text:
            hands.write(text)
        hands.enter()

    (row,) = book.rows("finance_sheet")
    assert (row["special"], row["matter"], row["due_on"]) == ("征地补偿及分配", "沿河公路征地", "2026-11-15")
    assert screen.title.text() == "财务公开 青山村 专项公开:沿河公路征地"
    assert screen.header.texts()["period"] == "2026年11月"


def test_what_few_sheets_need_is_folded_until_it_is_filled_or_faulty(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    at_first = screen.header.folded
    fill_head(screen, opening="100", opening_cash="60")
    faulty = screen.header.folded
    special = records.save(
        book,
        SHEETS,
        None,
        {"unit": "青山村", "special": "工程招投标及预决算", "matter": "机耕道", "decided_on": "2026-11-05"},
    )
    other = FinanceScreen(book, special.id)
    qtbot.addWidget(other)

    assert (at_first, faulty, other.header.folded) == (True, False, False)


def test_an_account_gives_the_item_at_once_in_the_same_step(screen: FinanceScreen) -> None:
    fill_head(screen)
    screen.lines.set_cell(0, 0, "7.6")

    screen.lines.set_cell(0, ALL.index("account_code"), "513 管理费用")
    item = cell(screen, 0, "item")
    screen.lines.undo()

    assert item == "3.04 管理费(办公差旅会议卫生治安等)"
    assert (cell(screen, 0, "item"), cell(screen, 0, "account_code")) == ("", "")


def test_what_the_books_owe_and_the_wall_shows_as_income_is_said_when_its_account_is_typed(
    screen: FinanceScreen,
) -> None:
    fill_head(screen)
    screen.lines.set_cell(0, 0, "7.6")

    screen.lines.set_cell(0, ALL.index("account_code"), "513")
    plain = screen.message.text()
    screen.lines.set_cell(0, ALL.index("account_code"), "241")

    assert plain == ""
    assert screen.message.text().startswith("241 专项应付款 在账上是负债,不算收益;收到的钱在公开榜上作收入公布")


def test_the_sheet_of_a_year_shows_the_sums_of_its_quarters(screen: FinanceScreen, book: Book, qtbot: QtBot) -> None:
    fill_head(screen, opening="500")
    type_line(screen)
    screen.save()
    year = records.save(book, SHEETS, None, {"unit": "青山村", "period": "2026"})

    whole = FinanceScreen(book, year.id)
    qtbot.addWidget(whole)

    assert "期初 500.00 + 收入 12,000.00 − 支出 0.00 = 期末 <b>12,500.00</b>" in whole.sums.amounts.text()


def test_accounts_of_the_village_s_chart_are_offered(screen: FinanceScreen, book: Book) -> None:
    records.save(
        book, ACCOUNTS, None, {"code": "51303", "name": "报刊费", "chart": "2024", "expense_item": "3.03 报刊费"}
    )
    fill_head(screen)
    offers = screen.grid._delegate._suggest

    assert offers("account_code", "513") == ["513 管理费用", "51303 报刊费"]
    assert offers("account_code", "应付") == [
        "211 应付款",
        "212 应付工资",
        "213 应付劳务费",
        "221 长期借款及应付款",
        "241 专项应付款",
    ]


def test_the_further_columns_are_away_until_they_are_asked_for_or_filled(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    places = [ALL.index(key) for key in EXTRA]
    hidden = [screen.grid.isColumnHidden(place) for place in places]
    type_line(screen)
    screen.grid.setFocus()
    screen.grid.setCurrentIndex(screen.lines.index(0, ALL.index("voucher")))
    qtbot.waitUntil(screen.grid.hasFocus)

    hands.press("F9")
    shown = [screen.grid.isColumnHidden(place) for place in places]
    hands.enter()
    after = screen.grid.currentIndex().column()
    screen.lines.set_cell(0, ALL.index("quantity"), "3")
    screen.save()

    assert (all(hidden), any(shown)) == (True, False)
    assert after == ALL.index("account_code")
    assert screen.grid.shows_more


def test_a_red_line_names_the_one_it_takes_back(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    screen.save()
    type_line(screen, ("8.1", "2.05", "冲销多记的村级运转补助", "-2000", "", "", "", "", "记8"), row=1)
    offered = screen.grid._delegate._suggest("reverses", "村级")
    screen.lines.set_cell(1, ALL.index("reverses"), offered[0])

    saved = screen.save()

    assert offered == ["2026-07-06 村级运转补助"]
    assert saved
    assert [row["reverses"] for row in lists.lines(book, LINES, screen.sheet_id or 0)] == [None, 1]
    assert "收入 10,000.00" in screen.sums.amounts.text()
    assert screen.save()


def test_a_group_is_offered_its_own_items_first(screen: FinanceScreen) -> None:
    fill_head(screen, unit="青山村第3村民小组")
    item = LINES.by_key["item"]

    offered = [option.code for option in screen.lines.offered(item)]  # type: ignore[arg-type]

    assert offered[:8] == ["2.02", "2.06", "2.07", "2.11", "3.02", "3.05", "3.07", "3.10"]
    assert len(offered) == 21


def test_a_sheet_that_is_out_for_signatures_locks_the_other_classes_too(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen, opening="0")
    type_line(screen)
    type_entry(screen, POND)
    screen.save()
    records.move(book, SHEETS, screen.sheet_id or 0, "送签", texts={"prepared_by": "张三"})

    screen.load()
    screen.entries.lines.set_cell(0, 1, "改了")
    screen.show_page(1)
    screen._tab_act()

    assert [line.texts["name"] for line in screen.entries.lines.filled()] == ["门前塘"]


def test_columns_of_both_pages_fit_the_screen_of_an_office(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    for row in range(12):
        type_entry(screen, POND, row)
    screen.show_page(1)
    qtbot.waitUntil(lambda: screen.entries.grid.viewport().width() > 500)

    for grid in (screen.grid, screen.entries.grid):
        shown = [c for c in range(len(grid.lines.keys)) if not grid.isColumnHidden(c)]
        assert sum(map(grid.columnWidth, shown)) <= grid.viewport().width()
