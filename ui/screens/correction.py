"""更正: asking for it with the second person's consent, changing rows, 改前 beside 改后, and both signatures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.rows import text_of
from app.ledgers import ledger as ledger_of
from app.operations import amendment_packet, amendments, lists
from app.operations.amendments import Changed
from app.operations.books import Book
from ui.engine.form import Form
from ui.screens.tally import cell
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, button, label

KEPT = Qt.ItemDataRole.UserRole
HEADS = ("台账", "记录", "项目", "改前", "改后")
FIGURE = "月报数字"


class AskDialog(Dialog):
    """Why a month is corrected, and the reviewer's password: with it the month is opened at once.

    `asked` tells the reason and the password, "" where the reviewer is not here.
    """

    asked = Signal(str, str)

    def __init__(self, parent: QWidget, period: Period, reviewer: str) -> None:
        super().__init__(parent, f"办更正 {period.title}")
        self.reason, self.password = QLineEdit(), QLineEdit()
        self.reason.setAccessibleName("更正原因")
        self.reason.setMaxLength(500)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("审核人密码")
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(
            label("已报的内容报错了,在这里更正。更正有编号,写明原因,审核人同意后这个月才打开;前后两版都保留。", "hint")
        )
        self.body.addWidget(label("更正原因(哪里报错了、为什么要改,随更正包报县里)"))
        self.body.addWidget(self.reason)
        self.body.addWidget(label(f"审核人 {reviewer}:同意更正。请本人输入密码;本人不在可以先不填,回来再同意。"))
        self.body.addWidget(self.password)
        self.body.addWidget(self.alarm)
        self.add_button("同意,打开这个月", self.go, main=True)
        self.add_button("取消 Esc", self.reject)
        self.resize(px(640), px(300))
        self.reason.setFocus()

    def go(self) -> None:
        """Hand both over; without a reason nothing is asked for."""
        if not self.reason.text().strip():
            self.tell("没有写更正原因。请写一句哪里报错了。")
            self.reason.setFocus()
            return
        self.asked.emit(self.reason.text().strip(), self.password.text())

    def tell(self, sentence: str) -> None:
        """Say what is wrong; the dialog stays, the reason too."""
        self.alarm.setText(sentence)
        self.alarm.show()
        self.password.clear()
        self.password.setFocus()


class RowDialog(Dialog):
    """One row of the opened month in its form; saved, it closes and the differences are shown."""

    kept = Signal()

    def __init__(self, parent: QWidget, book: Book, register: str, row_id: int) -> None:
        super().__init__(parent, f"更正 {book.title(register, row_id)}")
        self.form = Form(book, ledger_of(register), self)
        self.form.open(lists.page(book, ledger_of(register), [row_id])[0])
        self.form.saved.connect(lambda _: self._saved())
        self.body.addWidget(self.form, 1)
        self.add_button("关闭 Esc", self.reject)
        room = parent.window().size()
        self.resize(min(px(940), room.width() - px(20)), min(px(600), room.height() - px(20)))
        self.form.fields.first()

    def _saved(self) -> None:
        self.kept.emit()
        self.accept()

    def reject(self) -> None:
        """What was typed stays as a draft."""
        self.form.stop()
        super().reject()


class DifferencePanel(QWidget):
    """The correction under way: choose a row and change it; what differs stands below; both people sign at the foot."""

    signed = Signal(str, str)
    agreed = Signal(str)
    look_wanted = Signal()
    paper_wanted = Signal()
    withdraw_wanted = Signal()
    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.period: Period | None = None
        self.facts = label("")
        self.search = QLineEdit()
        self.search.setPlaceholderText("要改哪一条:写编号、单位或内容,按 Enter 打开第一条")
        self.search.setAccessibleName("要改哪一条")
        self.rows = QListWidget()
        self.rows.setAccessibleName("这个月报出的记录")
        self.rows.setMinimumHeight(px(44))
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, wide in ((0, 96), (2, 120)):
            self.table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, px(wide))
        self.table.setAccessibleName("改前改后")
        self.table.setMinimumHeight(px(84))
        self.clerk, self.reviewer, self.consent = QLineEdit(), QLineEdit(), QLineEdit()
        for box, name in ((self.clerk, "经办人密码"), (self.reviewer, "审核人密码"), (self.consent, "审核人同意")):
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setAccessibleName(name)
            box.setMaximumWidth(px(220))
        self.sign = button("签发更正包", self._sign, main=True)
        self.look = button("先逐份看材料", self.look_wanted.emit)
        self.paper = button("打印对照表", self.paper_wanted.emit)
        self.withdraw = button("撤回更正", self.withdraw_wanted.emit)
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._list())
        self.search.returnPressed.connect(self._open_first)
        self.search.installEventFilter(self)
        self.rows.itemActivated.connect(self._open_item)
        self.clerk.returnPressed.connect(self.reviewer.setFocus)
        self.reviewer.returnPressed.connect(self._sign)
        self.consent.returnPressed.connect(self._agree)

    def show_correction(self, period: Period, row: Row, changed: Sequence[Changed], names: Sequence[str]) -> None:
        """The correction as it stands; `names` are the clerk and the reviewer."""
        self.period = period
        open_ = bool(row.get("approved_by"))
        waits = "" if open_ else "  还没有同意,这个月还锁着。"
        self.facts.setText(
            f"{period.title}更正 {text_of(row, 'number')}:{text_of(row, 'reason')}\n"
            f"提出 {text_of(row, 'asked_by')}  同意 {text_of(row, 'approved_by') or '—'}  "
            f"范围:{text_of(row, 'scope')}{waits}"
        )
        self.clerk_label.setText(f"经办人 {names[0]}")
        self.reviewer_label.setText(f"审核人 {names[1]}")
        self.agreeing.setVisible(not open_)
        for one in (self.search, self.table, self.signing):
            one.setVisible(open_)
        self._fill(period, changed)
        self._list()
        for box in (self.clerk, self.reviewer, self.consent):
            box.clear()
        for one in (self.look, self.paper, self.withdraw):
            one.show()
        able = bool(changed)
        for one in (self.clerk, self.reviewer, self.sign, self.look, self.paper):
            one.setEnabled(able)
        (self.consent if not open_ else self.clerk if able else self.search).setFocus()

    def show_signed(self, period: Period) -> None:
        """The packet of the correction is signed: nothing is changed here any more."""
        self.facts.setText(f"{period.title}的更正包已签发。材料在“送审”里看;还没有传出、又要改的,到“签发”里收回签发。")
        for one in (self.agreeing, self.search, self.rows, self.table, self.signing):
            one.hide()
        for one in (self.look, self.paper, self.withdraw):
            one.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow down leads from the words to the rows found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self.rows.setFocus()
            return True
        return super().eventFilter(watched, event)

    def edit(self, register: str, row_id: int) -> RowDialog:
        """Open a row to be changed."""
        dialog = RowDialog(self, self.book, register, row_id)
        dialog.kept.connect(self.changed)
        dialog.open()
        return dialog

    def _lay_out(self) -> None:
        self.clerk_label, self.reviewer_label = label("", wrap=False), label("", wrap=False)
        self.signing, self.agreeing = QWidget(), QWidget()
        sign = QHBoxLayout(self.signing)
        agree = QHBoxLayout(self.agreeing)
        for line in (sign, agree):
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(GAP[1]))
        for one in (self.clerk_label, self.clerk, self.reviewer_label, self.reviewer, self.sign):
            sign.addWidget(one)
        sign.addStretch(1)
        agree.addWidget(label("审核人密码(同意更正)", wrap=False))
        agree.addWidget(self.consent)
        agree.addWidget(button("同意,打开这个月", self._agree, main=True))
        agree.addStretch(1)
        more = QHBoxLayout()
        for one in (self.look, self.paper, self.withdraw):
            more.addWidget(one)
        more.addWidget(label("只插着一个U盘时,签好马上写入并核对。", "hint"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(GAP[1]))
        layout.addWidget(self.facts)
        layout.addWidget(self.agreeing)
        layout.addWidget(self.search)
        layout.addWidget(self.rows, 2)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.signing)
        layout.addLayout(more)
        layout.addStretch()

    def _fill(self, period: Period, changed: Sequence[Changed]) -> None:
        lines = [
            (ledger_of(one.register).title, one.title, name, before, after)
            for one in changed
            for name, before, after in one.fields
        ]
        if changed:
            figures = amendment_packet.figure_changes(self.book, period, changed)
            lines += [(FIGURE, name, "", before, after) for name, before, after in figures]
        self.table.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                self.table.setItem(at, column, cell(text, middle=False))
        self.table.resizeRowsToContents()

    def _list(self) -> None:
        # With differences to look at, the rows come when somebody looks for one: a low screen has room for one list.
        self.rows.setVisible(not self.search.isHidden() and (not self.table.rowCount() or bool(self.search.text())))
        self.rows.clear()
        if self.period is None or self.rows.isHidden():
            return
        for register, number, title in amendments.candidates(self.book, self.period, self.search.text()):
            item = QListWidgetItem(f"{ledger_of(register).title}  {title}")
            item.setData(KEPT, (register, number))
            self.rows.addItem(item)

    def _open_first(self) -> None:
        if item := self.rows.item(max(self.rows.currentRow(), 0)):
            self._open_item(item)

    def _open_item(self, item: QListWidgetItem) -> None:
        self.edit(*item.data(KEPT))

    def _agree(self) -> None:
        text = self.consent.text()
        self.consent.clear()
        self.agreed.emit(text)

    def _sign(self) -> None:
        texts = self.clerk.text(), self.reviewer.text()
        for box in (self.clerk, self.reviewer):
            box.clear()  # never left standing on the screen of a shared computer
        self.signed.emit(*texts)
