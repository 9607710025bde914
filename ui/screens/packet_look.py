"""审核: the reports of the packet as they stand in the file, page by page, and the clerk's signature under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.operations.packet_reports import PacketReport
from ui.engine import runner
from ui.screens.packet_panels import SignPanel
from ui.screens.preview_pages import Page, PageStack, sketches
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

READING = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class LookPanel(QWidget):
    """What is signed is what is seen here: the very PDFs of the packet, each with its large preview."""

    preview_wanted = Signal(int)
    save_wanted = Signal(int)

    def __init__(self, failed: Callable[[Exception], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reports: list[PacketReport] = []
        self._failed = failed
        self._sketches: dict[int, list[QImage]] = {}
        self.names = QListWidget()
        self.names.setAccessibleName("上报包里的材料")
        self.names.setFixedWidth(px(250))
        self.names.setWordWrap(True)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.installEventFilter(self)
        self.pages = PageStack(self)
        self.pages.setAccessibleName("材料内容")
        self.count = label("", "hint", wrap=False)
        self.look = button("放大看 Enter", lambda: self.preview_wanted.emit(self.names.currentRow()))
        self.save = button("存为 PDF", lambda: self.save_wanted.emit(self.names.currentRow()))
        self.go_on = button("看完了,回到签发", lambda: None)
        self.sign = SignPanel(self)
        self._lay_out()
        # 存为 PDF comes last: from the papers three times Tab lead to the password.
        for before, then in pairwise(
            (self.names, self.pages, self.look, self.sign.password, self.sign.sign, self.go_on, self.save)
        ):
            QWidget.setTabOrder(before, then)
        self.names.currentRowChanged.connect(self._show_report)
        self.names.itemActivated.connect(lambda _: self.preview_wanted.emit(self.names.currentRow()))
        self.pages.page_changed.connect(self._tell_page)

    def show_reports(self, reports: Sequence[PacketReport]) -> None:
        """List the reports, the cover first."""
        kept = self.names.currentRow() if [r.title for r in reports] == [r.title for r in self.reports] else 0
        self.reports = list(reports)
        self._sketches.clear()
        self.names.clear()
        for number, report in enumerate(self.reports, 1):
            item = QListWidgetItem(f"{number}. {report.title}")
            item.setToolTip(report.title)
            self.names.addItem(item)
        for one in (self.look, self.save):
            one.setEnabled(bool(self.reports))
        self.names.setCurrentRow(max(kept, 0))
        self._show_report(self.names.currentRow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Page Up and Page Down turn the pages while the list has the focus; the arrows choose the paper."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in READING:
            self.pages.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _show_report(self, row: int) -> None:
        if not 0 <= row < len(self.reports):
            self.pages.show_pages([], [], lambda _error: None)
        elif row in self._sketches:
            self._show_pages(row, self.reports[row])
        else:
            report = self.reports[row]
            runner.run(
                lambda _report: sketches(report.pdf),
                while_alive(self, partial(self._sketched, row, report)),
                while_alive(self, self._failed),
            )

    def _sketched(self, row: int, report: PacketReport, drawn: list[QImage]) -> None:
        if row < len(self.reports) and self.reports[row] is report:
            self._sketches[row] = drawn
            if row == self.names.currentRow():
                self._show_pages(row, report)

    def _show_pages(self, row: int, report: PacketReport) -> None:
        drawn = self._sketches[row]
        self.pages.show_pages([Page(report.pdf, number) for number in range(len(drawn))], drawn, self._failed)

    def _tell_page(self, page: int, total: int) -> None:
        self.count.setText(f"第 {page + 1} 页 / 共 {total} 页" if total else "")

    def _lay_out(self) -> None:
        # What is pressed stands under the list and not under the pages: at large type every line of paper counts.
        left = QVBoxLayout()
        left.setSpacing(px(GAP[1]))
        left.addWidget(self.names, 1)
        left.addWidget(label("请逐份看过再签名。", "hint"))
        left.addWidget(label("↑ ↓ 换一份,PageDown 往下翻", "hint"))
        left.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1]))
        row.addWidget(self.look)
        row.addWidget(self.save)
        left.addLayout(row)
        left.addWidget(self.go_on)
        middle = QHBoxLayout()
        middle.setSpacing(px(GAP[1]))
        middle.addLayout(left)
        middle.addWidget(self.pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(middle, 1)
        layout.addWidget(self.sign)
