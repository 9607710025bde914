"""一览: everything about one unit or person over all registers, by register; Enter opens the row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QTableWidget, QVBoxLayout, QWidget

from app.operations import dossier
from app.operations.dossier import Dossier, Entry, Group, Named
from ui.engine.help import show_topic
from ui.engine.window import Command, MainWindow
from ui.screens.preview import PreviewDialog, open_preview_of
from ui.screens.tally import cell, go_to_row
from ui.style.palette import GAP, look, px
from ui.widgets.dialog import button, label
from ui.widgets.suggest import Offer, SuggestLine

HEADS = ("事项", "状态", "日期", "关系")
WIDTHS = (0, 100, 118, 170)
NOBODY = "在上面写单位或人的名称(可写拼音首字母),或在左边选一个单位。"
NOTHING = "各台账里没有与它有关的记录。"
HIDDEN = "线索、举报等台账只有经办人和纪委书记能看,这里没有列出。"


class Line(NamedTuple):
    """One line of the list: the head of a register, one of its rows, or how many more there are."""

    group: Group
    entry: Entry | None = None
    head: bool = False


class DossierPage(QWidget):
    """Shows one unit or person; `wanted` names a row to open. Period and unit follow the left side."""

    wanted = Signal(str, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.about_whom: tuple[str, int] | None = None
        self.found: Dossier | None = None
        self.preview: PreviewDialog | None = None
        self._whole: set[str] = set()
        self._lines: list[Line] = []
        self._offered: dict[str, Named] = {}
        self._unit = window.side.unit()
        self.title = label("一览", "title")
        self.line = SuggestLine(self._offers, must=True)
        self.line.setPlaceholderText("换一个:单位或人的名称,或拼音首字母")
        self.line.setAccessibleName("单位或人员")
        self.line.setMaximumWidth(px(300))
        self.line.chosen.connect(self._choose)
        self.line.installEventFilter(self)
        self.below, self.masked = self._tick("含下级单位", self.load), self._tick("打印时隐去姓名")
        self.press = button("打印预览 Ctrl+P", self.print_out, main=True)
        self.facts, self.said = label("", "hint"), label("", "hint")
        self.table = self._table()
        head = QHBoxLayout()
        head.setSpacing(px(GAP[2]))
        head.addWidget(self.line, 1)
        head.addWidget(self.below)
        head.addWidget(self.masked)
        head.addStretch(1)
        head.addWidget(self.press)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        box.addWidget(self.title)
        box.addLayout(head)
        for widget in (self.facts, self.said):
            box.addWidget(widget)
        box.addWidget(self.table, 1)

    def commands(self) -> Mapping[str, Command]:
        """What the keys do here."""
        return {
            "refresh": self.follow,
            "print": self.print_out,
            "edit": self.open,
            "find": self.focus_line,
            "help": lambda: show_topic(self, "dossier"),
        }

    def about(self) -> tuple[str, int] | None:
        """Ctrl+U on this page: the unit or person of the line under the cursor, else the one that is shown."""
        line = self._current()
        found = dossier.about(self.book, line.entry.register, line.entry.id) if line and line.entry else None
        return found or self.about_whom

    def show_one(self, register: str, row_id: int) -> None:
        """Show a unit or person; that a person was looked at is in the log."""
        if (register, row_id) != self.about_whom:
            dossier.opened(self.book, register, row_id)
            self._whole.clear()
        self.about_whom = (register, row_id)
        self._unit = self.main.side.unit()
        self.load()
        go_to_row(self.table, 1)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Read again; another unit at the left is the one to show now."""
        unit = self.main.side.unit()
        if unit != self._unit and unit is not None:
            self.show_one("unit", unit)
            return
        self._unit = unit
        self.load()

    def load(self) -> None:
        """Read everything about the one that is shown."""
        if self.about_whom is None:
            self._show(None)
            return
        at = self.table.currentRow()
        period = self.main.side.period_chosen()
        below = self.below.isChecked()
        self._show(dossier.dossier(self.book, *self.about_whom, below=below, period=period, whole=self._whole))
        go_to_row(self.table, min(at, self.table.rowCount() - 1))

    def focus(self) -> None:
        """To the list, or to the line where nobody is chosen yet."""
        (self.table if self._lines else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_line(self) -> None:
        """Go to the line in which another one is chosen."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def open(self) -> None:
        """Open the row under the cursor; on the line of a register or of those left out, list all of it."""
        line = self._current()
        if line and line.entry:
            self.wanted.emit(line.entry.register, line.entry.id)
        elif line and line.group.count > dossier.SHOWN:
            self._whole ^= {line.group.register}
            self.load()

    def print_out(self) -> None:
        """Preview the sheet; from there it is printed or saved as PDF or Excel."""
        if self.found is None or self.about_whom is None:
            return
        make = partial(
            dossier.sheet,
            self.book,
            *self.about_whom,
            below=self.below.isChecked(),
            period=self.main.side.period_chosen(),
            masked=self.masked.isChecked(),
        )
        self.preview = open_preview_of(self, self.book, "一览", lambda: [make()])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the line chooses, Enter in the list opens."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            (self.line.commit if watched is self.line else self.open)()
            return True
        return super().eventFilter(watched, event)

    # --- inside

    def _show(self, found: Dossier | None) -> None:
        self.found = found
        self.press.setEnabled(found is not None)
        self.below.setVisible(found is None or found.register == "unit")
        self.title.setText(f"一览:{found.title}" if found else "一览")
        self.facts.setText(" · ".join(f"{name} {text}" for name, text in found.facts) if found else "")
        self.facts.setVisible(bool(self.facts.text()))
        self.said.setText(self._words(found))
        self._lines = []
        for group in found.groups if found else ():
            self._lines.append(Line(group, head=True))
            self._lines += [Line(group, entry) for entry in group.entries]
            self._lines += [Line(group)] if group.more else []
        self.table.clearSpans()
        self.table.setRowCount(len(self._lines))
        for at, one in enumerate(self._lines):
            self._fill(at, one)
        self.table.resizeRowsToContents()

    def _words(self, found: Dossier | None) -> str:
        if found is None:
            return NOBODY
        period = f"{found.period},左边可改" if found.period else "全部期间,左边可选"
        parts = [f"{period}。共 {found.count} 条,Enter 打开。" if found.count else f"{period}。{NOTHING}"]
        return "".join([*parts, HIDDEN if found.hidden else ""])

    def _fill(self, at: int, line: Line) -> None:
        if one := line.entry:
            for column, text in enumerate((one.matter, one.state, one.day, one.through)):
                item = cell(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
            return
        group = line.group
        item = cell(f"{group.title}  {dossier.said(group)}" if line.head else f"还有 {group.more} 条,Enter 全部列出")
        if line.head:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            item.setBackground(QColor(look().pale))
        self.table.setItem(at, 0, item)
        self.table.setSpan(at, 0, 1, len(HEADS))

    def _current(self) -> Line | None:
        at = self.table.currentRow()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _offers(self, typed: str) -> list[Offer]:
        self._offered = {}
        for one in dossier.named(self.book, typed):
            text = one.title if one.title not in self._offered else f"{one.title}({one.detail})"
            self._offered.setdefault(text, one)
        return [Offer(text, one.detail) for text, one in self._offered.items()]

    def _choose(self) -> None:
        one = self._offered.get(self.line.text())
        self.line.set_text("")
        if one is not None:
            self.show_one(one.register, one.id)

    def _tick(self, text: str, act: Command | None = None) -> QCheckBox:
        made = QCheckBox(text)
        made.setChecked(True)
        if act is not None:
            made.toggled.connect(lambda _: act())
        return made

    def _table(self) -> QTableWidget:
        made = QTableWidget(0, len(HEADS))
        made.setHorizontalHeaderLabels(list(HEADS))
        made.setAccessibleName("各台账里的记录")
        made.setTabKeyNavigation(False)
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        made.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        made.setTabKeyNavigation(False)
        made.setWordWrap(True)
        made.verticalHeader().hide()
        for column, wide in enumerate(WIDTHS):
            made.setColumnWidth(column, px(wide) if wide else made.columnWidth(column))
        made.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.cellDoubleClicked.connect(lambda *_: self.open())
        made.installEventFilter(self)
        return made
