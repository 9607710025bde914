"""The window takes a register it has never heard of: list, form, filters, moves, lines and history of 走访记录."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.operations import lists, records
from app.operations.books import Book
from tests.conftest import FixedClock, Places
from tests.test_engine_proof import opened
from tests.visits import FIRST, GIFTS, VISITS
from ui.engine.children import Children
from ui.engine.filters import FilterBar
from ui.engine.form import Form
from ui.engine.history import History
from ui.engine.model import RegisterModel


@pytest.fixture
def book(book_path: Path, clock: FixedClock) -> Iterator[Book]:
    """The book with the throw-away register; `places` fills this one."""
    with closing(opened(book_path, clock)) as book:
        yield book


@pytest.fixture
def visit(book: Book, places: Places) -> records.Saved:
    return records.save(book, VISITS, None, FIRST)


def test_its_list_shows_what_was_entered(qtmodeltester: ModelTester, book: Book, visit: records.Saved) -> None:
    made = RegisterModel(book, VISITS)
    made.load()
    keys = [column.key for column in made.columns]

    texts = {key: made.index(0, at).data() for at, key in enumerate(keys)}

    assert (texts["number"], texts["place"], texts["topic"]) == ("示访〔2026〕1号", "青山村", "1.1 低保")
    assert (texts["visitors"], texts["state"]) == ("王伟", "登记")
    qtmodeltester.check(made)


def test_its_form_has_a_place_for_every_typed_field_and_saves_them(
    qtbot: QtBot, dressed: QApplication, book: Book, places: Places
) -> None:
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.begin()
    for key, text in {**FIRST, "topic": "1.1 低保"}.items():
        form.fields.places[key].editor.set_text(text)

    saved = form.save()

    (row,) = lists.page(book, VISITS, lists.ids(book, VISITS))
    assert saved
    assert set(form.fields.places) >= {field.key for field in VISITS.typed}
    assert (row["number"], row["who"], row["topic"], row["visitors"]) == (
        "示访〔2026〕1号",
        "李奶奶",
        "1.1",
        [places.person],
    )


def test_its_faults_stand_at_their_fields_and_nothing_is_saved(
    qtbot: QtBot, dressed: QApplication, book: Book, places: Places
) -> None:
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.begin()
    for key, text in {**FIRST, "budget": "1.005"}.items():
        form.fields.places[key].editor.set_text(text)

    saved = form.save()

    assert not saved
    assert lists.count(book, VISITS) == 0


def test_its_filters_its_lines_and_its_history_are_shown(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    records.save_lines(book, VISITS, visit.id, GIFTS, [records.LineEdit(None, {"thing": "棉被", "cost": "300"})])
    widgets = [FilterBar(VISITS), Children(book, GIFTS), History(book, VISITS)]
    for widget in widgets:
        qtbot.addWidget(widget)
    filters = widgets[0]
    assert isinstance(filters, FilterBar)
    filters.box.setText("漏雨")

    shown = list(lists.ids(book, VISITS, filters.query(book, None, None)))

    assert shown == [visit.id]
