"""A packet that came again beside what was merged: row by row, chosen by keys; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.operations.county_sides import WHOLE, Place, Side
from ui.screens.tally import rows_fit
from ui.style.palette import px, toned
from ui.widgets.dialog import Dialog, label

HEADS = ("采用哪一份", "乡镇", "台账", "编号", "项目", "县里现在", "这个包里")
WIDTHS = (118, 76, 84, 146, 84)
GROUPED = 4
NOW, HERE = "✓ 这个包的", "– 县里现在的"
Chosen = dict[int, set[Place]]


class Use(Enum):
    """What the choice is for."""

    MERGE = "merge"
    TAKE = "take"
    LOOK = "look"


class SidesDialog(Dialog):
    """`agreed` gives by packet the rows that stay as they are here (MERGE) or that are taken over (TAKE)."""

    agreed = Signal(object)

    def __init__(self, parent: QWidget, names: Sequence[str], sides: Sequence[Side], use: Use) -> None:
        super().__init__(parent, {Use.TAKE: "逐行核对"}.get(use, "更正内容"))
        self.sides, self.use = list(sides), use
        self.taken = [use is not Use.TAKE] * len(sides)
        self._of_line: list[int] = []
        self.body.addWidget(label(self._said(names)))
        self.table = QTableWidget(0, len(HEADS))
        self._fill()
        self.body.addWidget(self.table, 1)
        self.table.setVisible(bool(sides))
        self._add_buttons()
        self.fit(1040 if sides else 520, 500 if sides else 140)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count()

    def turn(self) -> None:
        """Choose the other version of the row under the cursor, and go to the next row."""
        at = self.table.currentRow()
        if self.use is Use.LOOK or not 0 <= at < len(self._of_line):
            return
        side = self._of_line[at]
        self.taken[side] = not self.taken[side]
        self._show_choice(side)
        self._count()

    def all_of(self, *, now: bool) -> None:
        """Choose one version of every row."""
        self.taken = [now] * len(self.sides)
        for side in range(len(self.sides)):
            self._show_choice(side)
        self._count()

    def chosen(self) -> Chosen:
        """By packet the rows that are not done as the packet does by itself: kept (MERGE) or taken (TAKE)."""
        wanted = self.use is Use.TAKE
        found: Chosen = {}
        for side, taken in zip(self.sides, self.taken, strict=True):
            if taken is wanted:
                found.setdefault(side.packet, set()).add(side.place)
        return found

    def _said(self, names: Sequence[str]) -> str:
        what = f"{'、'.join(names)}。{len(self.sides)} 条和县里现在的不同。" if self.sides else f"{'、'.join(names)}。"
        if not self.sides:
            return f"{what}和县里现在的内容没有不同。"
        keys = "空格换选一条,Ctrl+1 全用这个包的,Ctrl+2 全保留县里的。没有采用的那一份,县里留着记录。"
        return what if self.use is Use.LOOK else what + keys

    def _fill(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(HEADS))
        table.setAccessibleName("不同的行")
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.setWordWrap(True)
        self._of_line = [at for at, side in enumerate(self.sides) for _ in side.fields]
        table.setRowCount(len(self._of_line))
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, px(width))
        for column in (GROUPED + 1, GROUPED + 2):
            table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        line = 0
        for side in self.sides:
            for at, texts in enumerate(side.fields):
                head = ("", side.township, side.title, side.number) if at == 0 else ("",) * GROUPED
                for column, text in enumerate((*head, *texts)):
                    table.setItem(line + at, column, _item(text, strong=texts[0] == WHOLE and column >= GROUPED))
            if len(side.fields) > 1:
                for column in range(GROUPED):
                    table.setSpan(line, column, len(side.fields), 1)
            line += len(side.fields)
        for at in range(len(self.sides)):
            self._show_choice(at)
        table.setColumnHidden(0, self.use is Use.LOOK)
        rows_fit(table)
        if self._of_line:
            table.setCurrentCell(0, 0)
        table.cellDoubleClicked.connect(lambda *_: self.turn())

    def _show_choice(self, side: int) -> None:
        item = self.table.item(self._of_line.index(side), 0)
        assert item is not None
        taken = self.taken[side]
        item.setText(NOW if taken else HERE)
        item.setToolTip(item.text())
        item.setForeground(QColor(toned("good" if taken else "wait").ink))

    def _add_buttons(self) -> None:
        if self.use is Use.LOOK:
            self.add_button("关闭 Esc", self.reject, main=True)
            return
        self.press = self.add_button("", self._agree, main=True)
        if not self.sides:
            self.add_button("先不合并 Esc" if self.use is Use.MERGE else "关闭 Esc", self.reject)
            QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._agree)
            return
        self.add_button("全用这个包的 Ctrl+1", lambda: self.all_of(now=True))
        self.add_button("全保留县里的 Ctrl+2", lambda: self.all_of(now=False))
        self.add_button("先不合并 Esc" if self.use is Use.MERGE else "关闭 Esc", self.reject)
        for keys, act in (
            ("Ctrl+1", lambda: self.all_of(now=True)),
            ("Ctrl+2", lambda: self.all_of(now=False)),
            ("Space", self.turn),
            ("Ctrl+Return", self._agree),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _count(self) -> None:
        if self.use is Use.LOOK:
            return
        number = sum(len(places) for places in self.chosen().values())
        if self.use is Use.TAKE:
            self.press.setText(f"采用选中的 {number} 条 Ctrl+Enter")
            self.press.setEnabled(bool(number))
        else:
            self.press.setText(f"合并,保留 {number} 条 Ctrl+Enter" if number else "看过了,合并 Ctrl+Enter")

    def _agree(self) -> None:
        if not self.press.isEnabled():
            return
        chosen = self.chosen()
        self.accept()
        self.agreed.emit(chosen)


def _item(text: str, *, strong: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    if strong:
        font = item.font()
        font.setBold(True)
        item.setFont(font)
    return item
