"""The lines under a row, of any register that has some: a small list, and one line's form below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.operations import lists, records
from app.operations.books import Book
from ui.engine import messages
from ui.engine.form import Form
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

MOST_WIDE = 180
LEAST = 70  # heading and one line, where the window is low
SHOWN = (268, 270)  # the list with four lines, and the form; the clerk may move the line between them
HIGHEST = 50  # two lines of text: the form shows the whole


class Lines(QTableWidget):
    """A table whose longest texts take the room that is left over."""

    def __init__(self, heads: Sequence[str], wide: Sequence[float]) -> None:
        super().__init__(0, len(heads))
        self.setHorizontalHeaderLabels(heads)
        heavy = QFont(self.font())
        heavy.setBold(True)
        least = [QFontMetrics(heavy).horizontalAdvance(head) + px(20) for head in heads]
        self._natural = [
            max(px(min(max(one, 4) * 15, MOST_WIDE) + 16), low) for one, low in zip(wide, least, strict=True)
        ]
        self._longest = wide.index(max(wide))
        self.spread()

    def spread(self) -> None:
        """Give every column its natural width and the longest one what remains, then every row its height."""
        spare = self.viewport().width() - sum(self._natural)
        for at, wide in enumerate(self._natural):
            self.setColumnWidth(at, wide + max(spare, 0) if at == self._longest else wide)
        self.resizeRowsToContents()
        for at in range(self.rowCount()):
            self.setRowHeight(at, min(self.rowHeight(at), px(HIGHEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another sharing."""
        super().resizeEvent(event)
        self.spread()


class Children(QWidget):
    """Lists, adds, edits and voids the lines of one header; tells what is made or printed of a line."""

    raised = Signal(str, object)
    printed = Signal(str, int)

    def __init__(self, book: Book, line_ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, line_ledger
        self.header_id: int | None = None
        self._rows: list[Row] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), px(GAP[1]), px(GAP[1]), 0)
        self.empty = label("保存这一条之后,才能在这里添加。", "hint")
        keys = line_ledger.list_columns
        wide = [line_ledger.by_key[key].width if key in line_ledger.by_key else 5 for key in keys]
        self.table = Lines([line_ledger.label(key) for key in keys], wide)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setMinimumHeight(px(LEAST))
        self.table.cellActivated.connect(lambda at, _: self._open(at))
        self.form = Form(book, line_ledger)
        self.form.saved.connect(lambda _: self._fill())
        self.form.raised.connect(self.raised)
        self.form.printed.connect(self.printed)
        self.form.closed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        line = QHBoxLayout()
        self.add = button(f"新增{line_ledger.title}", self.begin)
        self.away = button("作废所选…", self._ask_void)
        line.addWidget(self.add)
        line.addWidget(self.away)
        line.addStretch(1)
        upper = QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, px(GAP[0]))
        above.addWidget(self.table, 1)
        above.addLayout(line)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(upper)
        self.halves.addWidget(self.form)
        self.halves.setSizes([px(high) for high in SHOWN])
        box.addWidget(self.empty)
        box.addWidget(self.halves, 1)
        self.rest = QWidget()  # keeps the hint at the top while there is nothing else
        box.addWidget(self.rest, 1)

    def show_header(self, header_id: int | None) -> None:
        """Show the lines of a header; a header not yet saved has none."""
        self.header_id = header_id
        self.empty.setVisible(header_id is None)
        self.rest.setVisible(header_id is None)
        self.halves.setVisible(header_id is not None)
        if header_id is not None:
            self.form.begin(parent=header_id)
            self._fill()

    def stop(self) -> None:
        """Keep the line that is being typed: the book is about to be closed."""
        self.form.stop()

    def begin(self) -> None:
        """A new line."""
        self.form.begin(parent=self.header_id)
        self.form.fields.first()

    def go_to(self, row_id: int, key: str) -> None:
        """Open one line at one of its fields."""
        at = next((at for at, row in enumerate(self._rows) if row["id"] == row_id), None)
        if at is not None:
            self.table.selectRow(at)
            self.form.open(self._rows[at])
            self.form.go_to(key)

    def _fill(self) -> None:
        if self.header_id is None:
            return
        self._rows = lists.lines(self.book, self.ledger, self.header_id)
        titles = lists.titles(self.book, self.ledger, self._rows)
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            for column, key in enumerate(self.ledger.list_columns):
                text = self.ledger.show_one(row, key, titles)
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.spread()

    def _open(self, at: int) -> None:
        self.form.open(self._rows[at])
        self.form.fields.first()

    def _ask_void(self) -> None:
        at = self.table.currentRow()
        if 0 <= at < len(self._rows):
            messages.ask_reason(
                self, "作废", "作废后可以恢复。请写明理由:", "作废", lambda why: self._void(self._rows[at], why)
            )

    def _void(self, row: Row, reason: str) -> None:
        try:
            records.void(self.book, self.ledger, id_of(row, "id") or 0, reason)
        except Told as told:
            messages.tell(self, told)
        self._fill()
