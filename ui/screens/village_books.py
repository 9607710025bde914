"""下发、收回填报表: locked workbooks for all villages out at once, and whatever comes back in one list."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import records, village_books, village_returns
from app.operations.books import Book
from app.operations.village_books import Issued, Owner
from app.operations.village_returns import BAD, READY, Returned, Typed
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.message_line import MessageLine, enter_presses
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles

HEADS = ("文件", "单位", "报告期", "笔数", "结果", "期初", "合计")
WIDTHS = (200, 130, 130, 60, 100, 160)
RESULT = HEADS.index("结果")
DONE = "已收下"
TONE = {READY: "blue", DONE: "green", BAD: "yellow"}
ALL, VILLAGES, GROUPS = "全部村和小组", "只发村(社区)", "只发村民小组"
HINT = (
    "下发:给每个村、每个小组写一份锁定的 Excel 填报表,单位、报告期、期初已填好。"
    "收回:把交回的填报表一起拖到这里,不用对列;一个村一行结果,好的先收,有错的说明在哪张表哪一格。"
)
FILTER = "填报表 (*.xlsx)"


class VillageBooksScreen(TakesFiles, QWidget):
    """Nothing is written before 收下 is pressed; afterwards one button takes the whole drop back."""

    saved = Signal(int)
    closed = Signal()
    row_wanted = Signal(str, int)
    planned = Signal()

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.returned: list[Returned] = []
        self.taken: set[int] = set()
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.choose_files: Callable[[], list[Path]] = self._choose_files
        self.setAcceptDrops(True)
        self.period = QLineEdit(village_books.due_period(book.today()).key)
        self.period.setAccessibleName("报告期")
        self.period.setToolTip("如 2026Q3、2026-09 或 2026")
        self.scope = QComboBox()
        self.scope.setAccessibleName("发给谁")
        self.message = MessageLine(self)
        self.table = QTableWidget(0, len(HEADS))
        self.details = QListWidget()
        self.take_button = button("收下", self.take_in, main=True)
        self.mend_button = button("打开来改", self.mend)
        self.open_button = button("打开这张表", self.open_sheet)
        self.clear_button = button("清空", self.clear)
        self._lay_out()
        self._fill_scope()
        enter_presses(self)
        self._wire()
        self.clear()
        self._say_waiting()

    def help(self) -> None:
        """How it is done, on its own page."""
        show_topic(self, "village")

    def issue(self) -> None:
        """Write the workbooks into a folder or on a stick."""
        try:
            period = Period.parse(self.period.text())
        except ValueError as error:
            self.message.tell(f"报告期{error}。没有写出任何文件。", "red")
            self.period.setFocus()
            return
        chosen = self.owners()
        folder = self.choose_folder() if chosen else None
        if folder is None:
            return
        messages.long_work(
            self,
            "正在写填报表",
            lambda report: village_books.issue(self.book, period, folder, chosen, report),
            lambda done: self._issued(done, folder),
            self._failed,
        )

    def owners(self) -> list[Owner]:
        """Whom the choice means."""
        found, scope = village_books.owners(self.book), self.scope.currentText()
        if scope == VILLAGES:
            return [owner for owner in found if not owner.village]
        if scope == GROUPS:
            return [owner for owner in found if owner.village]
        return found if scope == ALL else [owner for owner in found if scope in (owner.name, owner.village)]

    def take(self, paths: Sequence[Path]) -> None:
        """Read what was dropped, in the background."""
        files = [path for path in paths if path.is_file()]
        if not files:
            return
        self.clear()
        messages.long_work(
            self,
            "正在读取填报表",
            lambda report: village_returns.plan_returns(self.book, files, report),
            self.show_returned,
            self._failed,
        )

    def show_returned(self, returned: list[Returned]) -> None:
        """One line for each workbook, the first that needs something under the cursor."""
        self.returned, self.taken = returned, set()
        self.table.setRowCount(len(returned))
        for place in range(len(returned)):
            self._show_line(place)
        ready = sum(one.state == READY for one in returned)
        left = len(returned) - ready
        waits = f",{left} 份不能收,原因见下面" if left else ""
        tone = "yellow" if left else "blue"
        self.message.tell(f"读了 {len(returned)} 份:{ready} 份可以收下{waits}。还没有写入。", tone)
        first = next((n for n, one in enumerate(returned) if one.state != READY), 0)
        self.table.setCurrentCell(first, 0)
        self._enable()
        here = self.take_button if ready else self.table
        QTimer.singleShot(0, self, here.setFocus)  # after the dialog of the work has given the focus back
        self.planned.emit()

    def take_in(self) -> None:
        """Write every workbook that is ready, as one step."""
        waiting = [one for place, one in enumerate(self.returned) if place not in self.taken]
        try:
            done = village_returns.carry_out(self.book, waiting)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.taken |= {place for place, one in enumerate(self.returned) if one.state == READY}
        for place in range(len(self.returned)):
            self._show_line(place)
        left = len(self.returned) - len(self.taken)
        waits = f"还有 {left} 份没有收,改好后再拖进来。" if left else ""
        counts = f"新增 {done.added} 笔,更新 {done.updated} 笔,删去 {done.removed} 笔"
        said = f"已收下 {done.files} 份:{counts}。" if done.batch else "与账里一样,没有改动。"
        undo = [("撤销本次收回", lambda: self.take_back(done.batch or 0))] if done.batch else []
        self.message.tell(f"{said}{waits}", "yellow" if left else "green", *undo)
        self._enable()
        self.saved.emit(0)
        self.table.setFocus()

    def take_back(self, batch: int) -> None:
        """Undo the whole drop; what was changed since stays and is named."""
        try:
            done = records.undo(self.book, batch)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        kept = "、".join(title for _, _, title in done.kept[:5])
        stays = f"有 {len(done.kept)} 条后来又改过,留着没有动:{kept}。" if done.kept else ""
        self.clear()
        self.message.tell(f"已撤销本次收回。{stays}", "yellow" if stays else "green")
        self.saved.emit(0)

    def mend(self) -> None:
        """Open a workbook with faults on the screen of its sheet, every cell as it was typed."""
        one = self._current()
        if one is None:
            return
        try:
            mending = village_returns.open_to_mend(self.book, one)
            draft = {
                "header": "{}",
                **_draft("lines", "removed", mending.lines),
                **_draft("entries", "entries_removed", mending.entries),
            }
            records.keep_draft(self.book, f"finance_sheet:{mending.sheet_id}", draft)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.saved.emit(0)
        self.row_wanted.emit("finance_sheet", mending.sheet_id)

    def open_sheet(self) -> None:
        """Go to the sheet of the workbook under the cursor."""
        one = self._current()
        if one is None or self.table.currentRow() not in self.taken:
            return
        if number := village_returns.sheet_of(self.book, one):
            self.row_wanted.emit("finance_sheet", number)

    def clear(self) -> None:
        """Put the list away; nothing was written."""
        self.returned, self.taken = [], set()
        self.table.setRowCount(0)
        self.details.clear()
        self.message.tell("")
        self._enable()

    take_dropped = take

    # --- inside

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label("下发、收回填报表", "title", wrap=False), 1)
        top.addWidget(button("返回列表 Esc", self.closed.emit))
        out = QHBoxLayout()
        self.period.setMaximumWidth(px(110))
        for widget in (label("报告期", wrap=False), self.period, self.scope):
            out.addWidget(widget)
        out.addWidget(button("下发到文件夹…", self.issue))
        out.addStretch(1)
        out.addWidget(button("收回填报表… Ctrl+O", self._open, main=True))
        foot = QHBoxLayout()
        for one in (self.take_button, self.mend_button, self.open_button, self.clear_button):
            foot.addWidget(one)
        foot.addStretch(1)
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("各份填报表的结果")
        for column, wide in enumerate(WIDTHS):
            self.table.setColumnWidth(column, px(wide))
        self.table.horizontalHeader().setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        self.details.setAccessibleName("这一份的错处和改动")
        self.details.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.setSpacing(px(GAP[1]))
        layout.addLayout(top)
        layout.addWidget(label(HINT, "hint"))
        layout.addLayout(out)
        layout.addWidget(self.message)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.details, 2)
        layout.addLayout(foot)

    def _wire(self) -> None:
        self.table.currentCellChanged.connect(lambda *_: self._show_details())
        self.table.itemActivated.connect(lambda _: self._activate())
        for keys, act in (("Ctrl+O", self._open), ("Esc", self.closed.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _fill_scope(self) -> None:
        found = village_books.owners(self.book)
        self.scope.addItems([ALL, VILLAGES, GROUPS])
        self.scope.addItems(list(dict.fromkeys(owner.name for owner in found if not owner.village)))

    def _say_waiting(self) -> None:
        if left := village_returns.waiting(self.book):
            names = "、".join(name for name, _ in left[:3])
            more = f"等 {len(left)} 份" if len(left) > 3 else ""
            self.message.tell(f"上次还有没收下的填报表:{names}{more}。改好后拖进来。", "yellow")

    def _show_line(self, place: int) -> None:
        one = self.returned[place]
        state = DONE if place in self.taken else one.state
        count = f"{one.lines}+{one.entries}" if one.entries else str(one.lines)
        texts = (one.path.name, one.unit, one.period, count, state, one.opening, one.sums or one.message)
        ink = QBrush(QColor(toned(TONE.get(state, "red")).ink))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(one.message if column == RESULT else text)
            if column == RESULT:
                item.setForeground(ink)
            self.table.setItem(place, column, item)

    def _show_details(self) -> None:
        self.details.clear()
        one = self._current()
        if one is not None:
            for word, faults in (("要改", one.faults), ("提示", one.hints)):
                for fault in faults:
                    where = f"{fault.sheet} 第 {fault.row} 行 {fault.column} 列 " if fault.row else f"{fault.column} "
                    self.details.addItem(f"{word} {where}{fault.message}")
            self.details.addItems([f"改动 {change}" for change in one.changes])
            if not self.details.count():
                self.details.addItem(one.message)
        self._enable()

    def _current(self) -> Returned | None:
        place = self.table.currentRow()
        return self.returned[place] if 0 <= place < len(self.returned) else None

    def _activate(self) -> None:
        one = self._current()
        if self.table.currentRow() in self.taken:
            self.open_sheet()
        elif one is not None and one.state == BAD:
            self.mend()

    def _enable(self) -> None:
        one, place = self._current(), self.table.currentRow()
        ready = sum(each.state == READY and n not in self.taken for n, each in enumerate(self.returned))
        self.take_button.setText(f"收下 {ready} 份" if ready else "收下")
        self.take_button.setEnabled(ready > 0)
        self.mend_button.setEnabled(one is not None and one.state == BAD)
        self.open_button.setEnabled(place in self.taken)
        self.clear_button.setEnabled(bool(self.returned))

    def _issued(self, done: Issued, folder: Path) -> None:
        said = [f"已写好 {len(done.written)} 份,在 {folder}"]
        if done.kept:
            said.append(f"{len(done.kept)} 份同名的已在那里,没有覆盖")
        if done.skipped:
            named = ";".join(f"{name}:{why}" for name, why in done.skipped[:2])
            said.append(f"{len(done.skipped)} 份没有写({named})")
        tone = "green" if done.written and not done.skipped else "yellow"
        self.message.tell("。".join(said).rstrip("。") + "。", tone)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)
        self.planned.emit()

    def _open(self) -> None:
        self.take(self.choose_files())

    def _choose_folder(self) -> Path | None:
        return on_stick.folder(self, "填报表写到哪个文件夹或U盘")

    def _choose_files(self) -> list[Path]:
        return on_stick.open_files(self, "选择交回的填报表", FILTER)


def _draft(rows: str, removed: str, typed: Typed) -> dict[str, str]:
    """Rows as the screen of a sheet keeps what is being typed."""
    kept = [{"id": line, "texts": dict(texts)} for line, texts in typed.rows]
    return {rows: json.dumps(kept, ensure_ascii=False), removed: json.dumps(typed.removed)}
