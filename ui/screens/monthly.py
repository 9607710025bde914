"""数据月报: the month's figures with their rows, the cross-checks with their 说明, and the drafted 工作进展."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.domain.ledger import Move
from app.domain.rows import id_of, text_of
from app.figures.counting import Place
from app.figures.indicators import INDICATORS
from app.figures.layout import COLUMNS, MONTHLY
from app.figures.narrative import Sentence, as_text
from app.ledgers import SHELF
from app.ledgers.monthly_report import DRAFT, MONTHLY_REPORTS
from app.operations import monthly, monthly_papers, records
from app.operations.books import Book
from app.operations.monthly import BehindRow, Finding, Monthly
from app.operations.span_reports import Summed
from app.reports.sheet import Sheet
from ui.engine.editors import Editor, editor_for
from ui.engine.lights import told_state
from ui.engine.moves import MoveDialog
from ui.screens.layouts import LayoutDialog
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.monthly_figures import BehindDialog, FigureTable
from ui.screens.preview import open_preview_of
from ui.style.palette import GAP, px
from ui.widgets.chip import Chip
from ui.widgets.dialog import Dialog, button, label
from ui.widgets.flow import Flow

FIGURES, CHECKS, WORDS = range(3)
TEXTS = ("progress", "problems_left", "next_steps", "nil_statement")
HEIGHTS = {"progress": 190, "problems_left": 70, "next_steps": 70, "nil_statement": 58}
SEND = "送审"


class ExplainDialog(Dialog):
    """One 说明 for one cross-check; Ctrl+Enter keeps it, Ctrl+Shift+Enter for every one that has none yet."""

    explained = Signal(str)
    explained_rest = Signal(str)

    def __init__(self, parent: QWidget, book: Book, finding: Finding, left: int = 1) -> None:
        super().__init__(parent, "写审核说明")
        self.editor = editor_for(SHELF["monthly_note"].by_key["text"], book, SHELF["monthly_note"])
        self.editor.set_text(finding.note)
        self.body.addWidget(label(finding.mismatch.message))
        self.body.addWidget(self.editor, 1)
        self.add_button("保存 Ctrl+Enter", self.keep, main=True)
        if left > 1:
            self.add_button(f"没写的 {left} 条都写这一句 Ctrl+Shift+Enter", self.keep_rest)
            QShortcut(QKeySequence("Ctrl+Shift+Return"), self).activated.connect(self.keep_rest)
        self.add_button("取消 Esc", self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.keep)
        self.resize(px(620), px(280))
        self.editor.setFocus()

    def keep(self) -> None:
        """Hand the text over."""
        self.explained.emit(self.editor.text())
        self.accept()

    def keep_rest(self) -> None:
        """Hand the text over for every hint that has none."""
        self.explained_rest.emit(self.editor.text())
        self.accept()


class MonthlyScreen(QWidget):
    """One month's report. Texts are saved as they are left; figures are counted by the program alone.

    What is said of a month alone stands in the methods of the first part: a longer time has its own.
    """

    saved = Signal(int)
    closed = Signal()
    wanted = Signal(str, int)
    ledger = MONTHLY_REPORTS
    names: Mapping[str, str] = COLUMNS
    hidden: tuple[str, ...] = ()
    use = MONTHLY
    now = "本月"
    hint = "把光标放到数字上按 Enter,列出是哪几条;“更正”栏是以前月份补录、改正的。"

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.counted: Monthly | Summed | None = None
        self.period = self._period_of(row_id)
        self.title, self.state, self.nil = label("", "title", wrap=False), Chip(), Chip()
        self.message = MessageLine(self)
        self.table = FigureTable(self, self.names, self.hidden)
        self.zeros = QCheckBox("也列出是 0 的")
        self.checks = QListWidget(self)
        self.texts: dict[str, Editor] = {key: editor_for(self.ledger.by_key[key], book, self.ledger) for key in TEXTS}
        self.labels: dict[str, QLabel] = {}
        self.sentences = QListWidget(self)
        self.tabs = QTabWidget(self)
        self.move_buttons: list[QPushButton] = []
        self._lay_out()
        self._wire()
        self._start(row_id)

    def load(self) -> None:
        """Show the report as it stands: frozen, or as the registers count now."""
        try:
            self.counted = self.count()
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self._show(self.counted)

    def count(self) -> Monthly | Summed:
        """The report as it stands."""
        return monthly.monthly(self.book, self.period)

    def count_anew(self) -> Monthly | Summed:
        """The report counted from today's registers, and kept."""
        return monthly.recount(self.book, self.period)

    def called(self, counted: Monthly | Summed) -> str:
        """What the report is called."""
        return f"{counted.title}数据月报"

    def sentences_of(self, counted: Monthly | Summed) -> list[Sentence]:
        """The draft of its words."""
        assert isinstance(counted, Monthly)
        return monthly_papers.sentences(counted)

    def papers(self) -> list[Sheet]:
        """Everything that is printed of it."""
        counted = monthly.monthly(self.book, self.period)
        forms = [monthly_papers.form_of(self.book, counted, one) for one in monthly_papers.chosen(self.book, self.use)]
        return [*forms, monthly_papers.progress_paper(self.book, self.period)]

    def elsewhere(self) -> str:
        """Where the rows of a cumulative number are found."""
        return "累计数逐月相加;请看“本月”栏和“更正”栏,或打开以前月份的月报。"

    def check_line(self, finding: Finding) -> str:
        """A cross-check that does not hold, as it is listed."""
        kind = "✗ 必须改" if finding.mismatch.hard else "✓ 已说明" if finding.note else "! 要说明"
        text = f"{kind}  {finding.mismatch.id}  {finding.mismatch.message}"
        return text + (f"\n　说明:{finding.note}" if finding.note else "")

    def rows_behind(self, place: Place, column: str) -> list[BehindRow]:
        """The rows behind a figure."""
        assert isinstance(self.counted, Monthly)
        return monthly.behind(self.book, self.counted, place, column)

    def recount(self) -> None:
        """Count anew and keep it."""
        try:
            self.counted = self.count_anew()
        except Told as told:
            self.message.tell(told.message, "yellow")
            return
        self._show(self.counted)
        self.saved.emit(id_of(self.counted.report or {}, "id") or 0)
        self.message.tell(f"已按今天的台账重新统计。{self._left()}", "green")

    def check(self) -> None:
        """To the cross-checks."""
        self.tabs.setCurrentIndex(CHECKS)
        self.checks.setFocus()

    def draft(self) -> None:
        """Draft 工作进展 from the figures; what was written before can be had back."""
        if self.counted is None or self.counted.frozen:
            return
        before = self.texts["progress"].text()
        self._write(as_text(self.sentences_of(self.counted)))
        back = (("恢复原来写的", partial(self._write, before)),) if before else ()
        self.message.tell(f"已按{self.now}台账起草,请逐句看一遍,可以直接改。", "green", *back)

    def preview(self) -> None:
        """The form and the report in words, as they will be printed."""
        open_preview_of(self, self.book, self.title.text(), self.papers)

    def choose_layouts(self) -> None:
        """Which receivers' layouts are printed; others can be loaded."""
        dialog = LayoutDialog(self, self.book, self.use)
        dialog.chosen.connect(self.preview)
        dialog.open()

    def leave(self) -> None:
        """Back to the list."""
        self.closed.emit()

    def ask_move(self, move: Move) -> None:
        """Carry out a step; before it is sent for review the figures are counted once more."""
        if move.label == SEND:
            self.recount()
        row = (self.counted.report if self.counted else None) or {}
        if move.reason or move.asks:
            dialog = MoveDialog(self, self.book, self.ledger, row, move)
            dialog.done_with.connect(lambda _: self._moved(move))
            dialog.open()
            return
        try:
            records.move(self.book, self.ledger, id_of(row, "id") or 0, move.label)
        except Refused as refused:
            self.message.tell(refused.message, "red", *((("去核对 F8", self.check),) if self._open() else ()))
            return
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self._moved(move)

    # --- inside

    def _period_of(self, row_id: int | None) -> Period:
        row = self.book.row(MONTHLY_REPORTS.key, row_id) if row_id else None
        if row and row.get("period"):
            return Period.parse(text_of(row, "period"))
        return Period.of(self.book.today(), "month").previous()

    def _start(self, row_id: int | None) -> None:
        if row_id is None and monthly.report_row(self.book, self.period) is None:
            self.recount()
        else:
            self.load()
        QTimer.singleShot(0, self, self.table.setFocus)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.state)
        head.addWidget(self.nil)
        tools, moves = QWidget(), QWidget()
        line = Flow(tools, px(GAP[1]))
        self._moves = QHBoxLayout(moves)
        self._moves.setContentsMargins(0, 0, 0, 0)
        self.count_button = button("重新统计 F9", self.recount)
        for widget in (
            moves,
            self.count_button,
            button("表样 F7", self.choose_layouts),
            button("打印预览 Ctrl+P", self.preview),
            button("返回 Esc", self.leave),
        ):
            line.addWidget(widget)
        head.addWidget(tools, 1)
        self.tabs.addTab(self._figures_tab(), "")
        self.tabs.addTab(self._checks_tab(), "")
        self.tabs.addTab(self._words_tab(), f"{self.ledger.label('progress')} Alt+3")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        box.addLayout(head)
        box.addWidget(self.message)
        box.addWidget(self.tabs, 1)
        enter_presses(self)

    def _figures_tab(self) -> QWidget:
        page, box = _page()
        line = QHBoxLayout()
        line.addWidget(label(self.hint, "hint", wrap=False))
        line.addStretch(1)
        line.addWidget(self.zeros)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        return page

    def _checks_tab(self) -> QWidget:
        page, box = _page()
        box.addWidget(label("Enter 写说明;按 G 去看数字。标“必须改”的要到台账里改正,写说明不能代替。", "hint"))
        self.checks.setWordWrap(True)
        self.checks.setAccessibleName("勾稽关系")
        box.addWidget(self.checks, 1)
        return page

    def _words_tab(self) -> QWidget:
        page, box = _page()
        across = QHBoxLayout()
        left = QVBoxLayout()
        for key, editor in self.texts.items():
            self.labels[key] = label(self.ledger.label(key), wrap=False)
            self.labels[key].setBuddy(editor)
            self.labels[key].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            editor.inner.setMinimumHeight(px(HEIGHTS[key]))
            left.addWidget(self.labels[key])
            left.addWidget(editor, HEIGHTS[key])
        right = QVBoxLayout()
        line = QHBoxLayout()
        line.addWidget(label("每句话的出处(Enter 列出记录)", "hint", wrap=False))
        line.addStretch(1)
        self.draft_button = button("按台账起草 F6", self.draft)
        line.addWidget(self.draft_button)
        right.addLayout(line)
        self.sentences.setWordWrap(True)
        self.sentences.setAccessibleName("工作进展各句的出处")
        right.addWidget(self.sentences, 1)
        texts = QWidget()
        left.setContentsMargins(0, 0, px(GAP[0]), 0)
        texts.setLayout(left)
        area = QScrollArea()
        area.setWidget(texts)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        across.addWidget(area, 3)
        across.addLayout(right, 2)
        box.addLayout(across, 1)
        return page

    def _wire(self) -> None:
        self.table.asked.connect(self._list_behind)
        self.zeros.toggled.connect(lambda _: self.load())
        self.checks.itemActivated.connect(lambda _: self._explain())
        self.sentences.itemActivated.connect(lambda item: self._sources(item))
        for key, editor in self.texts.items():
            editor.left.connect(partial(self._keep, key))
        keys = (
            ("F9", self.recount),
            ("F8", self.check),
            ("F6", self.draft),
            ("F7", self.choose_layouts),
            ("Ctrl+P", self.preview),
            ("Esc", self.leave),
            ("Alt+1", partial(self._to_tab, FIGURES, self.table)),
            ("Alt+2", self.check),
            ("Alt+3", partial(self._to_tab, WORDS, self.texts["progress"])),
        )
        for text, act in keys:
            shortcut = QShortcut(QKeySequence(text), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        go = QShortcut(QKeySequence("G"), self.checks, context=Qt.ShortcutContext.WidgetShortcut)
        go.activated.connect(self._to_figure)

    def _write(self, text: str) -> None:
        self.texts["progress"].set_text(text)
        self._keep("progress")

    def _to_tab(self, index: int, widget: QWidget) -> None:
        self.tabs.setCurrentIndex(index)
        widget.setFocus()

    def _show(self, counted: Monthly | Summed) -> None:
        row = counted.report or {}
        self.title.setText(self.called(counted))
        self.state.say(*told_state(self.ledger, row, DRAFT))
        self.nil.say("零报告" if counted.nil else "", "grey")
        self.table.show_figures(counted.figures, all_of_them=self.zeros.isChecked())
        self._show_checks(counted)
        self._show_words(counted)
        self.count_button.setEnabled(not counted.frozen)
        self.draft_button.setEnabled(not counted.frozen)
        self._show_moves()

    def _show_checks(self, counted: Monthly | Summed) -> None:
        at = self.checks.currentRow()
        self.checks.clear()
        for finding in counted.findings:
            self.checks.addItem(QListWidgetItem(self.check_line(finding)))
        if not counted.findings:
            self.checks.addItem(QListWidgetItem("✓ 各项勾稽关系都平。"))
        self.checks.setCurrentRow(max(at, 0))
        self.tabs.setTabText(FIGURES, "数字 Alt+1")
        self.tabs.setTabText(CHECKS, f"勾稽关系({len(self._open())} 处待办) F8" if self._open() else "勾稽关系 F8")

    def _show_words(self, counted: Monthly | Summed) -> None:
        row = counted.report or {}
        for key, editor in self.texts.items():
            if editor.text() != text_of(row, key):
                editor.set_text(text_of(row, key))
            editor.inner.setEnabled(not counted.frozen)
        for widget in (self.labels["nil_statement"], self.texts["nil_statement"]):
            widget.setVisible(counted.nil)
        self.sentences.clear()
        for sentence in self.sentences_of(counted):
            item = QListWidgetItem(sentence.text)
            item.setData(Qt.ItemDataRole.UserRole, sentence.places)
            self.sentences.addItem(item)

    def _show_moves(self) -> None:
        for old in self.move_buttons:
            self._moves.removeWidget(old)
            old.deleteLater()
        row = (self.counted.report if self.counted else None) or {}
        legal = records.moves(self.book, self.ledger, row) if row else []
        self.move_buttons = [button(move.label, partial(self.ask_move, move)) for move in legal]
        for made in self.move_buttons:
            made.setAutoDefault(True)
            self._moves.addWidget(made)

    def _open(self) -> list[Finding]:
        return [one for one in self.counted.findings if one.open] if self.counted else []

    def _left(self) -> str:
        return f"还有 {len(self._open())} 处要核对,按 F8。" if self._open() else "各项勾稽关系都平或已说明。"

    def _moved(self, move: Move) -> None:
        self.load()
        row = (self.counted.report if self.counted else None) or {}
        self.message.tell(f"已办理:{move.label}。现在的状态:{text_of(row, 'state')}。", "green")
        self.saved.emit(id_of(row, "id") or 0)

    def _keep(self, key: str) -> None:
        """Save a text as it is left."""
        row = (self.counted.report if self.counted else None) or {}
        text = self.texts[key].text()
        if not row or (self.counted and self.counted.frozen) or text == text_of(row, key):
            return
        try:
            records.save(self.book, self.ledger, id_of(row, "id"), {key: text})
        except Told as told:
            self.message.tell(f"{told.message}\n写的内容还留在这里。", "red")
            return
        self.load()
        self.saved.emit(id_of(row, "id") or 0)

    def _list_behind(self, place: Place, column: str) -> None:
        if self.counted is None:
            return
        if column in ("y", "c", "ly"):
            self.message.tell(self.elsewhere(), "blue")
            return
        rows = self.rows_behind(place, column)
        one = INDICATORS[place.code]
        if not rows:
            self.message.tell(f"{one.label}{self.names[column]}是 0,没有记录。", "blue")
            return
        names = {each.key: each.title for each in SHELF.places}
        dialog = BehindDialog(self, f"{one.label} {self.names[column]}", rows, names, one.unit)
        dialog.wanted.connect(self.wanted)
        dialog.open()

    def _sources(self, item: QListWidgetItem) -> None:
        """The rows behind a sentence: of its first figure that has any."""
        for place in item.data(Qt.ItemDataRole.UserRole) or ():
            if self.counted and self.rows_behind(place, "m"):
                self._list_behind(place, "stock" if INDICATORS[place.code].stock else "m")
                return
        self.message.tell("这句话说的是没有发生,所以没有记录。", "blue")

    def _explain(self) -> None:
        at = self.checks.currentRow()
        if self.counted is None or not 0 <= at < len(self.counted.findings):
            return
        self.explain(self.counted.findings[at])

    def explain(self, finding: Finding) -> None:
        """Ask for the 说明 of a soft check; a hard one leads to its figure."""
        if self.counted is None:
            return
        if finding.mismatch.hard or self.counted.frozen:
            self._to_figure()
            return
        left = [one for one in self._open() if not one.mismatch.hard]
        dialog = ExplainDialog(self, self.book, finding, len(left))
        dialog.explained.connect(partial(self._explained, finding))
        dialog.explained_rest.connect(self._explained_rest)
        dialog.open()

    def _explained(self, finding: Finding, text: str) -> None:
        try:
            monthly.explain(self.book, self.period, finding, text)
            self.counted = self.count_anew()
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self._show(self.counted)
        self.message.tell(f"说明已保存。{self._left()}", "green")
        self.check()

    def _explained_rest(self, text: str) -> None:
        """The same words for every hint that has none."""
        try:
            for finding in self._open():
                if not finding.mismatch.hard:
                    monthly.explain(self.book, self.period, finding, text)
            self.counted = self.count_anew()
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self._show(self.counted)
        self.message.tell(f"说明已保存。{self._left()}", "green")
        self.check()

    def _to_figure(self) -> None:
        at = self.checks.currentRow()
        if self.counted and 0 <= at < len(self.counted.findings):
            place = self.counted.findings[at].mismatch.places[0]
            self.zeros.setChecked(True)
            self._to_tab(FIGURES, self.table)
            self.table.go_to(place)


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, px(GAP[0]), 0, 0)
    box.setSpacing(px(GAP[0]))
    return page, box
