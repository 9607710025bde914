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


def picture(page: Page, dpi: float) -> QImage:
    """One page as a picture; to be called on the worker only, the PDF library is not made for two threads."""
    found = sheets.preview(page.pdf, dpi, [page.number])[0]
    image = QImage(found.bgrx, found.width, found.height, found.stride, QImage.Format.Format_RGB32)
    return image.copy()  # the picture outlives the bytes it was read from


class PageStack(QAbstractScrollArea):
    """Scrolls over the pages; Page Up and Page Down go from page to page."""

    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: list[Page] = []
        self.fit_width = True
        self._sketches: list[QImage] = []
        self._sharp: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._failed: Callable[[Exception], None] = lambda error: None
        self._generation = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印预览")
        self.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    def show_pages(
        self, pages: Sequence[Page], sketches: Sequence[QImage], failed: Callable[[Exception], None]
    ) -> None:
        """Take over pages whose small pictures are already drawn."""
        self._generation += 1
        self.pages, self._sketches, self._failed = list(pages), list(sketches), failed
        self._sharp.clear()
        self._asked.clear()
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
            self.verticalScrollBar().setValue(self._places()[wanted].top() - px(GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a document."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.go(self.current_page() + 1)
            case Qt.Key.Key_PageUp:
                self.go(self.current_page() - 1)
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
            painter.drawImage(shown, self._sharp.get((number, dpi)) or self._sketches[number])
            painter.setPen(QPen(QColor(palette.INK_SOFT), 1))
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
        key = (number, dpi)
        if key in self._sharp or key in self._asked:
            return
        self._asked.add(key)
        page = self.pages[number]
        drawn = partial(self._drawn, self._generation, key)
        runner.run(lambda _report: picture(page, dpi), while_alive(self, drawn), while_alive(self, self._failed))

    def _drawn(self, generation: int, key: tuple[int, int], image: QImage) -> None:
        if generation != self._generation:
            return
        self._asked.discard(key)
        self._sharp[key] = image
        while len(self._sharp) > KEPT_PAGES:
            self._sharp.popitem(last=False)
        self.viewport().update()
