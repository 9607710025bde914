"""恢复备份: the backups there are, here and on sticks, each proved whole, and bringing one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import backups
from app.operations.backups import BackupFile, BackupReport, Restored
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, HIT, px
from ui.widgets.dialog import button, label

COLUMNS = ("备份时间", "账套", "大小", "核对结果", "文件")
CHECKING, WHOLE, BROKEN, ASIDE = "正在核对…", "✓ 完整", "✗ 不能用", "恢复前留下的"
_VERDICT = 3


@dataclass
class Line:
    """One line of the table: a backup or what a restore put aside, what was found of it, and why it cannot be used."""

    file: BackupFile
    verdict: str = CHECKING
    why: str = ""

    @property
    def made(self) -> str:
        """The moment, as a clerk reads it."""
        return f"{self.file.made_at:%Y-%m-%d %H:%M}" + ("(时间不对)" if self.file.ahead else "")


class RestoreScreen(QWidget):
    """`close` closes the open book, if any, and is called only after the clerk has agreed.

    Without a target it lists the backups of every book, and each comes back under its own book's name.
    """

    open_wanted = Signal(Path)
    restored = Signal(Path, str, object)
    left = Signal()
    settled = Signal()

    def __init__(self, target: Path | None, close: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self._close = close
        self.lines: list[Line] = []
        self._moved_by_us = False
        self._chosen = False
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
        """List the backups here and on the sticks, newest first, and prove them one after the other."""
        self.table.setRowCount(0)
        self.lines = []
        self._chosen = False
        for file in backups.list_backups(self.target):
            self._add(file)
        for file in backups.kept_aside(self.target) if self.target else []:
            self._put(Line(file, ASIDE))
        self._go_to(0)
        self.table.setFocus()
        runner.run(
            lambda _report: backups.find_backups(self.target),
            while_alive(self, self._found_elsewhere),
            while_alive(self, lambda _error: self._found_elsewhere([])),
        )

    def add_file(self, path: Path) -> None:
        """A backup from elsewhere, such as a stick."""
        try:
            report = backups.check(path)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        line = Line(BackupFile(path, datetime.fromisoformat(report.made_at), report.size), WHOLE)
        self._drop(path)
        self._go_to(self._put(line, 0))
        self._chosen = True

    def ask(self) -> None:
        """Ask before anything is touched; where no book stands there is nothing to lose and nothing to ask."""
        line = self._current()
        if line is None:
            self.message.tell("还没有选备份。请用方向键选中一份,再按“恢复”。", "yellow")
            return
        if line.verdict == BROKEN:
            self._offer_the_one_before(line)
            return
        target = self._target_of(line)
        again = "现在的账套会原样另存在旁边,恢复后还可以撤销。"
        if line.verdict == ASIDE:
            said = f"要撤销那次恢复,让“{target.name}”回到 {line.made} 恢复以前的样子吗?{again}"
        elif target.exists():
            said = f"要把“{target.name}”恢复到 {line.made} 的样子吗?{again}"
        else:
            self.restore(line.file.path, target, line.made)
            return
        messages.ask(self, said, "恢复", partial(self.restore, line.file.path, target, line.made))

    def restore(self, source: Path, target: Path, made: str) -> None:
        """Close the book and bring a backup back in the background."""
        with suppress(Told, OSError):  # of a damaged book no backup can be made; it is closed, and kept aside whole
            self._close()
        messages.long_work(
            self,
            "正在恢复",
            lambda report: backups.restore(source, target),
            lambda done: self._restored(done, made),
            lambda error: self._failed(error, target),
        )

    # --- what was found

    def _found_elsewhere(self, files: list[BackupFile]) -> None:
        for file in files:
            self._add(file)
        if not self.lines:
            whose = "这个账套的" if self.target else "任何"
            self.message.tell(
                f"没有找到{whose}备份,本机和插着的U盘都看过了。请插上存有备份的U盘按 F5 再找,或按“选择备份文件”。",
                "yellow",
            )
        if not self._chosen:
            self._go_to(0)
        self._step_over_broken()
        self.settled.emit()

    def _judge(self, path: Path, verdict: str, why: str) -> None:
        line = self._line_of(path)
        if line is not None and line.verdict == CHECKING:
            line.verdict, line.why = verdict, why
            self._cell(self.lines.index(line), _VERDICT).setText(verdict)
            self._step_over_broken()
        self.settled.emit()

    def _step_over_broken(self) -> None:
        """The newest that can be used is offered, as long as the clerk has chosen nothing himself."""
        line = self._current()
        if line is not None and line.verdict == BROKEN and not self._chosen:
            self._offer_the_one_before(line)

    def _offer_the_one_before(self, broken: Line) -> None:
        said = broken.why
        at = next((n for n, one in enumerate(self.lines) if one.verdict in (CHECKING, WHOLE)), None)
        if at is None:
            self.message.tell(f"{said}没有别的备份可用;请找别的U盘,按“选择备份文件”。", "red")
            return
        self._go_to(at)
        self.message.tell(f"{said}已选中可用的一份:{self.lines[at].made},按 Enter 恢复。", "yellow")
        self.table.setFocus()

    def _restored(self, done: Restored, made: str) -> None:
        self.restored.emit(done.book, made, done.kept_aside)
        if done.kept_aside is None and not done.vault:  # nothing there before, so nothing to undo: straight on
            self.settled.emit()
            self.open_wanted.emit(done.book)
            return
        bound = backups.bound_elsewhere(done.book)
        actions: list[tuple[str, Callable[[], object]]] = [
            ("用恢复码打开" if bound else "打开账套", lambda: self.open_wanted.emit(done.book)),
        ]
        kept = ""
        if aside := done.kept_aside:
            kept = "恢复前的账套原样留在旁边,随时可以撤销。"
            actions.append(("撤销这次恢复", lambda: self.restore(aside, done.book, "恢复以前")))
        if bound:
            kept += "它的密码是在另一台电脑上设的,在这里要用恢复码打开:请从保险柜取出恢复码单。"
        tone = "yellow" if done.vault else "green"
        self.message.tell(f"已恢复“{done.book.name}”。{kept}{done.vault}请打开账套核对。", tone, *actions)
        self.message.buttons[0].setFocus()
        self.settled.emit()

    def _failed(self, error: Exception, target: Path) -> None:
        again = [("打开账套", lambda: self.open_wanted.emit(target))] if target.exists() else []
        if isinstance(error, Told):
            self.message.tell(error.message, "red", *again)
        else:
            self.message.tell("没有恢复成功,账套还是原来的。", "red", *again)
            messages.tell(self, error)
        self.settled.emit()

    # --- the table

    def _add(self, file: BackupFile) -> None:
        if self._line_of(file.path) is not None:
            return
        later = (n for n, one in enumerate(self.lines) if one.verdict == ASIDE or one.file.rank < file.rank)
        self._put(Line(file), next(later, None))

        def judged(report: BackupReport) -> None:
            self._judge(file.path, WHOLE, "")

        def refused(error: Exception) -> None:
            self._judge(
                file.path, BROKEN, error.message if isinstance(error, Told) else "这份备份读不出来,账套没有改动。"
            )

        runner.run(lambda _report: backups.check(file.path), while_alive(self, judged), while_alive(self, refused))

    def _put(self, line: Line, at: int | None = None) -> int:
        row = len(self.lines) if at is None else at
        self._moved_by_us = True
        self.table.insertRow(row)
        self.lines.insert(row, line)
        book = self._target_of(line).stem
        texts = (line.made, book, f"{line.file.size / (1 << 20):,.1f} MB", line.verdict, str(line.file.path))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(row, column, item)
        self._moved_by_us = False
        return row

    def _drop(self, path: Path) -> None:
        if (line := self._line_of(path)) is not None:
            self._moved_by_us = True
            row = self.lines.index(line)
            self.table.removeRow(row)
            del self.lines[row]
            self._moved_by_us = False

    def _go_to(self, row: int) -> None:
        self._moved_by_us = True
        self.table.setCurrentCell(row, 0)
        self._moved_by_us = False

    def _current_moved(self) -> None:
        if not self._moved_by_us:
            self._chosen = True

    def _current(self) -> Line | None:
        row = self.table.currentRow()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _line_of(self, path: Path) -> Line | None:
        return next((one for one in self.lines if one.file.path == path), None)

    def _target_of(self, line: Line) -> Path:
        return self.target or backups.target_of(line.file.path)

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _pick(self) -> None:
        if chosen := self.choose_file():
            self.add_file(chosen)

    def _choose_file(self) -> Path | None:
        return on_stick.open_file(self, "选择备份文件", "备份文件 (*.mzb)")

    def _lay_out(self) -> None:
        self.table.setAccessibleName("备份")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the stick and the file's name both stay in sight
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(HIT))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setColumnWidth(1, px(130))
        for column in (0, 2, _VERDICT):  # a moment with “(时间不对)” behind it is cut in the middle otherwise
            self.table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.currentCellChanged.connect(lambda *_: self._current_moved())
        self.table.itemActivated.connect(lambda _item: self.ask())
        for keys, act in (("Esc", self.left.emit), ("F5", self.load)):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)
        foot = QHBoxLayout()
        foot.addWidget(self.restore_button)
        foot.addWidget(button("选择备份文件…", self._pick))
        foot.addWidget(button("再找一遍 F5", self.load))
        foot.addWidget(button("返回 Esc", self.left.emit))
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label("恢复备份", "title"))
        whose = f"账套:{self.target.name}。" if self.target else "列出本机和插着的U盘上的备份,最新的在最上面。"
        layout.addWidget(label(f"{whose}恢复以前会再核对一遍备份;不完整的备份不会动账套。", "hint"))
        layout.addWidget(self.message)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
