"""One received packet: what became of it, its ten steps, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.operations import county_sides, receipts, receiving, remarks
from app.operations.books import Book
from app.operations.receiving import Incoming
from ui.engine.elided import Elided
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, label

SIGNS = {"done": ("✓", "good"), "failed": ("✗", "red"), "open": ("–", "grey")}
BROKEN_CHAIN = ("E-FORK", "E-REWRITTEN")


class Look(QFrame):
    """The signals name the packet for which something is wanted."""

    begin_wanted = Signal(int)
    back_wanted = Signal(int)
    changes_wanted = Signal(int)
    anew_wanted = Signal(int)
    hand_back_wanted = Signal(int)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.line: Incoming | None = None
        self.setObjectName("panel")
        self.setMinimumWidth(px(200))
        self.title, self.told = label("", "title"), label("")
        self.file, self.facts, self.steps = Elided("", "hint"), label("", "hint"), label("")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remarks = label("", "hint")
        self.begin = button("从这次开始接收…", lambda: self._want(self.begin_wanted))
        self.anew = button("重新接续…", lambda: self._want(self.anew_wanted))
        self.changes = button("看改前改后…", lambda: self._want(self.changes_wanted))
        self.back = button("退回修改", lambda: self._want(self.back_wanted))
        self.hand_back = button("乡镇弄丢了,交还给它…", lambda: self._want(self.hand_back_wanted))
        self.hand_back.setToolTip("乡镇的电脑坏了、留底没了:把它这个月报来的包封装好写到U盘,乡镇装入后又能查看")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        column.setSpacing(px(GAP[1]))
        for words in (self.title, self.told, self.file, self.facts, self.remarks):
            column.addWidget(words)
        for press in (self.begin, self.anew, self.changes, self.back, self.hand_back):
            column.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.steps)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        self.show_line(None)

    def show_line(self, line: Incoming | None) -> None:
        """Show one packet, or that none is chosen."""
        self.line = line
        for one in (self.begin, self.anew, self.changes, self.back, self.hand_back, self.remarks):
            one.hide()
        if line is None:
            self.title.setText("")
            self.told.setText("选中一个包,这里写明核对的每一步。")
            self.file.setText("")
            self.facts.setText("")
            self.steps.setText("")
            return
        self.title.setText(f"{line.sign} {line.title}")
        self.title.setStyleSheet(f"color: {toned(line.tone).ink}")
        self.told.setText(line.told)
        self.file.setText(line.file_name)
        self.facts.setText("\n".join(self._facts(line)))
        self._show_steps(line)
        self._offer(line)

    def _facts(self, line: Incoming) -> list[str]:
        told = [f"提示:{hint}" for hint in line.hints]
        if line.township_name:
            told.append(f"{line.township_name} {line.period_title},第 {line.seq} 次上报")
        if line.code:
            told.append(f"校验码 {line.code}(和交接单上的一致)")
        for receipt in receipts.of_packet(self.book, line.id):
            code = f"回执码 {receipt.code}" if receipt.code else "旧版本的包没有回执码"
            written = "已写出" if receipt.written_at else "还没有写出"
            told.append(f"回执:{receipt.made_at[:10]} {written},{code}")
        return told

    def _show_steps(self, line: Incoming) -> None:
        lines = []
        for step in receiving.steps_of(self.book, line.id):
            sign, _ = SIGNS[step.state]
            lines.append(f"{sign} {step.number}. {step.title}" + ("  没有通过" if step.state == "failed" else ""))
        self.steps.setText("核对的每一步:\n" + "\n".join(lines))

    def _offer(self, line: Incoming) -> None:
        self.begin.setVisible(line.state == receiving.HELD and "E-ENROL" in line.codes)
        self.anew.setVisible(line.state == receiving.REJECTED and bool(set(line.codes) & set(BROKEN_CHAIN)))
        self.changes.setVisible(county_sides.comparable(self.book, line))
        self.changes.setText("逐行核对…" if county_sides.is_fork(line) else "看改前改后…")
        waiting = remarks.of_packet(self.book, line.id, remarks.OPEN)
        merged = line.state in receiving.ACCEPTED_STATES
        self.back.setVisible(merged and bool(waiting))
        self.hand_back.setVisible(merged)
        self.back.setText(f"退回修改({len(waiting)} 条意见)")
        if merged:
            told = [f"{one.number or '整包'}:{one.text}" for one in waiting]
            self.remarks.setText(
                "没有交给乡镇的意见:\n" + "\n".join(told)
                if told
                else "要退回修改:到台账里选中这个乡镇的行,按“办理”写退回意见。"
            )
            self.remarks.show()

    def _want(self, signal: SignalInstance) -> None:
        if self.line is not None:
            signal.emit(self.line.id)
