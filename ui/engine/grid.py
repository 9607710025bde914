"""The list of a register as a grid like the clerk's sheet: frozen first columns, rows as high as their text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.settings import Settings
from ui.engine.cells import CellPainter, needed_height
from ui.engine.model import FROZEN, LIGHT, SERIAL, TOWNSHIP, RegisterModel
from ui.style.palette import BODY, HIT, look, px

SORTABLE_NOT = (SERIAL, LIGHT, TOWNSHIP)
SETTLING_TURNS = 8


MOST_FROZEN = 60  # percent of the width of the list


class Grid(QTableView):
    """Shows a RegisterModel. Row heights are worked out only for the rows in sight."""

    opened = Signal(int)  # id of the row asked for by Enter, F2 or a double click
    picked = Signal(int)  # id of the row the cursor is on
    menu_wanted = Signal(QPoint)  # where a menu for the selected rows is to open, on the screen
    ordered = Signal(str, bool)  # key of the heading that was pressed, and whether it is now downwards
    copy_asked = Signal()
    paste_asked = Signal()
    columns_asked = Signal()

    def __init__(self, model: RegisterModel, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.register, self.settings = model, settings
        self._settling = self._stopped = self._freezing = False
        self._reveal = self._following = False
        self.nothing = ""  # what an empty list says
        self.setAccessibleName(model.ledger.title)
        self._prepare(self)
        self.frozen = QTableView(self)
        self.frozen.setObjectName("frozen")
        self._prepare(self.frozen)
        self.setModel(model)
        self._join_frozen()
        self._heights = QTimer(self, interval=0, singleShot=True)
        self._heights.timeout.connect(self._settle)
        self._keep = QTimer(self, interval=800, singleShot=True)
        self._keep.timeout.connect(self.settings.save)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.fit_rows())
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._let_go())
        model.modelReset.connect(self._after_reset)
        model.dataChanged.connect(lambda *_: self._heights.start())
        self.selectionModel().currentRowChanged.connect(lambda now, _: self._picked(now.row()))
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.frozen.doubleClicked.connect(lambda index: self._open(index.row()))
        self.arrange(settings.shown_columns(model.ledger.key))

    def arrange(self, keys: Sequence[str]) -> None:
        """Show these columns in this order; none means as the program ships the list."""
        here = self.current_id()
        self.register.arrange(keys)
        for view in (self, self.frozen):
            view.setItemDelegate(CellPainter(self.register, view))
            view.horizontalHeader().setSortIndicatorShown(False)
        self._set_widths()
        self.freeze(self.settings.frozen_columns(self.register.ledger.key, FROZEN))
        if here is not None:
            self.go_to(here)

    def freeze(self, count: int) -> None:
        """Keep this many columns in sight; never so many that nothing could be scrolled beside them."""
        room = self.viewport().width() * MOST_FROZEN // 100 if self.isVisible() else 0
        while count > FROZEN and room and sum(self.columnWidth(column) for column in range(count)) > room:
            count -= 1
        self._frozen_count = min(count, len(self.register.columns) - 1)
        self._freezing = True  # a column that is hidden or comes back there tells of a width that is not its own
        for column in range(len(self.register.columns)):
            self.frozen.setColumnHidden(column, column >= self._frozen_count)
            if column < self._frozen_count:
                self.frozen.setColumnWidth(column, self.columnWidth(column))
        self._freezing = False
        self._place_frozen()

    def shown_columns(self) -> list[str]:
        """The keys of the columns behind those that always come first, as they stand."""
        return [column.key for column in self.register.columns[FROZEN:]]

    def _prepare(self, view: QTableView) -> None:
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        view.setTabKeyNavigation(False)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(lambda place: self.menu_wanted.emit(view.viewport().mapToGlobal(place)))
        rows, heads = view.verticalHeader(), view.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(px(HIT))
        rows.setDefaultSectionSize(px(BODY * 2 + 6))
        heads.setSectionsClickable(True)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.AlignmentFlag.AlignVCenter)
        heads.setMinimumSectionSize(px(30))
        heads.setFixedHeight(px(36))
        heads.sectionClicked.connect(self._order)
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heads.customContextMenuRequested.connect(lambda _: self.columns_asked.emit())

    def _join_frozen(self) -> None:
        self._frozen_count = FROZEN
        frozen = self.frozen
        frozen.setModel(self.register)
        frozen.setSelectionModel(self.selectionModel())
        frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda _: self._align())
        bar.rangeChanged.connect(lambda *_: self._align())
        frozen.verticalScrollBar().valueChanged.connect(bar.setValue)
        self.horizontalHeader().sectionResized.connect(self._resized)
        frozen.horizontalHeader().sectionResized.connect(self._frozen_resized)
        self.viewport().stackUnder(frozen)
        frozen.show()

    def _set_widths(self) -> None:
        """The widths a clerk drew or the register declares; room left over goes to the columns of running text."""
        key, columns = self.register.ledger.key, self.register.columns
        natural = [px(column.width * (BODY - 1) + 14) for column in columns]
        widths = [self.settings.width(key, column.key, least) for column, least in zip(columns, natural, strict=True)]
        gives = [
            column.width if column.wraps and wide == least else 0.0
            for column, wide, least in zip(columns, widths, natural, strict=True)
        ]
        spare = max(self.viewport().width() - sum(widths), 0) if self.isVisible() and any(gives) else 0
        self._settling = True
        for at, (wide, share) in enumerate(zip(widths, gives, strict=True)):
            self.setColumnWidth(at, wide + int(spare * share / (sum(gives) or 1)))
        self._settling = False
        self._place_frozen()

    def _resized(self, column: int, _old: int, size: int) -> None:
        if column < self._frozen_count:
            self.frozen.setColumnWidth(column, size)
            self._place_frozen()
        self._heights.start()
        if not self._settling and size > 0:
            self.settings.set_width(self.register.ledger.key, self.register.columns[column].key, size)
            self._keep.start()

    def _frozen_resized(self, column: int, _old: int, size: int) -> None:
        if not self._freezing:
            self.setColumnWidth(column, size)

    def _place_frozen(self) -> None:
        wide = sum(self.columnWidth(column) for column in range(self._frozen_count))
        edge = self.frameWidth()
        high = self.viewport().height() + self.horizontalHeader().height()
        self.frozen.setGeometry(self.viewport().x() or edge, edge, wide + px(2), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frozen columns over their place and fit the rows that came into sight."""
        super().resizeEvent(event)
        self._set_widths()
        self.freeze(self.settings.frozen_columns(self.register.ledger.key, FROZEN))
        self._reveal = self._following
        self._heights.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """An empty list says where its rows come from."""
        super().paintEvent(event)
        if self.nothing and not self.register.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(look().ink_soft))
            beside = sum(self.columnWidth(column) for column in range(self._frozen_count))  # these lie over the text
            room = self.viewport().rect().adjusted(beside + px(12), px(40), -px(12), -px(24))
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.nothing)
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls looks elsewhere: the row asked for is not brought back any more."""
        self._following = False
        super().wheelEvent(event)

    def stop(self) -> None:
        """The book is about to be closed: nothing is read for this list any more."""
        self._stopped = True
        self._heights.stop()

    def fit_rows(self) -> bool:
        """Give the rows in sight the height of their text, the others keep one line; whether any had another."""
        if self._stopped:
            return False
        model = self.register
        first, bottom = max(self.rowAt(0), 0), self.viewport().height()
        if not model.rowCount() or not bottom:
            return False
        changed = False
        metrics = self.fontMetrics()
        widths = [self.columnWidth(at) for at in range(len(model.columns))]
        used, at = self.rowViewportPosition(first), first  # the first row may be half out of sight
        while at < model.rowCount() and used <= bottom:
            pairs = zip(model.texts(at), widths, strict=True)
            high = max(needed_height(metrics, text, wide) for text, wide in pairs)
            if self.rowHeight(at) != high:
                self.setRowHeight(at, high)
                self.frozen.setRowHeight(at, high)
                changed = True
            used, at = used + high, at + 1
        self._align()
        return changed

    def scrollTo(
        self, index: object, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll a cell into sight, out from under the frozen columns."""
        super().scrollTo(index, hint)  # type: ignore[arg-type]
        column = index.column()  # type: ignore[attr-defined]
        covered = sum(self.columnWidth(at) for at in range(self._frozen_count))
        left = self.columnViewportPosition(column)
        if column >= self._frozen_count and left < covered:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + left - covered)

    def current_id(self) -> int | None:
        """The row the cursor is on."""
        return self.register.id_at(self.currentIndex().row())

    def chosen_ids(self) -> list[int]:
        """The selected rows, in the order of the list."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [found for row in rows if (found := self.register.id_at(row)) is not None]

    def go_to(self, row_id: int) -> bool:
        """Put the cursor on a row; False when the list does not show it."""
        at = self.register.position(row_id)
        if at is None:
            return False
        index = self.register.index(at, min(self._frozen_count, len(self.register.columns) - 1))
        how = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(QItemSelection(index, index), how.ClearAndSelect | how.Rows)
        self.selectionModel().setCurrentIndex(index, how.NoUpdate)
        self._reveal = self._following = True
        self._heights.start()
        return True

    def column_key(self) -> str:
        """The key of the column the cursor is in."""
        at = self.currentIndex().column()
        return self.register.columns[at].key if 0 <= at < len(self.register.columns) else ""

    def ids_from_cursor(self, number: int) -> list[int]:
        """The row under the cursor and those below it, as far as there are."""
        first = self.currentIndex().row()
        found = (self.register.id_at(first + step) for step in range(number)) if first >= 0 else ()
        return [row_id for row_id in found if row_id is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row under the cursor; Ctrl+C copies the selected rows, Ctrl+V pastes a block."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The cursor is somewhere as soon as the list has the focus."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.register.rowCount():
            self.setCurrentIndex(self.register.index(0, min(self._frozen_count, len(self.register.columns) - 1)))

    def changeEvent(self, event: QEvent) -> None:
        """A new zoom means new heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_heights"):
            self._heights.start()

    def row_menu_place(self) -> QPoint:
        """Where a menu for the row under the cursor opens."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())

    def _align(self) -> None:
        """The frozen half shows exactly the rows of the other: range, value and offset are taken over as they are."""
        mine, theirs = self.verticalScrollBar(), self.frozen.verticalScrollBar()
        was = theirs.blockSignals(True)
        theirs.setRange(mine.minimum(), mine.maximum())
        theirs.setValue(mine.value())
        theirs.blockSignals(was)
        self.frozen.verticalHeader().setOffset(self.verticalHeader().offset())
        self.frozen.viewport().update()

    def _let_go(self) -> None:
        self._following = False

    def _settle(self) -> None:
        """Fit the rows in sight; the row asked for may have been pushed out of it by higher ones above."""
        if self._stopped:
            return
        self.fit_rows()
        if self._reveal and self.isVisible():
            self._reveal = False
            # Every scroll brings rows into sight that grow in their turn; a screen holds few, so this ends soon.
            for _ in range(SETTLING_TURNS):
                self.scrollTo(self.currentIndex())
                self.fit_rows()
                self.updateGeometries()  # else the scroll bar still ends where the lower rows ended
                self._align()
                seen = self.visualRect(self.currentIndex()).bottom() <= self.viewport().height()
                if seen and not self.fit_rows():  # the new end may have brought in rows not yet measured
                    break

    def _after_reset(self) -> None:
        # A reset forgets which columns are hidden only when their number changes; heights always.
        self._heights.start()

    def _open(self, row: int) -> None:
        if (found := self.register.id_at(row)) is not None:
            self.opened.emit(found)

    def _picked(self, row: int) -> None:
        if (found := self.register.id_at(row)) is not None:
            self.picked.emit(found)

    def _order(self, column: int) -> None:
        key = self.register.columns[column].key
        if key in SORTABLE_NOT:
            return
        order = self.register.query.order
        down = bool(order) and order[0] == (key, False)
        self.ordered.emit(key, down)
        heads = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        for view in (self, self.frozen):
            view.horizontalHeader().setSortIndicator(column, heads)
            view.horizontalHeader().setSortIndicatorShown(True)
