"""待办: what is overdue, due soon, due this week and waiting for review, and the days to the next report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.lights import Light
from app.operations.todo import Todo, TodoLine, todo
from ui.engine.lights import light_text, shape
from ui.engine.window import Command, MainWindow
from ui.style.palette import GAP, TONES, px
from ui.widgets.dialog import label

PLACE = Qt.ItemDataRole.UserRole
HEADS = ("期限", "编号", "单位", "事项", "到期日")
KINDS = (
    ("overdue", "逾期", Light("逾期", "■", "red")),
    ("due_soon", "临期", Light("临期", "▲", "yellow")),
    ("this_week", "本周到期", Light("本周", "◆", "blue")),
    ("to_review", "待我审核", Light("待审核", "●", "green")),
)


class TonePainter(QStyledItemDelegate):
    """A word in the colour of its light keeps it under the cursor too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Selected text in the cell's own colour, where it has one."""
        super().initStyleOption(option, index)
        own = index.data(Qt.ItemDataRole.ForegroundRole)
        if own is not None:
            colours = QPalette(option.palette)  # type: ignore[attr-defined]
            colours.setBrush(QPalette.ColorRole.HighlightedText, own)
            option.palette = colours  # type: ignore[attr-defined]


class Counter(QAbstractButton):
    """One of the four counts: a shape, a word and a number; pressing it shows its lines."""

    def __init__(self, word: str, light: Light) -> None:
        super().__init__()
        self._light = light
        self.setCheckable(True)
        self.setMinimumSize(px(150), px(74))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(f"查看{word}的记录")
        self.word, self.number = word, 0
        self.setAccessibleName(word)

    def show_number(self, number: int) -> None:
        """How many."""
        self.number = number
        self.setAccessibleName(f"{self.word} {number} 条")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Large number, word and shape on the ground of its light."""
        painter = QPainter(self)
        tone = TONES[self._light.tone]
        edge = px(3) if self.isChecked() or self.hasFocus() else 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(QColor(tone.ink))
        pen.setWidth(edge)
        painter.setPen(pen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), px(5), px(5))
        shape(painter, QRectF(px(16), px(16), px(14), px(14)), self._light.shape, tone)
        painter.setPen(QColor(tone.ink))
        painter.drawText(self.rect().adjusted(px(38), px(8), -px(8), 0), int(Qt.AlignmentFlag.AlignLeft), self.word)
        font = painter.font()
        font.setPixelSize(px(28))
        font.setBold(True)
        painter.setFont(font)
        low = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(self.rect().adjusted(0, 0, -px(16), -px(8)), int(low), str(self.number))


class HomePage(QWidget):
    """The first page of the day. `wanted` names register and row of the line that was opened."""

    wanted = Signal(str, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.found: Todo | None = None
        self.kind = KINDS[0][0]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[2]))
        box.addWidget(self._countdown())
        self.counters: dict[str, Counter] = {}
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1]))
        for key, word, light in KINDS:
            self.counters[key] = Counter(word, light)
            self.counters[key].clicked.connect(partial(self.show_kind, key))
            row.addWidget(self.counters[key])
        row.addStretch(1)
        box.addLayout(row)
        self.table = self._table()
        box.addWidget(self.table, 1)
        self.empty = label("", "hint")
        box.addWidget(self.empty)

    def commands(self) -> Mapping[str, Command]:
        """F5 reads again, F2 opens."""
        return {"refresh": self.load, "edit": self._open_current}

    def load(self) -> None:
        """Read what waits; the first kind that has lines is shown."""
        self.found = todo(self.book)
        for key, counter in self.counters.items():
            counter.show_number(len(getattr(self.found, key)))
        report = self.found.next_report
        self.days.setText("今天" if report.days == 0 else f"{report.days} 天")
        self.report.setText(f"距{report.title}上报(截止 {report.due_on.isoformat()})")
        self.report_note.setText(report.note)
        self.report_note.setVisible(bool(report.note))
        filled = [key for key, _, _ in KINDS if getattr(self.found, key)]
        self.show_kind(self.kind if self.kind in filled else filled[0] if filled else KINDS[0][0])
        self.main.side.show_counts({}, by_unit(self.found.overdue))

    def show_kind(self, kind: str, *_: object) -> None:
        """Show the lines of one count."""
        self.kind = kind
        for key, counter in self.counters.items():
            counter.setChecked(key == kind)
        lines: list[TodoLine] = getattr(self.found, kind) if self.found else []
        self.table.setRowCount(len(lines))
        for at, line in enumerate(lines):
            self._fill(at, line)
        word = next(word for key, word, _ in KINDS if key == kind)
        self.empty.setText("按 Enter 打开选中的一条。" if lines else f"没有{word}的事项。")
        if lines:
            self.table.setCurrentCell(0, 0)

    def focus(self) -> None:
        """The cursor goes to the list: Enter opens at once."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _countdown(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("panel")
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(GAP[3]), px(GAP[1]), px(GAP[3]), px(GAP[1]))
        words = QVBoxLayout()
        self.report = label("", wrap=False)
        self.report_note = label("", "hint")
        words.addWidget(label("待办", "title", wrap=False))
        words.addWidget(self.report)
        words.addWidget(self.report_note)
        self.days = label("", "huge", wrap=False)
        row.addLayout(words, 1)
        row.addWidget(self.days)
        return frame

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        table.setHorizontalHeaderLabels(list(HEADS))
        table.setAccessibleName("待办事项")
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setItemDelegateForColumn(0, TonePainter(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(36))
        table.setWordWrap(False)  # one line each, so that no row has to be measured
        for column, wide in enumerate((130, 160, 130, 300, 110)):
            table.setColumnWidth(column, px(wide))
        table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        table.cellActivated.connect(lambda at, _: self._open(at))
        return table

    def _fill(self, at: int, line: TodoLine) -> None:
        said = f"{line.light.shape} {light_text(line.light)}"
        title = line.title.removeprefix(line.number).strip()
        for column, text in enumerate((said, line.number, line.unit, title, line.due_on)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setData(PLACE, (line.register, line.id))
            if column == 0:
                item.setForeground(QColor(TONES[line.light.tone].ink))
            self.table.setItem(at, column, item)

    def _open(self, at: int) -> None:
        if item := self.table.item(at, 0):
            self.wanted.emit(*item.data(PLACE))

    def _open_current(self) -> None:
        self._open(self.table.currentRow())


def by_unit(lines: list[TodoLine]) -> dict[str, int]:
    """How many lines each unit has, for the lights of the unit tree."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.unit] = counts.get(line.unit, 0) + 1
    return counts
