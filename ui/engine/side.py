"""The left side: the period, the registers, and the unit tree with its lights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.settings import OPEN_HEADINGS, Settings
from ui.engine.registers import Registers
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import label

if TYPE_CHECKING:
    # The empty side is shown before the book's machinery is read.
    from app.domain.days import Period
    from app.operations.books import Book
    from app.operations.lists import UnitNode

KEY = Qt.ItemDataRole.UserRole
MONTHS_BACK, QUARTERS_BACK, YEARS_BACK = 18, 8, 10
HOME = "home"
MOST_WIDE, MOST_LOW = 350, 150  # pixels: at the largest type the page needs the room more than the names
LEAST_WIDE, LEAST_PAGES, LEAST_UNITS = 200, 120, 90


class Side(QFrame):
    """Chooses where one works: `went` tells the page, `narrowed` that unit or period changed."""

    went = Signal(str)
    narrowed = Signal()

    def __init__(self, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._overdue: Mapping[str, int] = {}
        self.setObjectName("panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), px(GAP[1]), px(GAP[1]), px(GAP[1]))
        box.setSpacing(px(GAP[0]))
        self.period = QComboBox()
        self.period.setAccessibleName("报告期")
        self.period.currentIndexChanged.connect(lambda _: self.narrowed.emit())
        self.pages = Registers()
        self.pages.went.connect(self.went)
        self.pages.folded.connect(self._keep_headings)
        self.units = QTreeWidget()
        self.units.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.units.setObjectName("side")
        self.units.setAccessibleName("单位")
        self.units.setHeaderHidden(True)
        self.units.setIndentation(min(px(16), 20))
        self.units.setColumnCount(2)
        heads = self.units.header()
        heads.setStretchLastSection(False)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        heads.setMinimumSectionSize(px(20))
        self.units.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.units.currentItemChanged.connect(lambda *_: self.narrowed.emit())
        for widget in (self.period, self.pages):
            box.addWidget(widget)
        box.addWidget(self._named("单位", self.units))
        box.addWidget(self.units, 1)

    def show_book(self, book: Book) -> None:
        """Fill period, registers and units from a book, in the sizes of now."""
        from app.operations import lists

        for widget in (self.period, self.units):
            widget.blockSignals(True)
        # Set with every book and zoom: so narrow that names still say something, so low that both lists still scroll.
        self.setMinimumWidth(min(px(LEAST_WIDE), MOST_WIDE))
        self.units.setIndentation(min(px(16), 20))
        self.pages.setMinimumHeight(min(px(LEAST_PAGES), MOST_LOW))
        self.units.setMinimumHeight(min(px(LEAST_UNITS), MOST_LOW))
        self._fill_periods(book)
        self._fill_pages(book)
        self._fill_units(lists.unit_tree(book))
        for widget in (self.period, self.units):
            widget.blockSignals(False)

    def show_units(self, book: Book) -> None:
        """The units anew, after one was added, renamed or moved; the chosen one stays."""
        from app.operations import lists

        chosen = self.unit()
        self.units.blockSignals(True)  # `choose` lets them speak again
        self._fill_units(lists.unit_tree(book))
        self.choose(chosen, str(self.period.currentData()))
        self._show_overdue()

    def unit(self) -> int | None:
        """The chosen unit, None for all."""
        item = self.units.currentItem()
        return item.data(0, KEY) if item else None

    def unit_name(self) -> str:
        """The chosen unit's name, "" for all."""
        item = self.units.currentItem()
        return str(item.data(0, KEY + 1)) if item and item.data(0, KEY) is not None else ""

    def period_chosen(self) -> Period | None:
        """The chosen period, None for all."""
        from app.domain.days import Period

        chosen = self.period.currentData()
        return Period.parse(chosen) if chosen else None

    def offer_for_units(self, text: str, act: Callable[[], object]) -> None:
        """One more line in the menu of the unit tree."""
        self.units.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        action = QAction(text, self.units)
        action.triggered.connect(lambda: act())
        self.units.addAction(action)

    def choose(self, unit: int | None, period: str) -> None:
        """A unit and a period; those that are no longer there mean all. The caller looks at once."""
        for widget in (self.period, self.units):
            widget.blockSignals(True)
        self.period.setCurrentIndex(max(self.period.findData(period), 0))
        found = [item for item in _all_items(self.units) if item.data(0, KEY) == unit]
        self.units.setCurrentItem((found or _all_items(self.units))[0])
        for widget in (self.period, self.units):
            widget.blockSignals(False)

    def clear(self) -> None:
        """All units and all periods again."""
        self.period.setCurrentIndex(0)
        self.units.setCurrentIndex(self.units.model().index(0, 0))

    def mark_page(self, key: str) -> None:
        """Show which page one is on; a page that is not in the list leaves nothing marked."""
        self.pages.mark(key)

    def show_counts(self, counts: Mapping[str, int], overdue: Mapping[str, int]) -> None:
        """Open rows behind each register; overdue rows behind each unit, as a number in red."""
        self.pages.show_counts(counts)
        self._overdue = overdue
        self._show_overdue()

    def _show_overdue(self) -> None:
        for at in range(self.units.topLevelItemCount()):
            if top := self.units.topLevelItem(at):
                _show_overdue(top, self._overdue)

    def _fill_periods(self, book: Book) -> None:
        from app.domain.days import Period

        self.period.clear()
        self.period.addItem("全部期间", "")
        month, quarter = Period.of(book.today(), "month"), Period.of(book.today(), "quarter")
        for _ in range(QUARTERS_BACK):
            self.period.addItem(quarter.title, quarter.key)
            quarter = quarter.previous()
        for _ in range(MONTHS_BACK):
            self.period.addItem(month.title, month.key)
            month = month.previous()
        year = Period.of(book.today(), "year")
        for _ in range(YEARS_BACK):
            self.period.addItem(year.title, year.key)
            year = year.previous()

    def _fill_pages(self, book: Book) -> None:
        from app.operations import lists

        first = "收包情况" if book.info.is_county else "待办"
        self.pages.show_menu((HOME, first, "home"), lists.menu(book), self.open_headings())

    def _fill_units(self, tops: list[UnitNode]) -> None:
        self.units.clear()
        everything = QTreeWidgetItem(["全部单位", ""])
        everything.setData(0, KEY, None)
        self.units.addTopLevelItem(everything)
        for node in tops:
            self.units.addTopLevelItem(_branch(node))
        for item in _all_items(self.units):
            item.setExpanded(item.childCount() > 0 and _depth(item) < 2)
        self.units.setCurrentItem(everything)
        self.units.setColumnWidth(1, px(58))

    def open_headings(self) -> list[str]:
        """The headings that were open when the program was last used."""
        kept = self.settings.get(OPEN_HEADINGS) if self.settings else ""
        return [heading for heading in kept.split("、") if heading]

    def _keep_headings(self) -> None:
        if self.settings:  # written with the place of the window
            self.settings.set(OPEN_HEADINGS, "、".join(sorted(self.pages.open)))

    def _named(self, text: str, buddy: QWidget) -> QWidget:
        made = label(text, "hint")
        made.setBuddy(buddy)
        return made


def _branch(node: UnitNode, above: str = "") -> QTreeWidgetItem:
    # What stands under a township need not repeat its name: the side is narrow.
    short = node.name.removeprefix(above) or node.name
    item = QTreeWidgetItem([short, ""])
    item.setData(0, KEY, node.id)
    item.setData(0, KEY + 1, node.name)
    item.setToolTip(0, f"{node.name}({node.kind})" if node.kind else node.name)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.addChildren([_branch(child, node.name) for child in node.children])
    return item


def _show_overdue(item: QTreeWidgetItem, counts: Mapping[str, int], above: str = "") -> int:
    """Show and return the count of a unit and all below it; a group counts under its village's name and its own."""
    name = str(item.data(0, KEY + 1) or "")
    number = sum(counts.get(each, 0) for each in {name, f"{above}{name}"})
    number += sum(_show_overdue(item.child(at), counts, name) for at in range(item.childCount()))
    shown = f"■{number}" if number else ""
    if item.text(1) != shown:  # most units have nothing overdue, and telling the tree of each would cost its time
        item.setText(1, shown)
        item.setForeground(1, QColor(toned("red").ink))
        item.setToolTip(1, f"逾期 {number} 条" if number else "")
    return number


def _all_items(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    found: list[QTreeWidgetItem] = []
    waiting = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop()
        if item is None:
            continue
        found.append(item)
        waiting += [item.child(at) for at in range(item.childCount())]
    return found


def _depth(item: QTreeWidgetItem) -> int:
    depth, above = 0, item.parent()
    while above is not None:
        depth, above = depth + 1, above.parent()
    return depth
