"""The grid of an import before it is written: the workbooks' own cells, what is wrong at its place, to be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from app.operations.imports import ImportFault, ImportPlan
from ui.style.palette import toned

if TYPE_CHECKING:
    from app.operations.import_columns import Columns
    from app.operations.import_plan import ImportRow, Place

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
OWN = ("文件", "行", "处理", "要改什么")
BAD, LEFT, SAME = "有错,不导入", "不导入", "已有,不变"
FAULT_MARK, TIDY_MARK = "⚠ ", "✎ "


@dataclass(frozen=True)
class PlanLine:
    """One line of a workbook: where it stands, what will become of it, its cells and their faults.

    `at` says for each column of the grid which column of the workbook it is, -1 where that has none such.
    """

    place: str
    number: int
    action: str
    cells: Sequence[str]
    faults: list[ImportFault] = field(default_factory=list)
    tidy: list[ImportFault] = field(default_factory=list)
    key: Place = ("", "", 0)
    at: Sequence[int] = ()
    changes: str = ""

    def cell(self, at: int) -> str:
        """What stands in a column of the workbook."""
        return self.cells[self.at.index(at)] if at in self.at else ""

    def is_wrong(self, at: int) -> bool:
        """Whether a column of the workbook has a fault here."""
        return any(fault.at == at for fault in self.faults)

    @property
    def told(self) -> str:
        """Every fault with its right form, in one text; of a line that is well what it changes."""
        said = (fault.message + (f"(建议:{fault.suggestion})" if fault.suggestion else "") for fault in self.faults)
        return ";".join(said) or self.changes


@dataclass(frozen=True)
class Grid:
    """All lines of a plan under one row of headings: what means the same stands in the same column."""

    headers: tuple[str, ...] = ()
    lines: list[PlanLine] = field(default_factory=list)


def grid_of(plan: ImportPlan) -> Grid:
    """The lines of a plan in the order of the files; what means the same in two layouts is one column."""
    faults, tidy = defaultdict[object, list[ImportFault]](list), defaultdict[object, list[ImportFault]](list)
    for kept, every in ((faults, plan.faults), (tidy, plan.tidy)):
        for fault in every:
            kept[fault.place].append(fault)
    planned = {row.place: row for row in plan.rows}
    files = _files(plan)
    columns: dict[Hashable, str] = {}
    places = [_meant(plan, number, columns) for number in range(len(plan.tables))]
    lines, edited = list[PlanLine](), plan.edited
    for (_, table), name, meant in zip(plan.tables, files, places, strict=True):
        at = [meant.get(column, -1) for column in columns]
        for number, cells in table.rows:
            key = (name, table.sheet, number)
            if key not in planned:  # blank lines of our own template are not planned at all
                continue
            row, own = planned[key], edited.get(key, {})
            texts = [own.get(place, cells[place]) if place >= 0 else "" for place in at]
            found = (f"{name} {table.sheet}".strip(), number, _action(row), texts, faults[key], tidy[key])
            lines.append(PlanLine(*found, key, at, row.changes))
    return Grid(tuple(columns.values()), lines)


def _files(plan: ImportPlan) -> list[str]:
    from app.operations.imports import shown_names

    names = shown_names([path for path, _ in plan.tables])
    return [names[path] for path, _ in plan.tables]


def _action(row: ImportRow) -> str:
    if row.left:
        return LEFT
    if not row.good:
        return BAD
    return SAME if row.same else "新增" if row.id is None else "更新"


def alike_cells(lines: Sequence[PlanLine], place: Place, at: int) -> list[tuple[Place, int]]:
    """Other wrong cells of a workbook's column that say the same as one of them."""
    here = next((line for line in lines if line.key == place), None)
    if here is None or not (said := here.cell(at)) or not here.is_wrong(at):
        return []
    same = (line for line in lines if line.key != place and line.key[:2] == place[:2] and line.action != LEFT)
    return [(line.key, at) for line in same if line.cell(at) == said and line.is_wrong(at)]


def _meant(plan: ImportPlan, number: int, columns: dict[Hashable, str]) -> dict[Hashable, int]:
    """Where one table has each column of the grid; columns nobody had yet are added to the grid."""
    headers = plan.tables[number][1].headers
    known = plan.meanings[number] if len(plan.meanings) == len(plan.tables) else None
    found: dict[Hashable, int] = {}
    for at, heading in enumerate(headers):
        meaning = _meaning(known, at) or heading
        turn = sum(1 for other in found if isinstance(other, tuple) and other[0] == meaning)
        found[meaning, turn] = at
        columns.setdefault((meaning, turn), heading)
    return found


def _meaning(columns: Columns | None, at: int) -> Hashable:
    if columns is None:
        return None
    if at in (columns.number, columns.state):
        return "number" if at == columns.number else "state"
    return columns.keys[at] or columns.header.get(at) or columns.joint.get(at)


class PlanModel(QAbstractTableModel):
    """The grid; `only_faults` leaves out the lines that are well. What is typed into a cell is sent as `typed`."""

    typed = Signal(object, int, str)  # line, column of the workbook, text

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headers: tuple[str, ...] = ()
        self.lines: list[PlanLine] = []
        self.editable = False

    def show_grid(self, grid: Grid, *, only_faults: bool) -> None:
        """Show the lines."""
        self.beginResetModel()
        self.headers = (*OWN, *grid.headers)
        self.lines = [line for line in grid.lines if line.faults] if only_faults else grid.lines
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.show_grid(Grid(), only_faults=False)

    def fault_at(self, row: int, column: int) -> ImportFault | None:
        """The fault of one of the workbook's cells, or what could be written better there."""
        if column < len(OWN):
            return None
        line, heading = self.lines[row], self.headers[column]
        place = line.at[column - len(OWN)] if line.at else None
        every = (*line.faults, *line.tidy)
        return next((fault for fault in every if _is_of(fault, place, heading)), None) if place != -1 else None

    def next_fault(self, row: int, column: int) -> tuple[int, int] | None:
        """The next cell with something to mend after a cell, from the top again at the end."""
        for turn in range(len(self.lines) + 1):
            line = (row + turn) % len(self.lines) if self.lines else 0
            if not self.lines or not self.lines[line].faults or self.lines[line].action == LEFT:
                continue
            columns = self._wrong(line)
            later = [one for one in columns if turn or one > column]
            if later:
                return line, later[0]
        return None

    def _wrong(self, line: int) -> list[int]:
        """The columns of a line with faults; a fault of the whole line stands where its sentence does."""
        every = range(len(OWN), len(self.headers))
        found = [at for at in every if (fault := self.fault_at(line, at)) and fault in self.lines[line].faults]
        return found or [len(OWN) - 1]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """One row a line of the workbook."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Our own columns, then the workbook's."""
        return 0 if parent.isValid() else len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """The workbook's own headings."""
        if role != Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.headers[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The workbook's cells may be written in."""
        flags = super().flags(index)
        if not index.isValid() or not self.editable or index.column() < len(OWN):
            return flags
        line = self.lines[index.row()]
        able = line.action != LEFT and line.at and line.at[index.column() - len(OWN)] >= 0
        return flags | Qt.ItemFlag.ItemIsEditable if able else flags

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Tell what was typed; the plan is checked again with it."""
        line = self.lines[index.row()]
        place = index.column() - len(OWN)
        if role != Role.EditRole or str(value) == line.cells[place]:
            return False
        self.typed.emit(line.key, line.at[place], str(value).strip())
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Cells as they stand in the workbook; faulty ones with mark, colour and sentence."""
        if not index.isValid():
            return None
        line, fault = self.lines[index.row()], self.fault_at(index.row(), index.column())
        text, real = self._text(line, index.column()), fault in line.faults
        tone = "red" if line.action == BAD and real else "yellow" if real else "blue"
        match role:
            case Role.DisplayRole:
                return f"{FAULT_MARK if real else TIDY_MARK}{text}" if fault else text
            case Role.EditRole:
                return text
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return fault.message if fault else text
            case Role.ForegroundRole if fault or (line.faults and index.column() < len(OWN)):
                return QBrush(QColor(toned(tone if fault else "red" if line.action == BAD else "yellow").ink))
            case Role.BackgroundRole if fault:
                return QBrush(QColor(toned(tone).ground))
        return None

    def _text(self, line: PlanLine, column: int) -> str:
        own = (line.place, str(line.number), line.action, line.told)
        place = column - len(OWN)
        return own[column] if place < 0 else line.cells[place] if place < len(line.cells) else ""


def _is_of(fault: ImportFault, place: int | None, heading: str) -> bool:
    if place is not None and fault.at >= 0:
        return fault.at == place
    return bool(fault.column) and fault.column == heading
