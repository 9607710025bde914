"""恢复备份: the backups there are, each proved whole, and bringing one back without losing what stands now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import backups
from app.operations.backups import BackupFile, Restored
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, HIT, px
from ui.widgets.dialog import button, label

COLUMNS = ("备份时间", "大小", "核对结果", "文件")
CHECKING, WHOLE, BROKEN = "正在核对…", "✓ 完整", "✗ 不能用"


class RestoreScreen(QWidget):
    """`close` closes the open book, if any, and is called only after the clerk has agreed."""

    open_wanted = Signal(Path)
    left = Signal()
    settled = Signal()

    def __init__(self, target: Path, close: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self._close = close
        self.files: list[Path] = []
        self.choose_file: Callable[[], Path | None] = self._choose_file
        self.message = MessageLine(self)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.restore_button = button("恢复选中的备份…", self.ask, main=True)
        self._lay_out()
        enter_presses(self)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        return {"help": lambda: show_topic(self, "backup")}

    def load(self) -> None:
        """List the backups of this book, newest first, and prove them one after the other."""
        self.table.setRowCount(0)
        self.files = []
        for file in backups.list_backups(self.target):
            self._add(file)
        if not self.files:
            self.message.tell("没有找到这个账套的自动备份。U盘上有备份的,请按“选择备份文件”。", "yellow")
        self.table.setCurrentCell(0, 0)
        self.table.setFocus()

    def add_file(self, path: Path) -> None:
        """A backup from elsewhere, such as a stick."""
        try:
            report = backups.check(path)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self._put(0, path, report.made_at[:16].replace("T", " "), report.size, WHOLE)
        self.table.setCurrentCell(0, 0)

    def ask(self) -> None:
        """Ask before anything is touched."""
        row = self.table.currentRow()
        if not 0 <= row < len(self.files):
            self.message.tell("还没有选备份。请用方向键选中一份,再按“恢复”。", "yellow")
            return
        if self._verdict(row) == BROKEN:
            self.message.tell("这份备份不完整,不能恢复,账套没有改动。请选上面或下面一份“完整”的。", "red")
            return
        made = self._cell(row, 0).text()
        messages.ask(
            self,
            f"要把“{self.target.name}”恢复到 {made} 的样子吗?现在的账套会原样另存在旁边,恢复后还可以撤销。",
            "恢复",
            partial(self.restore, self.files[row]),
        )

    def restore(self, source: Path) -> None:
        """Close the book and bring a backup back in the background."""
        self._close()
        messages.long_work(
            self, "正在恢复", lambda report: backups.restore(source, self.target), self._restored, self._failed
        )

    def _restored(self, done: Restored) -> None:
        actions: list[tuple[str, Callable[[], object]]] = [
            ("打开账套", lambda: self.open_wanted.emit(self.target)),
        ]
        kept = ""
        if aside := done.kept_aside:
            kept = f"恢复前的账套原样留在“{aside.name}”。"
            actions.append(("撤销这次恢复", lambda: self.restore(aside)))
        if backups.bound_elsewhere(self.target):
            kept += "它的密码是在另一台电脑上设的,在这里要用恢复码打开:请从保险柜取出恢复码单,登录页按“用恢复码打开”。"
        tone = "yellow" if done.vault else "green"
        self.message.tell(f"已恢复“{self.target.name}”。{kept}{done.vault}请打开账套核对。", tone, *actions)
        self.message.buttons[0].setFocus()
        self.settled.emit()

    def _failed(self, error: Exception) -> None:
        again = ("打开账套", lambda: self.open_wanted.emit(self.target))
        if isinstance(error, Told):
            self.message.tell(error.message, "red", again)
        else:
            self.message.tell("没有恢复成功,账套还是原来的。", "red", again)
            messages.tell(self, error)
        self.settled.emit()

    def _add(self, file: BackupFile) -> None:
        row = len(self.files)
        self._put(row, file.path, f"{file.made_at:%Y-%m-%d %H:%M}", file.size, CHECKING)
        runner.run(
            lambda _report: backups.check(file.path),
            while_alive(self, lambda _report: self._judge(file.path, WHOLE, "")),
            while_alive(
                self,
                lambda error: self._judge(file.path, BROKEN, error.message if isinstance(error, Told) else str(error)),
            ),
        )

    def _put(self, row: int, path: Path, made: str, size: int, verdict: str) -> None:
        self.table.insertRow(row)
        self.files.insert(row, path)
        for column, text in enumerate((made, f"{size / (1 << 20):,.1f} MB", verdict, str(path))):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(row, column, item)

    def _judge(self, path: Path, verdict: str, why: str) -> None:
        if path in self.files:
            item = self._cell(self.files.index(path), 2)
            item.setText(verdict)
            item.setToolTip(why)
        self.settled.emit()

    def _verdict(self, row: int) -> str:
        return self._cell(row, 2).text()

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _pick(self) -> None:
        if chosen := self.choose_file():
            self.add_file(chosen)

    def _choose_file(self) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择备份文件", "", "备份文件 (*.mzb)")
        return Path(chosen) if chosen else None

    def _lay_out(self) -> None:
        self.table.setAccessibleName("备份")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(HIT))
        self.table.horizontalHeader().setStretchLastSection(True)
        for column, wide in enumerate((160, 100, 110)):
            self.table.setColumnWidth(column, px(wide))
        self.table.itemActivated.connect(lambda _item: self.ask())
        escape = QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        foot = QHBoxLayout()
        foot.addWidget(self.restore_button)
        foot.addWidget(button("选择备份文件…", self._pick))
        foot.addWidget(button("返回 Esc", self.left.emit))
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label("恢复备份", "title"))
        layout.addWidget(label(f"账套:{self.target.name}。恢复以前会再核对一遍备份;不完整的备份不会动账套。", "hint"))
        layout.addWidget(self.message)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
