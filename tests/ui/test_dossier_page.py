"""The page of one unit or person: reached by keys from lists, forms, the tree and the search; Enter opens rows."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.operations import dossier
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.dossier import NOBODY, DossierPage
from ui.screens.find import FindPage
from ui.screens.ledger import LedgerPage


@pytest.fixture
def starter(problems: list[int], window: MainWindow) -> Starter:
    found = window.starter  # type: ignore[attr-defined]
    assert isinstance(found, Starter)
    return found


def page_of(window: MainWindow) -> DossierPage:
    assert isinstance(window.page, DossierPage)
    return window.page


def lines(page: DossierPage) -> list[str]:
    items = (page.table.item(at, 0) for at in range(page.table.rowCount()))
    return [item.text() for item in items if item]


def test_from_the_form_of_a_person(window: MainWindow, starter: Starter, places: Places, book: Book) -> None:
    starter.open_row("person", places.person)

    window.do("dossier")

    page = page_of(window)
    assert page.about_whom == ("person", places.person)
    assert page.title.text() == "一览:王伟"
    assert not page.below.isVisibleTo(page)
    assert any("共 5 条" in line for line in lines(page))
    acts = [json.loads(body)["act"] for body in book.log().bodies(0)]
    assert acts.count("dossier.open") == 1


def test_from_the_tree_by_its_menu_and_another_unit_follows(
    window: MainWindow, starter: Starter, places: Places
) -> None:
    assert window.book is not None
    window.side.show_book(window.book)  # the units were entered after it was shown
    starter.go("home")
    window.side.choose(places.village, "")
    window.side.units.actions()[0].trigger()
    first = page_of(window).about_whom

    window.side.choose(places.township, "")
    window.refresh()

    assert first == ("unit", places.village)
    assert page_of(window).about_whom == ("unit", places.township)


def test_from_the_search_of_a_person_and_of_a_row_of_a_unit(
    window: MainWindow, starter: Starter, places: Places
) -> None:
    starter.go("find")
    found = window.page
    assert isinstance(found, FindPage)
    found.line.setText("ww")
    found.look()
    person = found.about()
    found.line.setText("鱼塘发包")
    found.look()

    window.do("dossier")

    assert person == ("person", places.person)
    assert page_of(window).about_whom == ("unit", places.village)


def test_enter_opens_the_row_and_lists_the_rest(
    qtbot: QtBot, window: MainWindow, starter: Starter, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier, "SHOWN", 2)
    monkeypatch.setattr(dossier.dossier, "__kwdefaults__", {**(dossier.dossier.__kwdefaults__ or {}), "limit": 2})
    starter.go("dossier")
    page = page_of(window)
    page.show_one("unit", places.village)
    more = next(at for at, text in enumerate(lines(page)) if text == "还有 3 条,Enter 全部列出")
    page.table.setCurrentCell(more, 0)

    QTest.keyClick(page.table, Qt.Key.Key_Return)
    whole = [line.entry.id for line in page._lines if line.entry and line.entry.register == "problem"]
    page.table.setCurrentCell(1, 0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)

    assert len(whole) == 5
    assert isinstance(window.page, LedgerPage)
    assert window.page.form is not None
    assert window.page.form.row_id == whole[0]


def test_one_is_chosen_by_initials_in_the_line(window: MainWindow, starter: Starter, places: Places) -> None:
    starter.go("dossier")
    page = page_of(window)
    said = page.said.text()
    page.focus_line()
    hands.write("ww")

    hands.enter()

    assert said == NOBODY
    assert page.about_whom == ("person", places.person)
    assert page.line.text() == ""


def test_a_period_at_the_left_narrows_the_page(window: MainWindow, starter: Starter, places: Places) -> None:
    starter.go("dossier")
    page = page_of(window)
    page.show_one("unit", places.village)

    window.side.choose(None, "2026-09")
    window.refresh()

    assert page.found is not None
    assert "problem" not in {group.register for group in page.found.groups}
    assert "2026年9月" in page.said.text()


def test_the_preview_shows_the_sheet_with_names_masked(
    qtbot: QtBot, window: MainWindow, starter: Starter, places: Places
) -> None:
    starter.go("dossier")
    page = page_of(window)
    page.show_one("person", places.person)

    page.print_out()

    assert page.preview is not None
    with qtbot.waitSignal(page.preview.ready):
        pass
    sheet = page.preview.drawn.sheets[0]
    page.preview.close()
    assert sheet.title == "个人情况一览"
    assert "王伟" not in "".join(text for line in sheet.lines() for text in line)
