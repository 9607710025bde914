"""The drawer in the form: masked, opened by its keeper, shut again, and nothing of it is kept elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records, vault
from app.operations.books import Book
from app.operations.records import Saved
from ui.engine.form import Form
from ui.engine.identity_box import MASK, IdentityBox
from ui.engine.identity_dialog import FillDialog, KeepersDialog, LookDialog

COMPLAINT = ledger("complaint")
NAME = "欧阳保密甲"
TEXTS = {
    "received_on": "2026-11-20",
    "way": "来信",
    "real_name": "是",
    "kind": "信访举报",
    "scope": "业务范围内",
    "unit": "青山村",
    "category": "2.2 占用挪用公款公物",
    "summary": "山林发包收入没有入账",
}


@pytest.fixture
def told(book: Book, places: object) -> Saved:
    texts = {**TEXTS, "category": COMPLAINT.by_key["category"].leaves[0].label}  # type: ignore[attr-defined]
    return records.save(book, COMPLAINT, None, texts)


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication, book: Book, told: Saved) -> Form:
    made = Form(book, COMPLAINT)
    qtbot.addWidget(made)
    made.resize(620, 640)
    made.open(told.row)
    made.show()
    return made


def box(form: Form) -> IdentityBox:
    assert form.identity is not None
    return form.identity


def entered(form: Form, **texts: str) -> None:
    box(form).fill.click()
    dialog = form.findChild(FillDialog)
    assert dialog is not None
    for key, text in texts.items():
        editor = dialog.editors[key]
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    dialog.press.click()


def test_what_is_entered_stands_masked_in_the_form(form: Form) -> None:
    before = box(form).state.text()

    entered(form, name=NAME, phone="13912345678")

    assert before == "没有填写(匿名)"
    assert box(form).state.text() == f"{MASK}  张三 2026-11-22"
    assert all(NAME not in shown.text() for shown in form.findChildren(QLabel))


def test_looking_needs_an_occasion_and_says_that_it_is_logged(form: Form, book: Book, told: Saved) -> None:
    entered(form, name=NAME)
    box(form).look.click()
    dialog = form.findChildren(LookDialog)[-1]
    dialog.why.setCurrentText("反馈结果")

    dialog.press.click()

    shown = dialog.findChild(QLabel, "name")
    assert shown is not None
    assert shown.text() == NAME
    assert not shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert "张三" in dialog.foot.text()
    assert '"why":"反馈结果"' in b"".join(book.log().bodies()).decode()


def test_shutting_the_dialog_forgets_key_and_text(form: Form) -> None:
    entered(form, name=NAME)
    box(form).look.click()
    dialog = form.findChildren(LookDialog)[-1]
    dialog.press.click()

    dialog.reject()

    assert dialog.opened is None
    assert all(NAME not in shown.text() for shown in dialog.findChildren(QLabel))


def test_a_new_complaint_is_saved_before_its_identity_is_asked(form: Form, book: Book) -> None:
    form.begin()
    for key, text in TEXTS.items():
        form.fields.places[key].editor.set_text(text)
    form.fields.places["category"].editor.set_text(COMPLAINT.by_key["category"].leaves[0].label)  # type: ignore[attr-defined]
    form.fields.places["summary"].editor.set_text("另一件事")

    entered(form, name=NAME)

    assert form.row_id is not None
    assert vault.kept(book, COMPLAINT, form.row_id) is not None


def test_an_unfinished_complaint_shows_its_faults_instead(form: Form) -> None:
    form.begin()

    box(form).fill.click()

    assert form.findChild(FillDialog) is None
    assert form.alarm.isVisibleTo(form)


def test_a_wrong_number_stays_in_the_dialog(form: Form, book: Book, told: Saved) -> None:
    box(form).fill.click()
    dialog = form.findChild(FillDialog)
    assert dialog is not None
    phone = dialog.editors["phone"]
    assert isinstance(phone, QLineEdit)
    phone.setText("12")

    dialog.press.click()

    assert "联系电话" in dialog.alarm.text()
    assert phone.text() == "12"
    assert vault.kept(book, COMPLAINT, told.id) is None


def test_typing_in_the_drawer_leaves_no_draft(form: Form, book: Book) -> None:
    box(form).fill.click()
    dialog = form.findChild(FillDialog)
    assert dialog is not None
    name = dialog.editors["name"]
    assert isinstance(name, QLineEdit)
    name.setText(NAME)

    form.keep_draft()
    dialog.reject()

    assert [value for (value,) in book.all("SELECT value FROM kept") if NAME in value] == []


def test_a_second_keeper_is_added_by_his_own_password(form: Form, book: Book) -> None:
    entered(form, name=NAME)
    box(form).keepers.click()
    dialog = form.findChildren(KeepersDialog)[-1]

    dialog.their_password.setText("不是他的密码")
    dialog.press.click()
    refused = dialog.alarm.text()
    dialog.their_password.setText("practice-secretary-1")
    dialog.press.click()

    assert refused
    assert [user.name for user in vault.keepers(book)] == ["张三", "李四"]


def test_a_keeper_takes_the_right_away_and_the_last_one_stays(form: Form, book: Book) -> None:
    entered(form, name=NAME)
    box(form).keepers.click()
    dialog = form.findChildren(KeepersDialog)[-1]
    alone = dialog.drop.isVisibleTo(dialog)
    dialog.their_password.setText("practice-secretary-1")
    dialog.press.click()
    dialog.gone.setCurrentIndex(dialog.gone.findData("secretary"))

    dialog.drop.click()

    assert not alone
    assert not dialog.drop.isVisibleTo(dialog)
    assert [user.name for user in vault.keepers(book)] == ["张三"]
    assert '"act":"vault.unkeeper"' in b"".join(book.log().bodies()).decode()


def test_who_takes_the_right_from_himself_is_out_at_once(form: Form, book: Book) -> None:
    entered(form, name=NAME)
    box(form).keepers.click()
    dialog = form.findChildren(KeepersDialog)[-1]
    dialog.their_password.setText("practice-secretary-1")
    dialog.press.click()
    dialog.gone.setCurrentIndex(dialog.gone.findData("clerk"))

    dialog.drop.click()

    assert not dialog.isVisible()
    assert [user.name for user in vault.keepers(book)] == ["李四"]


def test_a_sealed_piece_says_why_there_is_nothing_to_fill(form: Form, book: Book) -> None:
    sealed = records.save(
        book, COMPLAINT, None, {"received_on": "2026-11-20", "way": "来信", "real_name": "否", "sealed": "是"}
    )

    form.open(sealed.row)

    assert not box(form).fill.isEnabled()
    assert "密封移送件" in box(form).hint.text()


def test_a_register_without_a_drawer_shows_none(qtbot: QtBot, dressed: QApplication, book: Book) -> None:
    made = Form(book, ledger("problem"))
    qtbot.addWidget(made)

    assert made.identity is None
    assert made.findChild(IdentityBox) is None
