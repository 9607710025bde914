"""待办: what is overdue, due soon, due this week, waiting for review or put off, and the days to the next report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMainWindow,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.domain.lights import Light
from app.ledgers.shelf import places_of
from app.operations.snoozes import snooze, wake
from app.operations.todo import SHOWN, Todo, TodoLine, todo
from ui.engine.lights import light_text, shape
from ui.engine.window import Command, MainWindow
from ui.style.palette import GAP, look, px, toned, zoom
from ui.widgets.dialog import button, label

HEAD_EDGES = 16  # pixels at 100 % beside the words of a heading
HEADS = ("期限", "编号或台账", "单位", "事项", "时限", "到期日")
WIDTHS = (150, 160, 120, 280, 110, 100)
LARGE_WIDTHS = (130, 130, 95, 280, 95, 100)
LEFT_OUT = {100: (), 125: (), 150: (5,), 200: (4, 5)}  # what the tip of the line says too gives room to 事项
MATTER = 3
KINDS = (
    ("overdue", "逾期", Light("逾期", "■", "red")),
    ("due_soon", "临期", Light("临期", "▲", "yellow")),
    ("this_week", "本周到期", Light("本周", "◆", "blue")),
    ("to_review", "待我审核", Light("待审核", "●", "green")),
    ("snoozed", "已缓办", Light("已缓办", "●", "grey")),
)
TO_PUBLISH = ("to_publish", "待公开", Light("待公开", "◆", "blue"))
NUMBER = 18  # pixels at 100 % of a count that stands beside its word
LATER_MS = 300  # the page stands before the catalogue is looked into
AT_ONCE = 40  # lines that are seen on the largest screen: the others are written when the page stands
REST_MS = 50


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


def as_lines(
    table: QTableWidget, name: str, heads: Sequence[str], widths: Sequence[int], wide: int, high: int = 36
) -> None:
    """Make a table a list of lines that are chosen whole; the first column has the colours of its lights.

    Args:
        table: The table.
        name: What it is called aloud.
        heads: Its headings.
        widths: Their widths at 100 %.
        wide: The column that takes the room that is left.
        high: The height of a line at 100 %.
    """
    table.setHorizontalHeaderLabels(list(heads))
    table.setAccessibleName(name)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setItemDelegateForColumn(0, TonePainter(table))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(px(high))
    table.currentCellChanged.connect(lambda row, column, *_: _explain(table, row, column))
    table.setWordWrap(False)  # one line each, so that no row has to be measured
    for column, width in enumerate(widths):
        table.setColumnWidth(column, px(width))
    header = table.horizontalHeader()
    bold = table.font()
    bold.setBold(True)
    header.setMinimumSectionSize(QFontMetrics(bold).horizontalAdvance(heads[wide]) + px(HEAD_EDGES))
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)


def _explain(table: QTableWidget, row: int, column: int) -> None:
    """What the mouse is told of a cell in a tip, the keyboard is told in the foot: its whole text, or more of it."""
    item, window = table.item(row, column), table.window()
    if item is None or not isinstance(window, QMainWindow) or not table.hasFocus():
        return
    cut = table.fontMetrics().horizontalAdvance(item.text()) > table.columnWidth(column) - px(8)
    tip = item.toolTip() or item.text()
    window.statusBar().showMessage(tip if cut or tip != item.text() else "")


class Counter(QAbstractButton):
    """One of the four counts: a shape, a word and a number; pressing it shows its lines."""

    def __init__(self, word: str, light: Light) -> None:
        super().__init__()
        self._light = light
        self.setCheckable(True)
        self.high = px(40) if zoom() > 100 else px(74)  # word and number in one row leave room for the list
        self.setMinimumSize(px(104) if zoom() == 100 else px(60), self.high)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(f"查看{word}的记录")
        self.word, self.number = word, 0
        self.setAccessibleName(word)

    def rename(self, word: str) -> None:
        """What the county calls this light."""
        self.word = word
        self.setMinimumWidth(self._wide(50))
        self.updateGeometry()
        self.setToolTip(f"查看{word}的记录")

    def _wide(self, beside: int) -> int:
        """The width of its word and what stands beside it; in one row the number stands there too."""
        word = self.fontMetrics().horizontalAdvance(self.word)
        if self.high > px(60):
            return word + px(beside)
        font = self.font()
        font.setPixelSize(px(NUMBER))
        font.setBold(True)
        return word + px(34) + QFontMetrics(font).horizontalAdvance(str(self.number))

    def sizeHint(self) -> QSize:
        """As wide as looks well; on a narrow screen it may become narrower."""
        return QSize(max(px(136), self._wide(62)), self.high)

    def show_number(self, number: int) -> None:
        """How many."""
        self.number = number
        self.setMinimumWidth(self._wide(50))
        self.setAccessibleName(f"{self.word} {number} 条")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Large number, word and shape on the ground of its light."""
        painter = QPainter(self)
        tone = toned(self._light.tone)
        edge = px(3) if self.isChecked() or self.hasFocus() else 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(QColor(look().focus if self.hasFocus() else tone.ink))
        pen.setWidth(edge)
        painter.setPen(pen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), px(5), px(5))
        one_row = self.high < px(60)
        left, top = (px(6), (self.high - px(14)) // 2) if one_row else (px(16), px(16))
        shape(painter, QRectF(left, top, px(14), px(14)), self._light.shape, tone)
        painter.setPen(QColor(tone.ink))
        place = self.rect().adjusted(left + px(18 if one_row else 22), 0 if one_row else px(8), -px(8), 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(middle if one_row else Qt.AlignmentFlag.AlignLeft), self.word)
        font = painter.font()
        font.setPixelSize(px(NUMBER if one_row else 28))
        font.setBold(True)
        painter.setFont(font)
        low = Qt.AlignmentFlag.AlignRight | (Qt.AlignmentFlag.AlignVCenter if one_row else Qt.AlignmentFlag.AlignBottom)
        beside = (px(6), 0) if one_row else (px(16), px(8))
        painter.drawText(self.rect().adjusted(0, 0, -beside[0], -beside[1]), int(low), str(self.number))


class HomePage(QWidget):
    """The first page of the day. `wanted` names register and row of the line that was opened.

    `begun` names the register of a line without a row, and the texts a new row starts with; `page_wanted` the page
    of a line that belongs to no register.
    """

    wanted = Signal(str, int)
    begun = Signal(str, object)
    page_wanted = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.registers = {place.key: place.title for place in places_of(window.book.ledgers)}
        self.found: Todo | None = None
        self.kind = KINDS[0][0]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[2]))
        box.addWidget(self._countdown())
        self.counters: dict[str, Counter] = {}
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1] if zoom() == 100 else GAP[0]))
        for key, word, light in (*KINDS, TO_PUBLISH):
            self.counters[key] = Counter(word, light)
            self.counters[key].clicked.connect(partial(self.show_kind, key))
            row.addWidget(self.counters[key])
        self.counters["to_publish"].hide()  # a county that marks nothing never sees it
        self._owed = QTimer(self, interval=LATER_MS, singleShot=True)
        self._owed.timeout.connect(self.load_owed)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.fill_rest)
        row.addStretch(1)
        box.addLayout(row)
        self.table = self._table()
        box.addWidget(self.table, 1)
        box.addLayout(self._foot())

    def commands(self) -> Mapping[str, Command]:
        """F5 reads again, F2 opens, Ctrl+L writes a letter."""
        return {
            "refresh": self.load,
            "edit": self._open_current,
            "write_letter": self.write_letters,
            "print": self.print_slips,
        }

    def write_letters(self) -> None:
        """Draft letters about the chosen lines, those of one addressee in one letter."""
        from ui.screens.letter import write_letters

        wanted: dict[str, list[int]] = {}
        rows = {index.row() for index in self.table.selectionModel().selectedRows()} or {self.table.currentRow()}
        for at in sorted(rows):
            line = self._line(at)
            if line is not None and line.id:  # a line without a row has nothing to write about
                wanted.setdefault(line.register, []).append(line.id)
        if rows and not wanted:
            self._cannot("还没有录入的公开表没有可起草的内容。催办请打印“周提醒单”,或按 Enter 先录入表头。")
            return
        write_letters(self, self.book, wanted, self._lettered)

    def _cannot(self, sentence: str) -> None:
        from ui.engine import messages

        messages.tell(self, sentence)

    def _lettered(self) -> None:
        here = self.table.currentRow()
        self.load()
        self.table.setCurrentCell(min(here, self.table.rowCount() - 1), 0)
        self.main.saved_now()

    def load(self) -> None:
        """Read what waits; the first kind that has lines is shown."""
        owed = self.found.to_publish if self.found else []
        self.found = todo(self.book, SHOWN)
        self.found.to_publish, self.found.counts["to_publish"] = owed, len(owed)
        self._owed.start()
        for key, counter in self.counters.items():
            counter.rename(self.found.words.get(key) or counter.word)
            counter.show_number(self.found.counts[key])
        report = self.found.next_report
        self.days.setText("今天" if report.days == 0 else f"{report.days} 天")
        self.report.setText(f"距{report.title}上报(截止 {report.due_on.isoformat()})")
        notes = [text for text in (report.note, self.found.calendar_note) if text]
        self.report_note.setText((";" if zoom() > 100 else "\n").join(notes))
        self.report_note.setToolTip("\n".join(notes))
        self.report_note.setVisible(bool(notes))
        filled = [key for key, _, _ in KINDS if getattr(self.found, key)]
        self.show_kind(self.kind if self.kind in filled else filled[0] if filled else KINDS[0][0])
        self.main.side.show_counts({}, self.found.overdue_by_unit)

    def load_owed(self) -> None:
        """What villages still owe by the catalogue: looked up after everything else, the start waits for nothing."""
        from app.operations.owed import reminders

        if self.found is None or self.main.book is not self.book:
            return
        lines = reminders(self.book)
        self.found.to_publish, self.found.counts["to_publish"] = lines, len(lines)
        self.counters["to_publish"].show_number(len(lines))
        self.counters["to_publish"].setVisible(bool(lines))
        if self.kind == "to_publish":
            self.show_kind(self.kind)

    def show_kind(self, kind: str, *_: object) -> None:
        """Show the lines of one count."""
        self.kind = kind
        for key, counter in self.counters.items():
            counter.setChecked(key == kind)
        lines: list[TodoLine] = getattr(self.found, kind) if self.found else []
        self.table.setRowCount(min(len(lines), AT_ONCE))  # nothing of another count may stand below
        for at, line in enumerate(lines[:AT_ONCE]):
            self._fill(at, line)
        self.table.setRowCount(len(lines))
        if len(lines) > AT_ONCE:
            self._rest.start()
        word, left = self.counters[kind].word, self.counters[kind].number - len(lines)
        more = f"还有 {left:,} 条没有列出,请到台账里看。" if left > 0 else ""
        self.empty.setText(f"{more}按 Enter 打开选中的一条。" if lines else _none_of(kind, word))
        self.later.setText("取消缓办" if kind == "snoozed" else "缓办到…")
        self.later.setEnabled(bool(lines) and kind != "to_publish")
        if lines:
            self.table.setCurrentCell(0, 0)

    def fill_rest(self) -> None:
        """Write the lines below those that are seen at once."""
        lines: list[TodoLine] = getattr(self.found, self.kind) if self.found else []
        for at, line in enumerate(lines[AT_ONCE:], start=AT_ONCE):
            self._fill(at, line)

    def focus(self) -> None:
        """The cursor goes to the list: Enter opens at once."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_off(self) -> None:
        """缓办 the chosen line, or take its 缓办 back."""
        line = self._line()
        if line is None:
            return
        if line.page and not line.register:
            self._cannot("证书和开账的事项不能缓办。请按 Enter 打开,照提示办理。")
            return
        if line.page:
            self._cannot("还没有录入的公开表不能缓办。请先按 Enter 录入表头,再缓办。")
            return
        if self.kind == "snoozed":
            self._do(lambda: wake(self.book, line.register, line.id, line.what))
            return
        from ui.screens.snooze import SnoozeDialog  # the start puts nothing off

        dialog = SnoozeDialog(self, line)
        dialog.chosen.connect(
            lambda until, why: self._do(lambda: snooze(self.book, line.register, line.id, line.what, until, why))
        )
        dialog.open()

    def print_slips(self) -> None:
        """周提醒单 of the unit chosen at the side and those below it, of all where none is chosen."""
        from app.operations.deadlines import week_slips
        from ui.screens.preview import open_preview_of

        open_preview_of(self, self.book, "周提醒单", partial(week_slips, self.book, self.main.side.unit()))

    def print_escalation(self) -> None:
        """逾期上报清单."""
        from app.operations.deadlines import escalation_list
        from ui.screens.preview import open_preview_of

        open_preview_of(self, self.book, "逾期上报清单", lambda: [escalation_list(self.book)])

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Told as told:
            from ui.engine import messages

            messages.tell(self, told)
            return
        self.main.saved_now()
        self.load()

    def _line(self, at: int | None = None) -> TodoLine | None:
        lines: list[TodoLine] = getattr(self.found, self.kind) if self.found else []
        at = self.table.currentRow() if at is None else at
        return lines[at] if 0 <= at < len(lines) else None

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1]))
        self.empty = label("", "hint")
        self.later = button("缓办到…", self.put_off)
        row.addWidget(self.empty, 1)
        row.addWidget(button("起草督办函…", self.write_letters))
        row.addWidget(self.later)
        row.addWidget(button("周提醒单…", self.print_slips))
        row.addWidget(button("逾期上报清单…", self.print_escalation))
        return row

    def _countdown(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("panel")
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(GAP[3]), px(GAP[1]), px(GAP[3]), px(GAP[1]))
        words = QVBoxLayout()
        self.report = label("", wrap=False)
        self.report_note = label("", "hint")
        head = QHBoxLayout() if zoom() > 100 else QVBoxLayout()
        head.addWidget(label("待办", "title", wrap=False))
        head.addWidget(self.report)
        if zoom() > 100:
            head.addStretch(1)
            self.report_note.setMaximumHeight(self.report_note.fontMetrics().lineSpacing() * 2 + px(2))
        words.addLayout(head)
        words.addWidget(self.report_note)
        self.days = label("", "huge", wrap=False)
        row.addLayout(words, 1)
        row.addWidget(self.days)
        return frame

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        as_lines(table, "待办事项", HEADS, LARGE_WIDTHS if zoom() > 100 else WIDTHS, MATTER)
        for column in LEFT_OUT.get(zoom(), ()):
            table.setColumnHidden(column, True)
        table.setSelectionMode(QTableWidget.SelectionMode.ExtendedSelection)
        table.cellActivated.connect(lambda at, _: self._open(at))
        return table

    def _fill(self, at: int, line: TodoLine) -> None:
        said = f"{line.light.shape} {light_text(line.light)}"
        if line.snoozed:
            said = f"{line.light.shape} 缓办到{line.snoozed[5:]}"
        title = line.title.removeprefix(line.number).strip()
        tip = f"{light_text(line.light)},已缓办到 {line.snoozed}:{line.reason}" if line.snoozed else ""
        number = line.number or self.registers.get(line.register, "")
        for column, text in enumerate((said, number, line.unit, title, line.what, line.due_on)):
            item = QTableWidgetItem(text)
            item.setToolTip(tip or (f"{title}\n{line.what} {line.due_on}".strip() if column == MATTER else text))
            if column == 0:
                item.setForeground(QColor(toned(line.light.tone).ink))
            self.table.setItem(at, column, item)

    def _open(self, at: int) -> None:
        line = self._line(at)
        if line is not None and line.page and not line.register:
            self.page_wanted.emit(line.page)
        elif line is not None and line.page:
            self.begun.emit(line.register, dict(line.begin))
        elif line is not None:
            self.wanted.emit(line.register, line.id)

    def _open_current(self) -> None:
        self._open(self.table.currentRow())


def _none_of(kind: str, word: str) -> str:
    """What an empty list says: that all is well, or what would stand here."""
    if kind == "snoozed":
        return "没有缓办的事项。选中一条按“缓办到…”,到那天它会自己回来。"
    if kind == "overdue":
        return "没有逾期的事项。再看看临期的;要录新的,按 Ctrl+N。"
    return f"没有{word}的事项。"
