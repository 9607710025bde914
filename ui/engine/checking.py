"""The folding 审核结果 panel: every fault in a line that jumps to its cell, with keys that mend it and its 依据."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Mend, ways_out
from app.ledgers import ledger as ledger_of
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

if TYPE_CHECKING:
    from app.operations.checks import CheckLine

PLACE = Qt.ItemDataRole.UserRole
MUST, ASKS, TOLD = "必须改", "需说明", "已说明"
TONE = {MUST: "red", ASKS: "yellow", TOLD: "green"}
KEYS = "Enter 到那一格;数字键照按钮办;0 看依据;Esc 收起"
LOW, HIGH = 2, 5  # lines of the list on a low screen and where there is room


def word_of(line: CheckLine) -> str:
    """必须改, 需说明, or 已说明 where the clerk has said why."""
    return MUST if not line.fault.soft else TOLD if line.note else ASKS


class _Wrapped(QStyledItemDelegate):
    """Lines as high as their sentence at the present width."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Measured in the width of the list."""
        view = self.parent()
        assert isinstance(view, QListWidget)
        wide = max(view.viewport().width() - px(14), px(120))
        text = str(index.data())
        flags = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
        box = view.fontMetrics().boundingRect(0, 0, wide, 10_000, flags, text)
        return QSize(wide, box.height() + px(6))


def _is_escape(event: QEvent) -> bool:
    """Esc that a page's own shortcut would take otherwise."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return bool(event.key() == Qt.Key.Key_Escape)


class _Lines(QListWidget):
    """`digit` tells a number key, `left` that the panel is to be folded."""

    digit = Signal(int)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc folds the panel before it leaves the page."""
        if _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits mend, Esc folds; the rest moves the cursor."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and event.text().isascii() and event.text().isdigit():
            self.digit.emit(int(event.text()))
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _Note(QLineEdit):
    """The line for a 说明; `given_up` tells Esc."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc gives the 说明 up before it leaves the page."""
        if _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Enter belong to the panel alone."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)
        event.accept()


class CheckPanel(QFrame):
    """Shows what a check found.

    `wanted` carries the line whose cell is to be gone to, `mended` a line and the Mend that was pressed, `noted` a
    line and the 说明 typed for it (only with `notes`; else the 说明 is a field of the row), `folded` that it was shut.
    """

    wanted = Signal(object)
    mended = Signal(object, object)
    noted = Signal(object, str)
    folded = Signal()

    def __init__(self, parent: QWidget | None = None, *, notes: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.notes, self.low = notes, False
        self.lines: list[CheckLine] = []
        self._mends: list[Mend] = []
        self.title = label("审核结果", "title", wrap=False)
        self.basis = label("", "parsed")
        self.basis.hide()
        self.basis_button = button("0 依据", self.turn_basis, plain=True)
        self.list = _Lines()
        self.list.setAccessibleName("审核结果")
        self.list.setToolTip(KEYS)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(_Wrapped(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.note = _Note()
        self.note.setMaxLength(500)
        self.note.setAccessibleName("说明")
        self.note.setPlaceholderText("写清原因,按 Enter 记下;Esc 不写")
        self.note.hide()
        self._lay_out()
        self.list.itemActivated.connect(lambda _: self._go())
        self.list.currentRowChanged.connect(self._chosen)
        self.list.digit.connect(self.press)
        self.list.left.connect(self.fold)
        self.note.returnPressed.connect(self._noted)
        self.note.given_up.connect(self._no_note)
        self.hide()

    def show_lines(self, lines: Sequence[CheckLine], *, focus: bool = True, small: bool = False) -> None:
        """Fill and unfold; the cursor stays on the line it was on. A `small` panel has no heading."""
        here = self.current()
        self.lines = sorted(lines, key=lambda each: (each.fault.soft, bool(each.note)))
        counts = {word: sum(word_of(line) == word for line in self.lines) for word in TONE}
        said = ",".join(f"{word} {n} 处" for word, n in counts.items() if n or word != TOLD)
        self.title.setText(f"审核结果:{said}" if lines else "审核结果:没有发现问题")
        self.head.setVisible(not small)
        self.list.blockSignals(True)
        self.list.clear()
        for line in self.lines:
            self.list.addItem(_item(line))
        self.list.blockSignals(False)
        self.list.setVisible(bool(lines))
        self.basis_button.setVisible(bool(lines))
        self.ask_note(False)
        self.show()
        self.fit()
        self.list.setCurrentRow(self._place_of(here) if lines else -1)
        self._chosen()
        if lines and focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> CheckLine | None:
        """The line under the cursor."""
        at = self.list.currentRow()
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def press(self, digit: int) -> None:
        """What a number key does: 0 shows the rule, the others mend as the buttons say."""
        if digit == 0:
            self.turn_basis()
        elif digit <= len(self._mends):
            self._mend(self._mends[digit - 1])

    def turn_basis(self) -> None:
        """Show the rule the line rests on, or put it away."""
        self.basis.setVisible(self.basis.isHidden())
        self._chosen()

    def fold(self) -> None:
        """Put the panel away."""
        self.hide()
        self.folded.emit()

    def ask_note(self, asked: bool) -> None:
        """Open or shut the line for the 说明."""
        line = self.current()
        self.note.setText(line.note if asked and line else "")
        self.note.setVisible(asked)
        self.ways.setVisible(not asked and bool(self._mends))
        if asked:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """As many lines in sight as there is room for; the others are scrolled."""
        rows = min(self.list.count(), LOW if self.low else HIGH)
        one = self.list.fontMetrics().height() + px(8)
        self.list.setFixedHeight(max(rows, 1) * one + px(6))

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), px(2), px(GAP[1]), px(GAP[0]))
        box.setSpacing(px(2))
        self.head = QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.basis_button)
        head.addWidget(button("收起 Esc", self.fold, plain=True))
        box.addWidget(self.head)
        box.addWidget(self.list)
        box.addWidget(self.basis)
        self.ways = QWidget()
        self._ways = Flow(self.ways, px(GAP[0]))
        box.addWidget(self.ways)
        box.addWidget(self.note)

    def _place_of(self, line: CheckLine | None) -> int:
        """Where a line stands now, else the one that took its place."""
        if line is None:
            return 0
        for at, each in enumerate(self.lines):
            same = (each.register, each.id, each.fault.code) == (line.register, line.id, line.fault.code)
            if same and each.fault.message == line.fault.message:
                return at
        return 0

    def _chosen(self, *_: int) -> None:
        """Show what can be done about the line under the cursor."""
        line = self.current()
        self._mends = list(ways_out(line.fault)) if line else []
        self._ways.clear()
        for number, mend in enumerate(self._mends, 1):
            made = button(f"{number} {mend.label}", partial(self._mend, mend))
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._ways.addWidget(made)
            made.show()
        self.ways.setVisible(bool(self._mends))
        self.ways.updateGeometry()
        if line:
            self.basis.setText(f"依据:{line.fault.basis or ledger_of(line.register).basis}")

    def _go(self) -> None:
        if line := self.current():
            self.wanted.emit(line)

    def _mend(self, mend: Mend) -> None:
        line = self.current()
        if line is None:
            return
        if mend.act == "go":
            self.wanted.emit(line)
        elif mend.act == "explain" and self.notes and line.mark:
            self.ask_note(True)
        else:
            self.mended.emit(line, mend)

    def _no_note(self) -> None:
        self.ask_note(False)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _noted(self) -> None:
        line, text = self.current(), self.note.text().strip()
        if line is not None and (text or line.note):
            self.noted.emit(line, text)


def _item(line: CheckLine) -> QListWidgetItem:
    word = word_of(line)
    told = f" 说明:{line.note}" if line.note and line.fault.soft else ""
    item = QListWidgetItem(" ".join(filter(None, (f"[{word}]", line.title, f"{line.fault.message}{told}"))))
    item.setForeground(QColor(toned(TONE[word]).ink))
    item.setData(PLACE, (line.register, line.id))
    item.setToolTip(line.fault.message)
    return item
