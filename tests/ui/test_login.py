"""The way in: first run, practice by one click, a password that is wrong, a new book, a broken file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.faults import Told
from app.operations import books
from app.operations.books import BookInfo, NewUser
from app.settings import Settings
from tests import hands
from ui import main
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens import new_book
from ui.screens.first_steps import FirstSteps
from ui.screens.home import HomePage
from ui.screens.login import LoginPage, StartPage
from ui.screens.new_book import NewBookPage
from ui.widgets.dialog import Dialog

CLERK, SECRETARY = "三月的雨下在了屋檐上", "七月的风吹过了那山岗"


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, options: Settings) -> Starter:
    window = MainWindow(options)
    qtbot.addWidget(window)
    made = Starter(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return made


@pytest.fixture
def real_book(folder: Path) -> Path:
    """A book that asks for a password."""
    path = folder / "青云乡.mz"
    info = BookInfo(township="青云乡", code="330182002", county="示例县", short="青")
    users = [NewUser("clerk", "王小明", "clerk", CLERK), NewUser("secretary", "周正", "secretary", SECRETARY)]
    books.close_book(books.create_book(path, info, users))
    return path


def close(starter: Starter) -> None:
    starter.window.forget_pages()
    starter.window.close_book()


def test_the_first_run_offers_its_ways_in(starter: Starter) -> None:
    starter.start(None)

    page = starter.window.page

    assert isinstance(page, StartPage)
    assert [each.accessibleName() for each in page.findChildren(QPushButton)] == [
        "打开练习账套",
        "新建账套",
        "打开账套",
        "打开县级练习账套",
        "从备份恢复",
    ]
    assert page.practice.hasFocus()


def test_a_practice_book_opens_without_a_question(starter: Starter, book_path: Path) -> None:
    asked = book_path

    starter.start(asked)

    assert isinstance(starter.window.page, HomePage)
    assert starter.window.practice.isVisible()
    close(starter)


def test_the_last_book_is_asked_for_again(starter: Starter, real_book: Path) -> None:
    books.remember_book(real_book)

    starter.start(None)

    page = starter.window.page
    assert isinstance(page, LoginPage)
    assert [page.user.itemText(at) for at in range(page.user.count())] == ["王小明(经办人)", "周正(审核人)"]
    assert page.password.hasFocus()


def test_a_wrong_password_is_said_and_the_right_one_opens(starter: Starter, real_book: Path) -> None:
    starter.start(real_book)
    page = starter.window.page
    assert isinstance(page, LoginPage)
    hands.write("wrong password")
    hands.enter()
    said = page.alarm.text()

    hands.write(CLERK)
    hands.enter()

    assert "密码" in said
    assert isinstance(starter.window.page, HomePage)
    assert not starter.window.practice.isVisible()
    close(starter)


def test_a_new_book_is_made_by_typing_and_opens(starter: Starter) -> None:
    starter.new_book()
    hands.enter()  # the statement
    for text in ("示例县", "白云乡", "330182003", "白", "王小明", CLERK, "周正"):
        hands.write(text)
        hands.enter()
    hands.write(SECRETARY)

    hands.enter()

    assert isinstance(starter.window.page, FirstSteps)
    assert starter.window.book is not None
    assert starter.window.book.info.township == "白云乡"
    assert books.last_book() == starter.window.book.path
    close(starter)


def test_what_is_missing_for_a_new_book_is_named_and_nothing_is_made(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    hands.enter()
    page.lines["county"].setText("示例县")

    page.go_on()

    assert page.alarm.text().startswith("还没有填:乡镇(街道)、")
    assert starter.window.book is None


def test_a_weak_password_is_refused_in_place(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    page.go_on()
    for key, line in page.lines.items():
        line.setText(
            "1234567890" if key.endswith("password") else {"code": "33018", "short": "示"}.get(key, f"示例{key}")
        )

    page.make()

    assert page.alarm.text().startswith("经办人密码:")
    assert page.lines["clerk_password"].hasFocus() or not page.isActiveWindow()
    assert starter.window.book is None


def test_passwords_are_looked_at_where_nobody_stands_by(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    hidden = page.lines["secretary_password"].echoMode()

    page.seen.click()

    assert hidden == QLineEdit.EchoMode.Password
    assert page.lines["secretary_password"].echoMode() == QLineEdit.EchoMode.Normal
    page.seen.click()
    assert page.lines["clerk_password"].echoMode() == QLineEdit.EchoMode.Password


def test_a_file_that_is_no_book_is_told_and_the_choice_is_there(starter: Starter, folder: Path) -> None:
    foreign = folder / "照片.mz"
    foreign.write_bytes(b"not a book")

    starter.start(foreign)

    assert isinstance(starter.window.page, StartPage)
    dialogs = [each for each in starter.window.findChildren(Dialog) if each.isVisible()]
    assert [each.windowTitle() for each in dialogs] == ["账套没有打开"]
    dialogs[0].reject()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"QT_IM_MODULE": "fcitx5"}, {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"XMODIFIERS": "@im=fcitx"}, {"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULE": "ibus"}),
        ({}, {}),
    ],
)
def test_chinese_can_be_typed_through_fcitx5(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, str], after: dict[str, str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    environment = dict(before)

    main.prepare_typing(environment)

    assert environment == after


def test_a_new_book_fits_a_low_screen_in_large_letters_and_the_window_stays_so_when_it_opens(
    qtbot: QtBot, starter: Starter, book_path: Path
) -> None:
    starter.choose()
    starter.window.set_zoom(150)
    starter.window.resize(1366, 768)
    starter.new_book()
    qtbot.waitUntil(lambda: isinstance(starter.window.page, NewBookPage))
    assert starter.window.minimumSizeHint().height() <= 768

    starter.open_book(book_path)

    qtbot.waitUntil(lambda: starter.window.height() == 768)
    close(starter)


def test_no_book_is_made_before_the_statement_was_seen(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    texts = ("示例县", "白云乡", "330182003", "白", "王小明", CLERK, "周正", SECRETARY)
    for line, text in zip(page.lines.values(), texts, strict=True):
        line.setText(text)

    page.make()

    assert page.alarm.text().startswith("还没有看过非涉密声明")
    assert not list(books.paths.books().glob("*.mz"))


def test_one_step_back_keeps_what_was_typed(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    hands.enter()
    hands.write("示例县")

    page.go_back()
    page.go_on()

    assert page.lines["county"].text() == "示例县"
    assert page.lines["county"].hasFocus()
    page.go_back()
    page.go_back()
    assert isinstance(starter.window.page, StartPage)


def test_the_sign_of_numbers_is_proposed_from_the_name_and_only_words_are_taken(starter: Starter) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    page.go_on()
    for key, text in (("county", "青山县"), ("township", "白云镇"), ("code", "330182003")):
        page.lines[key].setText(text)
        page.lines[key].textEdited.emit(text)
    proposed = page.lines["short"].text()
    page.lines["short"].setText("510")

    page.go_on()

    assert proposed == "白"
    assert page.alarm.text().startswith("文号代字:写一到四个汉字")
    assert page.lines["short"].hasFocus()


def test_while_a_book_is_made_the_button_says_so_and_no_old_alarm_stands(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter.new_book()
    page = starter.window.page
    assert isinstance(page, NewBookPage)
    page.go_on()
    page.make()
    refused = page.alarm.isVisible()
    texts = {"code": "33018", "short": "白", "clerk_password": CLERK, "secretary_password": SECRETARY}
    for key, line in page.lines.items():
        line.setText(texts.get(key, f"示例{key}"))
    seen: list[tuple[str, bool]] = []

    def make(*_: object) -> None:
        seen.append((page.press.text(), page.alarm.isVisible()))
        raise Told("磁盘已满。")

    monkeypatch.setattr(new_book, "_new_township", make)
    page.make()

    assert refused
    assert seen == [("正在建立…", False)]
    assert page.press.text() == "下一步"
    assert page.alarm.text() == "磁盘已满。"
