"""A register as a Qt table: right for Qt's own tester, and never more in memory than is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import lists, records
from app.operations.books import Book
from app.operations.lists import Query
from ui.engine import model as model_module
from ui.engine.model import LIGHT_ROLE, ROW_ROLE, RegisterModel

PROBLEMS = ledger("problem")


@pytest.mark.parametrize("register", LEDGERS, ids=lambda each: each.key)
def test_qt_finds_no_fault_in_the_model_of_any_register(
    qtmodeltester: ModelTester, book: Book, problems: list[int], register: LedgerDef
) -> None:
    made = RegisterModel(book, register)

    made.load()

    qtmodeltester.check(made)


@pytest.mark.parametrize("register", LEDGERS, ids=lambda each: each.key)
def test_every_list_begins_with_its_serial_number(book: Book, register: LedgerDef) -> None:
    made = RegisterModel(book, register)

    heading = made.headerData(0, Qt.Orientation.Horizontal)

    assert heading == "序号"


def test_a_cell_reads_as_the_clerk_wrote_it(book: Book, problems: list[int]) -> None:
    made = RegisterModel(book, PROBLEMS)
    made.load()
    keys = [column.key for column in made.columns]

    texts = {key: made.index(0, at).data() for at, key in enumerate(keys)}

    assert texts["#"] == "1"
    assert texts["number"] == "示纪问〔2026〕1号"
    assert texts["unit"] == "青山村"
    assert texts["light"] == "逾期 21天"
    assert texts["state"] == "登记"


def test_a_light_is_a_word_a_shape_and_a_colour(book: Book, problems: list[int]) -> None:
    made = RegisterModel(book, PROBLEMS)
    made.load()

    lights = [made.index(at, 0).data(LIGHT_ROLE) for at in range(3)]

    assert [(light.word, light.shape, light.tone) for light in lights] == [
        ("逾期", "■", "red"),
        ("临期", "▲", "yellow"),
        ("正常", "●", "green"),
    ]


def test_only_the_pages_looked_at_are_read(book: Book, problems: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "PAGE", 2)
    monkeypatch.setattr(model_module, "PAGES_KEPT", 1)
    asked: list[list[int]] = []
    page = lists.page
    monkeypatch.setattr(lists, "page", lambda book, ledger, ids: asked.append(list(ids)) or page(book, ledger, ids))
    made = RegisterModel(book, PROBLEMS)
    made.load()

    made.index(4, 0).data(ROW_ROLE)
    made.index(4, 1).data()
    made.index(0, 1).data()

    assert asked == [problems[4:5], problems[0:2]]
    assert len(made._pages) == 1


def test_a_changed_row_is_read_again(book: Book, problems: list[int]) -> None:
    made = RegisterModel(book, PROBLEMS)
    made.load()
    column = [each.key for each in made.columns].index("description")
    made.index(0, column).data()
    records.save(book, PROBLEMS, problems[0], {"description": "改过的问题"})

    made.forget(problems[0])

    assert made.index(0, column).data() == "改过的问题"


def test_the_order_of_a_query_is_the_order_of_the_rows(book: Book, problems: list[int]) -> None:
    made = RegisterModel(book, PROBLEMS)

    made.load(Query(order=(("deadline", True),)))

    assert [made.id_at(at) for at in range(5)] == problems[::-1]


def test_tomorrow_the_lights_are_new(book: Book, problems: list[int], clock: object) -> None:
    made = RegisterModel(book, PROBLEMS)
    made.load()
    clock.now += timedelta(days=10)  # type: ignore[attr-defined]

    made.load()

    assert made.light(1).word == "逾期"  # type: ignore[union-attr]
