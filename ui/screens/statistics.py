"""统计: charts of the problems, and any register crossed by two of its fields; of the unit and period at the left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app.domain.days import Period
from app.operations import lists, pivots, sheets
from app.operations.lists import Query
from app.reports.sheet import Sheet
from ui.engine import runner
from ui.engine.window import Command, MainWindow
from ui.screens.message_line import MessageLine
from ui.screens.pivot import PivotPanel
from ui.screens.preview import Drawn, draw, open_preview_of
from ui.screens.preview_pages import PageStack
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

CHARTS, PIVOT = range(2)
PROBLEMS = "problem"
NOTHING = "这个范围里没有问题,没有图可画。请在左边换成“全部单位”“全部期间”,或先在“问题台账”里按 Ctrl+N 录入。"
FORMS = (("problem_statistics", "统计表"), ("ageing", "挂账清单"), ("finance_years", "历年收支"))


class StatisticsPage(QWidget):
    """Two tabs: the charts as they are printed, and 透视表. `wanted` names a row to open."""

    wanted = Signal(str, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.words = label("", "hint")
        self._nothing = False
        self.message = MessageLine(self)
        self.stack = PageStack(self)
        self.stack.setAccessibleName("统计图")
        self.pivot = PivotPanel(self.book, self.scope, self)
        self.pivot.wanted.connect(self.wanted)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._charts_tab(), "统计图 Alt+1")
        self.tabs.addTab(self.pivot, "透视表 Alt+2")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[0]))
        head = QHBoxLayout()
        head.addWidget(label("统计", "title", wrap=False))
        head.addWidget(self.words, 1)
        box.addLayout(head)
        box.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _: self.load())
        for keys, tab in (("Alt+1", CHARTS), ("Alt+2", PIVOT)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._to_tab, tab))

    def commands(self) -> Mapping[str, Command]:
        """What the keys of the window do here."""
        return {"refresh": self.load, "print": self.preview, "export": self.preview, "help": self.help}

    def scope(self) -> tuple[str, int | None, Period | None]:
        """Of what is counted: in words, the unit, the period."""
        side = self.main.side
        unit, period = side.unit(), side.period_chosen()
        return pivots.today_scope(side.unit_name(), period, self.book.today()), unit, period

    def load(self) -> None:
        """Count again what is in front, for the unit and period at the left."""
        self.words.setText(f"范围:{self.scope()[0]}。在左边换单位、期间。")
        if self.tabs.currentIndex() == PIVOT:
            self.pivot.count()
            return
        self.message.tell("正在画图,请稍候…", "blue")
        runner.run(partial(draw, self.charts), while_alive(self, self._show), while_alive(self, self._failed))

    def focus(self) -> None:
        """Go to what is in front."""
        (self.stack if self.tabs.currentIndex() == CHARTS else self.pivot.table).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def charts(self) -> list[Sheet]:
        """The charts of the problems in scope, which is written on them; none of them says so."""
        words, unit, period = self.scope()
        ledger = self.book.ledgers[PROBLEMS]
        found = lists.ids(self.book, ledger, Query(units=(unit,) if unit else None, period=period))
        self._nothing = not found
        part = words if unit or period else ""
        return [sheets.charts_of(self.book, lists.page(self.book, ledger, found), part)]

    def preview(self) -> None:
        """What is in front, on paper; the preview also writes PDF, Excel and Word."""
        if self.tabs.currentIndex() == PIVOT:
            self.pivot.preview()
        else:
            open_preview_of(self, self.book, "问题整改统计图", self.charts)

    def form(self, kind: str) -> None:
        """A table of the problems in scope."""
        _, unit, period = self.scope()
        key = period.key if period else None
        title = sheets.kind_of(kind).title
        open_preview_of(self, self.book, title, lambda: sheets.make_sheet(self.book, kind, unit=unit, period=key))

    def help(self) -> None:
        """Help on statistics."""
        from ui.engine.help import show_topic

        show_topic(self, "statistics")

    # --- inside

    def _charts_tab(self) -> QWidget:
        page, tools = QWidget(), QWidget()
        line = Flow(tools, px(GAP[1]))
        line.addWidget(button("打印、导出 Ctrl+P", self.preview, main=True))
        for kind, text in FORMS:
            line.addWidget(button(f"{text}…", partial(self.form, kind)))
        box = QVBoxLayout(page)
        box.setContentsMargins(0, px(GAP[0]), 0, 0)
        box.setSpacing(px(GAP[0]))
        box.addWidget(tools)
        box.addWidget(self.message)
        box.addWidget(self.stack, 1)
        return page

    def _to_tab(self, tab: int) -> None:
        self.tabs.setCurrentIndex(tab)
        self.focus()

    def _show(self, drawn: Drawn) -> None:
        self.message.tell(NOTHING if self._nothing else "", "blue")
        self.stack.show_pages(drawn.pages, drawn.sketches, self._failed)

    def _failed(self, error: Exception) -> None:
        self.message.tell(str(error), "red")
