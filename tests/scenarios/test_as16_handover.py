"""AS16: the clerk changes: one page, one list with everything, three people, and the roles change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import books, handover, identities, media, records, users, vault
from app.operations.books import Book
from app.operations.users import NewUser
from app.settings import Settings
from app.storage.troubles import WrongPassword
from tests import hands
from tests.conftest import INFO
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens import preview as preview_module
from ui.screens.handing_over import HandingOverPage
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.screens.lock import LockPage
from ui.screens.login import LoginPage
from ui.screens.recover import RenewPage

MOST_ACTIONS = 6
OWN = {"clerk": "杏花春雨江南七八九十", "secretary": "铁马秋风塞北九十一二"}
FIRST, CHOSEN = "小桥流水人家七八九十", "古道西风瘦马夕阳西下"
PEOPLE = (NewUser("clerk", "张三", "clerk", OWN["clerk"]), NewUser("secretary", "李四", "secretary", OWN["secretary"]))


class Counting:
    """Hands that count every click and key chord; text is free."""

    def __init__(self) -> None:
        self.actions = 0

    def press(self, keys: str) -> None:
        """A key chord where the focus is."""
        hands.press(keys)
        self.actions += 1


@pytest.fixture
def real(folder: Path) -> Iterator[Book]:
    """A real township with a late matter, a stick, both certificates, and reporters in the drawer."""
    book = books.create_book(folder / "示例乡.mz", replace(INFO, practice=False), PEOPLE)
    now = book.moment()
    signers = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(book, identities.make_practice_county("示例县", now), signers, folder / "trust", now)
    records.save(book, ledger("unit"), None, {"name": "青山村", "kind": "村"})
    people = {"name": "王伟", "unit": "青山村", "post": "主任", "level": "村(社区)干部"}
    records.save(book, ledger("person"), None, people)
    texts = {
        "unit": "青山村",
        "found_on": book.today().isoformat(),
        "discovery": "群众提",
        "category": ledger("problem").by_key["category"].leaves[0].label,
        "description": "补贴名单张贴不足七天",
        "lead": "王伟",
        "deadline": "30天",
    }
    records.save(book, ledger("problem"), None, texts)
    media.carried(book, "03号盘", "上报包.zip.p7m", "4827 1093", ())
    yield book
    book.close()


@pytest.fixture
def starter(qtbot: QtBot, dressed: QApplication, real: Book, options: Settings) -> Starter:
    """The window with the real book open for its clerk."""
    window = MainWindow(options)
    qtbot.addWidget(window, before_close_func=_let_go)
    made = Starter(window)
    window.starter = made  # type: ignore[attr-defined]  # kept alive with its window
    window.resize(1366, 720)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.opened(real)
    return made


def _let_go(window: MainWindow) -> None:
    window.leave_pages()
    if window.book is not None:
        window.book.close()
    window.book = None


@pytest.fixture
def paper(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the printer gets, as a file."""
    out = folder / "打印 出来.pdf"

    def printer(parent: object, pages: int) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(out))
        return made

    monkeypatch.setattr(preview_module, "printer_found", lambda: True)
    monkeypatch.setattr(preview_module, "ask_for_printer", printer)
    return out


def test_a_clerk_is_followed_by_another_in_six_actions_by_keys(
    qtbot: QtBot, starter: Starter, real: Book, paper: Path
) -> None:
    window, did = starter.window, Counting()

    did.press("Ctrl+Shift+J")
    page = window.page
    assert isinstance(page, HandingOverPage)
    hands.write("孙七")
    did.press("Return")
    hands.write(FIRST)
    did.press("Return")
    hands.write(OWN["clerk"])
    did.press("Return")
    hands.write(OWN["secretary"])
    did.press("Return")
    assert page.message.text() == ""
    shown = page.preview
    assert shown is not None
    qtbot.waitUntil(lambda: shown.print_button.isEnabled(), timeout=60_000)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    did.press("Ctrl+P")
    qtbot.waitUntil(lambda: shown._printing is None and paper.exists(), timeout=60_000)

    print(f"AS16: {did.actions} actions of {MOST_ACTIONS}")
    assert did.actions <= MOST_ACTIONS
    (sheet,) = shown.drawn.sheets
    said = "\n".join(text for line in sheet.lines() for text in line)
    for part in ("未办结事项", "到期日", "已报上报包和回执", "补贴名单张贴不足七天", "03号盘", "停用,由孙七接任"):
        assert part in said
    assert ["移交人：", "接收人：", "监交人：", "日期："] in sheet.lines()
    hands.press("Escape")
    qtbot.waitUntil(lambda: isinstance(window.page, LoginPage), timeout=60_000)
    with qtbot.waitActive(window):
        window.activateWindow()
    _the_old_one_is_out_and_the_new_one_is_in(qtbot, starter, real)


def _the_old_one_is_out_and_the_new_one_is_in(qtbot: QtBot, starter: Starter, real: Book) -> None:
    window = starter.window
    login = window.page
    assert isinstance(login, LoginPage)
    assert [login.user.itemData(at) for at in range(login.user.count())] == ["sunqi", "secretary"]
    with pytest.raises(WrongPassword):
        books.open_book(real.path, "clerk", OWN["clerk"])
    hands.write(FIRST)
    hands.press("Return")
    renew = window.page
    assert isinstance(renew, RenewPage)
    for _ in range(2):
        hands.write(CHOSEN)
        hands.press("Return")
    qtbot.waitUntil(lambda: isinstance(window.page, HomePage), timeout=60_000)
    book = window.book
    assert book is not None
    assert (book.actor_name, book.role) == ("孙七", "clerk")
    with pytest.raises(Refused, match="还没有经办人的签名证书"):
        identities.person_key(book, "clerk", {"clerk": OWN["clerk"], "sunqi": CHOSEN})
    assert [one.login for one in users.former(book)] == ["clerk"]
    vault.close(vault.unlock(book, CHOSEN))
    assert isinstance(window.page, HomePage)
    assert window.page.found is not None
    waiting = [line.what for line in window.page.found.overdue + window.page.found.due_soon]
    assert {"办理证书", "签字清单归档"} <= set(waiting)
    assert any("孙七的经办人证书" in line.title for line in window.page.found.overdue)


def test_what_speaks_against_it_stands_on_the_page_and_nobody_is_changed(
    qtbot: QtBot, starter: Starter, real: Book
) -> None:
    hands.press("Ctrl+Shift+J")
    page = starter.window.page
    assert isinstance(page, HandingOverPage)
    hands.write("李四")
    hands.press("Return")
    hands.write(FIRST)
    hands.press("Return")
    hands.write(OWN["clerk"])
    hands.press("Return")
    hands.write(OWN["secretary"])

    hands.press("Return")

    assert "一个人不能有两个身份" in page.message.text()
    assert [user.login for user in users.users(real)] == ["clerk", "secretary"]
    assert page.done is None


def test_a_screen_locked_over_the_signed_list_lets_only_the_next_one_in(
    qtbot: QtBot, starter: Starter, real: Book
) -> None:
    hands.press("Ctrl+Shift+J")
    page = starter.window.page
    assert isinstance(page, HandingOverPage)
    page.heir.setCurrentText("孙七")
    page.password.setText(FIRST)
    for login, password in OWN.items():
        page.others[login].setText(password)
    page.hand_over()
    shown = page.preview
    assert shown is not None
    qtbot.waitUntil(lambda: shown.print_button.isEnabled(), timeout=60_000)

    starter.lock()

    locked = starter.window.page
    assert isinstance(locked, LockPage)
    qtbot.waitUntil(locked.press.isEnabled, timeout=60_000)
    qtbot.wait(50)
    assert starter.window.page is locked
    assert starter.window.book is None
    assert [locked.user.itemData(at) for at in range(locked.user.count())] == ["sunqi", "secretary"]


def test_every_line_of_the_list_opens_where_it_can_be_seen(qtbot: QtBot, starter: Starter, real: Book) -> None:
    hands.press("Ctrl+Shift+J")
    page = starter.window.page
    assert isinstance(page, HandingOverPage)
    at = next(at for at, section in enumerate(page.found) if section.key == "media")
    page.table.setCurrentCell(at, 0)
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)

    hands.press("Return")

    assert isinstance(starter.window.page, LedgerPage)


def test_an_administrator_stays_where_he_is_after_the_handover(qtbot: QtBot, starter: Starter, real: Book) -> None:
    users.add(real, NewUser("admin", "王五", "admin", FIRST), OWN)
    real.close()
    admin = books.open_book(real.path, "admin", FIRST)
    starter.opened(admin)

    hands.press("Ctrl+Shift+J")
    page = starter.window.page
    assert isinstance(page, HandingOverPage)
    page.leaves.setCurrentIndex(page.leaves.findData("clerk"))
    page.heir.setCurrentText("孙七")
    page.password.setText(CHOSEN)
    page.others["clerk"].setText(OWN["clerk"])
    page.hand_over()

    assert "岗位已交给孙七" in page.message.text()
    assert [user.login for user in users.users(admin)] == ["sunqi", "secretary", "admin"]
    assert starter.window.book is admin
    shown = page.preview
    assert shown is not None
    qtbot.waitUntil(lambda: shown.print_button.isEnabled(), timeout=60_000)
    shown.close()
    assert handover.may_leave(admin)[0].login == "admin"
