"""Kept files are opened by their names: a copy that cannot be written to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.operations import records
from app.operations.books import Book
from tests.conftest import Places
from tests.domain.test_pdf_marks import made
from tests.operations.clerk import FOUND, PROBLEM, found, row
from ui.engine.form import Form
from ui.engine.messages import Dialog
from ui.widgets.files import FilesEditor


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication, book: Book, places: Places, folder: Path) -> Form:
    problem = found(book)
    proof = folder / "退款<收据>&1.txt"
    proof.write_text("收到 3000 元", "utf-8")
    records.add_file(book, PROBLEM, problem.id, "proof", proof)
    made = Form(book, PROBLEM)
    qtbot.addWidget(made)
    made.open(row(book, "problem", problem.id))
    return made


def files(form: Form) -> FilesEditor:
    box = form.fields.places["proof"].editor.inner
    assert isinstance(box, FilesEditor)
    return box


def test_a_click_on_the_name_opens_a_copy(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)

    files(form).names.linkActivated.emit("0")

    (url,) = opened
    copy = Path(url.toLocalFile())
    assert copy.read_text("utf-8") == "收到 3000 元"
    assert copy.name == "示纪问〔2026〕1号_01_退款_收据_&1.txt"


def test_row_68_a_pdf_with_a_script_is_opened_only_after_the_clerk_was_told(
    form: Form, book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    (folder / "来信.pdf").write_bytes(made(b"<</S /JavaScript>>"))
    problem = form.row_id
    assert problem is not None
    records.add_file(book, PROBLEM, problem, "proof", folder / "来信.pdf")
    form.open(row(book, "problem", problem))

    files(form).names.linkActivated.emit("1")

    assert opened == []
    (dialog,) = form.findChildren(Dialog)
    assert any("会自动运行的脚本" in shown.text() for shown in dialog.findChildren(QLabel))
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "还是打开")
    assert not button.isDefault()  # Enter keeps it shut
    button.click()
    assert [url.fileName() for url in opened] == ["示纪问〔2026〕1号_02_来信.pdf"]


def test_where_no_program_can_open_it_the_clerk_is_told(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)

    files(form).names.linkActivated.emit("0")

    said = [shown.text() for dialog in form.findChildren(Dialog) for shown in dialog.findChildren(QLabel)]
    assert any("没有能打开" in text for text in said)


def test_a_lost_file_is_told_with_what_to_do(form: Form, book: Book) -> None:
    for kept in book.files_folder.glob("??/*"):
        kept.unlink()

    files(form).names.linkActivated.emit("0")

    said = [shown.text() for dialog in form.findChildren(Dialog) for shown in dialog.findChildren(QLabel)]
    assert any("不见了或已损坏" in text for text in said)


def test_the_name_is_shown_as_it_is_and_never_as_markup(form: Form) -> None:
    assert "&amp;1.txt" in files(form).names.text()


def test_a_file_that_cannot_be_taken_leaves_the_row_saved_and_no_longer_new(
    qtbot: QtBot, dressed: QApplication, book: Book, places: Places, folder: Path
) -> None:
    form = Form(book, PROBLEM)
    qtbot.addWidget(form)
    for key, text in {**FOUND, "category": PROBLEM.by_key["category"].leaves[0].label}.items():
        form.fields.places[key].editor.set_text(text)
    files(form).waiting.append(folder / "不在了.txt")

    first = form.save()
    said = form.alarm.text()
    second = form.save()

    assert (first, second) == (False, True)
    assert "不在了.txt" in said
    assert form.row_id is not None
    assert len(book.rows("problem")) == 1
    assert records.draft(book, "problem:new") is None
