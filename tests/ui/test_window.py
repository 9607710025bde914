"""The main window: pages, keys, the foot, undo, find, home; every button does something."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.domain.faults import Refused
from app.ledgers import LEDGERS, ledger
from app.operations import lists, records
from app.operations.books import Book
from app.settings import COLOURS, ZOOM
from tests import hands
from ui import main
from ui.engine import messages
from ui.engine.children import Children
from ui.engine.help import show_help, show_keys
from ui.engine.keys import KEYS
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.find import FindPage
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.style import palette
from ui.widgets.dialog import Dialog

PROBLEMS = ledger("problem")


@pytest.fixture
def starter(window: MainWindow) -> Starter:
    return window.starter  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def page(problems: list[int], window: MainWindow, starter: Starter) -> LedgerPage:
    starter.go("problem")
    assert isinstance(window.page, LedgerPage)
    return window.page


def button(parent: object, text: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if b.text() == text)  # type: ignore[attr-defined]


def dialog_of(parent: object) -> Dialog:
    found = [each for each in parent.findChildren(Dialog) if each.isVisible()]  # type: ignore[attr-defined]
    assert len(found) == 1
    return found[0]


def test_the_first_page_is_what_waits_with_its_four_counts(
    qtbot: QtBot, problems: list[int], window: MainWindow, starter: Starter
) -> None:
    starter.go("home")

    home = window.page

    assert isinstance(home, HomePage)
    assert {key: counter.number for key, counter in home.counters.items()} == {
        "overdue": 1,
        "due_soon": 1,
        "this_week": 0,
        "to_review": 0,
        "snoozed": 0,
        "to_publish": 0,
    }
    assert home.days.text() == "12 天"
    assert home.table.item(0, 0).text() == "■ 逾期 21天"


def test_enter_on_a_waiting_line_opens_its_row(
    qtbot: QtBot, problems: list[int], window: MainWindow, starter: Starter
) -> None:
    starter.go("home")

    hands.enter()

    assert isinstance(window.page, LedgerPage)
    assert window.page.form is not None
    assert window.page.form.row_id == problems[0]


def test_the_foot_says_who_what_when_and_how_long(window: MainWindow) -> None:
    assert window.foot.text() == "示例乡 · 操作员 张三 · 全部期间 · 距上报还有 12 天 · 数据已保存 10:00"


def test_a_practice_book_is_marked_and_secrets_are_warned_of(window: MainWindow) -> None:
    words = [each.text() for each in window.strip.findChildren(type(window.foot))]

    assert "练习账套" in words
    assert any("非涉密" in word for word in words)
    assert window.practice.isVisible()


@pytest.mark.parametrize("register", [each for each in LEDGERS if each.menu], ids=lambda each: each.key)
def test_every_register_of_the_menu_opens_its_list(starter: Starter, window: MainWindow, register: object) -> None:
    starter.go(register.key)  # type: ignore[attr-defined]

    assert isinstance(window.page, LedgerPage)
    assert window.page.ledger is register
    assert window.page.grid.hasFocus()


def test_every_key_is_written_as_qt_writes_it_so_that_pages_can_take_it_over() -> None:
    written = [QKeySequence(entry.keys).toString() for entry in KEYS]

    assert written == [entry.keys for entry in KEYS]


def test_no_two_commands_share_a_key() -> None:
    keys = [entry.keys for entry in KEYS if entry.keys]

    assert len(keys) == len(set(keys))


def test_ctrl_n_types_a_new_row_and_it_is_in_the_list(page: LedgerPage, window: MainWindow, book: Book) -> None:
    window.do("new")
    assert page.form is not None
    for key, text in records.shown(book, PROBLEMS, lists.page(book, PROBLEMS, [1])[0]).items():
        if key in page.form.fields.places:
            page.form.fields.places[key].editor.set_text(text)

    page.form.save()

    assert page.model.rowCount() == 6
    assert page.grid.current_id() == 6
    assert "数据已保存" in window.foot.text()


def test_ctrl_d_in_an_open_row_repeats_the_row_before_it_field_by_field(page: LedgerPage, problems: list[int]) -> None:
    page.open(problems[2])
    assert page.form is not None
    page.form.fields.focus("deadline")

    hands.press("Ctrl+D")

    assert page.form.fields.places["deadline"].editor.text() == "2026-11-25"
    assert page.form.changes() == {"deadline": "2026-11-25"}


def test_undo_takes_the_last_step_back_and_says_which(page: LedgerPage, window: MainWindow, book: Book) -> None:
    records.save(book, PROBLEMS, 1, {"remark": "写错了"})

    window.do("undo")
    undone = lists.page(book, PROBLEMS, [1])[0]["remark"]
    said = window.said.text()
    window.do("redo")

    assert undone is None
    assert said.startswith("已撤销:")
    assert lists.page(book, PROBLEMS, [1])[0]["remark"] == "写错了"


def test_undoing_nothing_is_told(window: MainWindow, book: Book) -> None:
    while records.can_undo(book):
        records.undo(book)

    window.do("undo")

    assert dialog_of(window).findChildren(QPushButton)
    dialog_of(window).reject()


def test_del_asks_for_a_reason_and_voids(page: LedgerPage, window: MainWindow, book: Book) -> None:
    page.grid.go_to(5)
    window.do("void")
    dialog = dialog_of(page)
    able_before = button(dialog, "作废").isEnabled()
    dialog.findChild(QPlainTextEdit).setPlainText("重复登记")

    button(dialog, "作废").click()

    assert not able_before
    assert page.model.rowCount() == 4
    assert lists.page(book, PROBLEMS, [5])[0]["void_reason"] == "重复登记"


def test_a_voided_row_is_listed_on_request_and_restored(page: LedgerPage, window: MainWindow, book: Book) -> None:
    records.void(book, PROBLEMS, 5, "重复登记")
    page.filters.voided.setChecked(True)
    page.grid.go_to(5)

    window.do("void")
    button(dialog_of(page), "恢复").click()

    assert page.model.rowCount() == 5
    assert lists.page(book, PROBLEMS, [5])[0]["voided"] == 0


def test_filters_narrow_the_list_and_reset_widens_it(page: LedgerPage) -> None:
    page.filters.overdue.setChecked(True)
    overdue = page.model.rowCount()
    page.filters.overdue.setChecked(False)
    page.filters.states.setCurrentText("整改中")
    working = page.model.rowCount()
    page.filters.reset()
    page.filters.box.setText("鱼塘")
    page.filters.box.returnPressed.emit()
    found = page.model.rowCount()

    page.filters.reset()

    assert (overdue, working, found, page.model.rowCount()) == (1, 1, 1, 5)
    assert page.filters.count.text() == "共 5 条"


def test_unit_and_period_of_the_left_side_narrow_the_list(page: LedgerPage, window: MainWindow, book: Book) -> None:
    window.side.period.setCurrentIndex(window.side.period.findData("2026-11"))
    november = page.model.rowCount()
    window.side.period.setCurrentIndex(window.side.period.findData("2026-10"))
    october = page.model.rowCount()
    tree = window.side.units
    tree.setCurrentItem(tree.findItems("第3村民小组", Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)[0])
    group = page.model.rowCount()

    page.filters.reset()

    assert (november, october, group, page.model.rowCount()) == (0, 5, 0, 5)
    assert window.side.unit() is None


def test_a_heading_orders_the_list_and_the_cursor_stays_on_its_row(page: LedgerPage) -> None:
    page.grid.go_to(2)

    page.grid.ordered.emit("deadline", True)

    assert page.model.id_at(0) == 5
    assert page.grid.current_id() == 2


def test_the_form_follows_the_cursor_and_history_tells_who(page: LedgerPage) -> None:
    page.open(1)
    assert page.form is not None
    page.grid.setFocus()

    page.grid.go_to(2)
    page.side_by_side.setCurrentWidget(page.history)

    assert page.form.row_id == 2
    assert "张三" in {page.history.item(at, 1).text() for at in range(page.history.rowCount())}


def test_lines_below_a_row_are_added_in_their_own_tab(page: LedgerPage, book: Book) -> None:
    page.open(2)
    lines = page.children_[0]
    page.side_by_side.setCurrentWidget(lines)
    lines.begin()
    lines.form.fields.places["text"].editor.set_text("已召开村民代表会议")

    saved = lines.form.save()

    assert saved
    assert lines.table.rowCount() == 1
    assert book.rows("progress")[0]["problem"] == 2


def test_esc_in_the_form_goes_back_to_the_list(page: LedgerPage) -> None:
    page.open(1)

    hands.press(Qt.Key.Key_Escape)

    assert not page.side_by_side.isVisible()
    assert page.grid.hasFocus()


def test_where_there_is_no_room_the_form_lies_over_the_list(page: LedgerPage, window: MainWindow) -> None:
    page.open(1)
    wide = page.upper.isVisible()

    window.resize(900, 640)
    QApplication.processEvents()

    assert wide
    assert not page.upper.isVisible()
    assert page.side_by_side.isVisible()


def checked(qtbot: QtBot, window: MainWindow) -> None:
    """F8, and the window in front again when the work has ended."""
    window.do("check")
    qtbot.waitUntil(lambda: window.checks.isVisible())
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(window.checks.list.hasFocus)


def test_a_check_that_finds_nothing_says_so_in_the_foot_and_takes_no_room(
    qtbot: QtBot, page: LedgerPage, window: MainWindow
) -> None:
    window.do("check")

    qtbot.waitUntil(lambda: window.said.text() == "审核结果:已保存的记录没有发现问题。")
    assert not window.checks.isVisible()


def test_a_check_lists_faults_and_a_line_jumps_to_its_row(
    qtbot: QtBot, page: LedgerPage, window: MainWindow, book: Book
) -> None:
    with book.change("旧数据") as writer:
        writer.save(PROBLEMS, {**lists.page(book, PROBLEMS, [3])[0], "deadline": "2026-01-01"})
    checked(qtbot, window)

    window.checks.list.itemActivated.emit(window.checks.list.item(0))

    assert "必须改 1 处" in window.checks.title.text()
    assert "早于发现日期" in window.checks.list.item(0).text()
    assert page.form is not None
    assert page.form.row_id == 3
    assert page.form.fields.current() == "deadline"
    assert "早于发现日期" in page.form.fields.places["deadline"].fault.text()


def test_the_check_shows_the_rule_at_a_key_and_esc_folds_it(
    qtbot: QtBot, page: LedgerPage, window: MainWindow, book: Book
) -> None:
    with book.change("旧数据") as writer:
        writer.save(PROBLEMS, {**lists.page(book, PROBLEMS, [3])[0], "deadline": "2026-01-01"})
    checked(qtbot, window)

    hands.press(Qt.Key.Key_0)
    shown = window.checks.basis.isVisible(), window.checks.basis.text()
    hands.press(Qt.Key.Key_Escape)

    assert shown == (True, f"依据:{PROBLEMS.basis}")
    assert not window.checks.isVisible()
    assert page.grid.hasFocus()


def test_a_fault_of_a_line_opens_its_header_at_that_line(
    qtbot: QtBot, page: LedgerPage, window: MainWindow, book: Book
) -> None:
    texts = {"problem": book.title("problem", 2), "on_day": "2026-11-20", "text": "已召开会议"}
    line = records.save(book, ledger("progress"), None, texts)

    window.cell_wanted.emit("progress", line.id, "text")

    assert page.form is not None
    assert page.form.row_id == 2
    lines = page.side_by_side.currentWidget()
    assert isinstance(lines, Children)
    assert (lines.form.row_id, lines.form.fields.current()) == (line.id, "text")


def test_export_writes_what_the_list_shows(qtbot: QtBot, page: LedgerPage, folder: object) -> None:
    out = folder / "导出.csv"  # type: ignore[operator]
    page.filters.states.setCurrentText("整改中")

    page.export(out)
    qtbot.waitUntil(lambda: bool([d for d in page.findChildren(Dialog) if "已导出" in d.windowTitle() + _words(d)]))

    text = out.read_text("utf-8-sig")
    assert "鱼塘发包" in text
    assert "低保评议" not in text
    for each in page.findChildren(Dialog):
        each.reject()


def _words(dialog: Dialog) -> str:
    return "".join(each.text() for each in dialog.findChildren(type(messages.label(""))))


def test_find_everywhere_opens_the_row(page: LedgerPage, window: MainWindow, starter: Starter) -> None:
    starter.go("find")
    found = window.page
    assert isinstance(found, FindPage)
    hands.write("鱼塘")

    hands.enter()

    assert isinstance(window.page, LedgerPage)
    assert window.page.form is not None
    assert window.page.form.row_id == 2


def test_what_is_not_found_is_said(window: MainWindow, starter: Starter) -> None:
    starter.go("find")
    found = window.page
    assert isinstance(found, FindPage)
    found.line.setText("没有这种事")

    found.look()

    assert found.said.text().startswith("没有找到")
    assert found.table.rowCount() == 0


def test_large_type_is_remembered_and_the_page_is_laid_out_anew(page: LedgerPage, window: MainWindow) -> None:
    before = page.grid.horizontalHeader().height()

    window.do("zoom")

    now = window.page
    assert isinstance(now, LedgerPage)
    assert window.settings.get(ZOOM) == 125
    assert now.grid.horizontalHeader().height() == round(before * 1.25)
    window.set_zoom(100)


@pytest.mark.parametrize("percent", [125, 150])
def test_everything_fits_the_screen_in_larger_type(page: LedgerPage, window: MainWindow, percent: int) -> None:
    window.set_zoom(percent)
    window.starter.go("problem")  # type: ignore[attr-defined]
    window.page.open(1)  # type: ignore[union-attr]

    least = window.minimumSizeHint()

    window.set_zoom(100)
    assert least.width() <= 1366
    assert least.height() <= 768 - 30


def test_a_button_for_each_page_and_each_opens_one(window: MainWindow, starter: Starter) -> None:
    tools = {each.text(): each for each in window.strip.findChildren(QToolButton)}

    opened = {}
    for text in ("上报", "查询", "导入", "设置", "录入"):
        tools[text].click()
        opened[text] = type(window.page).__name__

    assert opened == {
        "上报": "PacketScreen",
        "查询": "FindPage",
        "导入": "ImportScreen",
        "设置": "SettingsScreen",
        "录入": "LedgerPage",
    }


def test_a_refusal_is_told_with_a_way_to_copy_it(qtbot: QtBot, window: MainWindow) -> None:
    dialog = messages.tell(window, Refused("报告期已封账,本条没有改动。请走更正上报。"))

    button(dialog, "复制这段话").click()

    assert QApplication.clipboard().text() == "报告期已封账,本条没有改动。请走更正上报。"
    dialog.reject()


def test_an_error_nobody_foresaw_keeps_its_details_for_us(qtbot: QtBot, window: MainWindow) -> None:
    dialog = messages.tell(window, ZeroDivisionError("x"))

    text = dialog.findChild(QPlainTextEdit).toPlainText()

    assert "ZeroDivisionError" in text
    assert "已经保存的内容都在" in _words(dialog)
    dialog.reject()


def test_qts_own_texts_are_chinese(qtbot: QtBot, window: MainWindow) -> None:
    main.application()
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)

    texts = [each.text() for each in box.findChild(QDialogButtonBox).buttons()]

    plain = "".join(texts).replace("(&S)", "").replace("&S", "").replace("(S)", "")
    assert not any(letter.isascii() and letter.isalpha() for letter in plain)
    assert QLocale().language() == QLocale.Language.Chinese


def test_menus_buttons_and_tips_are_chinese(window: MainWindow) -> None:
    said = [action.text() for action in window.findChildren(QAction)]
    said += [each.text() + each.toolTip() for each in window.findChildren(QToolButton)]

    plain = "".join(said)
    for keys in sorted((entry.keys for entry in KEYS if entry.keys), key=len, reverse=True):
        plain = plain.replace(keys, "")
    for name in ("Excel", "CSV", "PDF", "U盘", "&"):
        plain = plain.replace(name, "")

    assert [letter for letter in plain if letter.isascii() and letter.isalpha()] == []


def test_the_help_of_a_register_explains_its_fields(qtbot: QtBot, window: MainWindow) -> None:
    dialog = show_help(window, PROBLEMS)

    text = dialog.findChild(QTextBrowser).toPlainText()

    assert "整改时限" in text
    assert "可写 30天" in text
    dialog.reject()


def test_the_table_of_keys_lists_every_key(qtbot: QtBot, window: MainWindow) -> None:
    dialog = show_keys(window)

    text = dialog.findChild(QTextBrowser).toPlainText()

    assert all(entry.keys in text for entry in KEYS if entry.keys)
    dialog.reject()


def test_the_menu_shows_the_same_keys_as_the_table(window: MainWindow) -> None:
    shown = {a.text(): a.shortcut().toString() for a in window.findChildren(QAction) if a.text()}

    assert all(shown[entry.label] == QKeySequence(entry.keys).toString() for entry in KEYS)


def test_colours_are_changed_by_the_menu_and_remembered(window: MainWindow) -> None:
    window.do("colours")

    assert palette.look() is palette.DARK
    assert window.settings.get(COLOURS) == "深色"
    assert "打印不受影响" in window.said.text()


def test_after_the_last_colours_come_the_first(window: MainWindow) -> None:
    for _ in COLOURS.allowed:
        window.do("colours")

    assert palette.look() is palette.LIGHT
    assert COLOURS.allowed == tuple(palette.SCHEMES)


def test_colours_and_zoom_do_not_undo_each_other(window: MainWindow) -> None:
    window.set_colours("高对比")
    window.set_zoom(125)

    assert palette.look() is palette.CONTRAST

    window.set_colours("浅色")
    assert palette.zoom() == 125
    window.set_zoom(100)


@pytest.mark.parametrize(("wide", "high", "too_large"), [(1366, 768 - 30, True), (1920, 1080, False)])
def test_a_first_window_fills_a_screen_it_would_not_fit_on(wide: int, high: int, too_large: bool) -> None:
    found = main._too_large(QSize(1280, 720), QSize(wide, high))

    assert found == too_large


def test_a_first_window_too_large_for_the_screen_is_shown_over_all_of_it(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "_too_large", lambda size, room: True)

    window = main.open_window()

    qtbot.addWidget(window)
    assert window.isMaximized()
