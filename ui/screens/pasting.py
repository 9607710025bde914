"""粘贴: what a copied block would become, every cell as it will be saved, before anything is written.

Cells made plain are blue with what stood there before; wrong ones are red and can be mended on the spot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QWidget

from app.domain.faults import Told
from app.domain.ledger import LedgerDef
from app.operations import pasting
from app.operations.books import Book
from app.operations.import_columns import UnknownColumns
from app.operations.imports import ImportFault
from app.operations.pasting import Block, Paste
from ui.screens.import_grid import TypingGrid
from ui.screens.import_plan import BAD, OWN, Grid, PlanLine, PlanModel
from ui.screens.message_line import MessageLine
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import Dialog, button, label

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
CHANGED_MARK = "○ "
HIDDEN = 0  # the column of the file: there is none
SKIPPED = "略去"


class PasteModel(PlanModel):
    """The lines of a block; a cell may be typed over, which is told by `mended`: line, column of the block, text."""

    mended = Signal(int, int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.paste: Paste | None = None

    def show_paste(self, paste: Paste, *, only: bool) -> None:
        """Show a plan; with `only` just the lines where something is wrong or was made plain."""
        self.paste = paste
        self.show_grid(Grid(paste.headers, _lines(paste)), only_faults=False)
        if only:
            touched = {line for line, _ in paste.changed}
            self.beginResetModel()
            self.lines = [line for line in self.lines if line.faults or line.number in touched]
            self.endResetModel()

    def before(self, row: int, column: int) -> pasting.Tidied | None:
        """What stood in a cell before it was made plain."""
        line, place = self.lines[row], column - len(OWN)
        return self.paste.changed.get((line.number, place)) if self.paste and place >= 0 else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of the block may be typed over."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() >= len(OWN) else found

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Take what was typed; the whole block is checked again by whoever hears of it."""
        if role != Role.EditRole or str(value) == self.data(index, Role.EditRole):
            return False
        self.mended.emit(self.lines[index.row()].number, index.column() - len(OWN), str(value))
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """As in an import; what was made plain has its own mark and colour, and tells what it was."""
        if index.isValid() and index.column() >= len(OWN):
            if role == Role.EditRole:
                return self._text(self.lines[index.row()], index.column())
            found = self.before(index.row(), index.column())
            if found is not None and self.fault_at(index.row(), index.column()) is None:
                match role:
                    case Role.DisplayRole:
                        return f"{CHANGED_MARK}{super().data(index, role)}"
                    case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                        return said(found)
                    case Role.BackgroundRole:
                        return QBrush(QColor(toned("blue").ground))
                    case Role.ForegroundRole:
                        return QBrush(QColor(toned("blue").ink))
        return super().data(index, role)


def said(found: pasting.Tidied) -> str:
    """What was done to a cell, in words."""
    return f"{found.why}:原来是“{found.before}”" if found.before else f"{found.why}:原来是空的"


def _lines(paste: Paste) -> list[PlanLine]:
    by_line = {row.line: row for row in paste.plan.rows}
    wrong: dict[int, list[ImportFault]] = {}
    for fault in paste.plan.faults:
        wrong.setdefault(fault.row, []).append(fault)
    out = []
    for number, cells in paste.shown.items():
        planned = by_line.get(number)
        action = SKIPPED if planned is None else BAD if not planned.good else "新增" if planned.id is None else "改写"
        out.append(PlanLine("", number, action, cells, wrong.get(number, [])))
    return out


class PasteDialog(Dialog):
    """`done_with` tells what was written; nothing is before a button is pressed."""

    done_with = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        book: Book,
        ledger: LedgerDef,
        block: Block,
        *,
        order: Sequence[str] = (),
        column: str = "",
        onto: Sequence[int] = (),
        several: bool = False,
    ) -> None:
        super().__init__(parent, f"粘贴到{ledger.title}")
        self.book, self.ledger, self.block = book, ledger, block
        self.order, self.onto = list(order), list(onto)
        self.start: int | None = None
        self._column = self.order.index(column) if column in self.order else 0
        self.edits: dict[tuple[int, int], str] = {}
        self.paste: Paste | None = None
        self.left_behind: list[int] = []  # lines that were wrong and not written
        self.model = PasteModel(self)
        self.message = MessageLine(self)
        self.counts = label("", "title")
        self.new = QRadioButton("新增为新的记录 Ctrl+1")
        self.over = QRadioButton(self._over_text(several))
        self.only = QCheckBox("只看改了写法和要改的行")
        self.left_button = button("左移一列 Ctrl+,", lambda: self.shift(-1))
        self.right_button = button("右移一列 Ctrl+.", lambda: self.shift(1))
        self.take_button = button("采纳建议 Ctrl+3", self.take_over)
        self.grid = TypingGrid("要粘贴的内容")
        self._lay_out()
        self.good_button = self.add_button("只写正确的行", lambda: self.write(keep_good=True))
        self.all_button = self.add_button("全部写入 Ctrl+Enter", self.write, main=True)
        self.all_button.setDefault(False)  # Enter ends the typing in a cell and must not write
        self.add_button("取消", self.reject)
        self.fit(1240, 640)
        narrow = len(block[0]) == 1 or several
        (self.over if self.onto and narrow and not pasting.has_headings(book, ledger, block) else self.new).setChecked(
            True
        )
        self._wire()
        self.plan()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.paste is not None:
            self._say(self.paste)  # the cursor has come to a cell meanwhile and told of it

    def plan(self) -> None:
        """Check the block as it is to be understood now."""
        over = self.over.isChecked()
        start = self.start if self.start is not None else self._column if over else None
        try:
            self.paste = pasting.plan_paste(
                self.book,
                self.ledger,
                self.block,
                order=self.order,
                start=start,
                onto=self.onto if over else (),
                edits=self.edits,
            )
        except UnknownColumns as error:
            self.paste = None
            self._failed(error.message)
            if error.some_known:
                self.ask_columns(error)
        except Told as told:
            self.paste = None
            self._failed(told.message)
        else:
            self._show(self.paste)

    def shift(self, step: int) -> None:
        """The block stands one column further left or right."""
        if self.paste is not None and self.paste.guessed:
            self.start = self.paste.start + step
            self.edits.clear()
            self.plan()

    def mend(self, line: int, column: int, text: str) -> None:
        """A cell was typed over."""
        at = self.grid.currentIndex()
        self.edits[line, column] = text
        self.plan()
        self.grid.setCurrentIndex(self.model.index(min(at.row(), self.model.rowCount() - 1), at.column()))

    def take_over(self) -> None:
        """Write the right form into every cell where nothing but the way of writing is wrong."""
        if self.paste is not None and (found := self._harmless(self.paste)):
            self.edits |= found
            self.plan()

    def write(self, *, keep_good: bool = False) -> None:
        """Write everything, or what is right of it, as one step."""
        if self.paste is None or not (keep_good or self.all_button.isEnabled()):
            return
        try:
            done = pasting.carry_out(self.book, self.paste, keep_good=keep_good)
        except Told as told:
            self._failed(told.message)
            return
        self.left_behind = [row.line for row in self.paste.plan.rows if row.bad]
        self.accept()
        self.done_with.emit(done)

    def ask_columns(self, error: UnknownColumns) -> None:
        """Ask what unknown headings mean; remembered for the next time."""
        from ui.screens.import_mapping import MappingDialog

        dialog = MappingDialog(self, self.book, error)
        dialog.said.connect(self.plan)
        dialog.open()

    # --- inside

    def _over_text(self, several: bool) -> str:
        return f"改写{'所选' if several else '从光标起'}的 {len(self.onto)} 条 Ctrl+2"

    def _show(self, paste: Paste) -> None:
        self.model.show_paste(paste, only=self.only.isChecked())
        added = sum(row.good and row.id is None for row in paste.plan.rows)
        updated = sum(row.good and row.id is not None for row in paste.plan.rows)
        parts = [f"共 {paste.plan.read} 行:新增 {added},改写 {updated},有错 {paste.plan.bad}"]
        parts += [f"改了写法 {len(paste.changed)} 处"] * bool(paste.changed)
        parts += [f"略去合计、落款等 {paste.skipped} 行"] * bool(paste.skipped)
        self.counts.setText(",".join(parts))
        for one in (self.left_button, self.right_button):
            one.setVisible(paste.guessed)
        self.take_button.setVisible(bool(self._harmless(paste)))
        self.all_button.setEnabled(paste.plan.bad == 0 and added + updated > 0)
        self.good_button.setEnabled(paste.plan.bad > 0 and added + updated > 0)
        self._say(paste)
        self._widths()

    def _harmless(self, paste: Paste) -> dict[tuple[int, int], str]:
        faults = (one for one in paste.plan.faults if one.harmless and one.suggestion and one.at >= 0)
        return {(one.row, one.at): one.suggestion for one in faults}

    def _say(self, paste: Paste) -> None:
        where = "没有表头,按内容对的列;对错了用“左移”“右移”。" if paste.guessed else ""
        if paste.plan.bad:
            self.message.tell(
                f"有 {paste.plan.bad} 行要改,还没有写入。在红格上打字就改,改好当场重新核对。{where}", "yellow"
            )
        elif any(row.faults for row in paste.plan.rows):
            self.message.tell(f"可以写入,另有提示,请先看一眼。还没有写入。{where}", "yellow")
        else:
            self.message.tell(f"还没有写入。核对后按 Ctrl+Enter;写入后按 Ctrl+Z 一次全部撤销。{where}", "blue")

    def _failed(self, sentence: str) -> None:
        self.message.tell(sentence, "red")
        self.all_button.setEnabled(False)
        self.good_button.setEnabled(False)

    def _widths(self) -> None:
        wide = self.fontMetrics().horizontalAdvance("国")
        self.grid.setColumnHidden(HIDDEN, True)
        self.grid.setColumnHidden(len(OWN) - 1, not any(line.faults for line in self.model.lines))
        for column in range(1, self.model.columnCount()):
            if column < len(OWN):
                self.grid.setColumnWidth(column, wide * (0, 3, 7, 16)[column])
                continue
            texts = (str(self.model.index(row, column).data() or "") for row in range(self._seen()))
            longest = max(map(len, texts), default=0)
            self.grid.setColumnWidth(column, wide * min(max(longest, len(self.model.headers[column]), 3) + 1, 18))
        self._fit(range(self._seen()))

    def _fit(self, rows: Iterable[int]) -> None:
        """Rows as high as their text: those in sight only, a thousand of them would keep the clerk waiting."""
        for row in rows:
            self.grid.resizeRowToContents(row)

    def _fit_in_sight(self) -> None:
        first, last = self.grid.rowAt(0), self.grid.rowAt(self.grid.viewport().height() - 1)
        if first >= 0:
            self._fit(range(first, (last if last >= 0 else self.model.rowCount() - 1) + 1))

    def _seen(self) -> int:
        return min(self.model.rowCount(), 40)

    def _tell_cell(self, row: int, column: int) -> None:
        if not 0 <= row < len(self.model.lines):
            return
        fault, found = self.model.fault_at(row, column), self.model.before(row, column)
        line = self.model.lines[row]
        if fault is not None or (line.faults and column < len(OWN)):
            self.message.tell(f"第 {line.number} 行 {fault.message if fault else line.told}", "yellow")
        elif found is not None:
            self.message.tell(f"第 {line.number} 行“{self.model.headers[column]}” {said(found)}", "blue")
        elif self.paste is not None:
            self._say(self.paste)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(px(GAP[2]))
        for one in (self.new, self.over):
            top.addWidget(one)
            one.setVisible(bool(self.onto))
        top.addWidget(self.left_button)
        top.addWidget(self.right_button)
        top.addWidget(self.take_button)
        top.addStretch(1)
        top.addWidget(self.only)
        self.grid.setModel(self.model)
        self.body.addWidget(self.counts)
        self.body.addWidget(label("还没有写入。哪一格不对,在那一格上打字就改,当场重新核对。", "hint"))
        self.body.addLayout(top)
        self.body.addWidget(self.message)
        self.body.addWidget(self.grid, 1)

    def _wire(self) -> None:
        self.new.toggled.connect(lambda _: self._again())
        self.only.toggled.connect(lambda _: self._show(self.paste) if self.paste else None)
        self.model.mended.connect(self.mend)
        self.grid.verticalScrollBar().valueChanged.connect(lambda _: self._fit_in_sight())
        self.grid.selectionModel().currentChanged.connect(lambda now, _: self._tell_cell(now.row(), now.column()))
        for keys, act in (
            ("Ctrl+Return", self.write),
            ("Ctrl+1", lambda: self.new.setChecked(True)),
            ("Ctrl+2", lambda: self.over.setChecked(bool(self.onto))),
            ("Ctrl+3", self.take_over),
            ("Ctrl+,", lambda: self.shift(-1)),
            ("Ctrl+.", lambda: self.shift(1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _again(self) -> None:
        self.start = None
        self.edits.clear()
        self.plan()


def copied_block() -> Block:
    """What is on the clipboard as a block of cells.

    Raises:
        Refused: Nothing that could be pasted.
    """
    held = QGuiApplication.clipboard().mimeData()
    # an empty clipboard has no data at all on some platforms
    return pasting.read_block(held.html(), held.text()) if held is not None else pasting.read_block("", "")
