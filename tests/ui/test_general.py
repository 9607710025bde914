"""The engine knows no register: none is named in it, and one nobody has heard of works in list and form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlite_utils import Database

from app.domain.fields import Choice, Count, Day, LongText, Money, Text, YesNo
from app.domain.ledger import Due, LedgerDef, Move, NumberRule, State
from app.ledgers import LEDGERS
from app.operations import lists
from app.operations.books import Book, BookInfo, NewUser
from app.settings import Settings
from app.storage.schema import SCHEMA, columns_of, ledger_table
from tests import hands
from ui.engine.filters import FilterBar
from ui.engine.form import Form
from ui.engine.grid import Grid
from ui.engine.history import History
from ui.engine.model import RegisterModel

ROOT = Path(__file__).resolve().parents[2]
INFO = BookInfo(township="示例乡", code="330182001", county="示例县", short="示", practice=True)
USERS = (NewUser("clerk", "张三", "clerk", "practice-clerk-1"),)
KEYS = [ledger.key for ledger in LEDGERS]
TREES = LedgerDef(
    key="old_tree",
    title="古树台账",
    fields=(
        Text(key="place", label="地点", required=True, width=10),
        Choice(key="kind", label="树种", options=("樟树", "银杏", "罗汉松"), required=True),
        Count(key="age", label="树龄", unit="年"),
        Money(key="grant", label="养护费(元)", group="养护"),
        YesNo(key="fenced", label="有护栏", group="养护"),
        Day(key="look_on", label="下次巡查", group="养护"),
        LongText(key="note", label="长势", group="养护"),
    ),
    states=(State("在册", tone="calm"), State("枯死", open=False, tone="done")),
    moves=(Move(label="报枯", sources=("在册",), to="枯死", reason=True, needs=("note",), asks=("note",)),),
    number=NumberRule("{short}树〔{year}〕{n}号", unit_field=""),
    list_columns=("number", "place", "kind", "age", "grant", "state"),
    due=Due("look_on"),
)


@pytest.fixture
def trees(folder: Path, clock: object) -> Iterator[Book]:
    """A book with a register that exists only here."""

    def table(db: Database) -> None:
        ledger_table(db, TREES.key, columns_of(TREES))

    book = Book.create(
        folder / "古树.mz",
        INFO,
        USERS,
        ledgers=(*LEDGERS, TREES),
        clock=clock,  # type: ignore[arg-type]
        schema=SCHEMA.plus("m9001_old_tree", table),
    )
    yield book
    book.close()


@pytest.mark.parametrize("path", sorted((ROOT / "ui" / "engine").glob("*.py")), ids=lambda path: path.name)
def test_no_register_is_named_in_the_engine(path: Path) -> None:
    text = path.read_text("utf-8")

    named = [key for key in KEYS if re.search(rf"""["']{key}["']|ledgers\.{key}\b""", text)]
    titled = [ledger.title for ledger in LEDGERS if len(ledger.title) > 2 and ledger.title in text]

    assert named + titled == []


@pytest.mark.parametrize("path", sorted((ROOT / "ui" / "widgets").glob("*.py")), ids=lambda path: path.name)
def test_widgets_know_no_register_and_no_book(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "app.ledgers" not in text
    assert "app.operations" not in text


def test_a_register_nobody_has_heard_of_is_entered_listed_moved_and_found(
    qtbot: QtBot, dressed: QApplication, trees: Book, options: Settings, qtmodeltester: ModelTester
) -> None:
    form = Form(trees, TREES)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.fields.more.click()
    form.fields.first()
    hands.write("村口大路边")
    hands.enter()
    hands.write("2")
    hands.enter()
    hands.write("300")
    hands.write("年")
    hands.enter()
    hands.write("1,200.5")
    hands.enter()
    hands.write("1")
    hands.enter()
    hands.write("2026-11-20")
    hands.press("Ctrl+Return")
    model = RegisterModel(trees, TREES)
    grid = Grid(model, options)
    qtbot.addWidget(grid)
    bar = FilterBar(TREES)
    qtbot.addWidget(bar)
    bar.box.setText("大路")
    bar.overdue.setChecked(True)

    model.load(bar.query(trees, None, None))

    texts = [model.index(0, at).data() for at in range(model.columnCount())]
    assert texts == ["1", "示树〔2026〕1号", "逾期 2天", "村口大路边", "银杏", "300", "1,200.50", "在册"]
    qtmodeltester.check(model)


def test_its_moves_history_and_faults_come_from_the_declaration(
    qtbot: QtBot, dressed: QApplication, trees: Book
) -> None:
    form, history = Form(trees, TREES), History(trees, TREES)
    for each in (form, history):
        qtbot.addWidget(each)
    form.fields.places["kind"].editor.set_text("樟树")
    refused = form.save()
    said = form.fields.places["place"].fault.text()
    form.fields.places["place"].editor.set_text("祠堂后")
    saved = form.save()
    row = lists.page(trees, TREES, [1])[0]

    history.show_row(1)

    assert (refused, said, saved) == (False, "地点:不能为空", True)
    assert row["number"] == "示树〔2026〕1号"
    assert [each.text() for each in form.moves.findChildren(type(form.press))] == ["报枯"]
    assert {history.item(at, 3).text() for at in range(history.rowCount())} >= {"地点", "树种"}
