"""AS9: a villager asks about one disclosed line; at most eight keys to enter it, three for the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import exports, lists, packet_content, papers, records, sheets, todo, vault
from app.operations.books import Book
from tests import hands
from tests.conftest import FixedClock, Places
from tests.operations.clerk import TWO_LINES, lines, sheet
from ui.engine.asking import AskDialog
from ui.engine.identity_dialog import FillDialog
from ui.engine.moves import MoveDialog
from ui.engine.window import MainWindow
from ui.screens.finance import FinanceScreen
from ui.screens.ledger import LedgerPage

QUESTION = ledger("question")
ASKER = "欧阳柳英"
MOST_KEYS, MOST_ANSWER_KEYS = 8, 3


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


def enter_question(qtbot: QtBot, screen: FinanceScreen, text: str) -> int:
    """Ask about the line under the cursor; returns how many keys beside the text it took."""
    hands.press(Qt.Key.Key_F4)
    dialog = screen.findChild(AskDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.fields.places["way"].editor.inner.hasFocus)
    hands.write("1")
    hands.enter()
    hands.write(text)
    hands.enter(2)
    return 5


def test_a_question_takes_at_most_eight_keys_and_is_linked_to_its_line(
    qtbot: QtBot, screen: FinanceScreen, book: Book, sheet_id: int, places: Places
) -> None:
    keys = enter_question(qtbot, screen, "买办公用纸为什么要两百多元")

    (row,) = book.rows("question")
    print(f"AS9: {keys} 个非文字键(目标 {MOST_KEYS})")
    assert keys <= MOST_KEYS
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


def test_an_answer_takes_at_most_three_keys_and_is_printed_for_the_board_without_a_name(
    qtbot: QtBot, screen: FinanceScreen, window: MainWindow, book: Book
) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    (row,) = book.rows("question")
    window.starter.open_row("question", int(str(row["id"])))  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    assert page.form is not None

    press = next(one for one in page.form.findChildren(type(screen.save_button)) if one.text() == "答复")
    press.click()
    dialog = page.form.findChild(MoveDialog) or page.form.findChild(AskDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.fields.places["answer"].editor.inner.hasFocus)
    hands.write("买的是全年打印纸十箱,发票在村委会可以查看")
    dialog.press.click()
    keys = 2

    after = book.rows("question")[0]
    (paper,) = papers.build(book, QUESTION, "question_answer", [int(str(row["id"]))])
    text = "\n".join("".join(line) for line in paper.lines())
    print(f"AS9 答复: {keys} 个非文字键(目标 {MOST_ANSWER_KEYS})")
    assert keys <= MOST_ANSWER_KEYS
    assert (after["state"], after["answered_on"], after["late"]) == ("已答复", "2026-11-22", 0)
    assert "买的是全年打印纸十箱" in text
    assert "办公" in text
    assert "提问人" not in text


def test_an_answer_that_is_late_is_red(qtbot: QtBot, screen: FinanceScreen, book: Book, clock: FixedClock) -> None:
    enter_question(qtbot, screen, "买办公用纸为什么要两百多元")
    clock.move(days=11)

    (row,) = book.rows("question")
    light = lists.light(book, QUESTION, row)

    assert light is not None
    assert (light.tone, light.word) == ("red", "逾期")
    assert "question" in [line.register for line in todo.todo(book).overdue]


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
