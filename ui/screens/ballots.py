"""民主评议 by number keys: one paper after the other, drawn papers typed again, then the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.points import show_points
from app.ledgers.appraisal import APPRAISALS, CHECKING, COUNTING, TALLIES, VOTERS
from app.ledgers.ballot import MARKS
from app.operations import ballots, papers, records
from app.operations.ballots import CODES, Differing, Round
from app.operations.books import Book
from ui.engine.asking import Act, AskDialog
from ui.engine.lights import told_state
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import open_preview_of
from ui.screens.tally import DIGIT_KEYS, go_to_row, put
from ui.style.palette import GAP, HIT, px
from ui.widgets.chip import Chip
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

LABELS = {option.code: option.label for option in MARKS}
NUMBER, STATION, MARK, FIRST_TALLY = 0, 1, 2, 3
SCORE = FIRST_TALLY + len(TALLIES)
RANK = SCORE + 1
LINE = 25  # twenty stations are nearly in sight at once
KEYS = "　".join(f"{option.code} {option.label}" for option in MARKS) + (
    "　　Enter 记下这一张　Backspace 退回一格　F8 整张废票"
)
MEETING = ("met_on", "place", "expected", *(key for key, _ in VOTERS), "issued", "returned")


class PaperTable(QTableWidget):
    """One line a station; what is typed is told to the screen."""

    digit = Signal(str)
    back = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, RANK + 1, parent)
        heads = [name.removesuffix("(票)") for _, _, name in TALLIES]
        self.setHorizontalHeaderLabels(["序号", "被评站所", "这一张", *heads, "得分", "名次"])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(px(LINE))
        self.verticalHeader().setDefaultSectionSize(px(LINE))
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(STATION, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("评议票")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits are marks; the rest moves the cursor as usual."""
        if event.key() in DIGIT_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.digit.emit(str(DIGIT_KEYS.index(event.key())))
        elif event.key() == Qt.Key.Key_Backspace:
            self.back.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class BallotsScreen(QWidget):
    """One round. Every paper is one step of its own, and a half-typed paper is kept as a draft."""

    saved = Signal(int)
    closed = Signal()

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.appraisal = row_id
        self.now: Round | None = None
        self.marks: list[str] = []
        self.seq: int | None = None  # the drawn paper that is typed again
        self.differs: Differing | None = None
        self.title = label("", "title", wrap=False)
        self.title.setMinimumHeight(px(HIT))
        self.state = Chip()
        self.which = label("", "title", wrap=False)
        self.table = PaperTable(self)
        self.message = MessageLine(self)
        self.begin_button = button("建立本季评议…", self.ask_begin)
        self.hand_in_button = button("提交复核…", self.ask_hand_in)
        self.decide_button = button("核定", self.decide, main=True)
        self.paper_button = button("打印测评票", lambda: self.preview("appraisal_ballot"))
        self.result_button = button("打印统计表 Ctrl+P", lambda: self.preview("appraisal_result"))
        self.hint = label(KEYS, "hint")
        self._lay_out()
        enter_presses(self)
        self.table.digit.connect(self._digit)
        self.table.back.connect(self._back)
        self.table.entered.connect(self._enter)
        for keys, act in (
            ("F8", self.spoil),
            ("Ctrl+P", lambda: self.preview("appraisal_result")),
            ("Esc", self.leave),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        if self.appraisal is None and (known := ballots.rounds(book)):
            self.appraisal = known[0].ids[0]
        self.load()

    def load(self) -> None:
        """Read the round again: what is to be typed next follows from its state."""
        self.now = ballots.round_of(self.book, self.appraisal) if self.appraisal is not None else None
        now = self.now
        self.seq, self.differs = None, None
        self.marks = [""] * (len(now.ids) if now else 0)
        if now and now.state == CHECKING:
            self._next_check()
        elif now and now.state == COUNTING and (kept := records.draft(self.book, self._draft)):
            self.marks = _read(kept, len(self.marks))
        self._show()

    def ask_begin(self) -> None:
        """Which quarter and which kind of meeting."""
        blank = records.shown(self.book, APPRAISALS, records.new_row(self.book, APPRAISALS))
        self._ask("建立民主评议", ("period", "kind", "dimension"), blank, self._begin)

    def ask_hand_in(self) -> None:
        """What the meeting was like; asked once for all stations."""
        if self.now is None:
            return
        known = records.shown(self.book, APPRAISALS, self.now.stations[0])
        self._ask("提交复核", MEETING, known, self._hand_in)

    def decide(self) -> None:
        """The second person confirms."""
        if self.appraisal is not None and self._did(lambda: ballots.decide(self.book, self.appraisal or 0)):
            self.load()
            self.message.tell("已核定。统计表可以打印;结果运用在列表里逐个站所办理。", "green")

    def spoil(self) -> None:
        """The whole paper does not count."""
        if self.now is None or self.now.state != COUNTING:
            return
        self._keep_paper(["0"] * len(self.marks))

    def preview(self, key: str) -> None:
        """The ballot to hand out, or the result."""
        if self.appraisal is None:
            self.message.tell("还没有评议。请先按“建立本季评议”。", "yellow")
            return
        row_id = self.appraisal
        title = papers.paper_of(APPRAISALS, key).title
        open_preview_of(self, self.book, title, lambda: papers.build(self.book, APPRAISALS, key, [row_id]))

    def undo(self) -> None:
        """Take the last paper back."""
        try:
            done = records.undo(self.book)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.load()
        self.saved.emit(0)
        self.message.tell(f"已撤销:{done.label}。", "green")
        self.table.setFocus()

    def leave(self) -> None:
        """Back to the list; papers entered stay entered, a half-typed one is kept."""
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands where typing goes on."""
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: (self.table if self.now else self.begin_button).setFocus())

    def _lay_out(self) -> None:
        top = QWidget()
        head = Flow(top, px(GAP[1]))
        head.addWidget(self.title)
        head.addWidget(self.state)
        for one in (
            self.begin_button,
            self.paper_button,
            self.hand_in_button,
            self.decide_button,
            self.result_button,
            button("返回 Esc", self.leave),
        ):
            head.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.setSpacing(px(GAP[1]))
        layout.addWidget(top)
        layout.addWidget(self.which)
        layout.addWidget(self.hint)
        layout.addWidget(self.message)
        layout.addWidget(self.table, 1)

    # --- what the keys do

    @property
    def _draft(self) -> str:
        return f"ballots:{self.appraisal}"

    def _typing(self) -> bool:
        return self.now is not None and (self.now.state == COUNTING or self.seq is not None or self.differs is not None)

    def _digit(self, mark: str) -> None:
        at = self.table.currentRow()
        if not self._typing() or not 0 <= at < len(self.marks):
            return
        if mark not in CODES:
            self.message.tell(f"没有 {mark} 这一档。{KEYS}", "yellow")
            return
        if self.differs is not None:
            self._settle(at, mark)
            return
        self.message.tell("")
        self.marks[at] = mark
        self._show_mark(at)
        self._keep_draft()
        go_to_row(self.table, min(at + 1, len(self.marks) - 1))
        if at + 1 == len(self.marks) and all(self.marks):
            self.message.tell("这一张录完了,按 Enter 记下。", "blue")

    def _back(self) -> None:
        at = self.table.currentRow()
        if not self._typing() or self.differs is not None or not self.marks:
            return
        if not self.marks[at] and at:
            at -= 1
        self.marks[at] = ""
        self._show_mark(at)
        self._keep_draft()
        go_to_row(self.table, at)

    def _enter(self) -> None:
        if not self._typing() or self.differs is not None:
            return
        if "" in self.marks:
            left = self.marks.index("")
            go_to_row(self.table, left)
            self.message.tell(
                f"还有 {self.marks.count('')} 个站所没有录,这一张没有记。没有填写的按 6(弃权)。", "yellow"
            )
            return
        self._keep_paper(self.marks)

    def _keep_paper(self, marks: list[str]) -> None:
        row_id, again = self.appraisal or 0, self.seq
        made: list[int] = []

        def keep() -> None:
            if again is None:
                made.append(ballots.save_paper(self.book, row_id, marks))
                records.drop_draft(self.book, self._draft)
            else:
                ballots.type_again(self.book, row_id, again, marks)

        if not self._did(keep):
            return
        self.load()
        self.saved.emit(row_id)
        if again is None:
            what = "废票,已记下" if set(marks) == {"0"} else "已记下"
            self.message.tell(f"第 {made[0]} 张{what}。", "green", ("撤销这一张", self.undo))
        self.table.setFocus()

    def _settle(self, at: int, mark: str) -> None:
        differs = self.differs
        if differs is None or at not in differs.places:
            return
        if self._did(lambda: ballots.settle(self.book, self.appraisal or 0, differs.seq, at, mark)):
            self.load()
            self.saved.emit(self.appraisal or 0)

    def _next_check(self) -> None:
        """The next drawn paper, then the first that was read differently."""
        row_id = self.appraisal or 0
        assert self.now is not None
        left = ballots.still_to_check(self.book, row_id)
        if left and self.now.stations[0].get("entered_by") != self.book.actor_name:
            self.seq = left[0]
        elif not left and (found := ballots.differing(self.book, row_id)):
            self.differs = found[0]
            self.marks = [
                "、".join(LABELS[mark] for mark in found[0].places.get(at, ())) for at in range(len(self.marks))
            ]

    def _did(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except Told as error:
            self.message.tell(error.message, "red")
            return False
        return True

    def _ask(self, press: str, keys: Sequence[str], before: Mapping[str, str], then: Act) -> None:
        fields = [APPRAISALS.by_key[key] for key in keys]
        kept = {key: before.get(key, "") for key in keys}
        AskDialog(self, self.book, APPRAISALS, fields, then, press=press, heading=press, before=kept).open()

    def _begin(self, texts: Mapping[str, str], _reason: str) -> None:
        self.appraisal = ballots.begin(self.book, texts).ids[0]
        self.load()
        self.saved.emit(self.appraisal)
        self.table.setFocus()

    def _hand_in(self, texts: Mapping[str, str], _reason: str) -> None:
        ballots.hand_in(self.book, self.appraisal or 0, texts)
        self.load()
        self.saved.emit(self.appraisal or 0)
        self.message.tell("已提交。请审核人登录后在这里复录抽中的几张,再核定。", "green")

    def _keep_draft(self) -> None:
        if self.seq is None and self.now is not None and self.now.state == COUNTING:
            records.keep_draft(self.book, self._draft, {str(at): mark for at, mark in enumerate(self.marks)})

    # --- what is shown

    def _show(self) -> None:
        now = self.now
        for one in (self.hand_in_button, self.decide_button, self.paper_button, self.result_button):
            one.setVisible(now is not None)
        self.hint.setVisible(self._typing())
        if now is None:
            self.title.setText("民主评议 数字录票")
            self.state.say("", "")
            self.which.setText("还没有评议。按“建立本季评议”,程序按“单位”里的站所列出评议表。")
            self.table.setRowCount(0)
            return
        self.hand_in_button.setVisible(now.state == COUNTING)
        self.decide_button.setVisible(now.state == CHECKING)
        shown = records.shown(self.book, APPRAISALS, now.stations[0])
        part = "" if shown["dimension"] == "总体" else f" {shown['dimension']}"
        self.title.setText(f"{shown['period']} {shown['kind']}{part}")
        self.state.say(*told_state(APPRAISALS, {"state": now.state}))
        self.which.setText(self._doing(now))
        results = ballots.results(self.book, now.ids[0])
        self.table.setRowCount(len(results))
        hidden = now.state == COUNTING  # whoever types papers is not to look at how it stands
        for column in range(FIRST_TALLY, RANK + 1):
            ranked = column == RANK and not any(result.rank for result in results)
            self.table.setColumnHidden(column, ranked or (hidden and column >= SCORE))
        self.table.setColumnHidden(MARK, not self._typing())
        for at, result in enumerate(results):
            score = show_points(result.score) if result.score is not None else ""
            texts = [str(at + 1), result.name, "", *map(str, result.tallies), score, str(result.rank or "")]
            for column, text in enumerate(texts):
                put(self.table, at, column, text, middle=column != STATION)
            self._show_mark(at)
        go_to_row(self.table, self._where())

    def _doing(self, now: Round) -> str:
        if self.differs is not None:
            return f"第 {self.differs.seq} 张两次录的不一样:请再看票,在标出的站所上按票上的数字"
        if self.seq is not None:
            left = ballots.still_to_check(self.book, now.ids[0])
            return f"复录第 {self.seq} 张(抽查还剩 {len(left)} 张):请取出这一张票"
        if now.state == COUNTING:
            return f"第 {now.typed + 1} 张(已录 {now.typed} 张)"
        if now.state == CHECKING:
            waits = bool(ballots.still_to_check(self.book, now.ids[0]))
            return "等审核人复录抽中的几张" if waits else "抽查的几张两次都录得一样,可以核定"
        return f"共 {now.typed} 张票"

    def _where(self) -> int:
        if self.differs is not None:
            return min(self.differs.places)
        return self.marks.index("") if "" in self.marks else 0

    def _show_mark(self, at: int) -> None:
        mark = self.marks[at]
        text = f"{mark} {LABELS[mark]}" if mark in LABELS else mark
        put(self.table, at, MARK, text, middle=True)


def _read(kept: Mapping[str, str], count: int) -> list[str]:
    return [kept.get(str(at), "") for at in range(count)]
