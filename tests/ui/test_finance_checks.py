"""The check of a finance sheet on its screen, worked by keys alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.faults import ways_out
from app.ledgers import ledger
from app.operations import finance_review, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.operations.clerk import SHEET, found, lines, sheet
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.finance import FinanceScreen
from ui.screens.finance_grid import CellEditor
from ui.screens.finance_lines import COLUMNS
from ui.screens.ledger import LedgerPage
from ui.style.palette import px

Key = Qt.Key
PAPER = ("2026-07-06", "3.04", "买复印纸六箱", "600")
BIG = ("2026-07-08", "3.06", "硬化晒谷场", "12,000")


@pytest.fixture
def draft(book: Book, places: Places) -> int:
    """A draft after a posted quarter, with one payment that asks for a 说明."""
    lines(book, sheet(book, period="2026Q2", opening="15,000").id, ("2026-05-06", "3.04", "买复印纸", "200"))
    number = sheet(book, opening="14,800").id
    lines(book, number, PAPER, BIG)
    return number


@pytest.fixture
def screen(qtbot: QtBot, dressed: QApplication, book: Book, draft: int) -> FinanceScreen:
    made = FinanceScreen(book, draft)
    qtbot.addWidget(made)
    made.resize(1110, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(made.grid.hasFocus)
    return made


def said(screen: FinanceScreen) -> list[str]:
    """The lines of the panel up to their first sentence."""
    items = [screen.faults.list.item(at).text() for at in range(screen.faults.list.count())]
    return [text.split("。")[0] for text in items]


def choose(screen: FinanceScreen, code: str) -> None:
    """Put the cursor of the panel on a line by the arrow keys."""
    at = next(n for n, line in enumerate(screen.faults.lines) if line.fault.code == code)
    hands.press(*[Key.Key_Down] * (at - screen.faults.list.currentRow()))
    hands.press(*[Key.Key_Up] * (screen.faults.list.currentRow() - at))


def test_f8_lists_hard_faults_first_with_words_and_places(screen: FinanceScreen, book: Book, draft: int) -> None:
    records.save(book, SHEET, draft, {"stated_expense": "13,000"})
    screen.load()

    hands.press(Key.Key_F8)

    assert screen.faults.title.text() == "审核结果:必须改 1 处,需说明 4 处"
    assert said(screen)[0].startswith(
        "[必须改] 账面支出合计:账面 13,000.00 与逐笔算出的 12,600.00 不一致,相差 400.00 元"
    )
    assert {text.split("】")[0][:5] for text in said(screen)[1:]} == {"[需说明]"}
    assert "[需说明] 第 2 笔 “硬化晒谷场”12,000.00 元达到大额支出线 10,000.00 元" in said(screen)
    assert screen.faults.list.hasFocus()


def test_enter_goes_to_the_cell_of_a_line(screen: FinanceScreen) -> None:
    hands.press(Key.Key_F8)
    choose(screen, "E-PAYEE")

    hands.enter()

    here = screen.grid.currentIndex()
    assert (here.row(), COLUMNS[here.column()]) == (1, "payee")
    assert screen.grid.hasFocus()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_1])
def test_a_sum_that_is_not_that_of_its_lines_leads_to_them_and_saving_sums_anew(
    screen: FinanceScreen, book: Book, draft: int, key: Key
) -> None:
    with book.change("旧数据") as writer:
        writer.save(SHEET, {"id": draft, "expense_total": 1})
    screen.load()
    hands.press(Key.Key_F8)
    choose(screen, "E-TOTAL")

    hands.press(key)
    here = screen.grid.currentIndex()
    hands.press("Ctrl+S", Key.Key_F8)

    assert (here.row(), COLUMNS[here.column()]) == (0, "amount")
    assert "E-TOTAL" not in {line.fault.code for line in screen.faults.lines}


def test_every_finding_has_a_button_and_that_of_an_empty_sheet_leads_to_the_explanation(
    screen: FinanceScreen, book: Book, draft: int
) -> None:
    for row in book.rows("finance_line", sheet=draft):
        records.void(book, ledger("finance_line"), int(str(row["id"])), "录错了")
    screen.load()
    hands.press(Key.Key_F8)
    without = [line.fault.code for line in screen.faults.lines if not ways_out(line.fault)]
    choose(screen, "E-EMPTY")

    hands.press(Key.Key_1)

    assert without == []
    assert screen.header.fields["explanation"].hasFocus()


def test_a_note_is_typed_in_the_panel_and_turns_the_line_green(screen: FinanceScreen, book: Book) -> None:
    hands.press(Key.Key_F8)
    choose(screen, "E-LARGE")

    hands.press(Key.Key_2)
    hands.write("会议记录、合同、验收单齐")
    hands.enter()

    kept = [(row["subject"], row["text"]) for row in book.rows("finance_note")]
    assert kept == [("大额支出", "会议记录、合同、验收单齐")]
    assert screen.faults.title.text().endswith("已说明 1 处")
    assert any(
        text.startswith("[已说明] 第 2 笔") and "说明:会议记录、合同、验收单齐" in text for text in texts(screen)
    )
    assert screen.faults.list.hasFocus()


def texts(screen: FinanceScreen) -> list[str]:
    return [screen.faults.list.item(at).text() for at in range(screen.faults.list.count())]


def test_esc_in_the_note_gives_only_the_note_up(screen: FinanceScreen, book: Book) -> None:
    hands.press(Key.Key_F8)
    choose(screen, "E-LARGE")
    hands.press(Key.Key_2)
    hands.write("写")

    hands.press(Key.Key_Escape)

    assert book.rows("finance_note") == []
    assert screen.faults.list.hasFocus()
    assert screen.faults.isVisible()


def test_zero_shows_the_rule_in_the_clerks_words(screen: FinanceScreen) -> None:
    hands.press(Key.Key_F8)
    choose(screen, "E-PAYEE")

    hands.press(Key.Key_0)

    assert screen.faults.basis.isVisible()
    assert screen.faults.basis.text().startswith("依据:农村集体经济组织财务公开规定:逐笔公布")


def test_the_last_quarter_is_looked_at_and_esc_comes_back_with_the_check(screen: FinanceScreen, draft: int) -> None:
    hands.press(Key.Key_F8)
    choose(screen, "E-LAST")

    hands.press(Key.Key_1)
    there = screen.title.text()
    hands.press(Key.Key_Escape)

    assert there == "财务公开 青山村 2026年第2季度"
    assert screen.sheet_id == draft
    assert screen.faults.list.hasFocus()


def test_the_row_of_a_voucher_used_twice_is_gone_to_on_this_very_sheet_and_what_was_typed_stays(
    screen: FinanceScreen, book: Book, draft: int
) -> None:
    for row, day in zip(book.rows("finance_line", sheet=draft), ("2026-08-03", "2026-08-05"), strict=True):
        records.save(book, ledger("finance_line"), int(str(row["id"])), {"voucher": "记1", "on_day": day})
    screen.load()
    opened: list[tuple[str, int]] = []
    screen.wanted.connect(lambda register, row: opened.append((register, row)))
    hands.press(Key.Key_F8)
    choose(screen, "E-VOUCHER")

    hands.press(Key.Key_0, Key.Key_1)

    here = screen.grid.currentIndex()
    assert (here.row(), COLUMNS[here.column()]) == (1, "amount")
    assert screen.grid.hasFocus()
    assert screen.faults.basis.text().startswith("依据:会计基础工作规范 第五十一条")
    assert opened == []


def test_a_missing_refund_becomes_a_line_that_is_ready_to_be_saved(
    screen: FinanceScreen, book: Book, draft: int
) -> None:
    more = {"amount_involved": "3,000", "amount_due": "3,000", "amount_returned": "3,000", "returned_on": "2026-08-12"}
    number = found(book, found_on="2026-08-01", **more).number
    hands.press(Key.Key_F8)
    choose(screen, "E-REFUND")

    hands.press(Key.Key_1)
    typed = dict(screen.lines.lines[2].texts)
    hands.press("Ctrl+S")

    assert (typed["on_day"], typed["item"], typed["amount"]) == ("2026-08-12", "2.11 其他收入", "3,000.00")
    assert number in typed["purpose"]
    assert len(book.rows("finance_line", sheet=draft)) == 3
    assert "E-REFUND" not in {line.fault.code for line in finance_review.review(book, draft)}


def test_the_problem_behind_a_gap_is_asked_for(screen: FinanceScreen, book: Book, qtbot: QtBot) -> None:
    more = {"amount_involved": "3,000", "amount_due": "3,000", "amount_returned": "3,000", "returned_on": "2026-08-12"}
    problem = found(book, found_on="2026-08-01", **more).id
    hands.press(Key.Key_F8)
    choose(screen, "E-REFUND")

    with qtbot.waitSignal(screen.wanted) as asked:
        hands.press(Key.Key_2)

    assert asked.args == ["problem", problem]


def test_a_clean_sheet_says_so(qtbot: QtBot, screen: FinanceScreen, book: Book, draft: int) -> None:
    screen.faults.show_lines([])

    assert screen.faults.title.text() == "审核结果:没有发现问题"
    assert not screen.faults.list.isVisible()


def test_what_was_typed_is_saved_before_it_is_checked_and_a_bad_line_stops_it(screen: FinanceScreen) -> None:
    screen.lines.set_cell(0, COLUMNS.index("purpose"), "其他")

    hands.press(Key.Key_F8)

    assert screen.dirty
    assert said(screen) == ["[必须改] 第 1 笔 摘要用途:“管理费(办公差旅会议卫生治安等)”600.00 元只写“其他”,没有写用途"]


def test_a_signed_sheet_is_checked_but_not_changed(screen: FinanceScreen, book: Book, draft: int) -> None:
    with book.change("旧数据") as writer:
        writer.save(SHEET, {"id": draft, "state": "已审核"})
    screen.load()
    hands.press(Key.Key_F8)
    choose(screen, "E-LARGE")

    hands.press(Key.Key_2)
    hands.write("补写")
    hands.enter()

    assert "说明不能再改" in screen.message.text()
    assert book.rows("finance_note") == []


def test_on_a_low_screen_the_head_makes_room_and_comes_back(screen: FinanceScreen, qtbot: QtBot) -> None:
    screen.resize(900, 480)
    hands.press(Key.Key_F8)
    without = screen.header.isVisible()

    hands.press(Key.Key_Escape)

    assert not without
    assert screen.header.isVisible()
    assert not screen.faults.isVisible()
    assert screen.grid.hasFocus()


def test_a_line_of_the_registers_check_opens_the_sheet_at_the_cell(
    qtbot: QtBot, window: MainWindow, book: Book, draft: int
) -> None:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.go("finance_sheet")
    payment = next(row for row in book.rows("finance_line") if row["item"] == "3.06")

    window.cell_wanted.emit("finance_line", int(str(payment["id"])), "payee")

    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, FinanceScreen)
    here = page.own_screen.grid.currentIndex()
    assert (page.own_screen.sheet_id, here.row(), COLUMNS[here.column()]) == (draft, 1, "payee")
    assert ledger("finance_sheet").key == page.ledger.key


@pytest.mark.parametrize("checked", [False, True])
def test_a_sheet_and_its_check_fit_a_low_screen_in_large_letters(
    window: MainWindow, book: Book, draft: int, checked: bool
) -> None:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    window.resize(1366, 728)
    window.set_zoom(150)
    starter.open_row("finance_sheet", draft)
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, FinanceScreen)
    if checked:
        page.own_screen.review()
    QApplication.processEvents()

    least = window.minimumSizeHint()

    assert (least.width() <= 1366, least.height() <= 728) == (True, True), least


@pytest.fixture
def enlarged(window: MainWindow, draft: int) -> Iterator[FinanceScreen]:
    """The draft on the screen of an office in the letters of somebody with glasses."""
    window.resize(1366, 728)
    window.set_zoom(150)
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.open_row("finance_sheet", draft)
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, FinanceScreen)
    QApplication.processEvents()
    yield page.own_screen
    window.set_zoom(100)


@pytest.mark.parametrize("place", [0, 1])
def test_in_large_letters_no_column_is_out_of_sight_and_no_heading_is_cut(
    enlarged: FinanceScreen, qtbot: QtBot, place: int
) -> None:
    grid = (enlarged.grid, enlarged.entries.grid)[place]

    enlarged.show_page(place)
    qtbot.waitUntil(lambda: grid.viewport().width() > 500)
    QApplication.processEvents()

    header = grid.horizontalHeader()
    bold = QFont(header.font())
    bold.setBold(True)
    shown = [column for column in range(len(grid.lines.keys)) if not grid.isColumnHidden(column)]
    titles = {str(grid.lines.headerData(column, Qt.Orientation.Horizontal)): column for column in shown}
    assert grid.horizontalScrollBar().maximum() == 0
    assert {
        title
        for title, column in titles.items()
        if QFontMetrics(bold).horizontalAdvance(title) + 2 * px(2) > header.sectionSize(column)
    } == set()


def test_in_a_narrow_column_what_is_typed_is_seen_and_what_is_cut_is_told(enlarged: FinanceScreen) -> None:
    grid, at = enlarged.grid, COLUMNS.index("voucher")
    grid.setCurrentIndex(grid.lines.index(0, at))

    grid.edit(grid.currentIndex())

    editor = grid.findChild(CellEditor)
    assert editor is not None
    assert editor.width() >= 12 * editor.fontMetrics().horizontalAdvance("国")
    assert editor.geometry().right() <= grid.viewport().width()
    purpose = grid.lines.index(0, COLUMNS.index("purpose"))
    assert purpose.data(Qt.ItemDataRole.ToolTipRole) == "买复印纸六箱"


@pytest.mark.parametrize("state", ["草稿", "已撤榜"])
def test_a_special_sheet_fits_a_low_screen_in_large_letters(
    window: MainWindow, book: Book, draft: int, state: str
) -> None:
    texts = {"unit": "青山村", "special": "一事一议筹资筹劳", "matter": "村道混凝土路面", "decided_on": "2026-08-01"}
    special = records.save(book, ledger("finance_sheet"), None, texts)
    with book.change("旧数据") as writer:
        writer.save(ledger("finance_sheet"), {**special.row, "state": state})
    starter: Starter = window.starter  # type: ignore[attr-defined]
    window.resize(1366, 728)
    window.set_zoom(150)
    starter.open_row("finance_sheet", special.id)
    QApplication.processEvents()

    least = window.minimumSizeHint()

    assert (least.width() <= 1366, least.height() <= 728) == (True, True), least
    assert window.size().width() == 1366


def test_a_sheet_that_is_only_read_shows_no_empty_rows_and_f7_shows_all(
    qtbot: QtBot, book: Book, places: Places
) -> None:
    texts = {"unit": "青山村", "special": "一事一议筹资筹劳", "matter": "村道", "decided_on": "2026-08-01"}
    special = records.save(book, ledger("finance_sheet"), None, texts)
    draft = FinanceScreen(book, special.id)
    qtbot.addWidget(draft)
    with book.change("旧数据") as writer:
        writer.save(ledger("finance_sheet"), {**special.row, "state": "已撤榜"})
    read = FinanceScreen(book, special.id)
    qtbot.addWidget(read)

    def shown(screen: FinanceScreen) -> set[str]:
        return {key for key, one in screen.header.fields.items() if one.isVisibleTo(screen.header)}

    usual = {"unit", "period", "opening", "account_set", "special", "matter", "decided_on"}
    assert shown(draft) == {*usual, "explanation"}
    assert shown(read) == usual
    read._unfold()
    read._unfold()
    assert shown(read) == set(read.header.fields)
