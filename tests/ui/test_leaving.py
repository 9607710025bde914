"""Leaving a book: what was being typed is kept, and nothing is asked of a book that is closed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.operations import records
from app.operations.books import Book
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.ledger import LedgerPage
from ui.style.palette import px


@pytest.fixture
def page(problems: list[int], window: MainWindow) -> LedgerPage:
    starter: Starter = window.starter  # type: ignore[attr-defined]
    starter.go("problem")
    assert isinstance(window.page, LedgerPage)
    window.page.open(problems[0])
    return window.page


def test_what_was_being_typed_is_kept_when_the_book_is_left(
    page: LedgerPage, window: MainWindow, book: Book, problems: list[int]
) -> None:
    assert page.form is not None
    page.form.fields.places["remark"].editor.set_text("待核对")

    window.leave_pages()

    kept = records.draft(book, f"problem:{problems[0]}")
    assert kept is not None
    assert kept["remark"] == "待核对"


def test_a_left_form_neither_checks_nor_writes_any_more(
    page: LedgerPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = page.form
    assert form is not None
    asked: list[str] = []
    window.leave_pages()
    for name in ("check_row", "keep_draft", "similar"):
        monkeypatch.setattr(records, name, lambda *_, name=name, **__: asked.append(name))

    form.fields.places["remark"].editor.set_text("关账之后")
    form.fields.left.emit("remark")
    form.keep_draft()

    assert asked == []


def test_a_left_list_measures_its_rows_no_more(page: LedgerPage, window: MainWindow) -> None:
    page.close_form()
    QApplication.processEvents()
    window.leave_pages()
    page.grid.setRowHeight(0, px(200))

    page.grid.resize(page.grid.width() - 40, page.grid.height() - 40)
    page.grid.fit_rows()
    QApplication.processEvents()

    assert page.grid.rowHeight(0) == px(200)
