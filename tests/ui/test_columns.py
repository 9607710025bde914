"""Columns of a list as the clerk wants them, remembered and in saved views; and the past of one field at a key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ledgers import ledger
from app.operations import records, views
from app.operations.books import Book
from app.settings import Settings, load
from tests import hands
from ui.engine.columns import ColumnsDialog
from ui.engine.grid import Grid
from ui.engine.history import FieldHistory
from ui.engine.model import RegisterModel
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.ledger import LedgerPage

PROBLEMS = ledger("problem")


@pytest.fixture
def page(problems: list[int], window: MainWindow) -> LedgerPage:
    starter = window.starter  # type: ignore[attr-defined]
    assert isinstance(starter, Starter)
    starter.go("problem")
    assert isinstance(window.page, LedgerPage)
    return window.page


def asked(page: LedgerPage) -> ColumnsDialog:
    hands.press("Ctrl+Shift+L")
    dialog = page.findChildren(ColumnsDialog)[-1]
    dialog.activateWindow()
    QApplication.processEvents()
    return dialog


def test_a_column_is_hidden_and_another_moved_by_keys_and_both_are_remembered(
    page: LedgerPage, book: Book, options: Settings
) -> None:
    dialog = asked(page)
    before = dialog.keys()

    QTest.keyClick(dialog.list, Qt.Key.Key_Space)  # the first goes
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    QApplication.processEvents()

    wanted = [before[2], before[1], *before[3:]]
    assert page.grid.shown_columns() == wanted
    assert Grid(RegisterModel(book, PROBLEMS), load(options.path)).shown_columns() == wanted


def test_a_field_the_list_does_not_ship_can_be_shown_and_ordered_by(page: LedgerPage) -> None:
    page.grid.arrange(["found_on", "description"])

    texts = page.model.texts(0)
    page.grid.ordered.emit("found_on", True)

    assert texts[2:] == ["2026-10-01", "低保评议未公示即上报"]
    assert page.model.texts(0)[2] == "2026-10-05"


def test_the_frozen_columns_and_widths_stay_right_with_other_columns(page: LedgerPage, options: Settings) -> None:
    page.grid.setColumnWidth([column.key for column in page.model.columns].index("description"), 333)

    page.grid.arrange(["lead", "description"])

    assert [page.grid.frozen.isColumnHidden(at) for at in range(4)] == [False, False, True, True]
    assert page.grid.columnWidth(3) == 333


def test_at_least_one_column_is_left(page: LedgerPage) -> None:
    dialog = asked(page)
    for at in range(dialog.list.count()):
        dialog.list.item(at).setCheckState(Qt.CheckState.Unchecked)

    dialog.go()

    assert dialog.isVisible()
    assert dialog.alarm.text().startswith("至少要留一列")


def test_the_shipped_columns_come_back(page: LedgerPage, options: Settings) -> None:
    shipped = page.grid.shown_columns()
    page._arrange(["lead"])
    dialog = asked(page)

    dialog.as_shipped()
    dialog.go()

    assert page.grid.shown_columns() == shipped
    assert options.shown_columns("problem") == []


def test_a_saved_view_brings_its_columns_order_and_red_ones_and_reset_takes_them_away(
    page: LedgerPage, book: Book
) -> None:
    shipped = page.grid.shown_columns()
    page.grid.arrange(["lead", "deadline"])
    page.filters.overdue.setChecked(True)
    page.grid.ordered.emit("deadline", False)
    page.keep_view("王伟逾期")
    page.filters.reset()
    assert page.grid.shown_columns() == shipped

    page.show_view(views.views(book, PROBLEMS)[0])

    assert page.grid.shown_columns() == ["lead", "deadline"]
    assert page.model.rowCount() == 1
    assert page.filters.order == (("deadline", False),)


def test_a_view_of_an_older_program_leaves_the_columns_alone(page: LedgerPage, book: Book) -> None:
    book.keep("views:problem", [{"name": "旧的", "find": "鱼塘", "order": []}])

    page.show_view(views.views(book, PROBLEMS)[0])

    assert page.model.rowCount() == 1


def test_ctrl_h_in_the_form_tells_who_changed_the_focused_field_from_what_to_what(
    page: LedgerPage, book: Book, problems: list[int]
) -> None:
    records.save(book, PROBLEMS, problems[2], {"deadline": "2026-12-25"})
    page.open(problems[2])
    assert page.form is not None
    page.form.fields.focus("deadline")

    hands.press("Ctrl+H")

    table = page.findChildren(FieldHistory)[-1].table
    cells = [[table.item(row, column).text() for column in (1, 2, 3)] for row in range(table.rowCount())]
    assert cells == [[book.actor_name, "2026-12-20", "2026-12-25"], [book.actor_name, "(空)", "2026-12-20"]]


def test_ctrl_h_in_the_list_is_about_the_cell_under_the_cursor(page: LedgerPage, problems: list[int]) -> None:
    page.grid.go_to(problems[1])
    state = [column.key for column in page.model.columns].index("state")
    page.grid.setCurrentIndex(page.model.index(page.grid.currentIndex().row(), state))
    page.grid.setFocus()

    hands.press("Ctrl+H")

    table = page.findChildren(FieldHistory)[-1].table
    assert [table.item(0, column).text() for column in (2, 3)] == ["登记", "整改中"]


def test_a_row_not_saved_yet_has_no_history_and_says_so(page: LedgerPage, window: MainWindow) -> None:
    page.begin()

    hands.press("Ctrl+H")

    assert page.findChildren(FieldHistory) == []
    assert window.said.text() == "这一条还没有保存,没有历史。"


def test_how_many_columns_stay_in_sight_is_chosen_and_remembered(
    page: LedgerPage, book: Book, options: Settings
) -> None:
    dialog = asked(page)

    wide = [page.grid.columnWidth(at) for at in range(6)]
    dialog.frozen.setCurrentIndex(dialog.frozen.findData(3))
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    QApplication.processEvents()

    seen = [column for column in range(6) if not page.grid.frozen.isColumnHidden(column)]
    assert [page.grid.columnWidth(at) for at in range(6)] == wide
    assert [page.grid.frozen.columnWidth(at) for at in seen] == wide[:3]
    assert seen == [0, 1, 2]
    assert len(set(wide)) > 3  # each as wide as its own texts
    assert load(options.path).frozen_columns("problem", 2) == 3
    assert page.grid.shown_columns()[0] == page.model.columns[2].key


def test_so_many_columns_are_never_frozen_that_nothing_can_be_scrolled(page: LedgerPage) -> None:
    page.grid.setColumnWidth(2, page.grid.viewport().width())

    page.grid.freeze(4)

    assert page.grid.frozen.isColumnHidden(2)


def test_a_quarter_stands_in_one_line_of_its_column(page: LedgerPage, book: Book, options: Settings) -> None:
    model = RegisterModel(book, book.ledgers["appraisal"])
    grid = Grid(model, options)

    at = next(at for at, column in enumerate(model.columns) if column.field and column.field.kind == "period")

    assert grid.columnWidth(at) >= grid.fontMetrics().horizontalAdvance("2026年第3季度") + 12
