"""The row between head and grid: which classes are shown, and what is folded away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from ui.style.palette import GAP, px
from ui.widgets.dialog import button

LINES, ENTRIES = "收支明细", "资产资源债务等"


class SheetTabs(QWidget):
    """收支明细 and 资产资源债务等 with their numbers; a button for more fields, one for what the tab can do."""

    turned = Signal(int)
    fold_header = Signal()
    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar(self)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+PgUp and Ctrl+PgDn turn the pages, as in a workbook
        self.bar.addTab(LINES)
        self.bar.addTab(ENTRIES)
        self.bar.setTabToolTip(0, "Ctrl+PgUp")
        self.bar.setTabToolTip(1, "Ctrl+PgDn:计划、资产、资源、债权债务、收益分配、其他")
        self.bar.setAccessibleName("公开的类别")
        self.more_fields = button("", self.fold_header.emit)
        self.act = button("", self.acted.emit)
        self._folded, self._more = True, False
        for made in (self.more_fields, self.act):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP[1]))
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.act)
        row.addWidget(self.more_fields)
        self.bar.currentChanged.connect(self.turned)
        self._name_buttons()

    def show_page(self, place: int) -> None:
        """Mark a tab without saying that it was turned to."""
        self.bar.blockSignals(True)
        self.bar.setCurrentIndex(place)
        self.bar.blockSignals(False)
        self._name_buttons()

    def show_counts(self, lines: int, entries: int) -> None:
        """How many lines each tab has."""
        for place, (title, number) in enumerate(((LINES, lines), (ENTRIES, entries))):
            self.bar.setTabText(place, f"{title} {number}" if number else title)

    def show_folds(self, folded: bool, more: bool) -> None:
        """What the buttons would do now."""
        self._folded, self._more = folded, more
        self._name_buttons()

    def _name_buttons(self) -> None:
        self.more_fields.setText("账套、专项、现金… F7" if self._folded else "收起账套、专项、现金 F7")
        if self.bar.currentIndex():
            self.act.setText("带入上期 F9")
            self.act.setToolTip("把上一期的资产、资源、债权债务带过来,再改")
        else:
            self.act.setText("收起几列 F9" if self._more else "更多列 F9")
            self.act.setToolTip("会计科目、资金来源、专款、数量、单价、冲销原笔")
