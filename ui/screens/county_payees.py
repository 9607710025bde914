"""同一收款人: rows whose marks are equal; Enter lists them, F6 shows which townships have the key and hands it out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from app.domain.money import show_yuan
from app.figures.indicators import MONEY
from app.ledgers import ledger
from app.operations import county_marks, county_payees
from app.operations.books import Book
from app.operations.county_marks import Round, State
from app.operations.county_payees import Same
from app.operations.identities import Passwords
from app.operations.monthly import BehindRow
from ui.engine import messages, runner
from ui.engine.elided import Elided
from ui.screens.county_tasks import choose_folder
from ui.screens.desk_password import Desk
from ui.screens.monthly_figures import BehindDialog
from ui.screens.preview import open_preview_of
from ui.screens.tally import cell, go_to_row, row_list, rows_fit
from ui.screens.while_alive import while_alive
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

HEADS = ("相同的是", "是什么人", "哪些村、单位", "笔数", "合计(元)")
SCOPES = (("两个以上乡镇", False), ("同一个乡镇里两处以上", True))
HINT = (
    "各乡镇只报比对标记,不报姓名和身份证号。标记相同的列在下面,只是提示:可能同名,也可能本来就该两处都有,"
    "请问乡镇核实。Enter 看是哪几笔,Esc 关闭。"
)
KEY_HEADS = ("乡镇", "情况", "密钥写出日期")
KEY_HINT = (
    "密钥由县里发,一个乡镇一个文件,封给这个乡镇自己,别人打不开。乡镇把文件拖进窗口就装入,下一个上报包起带比对标记。"
    "丢了、怀疑泄露才换新的:换了以后的标记和以前的不能互相比。"
)


class PayeesDialog(Dialog):
    """Searches again whenever what is asked for changes; `wanted` names the merged row to open, the list is closed."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "同一收款人")
        self.book = book
        self.found: list[Same] = []
        self.scope, self.names = QComboBox(), QCheckBox("只有姓名相同的也列出")
        self.scope.setAccessibleName("在哪里比")
        for text, within in SCOPES:
            self.scope.addItem(text, within)
        self.words = Elided("", "hint")
        self.count = label("", "hint", wrap=False)
        wide = {0: 165, 1: 130, 3: 60, 4: 110}
        self.table = row_list(HEADS, 0, stretch=2, wide=wide, name="同一收款人")
        self._lay_out()
        self.scope.currentIndexChanged.connect(lambda _: self.search())
        self.names.toggled.connect(lambda _: self.search())
        self.table.cellDoubleClicked.connect(lambda *_: self.open_one())
        self.resize(px(960), px(520))
        self.search()

    def search(self) -> None:
        """Compare again; how far it is stands in a dialog that can stop it."""
        asked = {"within": bool(self.scope.currentData()), "names": self.names.isChecked()}

        def work(report: runner.Report) -> tuple[list[Same], list[State]]:
            return county_payees.same(self.book, **asked), county_marks.states(self.book)

        def failed(error: Exception) -> None:
            messages.tell(self, error)

        messages.long_work(self, "正在比对标记", work, while_alive(self, self._show), while_alive(self, failed))

    def open_one(self) -> None:
        """List the rows of the payee under the cursor, each with its sum."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.found):
            return
        one = self.found[at]
        rows = [BehindRow(row.register, row.row, f"{row.township}{row.called}", row.amount or 0) for row in one.rows]
        names = {row.register: ledger(row.register).title for row in one.rows}
        dialog = BehindDialog(self, one.told, rows, names, MONEY, "金额")
        dialog.wanted.connect(self._leave)
        dialog.open()

    def preview(self) -> None:
        """The list on paper; the preview also writes PDF, Excel and Word."""
        asked = {"within": bool(self.scope.currentData()), "names": self.names.isChecked()}
        make = partial(county_payees.paper, self.book, list(self.found), **asked)
        open_preview_of(self, self.book, "同一收款人清单", lambda: [make()])

    def keys(self) -> None:
        """Which townships have the key; the list is made again when that dialog is closed."""
        dialog = KeysDialog(self, self.book)
        dialog.open()

    def _leave(self, register: str, row_id: int) -> None:
        self.accept()
        self.wanted.emit(register, row_id)

    def _show(self, done: tuple[list[Same], list[State]]) -> None:
        self.found, states = done
        self.words.setText(county_payees.summary(states))
        where = self.scope.currentText()
        self.count.setText(f"{len(self.found)} 组" if self.found else f"没有发现{where}相同的。")
        self.table.setRowCount(len(self.found))
        for at, one in enumerate(self.found):
            texts = (one.told, "、".join(one.kinds), "、".join(one.units), str(len(one.rows)), show_yuan(one.total))
            for column, text in enumerate(texts):
                item = cell(text, middle=column == 3)
                if column == 4:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
        self.see.setEnabled(bool(self.found))
        rows_fit(self.table)
        go_to_row(self.table, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(label("比", "", wrap=False))
        line.addWidget(self.scope)
        line.addWidget(self.names)
        line.addStretch(1)
        line.addWidget(self.count)
        self.body.addWidget(label(HINT, "hint"))
        self.body.addLayout(line)
        self.body.addWidget(self.words)
        self.body.addWidget(self.table, 1)
        self.see = self.add_button("看是哪几笔 Enter", self.open_one, main=True)
        self.add_button("打印清单 Ctrl+P", self.preview)
        self.add_button("密钥… F6", self.keys)
        self.add_button("关闭 Esc", self.reject)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.preview)
        QShortcut(QKeySequence("F6"), self).activated.connect(self.keys)


class KeysDialog(Dialog):
    """Of every township whether its marks are compared, and why not; hands the key out."""

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "比对密钥")
        self.book, self.desk = book, Desk(self, book)
        self.choose_folder = partial(choose_folder, self, "比对密钥写到哪里")
        self.words = label("", "", wrap=False)
        self.table = row_list(KEY_HEADS, 0, stretch=1, wide={0: 130, 2: 130}, name="各乡镇的比对密钥")
        self.body.addWidget(label(KEY_HINT, "hint"))
        self.body.addWidget(self.words)
        self.body.addWidget(self.table, 1)
        self.add_button("写出密钥… Enter", self.write, main=True)
        self.add_button("换新密钥… Ctrl+N", self.renew)
        self.add_button("关闭 Esc", self.reject)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.renew)
        self.resize(px(820), px(480))
        self.load()

    def load(self) -> None:
        """Read again how far the townships are."""
        states, keys = county_marks.states(self.book), county_marks.keys(self.book)
        told = f"现在用的密钥是 {keys[0]['issued_at'][:10]} 生成的。" if keys else ""
        self.words.setText(told or "还没有密钥;按“写出密钥”就生成。")
        self.table.setRowCount(len(states))
        for at, one in enumerate(states):
            for column, text in enumerate((one.name, one.told, one.sent_at)):
                self.table.setItem(at, column, cell(text))
        rows_fit(self.table)
        go_to_row(self.table, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def write(self) -> None:
        """Write the key for every township that it can be sealed to."""
        self._write(new=False)

    def renew(self) -> None:
        """Make another key after a question, and write it."""
        question = "换了新密钥,以后的比对标记和以前的不能互相比,所有乡镇都要重新装入。真的换?"
        messages.ask(self, question, "换新密钥", partial(self._write, new=True))

    def _write(self, *, new: bool) -> None:
        folder: Path | None = self.choose_folder()
        if folder is not None:
            self.desk.with_password("发比对密钥", partial(self._hand_out, folder, new))

    def _hand_out(self, folder: Path, new: bool, known: Passwords) -> None:
        def work(report: runner.Report) -> Round:
            return county_marks.hand_out(self.book, folder, known, new=new)

        def failed(error: Exception) -> None:
            self.desk.forget()
            messages.tell(self, error)

        messages.long_work(self, "正在写密钥", work, while_alive(self, self._written), while_alive(self, failed))

    def _written(self, done: Round) -> None:
        self.load()
        messages.tell(self, told(done), "写出密钥")


def told(done: Round) -> str:
    """What was written, and who got none."""
    lines = [f"比对密钥已写好并读回核对,{len(done.written)} 个乡镇,一个乡镇一个文件。交给各乡镇,拖进他们的窗口就装入。"]
    if done.left_out:
        lines.append(f"没有写的 {len(done.left_out)} 个:{_some(done.left_out)}。{county_marks.NO_SEAL}。")
    return "\n".join(lines)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:8]) + (" 等" if len(names) > 8 else "")
