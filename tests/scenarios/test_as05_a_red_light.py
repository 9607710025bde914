"""AS5: a red light becomes a letter on paper: numbered, addressed, with its limit, its basis and a reply slip."""

from __future__ import annotations

import pytest
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import presets
from app.ledgers import ledger
from app.operations import letters, papers, records
from app.operations.books import Book
from tests import hands
from tests.export.paper import Paper
from tests.scenarios.counting import Printer
from ui.engine.window import MainWindow
from ui.screens.home import HomePage
from ui.screens.ledger import LedgerPage
from ui.screens.letter import LetterDialog
from ui.screens.preview import PreviewDialog

LETTER = ledger("letter")
RED, SOON, FAR_OFF = 0, 1, 2  # 21 days late, due in 3 days, due in 28


@pytest.fixture
def no_paper(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk presses 取消 where the printer is chosen."""
    monkeypatch.setattr(QPrintDialog, "exec", lambda dialog: int(QPrintDialog.DialogCode.Rejected.value))


def dialog_in_front(qtbot: QtBot) -> LetterDialog:
    """The letter that is being looked over, as soon as it takes keys."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), LetterDialog))
    found = QApplication.activeWindow()
    assert isinstance(found, LetterDialog)
    return found


def previewed(qtbot: QtBot) -> PreviewDialog:
    """The preview that came up, with its pages."""

    def shown() -> list[PreviewDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, PreviewDialog) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()) and bool(shown()[-1].drawn.pages), timeout=20_000)
    return shown()[-1]


def at_home(window: MainWindow, at: int) -> HomePage:
    """待办 with the cursor on a line."""
    window.starter.go("home")  # type: ignore[attr-defined]
    home = window.page
    assert isinstance(home, HomePage)
    home.focus()
    home.table.selectRow(at)
    return home


def numbers(book: Book) -> list[str]:
    """Every number that was given, in order."""
    return sorted(str(row["number"]) for row in book.rows("letter") if row["number"])


def test_three_actions_from_a_red_line_to_paper(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int], printer: Printer
) -> None:
    at_home(window, 0)

    hands.press("Ctrl+L")  # 1 督办
    body = dialog_in_front(qtbot).fields.texts()["body"]
    hands.press("Ctrl+P")  # 2 签发并打印; 3 is the answer to the printer's own dialog
    shown = previewed(qtbot)
    qtbot.waitUntil(lambda: "已送往打印机" in shown.message.text(), timeout=20_000)

    (letter,) = book.rows("letter")
    assert letter["number"] == "示纪督〔2026〕1号"
    assert (letter["kind"], letter["to_name"], letter["state"]) == ("督办函", "青山村", "已签发")
    assert (letter["on_day"], letter["reply_due"]) == ("2026-11-22", "2026-11-27")
    assert "示纪问〔2026〕1号" in body
    assert "整改时限为2026年11月1日，截至2026年11月22日已逾期21天（逾期）" in body
    assert str(letter["basis"]) in body
    whole = Paper(shown.drawn.pdfs[0]).whole()
    assert "示纪督〔2026〕1号关于限期完成问题整改的督办函青山村：" in whole
    assert "中共示例乡纪律检查委员会2026年11月22日印发" in whole
    assert "回执请于2026年11月27日前将本回执填好送中共示例乡纪律检查委员会" in whole
    assert printer.sent[-1].stat().st_size > 1000
    assert (letter["prints"], letter["printed_on"]) == (1, "2026-11-22")
    assert {"letter.issue", "sheet.print"} <= {event["act"] for event in acts(book)}
    shown.close()


def acts(book: Book) -> list[dict[str, str]]:
    """The acts in the log."""
    import json

    return [json.loads(body) for (body,) in book.all("SELECT body FROM event")]


def test_looking_and_going_away_uses_no_number(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int]
) -> None:
    at_home(window, 0)

    hands.press("Ctrl+L")
    dialog_in_front(qtbot)
    hands.press("Escape")

    assert book.rows("letter") == []


@pytest.mark.usefixtures("no_paper")
def test_a_cancelled_print_leaves_no_gap(qtbot: QtBot, window: MainWindow, book: Book, problems: list[int]) -> None:
    at_home(window, 0)
    hands.press("Ctrl+L")
    dialog_in_front(qtbot)
    hands.press("Ctrl+P")
    shown = previewed(qtbot)
    shown.close()

    window.do("undo")
    after_undo = numbers(book)
    first = letters.issue(book, [(letters.drafts(book, "problem", [problems[0]])[0], {})])[0]
    records.void(book, LETTER, first.id, "印坏作废")
    second = letters.issue(book, [(letters.drafts(book, "problem", [problems[0]])[0], {})])[0]

    assert after_undo == []
    assert first.number == "示纪督〔2026〕1号"
    assert second.number == "示纪督〔2026〕2号"
    kept = book.row("letter", first.id)
    assert kept is not None
    assert (kept["voided"], kept["void_reason"], kept["number"]) == (1, "印坏作废", first.number)


@pytest.mark.parametrize(
    ("preset", "at", "kind", "level"),
    [
        ("default", RED, "督办函", "已逾期21天（逾期）"),
        ("yichang", RED, "督办函", "已逾期21天（警示）"),
        ("default", FAR_OFF, "提示函", "还有28天到期（正常）"),
        ("xingan", FAR_OFF, "督办函", "还有28天到期（一个月内）"),
        ("suqian", SOON, "提示函", "还有3天到期（临期）"),
    ],
)
def test_a_light_rule_changed_by_the_county_changes_kind_and_words(
    book: Book, problems: list[int], preset: str, at: int, kind: str, level: str
) -> None:
    place = [one.key for one in presets.light_presets()].index(preset)
    with book.change("县里规定") as writer:
        writer.set_option("light_preset", place)

    (draft,) = letters.drafts(book, "problem", [problems[at]])

    assert draft.row["kind"] == kind
    assert level in str(draft.row["body"])
    assert f"（{draft.matters[0]['level']}）" in level


def test_several_rows_of_one_addressee_go_into_one_letter_from_the_list(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int], printer: Printer
) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    page.grid.selectAll()
    page.grid.setFocus()

    hands.press("Ctrl+L")
    heading = dialog_in_front(qtbot).draft
    hands.press("Ctrl+P")
    shown = previewed(qtbot)
    qtbot.waitUntil(lambda: "已送往打印机" in shown.message.text(), timeout=20_000)

    assert len(heading.matters) == 5
    (letter,) = book.rows("letter")
    assert {row["about_id"] for row in book.rows("letter_matter", letter=letter["id"])} == set(problems)
    assert [row["id"] for row in letters.letters_of(book, "problem", problems[3])] == [letter["id"]]
    shown.close()


def test_rows_of_two_addressees_are_looked_over_one_after_the_other_and_signed_together(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int], printer: Printer
) -> None:
    records.save(book, ledger("problem"), problems[1], {"responsible_unit": "示例乡"})
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    page.grid.selectAll()
    page.grid.setFocus()

    hands.press("Ctrl+L")
    first = dialog_in_front(qtbot)
    hands.press("Ctrl+P")
    between = book.rows("letter")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), LetterDialog) and dialog_in_front(qtbot) != first)
    hands.press("Ctrl+P")
    shown = previewed(qtbot)
    qtbot.waitUntil(lambda: "已送往打印机" in shown.message.text(), timeout=20_000)

    assert between == []
    assert [row["to_name"] for row in book.rows("letter")] == ["青山村", "示例乡"]
    assert len(shown.drawn.pdfs) == 2
    assert [row["prints"] for row in book.rows("letter")] == [1, 1]
    shown.close()


def test_from_the_open_form_what_was_typed_is_saved_first(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int]
) -> None:
    window.starter.open_row("problem", problems[0])  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    assert page.form is not None
    page.form.fields.places["description"].editor.set_text("低保评议没有公示就上报")
    page.form.fields.focus("description")

    hands.press("Ctrl+L")

    assert "低保评议没有公示就上报" in dialog_in_front(qtbot).fields.texts()["body"]
    dialog_in_front(qtbot).reject()


def test_another_kind_is_drafted_anew_and_a_draft_has_no_number(
    qtbot: QtBot, window: MainWindow, book: Book, problems: list[int]
) -> None:
    at_home(window, 0)
    hands.press("Ctrl+L")
    dialog = dialog_in_front(qtbot)
    dialog.fields.places["kind"].editor.set_text("催办单")

    dialog.fields.left.emit("kind")
    subject = dialog.fields.texts()["subject"]
    dialog.keep()

    (letter,) = book.rows("letter")
    assert subject == "关于问题整改的催办单"
    assert (letter["kind"], letter["state"], letter["number"]) == ("催办函", "起草", None)
    sheet = papers.build(book, LETTER, "letter", [int(str(letter["id"]))])[0]
    assert sheet.number == "（未签发，没有文号）"


def test_the_reply_that_does_not_come_is_red_in_the_list_of_what_waits(
    window: MainWindow, book: Book, problems: list[int], clock: object
) -> None:
    made = letters.issue(book, [(letters.drafts(book, "problem", [problems[0]])[0], {})])[0]
    clock.move(days=6)  # type: ignore[attr-defined]
    home = at_home(window, 0)
    home.load()

    lines = [(line.register, line.id) for line in home.found.overdue] if home.found else []

    assert ("letter", made.id) in lines
    urging = letters.drafts(book, "letter", [made.id])[0]
    assert urging.row["kind"] == "催办函"
    assert "示纪督〔2026〕1号：《关于限期完成问题整改的督办函》没有按期回复" in str(urging.row["body"])
