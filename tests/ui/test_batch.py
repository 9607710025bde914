"""成批打印 in the window, by keys: choosing, what is not ready, printing, stopping and going on, one PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.export.preview import page_count
from app.ledgers import ledger
from app.operations import batch
from app.operations.books import Book
from tests.conftest import Places
from tests.operations.clerk import TWO_LINES, lines, sheet, signed
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.screens import batch as screen
from ui.screens.batch import NOT_READY, BatchDialog
from ui.screens.disclosure_calendar import FIRST, NOT_DONE, CalendarPage
from ui.screens.finance import FinanceScreen
from ui.screens.ledger import LedgerPage
from ui.screens.preview_print import NO_PRINTER
from ui.screens.settling import SettleDialog
from ui.widgets.dialog import Dialog

Key = Qt.Key
QUARTER = Period.parse("2026Q3")


@pytest.fixture(autouse=True)
def _worker_ends_with_the_test(book: Book) -> object:
    yield
    runner.stop()


@pytest.fixture(autouse=True)
def _a_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "printer_found", lambda: True)


@pytest.fixture
def ready(book: Book, places: Places) -> tuple[int, ...]:
    """Signed sheets of 青山村, its group and 白石村."""
    with book.change("录入单位") as writer:
        other = writer.save(ledger("unit"), {"name": "白石村", "kind": "村", "parent": places.township})
    for name in ("青山村", "第3村民小组", "白石村"):
        header = sheet(book, name)
        lines(book, header.id, *TWO_LINES)
        signed(book, header.id)
    return places.village, places.group, other


def opened(qtbot: QtBot, book: Book, **more: object) -> BatchDialog:
    made = BatchDialog(None, book, QUARTER, **more)  # type: ignore[arg-type]
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(qtbot: QtBot, book: Book, ready: tuple[int, ...]) -> BatchDialog:
    return opened(qtbot, book)


def printer_into(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def told(qtbot: QtBot, dialog: BatchDialog, words: str) -> None:
    qtbot.waitUntil(lambda: words in dialog.message.text(), timeout=60_000)


def in_dialog(page: object) -> BatchDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, BatchDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_it_opens_from_the_calendar_by_its_key_for_the_quarter_under_the_cursor(
    qtbot: QtBot, window: MainWindow, ready: tuple[int, ...]
) -> None:
    window.do("calendar")
    page = window.page
    assert isinstance(page, CalendarPage)
    page.table.setCurrentCell(0, FIRST + 3)

    window.do("batch")

    found = in_dialog(page)
    assert found.period.currentText() == "2026年第2季度"
    assert found.units.ticked() == ready
    assert found.focusWidget() is found.kinds
    assert found.summary.text() == "2 个村(社区)、1 个小组,1 种表"
    found.close()


def test_what_the_calendar_shows_is_what_is_ticked(
    qtbot: QtBot, window: MainWindow, book: Book, ready: tuple[int, ...]
) -> None:
    village, group, other = ready
    with book.change("旧数据") as writer:
        for row in book.rows("finance_sheet", unit=[village, group]):
            writer.save(ledger("finance_sheet"), {**row, "state": "已公开", "posted_from": "2026-10-10"})
    window.do("calendar")
    page = window.page
    assert isinstance(page, CalendarPage)
    page.filter.setCurrentText(NOT_DONE)

    window.do("batch")

    found = in_dialog(page)
    assert found.units.ticked() == (other,)
    found.close()


def test_ticks_and_copies_are_set_by_keys_and_offered_again_the_next_time(
    qtbot: QtBot, dialog: BatchDialog, book: Book, folder: Path
) -> None:
    table = dialog.kinds
    for key in (
        Key.Key_1,
        Key.Key_2,
        Key.Key_Down,
        Key.Key_Space,
        Key.Key_3,
        Key.Key_Down,
        Key.Key_Space,
        Key.Key_Space,
    ):
        qtbot.keyClick(table, key)

    assert dialog.order().copies == {"finance_wall": 12, "finance_sign": 3}
    dialog.choose_folder = lambda: folder
    dialog.save()
    told(qtbot, dialog, "已存好")
    again = opened(qtbot, book)
    assert again.order().copies == {"finance_wall": 12, "finance_sign": 3}


def test_a_village_takes_its_groups_along_and_all_are_ticked_at_once(
    qtbot: QtBot, dialog: BatchDialog, ready: tuple[int, ...]
) -> None:
    village, group, other = ready
    tree = dialog.units

    qtbot.keyClick(tree, Key.Key_Space)
    without = tree.ticked()
    qtbot.keyClick(tree, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    every = tree.ticked()
    tree.tick_all(True, groups=False)

    assert without == (other,)
    assert every == (village, group, other)
    assert tree.ticked() == (village, other)


def test_nothing_can_be_printed_without_a_village_or_a_kind(dialog: BatchDialog) -> None:
    dialog.units.tick_all(False)

    assert not dialog.print_button.isEnabled()
    assert not dialog.pdf_button.isEnabled()


def test_what_is_not_ready_is_listed_first_and_the_rest_goes_into_one_file(
    qtbot: QtBot, dialog: BatchDialog, book: Book, folder: Path, ready: tuple[int, ...]
) -> None:
    with book.change("退回") as writer:
        row = book.rows("finance_sheet", unit=ready[2])[0]
        writer.save(ledger("finance_sheet"), {**row, "state": "待签"})
    dialog.choose_folder = lambda: folder / "出"

    dialog.save()
    told(qtbot, dialog, "有 1 张没有准备好,还没有打印")
    listed = [dialog.waiting.item(0, column).text() for column in range(3)]  # type: ignore[union-attr]
    before = list(book.rows("print_log"))
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(dialog, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    told(qtbot, dialog, "已存好 2 张")

    assert listed == ["白石村 2026年第3季度", "财务公开榜", "三方还没有签字,现在是“待签”"]
    assert before == []
    assert [path.name for path in (folder / "出").iterdir()] == ["2026年第3季度_财务公开榜_2张.pdf"]
    assert {row["unit"] for row in book.rows("print_log")} == set(ready[:2])
    assert str(book.rows("print_log")[0]["batch"]) in dialog.message.text()


def test_enter_goes_to_what_is_not_ready_or_begins_what_is_not_there(
    qtbot: QtBot, dialog: BatchDialog, book: Book, ready: tuple[int, ...]
) -> None:
    village, group, _ = ready
    with book.change("作废") as writer:
        writer.void(ledger("finance_sheet"), int(str(book.rows("finance_sheet", unit=village)[0]["id"])), "重做")
        row = book.rows("finance_sheet", unit=group)[0]
        writer.save(ledger("finance_sheet"), {**row, "state": "待签"})
    dialog.save()
    told(qtbot, dialog, "有 2 张没有准备好")

    with qtbot.waitSignal(dialog.begun) as begun:
        qtbot.keyClick(dialog.waiting, Key.Key_Return)
    closed = not dialog.isVisible()
    dialog.show()
    dialog.waiting.setCurrentCell(1, 0)
    with qtbot.waitSignal(dialog.wanted) as wanted:
        qtbot.keyClick(dialog.waiting, Key.Key_Return)

    assert closed
    assert begun.args == ["finance_sheet", {"unit": "青山村", "period": "2026Q3"}]
    assert wanted.args == ["finance_sheet", row["id"]]


def test_escape_goes_back_to_the_choice_before_it_closes(qtbot: QtBot, dialog: BatchDialog, book: Book) -> None:
    with book.change("退回") as writer:
        for row in book.rows("finance_sheet"):
            writer.save(ledger("finance_sheet"), {**row, "state": "待签"})
    dialog.save()
    told(qtbot, dialog, "有 3 张没有准备好")
    assert dialog.pages.currentIndex() == NOT_READY
    assert not dialog.ready_button.isEnabled()

    qtbot.keyClick(dialog.waiting, Key.Key_Escape)
    back = dialog.pages.currentIndex()
    qtbot.keyClick(dialog, Key.Key_Escape)

    assert back != NOT_READY
    assert not dialog.isVisible()


def test_the_button_in_the_title_bar_closes_even_the_list_of_what_is_not_ready(
    qtbot: QtBot, dialog: BatchDialog, book: Book
) -> None:
    with book.change("退回") as writer:
        writer.save(ledger("finance_sheet"), {**book.rows("finance_sheet")[0], "state": "待签"})
    dialog.save()
    told(qtbot, dialog, "有 1 张没有准备好")

    dialog.close()

    assert not dialog.isVisible()


def test_everything_goes_to_the_printer_in_order_and_is_noted(
    qtbot: QtBot, dialog: BatchDialog, book: Book, folder: Path
) -> None:
    out = folder / "纸.pdf"
    dialog.choose_printer = lambda pages: printer_into(out)
    qtbot.keyClick(dialog.kinds, Key.Key_2)

    dialog.print_out()
    told(qtbot, dialog, "已送往打印机 3 张")

    assert dialog.made is not None
    assert page_count(out.read_bytes()) == len(dialog.made.pages)
    assert [(row["copies"], row["way"]) for row in book.rows("print_log")] == [(2, "打印机")] * 3


def test_a_printing_that_stops_notes_what_is_out_and_goes_on_where_it_stopped(
    qtbot: QtBot, dialog: BatchDialog, book: Book, folder: Path, ready: tuple[int, ...]
) -> None:
    dialog.choose_printer = lambda pages: printer_into(folder / "第一次.pdf")
    noted: list[object] = []

    def stop_in_the_second(run: screen.PrintRun) -> None:
        run.progressed.connect(lambda now, total: run.stop() if dialog.made and now > dialog.made.ends[0] else None)

    original = dialog.send

    def send(made: batch.Made, printer: QPrinter, start: int = 0, smaller: bool = False) -> None:
        original(made, printer, start, smaller)
        if not start and dialog._run is not None:
            stop_in_the_second(dialog._run)

    dialog.send = send  # type: ignore[method-assign]
    dialog.print_out()
    told(qtbot, dialog, "已停止打印。已送出")
    noted += [row["unit"] for row in book.rows("print_log")]
    assert dialog.made is not None
    label = dialog.message.buttons[0].text()
    dialog.message.buttons[0].click()
    told(qtbot, dialog, "已送往打印机 3 张")

    assert ready[0] in noted
    assert len(noted) < 3
    assert label.startswith("从第 ")
    assert sorted(str(row["unit"]) for row in book.rows("print_log")) == sorted(map(str, ready))


def test_without_a_printer_it_says_so_and_offers_the_file(
    qtbot: QtBot, dialog: BatchDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "printer_found", lambda: False)

    dialog.print_out()

    assert dialog.message.text() == NO_PRINTER
    assert [one.text() for one in dialog.message.buttons] == ["存为一个 PDF"]


def test_who_thinks_better_of_it_prints_nothing_and_notes_nothing(
    qtbot: QtBot, dialog: BatchDialog, book: Book
) -> None:
    dialog.choose_printer = lambda pages: None

    dialog.print_out()
    told(qtbot, dialog, "没有打印。")

    assert book.rows("print_log") == []


def test_rows_ticked_in_the_list_of_sheets_are_what_is_printed(
    qtbot: QtBot, window: MainWindow, book: Book, ready: tuple[int, ...], folder: Path
) -> None:
    window.starter.go("finance_sheet")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)
    page.grid.selectAll()
    chosen = page.grid.chosen_ids()

    window.do("batch")

    found = in_dialog(page)
    assert found.order().rows == ("finance_sheet", tuple(chosen))
    assert not found.units.isVisible()
    assert {kind.register for kind in found.kinds.kinds} == {"finance_sheet"}
    found.only_rows.setChecked(False)
    assert found.order().rows is None
    assert found.units.isVisible()
    assert found.period.isVisible()
    assert {kind.register for kind in found.kinds.kinds} == {"finance_sheet", "affairs_item"}
    found.close()


def test_a_missing_sheet_is_begun_in_the_list_it_was_asked_from(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places
) -> None:
    sheet(book, period="2026Q2")
    window.starter.go("finance_sheet")  # type: ignore[attr-defined]
    window.do("batch")
    found = in_dialog(window.page)
    found.period.setCurrentText("2026年第3季度")
    found.units.tick_all(True, groups=False)
    found.save()
    told(qtbot, found, "没有准备好")

    qtbot.keyClick(found.waiting, Key.Key_Return)

    page = window.page
    assert isinstance(page, LedgerPage)
    qtbot.waitUntil(lambda: isinstance(page.own_screen, FinanceScreen))


def test_a_register_without_such_sheets_does_not_offer_it(window: MainWindow, problems: list[int]) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]

    assert "batch" not in window.page.commands()  # type: ignore[union-attr]
    assert {one.key for one in map(ledger, ("finance_sheet", "affairs_item")) if one.batched} == set(batch.REGISTERS)


def test_everything_personal_on_all_sheets_is_settled_in_one_list_and_then_looked_at_again(
    qtbot: QtBot, dialog: BatchDialog, book: Book, folder: Path
) -> None:
    with book.change("改") as writer:
        for at, row in enumerate(book.rows("finance_line")[::2]):
            writer.save(ledger("finance_line"), {**row, "purpose": f"请电话1380013800{at}联系"})
    dialog.choose_folder = lambda: folder / "出"
    dialog.save()
    told(qtbot, dialog, "有 3 张没有准备好")

    assert [one.text() for one in dialog.message.buttons] == ["处理个人信息 3 处"]
    dialog.message.buttons[0].click()
    settling = dialog.findChild(SettleDialog)
    assert settling is not None
    settling.mask_all()
    settling.proceed()

    told(qtbot, dialog, "已存好 3 张")


def test_the_work_can_be_stopped_and_then_nothing_is_printed_or_noted(
    qtbot: QtBot, dialog: BatchDialog, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(book: Book, order: batch.Order, report: runner.Report) -> batch.Plan:
        while True:
            report(1, 3, "正在核对")

    monkeypatch.setattr(batch, "plan", endless)
    dialog.save()
    working = next(one for one in dialog.findChildren(Dialog) if one is not dialog)
    qtbot.waitUntil(lambda: any("正在核对" in one.text() for one in working.findChildren(QLabel)))

    working.findChildren(QPushButton)[0].click()

    told(qtbot, dialog, "已按您的要求停止")
    assert book.rows("print_log") == []


def test_from_the_list_of_village_affairs_a_sheet_of_these_is_offered(
    qtbot: QtBot, book: Book, ready: tuple[int, ...]
) -> None:
    calendar, affairs = opened(qtbot, book), opened(qtbot, book, register="affairs_item")

    assert calendar.order().copies == {"finance_wall": 1}
    assert affairs.order().copies == {"affairs_quarter": 1}
