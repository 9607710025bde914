"""雷同: the same measure in many villages is listed with its rows, and only that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.faults import Refused
from app.domain.marks import plain_letters
from app.operations import county_copies, sheets
from app.storage.book import Book
from tests.county.desk import open_window, press, when_done
from tests.county.test_continuity import merged
from tests.county.townships import Sender, sample
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.screens.county_copies import CopiesDialog
from ui.screens.county_totals import CountyTotalsPage
from ui.screens.ledger import LedgerPage
from ui.screens.monthly_figures import BehindDialog

pytestmark = pytest.mark.usefixtures("at_once")
SAME = "立行立改,加强学习,举一反三。"


def send(book: Book, sender: Sender, stick: Path, *measures: str) -> None:
    """A packet whose problems (in 青山村, 白石村, in turn) have these measures."""
    rows = sample(sender.place, sender.name, sender.code, "2026-10", problems=len(measures))
    rows["problem"] = [{**row, "measures": text} for row, text in zip(rows["problem"], measures, strict=True)]
    merged(book, sender.packet(stick, records=rows))


@pytest.fixture
def seeded(county_book: Book, senders: list[Sender], stick: Path) -> Book:
    """One measure in five villages of three townships, in other punctuation and with the village's own name."""
    county_book.fixed_today = date(2026, 11, 5)
    send(county_book, senders[1], stick, SAME, "立行立改 加强学习 举一反三")
    send(county_book, senders[2], stick, "青山村立行立改,加强学习,举一反三!", "立行立改，加强学习，举一反三。")
    send(county_book, senders[3], stick, SAME, "把克扣的补贴退给 12 户,张榜公示", SAME)
    return county_book


def test_the_seeded_measure_is_found_in_five_villages(seeded: Book) -> None:
    (one,) = county_copies.copied(seeded)

    assert (one.register, one.field, one.text) == ("problem", "measures", SAME)
    assert one.townships == ("东岭镇", "西畈镇", "南浦镇")
    assert one.villages == ("东岭镇青山村", "东岭镇白石村", "西畈镇青山村", "西畈镇白石村", "南浦镇青山村")
    assert len(one.rows) == 6
    assert one.called == "问题台账 整改措施"


def test_two_villages_are_not_many_and_a_word_is_not_a_text(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    send(county_book, senders[1], stick, SAME, SAME)
    send(county_book, senders[2], stick, "整改", "整改")
    send(county_book, senders[3], stick, "整改", "整改")

    assert county_copies.copied(county_book) == []
    assert "没有发现同样的话在 3 个村以上出现" in str(county_copies.paper(county_book, []).lines())


def test_numbers_make_texts_different() -> None:
    assert plain_letters("退 1,200 元。") == plain_letters("退１２００元")
    assert plain_letters("退1200元") != plain_letters("退1300元")


def test_the_list_is_a_hint_on_paper_and_in_excel(seeded: Book, folder: Path) -> None:
    sheet = county_copies.paper(seeded, county_copies.copied(seeded))

    text = str(sheet.lines())
    assert "只是提示" in text
    assert ["1", "问题台账 整改措施", SAME, "3", "5", "6"] in [line[:6] for line in sheet.lines()]
    written = sheets.write_sheet(seeded, sheet, folder)
    assert [path.suffix for path in written] == [".pdf", ".xlsx"]


def test_a_townships_book_compares_nothing(book: Book) -> None:
    with pytest.raises(Refused) as told:
        county_copies.copied(book)

    assert told.value.code == "E-KIND"


def test_f9_lists_what_is_copied_and_enter_opens_the_row(
    qtbot: QtBot, dressed: object, seeded: Book, folder: Path
) -> None:
    window, starter = open_window(qtbot, seeded, folder / "settings.json")
    starter.go("totals")
    page = window.page
    assert isinstance(page, CountyTotalsPage)

    press(qtbot, page, "F9")
    when_done(qtbot, lambda: bool(page.findChildren(CopiesDialog)))
    (dialog,) = page.findChildren(CopiesDialog)
    assert [dialog.table.item(0, column).text() for column in (1, 2, 3, 4)] == [SAME, "3", "5", "6"]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    (rows,) = dialog.findChildren(BehindDialog)
    assert len(rows.rows) == 6
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)

    opened = window.page
    assert isinstance(opened, LedgerPage)
    assert opened.ledger.key == "problem"
    assert QApplication.activeModalWidget() is None
