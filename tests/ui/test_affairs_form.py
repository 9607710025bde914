"""村务公开 at the keyboard: an entry of the catalogue fills the form, and only the points of its kind are asked for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import lists, starters
from app.operations.books import Book
from tests.conftest import Places
from ui.engine.form import Form
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage

ITEMS, ENTRIES = ledger("affairs_item"), ledger("disclosure_item")


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication, book: Book, places: Places) -> Form:
    starters.load_starter(book, ENTRIES, ENTRIES.starters[0].label)
    made = Form(book, ITEMS)
    qtbot.addWidget(made)
    made.begin()
    return made


def choose(form: Form, key: str, text: str) -> None:
    editor = form.fields.places[key].editor
    editor.set_text(text)
    editor.typed.emit()
    editor.left.emit()


def test_a_chosen_entry_fills_what_is_empty_and_another_one_replaces_only_that(form: Form) -> None:
    form.fields.places["owner_dept"].editor.set_text("乡民政办")
    choose(form, "catalogue", "特困人员供养名单")
    first = form.fields.texts()
    choose(form, "catalogue", "征地补偿费的使用和分配")
    second = form.fields.texts()

    assert (first["item"], first["area"], first["timing"], first["special"]) == ("特困人员供养名单", "保障", "按期", "")
    assert first["content"].startswith("供养人数：\n")
    assert (second["item"], second["area"], second["timing"]) == ("征地补偿费的使用和分配", "资金", "随时")
    assert second["special"] == "征地补偿及分配"
    assert "供养" not in second["content"]
    assert first["owner_dept"] == second["owner_dept"] == "乡民政办"


def test_only_the_points_of_the_kind_are_asked_for(form: Form) -> None:
    def asked() -> set[str]:
        form.fields.fold(False)
        shown = {key for key, place in form.fields.places.items() if place.editor.isVisibleTo(form)}
        return shown & {"document", "planned", "contractor", "progress", "labour", "names", "meeting", "attended"}

    by_area = {}
    for area in ("政策", "项目", "保障", "民主决策"):
        choose(form, "area", area)
        by_area[area] = asked()
    choose(form, "special", "一事一议筹资筹劳")

    assert by_area == {
        "政策": {"document"},
        "项目": {"document", "planned", "contractor", "progress"},
        "保障": {"document", "names"},
        "民主决策": {"meeting", "attended"},
    }
    assert asked() == {"document", "planned", "labour", "names", "meeting", "attended"}


def test_what_was_filled_in_is_saved_with_the_rest(form: Form, book: Book) -> None:
    choose(form, "unit", "青山村")
    choose(form, "catalogue", "特困人员供养名单")
    choose(form, "period", "2026Q3")

    saved = form.save()

    (row,) = lists.page(book, ITEMS, lists.ids(book, ITEMS))
    assert saved
    assert (row["item"], row["due_on"]) == ("特困人员供养名单", "2026-10-15")


def test_the_shipped_catalogue_is_one_button_away_and_says_so_when_it_is_there(
    window: MainWindow, qtbot: QtBot, book: Book
) -> None:
    window.went_to.emit("disclosure_item")
    page = window.page
    assert isinstance(page, LedgerPage)
    press = next(one for one in page.findChildren(QPushButton) if one.text() == "装入参考目录")

    press.click()
    first = (page.model.rowCount(), lists.count(book, ENTRIES))
    press.click()

    assert first[0] == first[1] > 40
    assert lists.count(book, ENTRIES) == first[1]
    told = [one.text() for box in window.findChildren(QDialog) for one in box.findChildren(QLabel)]
    assert any("都已经有了,没有改动" in text for text in told)
