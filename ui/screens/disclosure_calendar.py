"""公开日历: a year of all villages and groups, a light in each cell; arrows walk, Enter opens or begins a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.faults import Told
from app.ledgers.unit import UNITS
from app.operations import records
from app.operations.disclosure_calendar import (
    VILLAGE,
    Cell,
    DisclosureCalendar,
    Line,
    calendar_on_paper,
    disclosure_calendar,
    said,
    text_of_cell,
    years,
)
from app.operations.unbegun import OF_GROUP
from ui.engine import messages
from ui.engine.lights import shape
from ui.engine.window import Command, MainWindow
from ui.screens.preview import open_preview_of
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

CELL = Qt.ItemDataRole.UserRole
NAME, FIRST, MONTHS = 0, 2, 12
GROUPS = 1
HEADS = ["村(社区)", "小组", *(f"第{n}季度" for n in "一二三四" for _ in range(3))]
LOW = 520  # on a lower screen the rows need the room of the line about the keys
ROW, NAME_WIDE, GROUPS_WIDE = 32, 112, 66
EVERYTHING, NOT_DONE, LATE, MONTHLY = "全部", "还没有公开的", "逾期的", "按月公开的"
FILTERS = (EVERYTHING, NOT_DONE, LATE, MONTHLY)
WORST = ("red", "yellow", "green", "grey")
KEYS = (
    "方向键走格子,Enter 打开或录入这张表;在村名上按 Enter 或空格展开小组,* 全部展开;PgUp、PgDn 换年份;M 改为按月或按季"
)


class Shown(NamedTuple):
    """One row of the table: a village or a group; for a village whether groups are below it, and unfolded."""

    line: Line
    below: bool = False
    open: bool = False


class LightPainter(QStyledItemDelegate):
    """A cell as sign, word and colour, with its day below where there is room."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground of its light, the sign that needs no colour, the word, the day; a frame round the cursor."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            super().paint(painter, option, index)
            return
        box: QRect = option.rect  # type: ignore[attr-defined]  # the stub forgets what QStyleOption has
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        tone = toned(cell.light.tone)
        painter.save()
        painter.fillRect(box, QColor(tone.ground))
        edge, side = px(5), px(11)
        left = box.left() + edge
        if cell.light.shape:
            shape(painter, QRectF(left, box.center().y() - side / 2, side, side), cell.light.shape, tone)
            left += side + px(4)
        painter.setPen(QColor(tone.ink))
        text = QRect(left, box.top(), box.right() - left - px(2), box.height())
        words = self.words(cell, text.width(), option.fontMetrics.horizontalAdvance)  # type: ignore[attr-defined]
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), words)
        if chosen:
            pen = painter.pen()
            pen.setColor(QColor(toned("blue").ink))
            pen.setWidth(px(3))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(px(1), px(1), -px(2), -px(2)))
        painter.restore()

    @staticmethod
    def words(cell: Cell, room: int, wide: object) -> str:
        """The longest form that fits: with its day, without, and without 逾期, which the sign says too."""
        whole = text_of_cell(cell).removeprefix(cell.light.shape).strip()
        short = cell.light.word.removeprefix("逾期 ")
        forms = (whole, cell.light.word, short)
        assert callable(wide)
        return next((form for form in forms if wide(form) <= room), short)


class QuarterHeader(QHeaderView):
    """Each quarter's heading over its three columns."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The whole quarter, whichever of its columns is asked for."""
        if section >= FIRST:
            section = FIRST + (section - FIRST) // 3 * 3
            wide = sum(self.sectionSize(section + n) for n in range(3))
            rect = QRect(self.sectionViewportPosition(section), rect.top(), wide, rect.height())
        super().paintSection(painter, rect, section)


class CalendarTable(QTableWidget):
    """Twelve narrow columns: a quarter spans three of them. Keys are told to the page."""

    pressed_key = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, FIRST + MONTHS, parent)
        self.setAccessibleName("公开日历")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(LightPainter(self))
        self.setHorizontalHeader(QuarterHeader(Qt.Orientation.Horizontal, self))
        self.setHorizontalHeaderLabels(HEADS)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.verticalHeader().setMinimumSectionSize(px(ROW))
        self.setWordWrap(False)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(px(20))
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space act, PgUp and PgDn turn the year, letters are for the page; arrows walk."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered.emit()
        elif plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_M, Qt.Key.Key_Asterisk):
            self.pressed_key.emit(key)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(-1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The months share what the name leaves."""
        super().resizeEvent(event)
        self.share_room()

    def share_room(self) -> None:
        """Equal columns without a scroll bar."""
        wide = (px(NAME_WIDE), px(GROUPS_WIDE))
        for column, one in enumerate(wide):
            self.setColumnWidth(column, one)
        room = self.viewport().width() - sum(wide)
        for month in range(MONTHS):
            left, right = room * month // MONTHS, room * (month + 1) // MONTHS
            self.setColumnWidth(FIRST + month, max(right - left, px(20)))

    def _walk(self, step: int) -> None:
        """To the next cell: a quarter counts as one."""
        row, column = self.currentRow(), self.currentColumn()
        column = NAME if column < FIRST else column
        if column == NAME:
            target = FIRST if step > 0 else NAME
        elif step > 0:
            target = column + self.columnSpan(row, column)
        else:
            target = max(self._start_of(row, column) - 1, NAME)
            target = NAME if target < FIRST else self._start_of(row, target)
        if target < FIRST + MONTHS:
            self.setCurrentCell(row, target)

    def _start_of(self, row: int, column: int) -> int:
        first = FIRST + (column - FIRST) // 3 * 3
        return first if self.columnSpan(row, first) == 3 else column


class CalendarPage(QWidget):
    """The calendar of a year. `wanted` names a sheet to open, `begun` the texts a new one starts with."""

    wanted = Signal(str, int)
    begun = Signal(str, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.found: DisclosureCalendar | None = None
        self.rows: list[Shown] = []
        self.open: set[int] = set()
        self.year = QComboBox()
        self.year.setAccessibleName("年份")
        self.filter = QComboBox()
        self.filter.setAccessibleName("只看")
        self.filter.addItems(list(FILTERS))
        self.counts = label("", "parsed")
        self.table = CalendarTable(self)
        self.table.setToolTip(KEYS)
        self.told = label("", "hint")
        self._lay_out()
        self._fill_years()
        self.year.currentIndexChanged.connect(lambda _: self.load())
        self.filter.currentIndexChanged.connect(lambda _: self.show_rows())
        self.table.entered.connect(self.enter)
        self.table.pressed_key.connect(self._key)
        self.table.currentCellChanged.connect(lambda *_: self._tell())
        self.table.cellDoubleClicked.connect(lambda *_: self.enter())

    def commands(self) -> Mapping[str, Command]:
        """What the keys of the window do here."""
        return {
            "refresh": self.load,
            "print": self.preview,
            "export": self.preview,
            "batch": self.print_batch,
            "edit": self.enter,
            "new": self.enter,
            "help": self.help,
        }

    def load(self) -> None:
        """Read the year again; the cursor stays on its cell."""
        here = self.current()
        self.found = disclosure_calendar(self.book, int(self.year.currentData()), self.main.side.unit())
        self.counts.setText("　　".join(f"{level}:{said(count)}" for level, count in self.found.counts.items()))
        self.show_rows(here)

    def focus(self) -> None:
        """Go to the calendar; first to what is late."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self, here: Cell | None = None) -> None:
        """Fill the table with the villages the filter lets through and the groups that are unfolded."""
        if self.found is None:
            return
        self.rows = [shown for village in self.found.villages for shown in self._of(village)]
        self.table.blockSignals(True)
        self.table.clearSpans()
        self.table.setRowCount(len(self.rows))
        for at, shown in enumerate(self.rows):
            self._fill(at, shown)
        self.table.blockSignals(False)
        self.table.share_room()
        if self.rows:
            self.table.setCurrentCell(*self._place(here))
        self._tell()

    def current(self) -> Cell | None:
        """The cell under the cursor, None on a name."""
        item = self.table.item(self.table.currentRow(), self.table.currentColumn())
        found = item.data(CELL) if item else None
        return found if isinstance(found, Cell) else None

    def enter(self) -> None:
        """Open the sheet under the cursor, begin it, or fold the groups of a village."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.rows):
            return
        cell = self.current()
        if cell is None:
            self._fold(self.rows[at].line)
        elif cell.sheet is not None:
            self.wanted.emit("finance_sheet", cell.sheet)
        elif cell.due_on:
            name = self.book.title("unit", cell.unit)
            self.begun.emit("finance_sheet", {"unit": name, "period": cell.period.key})
        else:
            self.main.note("这一期不要求公开:账里从更晚的一期开始,或者单位那时还没有设立。")

    def preview(self) -> None:
        """The rows as they stand here, on paper; the preview also writes PDF and Excel."""
        found, lines = self.found, [shown.line for shown in self.rows]
        if found is not None:
            open_preview_of(self, self.book, "财务公开日历", lambda: [calendar_on_paper(self.book, found, lines)])

    def print_batch(self) -> None:
        """Print many sheets at once: of what the calendar shows, for the quarter under the cursor."""
        from ui.screens.batch import open_batch

        if self.found is None:
            return
        cell, today = self.current(), self.book.today()
        period = cell.period if cell is not None else Period.of(today, "quarter").previous()
        everything = self.filter.currentText() == EVERYTHING and self.main.side.unit() is None
        dialog = open_batch(self, self.book, period, None if everything else self._shown_units())
        dialog.wanted.connect(self.wanted)
        dialog.begun.connect(self.begun)
        dialog.printed.connect(self.load)

    def turn_rhythm(self) -> None:
        """Let the village under the cursor publish monthly, or by quarters again; asks first."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.rows):
            return
        line = self.rows[at].line
        other = "按季" if line.monthly else "按月"
        name = self.book.title("unit", line.unit)
        question = f"{name}改为{other}公开吗?以后的报告期{other}列出;已经录入的表不变。可按 Ctrl+Z 撤销。"
        messages.ask(self, question, f"改为{other}", partial(self._set_rhythm, line))

    def help(self) -> None:
        """Help on the calendar."""
        from ui.engine.help import show_topic

        show_topic(self, "calendar")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the rows come first."""
        super().resizeEvent(event)
        self._tell()

    # --- inside

    def _lay_out(self) -> None:
        tools = QWidget()
        row = Flow(tools, px(GAP[1]))
        for widget in (
            label("公开日历", "title", wrap=False),
            self.year,
            self.filter,
            button("展开 *", lambda: self._key(int(Qt.Key.Key_Asterisk))),
            button("打印 Ctrl+P", self.preview),
            button("成批打印 Ctrl+B", self.print_batch),
        ):
            row.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[0]))
        box.addWidget(tools)
        box.addWidget(self.counts)
        box.addWidget(self.table, 1)
        box.addWidget(self.told)

    def _fill_years(self) -> None:
        for year in years(self.book):
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(max(self.year.findData(self.book.today().year), 0))

    def _shown_units(self) -> frozenset[int]:
        """The villages and groups the filter lets through, folded groups among them."""
        chosen = self.filter.currentText()
        villages = self.found.villages if self.found else ()
        lines = (line for village in villages for line in (village, *village.groups))
        return frozenset(line.unit for line in lines if self._passes(line, chosen))

    def _of(self, village: Line) -> list[Shown]:
        chosen = self.filter.currentText()
        groups = [group for group in village.groups if self._passes(group, chosen)]
        if not groups and not self._passes(village, chosen):
            return []
        unfolded = village.unit in self.open
        return [Shown(village, bool(groups), unfolded), *(Shown(group) for group in groups if unfolded)]

    def _passes(self, line: Line, chosen: str) -> bool:
        cells = list(line.cells)
        match chosen:
            case str() if chosen == NOT_DONE:
                return any(cell.owed and not cell.done for cell in cells)
            case str() if chosen == LATE:
                return any(cell.overdue for cell in cells)
            case str() if chosen == MONTHLY:
                return line.monthly or bool(line.hint)
        return True

    def _fill(self, at: int, shown: Shown) -> None:
        line = shown.line
        mark = "" if not shown.below else "− " if shown.open else "+ "
        name = QTableWidgetItem(f"　{line.name}" if line.level == OF_GROUP else f"{mark}{line.name}")
        name.setToolTip(self.book.title("unit", line.unit))
        self.table.setItem(at, NAME, name)
        self.table.setItem(at, GROUPS, _groups_item(line))
        for quarter, cells in enumerate(line.quarters):
            first = FIRST + 3 * quarter
            if len(cells) == 1:
                self.table.setSpan(at, first, 1, 3)
            for month, cell in enumerate(cells):
                item = QTableWidgetItem(text_of_cell(cell))
                item.setData(CELL, cell)
                item.setToolTip(self._sentence(line, cell))
                self.table.setItem(at, first + month, item)

    def _place(self, here: Cell | None) -> tuple[int, int]:
        """Where the cursor goes: to the same cell, else to the first that is late."""
        late: tuple[int, int] | None = None
        for at in range(self.table.rowCount()):
            for column in range(FIRST, FIRST + MONTHS):
                item = self.table.item(at, column)
                cell = item.data(CELL) if item else None
                if not isinstance(cell, Cell):
                    continue
                if here is not None and (cell.unit, cell.period) == (here.unit, here.period):
                    return at, column
                if late is None and cell.overdue:
                    late = at, column
        return late or (0, NAME)

    def _fold(self, line: Line) -> None:
        if not line.groups:
            return
        self.open ^= {line.unit}
        at, column = self.table.currentRow(), self.table.currentColumn()
        self.show_rows()
        self.table.setCurrentCell(at, column)

    def _key(self, key: int) -> None:
        if key == Qt.Key.Key_M:
            self.turn_rhythm()
        elif key == Qt.Key.Key_Asterisk:
            every = {village.unit for village in self.found.villages if village.groups} if self.found else set()
            here = self.current()
            self.open = set() if self.open >= every else every
            self.show_rows(here)
        else:
            step = 1 if key == Qt.Key.Key_PageUp else -1
            self.year.setCurrentIndex(min(max(self.year.currentIndex() + step, 0), self.year.count() - 1))

    def _set_rhythm(self, line: Line) -> None:
        try:
            records.save(self.book, UNITS, line.unit, {"busy": "否" if line.monthly else "是"})
        except Told as told:
            messages.tell(self, told)
            return
        self.main.saved_now()
        self.load()
        self.focus()

    def _tell(self) -> None:
        """Under the table: the cell under the cursor in words, and what the keys do."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.rows):
            self.told.setText("没有符合条件的村、小组。" if self.found else "")
            return
        line, cell = self.rows[at].line, self.current()
        text = self._sentence(line, cell) if cell else f"{self.book.title('unit', line.unit)}。{line.hint}"
        hint = f" {line.hint}。" if cell and line.hint else ""
        keys = f"\n{KEYS}" if self.height() >= px(LOW) else ""
        self.told.setText(f"{text}{hint}{keys}")

    def _sentence(self, line: Line, cell: Cell) -> str:
        name = self.book.title("unit", line.unit)
        due = f",{cell.due_on} 前公开" if cell.due_on else ""
        hung = f",{cell.posted_on} 张贴" if cell.posted_on else ""
        return f"{name} {cell.period.title} {line.level}:{cell.light.word}{due}{hung},由{line.publisher}负责公开。"


def _groups_item(line: Line) -> QTableWidgetItem:
    """How many of the groups' sheets that are owed hang: 组 6/8, with the gravest of their lights."""
    cells = [cell for group in line.groups for cell in group.cells if cell.owed]
    item = QTableWidgetItem(f"{sum(cell.done for cell in cells)}/{len(cells)}" if cells else "")
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    if cells and line.level == VILLAGE:
        tones = {cell.light.tone for cell in cells}
        tone = toned(next((one for one in WORST if one in tones), "grey"))
        item.setForeground(QColor(tone.ink))
        item.setBackground(QColor(tone.ground))
        item.setText(f"{'■ ' if 'red' in tones else ''}{item.text()}")
        item.setToolTip("小组公开表:已公开/应公开")
    return item
