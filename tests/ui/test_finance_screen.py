"""The finance sheet on the screen, driven by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.faults import ways_out
from app.ledgers import ledger
from app.operations import lists, records
from app.operations.books import Book
from tests import hands
from tests.conftest import FixedClock, Places
from tests.operations.clerk import signed
from ui.screens.finance import FinanceScreen
from ui.screens.finance_grid import matching
from ui.screens.finance_lines import COLUMNS
from ui.style.palette import HIT, px

SHEETS, LINES = ledger("finance_sheet"), ledger("finance_line")
Key, Mod = Qt.Key, Qt.KeyboardModifier
LINE = ("7.6", "2.05", "村级运转补助", "12000", "", "王伟", "李秀", "张明", "记7")


@pytest.fixture
def screen(qtbot: QtBot, book: Book, places: Places) -> FinanceScreen:
    made = FinanceScreen(book)
    qtbot.addWidget(made)
    made.resize(1150, 640)
    made.show()
    return made


def fill_head(screen: FinanceScreen, unit: str = "青山村", period: str = "2026Q3", **texts: str) -> None:
    """Put the head's texts in and finish it as Enter in its last field does."""
    for key, text in {"unit": unit, "period": period, **texts}.items():
        screen.header.fields[key].setText(text)
        screen.header.fields[key].textEdited.emit(text)
    screen.header.completed.emit()


def type_line(screen: FinanceScreen, texts: tuple[str, ...] = LINE, row: int = 0) -> None:
    """Fill one row cell by cell."""
    while row >= screen.lines.rowCount():
        screen.lines.add_row()
    for column, text in enumerate(texts):
        screen.lines.set_cell(row, column, text)


def texts_of(screen: FinanceScreen, row: int) -> list[str]:
    return [screen.lines.lines[row].texts.get(key, "") for key in COLUMNS]


def saved_lines(book: Book, screen: FinanceScreen) -> list[tuple[object, object]]:
    return [(row["purpose"], row["amount"]) for row in lists.lines(book, LINES, screen.sheet_id or 0)]


def block(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_a_finished_head_makes_the_sheet_and_the_cursor_goes_into_the_grid(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen, opening="1,000.5")

    rows = book.rows("finance_sheet")
    assert [(row["period"], row["opening"], row["state"]) for row in rows] == [("2026Q3", 100050, "草稿")]
    assert screen.title.text() == "财务公开 青山村 2026年第3季度"


def test_a_line_is_saved_as_typed_with_days_of_the_period(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)

    assert screen.save()

    assert saved_lines(book, screen) == [("村级运转补助", 1_200_000)]
    assert texts_of(screen, 0)[0] == "2026-07-06"
    assert screen.message.text() == "已保存,共 1 笔。"


def test_sums_run_along_and_say_whether_the_books_agree(screen: FinanceScreen) -> None:
    fill_head(screen, opening="500", stated_closing="12,400.00")

    type_line(screen)
    first = (screen.sums.word.text(), screen.sums.why.text())
    type_line(screen, ("8.1", "3.04", "办公用纸两箱", "100", "", "王伟", "李秀", "张明", "记8"), row=1)

    assert first == ("✗ 不符", "期末与账面相差 100.00 元")
    assert screen.sums.word.text() == "✓ 相符"
    assert "期末 <b>12,400.00</b>" in screen.sums.amounts.text()


def test_a_vague_purpose_is_told_at_its_cell_and_no_line_is_written(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    type_line(screen, ("8.1", "3.10", "其他支出", "8600", "", "", "", "", ""), row=1)

    saved = screen.save()

    assert not saved
    assert saved_lines(book, screen) == []
    fault = screen.lines.fault_at(1, COLUMNS.index("purpose"))
    assert fault is not None
    assert "群众看不懂" in fault.message
    assert screen.message.text() == "有 1 处要改,明细还没有保存;已键入的内容都留着。请按下面的提示改好,再按 Ctrl+S。"
    assert screen.faults.list.item(0).text().startswith("[必须改] 第 2 笔 摘要用途:“其他支出”8,600.00 元只写")


def test_a_fault_in_the_list_leads_to_its_cell(screen: FinanceScreen) -> None:
    fill_head(screen)
    type_line(screen, ("8.1", "3.10", "其他支出", "8600", "", "", "", "", ""))
    screen.save()

    screen.faults.list.itemActivated.emit(screen.faults.list.item(0))

    assert (screen.grid.currentIndex().row(), screen.grid.currentIndex().column()) == (0, COLUMNS.index("purpose"))


def test_a_wrong_amount_stays_as_typed_with_its_sentence(screen: FinanceScreen) -> None:
    fill_head(screen)

    screen.lines.set_cell(0, COLUMNS.index("amount"), "12.345")

    index = screen.lines.index(0, COLUMNS.index("amount"))
    assert index.data() == "⚠ 12.345"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "金额(元):金额最多两位小数"


def test_a_day_typed_in_january_belongs_to_the_period_of_last_year(screen: FinanceScreen, clock: FixedClock) -> None:
    clock.move(days=60)  # to 2027-01-21
    fill_head(screen, period="2026Q4")

    screen.lines.set_cell(0, 0, "12.30")

    assert texts_of(screen, 0)[0] == "2026-12-30"


def test_enter_goes_on_and_the_last_cell_adds_a_row(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    type_line(screen)
    screen.grid.setCurrentIndex(screen.lines.index(0, len(COLUMNS) - 1))
    screen.grid.setFocus()

    qtbot.keyClick(screen.grid, Key.Key_Return)

    assert screen.lines.rowCount() == 2
    assert (screen.grid.currentIndex().row(), screen.grid.currentIndex().column()) == (1, 0)


def test_typed_keys_open_the_editor_and_enter_commits_it(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    screen.grid.setCurrentIndex(screen.lines.index(0, COLUMNS.index("amount")))
    screen.grid.setFocus()

    qtbot.keyClick(screen.grid, "8")
    qtbot.keyClicks(QApplication.focusWidget(), "600.5")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)

    assert texts_of(screen, 0)[COLUMNS.index("amount")] == "8,600.50"
    assert screen.grid.currentIndex().column() == COLUMNS.index("amount") + 1


def test_an_item_is_chosen_by_its_digits(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    screen.grid.setCurrentIndex(screen.lines.index(0, COLUMNS.index("item")))
    screen.grid.setFocus()

    qtbot.keyClick(screen.grid, "3")
    qtbot.keyClicks(QApplication.focusWidget(), "02")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)

    assert texts_of(screen, 0)[COLUMNS.index("item")] == "3.02 村组干部报酬"


def test_items_are_found_by_wording_too() -> None:
    options = LINES.by_key["item"].leaves  # type: ignore[attr-defined]

    found = matching(options, "报刊")

    assert found == ["3.03 报刊费"]


def test_items_are_found_by_their_initials_too() -> None:
    options = LINES.by_key["item"].leaves  # type: ignore[attr-defined]

    found = [matching(options, typed) for typed in ("bkf", "GLF", "办公", "没有")]

    assert found == [
        ["3.03 报刊费"],
        ["3.04 管理费(办公差旅会议卫生治安等)"],
        ["3.04 管理费(办公差旅会议卫生治安等)"],
        [],
    ]


def test_ctrl_d_takes_the_cell_above(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    type_line(screen)
    screen.lines.add_row()
    screen.grid.setCurrentIndex(screen.lines.index(1, COLUMNS.index("handler")))
    screen.grid.setFocus()

    qtbot.keyClick(screen.grid, Key.Key_D, Mod.ControlModifier)

    assert texts_of(screen, 1)[COLUMNS.index("handler")] == "王伟"


def test_a_block_from_excel_makes_rows_and_is_undone_in_one_step(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    head = ("日期", "公开项目", "摘要用途", "金额(元)", "经手人")
    QGuiApplication.clipboard().setText(
        block(
            head,
            ("2026.7.6", "2.05 村级运转财政补助", "村级运转补助", "12,000.00", "王伟"),
            ("8月1日", "3.03", "订阅报纸", "360", "王伟"),
        )
    )
    screen.grid.setFocus()

    qtbot.keyClick(screen.grid, Key.Key_V, Mod.ControlModifier)
    pasted = [texts_of(screen, row)[:4] for row in range(screen.lines.rowCount())]
    qtbot.keyClick(screen.grid, Key.Key_Z, Mod.ControlModifier)

    assert pasted == [
        ["2026-07-06", "2.05 村级运转财政补助", "村级运转补助", "12,000.00"],
        ["2026-08-01", "3.03 报刊费", "订阅报纸", "360.00"],
    ]
    assert screen.lines.filled() == []


def test_balances_carried_forward_and_sums_of_an_account_book_are_no_lines(screen: FinanceScreen) -> None:
    fill_head(screen)
    carried = [("", word, "25,430.60") for word in ("上期结转", "本月合计", "承前页", "合 计", "期末余额")]

    screen.grid.paste_text(
        block(("日期", "摘要", "支出"), *carried, ("7月6日", "合计支付办公用品", "360"), ("7月7日", "本月电费", "80"))
    )

    assert [texts_of(screen, row)[2] for row in range(screen.lines.rowCount())] == ["合计支付办公用品", "本月电费"]


def test_what_refuses_a_sheet_is_told_alone_and_no_sums_of_lines_that_are_not_kept_yet(
    screen: FinanceScreen, book: Book, places: Places
) -> None:
    records.save(book, ledger("unit"), None, {"name": "孤村", "kind": "村"})
    with book.change("旧数据") as writer:
        (row,) = book.rows("unit", name="孤村")
        writer.save(ledger("unit"), {"id": row["id"], "parent": None})

    fill_head(screen, unit="孤村", stated_income="3000")

    assert "没有上级单位" in screen.message.text()
    assert "不一致" not in screen.message.text()


def test_a_bad_paste_is_kept_and_named_cell_by_cell(screen: FinanceScreen) -> None:
    fill_head(screen)

    screen.grid.paste_text(block(("2026.13.6", "没有这一项", "修桥", "一千元", "", "", "", "", "")))

    told = {fault.field: fault.message for _, fault in screen.lines.faults()}
    assert set(told) == {"on_day", "item", "amount"}
    assert "修桥" in texts_of(screen, 0)


def test_one_column_is_pasted_downwards_from_the_cursor(screen: FinanceScreen) -> None:
    fill_head(screen)
    screen.grid.setCurrentIndex(screen.lines.index(0, COLUMNS.index("amount")))

    screen.grid.paste_text("100\r\n200\r\n300\r\n")

    assert [texts_of(screen, row)[COLUMNS.index("amount")] for row in range(3)] == ["100.00", "200.00", "300.00"]


def test_what_was_typed_is_there_again_after_the_program_was_killed(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen)
    type_line(screen)

    again = FinanceScreen(book, screen.sheet_id)
    qtbot.addWidget(again)

    assert texts_of(again, 0)[2] == "村级运转补助"
    assert again.message.text() == "上次没有保存的内容已放回表中,没有丢失。请核对后保存。"
    assert saved_lines(book, screen) == []


def test_saving_is_undone_in_one_step(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    type_line(screen, ("8.1", "3.03", "订阅报纸", "360", "", "", "", "", ""), row=1)
    screen.save()

    screen.undo_saving()

    assert saved_lines(book, screen) == []
    assert screen.message.text().startswith("已撤销")


def test_a_removed_line_is_voided_on_saving(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen)
    type_line(screen)
    screen.save()

    screen.lines.remove_rows([0])
    screen.save()

    assert saved_lines(book, screen) == []
    assert [row["voided"] for row in book.rows("finance_line", voided=None)] == [1]


def test_an_opening_that_is_not_the_last_closing_offers_the_right_figure(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen, period="2026Q2", opening="15230")
    screen.save()
    second = FinanceScreen(book)
    qtbot.addWidget(second)
    fill_head(second, period="2026Q3", opening="15320")

    offered = [mend.label for mend in ways_out(second.faults.lines[0].fault)]
    second.faults.press(1)

    assert offered == ["用上季期末数", "看上季", "写说明"]
    assert "本季期初 15,320.00 与上季期末 15,230.00 不一致,相差 90.00 元" in second.faults.lines[0].fault.message
    assert second.header.fields["opening"].text() == "15,230.00"
    assert second.dirty


def test_a_second_sheet_of_the_period_is_refused_and_nothing_typed_is_lost(
    screen: FinanceScreen, book: Book, qtbot: QtBot
) -> None:
    fill_head(screen)
    second = FinanceScreen(book)
    qtbot.addWidget(second)

    fill_head(second)

    assert "本期的公开表已经有了" in second.message.text()
    assert second.header.texts()["unit"] == "青山村"
    assert len(book.rows("finance_sheet")) == 1


def test_a_reviewed_sheet_is_locked(screen: FinanceScreen, book: Book) -> None:
    fill_head(screen, opening="0")
    type_line(screen)
    screen.save()
    signed(book, screen.sheet_id or 0)

    screen.load()
    screen.lines.set_cell(0, 2, "改了")

    assert texts_of(screen, 0)[2] == "村级运转补助"
    assert [button.text() for button in screen.move_buttons] == ["张贴公开… Alt+1", "退回修改… Alt+2"]
    assert not screen.save_button.isEnabled()


def test_undo_in_the_grid_wins_over_the_windows_own_undo(screen: FinanceScreen, qtbot: QtBot) -> None:
    window, undone = QMainWindow(), list[bool]()
    qtbot.addWidget(window)
    action = QAction("撤销", window, shortcut=QKeySequence("Ctrl+Z"))
    action.triggered.connect(undone.append)
    window.addAction(action)
    window.setCentralWidget(screen)
    window.show()
    fill_head(screen)
    type_line(screen)
    screen.grid.setFocus()
    qtbot.waitUntil(screen.grid.hasFocus)

    qtbot.keyClick(screen.grid, Key.Key_Z, Mod.ControlModifier)
    window.takeCentralWidget()  # the screen is closed by its own fixture

    assert undone == []
    assert texts_of(screen, 0)[-1] == ""


def test_the_longest_name_gives_way_and_the_buttons_keep_one_line(screen: FinanceScreen) -> None:
    screen.window().resize(1100, 600)
    screen.window().show()
    QApplication.processEvents()
    least = screen.minimumSizeHint().width()

    screen.title.setText("财务公开 青山村股份经济合作联合社村民委员会(社区居民委员会) 2026年第3季度" * 4)
    screen.window().resize(1090, 600)
    QApplication.processEvents()

    assert screen.minimumSizeHint().width() == least
    assert screen.acts.y() > screen.title.y()
    assert screen.acts.height() < 2 * px(HIT)
    assert screen.title.toolTip() == screen.title.text()


def test_a_block_without_any_line_is_told(screen: FinanceScreen) -> None:
    fill_head(screen)

    screen.grid.paste_text("日期\t公开项目\t摘要用途\t金额(元)\n")

    assert screen.message.text().startswith("粘贴的内容里没有认出一笔收支,表里没有改动。")
    assert screen.lines.filled() == []


def test_a_whole_sheet_is_typed_with_the_keyboard_alone(screen: FinanceScreen, book: Book, qtbot: QtBot) -> None:
    qtbot.waitUntil(screen.header.fields["unit"].hasFocus)
    hands.write("qs")
    hands.enter()
    hands.write("2026Q3")
    hands.enter()
    hands.write("1000")
    hands.enter(5)
    for text in ("7.6", "205", "村级运转补助", "12000", "", "王伟", "李秀", "张明", "记7"):
        hands.write(text)
        hands.enter()
    hands.press("Ctrl+S")

    assert saved_lines(book, screen) == [("村级运转补助", 1_200_000)]
    assert [(row["opening"], row["closing"]) for row in book.rows("finance_sheet")] == [(100_000, 1_300_000)]


def test_an_earlier_wording_is_offered_and_taken_with_the_arrow(screen: FinanceScreen, qtbot: QtBot) -> None:
    fill_head(screen)
    type_line(screen)
    screen.lines.add_row()
    screen.grid.setCurrentIndex(screen.lines.index(1, COLUMNS.index("purpose")))
    screen.grid.setFocus()
    qtbot.waitUntil(screen.grid.hasFocus)

    hands.write("村")
    hands.press(Key.Key_Down)
    hands.enter()

    assert texts_of(screen, 1)[COLUMNS.index("purpose")] == "村级运转补助"


def test_the_lines_are_a_sound_model(screen: FinanceScreen, qtmodeltester: ModelTester) -> None:
    fill_head(screen)
    type_line(screen)
    screen.lines.set_cell(0, COLUMNS.index("amount"), "12.345")

    qtmodeltester.check(screen.lines)

    assert screen.lines.rowCount() == 1
