"""全账查询: one box over all registers; what is ticked can be bound for inspectors."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.ledgers import ledger as ledger_of
from app.operations import dossier, inspection_books, lists
from ui.engine.help import show_topic
from ui.engine.window import Command, MainWindow
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

PLACE = Qt.ItemDataRole.UserRole
REST_MS, MOST = 250, 200
BEFORE = (
    "在上面打几个字:人名、单位、编号,或记录里的话,所有台账一起找。"
    "找到的可打勾,按 Ctrl+J 装订成迎检卷:目录、一事一页、佐证材料。"
)


class FindPage(QWidget):
    """Type a name, a number or a few words; Enter opens the row, space ticks it. `wanted` names register and row."""

    wanted = Signal(str, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.book = window.book
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[1]))
        self.line = QLineEdit()
        self.line.setPlaceholderText("在全部台账中查找:人名、单位、编号、几个字")
        self.line.setAccessibleName("全账查询")
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.look)
        self.line.textChanged.connect(lambda _: self._rest.start())
        self.said = label("", "hint")
        self.bind_button = button("迎检卷… Ctrl+J", self.bind)
        self.bind_button.setToolTip("把打了勾的事项(没有打勾就是全部)装订成一卷:目录、一事一页、佐证材料")
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["台账", "记录", "状态"])
        self.table.setAccessibleName("找到的记录")
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setColumnWidth(0, px(130))
        self.table.setColumnWidth(2, px(110))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellActivated.connect(lambda at, _: self._open(at))
        self.table.itemChanged.connect(lambda item: self._say() if item.column() == 0 else None)
        self.table.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+J"), self, self.bind)
        for widget in (label("全账查询", "title"), self.line):
            box.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.bind_button)
        box.addLayout(row)
        box.addWidget(self.table, 1)
        self._found = BEFORE
        self._say()

    def commands(self) -> Mapping[str, Command]:
        """Ctrl+F goes to the box."""
        return {"find": self.focus, "refresh": self.look, "help": lambda: show_topic(self, "find")}

    def about(self) -> tuple[str, int] | None:
        """The unit or person under the cursor, or the unit of the row there."""
        item = self.table.item(self.table.currentRow(), 0)
        return dossier.about(self.book, *item.data(PLACE)) if item else None

    def focus(self) -> None:
        """Go to the box."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def look(self) -> None:
        """Find what is typed."""
        self._rest.stop()
        text = self.line.text().strip()
        hits = lists.find_everywhere(self.book, text, MOST) if text else []
        hits.sort(key=lambda hit: not ledger_of(hit.register).menu)  # lines of a sheet after rows with a page
        self.table.blockSignals(True)
        self.table.setRowCount(len(hits))
        for at, hit in enumerate(hits):
            for column, shown in enumerate((ledger_of(hit.register).title, hit.title, hit.state or "")):
                item = QTableWidgetItem(shown)
                item.setData(PLACE, (hit.register, hit.id))
                item.setToolTip(shown)
                if column == 0:
                    item.setCheckState(Qt.CheckState.Unchecked)
                self.table.setItem(at, column, item)
        self.table.blockSignals(False)
        more = f",只列出前 {MOST} 条,请多写几个字" if len(hits) == MOST else ""
        tail = "Enter 打开,Ctrl+U 看单位、人员的一览,空格打勾,Ctrl+A 全勾。"
        self._found = f"找到 {len(hits)} 条{more}。{tail}" if hits else "没有找到,请换几个字试试。" if text else BEFORE
        self._say()
        if hits:
            self.table.setCurrentCell(0, 1)

    def ticked(self) -> list[tuple[str, int]]:
        """The rows that are ticked, in their order."""
        items = (self.table.item(at, 0) for at in range(self.table.rowCount()))
        return [tuple(one.data(PLACE)) for one in items if one and one.checkState() == Qt.CheckState.Checked]

    def tick_all(self) -> None:
        """Tick every row; where all are ticked, none."""
        whole = len(self.ticked()) == self.table.rowCount()
        state = Qt.CheckState.Unchecked if whole else Qt.CheckState.Checked
        self.table.blockSignals(True)
        for at in range(self.table.rowCount()):
            if item := self.table.item(at, 0):
                item.setCheckState(state)
        self.table.blockSignals(False)
        self._say()

    def bind(self) -> None:
        """Ask how the ticked rows (all of them where none is) are to be bound, and show the book."""
        from ui.screens.inspection import InspectionDialog

        found = [item.data(PLACE) for at in range(self.table.rowCount()) if (item := self.table.item(at, 0))]
        places = self.ticked() or inspection_books.matters(self.book, found)
        if places:
            InspectionDialog(self, self.book, places, self.line.text().strip()).open()

    def _say(self) -> None:
        count = len(self.ticked())
        self.said.setText(self._found + (f" 已勾 {count} 条。" if count else ""))
        self.bind_button.setEnabled(self.table.rowCount() > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↓ goes from the box into the list, Enter opens the line under the cursor."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.table and event.matches(QKeySequence.StandardKey.SelectAll):
            self.tick_all()
            return True
        if watched is self.table and event.key() == Qt.Key.Key_Space:
            if item := self.table.item(self.table.currentRow(), 0):
                off = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if off else Qt.CheckState.Checked)
            return True
        if watched is self.line:
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._rest.isActive():
                    self.look()
                self._open(self.table.currentRow())
                return True
        return super().eventFilter(watched, event)

    def _open(self, at: int) -> None:
        if 0 <= at < self.table.rowCount() and (item := self.table.item(at, 0)):
            self.wanted.emit(*item.data(PLACE))
