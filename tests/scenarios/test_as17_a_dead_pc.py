"""AS17: the computer is dead; on another one the stick's newest whole backup is brought back and work goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import settings
from app.ledgers import ledger
from app.operations import backups, books, records, recovery, second_place
from app.operations.books import Book
from app.operations.users import NewUser
from app.packet import drives
from app.packet.drives import Drive
from tests import hands
from tests.conftest import INFO
from tests.scenarios.conftest import StickOf
from tests.scenarios.counting import PATIENCE, Counting
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.home import HomePage
from ui.screens.login import LoginPage, StartPage
from ui.screens.message_line import MessageLine
from ui.screens.recover import RecoverPage
from ui.screens.restore import ASIDE, BROKEN, WHOLE, RestoreScreen
from ui.widgets.dialog import Dialog

MOST_ACTIONS = 6
OWN, LATER = "杏花春雨江南七八九十", "古道西风瘦马夕阳西下"
PEOPLE = (NewUser("clerk", "张三", "clerk", OWN), NewUser("secretary", "李四", "secretary", "铁马秋风塞北九十一二"))
FRIDAY, MONDAY = ("青山村", "绿水村"), "红岩村"
Office = Callable[[bool], str]


@pytest.fixture
def stick(stick_of: StickOf, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exFAT stick that both computers find."""
    made = stick_of("exfat").path
    monkeypatch.setattr(drives, "drives", lambda *_: [Drive(made, "KINGSTON", 8 << 30, True)])
    return made


@pytest.fixture
def office(stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A computer where the clerk worked till it died: the stick was in whenever the book was left."""

    def work(with_code: bool) -> str:
        monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "旧 电脑"))
        book = books.create_book(tmp_path / "旧 电脑" / "books" / "示例乡.mz", replace(INFO, practice=False), PEOPLE)
        path = book.path
        second_place.choose(stick)
        code = recovery.make(book, OWN) if with_code else ""
        for name in FRIDAY:
            records.save(book, ledger("unit"), None, {"name": name, "kind": "村"})
        books.close_book(book)
        book = books.open_book(path, "clerk", OWN)
        records.save(book, ledger("unit"), None, {"name": MONDAY, "kind": "村"})
        books.close_book(book)
        monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "新 电脑"))
        return code

    return work


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, office: Office) -> Iterator[Starter]:
    """The program on the other computer, which has no book yet."""
    window = MainWindow(settings.load())
    qtbot.addWidget(window, before_close_func=_let_go)
    made = Starter(window)
    window.starter = made  # type: ignore[attr-defined]  # kept alive with its window
    window.resize(1366, 720)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    runner.stop()


def _let_go(window: MainWindow) -> None:
    window.leave_pages()
    if window.book is not None:
        window.book.close()
    window.book = None


@pytest.fixture
def did(qtbot: QtBot, starter: Starter) -> Counting:
    return Counting(qtbot, starter.window)


def half(backup: Path) -> None:
    """What is left of a copy when the stick is pulled out half-way."""
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])


def found(did: Counting) -> RestoreScreen:
    """The list of backups, once every one of them was proved."""
    did.qtbot.waitUntil(lambda: isinstance(did.window.page, RestoreScreen), timeout=PATIENCE)  # a key pressed shows
    page = did.window.page
    assert isinstance(page, RestoreScreen)
    did.qtbot.waitUntil(lambda: not runner.busy(), timeout=PATIENCE)
    return page


def shown(did: Counting, kind: type) -> None:
    did.qtbot.waitUntil(lambda: isinstance(did.window.page, kind), timeout=PATIENCE)
    did.back()


def looked_over(did: Counting) -> MessageLine:
    """The line at the top of the first page, once the book was checked from end to end."""
    shown(did, HomePage)
    line = did.window.page.findChildren(MessageLine)[-1]  # type: ignore[union-attr]
    did.qtbot.waitUntil(lambda: "正在逐条核对" not in line.text(), timeout=PATIENCE)
    return line


def units(book: Book) -> list[object]:
    return [row["name"] for row in book.rows("unit")]


def test_with_the_sealed_code_the_newest_backup_of_the_stick_is_brought_back(
    starter: Starter, office: Office, did: Counting
) -> None:
    code = office(True)
    starter.start(None)
    assert isinstance(starter.window.page, StartPage)

    did.press("Alt+R")
    page = found(did)
    assert [line.verdict for line in page.lines] == [WHOLE, WHOLE]
    did.enter()
    shown(did, RecoverPage)
    hands.write(code)
    did.enter()
    hands.write(OWN)
    did.enter()
    hands.write(LATER)
    did.enter()
    hands.write(LATER)
    did.enter()
    line = looked_over(did)

    book = starter.window.book
    assert book is not None
    assert units(book) == [*FRIDAY, MONDAY], "nothing that was in the last backup is lost"
    assert book.check() == [], "the log is one chain from the first entry to the restored one"
    assert "条前后相连、没有断" in line.text()
    assert recovery.USED in line.text()
    assert did.actions <= MOST_ACTIONS


def test_with_the_password_a_book_without_a_code_goes_on(starter: Starter, office: Office, did: Counting) -> None:
    office(False)
    starter.start(None)

    did.press("Alt+R")
    found(did)
    did.enter()
    shown(did, LoginPage)
    hands.write(OWN)
    did.enter()
    line = looked_over(did)

    assert starter.window.book is not None
    assert units(starter.window.book) == [*FRIDAY, MONDAY]
    assert "已核对:" in line.text()
    assert did.actions <= 3


def test_a_backup_cut_off_half_way_is_refused_and_the_one_before_is_offered(
    starter: Starter, office: Office, did: Counting, stick: Path
) -> None:
    office(False)
    newest, before = (file.path for file in backups.find_backups())
    half(newest)
    starter.start(None)

    did.press("Alt+R")
    page = found(did)
    verdicts = [line.verdict for line in page.lines]
    offered, said = page.lines[page.table.currentRow()].file.path, page.message.text()
    did.enter()
    shown(did, LoginPage)
    hands.write(OWN)
    did.enter()
    looked_over(did)

    assert verdicts == [BROKEN, WHOLE]
    assert offered == before
    assert "可能只复制了一半" in said
    assert "已选中可用的一份" in said
    assert starter.window.book is not None
    assert units(starter.window.book) == list(FRIDAY), "at most what came after the backup before"
    assert did.actions <= 3


def test_where_no_backup_can_be_used_nothing_is_made_and_it_is_said(
    starter: Starter, office: Office, did: Counting, stick: Path
) -> None:
    office(False)
    for file in backups.find_backups():
        half(file.path)
    starter.start(None)

    did.press("Alt+R")
    page = found(did)
    did.enter()

    assert "没有别的备份可用" in page.message.text()
    assert page.message.tone == "red"
    assert not backups.target_of(page.lines[0].file.path).exists()


def test_days_later_the_restore_can_still_be_undone(starter: Starter, office: Office, did: Counting) -> None:
    office(False)
    starter.start(None)
    did.press("Alt+R")
    found(did)
    did.enter()
    shown(did, LoginPage)
    hands.write(OWN)
    did.enter()
    looked_over(did)
    book = starter.window.book
    assert book is not None
    records.save(book, ledger("unit"), None, {"name": "新坪村", "kind": "村"})

    starter.restore(book.path)
    page = found(did)
    page.table.setCurrentCell(len(page.lines) - 1, 0)
    did.enter()
    did.front(Dialog)
    did.enter()
    did.qtbot.waitUntil(lambda: len(page.message.buttons) == 2, timeout=PATIENCE)
    did.back()
    without = [row["name"] for row in rows_of(book.path)]
    starter.restore(book.path)
    page = found(did)
    at = next(n for n, line in enumerate(page.lines) if line.verdict == ASIDE)
    page.table.setCurrentCell(at, 0)
    page.ask()
    did.front(Dialog)
    did.enter()
    did.qtbot.waitUntil(lambda: len(page.message.buttons) == 2, timeout=PATIENCE)

    assert "新坪村" not in without
    assert "新坪村" in [row["name"] for row in rows_of(book.path)]


def rows_of(path: Path) -> list[dict[str, object]]:
    book = books.open_book(path, "clerk", OWN)
    try:
        return [dict(row) for row in book.rows("unit")]
    finally:
        book.close()


def test_without_any_stick_it_says_what_to_do(starter: Starter, did: Counting) -> None:
    starter.choose()

    did.press("Alt+R")
    page = found(did)
    did.enter()
    did.press(Qt.Key.Key_Escape)

    assert "请插上存有备份的U盘按 F5 再找" in page.message.text() or "还没有选备份" in page.message.text()
    assert isinstance(starter.window.page, StartPage)
