"""The first page of a county's book: which township reported the month, which did not, what waits at the desk."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.operations import todo
from app.operations.county_board import MISSING, Board, TownshipMonth, board
from app.operations.receiving import asked_month
from ui.engine.window import Command, MainWindow
from ui.screens.home import as_lines
from ui.screens.message_line import MessageLine
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label

HEADS = ("结果", "乡镇", "收到日期", "更正", "待退意见", "签名人")
WIDTHS = (150, 110, 150, 60, 84, 150)
MONTHS = 18


class CountyHomePage(QWidget):
    """`wanted` names the received packet that is to be looked at, 0 for the desk itself; `totals_wanted` a month."""

    wanted = Signal(int)
    totals_wanted = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.found: Board | None = None
        self.month = QComboBox()
        self.month.setAccessibleName("哪个月")
        month = Period.parse(asked_month(self.book))
        for _ in range(MONTHS):
            self.month.addItem(month.title, month.key)
            month = month.previous()
        self.month.currentIndexChanged.connect(lambda _: self.load())
        self.table = self._table()
        self.empty = label("", "hint")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[2]))
        self.steps = MessageLine(self)
        box.addWidget(self._head())
        box.addWidget(self.steps)
        box.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.empty, 1)
        foot.addWidget(button("打印 Ctrl+P", self.preview))
        foot.addWidget(button("看本月汇总 F7", self.open_totals))
        foot.addWidget(button("收包… F6", lambda: self.wanted.emit(0), main=True))
        box.addLayout(foot)
        QShortcut(QKeySequence("F7"), self, self.open_totals, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def open_totals(self) -> None:
        """The totals of the month that is shown."""
        self.totals_wanted.emit(str(self.month.currentData()))

    def commands(self) -> Mapping[str, Command]:
        """F5 reads again, F2 and Enter open the township's packet, F6 goes to the desk, Ctrl+P prints."""
        return {
            "refresh": self.load,
            "edit": self._open_current,
            "desk": lambda: self.wanted.emit(0),
            "print": self.preview,
        }

    def preview(self) -> None:
        """Who reported, on paper; the preview also writes PDF, Excel and Word."""
        from app.operations import county_totals
        from ui.screens.preview import open_preview_of

        self.load()
        if (found := self.found) is not None:
            make = county_totals.reported
            open_preview_of(self, self.book, f"{self.month.currentText()}报送情况", lambda: [make(self.book, found)])

    def load(self) -> None:
        """Read the month again; the cursor stays on its township."""
        here = max(self.table.currentRow(), 0)
        self.found = board(self.book, str(self.month.currentData()))
        self.table.setRowCount(len(self.found.lines))
        for at, line in enumerate(self.found.lines):
            self._fill(at, line)
        self.table.setCurrentCell(min(here, self.table.rowCount() - 1), 0)
        self._tell(self.found)
        self._tell_steps()

    def _tell_steps(self) -> None:
        """What a new book of a county still lacks, as the list of a township's home says it."""
        left = todo.first_step_lines(self.book)
        said = ";".join(line.title for line in left)
        act = ("接着办", lambda: self.main.do("first_steps"))
        self.steps.tell(f"开账还差 {len(left)} 步:{said}。" if left else "", "yellow", *([act] if left else []))

    def focus(self) -> None:
        """The cursor goes to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, found: Board) -> None:
        counts = found.counts
        merged, missing = counts["merged"] + counts["returned"], counts[MISSING]
        waiting = counts["waiting"] + counts["held"] + counts["rejected"]
        self.numbers.setText(f"{merged} / {len(found.lines)}")
        self.said.setText(f"应报 {len(found.lines)},已合并 {merged},待处理 {waiting},还没有报 {missing}")
        left = f"还有 {found.days} 天" if found.days > 0 else "今天截止" if found.days == 0 else "已过截止日"
        self.due.setText(f"乡镇上报截止 {found.due_on.isoformat()},{left}")
        words = "按 Enter 看选中乡镇的包。" if found.lines else "还没有录入乡镇。请先在“单位”里录入各乡镇和代码。"
        self.empty.setText(words)

    def _head(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("panel")
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(GAP[3]), px(GAP[1]), px(GAP[3]), px(GAP[1]))
        words = QVBoxLayout()
        top = QHBoxLayout()
        top.addWidget(label("收包情况", "title", wrap=False))
        top.addWidget(self.month)
        top.addStretch(1)
        self.said, self.due = label("", wrap=False), label("", "hint", wrap=False)
        words.addLayout(top)
        words.addWidget(self.said)
        words.addWidget(self.due)
        self.numbers = label("", "huge", wrap=False)
        row.addLayout(words, 1)
        row.addWidget(self.numbers)
        return frame

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        as_lines(table, "各乡镇报送情况", HEADS, WIDTHS, len(HEADS) - 1, high=34)
        table.cellActivated.connect(lambda at, _: self._open(at))
        return table

    def _fill(self, at: int, line: TownshipMonth) -> None:
        came = f"{line.received_on}{'(迟报)' if line.late else ''}"
        texts = (
            f"{line.sign} {line.title}",
            line.name,
            came,
            f"{line.corrections} 次" if line.corrections else "",
            f"{line.remarks} 条" if line.remarks else "",
            "" if line.enrolled else "还没有登记,收不了它的包",
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 0:
                item.setForeground(QColor(toned(line.tone).ink))
            self.table.setItem(at, column, item)

    def _open(self, at: int) -> None:
        if self.found is not None and 0 <= at < len(self.found.lines):
            self.wanted.emit(self.found.lines[at].packet)

    def _open_current(self) -> None:
        self._open(self.table.currentRow())
