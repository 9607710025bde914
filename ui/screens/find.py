"""全账查询: one box over all registers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.ledgers import ledger as ledger_of
from app.operations import dossier, lists
from ui.engine.window import Command, MainWindow
from ui.style.palette import GAP, px
from ui.widgets.dialog import label

PLACE = Qt.ItemDataRole.UserRole
REST_MS, MOST = 250, 200


class FindPage(QWidget):
    """Type a name, a number or a few words; Enter opens the row. `wanted` names register and row."""

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
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["台账", "记录", "状态"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setColumnWidth(0, px(130))
        self.table.setColumnWidth(2, px(110))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellActivated.connect(lambda at, _: self._open(at))
        for widget in (label("全账查询", "title"), self.line, self.said):
            box.addWidget(widget)
        box.addWidget(self.table, 1)

    def commands(self) -> Mapping[str, Command]:
        """Ctrl+F goes to the box."""
        return {"find": self.focus, "refresh": self.look}

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
        self.table.setRowCount(len(hits))
        for at, hit in enumerate(hits):
            for column, shown in enumerate((ledger_of(hit.register).title, hit.title, hit.state or "")):
                item = QTableWidgetItem(shown)
                item.setData(PLACE, (hit.register, hit.id))
                item.setToolTip(shown)
                self.table.setItem(at, column, item)
        more = f",只列出前 {MOST} 条,请多写几个字" if len(hits) == MOST else ""
        tail = "Enter 打开,Ctrl+U 看单位、人员的一览。"
        self.said.setText(f"找到 {len(hits)} 条{more}。{tail}" if hits else "没有找到,请换几个字试试。" if text else "")
        if hits:
            self.table.setCurrentCell(0, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↓ goes from the box into the list, Enter opens the line under the cursor."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
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
