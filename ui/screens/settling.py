"""处理个人信息: the personal things that stop a sheet, one line each, decided by digit keys; then the sheet goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableWidget, QWidget

from app.domain.faults import Told
from app.operations import settlings
from app.operations.gate import Finding, Unsettled
from app.operations.settlings import KEEP, MASK, MISTAKEN, REMOVE
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens.message_line import MessageLine
from ui.screens.settling_reason import ReasonPanel
from ui.screens.tally import cell, go_to_row, rows_fit
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, button, label

HEADINGS = ("位置", "类别", "原文", "改成", "处理")
WIDTHS = (190, 132, 0, 0, 132)
STATE = 4
HOW = "用 ↑↓ 选一处,按数字键处理;处理记入操作日志,可以随时取回。台账里的内容不改,只改印出来的。"
ALL_DONE = "都处理好了。按 Enter 继续。"
NOT_YET = "还有 {} 处没有处理。"
AFTERWARDS = "个人信息都处理好了,请把刚才的操作再做一次。"
_PERIOD_ON = re.compile(r"20\d\d年.*$")
KEYS = {
    Qt.Key.Key_1: MASK,
    Qt.Key.Key_2: REMOVE,
    Qt.Key.Key_3: KEEP,
    Qt.Key.Key_4: MISTAKEN,
}


def told_apart(titles: Sequence[str]) -> dict[str, str]:
    """What each of several sheets is called beside the others: without the period and kind all of them have.

    A single one needs no name.
    """
    if len(titles) < 2:
        return dict.fromkeys(titles, "")
    found = _PERIOD_ON.search(titles[0])
    end = found[0] if found and all(title.endswith(found[0]) for title in titles) else ""
    return {title: title.removesuffix(end) or title for title in titles}


class FindingTable(QTableWidget):
    """The list; digit keys decide about the line the cursor is on."""

    pressed_digit = Signal(int)
    go_on = Signal()

    def __init__(self, findings: tuple[Finding, ...], parent: QWidget | None = None) -> None:
        super().__init__(len(findings), len(HEADINGS), parent)
        self.setHorizontalHeaderLabels(HEADINGS)
        self.setAccessibleName("要处理的个人信息")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        for at, width in enumerate(WIDTHS):
            if width:
                self.setColumnWidth(at, px(width))
            else:
                self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        titles = told_apart(list(dict.fromkeys(one.title for one in findings)))
        for at, one in enumerate(findings):
            where = "\n".join(filter(None, (titles[one.title], str(one.place), one.words)))
            for column, text in enumerate((where, str(one.kind), one.excerpt, one.proposed, "")):
                made = cell(text)
                made.setToolTip(text)
                self.setItem(at, column, made)
        rows_fit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits decide, Enter goes on; everything else moves the cursor."""
        digit = event.key() - int(Qt.Key.Key_0)
        if 0 <= digit <= 4 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.pressed_digit.emit(digit)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on.emit()
        else:
            super().keyPressEvent(event)


class SettleDialog(Dialog):
    """One line for each finding. `settled` is emitted when all are decided and the clerk goes on."""

    settled = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None, error: Unsettled) -> None:
        super().__init__(parent, "处理个人信息")
        self.book, self.findings = error.book, error.findings
        self.steps: list[tuple[list[int], list[int]]] = []
        self.message = MessageLine(self)
        self.table = FindingTable(self.findings, self)
        self.reason = ReasonPanel(self)
        self.reason.hide()
        self._lay_out(error.headline)
        self._wire()
        self._fit(parent)
        self._show()
        go_to_row(self.table, 0)
        self.table.setFocus()

    def open_ones(self) -> list[int]:
        """The lines nobody has decided about."""
        return [at for at in range(len(self.findings)) if not self._state(at)]

    def decide(self, action: str) -> None:
        """Decide about the line the cursor is on; keeping asks for the reason first."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.findings):
            return
        one = self.findings[at]
        if action in (MASK, REMOVE):
            self._settle([at], action)
            return
        able = settlings.reasons_to_keep(one) if action == KEEP else settlings.reasons_mistaken(one)
        if not able:
            said = "保留" if action == KEEP else "当作不是个人信息"
            self.message.tell(f"{one.kind}不能{said},只能按 1 遮盖或按 2 删去。", "red")
            return
        self.message.tell("")
        self.digits.hide()
        self.reason.ask(action, one, able)
        self.table.scrollTo(self.table.model().index(at, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def mask_all(self) -> None:
        """Mask every number, door and child's name that is still open; the others are read one by one."""
        wanted = [at for at in self.open_ones() if settlings.may_be_masked_at_once(self.findings[at])]
        if wanted:
            self._settle(wanted, MASK)
        left = len(self.open_ones())
        if left:
            self.message.tell(f"号码、门牌和未成年人姓名都已遮盖;剩下 {left} 处要逐条看,按 1、2、3 处理。", "blue")

    def take_last_back(self) -> None:
        """Take the last decision made here back."""
        if not self.steps:
            self.message.tell("这里还没有可以取回的处理。", "blue")
            return
        lines, ids = self.steps.pop()
        settlings.take_back(self.book, ids)
        for at in lines:
            self._mark(at, "")
        go_to_row(self.table, lines[0])
        self.message.tell(f"已取回 {len(lines)} 处的处理。", "blue")
        self._show()
        self.changed.emit()

    def proceed(self) -> None:
        """Go on to what was stopped, once everything is decided."""
        if left := self.open_ones():
            go_to_row(self.table, left[0])
            self.message.tell(NOT_YET.format(len(left)), "yellow")
            return
        self.accept()
        self.settled.emit()

    def reject(self) -> None:
        """Esc closes the question for a reason first, then the dialog; what was decided stays."""
        if self.reason.isVisible():
            self._close_reason()
        else:
            super().reject()

    def _settle(self, lines: list[int], action: str, reason: str = "") -> None:
        try:
            ids = settlings.settle(self.book, [self.findings[at] for at in lines], action, reason)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self._close_reason()
        self.steps.append((lines, ids))
        for at in lines:
            self._mark(at, action)
        left = self.open_ones()
        after = next((at for at in left if at > lines[-1]), left[0] if left else lines[-1])
        go_to_row(self.table, after)
        self.message.tell("" if left else ALL_DONE, "green")
        self._show()
        self.changed.emit()

    def _close_reason(self) -> None:
        self.reason.hide()
        self.digits.show()
        self.table.setFocus()

    def _mark(self, at: int, action: str) -> None:
        item = self.table.item(at, STATE)
        assert item is not None
        item.setText(f"✓ {action}" if action else "")
        item.setToolTip(action)
        shown = self.table.item(at, 3)
        assert shown is not None
        one = self.findings[at]
        shown.setText({"": one.proposed, MASK: one.proposed, REMOVE: "(删去)"}.get(action, one.excerpt))
        self.table.resizeRowToContents(at)

    def _state(self, at: int) -> str:
        item = self.table.item(at, STATE)
        return item.text() if item is not None else ""

    def _show(self) -> None:
        left = len(self.open_ones())
        self.count.setText(f"共 {len(self.findings)} 处,还有 {left} 处没有处理" if left else ALL_DONE)
        self.press.setEnabled(not left)
        self.all.setEnabled(any(settlings.may_be_masked_at_once(self.findings[at]) for at in self.open_ones()))
        self.back.setEnabled(bool(self.steps))

    def _digit(self, digit: int) -> None:
        if digit == 0:
            self.mask_all()
        else:
            self.decide(KEYS[Qt.Key(int(Qt.Key.Key_0) + digit)])

    def _wire(self) -> None:
        self.table.pressed_digit.connect(self._digit)
        self.table.go_on.connect(self.proceed)
        self.reason.chosen.connect(lambda action, why: self._settle([self.table.currentRow()], action, why))
        self.reason.given_up.connect(self._close_reason)
        for keys, act in (("Ctrl+Z", self.take_last_back), ("F1", lambda: show_topic(self, "privacy"))):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self, headline: str) -> None:
        self.count = label("", wrap=False)
        self.digits = self._digits()
        self.body.addWidget(label(headline, "title"))
        self.body.addWidget(label(HOW, "hint"))
        self.body.addWidget(self.message)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.digits)
        self.buttons.insertWidget(0, self.count)
        self.back = self.add_button("取回上一次 Ctrl+Z", self.take_last_back)
        self.press = self.add_button("继续 Enter", self.proceed, main=True)
        self.add_button("关闭 Esc", self.reject)

    def _digits(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP[1]))
        for text, act in (
            ("1 遮盖", lambda: self.decide(MASK)),
            ("2 删去", lambda: self.decide(REMOVE)),
            ("3 保留…", lambda: self.decide(KEEP)),
            ("4 不是个人信息…", lambda: self.decide(MISTAKEN)),
        ):
            row.addWidget(button(text, act))
        row.addStretch(1)
        self.all = button("0 全部遮盖", self.mask_all)
        self.all.setToolTip("号码、门牌、未成年人姓名一次遮盖")
        row.addWidget(self.all)
        return whole

    def _fit(self, parent: QWidget | None) -> None:
        area = parent.window().size() if parent is not None else None
        wide, high = (area.width(), area.height()) if area is not None else (px(1000), px(640))
        self.resize(min(wide - px(24), px(1180)), min(high - px(24), px(660)))


def open_settling(parent: QWidget, error: Unsettled, again: Callable[[], object] | None = None) -> SettleDialog:
    """Open the list of what stops a sheet; `again` is what was stopped, done once all is decided."""
    dialog = SettleDialog(parent, error)
    dialog.settled.connect(lambda: again() if again else messages.tell(parent, AFTERWARDS, "个人信息"))
    dialog.open()
    return dialog


def tell_unsettled(parent: QWidget | None, error: Unsettled, again: Callable[[], object] | None = None) -> Dialog:
    """Say what stops a sheet where there is no line for messages, with the button that opens the list."""
    dialog = Dialog(parent, "请注意")
    dialog.body.addWidget(label(error.headline))

    def settle() -> None:
        dialog.accept()
        open_settling(parent or dialog, error, again)

    dialog.add_button("逐条处理", settle, main=True).setFocus()
    dialog.add_button("以后再说", dialog.reject)
    dialog.open()
    return dialog


def tell_in(line: MessageLine, parent: QWidget, error: Unsettled, again: Callable[[], object]) -> None:
    """Say it in a line for messages; Enter opens the list at once. After a list that was put away, what is left."""

    def settle() -> None:
        dialog = open_settling(parent, error, again)
        dialog.rejected.connect(lambda: put_away([dialog.findings[at] for at in dialog.open_ones()]))

    def put_away(left: list[Finding]) -> None:
        if left:
            tell_in(line, parent, error.about(left), again)
        else:
            line.tell("个人信息都处理好了。", "green", ("继续", again))
            _takes_enter(line)

    line.tell(error.headline, "red", ("逐条处理", settle))
    _takes_enter(line)


def _takes_enter(line: MessageLine) -> None:
    line.buttons[0].setAutoDefault(True)  # a line in a dialog leaves Enter to the dialog otherwise
    line.buttons[0].setFocus()
