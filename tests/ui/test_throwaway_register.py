"""The window takes a register it has never heard of: list, form, filters, moves, lines and history of 走访记录."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.faults import Fault, Refused
from app.operations import lists, records, views
from app.operations.books import Book
from app.operations.views import View
from tests.conftest import FixedClock, Places
from tests.test_engine_proof import NEW_PROBLEM, opened
from tests.visits import FIRST, GIFTS, VISITS
from ui.engine.asking import AskDialog
from ui.engine.children import Children
from ui.engine.filters import FilterBar
from ui.engine.form import Form
from ui.engine.history import History
from ui.engine.model import RegisterModel
from ui.engine.row_menu import RowMenu
from ui.engine.views import Views
from ui.widgets.dialog import Dialog


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


def test_a_field_of_another_kind_of_row_is_asked_for_only_where_it_belongs(
    qtbot: QtBot, dressed: QApplication, book: Book, places: Places
) -> None:
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.begin()
    fields, house = form.fields, form.fields.places["house"]
    fields.fold(False)

    def put(topic: str) -> tuple[bool, bool]:
        fields.places["topic"].editor.set_text(topic)
        fields.places["topic"].editor.typed.emit()
        heading = house.editor.parentWidget()
        assert heading is not None
        return house.editor.isVisibleTo(form), heading.isVisibleTo(form)

    before, chosen, other = put("1.1 低保"), put("1.2 住房"), put("1.1 低保")
    house.editor.set_text("屋顶漏雨")
    filled = put("1.1 低保")
    house.editor.set_text("")
    fields.fit()
    fields.show_faults([Fault("house", "住房情况:请写明", "E-REQUIRED")])

    assert (before, chosen, other, filled) == ((False, False), (True, True), (False, False), (True, True))
    assert house.editor.isVisibleTo(form)


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


def pressed(form: Form, text: str) -> QPushButton:
    return next(one for one in form.moves.findChildren(QPushButton)[::-1] if one.text() == text)


def line(menu: RowMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(text))


def test_its_button_makes_a_row_of_another_register_and_asks_only_for_what_is_missing(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.open(visit.row)
    made: list[list[records.Saved]] = []
    form.raised.connect(lambda register, rows: made.append(rows))
    pressed(form, "转为问题").click()
    dialog = form.findChild(AskDialog)
    assert dialog is not None
    asked = list(dialog.fields.places)
    dialog.go()
    refused = (dialog.alarm.text(), book.rows("problem"))
    category = book.ledgers["problem"].by_key["category"].show("3.1")
    for key, text in {**NEW_PROBLEM, "category": category}.items():
        dialog.fields.places[key].editor.set_text(text)

    dialog.go()

    (problem,) = book.rows("problem")
    assert asked == list(NEW_PROBLEM)
    assert refused == ("没有办理,还有 4 处要补或要改:问题来源、类别、责任领导、整改时限。改好再按 Ctrl+Enter。", [])
    assert problem["description"] == FIRST["story"]
    assert form.row["problem"] == problem["id"]
    assert [one.id for rows in made for one in rows] == [problem["id"]]
    assert str(problem["number"]) in pressed(form, "转为问题").toolTip()


def test_its_papers_are_offered_in_its_form_and_say_why_not(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    silent = records.save(book, VISITS, None, {**FIRST, "story": "", "who": "赵爷爷"})
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.open(silent.row)
    wanted: list[tuple[str, int]] = []
    form.printed.connect(lambda key, row_id: wanted.append((key, row_id)))
    slip, full = pressed(form, "打印单据").menu().actions()

    slip.trigger()

    assert wanted == [("visit_slip", silent.id)]
    assert full.toolTip() == "没有填写反映情况"
    assert full.text().endswith("(现在不能)")


def test_a_button_that_cannot_act_says_why_when_it_is_pressed(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    silent = records.save(book, VISITS, None, {**FIRST, "story": "", "who": "赵爷爷"})
    form = Form(book, VISITS)
    qtbot.addWidget(form)
    form.open(silent.row)

    pressed(form, "转为问题").click()

    told = form.findChild(Dialog)
    assert told is not None
    assert [one.text() for one in told.findChildren(QLabel) if "没有填写" in one.text()]
    assert form.findChild(AskDialog) is None


def test_ticked_rows_of_its_list_are_raised_printed_and_filled_together(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "story": "水渠塌了无人修"})
    page = QWidget()
    qtbot.addWidget(page)
    menu = RowMenu(page, book, VISITS, [visit.id, other.id])
    printed: list[tuple[str, list[int]]] = []
    menu.printed.connect(lambda key, ids: printed.append((key, ids)))
    line(menu, "打印走访回执").trigger()
    line(menu, "批量填写").trigger()
    dialog = page.findChild(AskDialog)
    assert dialog is not None
    dialog.fields.places["heads"].editor.set_text("5")

    dialog.go()

    assert printed == [("visit_slip", [visit.id, other.id])]
    assert [row["heads"] for row in book.rows("visit")] == [5, 5]
    assert line(menu, "转为问题").isEnabled()
    records.undo(book)
    assert [row["heads"] for row in book.rows("visit")] == [3, 3]


def test_ticked_rows_are_moved_together_after_asking_once(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "story": ""})
    page = QWidget()
    qtbot.addWidget(page)
    menu = RowMenu(page, book, VISITS, [visit.id, other.id])
    told: list[int] = []
    menu.changed.connect(lambda: told.append(1))
    line(menu, "报核 → 待核实(所选 2 条)").trigger()
    dialog = page.findChild(AskDialog)
    assert dialog is not None

    dialog.go()
    refused = dialog.fields.places["story"].fault.text()
    dialog.fields.places["story"].editor.set_text("一起看过")
    dialog.go()

    assert "赵爷爷:反映情况:不能为空" in refused
    assert told == [1]
    assert [(row["state"], row["story"]) for row in book.rows("visit")] == [("待核实", "一起看过")] * 2


def test_the_menu_of_one_row_offers_its_moves_and_of_a_voided_one_nothing(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    one = RowMenu(page, book, VISITS, [visit.id])
    records.void(book, VISITS, visit.id, "重复")

    gone = RowMenu(page, book, VISITS, [visit.id])

    assert line(one, "报核").isEnabled()
    assert gone.actions() == []


def test_a_view_of_its_list_is_kept_under_a_name_and_shown_again(
    qtbot: QtBot, dressed: QApplication, book: Book, visit: records.Saved
) -> None:
    bar, button = FilterBar(VISITS), Views(book, VISITS)
    qtbot.addWidget(bar)
    qtbot.addWidget(button)
    bar.box.setText("漏雨")
    bar.states.setCurrentText("登记")
    bar.order = (("on_day", True),)
    button.keep(bar.view(" 漏雨的 ", None, "2026-11"))
    bar.reset()
    (kept,) = views.views(book, VISITS)

    bar.show_view(kept)

    assert (kept.name, kept.period, kept.order) == ("漏雨的", "2026-11", (("on_day", True),))
    assert (bar.box.text(), bar.states.currentText(), bar.order) == ("漏雨", "登记", (("on_day", True),))
    views.drop_view(book, VISITS, "漏雨的")
    assert views.views(book, VISITS) == []


def test_a_view_without_a_name_or_one_too_many_is_refused(book: Book) -> None:
    for number in range(views.MOST):
        views.keep_view(book, VISITS, View(f"视图{number}"))

    with pytest.raises(Refused):
        views.keep_view(book, VISITS, View("  "))
    with pytest.raises(Refused):
        views.keep_view(book, VISITS, View("又一个"))

    views.keep_view(book, VISITS, View("视图3", find="新的"))
    assert len(views.views(book, VISITS)) == views.MOST
