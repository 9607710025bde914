"""The head of a finance sheet: whose money, which period, what it opened with, what the books say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.faults import Fault
from app.domain.fields import Money
from app.domain.ledger import LedgerDef
from app.ledgers.finance_sheet import FINANCE_SHEETS
from ui.screens.finance_grid import CellEditor
from ui.style.palette import px

FIRST_ROW = ("unit", "period", "opening")
SECOND_ROW = ("stated_income", "stated_expense", "stated_closing")
EXPLANATION = "explanation"
KEYS = (*FIRST_ROW, *SECOND_ROW, EXPLANATION)


class SheetHeader(QWidget):
    """The typed fields of the head in two rows; Enter goes on, the last one says it is complete."""

    edited = Signal()
    completed = Signal()

    def __init__(
        self,
        offer_units: Callable[[str], Sequence[str]],
        ledger: LedgerDef = FINANCE_SHEETS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self.fields: dict[str, CellEditor] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        for row, keys in enumerate((FIRST_ROW, SECOND_ROW)):
            for place, key in enumerate(keys):
                self._add(grid, row, 2 * place, key, self.label(key), offer_units if key == "unit" else None)
        self._add(grid, 2, 0, EXPLANATION, "说明", None, span=5)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)
        self.fields["unit"].setPlaceholderText("村、社区、小组")
        self.fields["period"].setPlaceholderText("2026Q2 或 2026-06")
        self.fields["opening"].setPlaceholderText("不填即结转上期期末")
        self.fields[EXPLANATION].setPlaceholderText("数字不一致或本期无收支时,在这里写明原因")

    def label(self, key: str) -> str:
        """The short heading of a field."""
        return self.ledger.label(key).replace("(元)", "") if key != EXPLANATION else "说明"

    def texts(self) -> dict[str, str]:
        """What is typed."""
        return {key: editor.text().strip() for key, editor in self.fields.items()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Fill the fields without saying they were edited."""
        for key, editor in self.fields.items():
            editor.set_text(texts.get(key, ""))

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Colour the fields that need mending and put the sentence under the pointer and the reader."""
        by_key = {fault.field: fault for fault in reversed(faults)}
        for key, editor in self.fields.items():
            fault = by_key.get(key)
            editor.setProperty("fault", ("soft" if fault.soft else "hard") if fault else "")
            editor.style().unpolish(editor)  # a style sheet sees a changed property only after this
            editor.style().polish(editor)
            editor.setToolTip(fault.message if fault else "")
            editor.setAccessibleDescription(fault.message if fault else "")

    def lock(self, locked: bool) -> None:
        """A reviewed sheet is read, not typed."""
        for editor in self.fields.values():
            editor.setReadOnly(locked)

    def focus(self, key: str) -> bool:
        """Go to a field; False where it is none of the head's."""
        if key not in self.fields:
            return False
        self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields[key].selectAll()
        return True

    def _add(
        self,
        grid: QGridLayout,
        row: int,
        column: int,
        key: str,
        label: str,
        offer: Callable[[str], Sequence[str]] | None,
        *,
        span: int = 1,
    ) -> None:
        editor = CellEditor(self, offer or (lambda typed: ()), must=offer is not None)
        editor.setAccessibleName(label)
        if key in self.ledger.by_key and isinstance(self.ledger.by_key[key], Money):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(lambda _text: self.edited.emit())
        editor.chosen.connect(self.edited)
        editor.finished.connect(lambda step: self._next(key, step))
        caption = QLabel(label)
        caption.setBuddy(editor)
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(caption, row, column)
        grid.addWidget(editor, row, column + 1, 1, span)
        self.fields[key] = editor

    def _next(self, key: str, step: int) -> None:
        place = KEYS.index(key) + step
        if place >= len(KEYS):
            self.completed.emit()
        elif place >= 0:
            self.focus(KEYS[place])
