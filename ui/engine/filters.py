"""The bar over a list: find, states, only overdue, with voided; unit and period come from the left side."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from app.domain.days import Period
from app.domain.ledger import LedgerDef
from app.operations import lists
from app.operations.books import Book
from app.operations.lists import Query
from app.operations.views import View
from ui.style.palette import GAP, HIT, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

ANY, OPEN = "全部状态", "未办结"
TYPING_MS = 250


class FilterBar(QWidget):
    """Makes the query of a list. `changed` follows every change, typing after a short rest."""

    changed = Signal()
    reset_asked = Signal()

    def __init__(self, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self.order: tuple[tuple[str, bool], ...] = ()
        self._line = line = Flow(self, px(GAP[1]))
        self.box = QLineEdit()
        self.box.setPlaceholderText("查找:文字、编号、人名、单位")
        self.box.setAccessibleName("查找")
        self.box.setClearButtonEnabled(True)
        self.box.setFixedWidth(px(230))
        self._rest = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._rest.timeout.connect(self.changed)
        self.box.textChanged.connect(lambda _: self._rest.start())
        self.box.returnPressed.connect(self.now)
        self.states = QComboBox()
        self.states.setAccessibleName("状态")
        self.states.addItems([ANY, OPEN, *(state.name for state in ledger.states)])
        self.states.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.overdue = self._tick("只看逾期")
        self.voided = self._tick("含作废")
        self.where = label("", "hint", wrap=False)
        self.count: QLabel = label("", "hint", wrap=False)
        for widget in (self.box, self.states, self.overdue, self.voided):
            line.addWidget(widget)
        line.addWidget(button("重置", self.reset, plain=True))
        line.addWidget(self.where)
        line.addWidget(self.count)
        for words in (self.where, self.count):
            words.setMinimumHeight(px(HIT))
        self.states.setVisible(bool(ledger.states))
        self.overdue.setVisible(ledger.due is not None)

    def query(self, book: Book, unit: int | None, period: Period | None) -> Query:
        """What the bar and the left side ask for."""
        chosen = self.states.currentText()
        states = None if chosen == ANY else self.ledger.open_states if chosen == OPEN else frozenset({chosen})
        query = Query(
            find=self.box.text().strip(),
            order=self.order,
            states=states if self.ledger.states else None,
            voided=None if self.voided.isChecked() else False,
            units=frozenset({unit}) if unit is not None and self.ledger.unit_field else None,
            period=period if self.ledger.period_field else None,
        )
        return lists.only_overdue(book, self.ledger, query) if self.overdue.isChecked() else query

    def nothing(self, book: Book, narrowed_beside: bool) -> str:
        """What an empty list says: how to see more where it is narrowed, else where rows come from.

        `narrowed_beside` tells that the left side narrows it.
        """
        bar = self.box.text().strip() or self.states.currentIndex() > 0 or self.overdue.isChecked()
        if bar or narrowed_beside:
            return "没有符合条件的记录。\n按“重置”看全部,或换个查找的字、单位、期间。"
        if book.info.is_county and self.ledger.travels:
            return "还没有乡镇报来的记录。\n在“收包”里接收、合并上报包以后,就在这里。"
        return f"{self.ledger.title}还没有记录。\n按 Ctrl+N 新增一条;已有 Excel 的,点“导入”整本读入;怎么填按 F1。"

    def show_where(self, unit: str, period: Period | None, count: int) -> None:
        """Say in words what the left side narrows the list to, and how many rows there are."""
        parts = [unit if self.ledger.unit_field else "", period.title if period and self.ledger.period_field else ""]
        said = " · ".join(part for part in parts if part)
        self.where.setText(f"范围:{said}" if said else "")
        self.count.setText(f"共 {count:,} 条")
        self.where.setVisible(bool(said))

    def reset(self) -> None:
        """Everything again."""
        self.show_view(View(""))
        self.reset_asked.emit()
        self.changed.emit()

    def view(self, name: str, unit: int | None, period: str) -> View:
        """What the bar asks for now, to be saved under a name."""
        return View(
            name,
            self.box.text().strip(),
            self.states.currentText() if self.states.currentIndex() > 0 else "",
            self.overdue.isChecked(),
            self.voided.isChecked(),
            unit,
            period,
            self.order,
        )

    def show_view(self, view: View) -> None:
        """Put the bar as a view says, without looking yet."""
        for widget in (self.box, self.states, self.overdue, self.voided):
            widget.blockSignals(True)
        self.box.setText(view.find)
        self.states.setCurrentIndex(max(self.states.findText(view.state), 0) if view.state else 0)
        self.overdue.setChecked(view.overdue)
        self.voided.setChecked(view.voided)
        for widget in (self.box, self.states, self.overdue, self.voided):
            widget.blockSignals(False)
        self.order = view.order
        self._rest.stop()

    def now(self) -> None:
        """Look at once, without waiting for a rest in typing."""
        self._rest.stop()
        self.changed.emit()

    def put(self, widget: QWidget) -> None:
        """A button of the page's own at the end of the bar."""
        self._line.addWidget(widget)

    def stop(self) -> None:
        """Forget a look that was still to come: the book is about to be closed."""
        self._rest.stop()

    def _tick(self, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.toggled.connect(lambda _: self.changed.emit())
        return box
