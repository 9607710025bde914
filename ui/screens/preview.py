"""打印预览: shows the very PDF that is printed, sent or signed, and prints or saves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.machine import reason
from app.operations import gate, packet_reports, papers, prints, sheets, wall_paper
from app.operations.books import Book
from app.operations.gate import Unsettled
from app.operations.packet_reports import PacketReport
from app.reports.sheet import PAPER_ONLY, Sheet
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens.message_line import MessageLine
from ui.screens.preview_pages import SKETCH_DPI, Page, PageStack, sketches
from ui.screens.preview_print import NO_PRINTER, TOO_SMALL, PrintRun, ask_for_printer, printer_found
from ui.screens.settled import SettledDialog, decided
from ui.screens.settling import tell_in
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow
from ui.widgets.order import tab_as_laid_out


class Drawn(NamedTuple):
    """Finished sheets: what they say, their PDFs, pages and small pictures."""

    sheets: list[Sheet]
    pdfs: list[bytes]
    pages: list[Page]
    sketches: list[QImage]


def draw(make: Callable[[], Sequence[Sheet]], report: runner.Report) -> Drawn:
    """Draw sheets into PDFs; on the worker."""
    made = list(make())
    out = Drawn(made, [], [], [])
    for number, sheet in enumerate(made):
        report(number, len(made), f"正在排版:{sheet.title}")
        _add(out, sheets.sheet_pdf(sheet))
    return out


def _add(out: Drawn, pdf: bytes) -> Drawn:
    small = sketches(pdf)
    out.pdfs.append(pdf)
    out.sketches.extend(small)
    out.pages.extend(Page(pdf, place) for place in range(len(small)))
    return out


class PreviewDialog(QDialog):
    """A window of its own beside the work; Ctrl+P prints, Esc closes."""

    ready = Signal()
    printed = Signal()  # every page was sent to the printer

    def __init__(self, book: Book, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.setWindowTitle(f"打印预览 {title}")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.drawn = Drawn([], [], [], [])
        self.report: PacketReport | None = None
        self.one_file = False  # papers of several rows are saved as one PDF
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.message = MessageLine(self)
        self.stack = PageStack(self)
        self.count = label("", wrap=False)
        self.print_button = button("打印 Ctrl+P", self.print_out, main=True)
        self.pdf_button = button("存为 PDF", lambda: self.save_as("pdf"))
        self.excel_button = button("存为 Excel", lambda: self.save_as("xlsx"))
        self.word_button = button("存为 Word", lambda: self.save_as("docx"))
        self.word_button.setToolTip("导出 Word 文件:版式与打印的一样,可以再改;改动不会回到台账")
        self.fit_button = button("实际大小", self.change_fit)
        self.paper = QComboBox()
        self.paper_label = label("纸张(&Z)", wrap=False)
        self._make: Callable[[], Sequence[Sheet]] = list
        self._printing: PrintRun | None = None
        self._lay_out()
        self._enable(False)

    def show_sheets(self, make: Callable[[], Sequence[Sheet]]) -> None:
        """Draw in the background and show the pages; a refusal is told with what to do."""
        self._make = make
        self.message.tell("正在排版,请稍候…", "blue")
        runner.run(
            partial(draw, lambda: gate.passed(self.book, make())),
            while_alive(self, self._take),
            while_alive(self, self._refused),
        )

    def show_settled(self) -> None:
        """What was decided about personal things on these sheets; what is taken back asks again."""
        dialog = SettledDialog(self, self.book, self.drawn.sheets)
        dialog.taken_back.connect(self._withdraw)
        dialog.finished.connect(lambda _: None if self.drawn.pages else self.show_sheets(self._make))
        dialog.open()

    def change_paper(self) -> None:
        """Print sheets of these kinds on the chosen paper, now and from now on."""
        kinds = {sheet.key for sheet in self.drawn.sheets if wall_paper.is_wall(sheet)}
        try:
            wall_paper.remember(self.book, kinds, self.paper.currentData())
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.show_sheets(self._make)

    def show_report(self, report: PacketReport) -> None:
        """Show a report of a packet: its own bytes, nothing is laid out anew."""
        self.report = report
        # A report was signed as PDF; its table stands beside it in the packet.
        self.excel_button.hide()
        self.word_button.hide()
        self.message.tell("正在打开,请稍候…", "blue")
        runner.run(
            lambda _report: _add(Drawn([], [], [], []), report.pdf),
            while_alive(self, self._take),
            while_alive(self, self._refused),
        )

    def _paper_only(self) -> str:
        """Why these sheets are kept in no file, "" where they may be."""
        return next(filter(None, (sheet.facts.get(PAPER_ONLY, "") for sheet in self.drawn.sheets)), "")

    def print_out(self) -> None:
        """Ask for the printer and send the pages; without a printer offer to save."""
        if not self.drawn.pages or self._printing is not None:
            return
        if not printer_found():
            if why := self._paper_only():
                self.message.tell(f"这台电脑没有安装打印机,没有打印。{why}", "yellow")
                return
            self.message.tell(NO_PRINTER, "yellow", ("存为 PDF", lambda: self.save_as("pdf")))
            return
        if (printer := ask_for_printer(self, len(self.drawn.pages))) is not None:
            self.send(printer)

    def send(self, printer: QPrinter, smaller: bool = False) -> None:
        """Send the chosen pages to a printer; one that has no such paper is used only where smaller type will do."""
        first, last = printer.fromPage() or 1, printer.toPage() or len(self.drawn.pages)
        chosen = slice(first - 1, last)
        sizes = [(s.width() * 72 / SKETCH_DPI, s.height() * 72 / SKETCH_DPI) for s in self.drawn.sketches[chosen]]
        run = PrintRun(printer, self.drawn.pages[chosen], sizes, self)
        if run.shrunk and not smaller:
            self.message.tell(TOO_SMALL, "yellow", ("缩小打印", lambda: self.send(printer, smaller=True)))
            return
        self._printing = run
        self.paper.setEnabled(False)
        run.progressed.connect(
            lambda now, total: self.message.tell(
                f"正在送往打印机:第 {now} 页,共 {total} 页", "blue", ("停止", run.stop)
            )
        )
        run.failed.connect(self._print_failed)
        run.finished.connect(self._printed)
        run.start()

    def save_as(self, kind: str) -> None:
        """Write PDF, Excel or Word files into a folder."""
        folder = self.choose_folder() if self.drawn.pages else None
        if folder is not None:
            save_into(folder, self.message, lambda: self._written(folder, kind))

    def _written(self, folder: Path, kind: str) -> list[Path]:
        if self.report is not None:
            return [packet_reports.save_report(self.book, self.report, folder)]
        if self.one_file and kind == "pdf":
            return [papers.write_pdf(self.book, self.drawn.sheets, folder / papers.file_name(self.drawn.sheets))]
        return [path for sheet in self.drawn.sheets for path in sheets.write_sheet(self.book, sheet, folder, (kind,))]

    def help(self) -> None:
        """How official papers are set, or how public sheets are put on paper."""
        if any(sheet.look == "letter" for sheet in self.drawn.sheets):
            show_topic(self, "paper")
        else:
            show_topic(self, "wall")

    def change_fit(self) -> None:
        """Between the window's width and natural size."""
        self.stack.set_fit_width(not self.stack.fit_width)
        self.fit_button.setText("实际大小" if self.stack.fit_width else "适合宽度")

    def reject(self) -> None:
        """Esc closes; while pages are being sent it stops the printing first."""
        if self._printing is None:
            super().reject()
            return
        self._printing.stop()
        self.message.tell("正在停下打印,请稍候再关闭。", "yellow")

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same for the button in the title bar."""
        if self._printing is not None:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _take(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.message.tell("")
        self._show_paper()
        if self._paper_only():
            for one in (self.pdf_button, self.excel_button, self.word_button):
                one.hide()
        self.stack.show_pages(drawn.pages, drawn.sketches, self._refused)
        self._enable(True)
        if self.report is None and (count := sum(not one.taken_back for one in decided(self.book, drawn.sheets))):
            self.message.tell(f"这里的个人信息已处理 {count} 处。", "blue", ("看处理记录", self.show_settled))
        if not self.paper.hasFocus():  # the next paper is one key further
            self.stack.setFocus()
        self.ready.emit()

    def next_sheet(self, step: int = 1) -> None:
        """To the first page of the next sheet, or of the one before."""
        firsts = [at for at, page in enumerate(self.drawn.pages) if page.number == 0]
        here = self.stack.current_page()
        wanted = [at for at in firsts if (at > here if step > 0 else at < here)]
        if wanted:
            self.stack.go(wanted[0] if step > 0 else wanted[-1])

    def _place(self, page: int, total: int) -> str:
        """Which page of how many, and of several sheets which one."""
        firsts = [at for at, one in enumerate(self.drawn.pages) if one.number == 0]
        which = sum(at <= page for at in firsts)
        sheet = f",第 {which} 张 / 共 {len(firsts)} 张" if len(firsts) > 1 else ""
        return f"第 {page + 1} 页 / 共 {total} 页{sheet}"

    def _withdraw(self) -> None:
        """Nothing of what was shown may be printed any more."""
        self.drawn = Drawn(self.drawn.sheets, [], [], [])
        self.stack.show_pages([], [], self._refused)
        self._enable(False)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Unsettled):
            tell_in(self.message, self, error, lambda: self.show_sheets(self._make))
        elif isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)

    def _print_failed(self, sentence: str) -> None:
        self._printing = None
        self.paper.setEnabled(True)
        act = [] if self._paper_only() else [("存为 PDF", lambda: self.save_as("pdf"))]
        self.message.tell(sentence, "red", *act)

    def _printed(self, whole: bool) -> None:
        copies = self._printing.printer.copyCount() if self._printing else 1
        sent = self._printing.sent if self._printing else 0
        self._printing = None
        self.paper.setEnabled(True)
        if whole:
            prints.note_printed(self.book, self.drawn.sheets, copies)
            self.message.tell(f"已送往打印机,共 {sent} 页。", "green")
            if sent == len(self.drawn.pages):
                self.printed.emit()
        elif self.message.tone != "red":
            self.message.tell("已停止打印,没有送出的页可以再打印一次。", "yellow")

    def _choose_folder(self) -> Path | None:
        return folder_to_save_in(self)

    def _show_paper(self) -> None:
        """What the first sheet for a wall is printed on; no choice where there is none."""
        walls = () if self._paper_only() else self.drawn.sheets
        kind = next((sheet.key for sheet in walls if wall_paper.is_wall(sheet)), "")
        self.paper_box.setVisible(bool(kind))
        if kind:
            self.paper.setCurrentIndex(self.paper.findData(wall_paper.remembered(self.book, kind)))

    def _enable(self, able: bool) -> None:
        for one in (self.print_button, self.pdf_button, self.excel_button, self.word_button, self.fit_button):
            one.setEnabled(able)

    def _lay_out(self) -> None:
        tools = QWidget(self)
        bar = Flow(tools, px(GAP[1]))  # at 150 % the buttons take two lines and the window stays on the screen
        for one in (self.print_button, self.pdf_button, self.excel_button, self.word_button, self.fit_button):
            bar.addWidget(one)
        self.paper_label.setBuddy(self.paper)
        self.paper.addItem("默认", "")
        for paper in wall_paper.PAPERS:
            self.paper.addItem(paper.title, paper.key)
        self.paper.activated.connect(lambda _: self.change_paper())
        self.paper_box = QWidget()  # the words and their box stay in one line
        line = QHBoxLayout(self.paper_box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(GAP[1]))
        line.addWidget(self.paper_label)
        line.addWidget(self.paper)
        self.paper_box.hide()
        bar.addWidget(self.paper_box)
        bar.addWidget(button("上一页", lambda: self.stack.go(self.stack.current_page() - 1)))
        bar.addWidget(button("下一页", lambda: self.stack.go(self.stack.current_page() + 1)))
        bar.addWidget(button("关闭 Esc", self.close))
        bar.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[1]), px(GAP[1]), px(GAP[1]), px(GAP[1]))
        layout.addWidget(tools)
        layout.addWidget(self.message)
        layout.addWidget(self.stack, 1)
        tab_as_laid_out(self)
        self.stack.page_changed.connect(
            lambda page, total: self.count.setText(self._place(page, total) if total else "")
        )
        for keys, act in (
            ("Ctrl+P", self.print_out),
            ("F1", self.help),
            ("Ctrl+PgDown", self.next_sheet),
            ("Ctrl+PgUp", lambda: self.next_sheet(-1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)


def folder_to_save_in(parent: QWidget) -> Path | None:
    """Ask for a folder, beginning with the clerk's documents."""
    return choosing.folder(parent, "存到哪个文件夹")


def save_into(folder: Path, message: MessageLine, write: Callable[[], list[Path]]) -> None:
    """Write files into a folder and tell what came of it."""
    try:
        written = write()
    except Told as error:
        message.tell(error.message, "red")
    except OSError as error:
        message.tell(f"没有存成({reason(error)})。内容都在;请换一个能写入的文件夹再存。", "red")
    else:
        names = written[0].name if len(written) == 1 else f"{len(written)} 个文件"
        message.tell(f"已存好:{names},在 {folder}。", "green")


def open_preview_of(parent: QWidget, book: Book, title: str, make: Callable[[], Sequence[Sheet]]) -> PreviewDialog:
    """Open a preview of any sheets beside the work; `make` runs on the worker."""
    dialog = _open(parent, book, title)
    dialog.show_sheets(make)
    return dialog


def open_preview_of_report(parent: QWidget, book: Book, report: PacketReport) -> PreviewDialog:
    """Open a report of a packet beside the work."""
    dialog = _open(parent, book, report.title)
    dialog.show_report(report)
    return dialog


def _open(parent: QWidget, book: Book, title: str) -> PreviewDialog:
    dialog = PreviewDialog(book, title, parent)
    area = _ground(parent).size()
    dialog.resize(max(area.width() - px(40), px(700)), max(area.height() - px(20), px(480)))
    dialog.show()
    return dialog


def _ground(parent: QWidget) -> QWidget:
    """The window that all others stand on: a page is as large, whichever small dialog asks for it."""
    window = parent.window()
    while (above := window.parentWidget()) is not None:
        window = above.window()
    return window


def open_preview(
    parent: QWidget,
    book: Book,
    kind: str,
    *,
    unit: int | None = None,
    period: str | None = None,
    ids: Sequence[int] = (),
    title: str = "",
) -> PreviewDialog:
    """Open a preview of one kind of sheet, see app.operations.sheets.make_sheet."""
    found = sheets.kind_of(kind)
    dialog = open_preview_of(
        parent, book, title or found.title, lambda: sheets.make_sheet(book, kind, unit=unit, period=period, ids=ids)
    )
    dialog.one_file = found.one_per_row and len(ids) > 1
    return dialog
