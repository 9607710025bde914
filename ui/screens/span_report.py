"""汇总报表: a quarter, half a year, a year or a stage; figures with their rows, checks, and the drafted words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.domain.span import QUARTER, Span, around, of_days
from app.figures.counting import Place
from app.figures.layout import SUMMARY
from app.figures.narrative import Sentence
from app.ledgers import ledger as ledger_of
from app.operations import span_reports
from app.operations.books import Book
from app.operations.monthly import BehindRow, Finding, Monthly
from app.operations.span_reports import Offer, Summed
from app.reports.monthly_form import SPAN
from app.reports.sheet import Sheet
from ui.engine.editors import editor_for
from ui.screens.monthly import MonthlyScreen
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label


class ChooseSpan(Dialog):
    """Which time is to be summed up: one of the list, or any days."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, book: Book, offers: Sequence[Offer]) -> None:
        super().__init__(parent, "汇总哪一段")
        self.offers = list(offers)
        self.list = QListWidget()
        self.list.setAccessibleName("可以汇总的季度、半年、年度和阶段")
        for offer in self.offers:
            span = offer.span
            over = "" if span.last < book.today() else ",还没有过完"
            text = f"{span.title}({span.first.isoformat()} 至 {span.last.isoformat()}{over})"
            self.list.addItem(QListWidgetItem(f"{text}　已有,打开" if offer.row else text))
        ledger = ledger_of(span_reports.REPORT)
        self.first, self.last = (editor_for(ledger.by_key[key], book, ledger) for key in ("from_on", "to_on"))
        self.fault = label("", "hint")
        self.body.addWidget(label("上下键选一段,Enter 汇总;要别的起止,在下面填两个日期再按 Enter。", "hint"))
        self.body.addWidget(self.list, 1)
        line = QHBoxLayout()
        for text, editor in (("起", self.first), ("止", self.last)):
            line.addWidget(label(text, wrap=False))
            line.addWidget(editor, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.fault)
        self.add_button("汇总 Enter", self.take, main=True)
        self.add_button("取消 Esc", self.reject)
        self.list.itemDoubleClicked.connect(lambda _: self.take())
        self.list.setCurrentRow(next((at for at, one in enumerate(self.offers) if one.span.last < book.today()), 0))
        self.resize(px(640), px(440))
        self.list.setFocus()

    def take(self) -> None:
        """Hand over what is chosen; days that were typed go first."""
        first, last = self.first.text().strip(), self.last.text().strip()
        if not first and not last:
            at = self.list.currentRow()
            if 0 <= at < len(self.offers):
                self.chosen.emit(self.offers[at])
                self.accept()
            return
        try:
            span = of_days(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            words = str(error) if "早于" in str(error) else "起、止都要填成 2026-06-30 的样子"
            self.fault.setText(f"{words}。没有汇总。")
            return
        self.chosen.emit(Offer(span))
        self.accept()


class SpanScreen(MonthlyScreen):
    """The report of a longer time: the same figures, columns and keys as a month's."""

    ledger = ledger_of(span_reports.REPORT)
    names = SPAN.names
    hidden = ("adj",)
    use = SUMMARY
    hint = "把光标放到数字上按 Enter,列出是哪几条;上年同期是上一年同样的起止。"

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        self.row_id = row_id
        self.span = self._span_of(book, row_id)
        super().__init__(book, row_id, parent)

    def count(self) -> Monthly | Summed:
        """The report as it stands."""
        return span_reports.summed(self.book, self.span, self.row_id)

    def count_anew(self) -> Monthly | Summed:
        """The report counted from today's registers, and kept."""
        if self.row_id is None:
            self.row_id = span_reports.begin(self.book, self.span)
        return span_reports.recount(self.book, self.span, self.row_id)

    def called(self, counted: Monthly | Summed) -> str:
        """2026年第3季度汇总."""
        return f"{counted.title}汇总"

    def sentences_of(self, counted: Monthly | Summed) -> list[Sentence]:
        """The draft of its words."""
        assert isinstance(counted, Summed)
        return span_reports.sentences(counted)

    def papers(self) -> list[Sheet]:
        """Its forms and its words."""
        return span_reports.papers(self.book, span_reports.summed(self.book, self.span, self.row_id))

    def rows_behind(self, place: Place, column: str) -> list[BehindRow]:
        """The rows behind a figure."""
        assert isinstance(self.counted, Summed)
        return span_reports.behind(self.book, self.counted, place, column)

    def elsewhere(self) -> str:
        """Where the rows of a cumulative number are found."""
        return "点“本期”栏列出这一段的记录;累计数的记录请汇总更长的一段来看。"

    def check_line(self, finding: Finding) -> str:
        """A cross-check; what was explained in the months is not asked for again."""
        kind = "✗ 必须改" if finding.mismatch.hard else "提示"
        return f"{kind}  {finding.mismatch.id}  {finding.mismatch.message}"

    def explain(self, finding: Finding) -> None:
        """To the figure: what is to be said of it goes into 存在问题."""
        self._to_figure()

    def ask(self) -> None:
        """Ask which time, for a new report."""
        dialog = ChooseSpan(self, self.book, span_reports.offers(self.book))
        dialog.chosen.connect(self.take)
        dialog.rejected.connect(self._given_up)
        dialog.open()

    def take(self, offer: Offer) -> None:
        """Begin the report of a time, or open the one there is."""
        try:
            self.row_id = offer.row or span_reports.begin(self.book, offer.span, offer.stage)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.span, self.now = offer.span, offer.span.now
        if offer.row:
            self.load()
        else:
            self.recount()
        QTimer.singleShot(0, self, self.table.setFocus)

    # --- inside

    def _span_of(self, book: Book, row_id: int | None) -> Span:
        row = book.row(self.ledger.key, row_id) if row_id else None
        if row and row.get("from_on") and row.get("to_on"):
            span = span_reports.span_of_row(book, row)
            self.now = span.now
            return span
        return around(QUARTER, book.today())

    def _period_of(self, row_id: int | None) -> Period:
        return Period.of(self.span.last, "month")

    def _start(self, row_id: int | None) -> None:
        if row_id is None:
            QTimer.singleShot(0, self, self.ask)
        else:
            self.load()
            QTimer.singleShot(0, self, self.table.setFocus)

    def _given_up(self) -> None:
        if self.row_id is None:
            self.leave()
