"""AS4 (paper): ticked problems become promises on paper; vague words are named, checkable ones are not."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.short_code import codes_in
from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from tests.conftest import Places
from ui.engine.row_menu import RowMenu
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage
from ui.screens.preview import PreviewDialog

PROBLEMS, COMMITMENTS = ledger("problem"), ledger("commitment")
MOST_CLICKS = 5
VILLAGES = 14


@pytest.fixture
def mended(book: Book, places: Places) -> list[int]:
    """One problem under way in each of fourteen villages."""
    made = []
    for number in range(VILLAGES):
        name = f"第{number + 1}村"
        records.save(book, ledger("unit"), None, {"name": name, "kind": "村", "parent": "示例乡"})
        texts = {
            "unit": name,
            "found_on": "2026-11-01",
            "discovery": "群众提",
            "category": "2.3",
            "description": f"多收 {number + 2} 户水费",
            "lead": "王伟",
            "deadline": "2026-12-01",
        }
        saved = records.save(book, PROBLEMS, None, texts)
        measures = {"measures": f"逐户退还 {number + 2} 户水费", "responsible": "王伟"}
        made.append(records.move(book, PROBLEMS, saved.id, "开始整改", texts=measures).id)
    return made


def test_fourteen_promises_are_on_paper_in_at_most_five_clicks(
    qtbot: QtBot, window: MainWindow, book: Book, mended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RowMenu, "open_at", lambda *_: None)
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)

    page.grid.selectAll()  # 1: tick all
    page.open_menu()  # 2: right button
    assert page.menu is not None
    next(one for one in page.menu.actions() if one.text().startswith("做承诺书(一个单位一份)")).trigger()  # 3
    preview = page.findChild(PreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: len(preview.drawn.pages) >= VILLAGES, timeout=60_000)
    clicks = 3 + 2  # and 打印, and the printer's own 确定

    assert clicks <= MOST_CLICKS
    assert preview.print_button.isEnabled()
    assert len(preview.drawn.sheets) == VILLAGES
    assert preview.one_file
    codes = [codes_in(str(row["code"])) for row in book.rows("commitment")]
    assert all(len(found) == 1 for found in codes)
    assert len({found[0] for found in codes}) == VILLAGES
    preview.close()


@pytest.mark.parametrize(("text", "flagged"), [("进一步加强管理", True), ("6月30日前退还3,000元", False)])
def test_only_the_promise_nobody_could_check_is_pointed_out(
    book: Book, mended: list[int], text: str, flagged: bool
) -> None:
    number = str(book.rows("problem")[0]["number"])
    texts = {"promisor": "单位", "unit": "第1村", "problems": number, "text": text}

    saved = records.save(book, COMMITMENTS, None, texts)

    said = [fault.message for fault in saved.hints if fault.code == "E-VAGUE"]
    assert bool(said) is flagged
    assert all("还缺" in message for message in said)


def test_a_signed_promise_gets_its_posting_and_its_end(book: Book, mended: list[int]) -> None:
    number = str(book.rows("problem")[0]["number"])
    texts = {"promisor": "单位", "unit": "第1村", "problems": number, "text": "12月1日前退还 2 户水费"}
    saved = records.save(book, COMMITMENTS, None, texts)
    records.move(book, COMMITMENTS, saved.id, "签字", texts={"signed_on": "2026-11-20"})

    posted = {"posted_from": "2026-11-21", "posted_to": "2026-11-28", "posted_at": "村口公开栏"}
    row = records.move(book, COMMITMENTS, saved.id, "公示", texts=posted).row

    assert (row["state"], row["posted_from"], row["deadline"]) == ("已公示", "2026-11-21", "2026-12-01")
