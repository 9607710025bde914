"""县里的答复: what became of every packet that was sent, the county's remarks, the receipt by file or by phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.operations import answers
from app.operations.answers import RowRemark, SentLine
from app.operations.answers import Told as Answered
from app.operations.books import Book
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.line_table import line_table, show_line
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.tally import cell, go_to_row
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles
from ui.widgets.flow import Flow

Act = Callable[[], object]
SENT_HEADS, SENT_WIDTHS = ("县里的答复", "上报包", "传出日期", "怎么收到的", "校验码"), (250, 190, 120, 120)
REMARK_HEADS, REMARK_WIDTHS = ("哪一条", "哪一项", "要改什么", "收到日期"), (300, 130, 560)
DONE_TONES = {"accepted": "green", "held": "yellow", "anew": "green"}
RECEIPTS = "回执文件 (RCP_*.zip)"


class AnswersPage(TakesFiles, QWidget):
    """Packets above, remarks below; files are dropped anywhere, digits typed at the foot."""

    changed = Signal()
    wanted = Signal(str, int)
    templates_wanted = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.sent: list[SentLine] = []
        self.remarks: list[RowRemark] = []
        self.choose_files: Callable[[], list[Path]] = self._choose_files
        self.message = MessageLine(self)
        self.packets = line_table("报过的包", SENT_HEADS, SENT_WIDTHS, len(SENT_HEADS) - 1)
        self.list = line_table("退回意见", REMARK_HEADS, REMARK_WIDTHS, 2)
        self.list.installEventFilter(self)
        self.list.doubleClicked.connect(lambda _: self.open_row())
        self.no_remarks = label("县里没有要改的意见。", "hint")
        self.code = QLineEdit()
        self.code.setAccessibleName("电话里念的八位回执码")
        self.code.setPlaceholderText("八位数字")
        self.code.setMaxLength(20)
        self.code.setFixedWidth(px(140))
        self.code.returnPressed.connect(self.enter_code)
        self._lay_out()
        enter_presses(self)
        self.setAcceptDrops(True)
        self.load()

    def commands(self) -> Mapping[str, Act]:
        """What the keys do here."""
        return {
            "edit": self.open_row,
            "refresh": self.load,
            "help": lambda: show_topic(self, "packet_county"),
        }

    def focus(self) -> None:
        """Go to the remarks where there are any, else to the digits."""
        (self.list if self.remarks else self.code).setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read packets and remarks again."""
        self.sent, self.remarks = answers.sent_lines(self.book), answers.open_remarks(self.book)
        self.packets.setRowCount(len(self.sent))
        for row, line in enumerate(self.sent):
            self._show_packet(row, line)
        at = max(self.list.currentRow(), 0)
        self.list.setRowCount(len(self.remarks))
        for row, remark in enumerate(self.remarks):
            where, field = answers.place_of(self.book, remark)
            for column, text in enumerate((where, field, remark.text, remark.at[:10])):
                self.list.setItem(row, column, cell(text))
        self.packets.resizeRowsToContents()
        self.list.resizeRowsToContents()
        go_to_row(self.packets, 0)
        go_to_row(self.list, min(at, len(self.remarks) - 1))
        self.list.setVisible(bool(self.remarks))
        self.no_remarks.setVisible(not self.remarks)
        for press in (self.open_press, self.done_press):
            press.setEnabled(bool(self.remarks))

    def open_files(self, paths: Sequence[Path]) -> None:
        """Take in receipts, one after the other; the first that is refused is told, those before it stay."""
        told: list[Answered] = []
        for path in paths:
            try:
                told.append(answers.load(self.book, path))
            except Told as refused:
                self.load()
                before = f"前面 {len(told)} 份已装入。" if told else ""
                self.message.tell(f"“{path.name}”:{refused.message}{before}", "red")
                return
            except OSError as error:
                messages.tell(self, error)
                return
        if told:
            self._said(told)

    def choose(self) -> None:
        """Choose receipts on a stick."""
        if paths := self.choose_files():
            self.open_files(paths)

    def enter_code(self) -> None:
        """Take down the digits heard over the phone."""
        try:
            told = answers.enter_code(self.book, self.code.text())
        except Told as refused:
            self.message.tell(refused.message, "red")
            self.code.selectAll()
            return
        self.code.clear()
        self._said([told])

    def chosen(self) -> RowRemark | None:
        """The remark under the cursor."""
        at = self.list.currentRow()
        return self.remarks[at] if 0 <= at < len(self.remarks) else None

    def open_row(self) -> None:
        """Open the row a remark is about."""
        remark = self.chosen()
        if remark is not None and remark.row:
            self.wanted.emit(remark.register, remark.row)

    def done(self) -> None:
        """Tick the remark under the cursor."""
        remark = self.chosen()
        if remark is None:
            return
        answers.settle(self.book, [remark.id])
        self.load()
        self.changed.emit()
        self.message.tell(
            "已记为办好。改过的内容要报更正包,县里才看得到。", "green", ("取回", lambda: self._back(remark))
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the row, the space bar ticks the remark."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_row()
                return True
            if event.key() == Qt.Key.Key_Space:
                self.done()
                return True
        return super().eventFilter(watched, event)

    take_dropped = open_files

    def _back(self, remark: RowRemark) -> None:
        answers.unsettle(self.book, [remark.id])
        self.load()
        self.changed.emit()
        self.message.tell("", "blue")

    def _said(self, told: Sequence[Answered]) -> None:
        self.load()
        last = told[-1]
        again = "(以前已装入,没有改动)" if last.again else ""
        more = f"另装入 {len(told) - 1} 份。" if len(told) > 1 else ""
        remarks = f"有 {last.remarks} 条修改意见,列在下面,回车打开那一条。" if last.remarks else ""
        brought = "".join(one.templates for one in told)
        look = (("看改动、启用", self.templates_wanted.emit),) if brought else ()
        said = f"{last.title}{again}。{last.message}{remarks}{more}{brought}"
        self.message.tell(said, DONE_TONES.get(last.decision, "red"), *look)
        self.changed.emit()
        self.focus()

    def _show_packet(self, row: int, line: SentLine) -> None:
        texts = (f"{line.sign} {line.answer}", line.title, line.sent_on, line.way, line.code)
        show_line(self.packets, row, texts, line.tone)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        hint = "把U盘里的回执文件拖到这里;没有U盘,请县里在电话里念八位回执码,打在左下角按回车。"
        for widget in (label("县里的答复", "title"), label(hint, "hint"), self.message):
            box.addWidget(widget)
        box.addWidget(self.packets, 3)
        box.addWidget(label("还没办的退回意见", "group"))
        box.addWidget(self.list, 2)
        box.addWidget(self.no_remarks)
        tools = QWidget()
        foot = Flow(tools, px(GAP[1]))
        self.code_press = button("核对回执码", self.enter_code)
        self.load_press = button("装入回执文件…", self.choose, main=True)
        self.open_press = button("打开那一条 Enter", self.open_row)
        self.done_press = button("意见办好了 空格", self.done)
        for one in (label("回执码", wrap=False), self.code, self.code_press, self.load_press):
            foot.addWidget(one)
        foot.addWidget(self.open_press)
        foot.addWidget(self.done_press)
        box.addWidget(tools)

    def _choose_files(self) -> list[Path]:
        return on_stick.open_files(self, "县里的回执", RECEIPTS)
