"""收包: packets of townships are dragged in, checked, merged and answered; one list says what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import county_desk, county_handback, county_sides, receipts, receiving
from app.operations.books import Book
from app.operations.county_handback import HandedBack
from app.operations.identities import Passwords
from app.operations.receipts import Written
from app.operations.receiving import Incoming
from ui.engine import messages, runner
from ui.engine.elided import Elided
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.desk_password import Desk
from ui.screens.inbox_look import Look
from ui.screens.inbox_sides import Chosen, SidesDialog, Use
from ui.screens.inbox_table import InboxTable
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles
from ui.widgets.flow import Flow

MONTHS = 18
FILTER = "上报包 (MZ_*.zip MZ_*.zip.p7m *.zip *.p7m)"
DROP_HERE = "把各乡镇的上报包(可以一次二十几个)或整个文件夹、U盘拖到这里。"


class InboxScreen(TakesFiles, QWidget):
    """Nothing is merged before 合并 is pressed; a packet that did not pass leaves nothing in the registers."""

    changed = Signal()
    went_home = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.desk = Desk(self, book)
        self.choose_files: Callable[[], list[Path]] = self._choose_files
        self.choose_folder: Callable[[str], Path | None] = self._choose_folder
        self.setAcceptDrops(True)
        self.message = MessageLine(self)
        self.month = QComboBox()
        self.month.setAccessibleName("收哪个月")
        month = Period.parse(receiving.asked_month(book))
        for _ in range(MONTHS):
            self.month.addItem(month.title, month.key)
            month = month.previous()
        self.month.currentIndexChanged.connect(lambda _: self.load())
        self.table = InboxTable()
        self.look = Look(book)
        self.merge_button = button("合并 Ctrl+Enter", self.merge, main=True)
        self.receipt_button = button("写出全部回执…", self.write_receipts)
        self.counts = Elided("", "hint")
        self._lay_out()
        # not of the button: new words on it would take the keys away
        QShortcut(QKeySequence("Ctrl+Return"), self, self.merge, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.looked.connect(self._show)
        self.look.begin_wanted.connect(self.begin_here)
        self.look.back_wanted.connect(self.send_back)
        self.look.changes_wanted.connect(self.show_changes)
        self.look.anew_wanted.connect(self.begin_anew)
        self.look.hand_back_wanted.connect(self.hand_back)
        enter_presses(self)
        self.load()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        return {
            "refresh": self.load,
            "help": lambda: show_topic(self, "inbox"),
            "desk": self._open_files,
        }

    def load(self) -> None:
        """Read the list again; the cursor stays on its packet."""
        found = receiving.all_of(self.book, month=str(self.month.currentData()))
        self.table.show_lines(found)
        self._show(self.table.current())
        waiting = [one for one in found if one.state == receiving.WAITING]
        numbers = {title: sum(one.title == title for one in found) for title in dict.fromkeys(x.title for x in found)}
        self.counts.setText("  ".join(f"{title} {number}" for title, number in numbers.items()) or "这个月还没有收包")
        self.merge_button.setText(f"合并 {len(waiting)} 个 Ctrl+Enter" if waiting else "合并 Ctrl+Enter")
        self.merge_button.setEnabled(bool(waiting))
        self.receipt_button.setEnabled(any(one.decision for one in found))

    def look_at(self, packet: int) -> None:
        """Put the cursor on a packet."""
        found = receiving.one(self.book, packet)
        if found is None:
            return
        at = self.month.findData(found.period)
        if at >= 0 and found.state in receiving.ACCEPTED_STATES:
            self.month.setCurrentIndex(at)
        self.table.go_to(packet)

    def focus(self) -> None:
        """The cursor goes to the list, or to the way in where nothing came yet."""
        (self.table if self.table.rowCount() else self.open_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what the clerk does

    def take(self, paths: Sequence[Path]) -> None:
        """Receive files, folders or a stick; how far it is stands in a dialog that can stop it."""
        what = "拆开上报包"
        if county_desk.needs_password(self.book):
            self.desk.with_password(what, lambda known: self._receive(list(paths), known))
        else:
            self._receive(list(paths), {})

    def _receive(self, paths: list[Path], known: Passwords) -> None:
        month = str(self.month.currentData())

        def work(report: runner.Report) -> list[Incoming]:
            return receiving.receive(self.book, paths, month=month, passwords=known, progress=report)

        def done(came: list[Incoming]) -> None:
            self._received(came, receiving.warnings(paths))

        messages.long_work(self, "正在收包、核对", work, while_alive(self, done), while_alive(self, self._failed))

    def merge(self) -> None:
        """Merge what passed; where corrections are among it, what they change is shown first, once."""
        waiting = [one for one in self.table.lines if one.state == receiving.WAITING]
        if not waiting:
            return
        self.desk.with_password("合并", lambda known: self._ask_changes(waiting, known))

    def _ask_changes(self, waiting: list[Incoming], known: Passwords) -> None:
        corrections = [one for one in waiting if one.correction]
        if not corrections:
            self._merge(waiting, known)
            return
        try:
            dialog = self._beside(corrections, known, Use.MERGE)
        except Told as told:
            self._failed(told)
            return
        dialog.agreed.connect(lambda kept: self._ask_why(waiting, known, kept))
        dialog.open()

    def _beside(self, lines: Sequence[Incoming], known: Passwords, use: Use) -> SidesDialog:
        sides = [side for line in lines for side in county_sides.sides(self.book, line.id, known)]
        names = [f"{line.township_name} {line.period_title}" for line in lines]
        return SidesDialog(self, names, sides, use)

    def _ask_why(self, waiting: list[Incoming], known: Passwords, kept: Chosen) -> None:
        """Rows that stay as they are here need a reason: the township reads it in its receipt."""
        number = sum(len(places) for places in kept.values())
        if not number:
            self._merge(waiting, known)
            return
        question = f"{number} 条保留县里现在的内容,不采用包里的。请写明理由(会写进操作记录和回执):"
        messages.ask_reason(
            self, "保留原来的内容", question, "合并", lambda why: self._merge(waiting, known, kept, why)
        )

    def _merge(self, waiting: list[Incoming], known: Passwords, kept: Chosen | None = None, why: str = "") -> None:
        ids = [one.id for one in waiting]

        def work(report: runner.Report) -> list[Incoming]:
            return receiving.merge(self.book, ids, passwords=known, progress=report, keep=kept, why=why)

        messages.long_work(self, "正在合并", work, while_alive(self, self._merged), while_alive(self, self._failed))

    def write_receipts(self) -> None:
        """Sign the receipts of everything decided, and write them to a folder or stick."""
        ids = [one.id for one in self.table.lines if one.decision]
        folder = self.choose_folder("回执写到哪里") if ids else None
        if folder is not None:
            self.desk.with_password("签回执", lambda known: self._write(ids, folder, known))

    def _write(self, ids: list[int], folder: Path, known: Passwords) -> None:
        def work(report: runner.Report) -> Written:
            return receipts.write_all(self.book, ids, folder, known, progress=report)

        messages.long_work(self, "正在写回执", work, while_alive(self, self._written), while_alive(self, self._failed))

    def hand_back(self, packet: int) -> None:
        """Write what a township sent of this month to a stick, for it to take back."""
        line = receiving.one(self.book, packet)
        folder = self.choose_folder(f"{line.township_name}{line.period_title}的包写到哪里") if line else None
        if line is None or folder is None:
            return

        def work(known: Passwords, report: runner.Report) -> HandedBack:
            return county_handback.hand_back(
                self.book, line.township, folder, known, month=line.period, progress=report
            )

        def done(back: HandedBack) -> None:
            self._done(
                f"已写出{back.township_name}{line.period_title}的包 {len(back.paths)} 个文件并读回核对:{folder}。"
                "乡镇在“上报—已报月报包”里装入;账套是重装的,先装入“重新接续”的回执。",
                "green",
            )

        def go(known: Passwords) -> None:
            messages.long_work(
                self,
                "正在写出",
                lambda report: work(known, report),
                while_alive(self, done),
                while_alive(self, self._failed),
            )

        self.desk.with_password("交还", go)

    def send_back(self, packet: int) -> None:
        """Return a merged packet with the remarks on its rows; its receipt is written with the others."""

        def act(known: Passwords) -> None:
            given = receipts.send_back(self.book, packet, known)
            code = f"回执码 {given.code}。" if given.code else ""
            self._done(f"已退回修改。{code}请按“写出全部回执”交给乡镇。", "yellow")

        self.desk.with_password("签回执", lambda known: self._try(lambda: act(known)))

    def begin_here(self, packet: int) -> None:
        """Agree that a township is received from this packet on."""
        messages.ask_reason(
            self,
            "从这次开始接收",
            "这个乡镇以前的上报没有收到过。同意从这一次开始接收,请写明理由(会写进操作记录):",
            "从这次开始",
            lambda reason: self._try(lambda: self._began(packet, reason)),
        )

    def _began(self, packet: int, reason: str) -> None:
        done = receiving.begin_at(self.book, packet, reason)
        self._done(f"已同意从{done.township_name}的第 {done.seq} 次上报开始接收。{done.told}", "blue")

    def begin_anew(self, packet: int) -> None:
        """Let a township that lost its disk go on after the last packet that was accepted."""
        line = receiving.one(self.book, packet)
        if line is None:
            return
        question = f"{line.township_name}的历史接不上。确认是电脑损坏重装的,才可以同意重新接续。请写明理由:"

        def agreed(reason: str) -> None:
            self.desk.with_password("签回执", lambda known: self._try(lambda: self._anew(line, reason, known)))

        messages.ask_reason(self, "重新接续", question, "同意重新接续", agreed)

    def _anew(self, line: Incoming, reason: str, known: Passwords) -> None:
        seq = receiving.begin_anew(self.book, line.township, reason)
        given = receipts.begin_anew(self.book, line.township, known)
        folder = self.choose_folder("重新接续的回执写到哪里")
        where = f"回执已写到 {receipts.write_one(self.book, given, folder)}。" if folder else ""
        self._done(f"已同意{line.township_name}重新接续,下一次是第 {seq} 次。{where}把它的包再收一次即可。", "blue")

    def show_changes(self, packet: int) -> None:
        """A correction beside what is here; of a second packet of the same place rows may be taken over."""
        line = receiving.one(self.book, packet)

        def show(known: Passwords) -> None:
            assert line is not None
            dialog = self._beside([line], known, Use.TAKE if county_sides.is_fork(line) else Use.LOOK)
            dialog.agreed.connect(lambda taken: self._ask_take(line, known, taken))
            dialog.open()

        if line is not None:
            self.desk.with_password("看更正内容", lambda known: self._try(lambda: show(known)))

    def _ask_take(self, line: Incoming, known: Passwords, taken: Chosen) -> None:
        places = taken.get(line.id, set())
        question = f"采用{line.township_name}这个包里的 {len(places)} 条,县里现在的内容留在修改历史里。请写明理由:"

        def act(why: str) -> None:
            county_sides.take(self.book, line.id, places, why, known)
            self._done(f"已采用 {len(places)} 条。这个包本身仍不算数;请让乡镇按县里的回执重新接续。", "green")

        messages.ask_reason(self, "逐行采用", question, "采用", lambda why: self._try(lambda: act(why)))

    take_dropped = take

    # --- what came of it

    def _received(self, came: list[Incoming], warnings: Sequence[str]) -> None:
        self.load()
        good = sum(one.state in (receiving.WAITING, receiving.PART) for one in came)
        same = sum(one.state == receiving.DUPLICATE for one in came)
        bad = len(came) - good - same
        told = f"收了 {len(came)} 个:通过 {good},收过的 {same},没有通过或待定 {bad}。还没有合并。"
        then = "看完没有通过的,按“合并”。" if bad else "按“合并”并入台账。"
        self._done("".join([told, then, *warnings]), "yellow" if bad or warnings else "blue")
        first = next((one for one in came if one.state in (receiving.REJECTED, receiving.HELD)), None)
        self.table.go_to((first or came[0]).id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _merged(self, done: list[Incoming]) -> None:
        good = sum(one.state in receiving.ACCEPTED_STATES for one in done)
        wrong = f"{len(done) - good} 个没有并入,原因在右边。" if good < len(done) else ""
        self._done(f"已合并 {good} 个。{wrong}可以写出回执了。", "yellow" if wrong else "green")
        self.receipt_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _written(self, done: Written) -> None:
        left = f"另有 {len(done.left)} 个没有回执(没读出编号或还没有合并)。" if done.left else ""
        where = done.given[0].path.parent if done.given and done.given[0].path else ""
        self._done(f"已写出 {len(done.given)} 份回执并读回核对:{where}。{left}", "yellow" if left else "green")

    def _done(self, sentence: str, tone: str) -> None:
        self.load()
        self.message.tell(sentence, tone)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.load()
        if not isinstance(error, Told):
            messages.tell(self, error)
            return
        self.desk.forget()  # it may have been the password: asked again, it costs one line
        self.message.tell(error.message, "red")

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Told as told:
            self._failed(told)

    def _show(self, line: Incoming | None) -> None:
        self.look.show_line(line)

    # --- how it looks

    def _lay_out(self) -> None:
        self.open_button = button("选择文件… F6", self._open_files)
        head = QWidget()
        top = Flow(head, px(GAP[1]))
        for one in (
            label("收包", "title", wrap=False),
            label("收哪个月", wrap=False),
            self.month,
            self.open_button,
            button("选择文件夹或U盘…", self._open_folder),
            button("收包情况", self.went_home.emit, plain=True),
        ):
            top.addWidget(one)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(self.look)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setSizes([px(640), px(420)])
        foot = QHBoxLayout()
        foot.setSpacing(px(GAP[1]))
        foot.addWidget(self.counts, 1)
        foot.addWidget(self.merge_button)
        foot.addWidget(self.receipt_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[1]), 0, px(GAP[1]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        box.addWidget(head)
        box.addWidget(label(DROP_HERE, "hint"))
        box.addWidget(self.message)
        box.addWidget(halves, 1)
        box.addLayout(foot)

    def _open_files(self) -> None:
        if chosen := self.choose_files():
            self.take(chosen)

    def _open_folder(self) -> None:
        if folder := self.choose_folder("上报包在哪个文件夹或U盘"):
            self.take([folder])

    def _choose_files(self) -> list[Path]:
        return on_stick.open_files(self, "选择上报包", FILTER)

    def _choose_folder(self, title: str) -> Path | None:
        return on_stick.folder(self, title)
