"""The preview shows the very pages that are printed, and prints or saves them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.domain.faults import Refused
from app.operations import wall_paper
from app.operations.books import Book
from app.reports.sheet import Column, PageBreak, Paragraph, Sheet, Table
from tests.export.page_pictures import OTHER, difference, previewed
from ui.engine import runner
from ui.screens import preview, preview_print
from ui.screens.preview import PreviewDialog
from ui.screens.preview_print import finest, paper_of

SHEET = Sheet("trial", "青山村公示", (Paragraph("第一页"), PageBreak(), Paragraph("第二页")), size="A4")
WIDE = Sheet("wide", "问题台账", (Paragraph("横的一页"),), size="A3 landscape")


@pytest.fixture
def dialog(qtbot: QtBot, book: Book) -> PreviewDialog:
    made = PreviewDialog(book, "公示")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture(autouse=True)
def _worker_ends_with_the_test() -> object:
    yield
    runner.stop()


def shown(qtbot: QtBot, dialog: PreviewDialog, *sheets: Sheet) -> PreviewDialog:
    with qtbot.waitSignal(dialog.ready, timeout=20_000):
        dialog.show_sheets(lambda: list(sheets))
    return dialog


def page_texts(pdf: Path | bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_all_pages_of_all_sheets_are_there_and_counted(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET, WIDE)

    assert [page.number for page in dialog.drawn.pages] == [0, 1, 0]
    assert dialog.count.text() == "第 1 页 / 共 3 页,第 1 张 / 共 2 张"


def test_from_sheet_to_sheet_by_keys(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET, WIDE)

    dialog.next_sheet()
    there = dialog.count.text()
    dialog.next_sheet()
    dialog.next_sheet(-1)

    assert there == "第 3 页 / 共 3 页,第 2 张 / 共 2 张"
    assert dialog.count.text() == "第 1 页 / 共 3 页,第 1 张 / 共 2 张"


def test_page_down_reads_on_without_leaving_the_lower_part_of_a_page_out(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET, WIDE)
    bar, view = dialog.stack.verticalScrollBar(), dialog.stack.viewport().height()

    places = [bar.value()]
    while dialog.count.text().startswith("第 1 页"):
        qtbot.keyClick(dialog.stack, Qt.Key.Key_PageDown)
        places.append(bar.value())

    assert dialog.count.text().startswith("第 2 页 / 共 3 页")
    assert places[-1] == dialog.stack._tops()[1]
    assert all(0 < then - before <= view for before, then in pairwise(places))


def test_page_up_reads_back_to_the_beginning_of_the_page(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET, WIDE)
    dialog.stack.go(1)
    dialog.stack.verticalScrollBar().setValue(dialog.stack.verticalScrollBar().value() + 50)

    qtbot.keyClick(dialog.stack, Qt.Key.Key_PageUp)

    assert dialog.stack.verticalScrollBar().value() == dialog.stack._tops()[1]


def test_a_page_in_sight_is_drawn_sharp_with_ink_on_it(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET)

    qtbot.waitUntil(lambda: bool(dialog.stack._sharp), timeout=20_000)

    image = next(iter(dialog.stack._sharp.values()))
    row = {image.pixelColor(QPoint(x, y)).lightness() for x in range(0, image.width(), 3) for y in range(60, 200, 3)}
    assert image.width() > 800
    assert min(row) < 100
    assert max(row) > 240


def test_natural_size_is_larger_than_the_window_for_wide_paper(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, WIDE)
    before = dialog.stack.horizontalScrollBar().maximum()

    dialog.change_fit()

    assert before == 0
    assert dialog.stack.horizontalScrollBar().maximum() > 300
    assert dialog.fit_button.text() == "适合宽度"


def test_without_a_printer_a_sentence_offers_to_save_instead(
    qtbot: QtBot, dialog: PreviewDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(qtbot, dialog, SHEET)
    monkeypatch.setattr(preview, "printer_found", lambda: False)
    dialog.choose_folder = lambda: folder

    dialog.print_out()
    told = dialog.message.text()
    dialog.message.buttons[0].click()

    assert told == preview.NO_PRINTER
    assert page_texts(folder / "青山村公示.pdf")[1].splitlines()[1] == "第二页"


def test_printing_sends_every_page_on_its_own_paper(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET, WIDE)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "打印.pdf"))

    dialog.send(printer)
    qtbot.waitUntil(lambda: dialog.message.text() == "已送往打印机,共 3 页。", timeout=30_000)

    document = pypdfium2.PdfDocument(folder / "打印.pdf")
    sizes = [tuple(round(side) for side in page.get_size()) for page in document]
    document.close()
    assert [
        (abs(w - a) < 3, abs(h - b) < 3)
        for (w, h), (a, b) in zip(sizes, [(595, 842), (595, 842), (1191, 842)], strict=True)
    ] == [(True, True)] * 3


def test_what_the_printer_gets_shows_on_every_page_what_the_preview_and_the_pdf_show(
    qtbot: QtBot, dialog: PreviewDialog, folder: Path
) -> None:
    rows = tuple((number, f"清理河道雇工 {number} 天", number * 10_000) for number in range(1, 31))
    table = Table((Column("序号", "number"), Column("摘要用途", width=20), Column("金额", "money")), rows)
    shown(qtbot, dialog, replace(SHEET, blocks=(table, *SHEET.blocks)), WIDE)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "打印.pdf"))

    dialog.send(printer)
    qtbot.waitUntil(lambda: dialog.message.text() == "已送往打印机,共 3 页。", timeout=30_000)

    paper = (folder / "打印.pdf").read_bytes()
    first, second = dialog.drawn.pdfs
    meant = [previewed(first, 0, 40), previewed(first, 1, 40), previewed(second, 0, 40)]
    printed = [previewed(paper, page, 40) for page in range(3)]
    assert [difference(one, other, 40, OTHER) for one, other in zip(meant, printed, strict=True)] == [None] * 3
    assert difference(meant[0], printed[1], 40, OTHER)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says so itself before we do
def test_a_printer_that_takes_nothing_is_told(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "没有这个文件夹" / "打印.pdf"))

    dialog.send(printer)
    qtbot.waitUntil(lambda: dialog.message.tone == "red", timeout=20_000)

    assert dialog.message.text().startswith("打印机没有接受这份文件,一页也没有打印")
    assert [button.text() for button in dialog.message.buttons] == ["存为 PDF"]


NOTICE = Sheet("question_answer", "答复", (Paragraph("答复一行"),), look="notice")


def test_the_paper_of_a_wall_sheet_is_chosen_in_the_preview_and_remembered(
    qtbot: QtBot, dialog: PreviewDialog, book: Book
) -> None:
    with qtbot.waitSignal(dialog.ready, timeout=20_000):
        dialog.show_sheets(lambda: [wall_paper.as_chosen(book, NOTICE)])
    before = len(dialog.drawn.pages)

    with qtbot.waitSignal(dialog.ready, timeout=20_000):
        dialog.paper.setFocus()
        qtbot.keyClick(dialog.paper, Qt.Key.Key_End)

    assert (before, len(dialog.drawn.pages)) == (1, 9)
    assert dialog.paper.currentText() == "A4拼成58×84厘米(9张)"
    assert wall_paper.remembered(book, "question_answer") == "A4-tiles9"


def test_a_paper_that_cannot_hold_the_sheet_is_told_and_another_can_be_chosen(
    qtbot: QtBot, dialog: PreviewDialog, book: Book
) -> None:
    columns = tuple(Column(f"金额{n}", "money", 8) for n in range(14))
    wide = Sheet("wide_wall", "宽榜", (Table(columns, (tuple(10**9 for _ in columns),)),), look="notice", size="60x90")
    with qtbot.waitSignal(dialog.ready, timeout=20_000):
        dialog.show_sheets(lambda: [wall_paper.as_chosen(book, wide)])

    dialog.paper.setCurrentIndex(dialog.paper.findData("A3"))
    dialog.change_paper()
    qtbot.waitUntil(lambda: dialog.message.tone == "red", timeout=20_000)

    assert "请换大一些的纸" in dialog.message.text()
    assert dialog.paper.isEnabled()


def test_sheets_that_are_not_for_a_wall_offer_no_paper(qtbot: QtBot, dialog: PreviewDialog) -> None:
    shown(qtbot, dialog, SHEET)

    assert not dialog.paper.isVisible()


def test_a_printer_without_such_paper_is_asked_about_before_anything_is_printed(
    qtbot: QtBot, dialog: PreviewDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(qtbot, dialog, WIDE)
    monkeypatch.setattr(preview_print.PrintRun, "shrunk", property(lambda _: True))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "打印.pdf"))

    dialog.send(printer)
    told = dialog.message.text()
    dialog.message.buttons[0].click()
    qtbot.waitUntil(lambda: dialog.message.text() == "已送往打印机,共 1 页。", timeout=30_000)

    assert told == preview.TOO_SMALL
    assert (folder / "打印.pdf").exists()


def test_large_paper_is_drawn_coarser_so_that_a_page_fits_into_memory() -> None:
    assert finest(595, 842) > 300
    assert finest(842, 1191) > 300
    assert 140 < finest(1701, 2551) < 200


def test_a_refused_sheet_is_told_and_nothing_can_be_printed(qtbot: QtBot, dialog: PreviewDialog) -> None:
    def refuse() -> list[Sheet]:
        raise Refused("没有可打印的“财务公开榜”。请先录入。", "E-NOTHING")

    dialog.show_sheets(refuse)
    qtbot.waitUntil(lambda: dialog.message.tone == "red", timeout=20_000)

    assert dialog.message.text() == "没有可打印的“财务公开榜”。请先录入。"
    assert not dialog.print_button.isEnabled()


def test_a_name_no_face_can_draw_is_named_with_its_place_and_nothing_can_be_printed(
    qtbot: QtBot, dialog: PreviewDialog
) -> None:
    table = Table((Column("序号", "number"), Column("责任人")), ((1, "王伟"), (2, "王𰻝")))

    dialog.show_sheets(lambda: [replace(SHEET, blocks=(table,))])
    qtbot.waitUntil(lambda: dialog.message.tone == "red", timeout=20_000)

    assert "第2行“责任人”:“王𰻝”" in dialog.message.text()
    assert not dialog.print_button.isEnabled()


def test_saving_as_excel_writes_a_workbook_of_that_name(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET)
    dialog.choose_folder = lambda: folder

    dialog.save_as("xlsx")

    assert (folder / "青山村公示.xlsx").read_bytes().startswith(b"PK")
    assert dialog.message.text() == f"已存好:青山村公示.xlsx,在 {folder}。"


def test_saving_as_word_writes_a_file_to_be_edited(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET)
    dialog.choose_folder = lambda: folder

    dialog.word_button.click()

    found = docx.Document(str(folder / "青山村公示.docx"))
    assert [one.text for one in found.paragraphs if one.text.strip()] == ["青山村公示", "第一页", "第二页"]
    assert dialog.message.text() == f"已存好:青山村公示.docx,在 {folder}。"


def test_saving_into_a_place_that_cannot_be_written_is_told(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET)
    blocked = folder / "文件"
    blocked.write_text("这是文件,不是文件夹", "utf-8")
    dialog.choose_folder = lambda: blocked

    dialog.save_as("pdf")

    assert dialog.message.tone == "red"
    assert "内容都在" in dialog.message.text()


@pytest.mark.parametrize(("width", "height", "name"), [(595, 842, "A4"), (1191, 842, "A3"), (842, 595, "A4")])
def test_paper_is_named_by_its_size_either_way_round(width: float, height: float, name: str) -> None:
    layout = paper_of(width, height)

    assert layout.pageSize().id().name == name
    assert (layout.orientation().name == "Landscape") == (width > height)


def test_a_preview_closed_while_it_is_drawn_troubles_nobody(qtbot: QtBot, book: Book) -> None:
    gone = PreviewDialog(book, "公示")
    gone.show()
    gone.show_sheets(lambda: [SHEET])
    gone.close()

    qtbot.waitUntil(lambda: not runner.busy() and not isValid(gone), timeout=20_000)

    assert not isValid(gone)


def test_closing_while_printing_stops_the_printing_first(qtbot: QtBot, dialog: PreviewDialog, folder: Path) -> None:
    shown(qtbot, dialog, SHEET, WIDE)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "打印.pdf"))
    dialog.send(printer)

    dialog.close()
    open_still = dialog.isVisible()
    qtbot.waitUntil(lambda: not runner.busy() and dialog.message.text().startswith("已停止打印"), timeout=20_000)

    assert open_still
    assert dialog.close()


def test_the_tools_of_a_preview_take_a_second_line_rather_than_push_the_window_off_the_screen(
    qtbot: QtBot, dressed: QApplication, book: Book
) -> None:
    dialog = PreviewDialog(book, "公开榜")
    qtbot.addWidget(dialog)

    assert dialog.minimumSizeHint().width() < 700
