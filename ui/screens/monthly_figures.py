"""The table of the monthly report: figures in their columns; Enter lists the rows behind the one under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QWidget

from app.domain.money import show_yuan
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS, MONEY
from app.figures.layout import COLUMNS
from app.operations.monthly import BehindRow
from ui.screens.tally import cell, go_to_row
from ui.style.palette import HIT, look, px
from ui.widgets.dialog import Dialog, label

SHOWN = ("m", "adj", "y", "c", "ly", "stock")
WIDTHS = (56, 0, 46, 84, 70, 88, 88, 88, 70)
LABEL, LEAST = 1, 150
FIRST = 3


class Line(NamedTuple):
    """One line: the heading of a part, or a figure."""

    part: str
    place: Place | None = None


class FigureTable(QTableWidget):
    """The figures of a month by part; `asked` tells which figure and column Enter was pressed on."""

    asked = Signal(object, str)

    def __init__(
        self, parent: QWidget | None = None, names: Mapping[str, str] = COLUMNS, hidden: Sequence[str] = ()
    ) -> None:
        super().__init__(0, len(SHOWN) + FIRST, parent)
        self.lines: list[Line] = []
        self.setHorizontalHeaderLabels(["代码", "指标", "单位", *(names[key] for key in SHOWN)])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(HIT))
        for column, wide in enumerate(WIDTHS):
            self.setColumnWidth(column, px(wide) if wide else self.columnWidth(column))
        for key in hidden:
            self.setColumnHidden(FIRST + SHOWN.index(key), True)
        self.cellDoubleClicked.connect(lambda *_: self.ask())
        self.setAccessibleName("各项数字")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names get all the room that is left, and never too little to be read."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        columns = (column for column in range(self.columnCount()) if column != LABEL)
        taken = sum(self.columnWidth(column) for column in columns if not self.isColumnHidden(column))
        self.setColumnWidth(LABEL, max(self.viewport().width() - taken, px(LEAST)))

    def show_figures(self, figures: Mapping[Place, Figure], *, all_of_them: bool) -> None:
        """Show the figures; without `all_of_them` those with a number only."""
        here = self.currentRow(), max(self.currentColumn(), FIRST)
        self.lines = []
        for code, one in INDICATORS.items():
            place = Place(code)
            if all_of_them or not figures.get(place, Figure()).nothing:
                if not self.lines or self.lines[-1].part != one.part:
                    self.lines.append(Line(one.part))
                self.lines.append(Line(one.part, place))
        self.clearSpans()
        self.setRowCount(len(self.lines))
        for at, line in enumerate(self.lines):
            self._fill(at, line, figures)
        for column, least in enumerate(WIDTHS[FIRST:], FIRST):  # a cut amount would be read as another one
            self.setColumnWidth(column, max(px(least), self.sizeHintForColumn(column)))
        self._share()
        go_to_row(self, min(max(here[0], 1), len(self.lines) - 1), here[1])

    def go_to(self, place: Place) -> None:
        """Put the cursor on a figure, as far as it is shown."""
        found = next((at for at, line in enumerate(self.lines) if line.place == Place(place.code)), -1)
        go_to_row(self, found, FIRST)

    def ask(self) -> None:
        """The rows behind the number under the cursor; on the name of a figure those of the month."""
        at, column = self.currentRow(), self.currentColumn()
        place = self.lines[at].place if 0 <= at < len(self.lines) else None
        if place is not None:
            self.asked.emit(place, SHOWN[column - FIRST] if column >= FIRST else "m")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks; everything else moves the cursor as usual."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask()
        else:
            super().keyPressEvent(event)

    def _fill(self, at: int, line: Line, figures: Mapping[Place, Figure]) -> None:
        if line.place is None:
            item = cell(line.part)
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            item.setBackground(QColor(look().pale))
            self.setItem(at, 0, item)
            self.setSpan(at, 0, 1, self.columnCount())
            return
        one, figure = INDICATORS[line.place.code], figures.get(line.place, Figure())
        for column, text in enumerate((one.code, f"　其中:{one.label}" if one.inside else one.label, one.unit)):
            self.setItem(at, column, cell(text, middle=column != 1))
        for column, key in enumerate(SHOWN, FIRST):
            item = cell(shown(figure, key, one.unit))
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(at, column, item)


def shown(figure: Figure, column: str, unit: str) -> str:
    """A number as the table shows it, "" where the column has none."""
    value = getattr(figure, column)
    if value is None or (column == "adj" and not value):
        return ""
    return show_yuan(value) if unit == MONEY else str(value)


class BehindDialog(Dialog):
    """The rows behind a figure; Enter opens the one under the cursor."""

    wanted = Signal(str, int)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        rows: Sequence[BehindRow],
        names: Mapping[str, str],
        unit: str,
        counted: str = "计入",
    ) -> None:
        super().__init__(parent, title)
        self.rows = rows
        self.table = QTableWidget(len(rows), 3)
        self.table.setHorizontalHeaderLabels(["台账", "记录", f"{counted}({unit})"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for at, row in enumerate(rows):
            value = show_yuan(row.value) if unit == MONEY else str(row.value)
            for column, text in enumerate((names.get(row.register, row.register), row.title, value)):
                self.table.setItem(at, column, cell(text, middle=column != 1))
        self.table.resizeRowsToContents()
        self.table.setAccessibleName(title)
        self.body.addWidget(label(f"{title}:共 {len(rows)} 条。Enter 打开,Esc 关闭。", "hint"))
        self.body.addWidget(self.table, 1)
        self.add_button("打开 Enter", self.open_one, main=True)
        self.add_button("关闭 Esc", self.reject)
        self.table.cellDoubleClicked.connect(lambda *_: self.open_one())
        self.resize(px(720), px(460))
        go_to_row(self.table, 0)
        self.table.setFocus()

    def open_one(self) -> None:
        """Open the row under the cursor."""
        at = self.table.currentRow()
        if 0 <= at < len(self.rows):
            self.accept()
            self.wanted.emit(self.rows[at].register, self.rows[at].id)
