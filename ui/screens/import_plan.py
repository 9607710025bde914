"""The grid of an import before it is written: the workbook's own cells, with what is wrong at its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app.operations.imports import ImportFault, ImportPlan
from ui.style.palette import toned

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
OWN = ("文件", "行", "处理", "要改什么")
BAD = "有错,不导入"
FAULT_MARK = "⚠ "


@dataclass(frozen=True)
class PlanLine:
    """One line of a workbook: where it stands, what will become of it, its cells and their faults."""

    place: str
    number: int
    action: str
    cells: Sequence[str]
    faults: list[ImportFault] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Every fault with its right form, in one text."""
        return ";".join(
            fault.message + (f"(建议:{fault.suggestion})" if fault.suggestion else "") for fault in self.faults
        )


@dataclass(frozen=True)
class Layout:
    """Tables with the same headings, shown in one grid."""

    headers: tuple[str, ...]
    lines: list[PlanLine]


def layouts(plan: ImportPlan) -> list[Layout]:
    """The lines of a plan, tables with equal headings together, in the order of the files."""
    faults: dict[tuple[str, str, int], list[ImportFault]] = defaultdict(list)
    for fault in plan.faults:
        faults[fault.file, fault.sheet, fault.row].append(fault)
    actions = {
        (row.file, row.sheet, row.line): (("新增" if row.id is None else "更新") if row.good else BAD)
        for row in plan.rows
    }
    found: dict[tuple[str, ...], list[PlanLine]] = {}
    for path, table in plan.tables:
        lines = found.setdefault(tuple(table.headers), [])
        place = f"{path.name} {table.sheet}".strip()
        for number, cells in table.rows:
            key = (path.name, table.sheet, number)
            if key in actions:  # blank lines of our own template are not planned at all
                lines.append(PlanLine(place, number, actions[key], cells, faults.get(key, [])))
    return [Layout(headers, lines) for headers, lines in found.items()]


class PlanModel(QAbstractTableModel):
    """One layout as a grid; `only_faults` leaves out the lines that are well."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headers: tuple[str, ...] = ()
        self.lines: list[PlanLine] = []
        self._all: list[PlanLine] = []

    def show_layout(self, layout: Layout, *, only_faults: bool) -> None:
        """Show the lines of a layout."""
        self.beginResetModel()
        self.headers = (*OWN, *layout.headers)
        self._all = layout.lines
        self.lines = [line for line in layout.lines if line.faults] if only_faults else layout.lines
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.show_layout(Layout((), []), only_faults=False)

    def fault_at(self, row: int, column: int) -> ImportFault | None:
        """The fault of one of the workbook's cells."""
        if column < len(OWN):
            return None
        return next((fault for fault in self.lines[row].faults if fault.column == self.headers[column]), None)

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

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Cells as they stand in the workbook; faulty ones with mark, colour and sentence."""
        if not index.isValid():
            return None
        line, fault = self.lines[index.row()], self.fault_at(index.row(), index.column())
        bad = line.action == BAD
        match role:
            case Role.DisplayRole:
                text = self._text(line, index.column())
                return f"{FAULT_MARK}{text}" if fault else text
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return fault.message if fault else self._text(line, index.column())
            case Role.ForegroundRole if fault or (line.faults and index.column() < len(OWN)):
                return QBrush(QColor(toned("red" if bad else "yellow").ink))
            case Role.BackgroundRole if fault:
                return QBrush(QColor(toned("red" if bad else "yellow").ground))
        return None

    def _text(self, line: PlanLine, column: int) -> str:
        own = (line.place, str(line.number), line.action, line.told)
        if column < len(OWN):
            return own[column]
        place = column - len(OWN)
        return line.cells[place] if place < len(line.cells) else ""
