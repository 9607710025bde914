"""The grid the lines of a finance sheet are typed in: keys, paste and the editor of a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.fields import Choice, Link, Option, Text
from app.domain.text import half_width
from app.operations import lists
from ui.screens.finance_lines import EXTRA, LinesModel
from ui.style.palette import HIT, px
from ui.widgets.suggest import Offer, SuggestLine

Paste = Callable[[str, str], Sequence[dict[str, str]]]
Suggest = Callable[[str, str], Sequence[str]]
Key = Qt.Key


@dataclass(frozen=True)
class Widths:
    """Letters a column shows (the texts may be longer), and who shares the room that is left.

    `widest` takes what `shares` leave of it; `more` are columns that are shown when they are asked for. In large
    letters on a small screen columns shrink down to `least`, so that nothing is moved out of sight.
    """

    tight: Mapping[str, float]
    widest: str
    shares: Mapping[str, float]
    more: tuple[str, ...] = ()
    least: Mapping[str, float] = field(default_factory=dict)


LINE_WIDTHS = Widths(
    {
        "on_day": 5,
        "item": 7.5,
        "purpose": 9.5,
        "amount": 5.4,
        "payee": 3.6,
        "handler": 3.2,
        "witness": 3.2,
        "approver": 3.2,
        "voucher": 3.2,
        "account_code": 4.5,
        "fund_source": 4.5,
        "special_fund": 6,
        "quantity": 3.4,
        "measure": 4,
        "unit_price": 4.4,
        "reverses": 9,
    },
    "purpose",
    {"item": 0.3, "payee": 0.15},
    EXTRA,
    {"item": 5, "purpose": 6, "amount": 5, "payee": 3, "handler": 3, "witness": 3, "approver": 3, "voucher": 3},
)
_TYPED = 12  # letters of a text that are seen while it is typed
_EDGES, _CLOSE = 12, 6  # what a cell has beside its text: usually, and where room is short
ENTER = (Key.Key_Return, Key.Key_Enter)


def matching(options: Sequence[Option], typed: str) -> list[str]:
    """Labels of the choices that typed digits (302, 3.02), part of the wording or pinyin initials (glf) point to."""
    digits = half_width(typed).strip().replace(".", "")
    if digits.isascii() and digits.isdigit():
        return [option.label for option in options if option.code.replace(".", "").startswith(digits)]
    return [option.label for option in options if lists.named_so(option.label, typed.strip())]


class CellEditor(SuggestLine):
    """One cell while it is edited; choices and earlier wordings are offered below it. Enter takes one and goes on."""

    finished = Signal(int)

    def __init__(self, parent: QWidget, offer: Callable[[str], Sequence[str]], *, must: bool) -> None:
        super().__init__(lambda typed: [Offer(text) for text in offer(typed)], must=must, parent=parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the offered choice and goes on; Ctrl+D and the like stay with the grid."""
        if event.key() in ENTER:
            self.commit()
            event.accept()
            self.finished.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)


class CellDelegate(QStyledItemDelegate):
    """Makes the editor of a cell from what its field is."""

    def __init__(self, model: LinesModel, suggest: Suggest, parent: QTableView) -> None:
        super().__init__(parent)
        self._model, self._suggest, self._table = model, suggest, parent
        self.step = 0
        self.editor: CellEditor | None = None

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A line with suggestions; a choice accepts only one of its options."""
        field = self._model.fields[index.column()]
        if isinstance(field, Choice):
            leaves = self._model.offered(field)
            editor = CellEditor(parent, lambda typed: matching(leaves, typed), must=True)
        elif isinstance(field, Text | Link):
            key = field.key
            editor = CellEditor(parent, lambda typed: self._suggest(key, typed), must=False)
        else:
            editor = CellEditor(parent, lambda typed: (), must=False)
        if field.whole:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(field.label)
        self.editor = editor
        editor.finished.connect(lambda step: self._finish(editor, step))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """What is typed is seen: an editor in a narrow cell goes over its neighbours."""
        super().updateEditorGeometry(editor, option, index)
        field = self._model.fields[index.column()]
        least = _TYPED * editor.fontMetrics().horizontalAdvance("国")
        if isinstance(field, Choice | Text | Link) and editor.width() < least:
            wide = min(least, self._table.viewport().width())
            left = min(editor.x(), self._table.viewport().width() - wide)
            editor.setGeometry(left, editor.y(), wide, editor.height())

    def setModelData(self, editor: QWidget, model: object, index: QModelIndex | QPersistentModelIndex) -> None:
        """Give the text to the model."""
        if isinstance(editor, CellEditor):
            editor.commit()
            self._model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter is the editor's own: Qt would close it without going on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTER:
            return False
        return super().eventFilter(editor, event)

    def _finish(self, editor: CellEditor, step: int) -> None:
        self.commitData.emit(editor)
        self.step = step
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.step = 0


class LinesGrid(QTableView):
    """Enter to the next cell, the last one adds a row; Ctrl+V takes a block from Excel; Ctrl+D 同上."""

    not_pasted = Signal(str)

    def __init__(
        self,
        model: LinesModel,
        paste: Paste,
        suggest: Suggest,
        parent: QWidget | None = None,
        *,
        name: str = "财务公开逐笔明细",
        widths: Widths = LINE_WIDTHS,
    ) -> None:
        super().__init__(parent)
        self.lines = model
        self._widths = widths
        self._paste = paste
        self.setModel(model)
        self._delegate = CellDelegate(model, suggest, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.setWordWrap(False)
        self.setMinimumHeight(px(HIT) + px(6))  # with large type on a low screen the head of the sheet comes first
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(px(HIT))
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setMinimumSectionSize(px(24))
        # titles have the room that the texts below them have
        self.horizontalHeader().setStyleSheet(f"QHeaderView::section {{ padding: {px(5)}px {px(2)}px; }}")
        # as wide for three digits from the start: else the tenth line makes it wider, and the last column is cut
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance("000") + px(14))
        self._natural = [self._width_of(one.key, one.width, widths.tight, _EDGES) for one in model.fields]
        self._least = [
            self._width_of(one.key, one.width, {**widths.tight, **widths.least}, _CLOSE) for one in model.fields
        ]
        self.show_more(False)
        self.setCurrentIndex(model.index(0, 0))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt opens the editor but drops a text that an input method commits without composing it first."""
        opens = bool(event.commitString()) and self.state() != QAbstractItemView.State.EditingState
        super().inputMethodEvent(event)
        editor = self._delegate.editor
        if opens and editor is not None and self.state() == QAbstractItemView.State.EditingState:
            QApplication.sendEvent(editor, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The widest text takes what is left over."""
        super().resizeEvent(event)
        self._fit_columns()

    def show_more(self, shown: bool) -> None:
        """Show or hide the columns few lines need."""
        for column, key in enumerate(self.lines.keys):
            self.setColumnHidden(column, key in self._widths.more and not shown)
        self._fit_columns()

    @property
    def shows_more(self) -> bool:
        """Whether they are shown."""
        return bool(self._widths.more) and not self.isColumnHidden(self.lines.keys.index(self._widths.more[0]))

    def has_more(self) -> bool:
        """Whether some line has a text in one of them."""
        return any(line.texts.get(key) for line in self.lines.lines for key in self._widths.more)

    def paste_text(self, block: str) -> None:
        """Take text from the clipboard: one cell, one column downwards, or whole rows."""
        here = self.currentIndex()
        row, column = max(here.row(), 0), max(here.column(), 0)
        cells = block.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        if not cells.strip() or self.lines.locked:
            return
        if "\t" not in cells:
            self.lines.fill_down(row, column, cells.split("\n"))
            self._go(row, column)
            return
        rows = self._paste(block, self.lines.keys[column])
        if not rows:
            self.not_pasted.emit("粘贴的内容里没有认出一笔收支,表里没有改动。请连同表头一起复制,再粘贴一次。")
            return
        self.lines.put_rows(row, rows)
        self._go(row, column)

    def same_as_above(self) -> None:
        """Ctrl+D: the text of the cell above."""
        here = self.currentIndex()
        if here.row() > 0:
            above = self.lines.lines[here.row() - 1].texts.get(self.lines.keys[here.column()], "")
            self.lines.set_cell(here.row(), here.column(), above)
            self._go(here.row(), here.column())

    def next_cell(self, step: int = 1) -> None:
        """Go to the next cell, or back; after the last cell of the last row a row is added."""
        here = self.currentIndex()
        shown = [column for column in range(len(self.lines.keys)) if not self.isColumnHidden(column)]
        columns = len(shown)
        place = here.row() * columns + shown.index(here.column()) + step
        if place >= len(self.lines.lines) * columns:
            if self.lines.locked or self.lines.lines[-1].blank:
                return
            self.lines.add_row()
        if place >= 0:
            self._go(place // columns, shown[place % columns])

    def selected_rows(self) -> list[int]:
        """Rows with a selected cell, or the one the cursor is in."""
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}
        return sorted(row for row in rows if row >= 0)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cursor goes on; after Tab Qt's hint does the same."""
        step = self._delegate.step
        if hint == QAbstractItemDelegate.EndEditHint.EditNextItem:
            step = 1
        elif hint == QAbstractItemDelegate.EndEditHint.EditPreviousItem:
            step = -1
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.setFocus()
        if step:
            self.next_cell(step)

    def event(self, event: QEvent) -> bool:
        """Keys of the grid come to the grid, also where the window has a command on the same key."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._act_for(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of an Excel sheet."""
        if act := self._act_for(event):
            act()
            event.accept()
            return
        super().keyPressEvent(event)

    def _act_for(self, event: QKeyEvent) -> Callable[[], object] | None:
        if self.state() == QAbstractItemView.State.EditingState:
            return None
        key, matches = event.key(), event.matches
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        back = key == Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (*ENTER, Key.Key_Tab, Key.Key_Backtab) and not control:
            return partial(self.next_cell, -1 if back else 1)
        if matches(QKeySequence.StandardKey.Paste):
            return lambda: self.paste_text(QGuiApplication.clipboard().text())
        if matches(QKeySequence.StandardKey.Copy):
            return lambda: QGuiApplication.clipboard().setText(self.copied())
        if matches(QKeySequence.StandardKey.Undo):
            return partial(self._keeping_place, self.lines.undo)
        if matches(QKeySequence.StandardKey.Redo) or (control and key == Key.Key_Y):
            return partial(self._keeping_place, self.lines.redo)
        acts: dict[Key, Callable[[], object]] = {Key.Key_Insert: self._insert_row, Key.Key_Delete: self._clear_cells}
        if control:
            acts = {
                Key.Key_D: self.same_as_above,
                Key.Key_N: self._insert_row,
                Key.Key_Delete: partial(self._keeping_place, lambda: self.lines.remove_rows(self.selected_rows())),
            }
        return acts.get(Key(key))

    def _width_of(self, key: str, natural: float, letters: Mapping[str, float], edges: int) -> int:
        """Names and numbers need little more than they hold: nine columns go side by side at 125 %."""
        return int(letters.get(key, natural) * self.fontMetrics().horizontalAdvance("国")) + px(edges)

    def _fit_columns(self) -> None:
        widths = self._shrunk()
        shown = [width for column, width in enumerate(widths) if not self.isColumnHidden(column)]
        rest = max(self.viewport().width() - sum(shown), 0)
        shares = {key: int(rest * share) for key, share in self._widths.shares.items()}
        shares[self._widths.widest] = rest - sum(shares.values())
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width + shares.get(self.lines.keys[column], 0))

    def _shrunk(self) -> list[int]:
        """The columns as wide as they should be; where that is too much all give way alike, down to their least."""
        shown = [column for column in range(len(self._natural)) if not self.isColumnHidden(column)]
        over = sum(self._natural[column] for column in shown) - self.viewport().width()
        able = sum(self._natural[column] - self._least[column] for column in shown)
        if over <= 0 or self.shows_more:
            return self._natural
        part = min(over / able, 1.0) if able else 0.0
        return [
            int(natural - (natural - least) * part) for natural, least in zip(self._natural, self._least, strict=True)
        ]

    def copied(self) -> str:
        """The selected cells as Excel takes them."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        rows: dict[int, dict[int, str]] = {}
        for index in chosen:
            rows.setdefault(index.row(), {})[index.column()] = str(index.data(Qt.ItemDataRole.EditRole) or "")
        return "\n".join("\t".join(text for _, text in sorted(cells.items())) for _, cells in sorted(rows.items()))

    def _insert_row(self) -> None:
        if not self.lines.locked:
            self._go(self.lines.add_row(max(self.currentIndex().row(), 0) + 1), 0)

    def _clear_cells(self) -> None:
        for index in self.selectedIndexes() or [self.currentIndex()]:
            self.lines.set_cell(index.row(), index.column(), "")

    def _keeping_place(self, act: Callable[[], object]) -> None:
        here = self.currentIndex()
        act()
        self._go(min(max(here.row(), 0), len(self.lines.lines) - 1), max(here.column(), 0))

    def _go(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.lines.index(row, column))
        self.scrollTo(self.currentIndex())
