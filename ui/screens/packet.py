"""上报包: 生成 → 核对月报 → 送审 → 签发 → 写入U盘 → 交接单, taken up again at the step the packet has reached.

A month that was carried away is changed by 更正: the same steps, with the differences in place of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import certificate_states, clock, monthly_issue, packet_reports, packets
from app.operations.books import Book
from app.operations.checks import CheckLine
from app.operations.gate import Unsettled
from app.operations.monthly import Monthly
from app.operations.monthly_issue import NotReady
from app.operations.packet_reports import PacketReport
from app.operations.packets import PacketOnDisk
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.packet_correction import Correcting
from ui.screens.packet_look import LookPanel
from ui.screens.packet_panels import IssuePanel, MakePanel, Panels, SlipPanel, StepBar, WritePanel
from ui.screens.packet_report import ReportPanel
from ui.screens.packet_signing import SigningSteps
from ui.screens.packet_words import (
    CHANGED,
    CORRECTING,
    FINISHED,
    ISSUE,
    LOOK,
    MAKE,
    REACHED,
    REMAKE,
    REPORT,
    SIGNED,
    SLIP,
    STEPS,
    WITHDRAW,
    WRITE,
    Carried,
)
from ui.screens.preview import folder_to_save_in, open_preview_of, open_preview_of_report, save_into
from ui.screens.settling import tell_in
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import label


class PacketScreen(SigningSteps):
    """The month's packet from the ledger to the stick."""

    row_wanted = Signal(str, int)
    certificates_wanted = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.packet: PacketOnDisk | None = None
        self.delivered: Carried | None = None
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.choose_save_folder: Callable[[], Path | None] = lambda: folder_to_save_in(self)
        self._passwords: dict[str, str] = {}
        self._again: Callable[[], None] | None = None
        self._folder: Path | None = None
        self._stop = Event()
        self._task: runner.Task[object] | None = None
        self.message = MessageLine(self)
        self.changed = MessageLine(self)
        self.steps = StepBar(self)
        self.make = MakePanel(packets.months(book), self)
        self.look = LookPanel(self._failed, self)
        self.issue = IssuePanel(self)
        self.write = WritePanel(self)
        self.slip = SlipPanel(self)
        self.report: ReportPanel | None = None
        self.correcting = Correcting(self)
        self.stack = Panels(self)
        for panel in (self.make, QWidget(self), self.look, self.issue, self.write, self.slip):
            self.stack.addWidget(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label("上报包", "title"))
        layout.addWidget(self.steps)
        layout.addWidget(self.message)
        layout.addWidget(self.changed)
        layout.addWidget(self.stack, 1)
        enter_presses(self)
        self._wire()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        return {"help": lambda: show_topic(self, "packet")}

    @property
    def month(self) -> str:
        """The key of the chosen month."""
        return self.make.month()

    def load(self) -> None:
        """Read the month again when the page comes to the front, unless something is under way."""
        if self._task is None or not self._task.running:
            again = self.report is not None and self.stack.currentIndex() == REPORT
            self.open_month()
            if again:  # back from a row behind a figure
                self.count()

    def open_month(self) -> None:
        """Show the step the packet of the chosen month has reached."""
        self.message.tell("")
        self.delivered = None
        self._passwords.clear()
        self._check()
        self._forget_report()
        self._take(packets.packet_of(self.book, self.month))
        self._say_missing()

    def _say_missing(self) -> None:
        """A book whose signers have no certificates, or only some for practice, says so before anybody begins."""
        if words := certificate_states.missing_words(self.book):
            self.message.tell(words, "yellow", ("办理证书", self.certificates_wanted.emit))

    def count(self) -> None:
        """Count the month's report in the background and go through it."""
        period = Period.parse(self.month)
        self.run("正在统计月报…", lambda _report: monthly_issue.begun(self.book, period), self._counted)

    def build(self) -> None:
        """Make the packet of the month in the background; what was signed already is only given up when told to."""
        if self.packet is not None and self.packet.state in SIGNED:
            messages.ask(self, REMAKE, "作废签名,重新生成", partial(self._build, True))
        else:
            self._build(False)

    def _build(self, remake: bool) -> None:
        folder = packets.out_folder(self.book)
        self.run(
            "正在生成上报包…",
            lambda report: packets.build(self.book, self.month, folder, remake=remake, progress=report),
            self._built,
        )

    def send_back(self) -> None:
        """The reviewer does not sign: the report is a draft again."""
        from ui.screens.packet_reason import ask_reason

        ask_reason(self, "退回修改", "哪里要改(经办人会看到)", self._sent_back)

    def withdraw(self) -> None:
        """Give up a packet that was signed and never left."""
        messages.ask(self, WITHDRAW, "收回签发", self._withdraw)

    def show_archive(self) -> None:
        """Every packet that was sent."""
        from ui.screens.packet_archive import ArchiveDialog

        dialog = ArchiveDialog(self, self.book)
        dialog.report_wanted.connect(lambda report: open_preview_of_report(self, self.book, report))
        dialog.open()

    def print_slip(self) -> None:
        """Preview the 交接单."""
        packet = self.packet
        if packet is not None:
            open_preview_of(self, self.book, "交接单", lambda: [packets.handover(self.book, packet.path)])

    def hideEvent(self, event: QHideEvent) -> None:
        """Passwords are not kept when the clerk goes elsewhere."""
        self._passwords.clear()
        self._again = None
        super().hideEvent(event)

    def _wire(self) -> None:
        self.make.month_chosen.connect(lambda _month: self.open_month())
        self.make.row_wanted.connect(self.row_wanted)
        self.make.make.clicked.connect(lambda: self.count())
        self.make.correct.clicked.connect(lambda: self.correcting.ask())
        self.make.sent.clicked.connect(lambda: self.show_archive())
        self.issue.back.clicked.connect(lambda: self.send_back())
        self.issue.withdraw.clicked.connect(lambda: self.withdraw())
        self.write.tidy.clicked.connect(lambda: self._tidy())
        self.write.drives.currentRowChanged.connect(lambda _: self._look_at_drive())
        self.slip.check.clicked.connect(lambda: self.check_again())
        self.slip.eject.clicked.connect(lambda: self.eject())
        self.slip.correct.clicked.connect(lambda: self.correcting.ask())
        self.look.preview_wanted.connect(self._preview)
        self.look.save_wanted.connect(self._save)
        self.look.go_on.clicked.connect(lambda: self.show_step(self._reached()))
        self.look.sign.signed.connect(self.sign)
        self.issue.sign.signed.connect(self.sign)
        self.issue.look.clicked.connect(lambda: self.show_step(LOOK))
        self.issue.go_on.clicked.connect(lambda: self.show_step(WRITE))
        self.write.write.clicked.connect(lambda: self.deliver())
        self.write.drives.itemActivated.connect(lambda _item: self.deliver())
        self.write.stop.clicked.connect(lambda: self.stop_writing())
        self.write.refresh.clicked.connect(lambda: self._find_drives())
        self.write.folder.clicked.connect(lambda: self._pick_folder())
        self.slip.print.clicked.connect(lambda: self.print_slip())
        self.slip.again.clicked.connect(lambda: self.show_step(WRITE))
        self.steps.chosen.connect(self.show_step)
        for keys, act in (("F5", self._find_drives), ("Ctrl+P", self._print)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _take(self, packet: PacketOnDisk | None, show: int | None = None) -> None:
        """Take over a packet and go to its step."""
        self.packet = packet
        self.correcting.look()
        self.issue.show_code(packet.code if packet and packet.state in FINISHED else "")
        self.slip.code.setText(packet.code if packet else "")
        self.look.show_reports([])
        self.changed.tell("")
        if packet:
            self._open_packet(packet)
        self.show_step(self._reached() if show is None else show)

    def _reached(self) -> int:
        if self.delivered is not None:
            return SLIP
        if self.correcting.open and (self.packet is None or self.packet.state in FINISHED):
            return REPORT
        if self.report is not None and self.packet is None:
            return REPORT
        return REACHED.get(self.packet.state, MAKE) if self.packet else MAKE

    def show_step(self, step: int) -> None:
        """Show one of the six steps, and how far the others may be gone to."""
        # A finished packet may have been carried away in an earlier session: its slip can always be printed.
        final = self.packet is not None and self.packet.state in FINISHED
        names = CORRECTING if self.correcting.open or self.correcting.packet else STEPS
        self.steps.show_step(step, self._reached(), SLIP if final else max(self._reached(), self._way_back()), names)
        if step == REPORT and self.stack.widget(REPORT) is not self._middle():
            self._put_middle()
        self.stack.setCurrentIndex(step)
        self.stack.updateGeometry()
        self._ask_signature()
        if step == MAKE:
            self._show_make(final)
        elif step == REPORT:
            self._show_middle()
        elif step == LOOK:
            self.look.names.setFocus()
        elif step == ISSUE:
            (self.issue.go_on if final else self.issue.sign.password).setFocus()
        elif step == WRITE:
            self._find_drives()
            self.write.drives.setFocus()
        else:
            self._show_slip()

    def _way_back(self) -> int:
        """How far the steps may be opened beside what is reached: the report can always be looked at again."""
        return REPORT if self.packet is not None or self.report is not None else MAKE

    def _show_make(self, final: bool) -> None:
        self.make.make.setText("重新统计" if self.packet or self.report else "生成月报")
        self.make.make.setVisible(not final)
        sent = self.packet is not None and self.packet.state == "delivered"
        self.make.correct.setVisible(sent and not self.correcting.open)
        (self.make.months if final else self.make.make).setFocus()

    def _middle(self) -> QWidget | None:
        """What stands in the second step: the differences of a correction, else the report of the month."""
        return self.correcting.panel if self.correcting.open or self.correcting.packet else self.report

    def _put_middle(self) -> None:
        middle, old = self._middle(), self.stack.widget(REPORT)
        if middle is None or middle is old:
            return
        if old is not None:
            self.stack.removeWidget(old)
        self.stack.insertWidget(REPORT, middle)

    def _show_middle(self) -> None:
        if self.correcting.open or self.correcting.packet:
            self.correcting.show()
        elif self.report is None:
            self.count()
        else:
            self.report.first()

    def _counted(self, counted: Monthly) -> None:
        self.message.tell("")
        self._forget_report()
        self.report = ReportPanel(self.book, int(str((counted.report or {})["id"])), self)
        self.report.go_on.connect(lambda: self._on_from_report())
        self.report.closed.connect(lambda: self.show_step(MAKE))
        self.report.wanted.connect(self.row_wanted)
        self._put_middle()
        self.show_step(REPORT)

    def _on_from_report(self) -> None:
        """Make the packet; one that waits for a signature is gone on with."""
        if self.packet is not None and self.packet.state in (*SIGNED, *FINISHED):
            self.show_step(self._reached())
        else:
            self.build()

    def _forget_report(self) -> None:
        if self.report is not None:
            if self.stack.widget(REPORT) is self.report:
                self.stack.removeWidget(self.report)
                self.stack.insertWidget(REPORT, QWidget(self))
            self.report.deleteLater()
            self.report = None

    def _sent_back(self, reason: str) -> None:
        self.run(
            "正在退回…",
            lambda _report: packets.send_back(self.book, self.month, reason),
            lambda _done: self._begin_again("已退回修改:月报回到草稿,已签的名作废。请改好后重新生成。"),
        )

    def _withdraw(self) -> None:
        self.run(
            "正在收回…",
            lambda _report: packets.withdraw(self.book, self.month),
            lambda _done: self._begin_again("已收回签发,这个月重新打开。请改好台账后重新生成。"),
        )

    def _begin_again(self, sentence: str) -> None:
        self.open_month()
        self.message.tell(sentence, "green")

    def take_issued(self, packet: PacketOnDisk) -> None:
        """A packet both have signed in one go; with one stick plugged in it is written at once."""
        self._signed({}, packet)
        found = packets.drives()
        self.show_step(WRITE)
        if len(found) == 1:
            self.deliver()

    def _built(self, packet: PacketOnDisk) -> None:
        self._take(packet)
        self.message.tell("上报包已生成,还没有签名。请逐份看过,再由经办人签名。", "green")

    def _show_slip(self) -> None:
        name = self.packet.path.name if self.packet else ""
        if self.delivered:  # on the stick it bears the ending of what is sealed
            name = self.delivered.path.name
        where = f"已写入 {self.delivered.path.parent}" if self.delivered else "上报包"
        self.slip.facts.setText(f"{where}:{name}")
        left = self.delivered is not None or (self.packet is not None and self.packet.state == "delivered")
        for one in (self.slip.correct, self.slip.check, self.slip.eject):
            one.setVisible(left)
        self.slip.print.setFocus()

    def _failed(self, error: Exception) -> None:
        self.write.show_running(False)
        if isinstance(error, Unsettled):
            tell_in(self.message, self, error, self.build)
        elif isinstance(error, NotReady):
            self._counted(error.counted)
            self.message.tell(error.faults[-1].message, "red")
        elif not isinstance(error, Told):
            self.message.tell("")
            messages.tell(self, error)
        else:
            last = [("我确认口令,用最后一次", self._again)] if error.code == "E-PIN-LAST" and self._again else []
            if error.code == clock.CODE:
                last = [("审核人确认时间…", self._confirm_clock)]
            if error.code == "E-NO-CERT":
                last = [("办理证书", self.certificates_wanted.emit)]
            self.message.tell(error.message, "red", *last)
            step = self.stack.currentIndex()
            if step == WRITE:
                self._find_drives()
            elif step in (LOOK, ISSUE) and self._turn():
                (self.look.sign if step == LOOK else self.issue.sign).password.setFocus()
        self.settled.emit()

    def _check(self) -> None:
        self.make.summary.setText("正在审核…")
        self.make.make.setEnabled(False)
        month = self.month
        runner.run(
            lambda _report: packets.check_month(self.book, month),
            while_alive(self, lambda lines: self._checked(lines) if month == self.month else None),
            while_alive(self, self._failed),
        )

    def _checked(self, lines: list[CheckLine]) -> None:
        self.make.show_check(lines)
        if (
            self.stack.currentIndex() == MAKE and not self.make.months.hasFocus()
        ):  # who chooses a month goes on choosing
            self.make.make.setFocus()

    def _open_packet(self, packet: PacketOnDisk) -> None:
        """Read what is to be signed out of the file itself, and see whether the book went on since."""

        def still_here(act: Callable[..., object], result: object) -> None:
            if self.packet is packet:
                act(result)

        for work, act in (
            (lambda _report: packet_reports.reports_in(packet.path), self.look.show_reports),
            (lambda _report: self._went_on(packet), self._tell_changed),
        ):
            runner.run(work, while_alive(self, partial(still_here, act)), while_alive(self, self._failed))

    def _went_on(self, packet: PacketOnDisk) -> bool:
        return packet.state not in FINISHED and packet_reports.changed_since(self.book, packet.path)

    def _tell_changed(self, changed: bool) -> None:
        self.changed.tell(CHANGED if changed else "", "yellow", ("重新生成", self.build))

    def _report(self, row: int) -> PacketReport | None:
        return self.look.reports[row] if 0 <= row < len(self.look.reports) else None

    def _preview(self, row: int) -> None:
        if report := self._report(row):
            open_preview_of_report(self, self.book, report)

    def _save(self, row: int) -> None:
        report = self._report(row)
        folder = self.choose_save_folder() if report else None
        if report and folder:
            save_into(folder, self.message, lambda: [packet_reports.save_report(self.book, report, folder)])

    def _print(self) -> None:
        if self.stack.currentIndex() == SLIP:
            self.print_slip()
        elif self.stack.currentIndex() == LOOK:
            self._preview(self.look.names.currentRow())
