"""The lines of a finance sheet while they are typed: texts, faults, sums and an undo of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from app.domain.faults import Fault
from app.domain.fields import Choice, Field, Link, Option, Reading
from app.domain.ledger import LedgerDef
from app.ledgers.finance_line import FINANCE_LINES, ITEMS
from ui.style.palette import Tone, toned

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
INCOME = frozenset(option.code for option in ITEMS if option.under == "2")
COLUMNS = ("on_day", "item", "purpose", "amount", "payee", "handler", "witness", "approver", "voucher")
EXTRA = ("account_code", "fund_source", "special_fund", "quantity", "measure", "unit_price", "reverses")
ALL = (*COLUMNS, *EXTRA)
FAULT_MARK = "⚠ "
Fill = Callable[[Mapping[str, str], str], Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """One line as it stands on the screen; `id` is None until it is saved."""

    id: int | None = None
    texts: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed in it."""
        return not any(self.texts.values())


class Sums(NamedTuple):
    """Income and expense of the lines in fen, and how many amounts could not be counted."""

    income: int
    expense: int
    uncounted: int


class _Kept(NamedTuple):
    lines: list[Line]
    removed: list[int]


class LinesModel(QAbstractTableModel):
    """Editable lines over any line register; it asks the field how a text is read and shown.

    `usual` are the labels of choices that are offered first, `fill` says what follows from a text just typed in a
    line, by the texts of the line and the key of the cell.
    """

    edited = Signal()

    def __init__(
        self,
        reading: Reading,
        ledger: LedgerDef = FINANCE_LINES,
        keys: Sequence[str] = COLUMNS,
        titles: Mapping[str, str] = MappingProxyType({}),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.reading = reading
        self.fields: list[Field] = [ledger.by_key[key] for key in keys]
        self.keys = list(keys)
        self._titles = titles
        self.lines: list[Line] = [Line()]
        self.removed: list[int] = []
        self.locked = False
        self.usual: tuple[str, ...] = ()
        self.fill: Fill | None = None
        self._undo: list[_Kept] = []
        self._redo: list[_Kept] = []

    def load(self, lines: Iterable[Line], removed: Iterable[int] = ()) -> None:
        """Show saved or kept lines; what could be undone before is forgotten."""
        self._undo.clear()
        self._redo.clear()
        self._replace(_Kept(list(lines) or [Line()], list(removed)))

    def filled(self) -> list[Line]:
        """The lines with something in them, top to bottom."""
        return [line for line in self.lines if not line.blank]

    def sums(self) -> Sums:
        """Income and expense of what is typed so far, of a register that has both."""
        income = expense = uncounted = 0
        for line in self.filled():
            item, amount = self._value(line, "item"), self._value(line, "amount")
            if not isinstance(amount, int) or item is None:
                uncounted += 1
            elif item in INCOME:
                income += amount
            else:
                expense += amount
        return Sums(income, expense, uncounted)

    def faults(self) -> list[tuple[int, Fault]]:
        """Every fault with the row it stands in."""
        return [(row, fault) for row, line in enumerate(self.lines) for fault in line.faults]

    def fault_at(self, row: int, column: int) -> Fault | None:
        """The fault of one cell; a fault of the whole line shows at its first cell."""
        if not (0 <= row < len(self.lines) and 0 <= column < len(self.keys)):
            return None
        shown = (self.keys[column], "") if column == 0 else (self.keys[column],)
        return next((fault for fault in self.lines[row].faults if fault.field in shown), None)

    def set_faults(self, by_filled_line: dict[int, list[Fault]]) -> None:
        """Put the faults an operation found at their cells; lines are counted without the blank ones."""
        rows = [row for row, line in enumerate(self.lines) if not line.blank]
        for number, row in enumerate(rows):
            self.lines[row] = replace(self.lines[row], faults=tuple(by_filled_line.get(number, ())))
        self._all_changed()

    def set_cell(self, row: int, column: int, text: str) -> None:
        """Type into one cell: one step of undo."""
        if self.locked or text == self.lines[row].texts.get(self.keys[column], ""):
            return
        self._keep()
        line = self._with(self.lines[row], column, text)
        for key, more in (self.fill(line.texts, self.keys[column]) if self.fill else {}).items():
            line = self._with(line, self.keys.index(key), more)
        self.lines[row] = line
        self._all_changed()
        self.edited.emit()

    def fill_down(self, row: int, column: int, texts: Sequence[str]) -> None:
        """Put a column of texts from one cell downwards, adding rows: one step of undo."""
        if self.locked or not texts:
            return
        self._keep()
        lines = [*self.lines, *(Line() for _ in range(row + len(texts) - len(self.lines)))]
        for offset, text in enumerate(texts):
            lines[row + offset] = self._with(lines[row + offset], column, text)
        self._replace(_Kept(lines, self.removed))
        self.edited.emit()

    def put_rows(self, row: int, rows: Sequence[dict[str, str]]) -> None:
        """Put whole lines where the cursor stands: over blank lines, between filled ones. One step of undo."""
        if self.locked or not rows:
            return
        self._keep()
        new = [self._read(Line(None, dict(texts))) for texts in rows]
        at = row if self.lines[row].blank else row + 1
        after = self.lines[at:]
        while after and after[0].blank:
            after.pop(0)
        self._replace(_Kept([*self.lines[:at], *new, *after], self.removed))
        self.edited.emit()

    def add_row(self, at: int | None = None) -> int:
        """A blank line at the end, or before a row; it is no step of its own until something stands in it."""
        where = len(self.lines) if at is None else at
        self.beginInsertRows(QModelIndex(), where, where)
        self.lines.insert(where, Line())
        self.endInsertRows()
        return where

    def remove_rows(self, rows: Iterable[int]) -> None:
        """Take lines out; saved ones are voided when the sheet is saved. One step of undo."""
        gone = set(rows)
        if self.locked or not gone:
            return
        self._keep()
        ids = [line.id for row, line in enumerate(self.lines) if row in gone and line.id is not None]
        left = [line for row, line in enumerate(self.lines) if row not in gone]
        self._replace(_Kept(left or [Line()], [*self.removed, *ids]))
        self.edited.emit()

    def undo(self) -> bool:
        """Take the last edit back."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Do it again."""
        return self._step(self._redo, self._undo)

    def offered(self, field_: Choice) -> Sequence[Option]:
        """The choices of a cell, the usual ones first."""
        return sorted(field_.leaves, key=lambda option: option.label not in self.usual) if self.usual else field_.leaves

    def reread(self, reading: Reading) -> None:
        """Read every line again with another day, after the period was chosen."""
        self.reading = reading
        self.lines = [self._read(line) if not line.blank else line for line in self.lines]
        self._all_changed()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """One row a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """One column a field."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Editable until the sheet is reviewed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        own = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return own if self.locked else own | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Field labels above, 序号 at the side."""
        if role == Role.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return self.fields[section].hint or self.fields[section].label
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self._titles.get(self.keys[section], self.fields[section].label)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Text, side, and for a fault its mark, colours and sentence."""
        if not index.isValid():
            return None
        text = self.lines[index.row()].texts.get(self.keys[index.column()], "")
        fault = self.fault_at(index.row(), index.column())
        match role:
            case Role.DisplayRole:
                return f"{FAULT_MARK}{text}" if fault else text
            case Role.EditRole:
                return text
            case Role.TextAlignmentRole:
                right = self.fields[index.column()].whole
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Role.ForegroundRole if fault:
                return QBrush(QColor(_tone(fault).ink))
            case Role.BackgroundRole if fault:
                return QBrush(QColor(_tone(fault).ground))
            case Role.ToolTipRole | Role.StatusTipRole | Role.AccessibleDescriptionRole if fault:
                return fault.message
            case Role.ToolTipRole if text:
                return text  # a narrow column shows its beginning only
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """What an editor gives back."""
        if role != Role.EditRole or not index.isValid() or self.locked:
            return False
        self.set_cell(index.row(), index.column(), str(value))
        return True

    def _with(self, line: Line, column: int, text: str) -> Line:
        """The line with one text, read again; a rule's fault on this cell is gone until it is checked again."""
        key = self.keys[column]
        others = tuple(fault for fault in line.faults if fault.field not in (key, ""))
        shown, fault = self._normal(self.fields[column], text)
        faults = (*others, fault) if fault else others
        return Line(line.id, {**line.texts, key: shown}, faults)

    def _read(self, line: Line) -> Line:
        for column, key in enumerate(self.keys):
            line = self._with(line, column, line.texts.get(key, ""))
        return line

    def _normal(self, field_: Field, text: str) -> tuple[str, Fault | None]:
        """The text as the register shows it (6.30 → 2026-06-30), or as typed with its fault."""
        try:
            value = field_.parse(text, self.reading) if text.strip() else None
        except ValueError as error:
            return text, Fault(field_.key, f"{field_.label}:{error}")
        shown = text.strip() if isinstance(field_, Link) else field_.show(value)  # a row is called as it was typed
        return ("" if value is None else shown), None

    def _value(self, line: Line, key: str) -> object:
        field_ = self.fields[self.keys.index(key)]
        try:
            return field_.parse(line.texts.get(key, ""), self.reading)
        except ValueError:
            return None  # the fault already stands at its cell

    def _keep(self) -> None:
        self._undo.append(_Kept(list(self.lines), list(self.removed)))
        self._redo.clear()

    def _step(self, source: list[_Kept], target: list[_Kept]) -> bool:
        if self.locked or not source:
            return False
        target.append(_Kept(list(self.lines), list(self.removed)))
        self._replace(source.pop())
        self.edited.emit()
        return True

    def _replace(self, kept: _Kept) -> None:
        self.beginResetModel()
        self.lines, self.removed = list(kept.lines), list(kept.removed)
        self.endResetModel()

    def _all_changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(self.fields) - 1))


def _tone(fault: Fault) -> Tone:
    return toned("yellow" if fault.soft else "red")
