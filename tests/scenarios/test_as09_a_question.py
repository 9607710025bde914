"""AS9: a villager asks about one disclosed line; at most eight keys to enter it, three for the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import exports, lists, packet_content, papers, records, sheets, vault
from app.operations.books import Book
from tests import hands
from tests.conftest import FixedClock, Places
from tests.export.paper import Paper
from tests.operations.clerk import TWO_LINES, lines, sheet
from tests.scenarios.counting import PATIENCE, Counting, Printer
from ui.engine.asking import AskDialog
from ui.engine.identity_dialog import FillDialog
from ui.engine.moves import MoveDialog
from ui.engine.window import MainWindow
from ui.screens.finance import FinanceScreen
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.style.palette import toned

QUESTION = ledger("question")
ASKER = "欧阳柳英"
MOST_KEYS, MOST_ANSWER_KEYS = 8, 3
Key = Qt.Key


@pytest.fixture
def sheet_id(book: Book, places: Places) -> int:
    """A finance sheet of two lines."""
    made = sheet(book).id
    lines(book, made, *TWO_LINES)
    return made


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, sheet_id: int) -> FinanceScreen:
    """The sheet on the screen, the cursor in its second line."""
    window.starter.open_row("finance_sheet", sheet_id)  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    assert isinstance(page.own_screen, FinanceScreen)
    found = page.own_screen
    qtbot.waitUntil(found.grid.hasFocus)
    found.grid.setCurrentIndex(found.lines.index(1, 0))
    return found


def ask(did: Counting, text: str) -> None:
    """Ask about the line under the cursor: face to face, and what."""
    did.press(Key.Key_F4)
    dialog = did.front(AskDialog)
    did.qtbot.waitUntil(dialog.fields.places["way"].editor.inner.hasFocus)
    did.press(Key.Key_1)
    did.enter()
    hands.write(text)
    did.enter()
    did.enter()
    did.back()


def enter_question(qtbot: QtBot, screen: FinanceScreen, text: str) -> None:
    """The same where nobody counts."""
    window = screen.window()
    assert isinstance(window, MainWindow)
    ask(Counting(qtbot, window), text)


def test_a_question_takes_at_most_eight_keys_from_the_first_page_on_and_is_linked_to_its_line(
    did: Counting, book: Book, sheet_id: int, places: Places
) -> None:
    did.press("Ctrl+Shift+F")
    hands.write("办公用纸")
    did.enter()
    page = did.window.page
    assert isinstance(page, LedgerPage)
    screen = page.own_screen
    assert isinstance(screen, FinanceScreen)
    did.qtbot.waitUntil(screen.grid.hasFocus)
    ask(did, "买办公用纸为什么要两百多元")

    (row,) = book.rows("question")
    print(f"AS9: {did.actions} 个非文字键,从待办页算起(目标 {MOST_KEYS})")
    assert did.actions <= MOST_KEYS
    assert (row["line"], row["sheet"], row["unit"]) == (screen.lines.lines[1].id, sheet_id, places.village)
    assert (row["topic"], row["way"], row["asked_on"], row["due_on"]) == (
        "财务公开",
        "当面",
        "2026-11-22",
        "2026-12-02",
    )
    assert "2026-12-02 前答复" in screen.message.text()


def test_the_asker_may_stay_unnamed_and_a_name_goes_into_the_drawer_only(
    qtbot: QtBot, screen: FinanceScreen, book: Book
) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    (row,) = book.rows("question")
    unnamed = vault.kept(book, QUESTION, int(str(row["id"])))

    screen.message.buttons[0].click()
    dialog = screen.findChild(FillDialog)

    assert unnamed is None
    assert dialog is not None
    dialog.reject()


def test_a_name_that_was_given_is_found_by_no_search_and_stands_on_no_paper_in_no_export_and_no_packet(
    qtbot: QtBot, screen: FinanceScreen, book: Book, sheet_id: int, folder: Path
) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    number = int(str(book.rows("question")[0]["id"]))
    screen.message.buttons[0].click()
    dialog = screen.findChild(FillDialog)
    assert dialog is not None
    dialog.editors["name"].setText(ASKER)  # type: ignore[union-attr]
    dialog.press.click()
    records.move(book, QUESTION, number, "答复", texts={"answer": "是全年用纸,发票在村委会可以查看"})
    records.save(book, QUESTION, number, {"handler": "王伟"})

    made = [*papers.build(book, QUESTION, "question_answer", [number]), sheets.wall_of(book, _row(book, sheet_id))]
    table = exports.export_register(book, QUESTION, None, folder / "群众意见.csv").read_text("utf-8-sig")
    month = packet_content.rows_of_month(book, Period.parse("2026-11"))
    everything = [str(sheet.lines()) for sheet in made] + [table, str(month.rows)]

    assert vault.kept(book, QUESTION, number) is not None
    assert "两百多元" in table
    assert lists.find_everywhere(book, "两百多元") != []
    assert lists.find_everywhere(book, ASKER) == []
    assert [text for text in everything if ASKER in text] == []


def _row(book: Book, sheet_id: int) -> Row:
    row = book.row("finance_sheet", sheet_id)
    assert row is not None
    return row


def test_an_answer_takes_at_most_three_keys_from_todo_and_is_printed_for_the_board_without_a_name(
    qtbot: QtBot, did: Counting, screen: FinanceScreen, book: Book, clock: FixedClock, printer: Printer
) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    clock.move(days=3)
    home = at_home(did)
    shown = [home.table.item(at, 3).text() for at in range(home.table.rowCount())]
    home.table.setCurrentCell(next(at for at, text in enumerate(shown) if "两百多元" in text), 0)
    did.actions = 0

    did.enter()
    did.back()
    did.press("Alt+2")
    dialog = did.front(MoveDialog)
    qtbot.waitUntil(dialog.fields.places["answer"].editor.inner.hasFocus)
    hands.write("买的是全年打印纸十箱,发票在村委会可以查看")
    pressed = list[bool]()
    dialog.press.clicked.connect(lambda: pressed.append(True))
    did.press("Ctrl+Return")
    qtbot.waitUntil(lambda: bool(pressed))
    keys = did.actions
    did.back()
    page = did.window.page
    assert isinstance(page, LedgerPage)
    assert page.form is not None
    paper = next(at for at, one in enumerate(page.form.moves.findChildren(QPushButton), 1) if "打印" in one.text())
    did.press(f"Alt+{paper}")
    preview = did.paper()
    did.press("Ctrl+P")
    qtbot.waitUntil(lambda: "已送往打印机" in preview.message.text(), timeout=PATIENCE)

    after = book.rows("question")[0]
    text = Paper(preview.drawn.pdfs[0]).whole()
    preview.close()
    print(f"AS9 答复: {keys} 个非文字键(目标 {MOST_ANSWER_KEYS}),打印另 {did.actions - keys} 个")
    assert keys <= MOST_ANSWER_KEYS
    assert did.actions <= MOST_KEYS
    assert (after["state"], after["answered_on"], after["late"]) == ("已答复", "2026-11-25", 0)
    assert printer.sent[-1].stat().st_size > 1000
    assert "买的是全年打印纸十箱" in text
    assert "两百多元" in text
    assert "提问人" not in text


def at_home(did: Counting) -> HomePage:
    """待办 with its lines that are due soon."""
    did.window.starter.go("home")  # type: ignore[attr-defined]
    home = did.window.page
    assert isinstance(home, HomePage)
    home.show_kind("due_soon")
    home.focus()
    return home


def test_an_answer_that_is_late_is_red(
    qtbot: QtBot, screen: FinanceScreen, window: MainWindow, book: Book, clock: FixedClock
) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    clock.move(days=11)

    (row,) = book.rows("question")
    light = lists.light(book, QUESTION, row)

    window.starter.go("home")  # type: ignore[attr-defined]
    home = window.page
    assert isinstance(home, HomePage)
    home.show_kind("overdue")
    found = [at for at in range(home.table.rowCount()) if "两百多元" in home.table.item(at, 3).text()]
    assert light is not None
    assert (light.tone, light.word) == ("red", "逾期")
    assert [home.table.item(at, 0).foreground().color().name() for at in found] == [toned("red").ink.lower()]
    assert [home.table.item(at, 0).text() for at in found] == ["■ 逾期 1天"]


def test_without_a_line_nothing_is_asked(qtbot: QtBot, screen: FinanceScreen, book: Book) -> None:
    last = len(screen.lines.lines) - 1
    screen.grid.setCurrentIndex(screen.lines.index(last, 0))
    if screen.lines.lines[last].id is not None:
        screen.lines.lines.append(type(screen.lines.lines[0])())
        screen.grid.setCurrentIndex(screen.lines.index(last + 1, 0))

    screen.ask()

    assert screen.message.text() == "先把光标放到群众问的那一笔上,再按 F4。"
    assert book.rows("question") == []


def test_a_whole_sheet_may_be_asked_about_too(book: Book, sheet_id: int) -> None:
    from app.operations import raising

    (made,) = raising.raise_rows(
        book, ledger("finance_sheet"), sheet_id, "登记群众意见", {"way": "电话", "text": "期初结余怎么来的"}
    )

    assert (made.row["sheet"], made.row["line"], made.row["topic"]) == (sheet_id, None, "财务公开")
    assert records.shown(book, QUESTION, made.row)["unit"] == "青山村"
