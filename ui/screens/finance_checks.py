"""审核结果 of one finance sheet: faults after saving, the whole check at F8, and what its keys do to the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.faults import Fault, Mend, Told
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.operations.checks import CheckLine
from ui.engine.checking import CheckPanel
from ui.style.palette import px

if TYPE_CHECKING:
    from app.operations.books import Book
    from ui.screens.finance_entries import EntriesPane
    from ui.screens.finance_grid import LinesGrid
    from ui.screens.finance_header import SheetHeader
    from ui.screens.finance_lines import LinesModel
    from ui.screens.finance_tabs import SheetTabs
    from ui.screens.message_line import MessageLine

SUMS = "E-SUM"
LOW = 560  # a screen lower than this shows head and buttons, or the check
SHEET, LINE, ENTRY = FINANCE_SHEETS.key, FINANCE_LINES.key, FINANCE_ENTRIES.key
ENTRIES_TITLE = "其他各类"


class SheetChecks(QWidget):
    """The half of a finance screen that checks. `wanted` names a row of another register to open."""

    wanted = Signal(str, int)

    book: Book
    sheet_id: int | None
    dirty: bool
    acts: QWidget
    tabs: SheetTabs
    header: SheetHeader
    lines: LinesModel
    grid: LinesGrid
    entries: EntriesPane
    faults: CheckPanel
    message: MessageLine

    def make_checks(self) -> None:
        """The panel, still folded."""
        self.faults = CheckPanel(self, notes=True)
        self.faults.wanted.connect(self.go_to)
        self.faults.mended.connect(self.mend)
        self.faults.noted.connect(self.explain)
        self.faults.folded.connect(self._folded)
        self._back: list[int] = []
        self._whole = False

    def review(self) -> None:
        """F8: save what is typed, then hold the sheet against everything; faults of the saving come first."""
        if not self.all_saved():
            return
        if self.sheet_id is None:
            self.message.tell("还没有可审核的内容。请先填好单位和报告期。", "yellow")
            return
        from app.operations import finance_review  # what compares sheets is read with the first check

        found = finance_review.review(self.book, self.sheet_id)
        self._whole = True
        self._make_room(True)  # first: else the window grows for a moment, and stays as large
        self.faults.show_lines([_placed(line) for line in found])
        if not found:
            self.message.tell("审核结果:没有发现问题。", "green")

    def list_faults(
        self, head: Sequence[Fault], lines: Iterable[tuple[int, Fault]], entries: Iterable[tuple[int, Fault]] = ()
    ) -> None:
        """What the saving found; nothing to list, nothing to see."""
        found = [CheckLine(SHEET, self.sheet_id or 0, "", fault) for fault in head]
        found += [
            CheckLine(LINE, self.lines.lines[row].id or 0, f"第 {row + 1} 笔", fault, row + 1) for row, fault in lines
        ]
        found += [
            CheckLine(ENTRY, self.entries.lines.lines[row].id or 0, f"{ENTRIES_TITLE}第 {row + 1} 条", fault, row + 1)
            for row, fault in entries
        ]
        self._whole, self.faults.low = False, True
        if not found:
            self.faults.hide()
        else:
            self.faults.show_lines(found, focus=False, small=True)
        self._make_room()

    def hide_checks(self) -> None:
        """Put the panel away with what it said."""
        self._whole = False
        self.faults.hide()
        self._make_room()

    def go_to(self, line: CheckLine) -> None:
        """Go to the cell a line of the check is about; without a cell its first way out is taken."""
        if line.register in (LINE, ENTRY) and line.seq:
            self.focus_line(line.seq - 1, line.fault.field, line.register)
        elif line.fault.field in self.header.fields:
            self._show_head()
            self.header.focus(line.fault.field)
        elif line.fault.mends and line.fault.mends[0].act != "go":
            self.faults.press(1)
        elif line.fault.mends:
            self.focus_line(0, "amount", LINE)  # a sum has no cell of its own: it is checked where its lines are
        else:
            self._show_head()
            self.header.focus("explanation")

    def mend(self, line: CheckLine, mend: Mend) -> None:
        """What a key of the panel does to the sheet."""
        if mend.act == "open":
            self._open_other(mend)
        elif self.locked:
            self.message.tell("这张表已经审核,不能直接改。请先“退回修改”,改好再审核。", "yellow")
        elif mend.act == "explain":
            self._show_head()
            self.header.focus("explanation")
        elif mend.act == "fill":
            self._fill(line, mend)
        elif mend.act == "add":
            self._add_line(mend)

    def explain(self, line: CheckLine, text: str) -> None:
        """Keep the 说明 to a hint and show the check again."""
        from app.operations import finance_review

        try:
            finance_review.explain(self.book, self.sheet_id or 0, line, text)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.message.tell("说明已记下,随公开表上报。数字改了要重新说明。", "green")
        self.review()

    def focus_line(self, row: int, key: str, register: str = LINE) -> None:
        """Go to a cell of the lines, or of the other classes."""
        self.show_page(int(register == ENTRY))
        grid = self.entries.grid if register == ENTRY else self.grid
        column = grid.lines.keys.index(key) if key in grid.lines.keys else 0
        if grid.isColumnHidden(column):
            grid.show_more(True)
        grid.setFocus(Qt.FocusReason.OtherFocusReason)
        grid.setCurrentIndex(grid.lines.index(row, column))

    def focus_cell(self, register: str, row_id: int, field: str) -> None:
        """Go to a field of the head, or to a cell of one of the lines."""
        if register in (LINE, ENTRY):
            model = self.entries.lines if register == ENTRY else self.lines
            row = next((at for at, line in enumerate(model.lines) if line.id == row_id), None)
            if row is not None:
                self.focus_line(row, field, register)
        elif not self.header.focus(field):
            self.review()

    def step_back(self) -> bool:
        """Back to the sheet from which another was looked at; False where there is none."""
        if not self._back:
            return False
        self._show_other(self._back.pop())
        self.review()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the screen is low the head makes room for the check."""
        super().resizeEvent(event)
        self._make_room()

    # --- what the screen itself does

    @property
    def locked(self) -> bool:
        """Whether the sheet is only read."""
        raise NotImplementedError

    def save(self) -> bool:
        """Write what is typed."""
        raise NotImplementedError

    def all_saved(self) -> bool:
        """Save what is typed, also in a cell that is still open."""
        raise NotImplementedError

    def load(self) -> None:
        """Show what is saved."""
        raise NotImplementedError

    def show_page(self, place: int) -> None:
        """Show the lines (0) or the other classes (1)."""
        raise NotImplementedError

    def edited_by_check(self) -> None:
        """Something was typed by a key of the check."""
        raise NotImplementedError

    # --- inside

    def _folded(self) -> None:
        self.hide_checks()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_room(self, shown: bool = False) -> None:
        low, shown = self.height() < px(LOW), self._whole and (shown or not self.faults.isHidden())
        for widget in (self.header, self.acts, self.tabs):
            widget.setVisible(not (low and shown))
        self.faults.low = low or not self._whole
        if not self.faults.isHidden():
            self.faults.fit()

    def _show_head(self) -> None:
        if self.header.isHidden():
            self.hide_checks()

    def _fill(self, line: CheckLine, mend: Mend) -> None:
        model = self.entries.lines if line.register == ENTRY else self.lines
        if line.register in (LINE, ENTRY) and line.seq and line.fault.field in model.keys:
            model.set_cell(line.seq - 1, model.keys.index(line.fault.field), mend.text)
        elif line.fault.field in self.header.fields:
            self._show_head()
            self.header.fields[line.fault.field].set_text(mend.text)
            self.edited_by_check()
            self.header.focus(line.fault.field)
        self.message.tell(f"已{mend.label}:{mend.text}。按 Ctrl+S 保存。", "green")

    def _add_line(self, mend: Mend) -> None:
        row = len(self.lines.lines)
        texts = dict(mend.texts)
        item = FINANCE_LINES.by_key["item"]
        texts["item"] = item.show(texts["item"]) if "item" in texts else ""
        self.lines.put_rows(row - 1, [{key: texts.get(key, "") for key in self.lines.keys}])
        self.focus_line(len(self.lines.filled()) - 1, "purpose")
        self.message.tell("补记的一笔已填在最后一行,核对后按 Ctrl+S 保存。", "green")

    def _open_other(self, mend: Mend) -> None:
        if self._on_this_sheet(mend):
            return
        if mend.register != SHEET:
            self.wanted.emit(mend.register, mend.row)
            return
        if self.sheet_id is not None:
            self._back.append(self.sheet_id)
        self._show_other(mend.row)
        self.message.tell("这是对照的那一张表。看完按 Esc 回到原来的表,没有保存的内容都在。", "blue")

    def _on_this_sheet(self, mend: Mend) -> bool:
        """Go to the row where it stands on this very sheet: what was typed meanwhile stays."""
        if mend.register not in (LINE, ENTRY):
            return False
        model = self.entries.lines if mend.register == ENTRY else self.lines
        at = next((place for place, line in enumerate(model.lines) if line.id == mend.row), None)
        if at is not None:
            self.focus_line(at, "amount", mend.register)
        return at is not None

    def _show_other(self, sheet_id: int) -> None:
        self.sheet_id = sheet_id
        self.load()


def _placed(line: CheckLine) -> CheckLine:
    """On the screen of one sheet its name need not stand in every line, nor the place twice."""
    if line.register == ENTRY:
        return replace(line, title=f"{ENTRIES_TITLE}第 {line.seq} 条")
    named = not line.seq or line.fault.message.startswith("第 ")
    return replace(line, title="" if named else f"第 {line.seq} 笔")
