"""公开栏检查, village after village: digits tick what was found, Enter registers it and goes on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableWidget, QVBoxLayout, QWidget

from app.domain.faults import Refused, Told
from app.domain.fields import Reading
from app.domain.rows import ids_of, text_of
from app.ledgers.board_check import BOARD_CHECKS, FAULTS
from app.ledgers.checks import CLEAN
from app.operations import boards, records
from app.operations.boards import FAULT_KEYS, ROUND, Board
from app.operations.books import Book
from ui.engine.editors import Editor, editor_for
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import open_preview_of
from ui.screens.tally import DIGIT_KEYS, go_to_row, put
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

TICK = "√"
NAME, PLACE, FIRST = 0, 1, 2
CLEAN_COLUMN = FIRST + len(FAULTS)
DETAIL, DONE = CLEAN_COLUMN + 1, CLEAN_COLUMN + 2
ONE_WIDE, NARROW = 262, 900
HEAD = 52  # two lines
WITH_DETAIL = ("stale", "incomplete")
KEYS = (
    "数字键打勾(再按一次取消),0 未发现问题,Enter 录入并到下一个村;没有查的村直接按 Enter 跳过。"
    "责任领导:登记过问题的村沿用原来的,其余用这里填的"
)


class BoardTable(QTableWidget):
    """One line a village; digits and Enter are told to the screen."""

    digit = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, DONE + 1, parent)
        faults = [f"{n}\n{short}" for n, (short, _) in enumerate(FAULTS.values(), 1)]
        self.setHorizontalHeaderLabels(
            ["村(社区)", "公开栏位置", *faults, f"0\n{CLEAN}", "缺少或滞后\n的内容", "录入情况"]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setFixedHeight(px(HEAD))
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(DETAIL, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("各村公开栏")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits tick, Enter enters; everything else moves the cursor as usual."""
        if event.key() in DIGIT_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.digit.emit(DIGIT_KEYS.index(event.key()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class BoardsScreen(QWidget):
    """One round through the villages. Each Enter is one step that can be undone; nothing waits to be saved."""

    saved = Signal(int)
    closed = Signal()

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.boards: list[Board] = []
        self.ticked: dict[int, set[str]] = {}
        self.clean: set[int] = set()
        self._day = ""
        self.round: dict[str, Editor] = {key: editor_for(BOARD_CHECKS.by_key[key], book, BOARD_CHECKS) for key in ROUND}
        self.table = BoardTable(self)
        self.detail_name = label("", wrap=False)
        self.detail = editor_for(BOARD_CHECKS.by_key["detail"], book, BOARD_CHECKS)
        self.message = MessageLine(self)
        self._lay_out()
        enter_presses(self)
        for key, editor in self.round.items():
            editor.left.connect(partial(self._left, key))
            editor.inner.installEventFilter(self)
        self.detail.inner.installEventFilter(self)
        self.table.digit.connect(self._tick)
        self.table.entered.connect(self._enter)
        for keys, act in (("Ctrl+P", self.preview), ("Esc", self.leave)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._begin(row_id)

    def load(self) -> None:
        """Read the villages of the day again; what is ticked and not yet entered stays."""
        here = self.table.currentRow()
        self._day = self._read_day()
        self.boards = boards.boards(self.book, self._day)
        self.table.setRowCount(len(self.boards))
        for at in range(len(self.boards)):
            self._show_row(at)
        self.table.resizeRowsToContents()
        if self.boards:
            go_to_row(self.table, max(here, 0))

    def preview(self) -> None:
        """The sheet that is carried round."""
        texts = self._texts()
        open_preview_of(self, self.book, "公开栏检查表", lambda: [boards.sheet(self.book, texts)])

    def undo(self) -> None:
        """Take the last village back."""
        try:
            done = records.undo(self.book)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.load()
        self.saved.emit(0)
        self.message.tell(f"已撤销:{done.label}。", "green")
        self.table.setFocus()

    def leave(self) -> None:
        """Back to the list; villages entered stay entered."""
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands where typing goes on."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._first_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes through the head into the list, and out of the detail into the next village."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return self._next_field(watched)
            if event.key() == Qt.Key.Key_Escape and watched is self.detail.inner:
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _begin(self, row_id: int | None) -> None:
        kept = self.book.row("board_check", row_id) if row_id else None
        texts = boards.last_round(self.book)
        self.round["checked_on"].set_text(text_of(kept or {}, "checked_on") or self.book.today().isoformat())
        for key, text in texts.items():
            self.round[key].set_text(text)
        self._ask_detail(False)
        self.load()

    def _first_focus(self) -> None:
        empty = next((editor for editor in self.round.values() if not editor.text()), None)
        if empty is None:
            self.table.setFocus()
        else:
            empty.setFocus()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("公开栏检查 逐村录入", "title", wrap=False))
        head.addStretch(1)
        head.addWidget(button("打印检查表 Ctrl+P", self.preview))
        head.addWidget(button("返回 Esc", self.leave))
        round_ = QWidget()
        common = Flow(round_, px(GAP[1]))
        for key, editor in self.round.items():
            common.addWidget(self._named(key, editor))
        below = QHBoxLayout()
        below.addWidget(self.detail_name)
        below.addWidget(self.detail, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.setSpacing(px(GAP[1]))
        layout.addLayout(head)
        layout.addWidget(round_)
        layout.addWidget(label(KEYS, "hint"))
        layout.addWidget(self.message)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)

    def _named(self, key: str, editor: Editor) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(px(ONE_WIDE))
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        name = label(BOARD_CHECKS.label(key), wrap=False)
        name.setBuddy(editor.inner)
        line.addWidget(name)
        line.addWidget(editor, 1)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the marks matter more than where a board hangs."""
        super().resizeEvent(event)
        self.table.setColumnHidden(PLACE, self.width() < px(NARROW))

    # --- what the keys do

    def _tick(self, digit: int) -> None:
        at = self.table.currentRow()
        if not 0 <= at < len(self.boards) or digit > len(FAULT_KEYS):
            return
        board = self.boards[at]
        if board.check is not None:
            self._say_done(board)
            return
        found = self.ticked.setdefault(board.unit, set())
        if digit:
            self.clean.discard(board.unit)
            found.symmetric_difference_update({FAULT_KEYS[digit - 1]})
        else:
            found.clear()
            self.clean.add(board.unit)
        self.message.tell("")
        self._show_row(at)

    def _enter(self) -> None:
        at = self.table.currentRow()
        if not 0 <= at < len(self.boards):
            return
        board = self.boards[at]
        found = self.ticked.get(board.unit, set())
        if board.check is not None or not (found or board.unit in self.clean):
            self._go_on(at)
        elif found & set(WITH_DETAIL):
            self._ask_detail(True)
        else:
            self._save("")

    def _save(self, detail: str) -> None:
        at = self.table.currentRow()
        board = self.boards[at]
        found = self.ticked.get(board.unit, set())
        try:
            done = boards.save(self.book, board.unit, found, {**self._texts(), "detail": detail})
        except Refused as error:
            self._refused(error)
            return
        except Told as error:
            self.message.tell(f"{error.message}", "red")
            return
        self._ask_detail(False)
        self.ticked.pop(board.unit, None)
        self.clean.discard(board.unit)
        self.load()
        self.saved.emit(done.id)
        what = f"转入问题台账 {len(done.problems)} 条" if done.problems else CLEAN
        self.message.tell(f"{board.name}:已录入,{what}。", "green", ("撤销这一条", self.undo))
        self.table.setFocus()
        self._go_on(at)

    def _refused(self, error: Refused) -> None:
        field = next((fault.field for fault in error.faults if fault.field in (*self.round, "detail")), "")
        self.message.tell(f"{error.message}\n这个村还没有录入,打的勾都留着。", "red")
        if field == "detail":
            self._ask_detail(True)
        elif field:
            self._ask_detail(False)
            self.round[field].setFocus()

    def _go_on(self, at: int) -> None:
        later = at + 1 < len(self.boards)
        if later:
            go_to_row(self.table, at + 1)
        left = sum(board.check is None for board in self.boards)
        if not later and self.message.tone != "red":
            text = f"到底了,还有 {left} 个村没有录入。" if left else f"{len(self.boards)} 个村都录完了。"
            self.message.tell(f"{self.message.text()}{text}", "green" if not left else "blue")

    def _ask_detail(self, asked: bool) -> None:
        at = self.table.currentRow()
        name = self.boards[at].name if 0 <= at < len(self.boards) else ""
        self.detail_name.setText(f"{name} 缺少或滞后的内容:")
        self.detail_name.setVisible(asked)
        self.detail.setVisible(asked)
        if asked:
            self.detail.setFocus()
        else:
            self.detail.set_text("")

    def _next_field(self, watched: QObject) -> bool:
        if watched is self.detail.inner:
            self.detail.commit()
            self._save(self.detail.text())
            return True
        editors = list(self.round.values())
        here = next(n for n, editor in enumerate(editors) if editor.inner is watched)
        editors[here].commit()
        if here + 1 < len(editors):
            editors[here + 1].setFocus()
        else:
            self.table.setFocus()
        return True

    def _left(self, key: str) -> None:
        if key == "checked_on" and self._read_day() != self._day:
            self.load()

    # --- what is shown

    def _texts(self) -> dict[str, str]:
        return {key: editor.text() for key, editor in self.round.items()}

    def _read_day(self) -> str:
        try:
            day = BOARD_CHECKS.by_key["checked_on"].parse(
                self.round["checked_on"].text(), Reading(self.book.today(), self.book)
            )
        except ValueError:
            return ""
        return str(day or "")

    def _show_row(self, at: int) -> None:
        board = self.boards[at]
        row, found = board.check, self.ticked.get(board.unit, set())
        ticks = [bool(row.get(key)) if row else key in found for key in FAULT_KEYS]
        clean = not any(ticks) if row else board.unit in self.clean
        texts = [board.name, board.place, *(TICK if one else "" for one in (*ticks, clean)), "", ""]
        if row:
            made = len(ids_of(row, "problems"))
            texts[DETAIL] = text_of(row, "detail")
            texts[DONE] = f"已录 {text_of(row, 'number')}" + (f"\n转入问题 {made} 条" if made else "")
        elif any(ticks) or clean:
            texts[DONE] = "按 Enter 录入"
        tone = toned("green" if row else "yellow" if texts[DONE] else "grey")
        for column, text in enumerate(texts):
            item = put(self.table, at, column, text, middle=FIRST <= column <= CLEAN_COLUMN)
            if column == DONE:
                item.setForeground(QColor(tone.ink))

    def _say_done(self, board: Board) -> None:
        self.message.tell(f"{board.name}这一天已经录过。要改请按“撤销”或回到列表打开那一条。", "yellow")
