"""What the window gains for problems: one form for 立行立改, merging, promises from ticked rows, the chain."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import promises, records
from app.operations.books import Book
from tests.conftest import Places
from ui.engine import messages
from ui.engine.form import Form
from ui.engine.merging import MergeDialog
from ui.engine.related import RelatedRows
from ui.engine.row_menu import RowMenu
from ui.engine.window import MainWindow
from ui.screens import ROW_ACTIONS
from ui.screens.ledger import LedgerPage
from ui.screens.preview import PreviewDialog
from ui.widgets.dialog import Dialog
from ui.widgets.files import FilesEditor

PROBLEMS = ledger("problem")
TYPED = {
    "unit": "青山村",
    "discovery": "群众提",
    "category": "2.3 筹资筹劳、摊派、违规收缴、克扣拖欠、教育乱收费",
    "description": "多收 3 户水费 90 元",
    "amount_involved": "90",
    "amount_due": "90",
    "amount_returned": "90",
    "measures": "当场退还 90 元",
    "lead": "王伟",
    "responsible": "王伟",
    "deadline": "2026-11-22",
    "result": "3 户都已签字领款",
}


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication, book: Book, places: Places) -> Form:
    made = Form(book, PROBLEMS)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(window: MainWindow, book: Book, places: Places, problems: list[int]) -> LedgerPage:
    window.starter.go("problem")  # type: ignore[attr-defined]
    shown = window.page
    assert isinstance(shown, LedgerPage)
    return shown


def put(form: Form, texts: dict[str, str]) -> None:
    for key, text in texts.items():
        form.fields.places[key].editor.set_text(text)


def press(form: Form, text: str) -> None:
    next(one for one in form.moves.findChildren(QPushButton) if one.text() == text).click()


def test_a_new_problem_is_found_mended_and_proved_in_one_form(form: Form, book: Book, folder: Path) -> None:
    receipt = folder / "退款收据.txt"
    receipt.write_text("三户签字", "utf-8")
    put(form, TYPED)
    box = form.fields.places["proof"].editor.inner
    assert isinstance(box, FilesEditor)
    box.add([receipt])

    press(form, "立行立改(一次办完)")

    (row,) = book.rows("problem")
    assert (row["state"], row["close_asked_by"]) == ("待核实", "张三")
    assert "退款收据" in str(row["proof"])
    assert form.state.text() == "待核实"
    assert not form.changed


def test_what_is_missing_stands_at_its_field_and_nothing_is_saved(form: Form, book: Book) -> None:
    put(form, {key: text for key, text in TYPED.items() if key != "measures"})

    press(form, "立行立改(一次办完)")

    assert book.rows("problem") == []
    assert "不能为空" in form.fields.places["measures"].fault.text()
    assert "还缺一件退款凭证" in form.fields.places["proof"].fault.text()


def test_two_ticked_entries_are_merged_after_a_reason(page: LedgerPage, book: Book, problems: list[int]) -> None:
    page.merge(problems[:2])
    dialog = page.findChild(MergeDialog)
    assert dialog is not None
    dialog.choices[1].setChecked(True)
    dialog.go()
    refused = dialog.alarm.text()
    assert dialog.reason is not None
    dialog.reason.setPlainText("同一件事登记了两次")

    dialog.go()

    assert "理由" in refused
    rows = {int(str(row["id"])): row["voided"] for row in book.rows("problem", voided=None)}
    assert (rows[problems[0]], rows[problems[1]]) == (1, 0)
    assert page.model.position(problems[0]) is None


@pytest.mark.parametrize(("ticked", "merges"), [(1, False), (2, True), (3, False)])
def test_the_menu_offers_to_promise_and_for_two_rows_to_merge(
    page: LedgerPage, monkeypatch: pytest.MonkeyPatch, ticked: int, merges: bool
) -> None:
    monkeypatch.setattr(RowMenu, "open_at", lambda *_: None)
    monkeypatch.setattr(page.grid, "chosen_ids", lambda: list(range(1, ticked + 1)))

    page.open_menu()

    assert page.menu is not None
    offered = [action.text() for action in page.menu.actions()]
    assert f"做承诺书(一个单位一份)(所选 {ticked} 条)" in offered
    assert ("合并成一条…" in offered) is merges


def test_what_the_menu_cannot_do_now_can_be_chosen_and_says_why(
    page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(RowMenu, "open_at", lambda *_: None)
    monkeypatch.setattr(messages, "tell", lambda _parent, what, *_: told.append(str(what)))
    monkeypatch.setattr(page.grid, "chosen_ids", lambda: [1])
    page.open_menu()
    assert page.menu is not None

    shut = page.menu.add("打印闭环卡", lambda: told.append("printed"), reason="还没有销号。请先销号,再打印")
    shut.trigger()

    assert shut.isEnabled()
    assert shut.text() == "打印闭环卡(现在不能)"
    assert told == ["还没有销号。请先销号,再打印"]


def test_ticked_problems_become_letters_ready_to_print(
    qtbot: QtBot, page: LedgerPage, book: Book, problems: list[int]
) -> None:
    by_unit = ROW_ACTIONS["problem"][0]
    records.move(book, PROBLEMS, problems[2], "开始整改", texts={"measures": "重新张贴 7 天", "responsible": "王伟"})

    by_unit.act(page, [problems[1], problems[2]])

    (promise,) = book.rows("commitment")
    assert promise["problems"] == [problems[1], problems[2]]
    preview = page.findChild(PreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview.drawn.sheets), timeout=20_000)
    assert [sheet.title for sheet in preview.drawn.sheets] == ["整改承诺书"]
    preview.close()


def test_the_chain_is_a_tab_and_opens_the_other_row(
    qtbot: QtBot, page: LedgerPage, window: MainWindow, book: Book, problems: list[int]
) -> None:
    (promise,) = promises.make_for(book, [problems[1]]).ids
    page.open(problems[1])
    page.side_by_side.setCurrentWidget(page.related)
    panel = page.related
    assert isinstance(panel, RelatedRows)

    with qtbot.waitSignal(panel.wanted) as asked:
        panel.open(0)

    assert asked.args == ["commitment", promise]
    shown = window.page
    assert isinstance(shown, LedgerPage)
    assert shown.ledger.key == "commitment"
    assert shown.form is not None
    assert shown.form.row_id == promise


def test_a_row_without_relations_says_so(qtbot: QtBot, book: Book, problems: list[int]) -> None:
    panel = RelatedRows(book, PROBLEMS)
    qtbot.addWidget(panel)

    panel.show_row(problems[0])

    assert panel.hint.text() == "还没有别的记录与这一条相关。"
    assert panel.table.rowCount() == 0


def test_ticked_rows_go_into_a_countys_own_form(
    qtbot: QtBot, page: LedgerPage, problems: list[int], folder: Path
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{行.序号}}", "{{行.存在问题}}"])
    workbook.save(folder / "本县.xlsx")

    page.fill_form(problems[:2], folder / "本县.xlsx", folder / "出.xlsx")
    qtbot.waitUntil(lambda: any("已写出 1 个文件" in one.text() for one in page.findChildren(QLabel)))

    assert [cell.value for cell in openpyxl.load_workbook(folder / "出.xlsx").active["A"]] == [1, 2]
    for each in page.findChildren(Dialog):
        each.reject()


def test_the_menu_of_rows_offers_the_countys_own_form(page: LedgerPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RowMenu, "open_at", lambda *_: None)
    monkeypatch.setattr(page.grid, "chosen_ids", lambda: [1])

    page.open_menu()

    assert page.menu is not None
    assert "套用本县表样…(所选 1 条)" in [action.text() for action in page.menu.actions()]
