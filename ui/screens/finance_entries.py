"""The second tab of a finance sheet: plans, assets, resources, debts and shares, typed like its lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.faults import Fault, Told
from app.domain.fields import Reading
from app.domain.rows import id_of
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.operations import finance_entry_help, lists, records
from app.operations.books import Book
from ui.engine import messages
from ui.screens.finance_grid import LinesGrid, Widths
from ui.screens.finance_lines import Line, LinesModel

ENTRY_COLUMNS = (
    *("item", "name", "quantity", "measure", "amount", "counterparty", "from_on", "to_on", "use", "price", "remark"),
)
WIDTHS = Widths(
    {
        "item": 5.4,
        "name": 5.2,
        "quantity": 3,
        "measure": 2.4,
        "amount": 5.2,
        "counterparty": 3,
        "from_on": 5,
        "to_on": 5,
        "use": 2.6,
        "price": 3.2,
        "remark": 2.2,
    },
    "name",
    {"item": 0.25, "use": 0.15, "counterparty": 0.1},
    least={"item": 4, "name": 4.2, "quantity": 2.4, "measure": 2, "amount": 4.8, "use": 2.2, "price": 2.6, "remark": 2},
)
TITLES = {"measure": "单位", "amount": "金额", "price": "单价"}  # eleven columns go side by side at 125 %


class EntriesPane(QWidget):
    """The entries of one sheet; the screen keeps, saves and checks them with its lines."""

    edited = Signal()
    told = Signal(str, str)

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.sheet_id: int | None = None
        self.lines = LinesModel(Reading(book.today(), book), FINANCE_ENTRIES, ENTRY_COLUMNS, TITLES, self)
        self.grid = LinesGrid(self.lines, self._pasted, self._recent, self, name="资产资源债务等", widths=WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.grid)
        self.lines.edited.connect(self.edited)
        self.grid.not_pasted.connect(lambda sentence: self.told.emit(sentence, "red"))
        self.grid.selectionModel().currentChanged.connect(lambda now, _before: self._tell_cell(now.row(), now.column()))

    def load(self, sheet_id: int | None) -> None:
        """Show what is saved."""
        self.sheet_id = sheet_id
        rows = lists.lines(self.book, FINANCE_ENTRIES, sheet_id) if sheet_id else []
        shown = [records.shown(self.book, FINANCE_ENTRIES, row) for row in rows]
        self.lines.load(
            Line(id_of(row, "id"), {key: texts[key] for key in ENTRY_COLUMNS})
            for row, texts in zip(rows, shown, strict=True)
        )

    def part(self) -> records.LinesPart:
        """What is typed, to be saved."""
        edits = [
            records.LineEdit(line.id, {**line.texts, "seq": str(number)})
            for number, line in enumerate(self.lines.filled(), start=1)
        ]
        return records.LinesPart(FINANCE_ENTRIES, edits, self.lines.removed)

    def faults(self) -> list[tuple[int, Fault]]:
        """Every fault with the row it stands in."""
        return self.lines.faults()

    def carry(self) -> None:
        """Take over the assets, resources and debts of the sheet before: one step of undo."""
        if self.lines.locked:
            return
        found = finance_entry_help.last_entries(self.book, self.sheet_id) if self.sheet_id else []
        here = {(line.texts.get("item"), line.texts.get("name")) for line in self.lines.filled()}
        new = [texts for texts in found if (texts["item"], texts["name"]) not in here]
        if not new:
            why = "上期的都已在表里" if found else "没有上一期的资产、资源、债权债务可带入"
            self.told.emit(f"{why},表里没有改动。", "yellow")
            return
        at = len(self.lines.filled())
        self.lines.put_rows(max(at - 1, 0), [{key: texts[key] for key in ENTRY_COLUMNS} for texts in new])
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.lines.index(at, 0))
        self.told.emit(f"已带入上期的 {len(new)} 条,现金及银行存款按本期期末。请逐条核对后按 Ctrl+S 保存。", "green")

    def _tell_cell(self, row: int, column: int) -> None:
        if fault := self.lines.fault_at(row, column):
            self.told.emit(f"第 {row + 1} 条 {fault.message}", "yellow" if fault.soft else "red")

    def _recent(self, key: str, typed: str) -> list[str]:
        return list(records.recent_texts(self.book, FINANCE_ENTRIES, key, typed))[:12]

    def _pasted(self, block: str, start: str) -> Sequence[dict[str, str]]:
        from app.operations import imports  # what reads workbooks is loaded when something is pasted

        try:
            edits = imports.paste_lines(self.book, FINANCE_ENTRIES, self.sheet_id or 0, block, start)
        except Told as error:
            messages.tell(self, error)
            return []
        return [{key: edit.texts.get(key, "") for key in ENTRY_COLUMNS} for edit in edits]
