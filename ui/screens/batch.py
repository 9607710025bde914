"""成批打印: villages × sheets × copies in one dialog, collated, to the printer or into one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import batch, wall_paper
from app.operations.batch import Made, Order, Plan
from app.operations.batch_plan import Piece
from app.operations.books import Book
from app.operations.gate import Unsettled
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens.batch_lists import KindTable, UnitTree, WaitingTable
from ui.screens.message_line import MessageLine
from ui.screens.preview import folder_to_save_in
from ui.screens.preview_pages import Page
from ui.screens.preview_print import NO_PRINTER, TOO_SMALL, PrintRun, ask_for_printer, printer_found
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, button, label

QUARTERS = 8
HOW = "空格打勾;在表上按数字改份数。每张都记入打印记录。"
ORDERS = (("一村一套(村和它的小组放在一起)", False), ("一种表一叠", True))
CHOICE, NOT_READY = 0, 1


class BatchDialog(Dialog):
    """Asks what to print and prints it; what is not ready is listed first.

    `wanted` names a row to open, `begun` the texts a sheet that is not there begins with.
    """

    wanted = Signal(str, int)
    begun = Signal(str, object)
    printed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        book: Book,
        period: Period,
        units: frozenset[int] | None = None,
        rows: tuple[str, tuple[int, ...]] | None = None,
        register: str = "",
    ) -> None:
        super().__init__(parent, "成批打印")
        self.book, self.rows, self._ticked, self._from = book, rows, units, register or (rows[0] if rows else "")
        self.plan: Plan | None = None
        self.made: Made | None = None
        self.choose_folder: Callable[[], Path | None] = lambda: folder_to_save_in(self)
        self.choose_printer: Callable[[int], QPrinter | None] = partial(ask_for_printer, self)
        self._go_on: Callable[[Made], object] = self._print
        self._run: PrintRun | None = None
        self._noted = 0
        self.period, self.collated, self.paper = QComboBox(), QComboBox(), QComboBox()
        self.duplex = QCheckBox("双面打印(上墙的只用正面)")
        self.only_rows = QCheckBox()
        self.units, self.kinds, self.waiting = UnitTree(self), KindTable(self), WaitingTable(self)
        self.message = MessageLine(self)
        self.summary = label("", "parsed")
        self.pages = QStackedWidget()
        self._lay_out()
        self._fill(period)
        self._wire()
        self._fit(parent)
        self._count()
        self.kinds.setFocus()

    def order(self) -> Order:
        """What is asked for now."""
        return Order(
            self.units.ticked(),
            self.period.currentData(),
            self.kinds.copies(),
            rows=self.rows if self.only_rows.isChecked() else None,
            by_kind=bool(self.collated.currentData()),
            paper=str(self.paper.currentData()),
            duplex=self.duplex.isChecked(),
        )

    def print_out(self) -> None:
        """Look what is ready, make the pages, ask for the printer."""
        if not printer_found():
            self.message.tell(NO_PRINTER, "yellow", ("存为一个 PDF", self.save))
            return
        self._begin(self._print)

    def save(self) -> None:
        """The same into one PDF."""
        self._begin(self._save)

    def print_the_ready(self) -> None:
        """Go on without what is not ready."""
        if self.plan is not None and self.plan.ready:
            self._make(self.plan)

    def choose_again(self) -> None:
        """Back to what is to be printed."""
        self._show(CHOICE)

    def send(self, made: Made, printer: QPrinter, start: int = 0, smaller: bool = False) -> None:
        """Send pages from `start` on; a printer without such paper is used only where smaller type will do."""
        duplex = self.plan is not None and self.plan.order.duplex
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
        pages = [Page(made.pdf, number) for number in made.pages[start:]]
        run = PrintRun(printer, pages, made.sizes[start:], self)
        if run.shrunk and not smaller:
            self.message.tell(TOO_SMALL, "yellow", ("缩小打印", lambda: self.send(made, printer, start, True)))
            return
        self._run = run
        self._able()
        run.progressed.connect(
            lambda now, total: self.message.tell(
                f"正在送往打印机:第 {start + now} 页,共 {start + total} 页", "blue", ("停止", run.stop)
            )
        )
        run.failed.connect(lambda sentence: self.message.tell(sentence, "red"))
        run.finished.connect(lambda _: self._sent(made, printer, start))
        run.start()

    def help(self) -> None:
        """How it is done."""
        show_topic(self, "batch")

    def reject(self) -> None:
        """Esc goes back from the list of what is not ready; while pages are being sent it stops the printing first."""
        if self._run is not None:
            self._run.stop()
            self.message.tell("正在停下打印,请稍候再关闭。", "yellow")
        elif self.pages.currentIndex() == NOT_READY:
            self.choose_again()
        else:
            super().reject()

    def leave(self) -> None:
        """Close whatever is shown, but not while pages are being sent."""
        if self._run is None:
            self.done(0)
        else:
            self.reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same for the button in the title bar."""
        self.leave()
        event.setAccepted(self._run is None)

    # --- inside

    def _begin(self, go_on: Callable[[Made], object]) -> None:
        if self._run is not None:
            return
        self._go_on, order = go_on, self.order()
        self.message.tell("")
        messages.long_work(
            self, "成批打印", lambda report: batch.plan(self.book, order, report), self._planned, self._failed
        )

    def _planned(self, plan: Plan) -> None:
        self.plan = plan
        batch.remember(self.book, plan.order)
        if not plan.waiting:
            self._make(plan)
            return
        self.waiting.show_told(plan.told())
        act = "打印" if self._go_on == self._print else "存"
        self.ready_button.setText(f"只{act}准备好的 {len(plan.ready)} 张 Ctrl+P")
        self.ready_button.setEnabled(bool(plan.ready))
        self._show(NOT_READY)
        rest = "可以先处理(Enter 打开那一张),也可以只打印准备好的。" if plan.ready else "Enter 打开那一张去处理。"
        said = f"有 {len(plan.waiting)} 张没有准备好,还没有打印。{rest}"
        if (personal := plan.personal()) is None:
            self.message.tell(said, "yellow")
            return
        count = len(personal.findings)
        self.message.tell(said, "yellow", (f"处理个人信息 {count} 处", lambda: self._settle(personal)))

    def _settle(self, personal: Unsettled) -> None:
        """Decide about everything personal in one list, then look again what is ready."""
        from ui.screens.settling import open_settling

        open_settling(self, personal, lambda: self._begin(self._go_on))

    def _make(self, plan: Plan) -> None:
        self._show(CHOICE)
        messages.long_work(
            self,
            "成批打印",
            lambda report: batch.make(self.book, plan, report),
            lambda made: self._go_on(made),
            self._failed,
        )

    def _print(self, made: Made) -> None:
        printer = self.choose_printer(len(made.pages))
        if printer is None:
            self.message.tell("没有打印。", "blue")
            return
        first, last = printer.fromPage() or 1, printer.toPage() or len(made.pages)
        if (first, last) != (1, len(made.pages)):
            self.message.tell("成批打印不能只印其中几页,还没有打印。要印几页的,请存为 PDF 再打印。", "yellow")
            return
        self.made, self._noted = made, 0
        self.send(made, printer)

    def _save(self, made: Made) -> None:
        assert self.plan is not None
        folder = self.choose_folder()
        if folder is None:
            self.message.tell("没有写出文件。", "blue")
            return
        try:
            path, number = batch.write(self.book, self.plan, made, folder)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        said = f"已存好 {len(made.printed)} 张,共 {len(made.pages)} 页:{path.name},在 {folder}。"
        self.message.tell(f"{said}打印记录批次 {number}。", "green")
        self.printed.emit()

    def _sent(self, made: Made, printer: QPrinter, start: int) -> None:
        """The printing is over or was stopped: note what is out, and offer to go on where it stopped."""
        assert self._run is not None
        sent, self._run = start + self._run.sent, None
        number = batch.note_sent(self.book, made, sent, self._noted, max(printer.copyCount(), 1))
        self._noted = max(self._noted, sent)
        self._able()
        if sent >= len(made.pages):
            said = f"已送往打印机 {len(made.printed)} 张,共 {len(made.pages)} 页。"
            self.message.tell(f"{said}打印记录批次 {number}。", "green")
        else:
            again = made.begin_again(sent)
            why = f"{self.message.text()}" if self.message.tone == "red" else "已停止打印。"
            said = f"{why}已送出 {sent} 页,印完的已记入打印记录。"
            go_on = (f"从第 {again + 1} 页接着打印", lambda: self.send(made, printer, again))
            self.message.tell(said, "yellow", go_on)
        self.printed.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)

    def _show(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        for one in (self.print_button, self.pdf_button):
            one.setVisible(page == CHOICE)
        for one in (self.ready_button, self.back_button):
            one.setVisible(page == NOT_READY)
        self.summary.setVisible(page == CHOICE)
        if page == NOT_READY:
            self.waiting.setFocus()
        else:
            self.message.tell("")
            self.kinds.setFocus()

    def _count(self) -> None:
        order = self.order()
        if order.rows is not None:
            self.summary.setText(f"选中的 {len(order.rows[1])} 条,{len(order.copies)} 种表")
        else:
            villages = sum(1 for village in self._villages if village.unit in order.units)
            groups = len(order.units) - villages
            self.summary.setText(f"{villages} 个村(社区)、{groups} 个小组,{len(order.copies)} 种表")
        for one in (self._owners, *self._when):
            one.setVisible(order.rows is None)
        self._able()

    def _able(self) -> None:
        order, busy = self.order(), self._run is not None
        able = bool(order.copies and (order.units or order.rows)) and not busy
        for one in (self.print_button, self.pdf_button):
            one.setEnabled(able)
        self.pages.setEnabled(not busy)

    def _fill(self, period: Period) -> None:
        quarter = Period.of(period.first, "quarter")
        newest = max(Period.of(self.book.today(), "quarter"), quarter, key=lambda one: one.first)
        found = [newest]
        while len(found) < QUARTERS or found[-1].first > quarter.first:
            found.append(found[-1].previous())
        for one in found:
            self.period.addItem(one.title, one)
        self.period.setCurrentIndex(found.index(quarter))
        kept = batch.remembered(self.book)
        for title, by_kind in ORDERS:
            self.collated.addItem(title, by_kind)
        self.collated.setCurrentIndex(int(bool(kept["by_kind"])))
        self.paper.addItem("各种表平常用的纸", "")
        for paper in wall_paper.PAPERS:
            self.paper.addItem(f"公示用 {paper.title}", paper.key)
        self.paper.setCurrentIndex(max(self.paper.findData(kept["paper"]), 0))
        self.duplex.setChecked(bool(kept["duplex"]))
        several = self.rows is not None
        self.only_rows.setVisible(several)
        self.only_rows.setChecked(several)
        self.only_rows.setText(f"只打印列表里选中的 {len(self.rows[1])} 条" if self.rows else "")
        self._fill_kinds(kept["copies"])
        self._fill_units()

    def _fill_units(self) -> None:
        self._villages = batch.villages_of(self.book, self.period.currentData())
        self.units.show_lines(self._villages, self._ticked)

    def _fill_kinds(self, copies: dict[str, int]) -> None:
        register = self.rows[0] if self.rows and self.only_rows.isChecked() else ""
        found = batch.called(batch.kinds(register))
        own = [kind.key for kind, _ in found if kind.register == self._from]
        if own and not copies.keys() & set(own):  # whoever comes from a list wants something of that list
            copies = {own[0]: 1}
        self.kinds.show_kinds(found, copies)

    def _lay_out(self) -> None:
        for box, name in ((self.period, "报告期"), (self.collated, "放法"), (self.paper, "纸张")):
            box.setAccessibleName(name)
        choice = QWidget()
        columns = QHBoxLayout(choice)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(GAP[2]))
        self._owners = QWidget()
        self._owners.setLayout(self._left())
        columns.addWidget(self._owners, 2)
        columns.addLayout(self._right(), 3)
        self.pages.addWidget(choice)
        self.pages.addWidget(self.waiting)
        self.body.addWidget(self.only_rows)
        self.body.addWidget(self.message)
        self.body.addWidget(self.pages, 1)
        self.buttons.insertWidget(0, self.summary)
        self.print_button = self.add_button("打印 Ctrl+P", self.print_out, main=True)
        self.pdf_button = self.add_button("存为一个 PDF", self.save)
        self.ready_button = self.add_button("只打印准备好的", self.print_the_ready)
        self.ready_button.setProperty("main", True)
        self.back_button = self.add_button("返回改选 Esc", self.choose_again)
        self.add_button("关闭", self.leave)
        for one in (self.ready_button, self.back_button):
            one.hide()

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        ticks = QHBoxLayout()
        for text, act in (
            ("全选", lambda: self.units.tick_all(True)),
            ("只要村", lambda: self.units.tick_all(True, groups=False)),
            ("全不选", lambda: self.units.tick_all(False)),
        ):
            ticks.addWidget(button(text, act))
        ticks.addStretch(1)
        left.addWidget(label("村、小组(→ 展开小组,Ctrl+A 全选)", wrap=False))
        left.addWidget(self.units, 1)
        left.addLayout(ticks)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.addWidget(label(HOW, "hint"))
        right.addWidget(self.kinds, 1)
        fields = QGridLayout()
        fields.setHorizontalSpacing(px(GAP[1]))
        named: Sequence[tuple[str, QComboBox]] = (
            ("报告期(&Q)", self.period),
            ("放法(&O)", self.collated),
            ("纸张(&Z)", self.paper),
        )
        for at, (text, box) in enumerate(named):
            name = label(text, wrap=False)
            name.setBuddy(box)
            if box is self.period:
                self._when = (name, box)
            fields.addWidget(name, at, 0)
            fields.addWidget(box, at, 1)
        fields.setColumnStretch(1, 1)
        right.addLayout(fields)
        right.addWidget(self.duplex)
        return right

    def _wire(self) -> None:
        self.units.changed.connect(self._count)
        self.kinds.changed.connect(self._count)
        self.period.currentIndexChanged.connect(lambda _: self._fill_units())
        self.only_rows.toggled.connect(lambda _: self._fill_kinds(self.kinds.copies()))
        self.waiting.wanted.connect(self._open)
        for keys, act in (("Ctrl+P", self._main_act), ("F1", self.help)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _main_act(self) -> None:
        if self.pages.currentIndex() == NOT_READY:
            self.print_the_ready()
        elif self.print_button.isEnabled():
            self.print_out()

    def _open(self, piece: Piece) -> None:
        self.leave()
        if piece.texts:
            self.begun.emit(piece.kind.register, dict(piece.texts))
        else:
            self.wanted.emit(piece.kind.register, piece.row)

    def _fit(self, parent: QWidget | None) -> None:
        area = parent.window().size() if parent is not None else None
        wide, high = (area.width(), area.height()) if area is not None else (px(1000), px(640))
        self.resize(min(wide - px(24), px(1060)), min(high - px(24), px(640)))


def open_batch(
    parent: QWidget,
    book: Book,
    period: Period,
    units: frozenset[int] | None = None,
    rows: tuple[str, tuple[int, ...]] | None = None,
    register: str = "",
) -> BatchDialog:
    """Open the dialog over the work: for these units (None for all), or for some rows of the list of a register."""
    dialog = BatchDialog(parent, book, period, units, rows, register)
    dialog.open()
    return dialog
