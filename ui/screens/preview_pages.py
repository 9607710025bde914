"""The pages of finished PDFs one below the other, drawn only where they are in sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.operations import sheets
from ui.engine import runner
from ui.screens.while_alive import while_alive
from ui.style import palette
from ui.style.palette import px

SKETCH_DPI = 18.0  # small pictures of all pages: their sizes, and something to see while scrolling fast
SCREEN_DPI = 96.0
KEPT_PAGES = 8
GAP = 14


@dataclass(frozen=True)
class Page:
    """One page of one PDF."""

    pdf: bytes
    number: int


def pictures(pdf: bytes, dpi: float, pages: Sequence[int] | None = None) -> list[QImage]:
    """Pages as pictures; to be called on the worker only, the PDF library is not made for two threads."""
    found = sheets.preview(pdf, dpi, pages)
    # copied: the picture outlives the bytes it was read from
    return [QImage(p.bgrx, p.width, p.height, p.stride, QImage.Format.Format_RGB32).copy() for p in found]


def picture(page: Page, dpi: float) -> QImage:
    """One page as a picture; on the worker."""
    return pictures(page.pdf, dpi, [page.number])[0]


def sketches(pdf: bytes) -> list[QImage]:
    """Small pictures of all pages; on the worker."""
    return pictures(pdf, SKETCH_DPI)


class PageStack(QAbstractScrollArea):
    """Scrolls over the pages; Page Up and Page Down read on and back."""

    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: list[Page] = []
        self.fit_width = True
        self._sketches: list[QImage] = []
        self._sharp: OrderedDict[tuple[Page, int], QImage] = OrderedDict()
        self._asked: set[tuple[Page, int]] = set()
        self._failed: Callable[[Exception], None] = lambda error: None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印预览")
        self.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    def show_pages(
        self, pages: Sequence[Page], sketches: Sequence[QImage], failed: Callable[[Exception], None]
    ) -> None:
        """Take over pages whose small pictures are already drawn."""
        self.pages, self._sketches, self._failed = list(pages), list(sketches), failed
        self._resettle()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    def set_fit_width(self, fit: bool) -> None:
        """As wide as the window, or natural size."""
        here = self.current_page()
        self.fit_width = fit
        self._resettle()
        self.go(here)

    def current_page(self) -> int:
        """The page that fills most of the window, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        places = self._places()
        return next((n for n, rect in enumerate(places) if rect.bottom() + px(GAP) >= middle), max(len(places) - 1, 0))

    def go(self, page: int) -> None:
        """Bring a page to the top of the window."""
        if self.pages:
            wanted = min(max(page, 0), len(self.pages) - 1)
            self.verticalScrollBar().setValue(self._tops()[wanted])

    def read_on(self) -> None:
        """A windowful further, but never past the beginning of the next page: nothing is skipped unseen."""
        bar = self.verticalScrollBar()
        here, view = bar.value(), self.viewport().height() - px(40)
        top = min((top for top in self._tops() if top > here), default=bar.maximum())
        bar.setValue(top if top - here <= view + px(40) else here + view)

    def read_back(self) -> None:
        """A windowful back, but not past the beginning of a page."""
        bar = self.verticalScrollBar()
        here, view = bar.value(), self.viewport().height() - px(40)
        bar.setValue(max([here - view, *(top for top in self._tops() if top < here)]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a document."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.read_on()
            case Qt.Key.Key_PageUp:
                self.read_back()
            case Qt.Key.Key_Home:
                self.go(0)
            case Qt.Key.Key_End:
                self.go(len(self.pages) - 1)
            case Qt.Key.Key_Down:
                bar.setValue(bar.value() + px(60))
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - px(60))
            case _:
                super().keyPressEvent(event)
                return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the pages out for the new width."""
        super().resizeEvent(event)
        self._resettle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper on the desk: sharp where it is drawn already, else the small picture enlarged."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor("#8d949a"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for number, rect in enumerate(self._places()):
            shown = rect.translated(-offset)
            if not shown.intersects(event.rect()):
                continue
            dpi = self._dpi(number)
            painter.drawImage(shown, self._sharp.get((self.pages[number], dpi)) or self._sketches[number])
            painter.setPen(QPen(QColor(palette.look().ink_soft), 1))
            painter.drawRect(shown.adjusted(0, 0, -1, -1))
            self._ask(number, dpi)
        painter.end()

    def _size(self, number: int) -> QSize:
        sketch = self._sketches[number]
        if self.fit_width:
            width = max(self.viewport().width() - 2 * px(GAP), 100)
            return QSize(width, round(width * sketch.height() / sketch.width()))
        scale = SCREEN_DPI / SKETCH_DPI * palette.zoom() / 100
        return QSize(round(sketch.width() * scale), round(sketch.height() * scale))

    def _dpi(self, number: int) -> int:
        ratio = self.devicePixelRatioF()
        return max(round(self._size(number).width() * ratio / self._sketches[number].width() * SKETCH_DPI), 24)

    def _places(self) -> list[QRect]:
        out, top = [], px(GAP)
        for number in range(len(self.pages)):
            size = self._size(number)
            left = max((self.viewport().width() - size.width()) // 2, px(GAP))
            out.append(QRect(QPoint(left, top), size))
            top += size.height() + px(GAP)
        return out

    def _tops(self) -> list[int]:
        return [rect.top() - px(GAP) for rect in self._places()]

    def _resettle(self) -> None:
        places = self._places()
        height = places[-1].bottom() + px(GAP) if places else 0
        width = max((rect.right() for rect in places), default=0) + px(GAP)
        self.verticalScrollBar().setRange(0, max(height - self.viewport().height(), 0))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.horizontalScrollBar().setRange(0, max(width - self.viewport().width(), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.viewport().update()

    def _scrolled(self) -> None:
        self.viewport().update()
        self.page_changed.emit(self.current_page() if self.pages else -1, len(self.pages))

    def _ask(self, number: int, dpi: int) -> None:
        page = self.pages[number]
        if (page, dpi) in self._sharp:
            self._sharp.move_to_end((page, dpi))
        elif (page, dpi) not in self._asked:
            self._asked.add((page, dpi))
            drawn = partial(self._drawn, page, dpi)
            runner.run(lambda _report: picture(page, dpi), while_alive(self, drawn), while_alive(self, self._failed))

    def _drawn(self, page: Page, dpi: int, image: QImage) -> None:
        # Kept by page and not by place: going back to papers looked at before shows them at once.
        self._asked.discard((page, dpi))
        self._sharp[page, dpi] = image
        while len(self._sharp) > KEPT_PAGES:
            self._sharp.popitem(last=False)
        self.viewport().update()
