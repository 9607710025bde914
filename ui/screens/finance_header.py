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
SPECIAL_ROW = ("account_set", "special", "matter", "decided_on")
PARTS_ROW = ("opening_cash", "opening_bank", "closing_cash", "closing_bank")
MORE = (*SPECIAL_ROW, *PARTS_ROW)
ORDER = (*FIRST_ROW, *SECOND_ROW, EXPLANATION, *MORE)
FOLDED, FOR_SPECIAL, EVERYTHING = range(3)
# What is long gets the room: the kinds and matters of special sheets are whole sentences.
_SPECIAL_SHARES = (2, 4, 4, 5)
# Short captions, so that at 150 % what is typed is seen whole.
_CAPTIONS = {
    "stated_income": "账面收入",
    "stated_expense": "账面支出",
    "stated_closing": "账面期末",
    "decided_on": "批准日期",
}
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
    faulty. A special sheet shows what makes it one, and of the rest what is filled; so does one that is only read.
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
        self._captions: dict[str, QLabel] = {}
        self._shown, self._locked = FOLDED, False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        for row, keys in enumerate((FIRST_ROW, SECOND_ROW)):
            self._add_row(grid, row, keys, offer_units)
        self._add(grid, 2, 0, EXPLANATION, "说明", None, span=5)
        self.special, self.parts = QWidget(self), QWidget(self)
        for row, (line, more, shares) in enumerate(
            ((self.special, SPECIAL_ROW, _SPECIAL_SHARES), (self.parts, PARTS_ROW, (1, 1, 1, 1))), 3
        ):
            inner = QGridLayout(line)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setHorizontalSpacing(px(10))
            self._add_row(inner, 0, more, None)
            for place, share in enumerate(shares):
                inner.setColumnStretch(2 * place + 1, share)
            grid.addWidget(line, row, 0, 1, 6)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)
        for key, text in PLACEHOLDERS.items():
            self.fields[key].setPlaceholderText(text)
        self._show_rows()

    @property
    def folded(self) -> bool:
        """Whether what few sheets need is out of sight."""
        return self._shown == FOLDED

    def fold(self, folded: bool) -> None:
        """Show everything, or only what every sheet needs."""
        self._show(FOLDED if folded else EVERYTHING)

    def suit(self) -> None:
        """Show what the sheet that was opened needs."""
        self._show(FOR_SPECIAL if self._filled(("special", "matter", "decided_on")) else FOLDED)

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
            editor.setCursorPosition(0)
        self._show_rows()

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Colour the fields that need mending and put the sentence under the pointer and the reader."""
        by_key = {fault.field: fault for fault in reversed(faults)}
        for key, editor in self.fields.items():
            fault = by_key.get(key)
            if fault and not editor.isVisibleTo(self):
                self.fold(False)
            editor.setProperty("fault", ("soft" if fault.soft else "hard") if fault else "")
            editor.style().unpolish(editor)  # a style sheet sees a changed property only after this
            editor.style().polish(editor)
            editor.setToolTip(fault.message if fault else "")
            editor.setAccessibleDescription(fault.message if fault else "")

    def lock(self, locked: bool) -> None:
        """A reviewed sheet is read, not typed."""
        self._locked = locked
        for editor in self.fields.values():
            editor.setReadOnly(locked)
        self._show_rows()

    def focus(self, key: str) -> bool:
        """Go to a field; False where it is none of the head's."""
        if key not in self.fields:
            return False
        if not self.fields[key].isVisibleTo(self):
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
        caption = QLabel(_CAPTIONS.get(key, label))
        caption.setBuddy(editor)
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(caption, row, column)
        grid.addWidget(editor, row, column + 1, 1, span)
        self.fields[key], self._captions[key] = editor, caption

    def _show(self, what: int) -> None:
        if self._shown != what:
            was, self._shown = self.folded, what
            self._show_rows()
            if self.folded != was:
                self.unfolded.emit(not self.folded)

    def _show_rows(self) -> None:
        """Which rows stand there: those asked for, and of the others those that say something."""
        every, usual = self._shown == EVERYTHING, self._shown == FOLDED and not self._locked
        self._show_row(SECOND_ROW, every or usual or self._filled(SECOND_ROW))
        self._show_row((EXPLANATION,), every or not self._locked or self._filled((EXPLANATION,)))
        self.special.setHidden(self.folded)
        self.parts.setHidden(self.folded or not (every or self._filled(PARTS_ROW)))

    def _show_row(self, keys: Sequence[str], shown: bool) -> None:
        for key in keys:
            self.fields[key].setHidden(not shown)
            self._captions[key].setHidden(not shown)

    def _filled(self, keys: Sequence[str]) -> bool:
        return any(self.fields[key].text().strip() for key in keys)

    def _next(self, key: str, step: int) -> None:
        keys = [one for one in ORDER if self.fields[one].isVisibleTo(self)]
        place = keys.index(key) + step
        if place >= len(keys):
            self.completed.emit()
        elif place >= 0:
            self.focus(keys[place])


def _offer(field: Choice) -> Callable[[str], Sequence[str]]:
    return lambda typed: [option.label for option in field.leaves if typed.strip() in option.label]
