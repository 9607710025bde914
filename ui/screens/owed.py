"""应公开事项: what every village owes by the catalogue for a quarter; drafts and 零公开 are made from here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.faults import Told
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.operations import owed, records
from app.operations.books import Book
from app.operations.owed import Owed
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import open_preview
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label

QUARTERS = 6
HEADS = ("村(组)", "公开事项", "报告期", "应公开", "现在")
WIDTHS = (190, 0, 120, 110, 190)
ITEM = 1
MISSING, NOTHING = "还没有登记", "本期无此事项"
HELP = (
    "目录里“每期必公开”的事项,一村一期一条。选中几行(按住 Ctrl 或 Shift)一起办:有的按“登记”,没有的按“本期无此事项”;"
    "登记过的按 Enter 打开。"
)


def owed_screen(book: Book, parent: QWidget) -> OwedScreen:
    """The screen over the list of items: of the unit chosen at the left and those below it, else of all."""
    from ui.screens.ledger import LedgerPage
    from ui.screens.name_lists import import_lists

    page = parent if isinstance(parent, LedgerPage) else None
    unit = page.main.side.unit() if page else None
    screen = OwedScreen(book, parent, list(book.unit_and_below([unit])) if unit else ())
    if page is not None:
        screen.lists.connect(partial(import_lists, page))
    return screen


class OwedScreen(QWidget):
    """`wanted` asks for the record of one line, `lists` for the import of names into those of the chosen lines."""

    saved = Signal(int)
    closed = Signal()
    wanted = Signal(str, int)
    lists = Signal(list)

    def __init__(self, book: Book, parent: QWidget | None = None, units: Sequence[int] = ()) -> None:
        super().__init__(parent)
        self.book, self.units = book, list(units)
        self.lines: list[Owed] = []
        self.quarters = QComboBox()
        self.quarters.setAccessibleName("哪一季")
        quarter = owed.last_quarter(book.today())
        for _ in range(QUARTERS):
            self.quarters.addItem(quarter.title, quarter.key)
            quarter = quarter.previous()
        self.only_missing = QCheckBox("只看还没有登记的")
        self.only_missing.setChecked(True)
        self.message = MessageLine(self)
        self.count = label("", wrap=False)
        self.table = self._table()
        self._lay_out()
        enter_presses(self)
        self.quarters.currentIndexChanged.connect(lambda _: self.load())
        self.only_missing.toggled.connect(lambda _: self.load())
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.load()

    def showEvent(self, event: QShowEvent) -> None:
        """The keys work in the list at once."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.table.setFocus)

    def load(self) -> None:
        """Read what is owed; the cursor stays where it was."""
        here = self.table.currentRow()
        period = Period.parse(str(self.quarters.currentData()))
        found = owed.owed(self.book, period, self.units or None)
        left = sum(one.row is None for one in found)
        self.lines = [one for one in found if one.row is None or not self.only_missing.isChecked()]
        self.table.setRowCount(len(self.lines))
        for at, line in enumerate(self.lines):
            self._fill(at, line)
        self.count.setText(f"应公开 {len(found)} 条,还没有登记 {left} 条" if found else "")
        if not found:
            self.message.tell(self._why_nothing(), "blue")
        elif not left:
            self.message.tell(f"{period.title}都登记了。没有公开的,审核张贴后按“张贴公开”。", "green")
        else:
            self.message.tell("")
        if self.lines:
            self.table.setCurrentCell(min(max(here, 0), len(self.lines) - 1), 0)

    def chosen(self) -> list[Owed]:
        """The selected lines, top to bottom."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.lines[at] for at in rows if at < len(self.lines)]

    def register(self, *, nothing: bool) -> None:
        """Make the records of the selected lines, in one step."""
        chosen = self.chosen()
        try:
            made = owed.register(self.book, chosen, nothing=nothing)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.saved.emit(0)
        self.load()
        what = f"{len(made)} 条登记为“{NOTHING}”" if nothing else f"{len(made)} 条已登记成草稿,按提纲填好内容再审核"
        self.message.tell(f"{what}。", "green", ("撤销", self.undo))
        self.table.setFocus()

    def undo(self) -> None:
        """Take the last step back."""
        try:
            done = records.undo(self.book)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.saved.emit(0)
        self.load()
        self.message.tell(f"已撤销:{done.label}。", "green")

    def open_current(self) -> None:
        """Open the record of the line under the cursor, or make it."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.lines):
            return
        row = self.lines[at].row
        if row is None:
            self.register(nothing=False)
        else:
            self.closed.emit()
            self.wanted.emit(AFFAIRS_ITEMS.key, row)

    def print_boards(self) -> None:
        """村务公开榜 of the villages of the selected lines, for the quarter shown."""
        rows = [one.row for one in self.chosen() if one.row is not None]
        if not rows:
            self.message.tell("选中的还没有登记,榜上没有内容。请先登记。", "yellow")
            return
        open_preview(self, self.book, "affairs_quarter", ids=rows)

    def import_names(self) -> None:
        """Names from a department's workbook, into the records of the selected lines."""
        rows = [one.row for one in self.chosen() if one.row is not None]
        if not rows:
            self.message.tell("选中的还没有登记。请先按“登记”,再导入名单。", "yellow")
            return
        self.lists.emit(rows)

    def _why_nothing(self) -> str:
        if not owed.regular(self.book):
            return "目录里还没有“每期必公开”的事项。请到“村务公开目录”按“装入参考目录”,或把县里要求每期公开的填“是”。"
        return "这一季没有应公开的事项:还没有到期,或当时还没有这些村。"

    def _fill(self, at: int, line: Owed) -> None:
        state = line.state or MISSING
        said = f"{state}({NOTHING})" if line.nothing else state
        tone = "yellow" if line.row is None else "green" if line.published else "blue"
        period = Period.parse(line.period).title
        for column, text in enumerate((line.unit_title, line.item, period, line.due_on, said)):
            cell = QTableWidgetItem(text)
            cell.setToolTip(text)
            if column == len(HEADS) - 1:
                cell.setForeground(QColor(toned(tone).ink))
            self.table.setItem(at, column, cell)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        table.setHorizontalHeaderLabels(list(HEADS))
        table.setAccessibleName("应公开事项")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(34))
        for column, wide in enumerate(WIDTHS):
            table.setColumnWidth(column, px(wide))
        table.horizontalHeader().setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        table.cellActivated.connect(lambda *_: self.open_current())
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("应公开事项", "title", wrap=False))
        head.addWidget(self.quarters)
        head.addWidget(self.only_missing)
        head.addStretch(1)
        head.addWidget(self.count)
        head.addWidget(button("返回 Esc", self.closed.emit))
        foot = QHBoxLayout()
        foot.addWidget(button("登记(所选)", lambda: self.register(nothing=False), main=True))
        foot.addWidget(button("本期无此事项(所选)", lambda: self.register(nothing=True)))
        foot.addWidget(button("导入名单…", self.import_names))
        foot.addWidget(button("村务公开榜…", self.print_boards))
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.setSpacing(px(GAP[1]))
        layout.addLayout(head)
        layout.addWidget(label(HELP, "hint"))
        layout.addWidget(self.message)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
