"""A register as a Qt table: an array of ids, and rows read by id one page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.fields import Choice, Field, Link, LongText, Row, Text, Titles
from app.domain.ledger import LedgerDef
from app.domain.lights import Light
from app.operations import lists
from app.operations.books import Book
from app.operations.lists import Query
from ui.engine.lights import light_text

Index = QModelIndex | QPersistentModelIndex
PAGE, PAGES_KEPT, TEXTS_KEPT = 64, 128, 500
QUARTER = 8.5  # 2026年第3季度 in one line
FROZEN = 2  # 序号 and what names the row stay in sight while the rest is scrolled
SERIAL, LIGHT, NUMBER, STATE, TOWNSHIP = "#", "light", "number", "state", "@township"
EXTRA_WIDTHS = {SERIAL: 3.0, LIGHT: 8.5, NUMBER: 12.0, STATE: 5.5, "remark": 8.0}
LEAST_WORDS = 6  # characters of a column in which running text stands
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LIGHT_ROLE = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True)
class Column:
    """One column of a list: which key it shows, its heading, its natural width in characters."""

    key: str
    title: str
    width: float
    field: Field | None = None
    numeric: bool = False

    @property
    def wraps(self) -> bool:
        """Whether words stand in it that take more than one line where it is narrow."""
        return isinstance(self.field, Text | LongText | Choice | Link) and self.width >= LEAST_WORDS


def columns_of(ledger: LedgerDef) -> list[Column]:
    """The columns of a register's list: 序号, its number, its light, then those it declares."""
    keys = [SERIAL, NUMBER if ledger.number else ledger.list_columns[0]]
    if ledger.due:
        keys.append(LIGHT)
    keys += [key for key in ledger.list_columns if key not in keys]
    if ledger.states and STATE not in keys:
        keys.append(STATE)
    return [_column(ledger, key) for key in keys]


def _column(ledger: LedgerDef, key: str) -> Column:
    if key in (SERIAL, LIGHT):
        return Column(key, "序号" if key == SERIAL else "期限", EXTRA_WIDTHS[key])
    field = ledger.by_key.get(key)
    if field is None:
        longest = max((len(state.name) for state in ledger.states), default=0) + 1.5 if key == STATE else 0.0
        return Column(key, ledger.label(key), max(EXTRA_WIDTHS.get(key, 8), longest))
    least = QUARTER if field.kind == "period" else 0.0
    wide = max(field.width, len(field.label) + 1.0, least)
    return Column(key, field.label, wide, field, field.whole and field.kind != "yes_no")


class RegisterModel(QAbstractTableModel):
    """Any register as a list. Rows come from `read` by id; nothing else of the register is ever in memory."""

    def __init__(self, book: Book, ledger: LedgerDef) -> None:
        super().__init__()
        self.book, self.ledger = book, ledger
        self.shipped = columns_of(ledger)
        if book.info.is_county:
            self.shipped.insert(FROZEN, Column(TOWNSHIP, "乡镇", 6.0))
        self.columns = list(self.shipped)
        self.query = Query()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._titles: OrderedDict[int, Titles] = OrderedDict()
        self._texts: OrderedDict[int, list[str]] = OrderedDict()
        self._senders: dict[int, dict[int, str]] = {}
        self._light: Callable[[LedgerDef, Row], Light | None] = lists.light_rule(book).light

    def possible(self) -> list[Column]:
        """Every column that may be shown or hidden: those shipped, then the other fields of the register."""
        known = {column.key for column in self.shipped}
        more = [one for one in self.ledger.by_key.values() if one.key not in known and one.kind != "attachment"]
        return [*self.shipped[FROZEN:], *(_column(self.ledger, one.key) for one in more)]

    def arrange(self, keys: Sequence[str]) -> None:
        """Show these columns behind the frozen ones, in this order; none means those shipped. Unknown ones are left."""
        by_key = {column.key: column for column in self.possible()}
        wanted = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
        self.beginResetModel()
        self.columns[:] = [*self.shipped[:FROZEN], *wanted] if wanted else self.shipped
        self._texts.clear()
        self.endResetModel()

    def load(self, query: Query | None = None) -> None:
        """Read the ids of a query again; pages follow when they are looked at."""
        self.beginResetModel()
        self.query = query or self.query
        self._ids = lists.ids(self.book, self.ledger, self.query)
        self._pages.clear()
        self._titles.clear()
        self._texts.clear()
        self._senders.clear()
        self._light = lists.light_rule(self.book).light
        self.endResetModel()

    def forget(self, row_id: int) -> None:
        """Read the page of one row again: it was changed."""
        at = self.position(row_id)
        if at is None:
            return
        self._pages.pop(at // PAGE, None)
        self._titles.pop(at // PAGE, None)
        self._texts.clear()
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows the query found."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns the register declares."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings of columns; rows carry their number in a column of their own."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows; the whole row and its light under roles of their own."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.texts(index.row())[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
                side = Qt.AlignmentFlag.AlignHCenter if column.key == SERIAL else side
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case _ if role == ROW_ROLE:
                return self.row(index.row())
            case _ if role == LIGHT_ROLE:
                return self.light(index.row())
        return None

    def texts(self, at: int) -> list[str]:
        """All cells of a row as a clerk reads them; kept for the rows last asked for, which are drawn often."""
        found = self._texts.get(at)
        if found is None:
            found = self._texts[at] = [self._text(at, column) for column in self.columns]
            if len(self._texts) > TEXTS_KEPT:
                self._texts.popitem(last=False)
        return found

    def _text(self, at: int, column: Column) -> str:
        if column.key == SERIAL:
            return str(at + 1)
        row, titles = self._row(at)
        if column.key == TOWNSHIP:
            return self._sender(at)
        if column.key == LIGHT:
            light = self._light(self.ledger, row)
            return light_text(light) if light else ""
        if column.key == STATE and row.get("voided"):
            return "已作废"
        return self.ledger.show_one(row, column.key, titles)

    def _sender(self, at: int) -> str:
        """The township that sent a row of a county's book, "县里" for the county's own."""
        number = at // PAGE
        if number not in self._senders:
            from app.operations.county_origin import senders

            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            self._senders[number] = senders(self.book, self.ledger.key, ids)
        return self._senders[number].get(self._ids[at], "县里")

    def row(self, at: int) -> Row:
        """The whole row at a position."""
        return self._row(at)[0]

    def light(self, at: int) -> Light | None:
        """The light of the row at a position."""
        row = self.row(at)
        return None if row.get("voided") else self._light(self.ledger, row)

    def id_at(self, at: int) -> int | None:
        """The id of the row at a position, None outside the list."""
        return self._ids[at] if 0 <= at < len(self._ids) else None

    def position(self, row_id: int) -> int | None:
        """Where a row stands in the list, None when the query does not show it."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return None

    def _row(self, at: int) -> tuple[Row, Titles]:
        number = at // PAGE
        if number not in self._pages:
            rows = lists.page(self.book, self.ledger, self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = rows
            self._titles[number] = lists.titles(self.book, self.ledger, rows)
            if len(self._pages) > PAGES_KEPT:
                gone, _ = self._pages.popitem(last=False)
                self._titles.pop(gone, None)
        else:
            self._pages.move_to_end(number)
        return self._pages[number][at % PAGE], self._titles[number]
