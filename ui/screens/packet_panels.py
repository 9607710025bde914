"""The steps of the month's packet, each on a panel of its own: what it shows and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.days import Period
from app.operations.checks import CheckLine
from app.operations.packets import Drive
from ui.screens.packet_words import STEPS
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow
from ui.widgets.room import least

KEPT = Qt.ItemDataRole.UserRole
LABEL = Qt.ItemDataRole.UserRole + 1
NUMERALS = "①②③④⑤⑥"
WHERE = "写到哪里(插好U盘,用方向键选中,按 Enter 写入):"
NO_STICK = "没有找到U盘。请插好U盘,过几秒按 F5 再找;也可以点“选择文件夹”。上报包已签发,不会丢。"


class StepBar(QWidget):
    """The six steps in a row: done ones carry ✓ and can be looked at again, later ones wait."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP[1]))
        self.buttons: list[QPushButton] = []
        for number, name in enumerate(STEPS):
            made = button(f"{NUMERALS[number]} {name}", partial(self.chosen.emit, number), plain=True)
            made.setCheckable(True)
            row.addWidget(made)
            self.buttons.append(made)
        row.addStretch(1)

    def show_step(self, shown: int, reached: int, open_to: int, names: Sequence[str] = STEPS) -> None:
        """Mark the step on the screen, those that are done, and those that may be opened."""
        for number, one in enumerate(self.buttons):
            one.setChecked(number == shown)
            one.setProperty("main", number == shown)
            one.setProperty("plain", number != shown)
            one.style().unpolish(one)
            one.style().polish(one)
            one.setEnabled(number <= open_to)
            one.setText(f"{'✓' if number < reached else NUMERALS[number]} {names[number]}")


class Panels(QStackedWidget):
    """One step at a time; the steps that are not shown ask for no room, or the window would grow off a low screen."""

    def minimumSizeHint(self) -> QSize:
        """The room the step that is shown needs."""
        shown = self.currentWidget()
        return least(shown, self.width()) if shown else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """No: Qt would take what the highest step would like, and the button of this one would leave the screen."""
        return False

    def sizeHint(self) -> QSize:
        """The same for the room it would like."""
        shown = self.currentWidget()
        return shown.sizeHint() if shown else super().sizeHint()


class MakePanel(QWidget):
    """生成: the month, what its check found, and the button that makes the packet."""

    month_chosen = Signal(str)
    row_wanted = Signal(str, int)

    def __init__(self, months: Sequence[Period], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.months = QComboBox()
        for period in months:
            self.months.addItem(period.title, period.key)
        self.months.setAccessibleName("报告期")
        # the countdown speaks of the month that still runs, which cannot be chosen yet
        running = months[0].next() if months else None
        self.ahead = label(f"{running.title}过完才能生成,从下月1日起在这里选。" if running else "", "hint")
        self.found = QListWidget()
        self.found.setAccessibleName("审核结果")
        self.found.hide()
        self.summary = label("")
        self.make = button("生成月报", lambda: None, main=True)
        self.correct = button("办更正", lambda: None)
        self.sent = button("已报月报包", lambda: None)
        top = QHBoxLayout()
        top.addWidget(label("报告期", wrap=False))
        top.addWidget(self.months)
        top.addWidget(self.make)
        top.addWidget(self.correct)
        top.addStretch(1)
        top.addWidget(self.sent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.ahead)
        layout.addWidget(self.summary)
        layout.addWidget(self.found, 1)
        layout.addStretch()  # takes the room when nothing was found and no empty list is shown
        QWidget.setTabOrder(self.months, self.make)
        QWidget.setTabOrder(self.make, self.found)
        self.months.currentIndexChanged.connect(lambda _: self.month_chosen.emit(self.month()))
        self.found.itemActivated.connect(lambda item: self.row_wanted.emit(*item.data(KEPT)))

    def month(self) -> str:
        """The key of the chosen month."""
        return str(self.months.currentData())

    def show_check(self, lines: Sequence[CheckLine]) -> None:
        """List what must be mended and what only asks for a 说明; Enter opens the row."""
        self.found.clear()
        self.found.setVisible(bool(lines))
        for line in lines:
            item = QListWidgetItem(f"{'提示' if line.fault.soft else '要改'} {line.title}:{line.fault.message}")
            item.setData(KEPT, (line.register, line.id))
            self.found.addItem(item)
        hard = sum(not line.fault.soft for line in lines)
        soft = len(lines) - hard
        self.make.setEnabled(not hard)
        if hard:
            self.summary.setText(f"审核:有 {hard} 处要改,{soft} 处提示。改好后才能生成;选中一条按 Enter 打开它。")
        elif soft:
            self.summary.setText(f"审核:没有要改的,有 {soft} 处提示,可以生成。提示处请在台账的“说明”里写明原因。")
        else:
            self.summary.setText("审核通过,没有发现问题,可以生成。")


class SignPanel(QWidget):
    """One signature: who signs, and the password of that person's key."""

    signed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.who = label("")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("签名密码")
        self.password.setMaximumWidth(px(320))
        self.sign = button("签名", self._go, main=True)
        row = QHBoxLayout()
        self.secret = label("签名密码", wrap=False)
        row.addWidget(self.secret)
        row.addWidget(self.password)
        row.addWidget(self.sign)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.who)
        layout.addLayout(row)
        self.password.returnPressed.connect(self._go)

    def ask(self, sentence: str, verb: str) -> None:
        """Say who is to sign and as what; an old password is gone."""
        self.who.setText(sentence)
        self.sign.setText(verb)
        self.password.clear()

    def say_secret(self, token: bool) -> None:
        """Say which secret is asked for: the UKey has one of its own."""
        self.secret.setText("UKey 口令" if token else "签名密码")
        self.password.setAccessibleName(self.secret.text())

    def _go(self) -> None:
        text = self.password.text()
        self.password.clear()  # never left standing on the screen of a shared computer
        self.signed.emit(text)


class IssuePanel(QWidget):
    """签发: the second person signs; then the check code stands here in large digits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = label("")
        self.sign = SignPanel(self)
        self.code_title = label("校验码", "group")
        self.code = label("", "huge", wrap=False)
        self.go_on = button("下一步:写入U盘", lambda: None, main=True)
        self.look = button("再看一遍材料", lambda: None)
        self.back = button("退回修改", lambda: None)
        self.withdraw = button("收回签发", lambda: None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.facts)
        layout.addWidget(self.sign)
        ways = QHBoxLayout()
        for one in (self.look, self.back):
            ways.addWidget(one)
        ways.addStretch(1)
        layout.addLayout(ways)
        layout.addWidget(self.code_title)
        layout.addWidget(self.code)
        after = QHBoxLayout()
        for one in (self.go_on, self.withdraw):
            after.addWidget(one)
        after.addStretch(1)
        layout.addLayout(after)
        layout.addStretch(1)

    def show_code(self, code: str) -> None:
        """With a code the packet is finished and nothing is left to sign."""
        self.code.setText(code)
        for one in (self.code, self.code_title, self.go_on, self.withdraw):
            one.setVisible(bool(code))
        self.sign.setVisible(not code)
        for one in (self.look, self.back):
            one.setVisible(not code)


class WritePanel(QWidget):
    """写入U盘: which drive or folder, how far the writing is, and stopping it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drives = QListWidget()
        self.drives.setAccessibleName("U盘或文件夹")
        self.drives.setMinimumHeight(px(44))
        self.drives.setMaximumHeight(px(170))
        self.write = button("写入并核对", lambda: None, main=True)
        self.refresh = button("重新查找U盘 F5", lambda: None)
        self.folder = button("选择文件夹…", lambda: None)
        self.stop = button("停止", lambda: None)
        self.bar = QProgressBar()
        self.bar.setFormat("%p%")
        self.file = label("")
        self.about = label("", "fault")
        self.tidy = button("删除没写完的文件", lambda: None)
        row = QHBoxLayout()
        for one in (self.write, self.refresh, self.folder):
            row.addWidget(one)
        row.addStretch(1)
        running = QHBoxLayout()
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.file)
        self.where = label(WHERE)
        layout.addWidget(self.where)
        layout.addWidget(self.drives)
        layout.addWidget(self.about)
        layout.addWidget(self.tidy, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row)
        layout.addLayout(running)
        layout.addWidget(label("写入分两遍:先写,再从U盘读回比较。没有显示“核对一致”之前不要拔出U盘。", "hint"))
        layout.addStretch(1)
        self.show_running(False)

    def show_drives(self, found: Sequence[Drive], chosen: Path | None = None) -> None:
        """List what is plugged in, and a folder the clerk picked."""
        self.drives.clear()
        for drive in found:
            self._add(f"{drive.label}  (可用 {drive.free / (1 << 20):,.0f} MB)  {drive.path}", drive.path, drive.label)
        if chosen:
            self._add(f"文件夹  {chosen}", chosen)
        self.drives.setCurrentRow(self.drives.count() - 1 if chosen else 0)
        self.write.setEnabled(self.drives.count() > 0)
        self.where.setText(WHERE if self.drives.count() else NO_STICK)

    def show_look(self, warnings: Sequence[str], left: int) -> None:
        """What is wrong with the chosen drive; nothing on it was opened."""
        more = [f"盘上有 {left} 个上次没写完的文件,可以删除。"] if left else []
        self.about.setText("\n".join([*warnings, *more]))
        self.about.setVisible(bool(warnings or left))
        self.tidy.setVisible(bool(left))

    def target(self) -> Path | None:
        """The chosen drive or folder."""
        item = self.drives.currentItem()
        return Path(item.data(KEPT)) if item else None

    def show_running(self, running: bool) -> None:
        """While it writes, only stopping is offered."""
        for one in (self.write, self.refresh, self.folder, self.drives):
            one.setEnabled(not running)
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.stop.setEnabled(running)

    def medium(self) -> str:
        """How the chosen stick is called, "" for a folder."""
        item = self.drives.currentItem()
        return str(item.data(LABEL) or "") if item else ""

    def _add(self, text: str, path: Path, name: str = "") -> None:
        item = QListWidgetItem(text)
        item.setData(KEPT, str(path))
        item.setData(LABEL, name)
        self.drives.addItem(item)


class SlipPanel(QWidget):
    """交接单: the paper that goes with the stick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = label("", "huge", wrap=False)
        self.facts = label("")
        self.print = button("打印交接单", lambda: None, main=True)
        self.again = button("再写一个U盘", lambda: None)
        self.check = button("重新插上U盘,再核对一遍", lambda: None)
        self.eject = button("安全拔出", lambda: None)
        self.correct = button("办更正", lambda: None)
        form = QFormLayout()
        form.addRow("校验码", self.code)
        tools = QWidget(self)
        row = Flow(tools, px(GAP[1]))  # in large type the buttons take two lines
        for one in (self.print, self.eject, self.check, self.again, self.correct):
            row.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.facts)
        layout.addWidget(tools)
        layout.addWidget(label("交接单一式两份,交接双方签字;县里打电话核对时念校验码。", "hint"))
        layout.addStretch(1)
