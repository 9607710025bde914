"""Every picker of every register is typed by pinyin initials; text fields offer what was written before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.fields import Choice, Field, Link, Text
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import lists, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine.editors import editor_for
from ui.engine.form import Form
from ui.widgets.area import SuggestArea
from ui.widgets.options import Options
from ui.widgets.suggest import SuggestLine

CHOICES = [(one, field) for one in LEDGERS for field in one.typed if isinstance(field, Choice)]
LINKS = [(one, field) for one in LEDGERS for field in one.typed if isinstance(field, Link)]


def named(pairs: list[tuple[LedgerDef, Field]]) -> list[str]:
    return [f"{one.key}.{field.key}" for one, field in pairs]


def begins(label: str) -> str:
    """The letters a clerk would type for an option; one that begins with a figure has its figure."""
    return lists.initials_of(label)[0]


@pytest.mark.parametrize(("register", "field"), CHOICES, ids=named(CHOICES))
def test_every_option_of_every_choice_is_found_by_its_initials(
    qtbot: QtBot, dressed: QApplication, book: Book, register: LedgerDef, field: Choice
) -> None:
    editor = editor_for(field, book, register)
    qtbot.addWidget(editor)
    missed = []

    for option in field.leaves:
        letters = begins(option.label)
        if isinstance(editor.inner, SuggestLine):
            found = [offer.text for offer in editor.inner._ask(letters)]
            missed += [option.label] * (option.label not in found)
        elif letters.isalpha():  # the others are chosen by their digit
            assert isinstance(editor.inner, Options)
            editor.set_text("")
            editor.inner._letters = ""
            QTest.keyClicks(editor.inner, letters)
            # several may begin so: the first of them stands there, ↓ goes on from it
            missed += [option.label] * (not any(way.startswith(letters) for way in lists.initials_of(editor.text())))

    assert missed == []


@pytest.mark.parametrize(("register", "field"), LINKS, ids=named(LINKS))
def test_every_picker_asks_for_rows_by_name_number_or_initials(
    qtbot: QtBot, dressed: QApplication, book: Book, register: LedgerDef, field: Link
) -> None:
    editor = editor_for(field, book, register)
    qtbot.addWidget(editor)

    assert isinstance(editor.inner, SuggestLine)
    assert "拼音首字母" in editor.inner.placeholderText()
    assert editor.inner._ask("zzzzzz") == []


def test_letters_that_lead_nowhere_begin_a_new_word(qtbot: QtBot, dressed: QApplication, book: Book) -> None:
    problems = ledger("problem")
    editor = editor_for(problems.by_key["discovery"], book, problems)
    qtbot.addWidget(editor)

    QTest.keyClicks(editor.inner, "qz")
    first = editor.text()
    QTest.keyClicks(editor.inner, "l")

    assert first == "群众提"
    assert begins(editor.text()).startswith("l")


def test_a_text_field_offers_what_was_written_there_most_often(
    qtbot: QtBot, dressed: QApplication, book: Book, problems: list[int], places: Places
) -> None:
    register = ledger("problem")
    text = next(one for one in register.typed if isinstance(one, Text) and one.key != "remark")
    for row_id, said in zip(problems, ("按月公示", "按月公示", "按季公示"), strict=False):
        records.save(book, register, row_id, {text.key: said})
    editor = editor_for(text, book, register)
    qtbot.addWidget(editor)
    assert isinstance(editor.inner, SuggestLine)

    assert [offer.text for offer in editor.inner._ask("按")] == ["按月公示", "按季公示"]


def test_usual_measures_are_offered_while_they_are_typed_and_taken_with_enter(
    qtbot: QtBot, dressed: QApplication, book: Book, problems: list[int]
) -> None:
    register = ledger("problem")
    usual = "重新召开村民代表会议,结果张榜公示七天"
    for row_id in problems[:2]:
        records.save(book, register, row_id, {"measures": usual})
    form = Form(book, register)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.fields.fold(False)
    form.fields.focus("measures")
    area = form.fields.places["measures"].editor.inner
    assert isinstance(area, SuggestArea)

    hands.write("重新")
    qtbot.waitUntil(area.list.isVisible)
    hands.press(Qt.Key.Key_Down, Qt.Key.Key_Return)

    assert area.toPlainText() == usual
    assert form.fields.current() not in ("", "measures")


def test_what_happened_is_never_offered_from_another_case(qtbot: QtBot, dressed: QApplication, book: Book) -> None:
    register = ledger("problem")
    editor = editor_for(register.by_key[register.alike], book, register)
    qtbot.addWidget(editor)

    assert not isinstance(editor.inner, SuggestArea)
