"""回收站: the voided rows of all registers in one list; what is wanted again comes back in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import voided
from app.operations.records_void import restore_many
from app.operations.voided import Voided
from ui.engine.help import show_topic
from ui.engine.window import MainWindow
from ui.screens.message_line import MessageLine
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

HEADS = ("台账", "记录", "作废理由", "谁作废的", "什么时候")
WIDTHS = (100, 0, 0, 70, 128)
WIDE = (1, 2)
TYPING_MS = 250


class _Table(QTableWidget):
    """Enter is told to the page."""

    entered_ = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter looks at the row under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered_.emit()
            return
        super().keyPressEvent(event)


class BinPage(QWidget):
    """`wanted` asks for a row to be looked at in its register, `closed` goes back."""

    wanted = Signal(str, int)
    closed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.lines: list[Voided] = []
        self.box = QLineEdit()
        self.box.setPlaceholderText("查找:台账、名称、理由、人名")
        self.box.setAccessibleName("查找")
        self.box.setClearButtonEnabled(True)
        self.count = label("", "hint", wrap=False)
        self.message = MessageLine(self)
        self.table = _Table(0, len(HEADS))
        self.press = button("恢复选中的 Ctrl+Enter", self.restore, main=True)
        self._rest = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._rest.timeout.connect(self.load)
        self._lay_out()
        self.box.textChanged.connect(lambda _: self._rest.start())
        self.box.returnPressed.connect(self._to_list)
        self.table.entered_.connect(self.open_current)
        self.table.doubleClicked.connect(lambda _: self.open_current())
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+Return"), self, self.restore, context=inside)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=inside)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the keys do here."""
        return {
            "refresh": self.load,
            "find": self.box.setFocus,
            "edit": self.open_current,
            "help": lambda: show_topic(self, "bin"),
        }

    def load(self) -> None:
        """Read the list again; the cursor stays where it was."""
        here = self.table.currentRow()
        self.lines = voided.voided(self.book, self.box.text().strip())
        self.table.setRowCount(len(self.lines))
        for at, line in enumerate(self.lines):
            for column, text in enumerate((line.place, line.title, line.reason, line.who, line.at)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.resizeRowsToContents()
        self.count.setText(f"共 {len(self.lines)} 条")
        self.press.setEnabled(bool(self.lines))
        if self.lines:
            self.table.selectRow(min(max(here, 0), len(self.lines) - 1))
        elif self.box.text().strip():
            self.message.tell(f"回收站里没有含“{self.box.text().strip()}”的记录。换个说法,或清空再看。", "blue")
        else:
            self.message.tell("回收站是空的:还没有作废过记录。在台账里按 Del 作废的都会在这里,随时可以恢复。", "blue")

    def focus(self) -> None:
        """The keys work in the list at once."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """The book is about to be closed: nothing is read any more."""
        self._rest.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as high as their text needs in the new width."""
        super().resizeEvent(event)
        self.table.resizeRowsToContents()

    def restore(self) -> None:
        """Take the selected rows back into their registers."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        chosen = [self.lines[at] for at in rows if at < len(self.lines)]
        try:
            restore_many(self.book, [(self.book.ledgers[one.register], one.id) for one in chosen])
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.main.saved_now()
        self.load()
        names = "、".join(one.title for one in chosen[:3]) + ("等" if len(chosen) > 3 else "")
        self.message.tell(f"已恢复 {len(chosen)} 条:{names}。按 Ctrl+Z 撤销。", "green")
        self.focus()

    def open_current(self) -> None:
        """Look at the row under the cursor in its register."""
        at = self.table.currentRow()
        if 0 <= at < len(self.lines):
            self.wanted.emit(self.lines[at].register, self.lines[at].id)

    def _to_list(self) -> None:
        self._rest.stop()
        self.load()
        self.focus()

    def _lay_out(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(HEADS))
        table.setAccessibleName("作废的记录")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        for column, wide in enumerate(WIDTHS):
            table.setColumnWidth(column, px(wide))
        for column in WIDE:
            table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        self.box.setMinimumWidth(px(300))
        top.addWidget(self.box)
        top.addWidget(self.count)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.press)
        foot.addWidget(button("打开看看 Enter", self.open_current))
        foot.addStretch(1)
        foot.addWidget(button("返回 Esc", self.closed.emit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label("回收站", "title"))
        layout.addWidget(label("作废的记录都在这里,带着理由和历史。按住 Shift 或 Ctrl 可选几条,一次恢复。", "hint"))
        layout.addLayout(top)
        layout.addWidget(self.message)
        layout.addWidget(table, 1)
        layout.addLayout(foot)
