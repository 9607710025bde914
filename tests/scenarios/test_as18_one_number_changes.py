"""AS18: one number changes; every sheet that shows it is printed again from one list, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import prints, raising, records, reprints, sheets
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations import clerk, services
from tests.scenarios.counting import PATIENCE, Counting, Printer
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage
from ui.screens.preview import PreviewDialog
from ui.screens.reprints import ReprintsPage

MOST_ACTIONS = 4
POWERS = 64
OLD, NEW = services.PHONES["乡镇级"][1], "0795-6338888"


class Office(Counting):
    """Counting hands in a list of rows."""

    def double_click(self, page: LedgerPage, row_id: int, key: str) -> None:
        """Open a row where it is clicked."""
        column = next(at for at, column in enumerate(page.model.columns) if column.key == key)
        place = page.grid.visualRect(page.model.index(page.model.position(row_id) or 0, column)).center()
        for click in (QTest.mouseClick, QTest.mouseDClick):
            click(page.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.actions += 1

    def change(self, register: str, row_id: int, told: str) -> None:
        """Another number in a row of a register; the window says how many sheets show the old one."""
        self.window.starter.go(register)  # type: ignore[attr-defined]
        page = self.window.page
        assert isinstance(page, LedgerPage)
        self.double_click(page, row_id, "phone")
        hands.press("Ctrl+A")  # part of the text that is typed
        hands.write(NEW)
        self.press("Ctrl+Return")
        self.qtbot.waitUntil(lambda: told in self.window.said.text(), timeout=PATIENCE)

    def reprint(self) -> ReprintsPage:
        """The list of what is to be printed again."""
        self.press("Ctrl+Shift+P")
        page = self.window.page
        assert isinstance(page, ReprintsPage)
        return page

    def print_all(self) -> PreviewDialog:
        """All of the list, through the preview to the printer; its dialog is of the printing, not of the change."""
        self.press("Ctrl+P")
        preview = self.paper()
        hands.press("Ctrl+P")
        self.qtbot.waitUntil(lambda: "已送往打印机" in preview.message.text(), timeout=2 * PATIENCE)
        return preview


@pytest.fixture
def did(qtbot: QtBot, window: MainWindow, printer: Printer) -> Office:
    """Hands at the window; the answer to the machine's own dialog belongs to the printing."""
    return Office(qtbot, window)


def many_powers(book: Book, count: int) -> list[int]:
    """Powers on the wall with their flow charts: one goes its whole way, the others are entered like it at once."""
    first = services.publish(book, services.power(book, "职权1").id).row
    powers, steps = ledger("power"), ledger("power_step")
    own = {key: first[key] for key in (*powers.by_key, "state") if key != "name"}
    flow = [
        {key: step[key] for key in steps.by_key if key != "power"}
        for step in book.rows("power_step", power=first["id"])
    ]
    made = [int(str(first["id"]))]
    with book.change("录入职权") as writer:
        for number in range(2, count + 1):
            made.append(writer.save(powers, {**own, "name": f"职权{number}"}))
            for step in flow:
                writer.save(steps, {**step, "power": made[-1]})
    return made


def hang(book: Book, hung: Mapping[str, list[int]]) -> None:
    """Put sheets of these rows on the wall: printed, and noted as such."""
    for key, ids in hung.items():
        prints.note_printed(book, sheets.make_sheet(book, key, ids=ids))


@pytest.fixture
def lines(book: Book, places: Places) -> dict[str, int]:
    """Telephones of three levels; a finance sheet and a board hang, one power is still combed."""
    made = services.hotlines(book)
    services.power(book, "还在梳理的职权")
    sheet = clerk.sheet(book)
    clerk.lines(book, sheet.id, *clerk.TWO_LINES)
    clerk.hung(book, sheet.id)
    hang(book, {"hotline_board": [services.board(book).id], "finance_wall": [sheet.id]})
    return made


def test_one_number_is_changed_and_all_64_powers_and_what_else_shows_it_are_printed_in_four_actions(
    did: Office, book: Book, lines: dict[str, int], printer: Printer
) -> None:
    powers = many_powers(book, POWERS)
    hang(book, {"power_sheet": powers, "flow_chart": powers})
    village = {"level": "村级", "name": "青山村监委会", "unit": "青山村", "phone": "0795-6330303"}
    records.save(book, ledger("hotline"), None, village)
    away = services.board(book, "青山村", "村委会门口").id
    hang(book, {"hotline_board": [away]})

    did.change("hotline", lines["乡镇级"], f"{2 * POWERS + 3} 张公示")
    listed = did.reprint()
    shown = [(one.key, one.version) for one in listed.found]
    why = {one.why for one in listed.found}
    preview = did.print_all()

    with pypdfium2.PdfDocument(printer.sent[-1]) as document:
        pages = len(document)
    print(f"AS18: {did.actions} 个动作(目标 {MOST_ACTIONS}),{len(shown)} 张,{pages} 页")
    assert did.actions <= MOST_ACTIONS
    assert sorted(shown) == sorted(
        [("power_sheet", 2), ("flow_chart", 2)] * POWERS + [("hotline_board", 2)] * 2 + [("finance_wall", 2)]
    )
    assert why == {f"{OLD} 改为 {NEW}"}
    assert pages == len(preview.drawn.pages)
    assert len(preview.drawn.sheets) == len(shown)
    for sheet in preview.drawn.sheets:
        assert sheet.facts["version"].startswith("第2版 2026-11-22 校验码 ")
        text = "".join(text for line in sheet.lines() for text in line)
        assert NEW in text
        assert OLD not in text
    preview.close()
    assert reprints.affected(book) == []


def test_a_unit_s_own_number_is_followed_by_every_sheet_that_prints_it_and_by_no_other(
    did: Office, book: Book, places: Places, printer: Printer
) -> None:
    records.save(book, ledger("unit"), places.township, {"phone": OLD})
    for level in ("市级", "县级"):
        name, phone = services.PHONES[level]
        records.save(book, ledger("hotline"), None, {"level": level, "name": name, "phone": phone})
    records.save(book, ledger("hotline"), None, {"level": "乡镇级", "name": "示例乡纪委", "box": "乡政府大门口"})
    power = services.publish(book, services.power(book, "林木采伐许可").id).id
    sheet = clerk.sheet(book).id
    clerk.lines(book, sheet, *clerk.TWO_LINES)
    clerk.hung(book, sheet)
    promise = posted_promise(book)
    answer = posted_answer(book, sheet)
    hang(
        book,
        {
            "power_sheet": [power],
            "finance_wall": [sheet],
            "commitment_letter": [promise],
            "question_answer": [answer],
        },
    )

    did.change("unit", places.township, "3 张公示")
    listed = did.reprint()
    shown = sorted((one.key, one.row, one.version, one.why) for one in listed.found)
    preview = did.print_all()

    why = f"{OLD} 改为 {NEW}"
    assert did.actions <= MOST_ACTIONS
    assert shown == [
        ("commitment_letter", promise, 2, why),
        ("finance_wall", sheet, 2, why),
        ("question_answer", answer, 2, why),
    ]
    for drawn in preview.drawn.pdfs:
        text = Paper(drawn).whole()
        assert NEW in text
        assert OLD not in text
    preview.close()
    assert reprints.affected(book) == []


def posted_promise(book: Book) -> int:
    """A promise that hangs."""
    problem = clerk.found(book)
    texts = {
        "promisor": "单位",
        "unit": "青山村",
        "problems": str(problem.row["number"]),
        "text": "王伟11月30日前退还3,000元并入账",
        "deadline": "2026-11-30",
    }
    made = records.save(book, clerk.COMMITMENT, None, texts).id
    records.move(book, clerk.COMMITMENT, made, "签字", texts={"signed_on": "2026-11-20"})
    posted = {"posted_from": "2026-11-20", "posted_to": "2026-11-29", "posted_at": "村务公开栏"}
    return records.move(book, clerk.COMMITMENT, made, "公示", texts=posted).id


def posted_answer(book: Book, sheet: int) -> int:
    """A question about a sheet, answered; the answer hangs."""
    asked = {"way": "电话", "text": "期初结余怎么来的"}
    (made,) = raising.raise_rows(book, clerk.SHEET, sheet, "登记群众意见", asked)
    records.move(book, ledger("question"), made.id, "答复", texts={"answer": "是上季期末结余"})
    posted = {"posted_from": "2026-11-22", "posted_to": "2026-11-29", "posted_at": "村务公开栏"}
    return records.save(book, ledger("question"), made.id, posted).id


def test_a_sheet_is_left_out_with_the_space_bar_and_stays_in_the_list(
    qtbot: QtBot, window: MainWindow, book: Book, lines: dict[str, int]
) -> None:
    records.save(book, ledger("hotline"), lines["乡镇级"], {"phone": NEW})
    window.starter.go("reprints")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, ReprintsPage)

    hands.press(Qt.Key.Key_Space)

    assert len(page.found) == 2
    assert len(page.chosen()) == 1
    assert "打印 1 张" in page.press.text()
