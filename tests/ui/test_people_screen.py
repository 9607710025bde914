"""Users, the recovery code and a first password, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import paths
from app.operations import backups, books, recovery, users
from app.operations.books import Book, NewUser
from app.settings import Settings
from tests.conftest import INFO
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens import preview
from ui.screens.home import HomePage
from ui.screens.login import LoginPage
from ui.screens.people import PeopleTab, PersonDialog
from ui.screens.preview import PreviewDialog
from ui.screens.recover import RecoverPage, RenewPage
from ui.screens.recovery_sheet import ASKED, RecoveryDialog
from ui.screens.restore import RestoreScreen

CLERK, SECRETARY, FIRST = "三月的雨下在了屋檐上", "七月的风吹过了那山岗", "小桥流水人家七八九十"
OWN = "一壶浊酒喜相逢古今多少"


@pytest.fixture
def real(folder: Path) -> Iterator[Book]:
    people = (NewUser("clerk", "王小明", "clerk", CLERK), NewUser("secretary", "周正", "secretary", SECRETARY))
    made = books.create_book(folder / "青云乡.mz", replace(INFO, practice=False), people)
    yield made
    made.close()


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, real: Book) -> PeopleTab:
    made = PeopleTab(real, 10)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, options: Settings) -> Iterator[Starter]:
    window = MainWindow(options)
    qtbot.addWidget(window)
    made = Starter(window)
    window.show()
    yield made
    if window.book is not None:
        window.forget_pages()
        window.close_book()


def rows(tab: PeopleTab) -> list[tuple[str, str, str]]:
    return [(tab._text(row, 0), tab._text(row, 2), tab._text(row, 4)) for row in range(tab.table.rowCount())]


def fill(dialog: PersonDialog, **texts: str) -> None:
    for key, text in texts.items():
        dialog.lines[key].setText(text)
    for login, text in (("clerk", CLERK), ("secretary", SECRETARY)):
        if f"of {login}" in dialog.lines:
            dialog.lines[f"of {login}"].setText(text)


def test_a_user_is_added_with_both_passwords_and_shown(tab: PeopleTab, real: Book) -> None:
    tab.add()
    dialog = tab.findChild(PersonDialog)
    assert dialog is not None
    fill(dialog, name="李红梅", login="li", password=FIRST)
    dialog.roles.setCurrentIndex(dialog.roles.findData("admin"))

    dialog.press.click()

    assert rows(tab)[-1] == ("李红梅", "管理员", "要换密码")
    assert [user.role for user in users.users(real)] == ["clerk", "secretary", "admin"]


def test_what_stands_against_it_is_said_in_the_dialog(tab: PeopleTab) -> None:
    tab.add()
    dialog = tab.findChild(PersonDialog)
    assert dialog is not None
    fill(dialog, name="王小明", login="w2", password=FIRST)

    dialog.press.click()

    assert "一个人不能有两个身份" in dialog.alarm.text()
    assert len(rows(tab)) == 2


def test_the_last_secretary_cannot_be_disabled_from_here_either(tab: PeopleTab) -> None:
    tab.table.setCurrentCell(1, 0)
    tab.disable()
    dialog = tab.findChild(PersonDialog)
    assert dialog is not None
    fill(dialog)

    dialog.press.click()

    assert "先增加接任的人" in dialog.alarm.text()


def test_the_code_is_in_force_only_after_a_group_was_read_back(tab: PeopleTab, real: Book) -> None:
    tab.make_code()
    dialog = tab.findChild(RecoveryDialog)
    assert dialog is not None
    dialog.password.setText(CLERK)
    dialog.go()
    shown = [one.text() for one in dialog.findChildren(QLabel) if one.objectName() == "title"]
    dialog.back.setText("QQQQQ")
    dialog.go()
    refused, before = dialog.alarm.text(), recovery.state(real).made_at
    dialog.back.setText(shown[ASKED - 1].lower())

    dialog.go()

    assert len(shown) == 9
    assert "不一样" in refused
    assert before == ""
    recovery.check(real.path, "-".join(shown))
    assert "保险柜" in tab.code.text()


def test_the_sheet_with_the_code_is_printed_and_kept_in_no_file_and_typing_goes_on(
    tab: PeopleTab, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "printer_found", lambda: False)
    tab.make_code()
    dialog = tab.findChild(RecoveryDialog)
    assert dialog is not None
    dialog.password.setText(CLERK)
    dialog.go()
    dialog.print.setFocus()

    dialog.print_sheet()
    paper = dialog.findChild(PreviewDialog)
    assert paper is not None
    qtbot.waitUntil(lambda: bool(paper.drawn.pages))
    paper.print_out()
    said, act = paper.message.text(), paper.message.buttons
    size = paper.size()
    paper.close()

    assert not any(one.isVisibleTo(paper) for one in (paper.pdf_button, paper.excel_button, paper.word_button))
    assert not paper.paper_box.isVisibleTo(paper)
    assert "照屏幕抄在纸上" in said
    assert act == []
    assert size.width() >= tab.window().width() - 100
    assert dialog.focusWidget() is dialog.back


def test_the_lock_page_and_the_login_lead_to_the_recovery_code(starter: Starter, real: Book) -> None:
    code = recovery.make(real, CLERK)
    real.close()
    starter.start(real.path)
    page = starter.window.page
    assert isinstance(page, LoginPage)
    page.recover.click()
    form = starter.window.page
    assert isinstance(form, RecoverPage)

    form.code.setText("U" + code[1:])
    said = form.groups.text()
    form.code.setText(code)
    form.new.setText(OWN)
    form.again.setText(OWN)
    form.go()

    assert "第 1 组" in said
    assert isinstance(starter.window.page, HomePage)
    assert starter.window.book is not None
    starter.window.forget_pages()
    starter.window.close_book()
    books.open_book(real.path, "clerk", OWN).close()


def test_two_different_new_passwords_are_told_and_nothing_is_opened(starter: Starter, real: Book) -> None:
    code = recovery.make(real, CLERK)
    real.close()
    starter.recover(real.path)
    form = starter.window.page
    assert isinstance(form, RecoverPage)
    form.code.setText(code)
    form.new.setText(OWN)
    form.again.setText(FIRST)

    form.go()

    assert "不一样" in form.alarm.text()
    assert starter.window.book is None


def test_whoever_comes_with_a_first_password_chooses_his_own_before_he_sees_anything(
    starter: Starter, real: Book
) -> None:
    users.add(real, NewUser("li", "李红梅", "reader", FIRST), {"clerk": CLERK, "secretary": SECRETARY})
    real.close()
    starter.start(real.path)
    page = starter.window.page
    assert isinstance(page, LoginPage)
    page.user.setCurrentIndex(page.user.findData("li"))
    page.password.setText(FIRST)
    page.enter()
    renew = starter.window.page
    assert isinstance(renew, RenewPage)
    assert starter.window.book is None

    for text in (FIRST, OWN):
        renew.new.setText(text)
        renew.again.setText(text)
        renew.go()

    assert starter.window.book is not None
    assert not users.must_renew(starter.window.book, "li")


def test_as17_on_a_new_computer_the_backup_is_opened_from_the_first_page_and_asks_for_the_code(
    starter: Starter, real: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    code = recovery.make(real, CLERK)
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = backups.back_up(real, stick).path
    real.close()
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "新电脑"))

    starter.open_book(made)
    page = starter.window.page
    assert isinstance(page, RestoreScreen)
    page.ask()
    qtbot.waitUntil(lambda: isinstance(starter.window.page, RecoverPage) and not runner.busy(), timeout=20_000)
    first = starter.window.page
    assert isinstance(first, RecoverPage)
    said = " ".join(one.text() for one in first.findChildren(QLabel))
    first.left.emit()
    login = starter.window.page
    assert isinstance(login, LoginPage)
    login.password.setText(CLERK)
    login.enter()
    refused = login.alarm.text()
    high, needed = login.alarm.height(), login.alarm.heightForWidth(login.alarm.width())
    login.recover.click()
    form = starter.window.page
    assert isinstance(form, RecoverPage)
    for line, text in ((form.code, code), (form.new, OWN), (form.again, OWN)):
        line.setText(text)
    form.go()

    assert "密码是在原来那台电脑上设的,这里要用恢复码" in said
    assert "在另一台电脑上" in refused
    assert high >= needed  # no line of it is cut off
    assert starter.window.book is not None
    assert starter.window.book.path == paths.books() / "青云乡.mz"
