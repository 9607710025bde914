"""Sends finished pages to a printer, one after the other, so that the window stays alive."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QObject, QRect, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from ui.engine import runner
from ui.screens.preview_pages import Page, picture

NO_PRINTER = "这台电脑没有安装打印机,没有打印。内容都在;可以先存为 PDF,拿到有打印机的电脑上打印。"
TOO_SMALL = (
    "这台打印机没有这么大的纸,还没有打印。缩小了字会看不清;公示可以在“纸张”里改用A4拼贴,或者存为 PDF 拿到图文店打印。"
)
MOST_DPI = 300  # finer is not seen on paper, and an A3 page at 600 dpi is 280 MB
MOST_PIXELS = 24_000_000  # 96 MB: a page of 60 × 90 cm, read from afar, is drawn coarser than that


def printer_found() -> bool:
    """Whether this computer has any printer."""
    return bool(QPrinterInfo.availablePrinters())


def ask_for_printer(parent: QWidget, pages: int) -> QPrinter | None:
    """Ask which printer, how many copies and which pages; None where the clerk thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted  # Windows has its own dialog, only as exec
    return printer if accepted else None


def paper_of(width: float, height: float) -> QPageLayout:
    """The paper of a page given in points, edge to edge."""
    portrait = QPageSize(
        QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch
    )
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    return QPageLayout(portrait, turned, QMarginsF(0, 0, 0, 0))


def finest(width: float, height: float) -> int:
    """How fine a page of this size in points may be drawn, in dots per inch, on a computer with little memory."""
    return int((MOST_PIXELS / (width * height)) ** 0.5 * 72)


class PrintRun(QObject):
    """One printing: each page is drawn on the worker at the printer's resolution and painted here; `sent` are out.

    The printer is kept referenced as long as the run lives: Qt crashes where it goes first.
    """

    progressed = Signal(int, int)
    finished = Signal(bool)
    failed = Signal(str)

    def __init__(
        self, printer: QPrinter, pages: Sequence[Page], sizes: Sequence[tuple[float, float]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.printer = printer
        self._pages, self._sizes = list(pages), list(sizes)
        self._painter: QPainter | None = None
        self._stopped = False
        self.sent = 0

    @property
    def shrunk(self) -> bool:
        """Whether the printer does not have the paper and the pages are made smaller to fit."""
        kept = {size.id() for size in QPrinterInfo(self.printer).supportedPageSizes()}
        return bool(kept) and any(paper_of(*size).pageSize().id() not in kept for size in self._sizes)

    def start(self) -> None:
        """Begin with the first page."""
        self.printer.setFullPage(True)
        self._set_paper(0)
        painter = QPainter()
        if not painter.begin(self.printer):
            self.failed.emit("打印机没有接受这份文件,一页也没有打印。请检查打印机是否开机、联线、有纸,再打印一次。")
            return
        self._painter = painter
        self._next(0)

    def stop(self) -> None:
        """Send no further page; those already sent cannot be called back."""
        self._stopped = True

    def _next(self, number: int) -> None:
        if self._stopped or number >= len(self._pages):
            self._end(not self._stopped)
            return
        page, dpi = self._pages[number], min(self.printer.resolution(), MOST_DPI, finest(*self._sizes[number]))
        self.progressed.emit(number + 1, len(self._pages))
        runner.run(lambda _report: picture(page, dpi), lambda image: self._paint(number, image), self._broken)

    def _paint(self, number: int, image: QImage) -> None:
        assert self._painter is not None
        if number:
            self._set_paper(number)
            if not self.printer.newPage():
                self._end(False)
                self.failed.emit(
                    f"打印机在第 {number + 1} 页停下了,前面的页已经送出。请检查打印机,再从第 {number + 1} 页补打。"
                )
                return
        # not the painter's viewport: that stays as large as the first page, whatever paper follows
        room = self.printer.pageLayout().fullRectPixels(self.printer.resolution())
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        self._painter.drawImage(place, image)
        self.sent += 1
        self._next(number + 1)

    def _set_paper(self, number: int) -> None:
        if not self.shrunk:
            self.printer.setPageLayout(paper_of(*self._sizes[number]))
            self.printer.setFullPage(True)

    def _broken(self, error: Exception) -> None:
        self._end(False)
        self.failed.emit(f"有一页画不出来({type(error).__name__}),没有继续打印。请先存为 PDF 再打印。")

    def _end(self, whole: bool) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self.finished.emit(whole)
