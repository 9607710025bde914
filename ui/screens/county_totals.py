"""汇总: a month's figures over all townships; Enter goes from a sum to the townships, and from one to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.figures.counting import Place
from app.figures.indicators import INDICATORS
from app.operations import county_copies, county_totals
from app.operations.county_copies import Copied
from app.operations.county_totals import Totals
from app.operations.receiving import asked_month
from ui.engine import messages, runner
from ui.engine.elided import Elided
from ui.engine.window import Command, MainWindow
from ui.screens.county_bulletin import BulletinDialog
from ui.screens.county_copies import CopiesDialog
from ui.screens.county_payees import PayeesDialog
from ui.screens.county_townships import TownshipsDialog
from ui.screens.message_line import MessageLine
from ui.screens.monthly_figures import FigureTable
from ui.screens.preview import folder_to_save_in, open_preview_of, save_into
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

MONTHS = 18
HINT = "把光标放到数字上按 Enter:哪几个乡镇报的;再按 Enter:是哪几条。"


class CountyTotalsPage(QWidget):
    """`wanted` names a merged row to open."""

    wanted = Signal(str, int)
    choose_folder = staticmethod(folder_to_save_in)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.book = window.book
        self.found: Totals | None = None
        self.month = QComboBox()
        self.month.setAccessibleName("哪个月")
        month = Period.parse(asked_month(self.book))
        for _ in range(MONTHS):
            self.month.addItem(month.title, month.key)
            month = month.previous()
        self.table = FigureTable(self, hidden=("c", "ly"))
        self.zeros = QCheckBox("也列出是 0 的")
        self.words = Elided("", "hint")
        self.message = MessageLine(self)
        self._lay_out()
        self.month.currentIndexChanged.connect(lambda _: self.load())
        self.zeros.toggled.connect(lambda _: self.load())
        self.table.asked.connect(self.ask)

    def commands(self) -> Mapping[str, Command]:
        """What the keys of the window do here."""
        return {
            "refresh": self.load,
            "print": self.preview,
            "export": self.export,
            "edit": self.table.ask,
            "write_letter": self.write_bulletin,
            "help": self.help,
        }

    def load(self) -> None:
        """Add up again; the cursor stays on its figure."""
        found = self.found = county_totals.totals(self.book, str(self.month.currentData()))
        self.table.show_figures(found.figures, all_of_them=self.zeros.isChecked())
        silent = f"没有数字的 {len(found.silent)} 个:{'、'.join(found.silent)}" if found.silent else "没有缺的"
        self.words.setText(f"已汇总 {len(found.townships)} 个乡镇;{silent}。")
        empty = "这个月还没有哪个乡镇的数字合并进来。请先在“收包”里收包、合并,或在上面换一个月。"
        self.message.tell("" if found.townships else empty, "blue")

    def focus(self) -> None:
        """The cursor goes to the figures."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_month(self, month: str) -> None:
        """Go to a month, as far as it is offered."""
        if (at := self.month.findData(month)) >= 0:
            self.month.setCurrentIndex(at)

    def ask(self, place: Place, column: str) -> None:
        """List the townships behind a figure."""
        if self.found is None:
            return
        own = self.found.behind(place)
        if not own:
            self.message.tell(f"{INDICATORS[place.code].label}是 0,没有乡镇报。", "blue")
            return
        dialog = TownshipsDialog(self, self.book, place, column, own)
        dialog.wanted.connect(self.wanted)
        dialog.open()

    def preview(self) -> None:
        """The form with the sums, key figures by township, who reported: as they are printed."""
        if (found := self._filled()) is not None:
            make = partial(county_totals.papers, self.book, found)
            open_preview_of(self, self.book, f"{Period.parse(found.month).title}县级汇总", make)

    def export(self) -> None:
        """Write the three sheets as PDF and Excel into a folder."""
        found = self._filled()
        folder = self.choose_folder(self) if found else None
        if found is not None and folder is not None:
            save_into(folder, self.message, partial(county_totals.write, self.book, found, folder))

    def write_bulletin(self) -> None:
        """月通报 of the month: a draft to be edited."""
        if (found := self._filled()) is not None:
            dialog = BulletinDialog(self, self.book, found)
            dialog.wanted.connect(self.wanted)
            dialog.open()

    def compare(self) -> None:
        """Look for the same text in many villages; how far it is stands in a dialog that can stop it."""

        def done(found: list[Copied]) -> None:
            dialog = CopiesDialog(self, self.book, found)
            dialog.wanted.connect(self.wanted)
            dialog.open()

        def failed(error: Exception) -> None:
            messages.tell(self, error)

        def work(report: runner.Report) -> list[Copied]:
            return county_copies.copied(self.book)

        messages.long_work(self, "正在比对各村的措施和承诺", work, while_alive(self, done), while_alive(self, failed))

    def payees(self) -> None:
        """同一收款人: rows of several townships whose marks are equal."""
        dialog = PayeesDialog(self, self.book)
        dialog.wanted.connect(self.wanted)
        dialog.open()

    def help(self) -> None:
        """Help on the totals."""
        from ui.engine.help import show_topic

        show_topic(self, "totals")

    # --- inside

    def _filled(self) -> Totals | None:
        """The totals as they are now, None (and a sentence) where nothing came in yet."""
        try:
            self.load()
        except Told as told:
            self.message.tell(told.message, "red")
            return None
        return self.found if self.found and self.found.townships else None

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("县级汇总", "title", wrap=False))
        head.addWidget(self.month)
        tools = QWidget()
        self.tools = Flow(tools, px(GAP[1]))
        self.tools.addWidget(button("打印汇总表 Ctrl+P", self.preview, main=True))
        self.tools.addWidget(button("写出 PDF+Excel Ctrl+E", self.export))
        self.tools.addWidget(button("月通报… Ctrl+L", self.write_bulletin))
        self.tools.addWidget(button("雷同… F9", self.compare))
        QShortcut(QKeySequence("F9"), self, self.compare, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.tools.addWidget(button("同一收款人… F11", self.payees))
        QShortcut(QKeySequence("F11"), self, self.payees, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        head.addWidget(tools, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[0]))
        box.addLayout(head)
        box.addWidget(self.words)
        box.addWidget(self.message)
        line = QHBoxLayout()
        line.addWidget(label(HINT, "hint", wrap=False))
        line.addStretch(1)
        line.addWidget(self.zeros)
        box.addLayout(line)
        box.addWidget(self.table, 1)
