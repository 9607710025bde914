"""The head of a finance sheet: whose money, which period, what it opened with, what the books say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.faults import Fault
from app.domain.fields import Choice, Money
from app.domain.ledger import LedgerDef
from app.ledgers.finance_sheet import FINANCE_SHEETS
from ui.screens.finance_grid import CellEditor
from ui.style.palette import px

FIRST_ROW = ("unit", "period", "opening")
SECOND_ROW = ("stated_income", "stated_expense", "stated_closing")
EXPLANATION = "explanation"
MORE_ROWS = (
    ("account_set", "special", "matter", "decided_on"),
    ("opening_cash", "opening_bank", "closing_cash", "closing_bank"),
)
USUAL = (*FIRST_ROW, *SECOND_ROW, EXPLANATION)
MORE = tuple(key for row in MORE_ROWS for key in row)
PLACEHOLDERS = {
    "unit": "村、社区、小组",
    "period": "2026Q2、2026-06 或 2026",
    "opening": "不填即结转上期期末",
    EXPLANATION: "数字不一致或本期无收支时,在这里写明原因",
    "account_set": "不填即照原来的",
    "special": "专项公开才填",
    "matter": "哪一件事",
    "decided_on": "从这天起算",
}


class SheetHeader(QWidget):
    """The typed fields of the head; Enter goes on, the last one says it is complete.

    What few sheets need (account set, special matter, cash and bank) is folded away until it is asked for, filled or
    faulty.
    """

    edited = Signal()
    completed = Signal()
    unfolded = Signal(bool)

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
            self._add_row(grid, row, keys, offer_units)
        self._add(grid, 2, 0, EXPLANATION, "说明", None, span=5)
        self.more = QWidget(self)
        inner = QGridLayout(self.more)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setHorizontalSpacing(px(10))
        inner.setVerticalSpacing(px(4))
        for row, more in enumerate(MORE_ROWS):
            self._add_row(inner, row, more, None)
        grid.addWidget(self.more, 3, 0, 1, 6)
        for layout, columns in ((grid, (1, 3, 5)), (inner, (1, 3, 5, 7))):
            for column in columns:
                layout.setColumnStretch(column, 1)
        for key, text in PLACEHOLDERS.items():
            self.fields[key].setPlaceholderText(text)
        self.more.hide()

    @property
    def folded(self) -> bool:
        """Whether what few sheets need is out of sight."""
        return self.more.isHidden()

    def fold(self, folded: bool) -> None:
        """Show or hide it."""
        if self.folded != folded:
            self.more.setHidden(folded)
            self.unfolded.emit(not folded)

    def filled_more(self) -> bool:
        """Whether this sheet is a special one; its account set, cash and bank need not be seen all the time."""
        return any(self.fields[key].text().strip() for key in ("special", "matter", "decided_on"))

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
            if fault and key in MORE:
                self.fold(False)
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
        if key in MORE:
            self.fold(False)
        self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields[key].selectAll()
        return True

    def _add_row(
        self, grid: QGridLayout, row: int, keys: Sequence[str], offer_units: Callable[[str], Sequence[str]] | None
    ) -> None:
        for place, key in enumerate(keys):
            field = self.ledger.by_key.get(key)
            offer = offer_units if key == "unit" else _offer(field) if isinstance(field, Choice) else None
            self._add(grid, row, 2 * place, key, self.label(key), offer)

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
        keys = USUAL if self.folded else (*USUAL, *MORE)
        place = keys.index(key) + step
        if place >= len(keys):
            self.completed.emit()
        elif place >= 0:
            self.focus(keys[place])


def _offer(field: Choice) -> Callable[[str], Sequence[str]]:
    return lambda typed: [option.label for option in field.leaves if typed.strip() in option.label]
