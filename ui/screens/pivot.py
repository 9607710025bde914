"""透视表: rows, columns and what is told of them, chosen by keys or by dragging; Enter on a number lists its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.domain.ledger import LedgerDef
from app.operations import pivots
from app.operations.books import Book
from app.operations.lists import Query
from app.operations.monthly import BehindRow
from app.operations.pivots import AxisChoice, Head, MeasureChoice, Pivot
from ui.screens.message_line import MessageLine
from ui.screens.monthly_figures import BehindDialog
from ui.screens.preview import open_preview_of
from ui.screens.tally import cell, go_to_row
from ui.style.palette import GAP, look, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

DAYS = "平均天数"
NONE = "(不分列)"
KEPT = "pivot:"
LISTED = 500
HINT = "左边的项目可以拖到行、列、数值上,也可以在上面直接选;数字上按 Enter 列出记录。"
LOW = 420  # on a lower screen the figures need the room of the hint
Scope = Callable[[], tuple[str, int | None, Period | None]]


class Fields(QListWidget):
    """What can be dragged onto 行, 列 or 数值; the text of an item is its label there."""

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The label as plain text."""
        data = QMimeData()
        data.setText(items[0].text() if items else "")
        return data


class Place(QComboBox):
    """A list to choose from, onto which one of its entries may be dropped."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(11)
        self.setMaxVisibleItems(18)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes what it offers itself."""
        if self.findText(event.mimeData().text()) >= 0:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Choose what was dropped."""
        if self.take(event.mimeData().text()):
            event.acceptProposedAction()

    def take(self, text: str) -> bool:
        """Choose an entry by its label; whether there is one."""
        at = self.findText(text)
        if at >= 0:
            self.setCurrentIndex(at)
        return at >= 0

    def fill(self, entries: Sequence[tuple[str, Any]], chosen: str = "") -> None:
        """Offer entries anew."""
        self.blockSignals(True)
        self.clear()
        for text, data in entries:
            self.addItem(text, data)
        self.take(chosen)
        self.blockSignals(False)


class PivotTable(QTableWidget):
    """The figures; `asked` says that Enter was pressed on one."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 0, parent)
        self.setAccessibleName("透视表")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.verticalHeader().setMaximumWidth(px(320))
        self.cellDoubleClicked.connect(lambda *_: self.asked.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the rows; everything else moves the cursor as usual."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def show_pivot(self, made: Pivot) -> None:
        """Every cell, the totals at the right and at the foot."""
        several = made.down is not None
        heads = [head.label for head in made.columns] + (["合计"] if several else [])
        self.setColumnCount(len(heads))
        self.setRowCount(len(made.rows) + 1)
        self.setHorizontalHeaderLabels(heads)
        self.setVerticalHeaderLabels([*(head.label for head in made.rows), "合计"])
        for at, row in enumerate((*made.rows, None)):
            for place, column in enumerate((*made.columns, *((None,) if several else ()))):
                item = cell(made.text(made.at(row, column)))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if row is None or (several and column is None):
                    item.setBackground(QColor(look().pale))
                self.setItem(at, place, item)
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(max(self.columnWidth(column), px(64)), px(180)))
        go_to_row(self, 0)


class PivotPanel(QWidget):
    """Chooses a register and what to cross, and shows it. `wanted` names a row to open."""

    wanted = Signal(str, int)

    def __init__(self, book: Book, scope: Scope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.scope = book, scope
        self.made: Pivot | None = None
        self.register = Place("台账")
        self.rows, self.columns = Place("行"), Place("列")
        self.measure, self.first, self.last = Place("数值"), Place("从哪天"), Place("到哪天")
        self.labels: dict[str, QLabel] = {}
        self.fields = Fields(self)
        self.table = PivotTable(self)
        self.message = MessageLine(self)
        self._lay_out()
        self.register.fill([(place.title, place.key) for place in pivots.registers(book)])
        self.register.currentIndexChanged.connect(lambda _: self.choose())
        for place in (self.rows, self.columns, self.measure, self.first, self.last):
            place.currentIndexChanged.connect(lambda _: self.count())
        self.table.asked.connect(self.ask)
        self.fields.itemActivated.connect(lambda item: self._put(item.text()))
        self._fill()

    @property
    def ledger(self) -> LedgerDef:
        """The register that is crossed."""
        return self.book.ledgers[str(self.register.currentData())]

    def choose(self) -> None:
        """Another register: offer its fields, with what was chosen for it last."""
        self._fill()
        self.count()

    def count(self) -> None:
        """Cross the rows as chosen now."""
        measure = self.measure.currentText()
        for widget in (self.first, self.last, self.labels["从哪天"], self.labels["到哪天"]):
            widget.setVisible(measure == DAYS)
        _, unit, period = self.scope()
        try:
            chosen = self._measure()
            query = Query(units=(unit,) if unit else None, period=period if self.ledger.period_field else None)
            down = self.columns.currentData()
            made = pivots.pivot(self.book, self.ledger, self.rows.currentData(), down, chosen, query)
        except Told as told:
            self.message.tell(told.message, "yellow")
            return
        self.made = made
        self._keep()
        self.message.tell("")
        self.table.show_pivot(made)
        if not made.rows:
            self.message.tell("这个范围里没有记录,所以没有数字。请在左边换一个单位或期间,或换一个台账。", "blue")

    def ask(self) -> None:
        """List the rows behind the number under the cursor."""
        made = self.made
        if made is None or not made.rows:
            return
        row, column = self._heads(made)
        ids = pivots.rows_of(self.book, self.ledger, made, row, column if made.down else None)
        if not len(ids):
            self.message.tell("这一格没有记录。", "blue")
            return
        key = self.ledger.key
        shown = [BehindRow(key, number, self.book.title(key, number), 1) for number in ids[:LISTED]]
        title = " ".join(head.label if head else "合计" for head in ((row, column) if made.down else (row,)))
        dialog = BehindDialog(self, f"{made.title} {title}", shown, {key: made.title}, "条")
        dialog.wanted.connect(self.wanted)
        dialog.open()
        if len(ids) > LISTED:
            self.message.tell(f"共 {len(ids)} 条,只列出前 {LISTED} 条;要看全部请到{made.title}里查找。", "blue")

    def preview(self) -> None:
        """The grid on paper; the preview also writes PDF, Excel and Word."""
        made = self.made
        if made is None or not made.rows:
            self.message.tell("还没有统计出数字,没有可打印、导出的。", "yellow")
            return
        words = self.scope()[0]
        open_preview_of(self, self.book, f"{made.title}统计表", lambda: [pivots.on_paper(self.book, made, words)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the figures come first."""
        super().resizeEvent(event)
        self.hint.setVisible(self.height() >= px(LOW))

    # --- inside

    def _lay_out(self) -> None:
        tools = QWidget()
        line = Flow(tools, px(GAP[1]))
        for text, place in (
            ("台账", self.register),
            ("行", self.rows),
            ("列", self.columns),
            ("数值", self.measure),
            ("从哪天", self.first),
            ("到哪天", self.last),
        ):
            pair = QWidget()
            side_by_side = QHBoxLayout(pair)
            side_by_side.setContentsMargins(0, 0, 0, 0)
            made = self.labels[text] = label(text, wrap=False)
            made.setBuddy(place)
            side_by_side.addWidget(made)
            side_by_side.addWidget(place)
            line.addWidget(pair)
        line.addWidget(button("打印、导出 Ctrl+P", self.preview))
        self.fields.setAccessibleName("可以拖到行、列、数值上的项目")
        self.fields.setDragEnabled(True)
        self.fields.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.fields.setMaximumWidth(px(190))
        self.fields.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = label(HINT, "hint")
        across = QHBoxLayout()
        across.addWidget(self.fields)
        across.addWidget(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(GAP[0]), 0, 0)
        box.setSpacing(px(GAP[0]))
        box.addWidget(tools)
        box.addWidget(self.hint)
        box.addWidget(self.message)
        box.addLayout(across, 1)

    def _fill(self) -> None:
        ledger = self.ledger
        axes, measures = pivots.axes(ledger), pivots.measures(ledger)
        offered: list[tuple[str, Any]] = [(one.label, one) for one in measures]
        days = pivots.days(ledger)
        if len(days) > 1:
            offered.append((DAYS, None))
        kept = self.book.kept(KEPT + ledger.key)
        last: dict[str, str] = kept if isinstance(kept, dict) else {}
        entries: list[tuple[str, AxisChoice | None]] = [(one.label, one) for one in axes]
        unit = next((one.label for one in axes if one.axis.field == ledger.unit_field), "")
        state = next((one.label for one in axes if one.label != unit), "")
        self.rows.fill(entries, last.get("rows") or unit)
        self.columns.fill([(NONE, None), *entries], last.get("columns") or (state if unit else NONE))
        self.measure.fill(offered, last.get("measure", ""))
        self.first.fill([(text, key) for key, text in days], last.get("first", ""))
        self.last.fill([(text, key) for key, text in days], last.get("last", ""))
        if self.last.currentIndex() == self.first.currentIndex() and len(days) > 1:
            self.last.blockSignals(True)
            self.last.setCurrentIndex(len(days) - 1 if self.first.currentIndex() != len(days) - 1 else 0)
            self.last.blockSignals(False)
        self.fields.clear()
        self.fields.addItems([text for text, _ in (*entries, *offered)])

    def _measure(self) -> MeasureChoice:
        if self.measure.currentText() == DAYS:
            return pivots.average_days(self.ledger, str(self.first.currentData()), str(self.last.currentData()))
        chosen = self.measure.currentData()
        if not isinstance(chosen, MeasureChoice) or not isinstance(self.rows.currentData(), AxisChoice):
            raise Refused("这个台账没有可以分类统计的项目。请换一个台账。", "E-PIVOT")
        return chosen

    def _heads(self, made: Pivot) -> tuple[Head | None, Head | None]:
        at, place = self.table.currentRow(), self.table.currentColumn()
        row = made.rows[at] if 0 <= at < len(made.rows) else None
        return row, made.columns[place] if 0 <= place < len(made.columns) else None

    def _put(self, text: str) -> None:
        """Enter on a field: what can be told goes to 数值, what heads to 行."""
        if not self.measure.take(text):
            self.rows.take(text)

    def _keep(self) -> None:
        """Remember what was chosen for this register."""
        now = {
            "rows": self.rows.currentText(),
            "columns": self.columns.currentText(),
            "measure": self.measure.currentText(),
            "first": self.first.currentText(),
            "last": self.last.currentText(),
        }
        if self.book.kept(KEPT + self.ledger.key) != now:
            self.book.keep(KEPT + self.ledger.key, now)
