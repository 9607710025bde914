"""First run: from nothing to a book that enters, prints and asks for its certificate, by keys alone; L1, K4, L10."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.operations import enrolment, first_steps
from app.settings import Settings
from tests import hands
from tests.scenarios.counting import Counting, Printer
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.certificates import TownshipCertificates
from ui.screens.first_steps import FirstSteps
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.screens.login import StartPage
from ui.screens.recovery_sheet import RecoveryDialog
from ui.widgets.dialog import Dialog

CLERK, SECRETARY = "三月的雨下在了屋檐上", "七月的风吹过了那山岗"
MOST_ACTIONS = 40
Key = Qt.Key


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, options: Settings) -> Starter:
    """The program as it is started for the very first time."""
    window = MainWindow(options)
    qtbot.addWidget(window)
    window.resize(1366, 728)
    made = Starter(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.start(None)
    return made


def made_by_keys(starter: Starter, does: Counting) -> FirstSteps:
    """From the choice of the first run to the steps of the open book."""
    assert isinstance(starter.window.page, StartPage)
    does.press(Key.Key_Tab)
    does.enter()
    does.enter()  # the statement
    for text in ("示例县", "白云乡", "330182003", "白", "王小明", CLERK, "周正", SECRETARY):
        hands.write(text)
        does.enter()
    code = does.front(RecoveryDialog)
    does.enter()
    assert code.prepared is not None
    does.qtbot.waitUntil(code.back.hasFocus)
    hands.write(code.prepared.code.split("-")[4])
    does.enter()
    does.back()
    page = starter.window.page
    assert isinstance(page, FirstSteps)
    return page


def test_a_book_is_begun_by_keys_and_enters_prints_and_asks_for_its_certificate(
    qtbot: QtBot, starter: Starter, printer: Printer, folder: Path
) -> None:
    does = Counting(qtbot, starter.window)
    printer.did = does
    page = made_by_keys(starter, does)
    assert page.lists["units"].text.hasFocus()
    page.choose_folder = lambda: folder
    hands.write("青山村 2")
    does.press("Ctrl+Return")
    assert page.lists["people"].text.toPlainText() == "王小明 纪委干部\n周正 纪委书记\n"
    hands.write("青山村 李强 村书记")
    does.press("Ctrl+Return")
    qtbot.waitUntil(lambda: page.step.key == "backup")
    does.press("Space")  # the only place there is: another folder
    does.back()
    qtbot.waitUntil(lambda: page.step.key == "certificate")  # the recovery code is there already
    does.enter()
    certificates = starter.window.page
    assert isinstance(certificates, TownshipCertificates)
    certificates.choose_folder = lambda _: folder
    certificates.ask_press.setFocus()
    does.enter()
    does.front(Dialog)
    hands.write(CLERK)
    does.enter()
    does.back()
    book = starter.window.book
    assert book is not None
    assert enrolment.pending(book, "clerk") is not None
    assert first_steps.left(book) == []

    does.press("Alt+Home")
    assert isinstance(starter.window.page, HomePage)
    assert not starter.window.page.found or not [
        line for line in starter.window.page.found.due_soon if line.number == "开账"
    ]
    print(f"开账: {does.actions} 个动作(目标 {MOST_ACTIONS}, 5 分钟)")
    assert does.actions <= MOST_ACTIONS
    enters_and_prints(starter, does, printer)
    starter.window.forget_pages()
    starter.window.close_book()


def test_an_office_list_in_excel_becomes_the_units_without_leaving_the_step(
    qtbot: QtBot, starter: Starter, printer: Printer, folder: Path
) -> None:
    page = made_by_keys(starter, Counting(qtbot, starter.window))
    page.choose_file = lambda: roster(folder)
    page.read_workbook()
    qtbot.waitUntil(lambda: bool(page.lists["units"].text.toPlainText()))
    read = page.lists["units"].counted.text()

    page.do_it()

    book = starter.window.book
    assert book is not None
    assert read == "认出 2 个村、5 个村民小组、1 个站所。"
    assert [row["name"] for row in book.rows("unit", kind="村")] == ["青山村", "黄泥坳村"]
    page.go_back()
    assert page.step.key == "units"
    page.look_again()  # F5 finds sticks and leaves nobody where he was not
    assert page.step.key == "units"
    starter.window.forget_pages()
    starter.window.close_book()


def roster(folder: Path) -> Path:
    """A list of units as offices keep it: a title, two rows of headings, a number column, a sum, who signed."""
    path = folder / "花名册.csv"
    lines = (
        "青山镇各村基本情况表,,,",
        "序号,单位名称,村民小组数,负责人",
        "1,青山 村,２,张德贵",
        "2, 黄泥坳村 ,3个,王强",
    )
    path.write_text("\n".join([*lines, "3,便民服务中心,,吴丽", "合计,3个单位,,", "审核:何建国,,,"]), "utf-8")
    return path


def enters_and_prints(starter: Starter, does: Counting, printer: Printer) -> None:
    """A problem of the village that was typed, and its list on paper."""
    starter.go("problem")
    page = starter.window.page
    assert isinstance(page, LedgerPage)
    does.press("Ctrl+N")
    assert page.form is not None
    texts = {"unit": "青山村", "discovery": "2", "category": "7", "description": "财务公开榜没有张贴", "lead": "周正"}
    while (key := page.form.fields.current()) != "deadline":
        hands.write(texts.get(key, ""))
        does.enter()
    hands.write("30天")
    does.press("Ctrl+Return")
    assert starter.window.book is not None
    (row,) = starter.window.book.rows("problem")
    assert str(row["number"]).startswith("白纪问")
    starter.go("problem")
    does.back()
    page.preview_list()
    paper = does.paper()
    paper.print_button.click()
    does.qtbot.waitUntil(lambda: paper.message.text().startswith("已送往打印机"), timeout=20_000)
    assert printer.sent[-1].exists()


def test_every_step_may_be_left_and_waits_in_the_list(qtbot: QtBot, starter: Starter, printer: Printer) -> None:
    does = Counting(qtbot, starter.window)
    page = made_by_keys(starter, does)

    for _ in first_steps.left(page.book):
        page.later.setFocus()
        does.enter()

    home = starter.window.page
    assert isinstance(home, HomePage)
    home.show_kind("due_soon")
    assert home.found is not None
    assert [line.what for line in home.found.due_soon] == ["录入单位", "录入人员", "第二处备份", "签名证书"]
    home.table.setCurrentCell(1, 0)
    home.focus()
    does.enter()
    assert isinstance(starter.window.page, FirstSteps)
    starter.window.forget_pages()
    starter.window.close_book()


def test_a_line_that_is_no_unit_is_told_on_the_page_and_nothing_is_lost(
    qtbot: QtBot, starter: Starter, printer: Printer
) -> None:
    page = made_by_keys(starter, Counting(qtbot, starter.window))
    page.lists["units"].text.setPlainText("青山村 2\n王小明")

    page.do_it()

    assert "王小明:看不出是什么单位" in page.message.text()
    assert page.lists["units"].text.toPlainText() == "青山村 2\n王小明"
    assert "有 1 行没有认出" in page.lists["units"].counted.text()
    starter.window.forget_pages()
    starter.window.close_book()
