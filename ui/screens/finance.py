"""财务公开: the head, the lines and the sums of one sheet, and its way from 草稿 to 已公开."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.faults import Fault, Refused, Told, hard
from app.domain.fields import Reading, Row
from app.domain.ledger import Move
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_figures import LEVELS, TO_SIGN
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import DRAFT, FINANCE_SHEETS
from app.ledgers.question import ASK, QUESTIONS
from app.operations import finance_entry_help, lists, records
from app.operations.books import Book
from app.operations.records import LinesSaved, Saved
from ui.engine.elided import Elided
from ui.engine.identity_dialog import FillDialog
from ui.engine.lights import told_state
from ui.engine.moves import MoveDialog
from ui.engine.raising import raise_from
from ui.screens import finance_signing
from ui.screens.finance_checks import SUMS, SheetChecks
from ui.screens.finance_entries import EntriesPane
from ui.screens.finance_grid import LinesGrid
from ui.screens.finance_header import SheetHeader
from ui.screens.finance_lines import ALL, Line, LinesModel, Sums
from ui.screens.finance_offers import LineOffers
from ui.screens.finance_sums import SumsStrip, read_money
from ui.screens.finance_tabs import SheetTabs
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import open_preview
from ui.style.palette import GAP, px
from ui.widgets.chip import Chip
from ui.widgets.dialog import button
from ui.widgets.drops import TakesFiles
from ui.widgets.flow import Flow
from ui.widgets.number_keys import MOST
from ui.widgets.order import tab_as_laid_out

NARROW = 950
POSTING = 90  # beside the state: how long the notice still hangs, which may end in “…”
_WITH_PAPER = {
    "送签": "三方签好字后按 Alt+1“审核通过”,照着填签字的人和日期。",
    "审核通过": "贴好后把近照、远照拖到这里;没有照片的按 Alt+1“张贴公开”写明原因。",
}

# What comes next, said after each step.
_NEXT = {
    "审核通过": "打印公示榜;贴好后把照片拖到这里。",
    "张贴公开": "公示期满会在待办里提醒撤榜。",
    "提前撤下": "须重新张贴,待办里会一直提醒。",
    "更正重公布": "改好后重新送签、张贴;原来的表和照片已存档。",
}


class FinanceScreen(TakesFiles, SheetChecks):
    """One finance sheet. Every edit is kept as a draft at once; 保存 writes all lines as one step."""

    saved = Signal(int)
    closed = Signal()

    def __init__(self, book: Book, sheet_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.sheet_id = sheet_id
        self._row: Row = {}
        self._before: dict[str, str] = {}
        self.dirty = False
        self.setAcceptDrops(True)
        self.title = Elided("", "title")
        self.state = Chip()
        self.header = SheetHeader(self._units, parent=self)
        self.lines = LinesModel(Reading(book.today(), book), keys=ALL, parent=self)
        offers = LineOffers(self)
        self.lines.fill = offers.follows
        self.grid = LinesGrid(self.lines, offers.pasted, offers.recent, self)
        self.entries = EntriesPane(book, self)
        self.tabs = SheetTabs(self)
        self.sums = SumsStrip(self)
        self.make_checks()
        self.message = MessageLine(self)
        self.save_button = button("保存 Ctrl+S", self.save, main=True)
        self.preview_button = button("打印预览 Ctrl+P", self.preview)
        self.move_buttons: list[QPushButton] = []
        self._more: QPushButton | None = None
        self.posting = Elided("")
        self._lay_out()
        enter_presses(self)
        self._wire()
        self.load()

    def load(self) -> None:
        """Show what is saved, or what was being typed when the program ended."""
        row = self.book.row(FINANCE_SHEETS.key, self.sheet_id) if self.sheet_id else None
        self._row = row or {}
        texts = records.shown(self.book, FINANCE_SHEETS, self._row) if row else {}
        texts["explanation"] = text_of(self._row, "explanation")
        self._before = texts
        lines = self._saved_lines()
        kept = records.draft(self.book, self._form)
        self.header.show_texts({**texts, **json.loads(kept["header"])} if kept else texts)
        self.lines.reread(self._reading())
        if kept:
            typed = [Line(one["id"], one["texts"]) for one in json.loads(kept["lines"])]
            self.lines.load(typed, json.loads(kept["removed"]))
            self.lines.reread(self._reading())
            self.entries.load(self.sheet_id)
            if "entries" in kept:
                others = [Line(one["id"], one["texts"]) for one in json.loads(kept["entries"])]
                self.entries.lines.load(others, json.loads(kept["entries_removed"]))
                self.entries.lines.reread(self._reading())
            self.message.tell(
                "上次没有保存的内容已放回表中,没有丢失。请核对后保存。", "blue", ("放弃这些内容", self.forget)
            )
        else:
            self.lines.load(lines)
            self.entries.load(self.sheet_id)
        self.header.suit()
        self.grid.show_more(self.grid.has_more())
        self.dirty = kept is not None
        self._show_state()
        self._recount()
        self.hide_checks()
        self._first_focus()
        if told := self._sent():
            self.message.tell(told, "yellow")

    def begin_with(self, texts: Mapping[str, str]) -> None:
        """A new sheet of this unit and period; what was typed for another one and not saved is not written over."""
        if self.dirty and any(self.header.texts().get(key) for key in texts):
            return
        self.header.show_texts({**self.header.texts(), **texts})
        self._edited()
        self.header.focus("opening")

    def save(self) -> bool:
        """Write the head where it changed, then all lines in one step; faults go to their cells."""
        self._take_cell()
        if self.locked or not self._save_header():
            return self.locked
        edits = [self._edit(number, line) for number, line in enumerate(self.lines.filled(), start=1)]
        parts = [records.LinesPart(FINANCE_LINES, edits, self.lines.removed), self.entries.part()]
        done, others = records.save_parts(self.book, FINANCE_SHEETS, self.sheet_id or 0, parts)
        refused = [fault for part in (done, others) for found in part.faults.values() for fault in hard(found)]
        if refused:
            self._show_faults(done, others)
            self._list_faults()
            self.message.tell(
                f"有 {len(refused)} 处要改,明细还没有保存;已键入的内容都留着。请按下面的提示改好,再按 Ctrl+S。", "red"
            )
            self.faults.list.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter goes to the cell
            return False
        records.drop_draft(self.book, self._form)
        self.load()
        self._show_faults(done, others)
        self._list_faults(self._head_hints())
        more = f",其他各类 {len(others.saved)} 条" if others.saved else ""
        self.message.tell(f"已保存,共 {len(done.saved)} 笔{more}。", "green", ("撤销这次保存", self.undo_saving))
        self.saved.emit(self.sheet_id or 0)
        return True

    def all_saved(self) -> bool:
        """Save what is typed, also in a cell that is still open; False where that is refused."""
        self._take_cell()
        return not self.dirty or self.save()

    def _take_cell(self) -> None:
        here = QApplication.focusWidget()
        for grid in (self.grid, self.entries.grid):
            if here is not None and here is not grid and grid.isAncestorOf(here):
                grid.setFocus()  # an editor that loses the focus hands over what was typed

    def _show_faults(self, lines: LinesSaved, entries: LinesSaved) -> None:
        self.lines.set_faults(lines.faults)
        self.entries.lines.set_faults(entries.faults)

    def forget(self) -> None:
        """Give up what was typed since the last saving."""
        records.drop_draft(self.book, self._form)
        self.message.tell("")
        self.load()

    def undo_saving(self) -> None:
        """Take the last saved step back."""
        try:
            done = records.undo(self.book)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        if self.sheet_id and self.book.row(FINANCE_SHEETS.key, self.sheet_id) is None:
            self.sheet_id = None
        self.load()
        self.message.tell(f"已撤销:{done.label}。", "green")

    def preview(self, then: Callable[[], object] | None = None) -> None:
        """Show the wall sheet as it will be printed; with `then` the preview closes once all of it is printed."""
        if not self.all_saved():
            return
        if self.sheet_id is None:
            self.message.tell("还没有可打印的内容。请先填好单位和报告期。", "yellow")
            return
        kind = "finance_sign" if text_of(self._row, "state") == TO_SIGN else "finance_wall"
        shown = open_preview(self, self.book, kind, ids=(self.sheet_id,), title=self.title.text())
        if then is not None:
            shown.printed.connect(shown.close)
            shown.printed.connect(then)

    def ask_move(self, move: Move) -> None:
        """Ask for what a move needs and carry it out."""
        if not self.all_saved():
            return
        if self.sheet_id is None:
            return
        dialog = MoveDialog(self, self.book, FINANCE_SHEETS, self._row, move)
        dialog.fields.fill({**self._before, **finance_signing.proposed(self.book, self._row, move, self._before)})
        dialog.done_with.connect(lambda _saved: self._moved(move))
        dialog.open()

    def ask(self) -> None:
        """Somebody asks about the line under the cursor."""
        at = self.grid.currentIndex().row()
        if not self.all_saved():
            return
        line = self.lines.lines[at].id if 0 <= at < len(self.lines.lines) else None
        if line is None:
            self.message.tell("先把光标放到群众问的那一笔上,再按 F4。", "yellow")
            return
        raise_from(self, self.book, FINANCE_LINES, [line], ASK, self._asked)

    def take(self, paths: list[Path]) -> None:
        """Files dropped on the sheet: the signed copy, or photos of the board; then the move they are for."""
        files = [path for path in paths if path.is_file()]
        if not files or not self._row or not self.all_saved():
            return
        try:
            taken = finance_signing.take(self.book, FINANCE_SHEETS, self._row, files)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.load()
        self.message.tell(taken.said, taken.tone)
        self.saved.emit(self.sheet_id or 0)
        for move in records.moves(self.book, FINANCE_SHEETS, self._row):
            if move.label == taken.then:
                self.ask_move(move)

    def wants(self, paths: Sequence[Path]) -> bool:
        """Photos and scans; workbooks are for the page around the sheet."""
        return bool(paths) and not any(path.suffix.lower() in (".xlsx", ".xls", ".csv") for path in paths)

    take_dropped = take

    def leave(self) -> None:
        """Back to the sheet one came from, else to the list; what is not saved stays as a draft."""
        if not self.step_back():
            self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands where typing goes on; whoever shows the page gives the focus first."""
        super().showEvent(event)
        here = QApplication.focusWidget()
        if here is None or not self.isAncestorOf(here):
            QTimer.singleShot(0, self, self._first_focus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the type is large everything stands closer together."""
        super().resizeEvent(event)
        self._arrange_head()
        if (layout := self.layout()) is not None:
            layout.setSpacing(px(GAP[0] if self.width() < px(NARROW) else GAP[1]))

    def _arrange_head(self) -> None:
        """The buttons stand beside the name where both have room in one line, else below it."""
        named = self.title.sizeHint().width() + self.state.sizeHint().width() + px(POSTING)
        beside = self.width() >= px(NARROW) and named + self._tools.one_line() <= self.width() - 2 * px(GAP[2])
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(way)

    @property
    def _form(self) -> str:
        return f"finance_sheet:{self.sheet_id or 'new'}"

    @property
    def locked(self) -> bool:
        """Whether the sheet is only read: it was signed, or a township sent it to this county."""
        return bool(self._row) and (text_of(self._row, "state") != DRAFT or bool(self._sent()))

    def _sent(self) -> str:
        if not self.book.info.is_county:
            return ""
        from app.operations.county_origin import said

        return said(self.book, FINANCE_SHEETS.key, self.sheet_id)

    def _lay_out(self) -> None:
        named = QHBoxLayout()
        named.addWidget(self.title)
        named.addWidget(self.state)
        named.addWidget(self.posting, 1)
        self.acts, moves = QWidget(), QWidget()
        self._moves = QHBoxLayout(moves)
        self._moves.setContentsMargins(0, 0, 0, 0)
        row = self._tools = Flow(self.acts, px(GAP[0]))
        for widget in (
            moves,
            button("群众意见 F4", self.ask),
            button("审核 F8", self.review),
            self.preview_button,
            self.save_button,
            button("返回 Esc", self.leave),
        ):
            row.addWidget(widget)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)  # a wide screen puts them side by side
        self._head.addLayout(named)
        self._head.addWidget(self.acts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.setSpacing(px(GAP[1]))
        layout.addLayout(self._head)
        layout.addWidget(self.message)
        layout.addWidget(self.header)
        layout.addWidget(self.tabs)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.grid)
        self.pages.addWidget(self.entries)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.sums)
        layout.addWidget(self.faults)

    def _wire(self) -> None:
        self.header.edited.connect(self._edited)
        self.header.completed.connect(self._header_done)
        self.header.unfolded.connect(lambda _: self.tabs.show_folds(self.header.folded, self.grid.shows_more))
        self.lines.edited.connect(self._edited)
        self.entries.edited.connect(self._edited)
        self.entries.told.connect(self.message.tell)
        self.tabs.turned.connect(self.show_page)
        self.tabs.fold_header.connect(lambda: self.header.fold(not self.header.folded))
        self.tabs.acted.connect(self._tab_act)
        self.grid.not_pasted.connect(lambda sentence: self.message.tell(sentence, "red"))
        self.grid.selectionModel().currentChanged.connect(lambda now, _before: self._tell_cell(now.row(), now.column()))
        for keys, act in (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.preview),
            ("Esc", self.leave),
            ("F8", self.review),
            ("F4", self.ask),
            ("F7", self._unfold),
            ("F9", self._tab_act),
            ("Ctrl+PgDown", lambda: self.show_page(1)),
            ("Ctrl+PgUp", lambda: self.show_page(0)),
            *((f"Alt+{at + 1}", partial(self._press_move, at)) for at in range(MOST)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _press_move(self, at: int) -> None:
        if at < len(self.move_buttons):
            self.move_buttons[at].click()

    def show_page(self, place: int) -> None:
        """The lines (0) or the other classes (1), with the cursor in them."""
        self.pages.setCurrentIndex(place)
        self.tabs.show_page(place)
        self._show_counts()
        (self.entries.grid if place else self.grid).setFocus()

    def _unfold(self) -> None:
        """F7: what few sheets need, with the cursor in its first field; again, and it is away."""
        if not self.header.folded:
            self.header.fold(True)
        else:
            self.header.focus("account_set")

    def _tab_act(self) -> None:
        """F9: more columns of the lines; for the other classes what stood there last period."""
        if self.pages.currentIndex():
            if self.sheet_id is not None or self._save_header():
                self.entries.sheet_id = self.sheet_id
                self.entries.carry()
            return
        self.grid.show_more(not self.grid.shows_more)
        self.tabs.show_folds(self.header.folded, self.grid.shows_more)
        self.grid.setFocus()

    def _edited(self) -> None:
        self.dirty = True
        if self.sender() is self.header:
            self.lines.reread(self._reading())
            self.entries.lines.reread(self._reading())
        self._keep()
        self._recount()

    def edited_by_check(self) -> None:
        """What a key of the check filled in is kept like what is typed."""
        self._edited()

    def _keep(self) -> None:
        """Everything typed so far, at once: a power cut loses nothing."""
        try:
            records.keep_draft(
                self.book,
                self._form,
                {
                    "header": json.dumps(self.header.texts(), ensure_ascii=False),
                    "lines": json.dumps([_plain(line) for line in self.lines.filled()], ensure_ascii=False),
                    "removed": json.dumps(self.lines.removed),
                    "entries": json.dumps([_plain(line) for line in self.entries.lines.filled()], ensure_ascii=False),
                    "entries_removed": json.dumps(self.entries.lines.removed),
                },
            )
        except Told as error:
            self.message.tell(error.message, "red")

    def _header_done(self) -> None:
        """After the last field of the head the cursor goes into the grid; a new sheet gets its opening now."""
        if self.sheet_id is None and not self._save_header():
            return
        self.entries.sheet_id = self.sheet_id
        self.show_page(0)
        self.grid.setCurrentIndex(self.lines.index(0, 0))

    def _save_header(self) -> bool:
        texts = self.header.texts()
        changed = {key: text for key, text in texts.items() if text != self._before.get(key, "")}
        if self.sheet_id is not None and not changed:
            return True
        try:
            done = records.save(self.book, FINANCE_SHEETS, self.sheet_id, texts)
        except Refused as error:
            # what the sums of the lines say is not known before the lines are kept: only what refuses is told
            refused = hard(error.faults) or error.faults
            self.header.show_faults(refused)
            self._list_faults(refused)
            told = "\n".join(fault.message for fault in refused) or error.message
            self.message.tell(f"{told}\n还没有保存,已键入的内容都留着。", "red")
            return False
        except Told as error:
            self.message.tell(error.message, "red")
            return False
        records.drop_draft(self.book, self._form)
        self.sheet_id, self._row = done.id, done.row
        self._before = records.shown(self.book, FINANCE_SHEETS, done.row)
        self._before["explanation"] = text_of(done.row, "explanation")
        self.header.show_texts(self._before)
        self._keep()
        self._show_state()
        self._recount()
        self._list_faults(self._head_hints())
        return True

    def _head_hints(self) -> list[Fault]:
        """What the head still asks for; before the first line its sums say nothing."""
        found = records.check_row(self.book, FINANCE_SHEETS, self.sheet_id, {}) if self.sheet_id else []
        if not self._row.get("line_count") and not self._row.get("entry_count"):
            found = [fault for fault in found if fault.code != SUMS]
        self.header.show_faults(found)
        return found

    def _moved(self, move: Move) -> None:
        self.load()
        self.message.tell(
            f"已办理:{move.label}。现在的状态:{text_of(self._row, 'state')}。{_NEXT.get(move.label, '')}", "green"
        )
        self.saved.emit(self.sheet_id or 0)
        if move.label in ("送签", "审核通过"):  # what comes next is its paper, and then the sheet again
            self.preview(then=partial(self._on_paper, move))

    def _on_paper(self, move: Move) -> None:
        """Printed after a move: the preview has gone, and here stands what is done with the paper."""
        self.message.tell(f"已送往打印机。{_WITH_PAPER[move.label]}", "green")
        self.activateWindow()
        self.grid.setFocus()

    def _asked(self, made: Sequence[Saved]) -> None:
        one = made[0]
        due = text_of(one.row, "due_on")
        self.message.tell(
            f"已登记群众意见 {one.number},{due} 前答复。提问人姓名可以不填。",
            "green",
            ("填提问人…", lambda: self._asker(one.id)),
        )
        self.saved.emit(one.id)
        self.grid.setFocus()

    def _asker(self, row_id: int) -> None:
        """Who asked goes into the drawer, if the person wants it."""
        try:
            FillDialog(self, self.book, QUESTIONS, row_id).open()
        except Told as error:
            self.message.tell(error.message, "red")

    def _show_state(self) -> None:
        name = self.book.title(FINANCE_SHEETS.key, self.sheet_id) if self.sheet_id else "新的公开表"
        self.title.setText(f"财务公开 {name}")
        self.state.say(*told_state(FINANCE_SHEETS, self._row, DRAFT))
        self.posting.setText(finance_signing.posting_words(self.book, FINANCE_SHEETS, self._row))
        signing = text_of(self._row, "state") == TO_SIGN
        self.preview_button.setText(f"{'送签稿' if signing else '公示榜'}预览 Ctrl+P")
        self.lines.locked = self.entries.lines.locked = self.locked
        group = text_of(self._row, "level") == LEVELS[0]
        self.lines.usual = finance_entry_help.group_items() if group else ()
        self.tabs.show_folds(self.header.folded, self.grid.shows_more)
        self.header.lock(self.locked)
        self.save_button.setVisible(not self.locked)
        self.save_button.setEnabled(not self.locked)
        for old in (*self.move_buttons, *([self._more] if self._more else [])):
            self._moves.removeWidget(old)
            old.deleteLater()
        legal = records.moves(self.book, FINANCE_SHEETS, self._row) if self._row else []
        self.move_buttons = [
            button(f"{move.label}… Alt+{at}", partial(self.ask_move, move)) for at, move in enumerate(legal, 1)
        ]
        shown, more = finance_signing.folded(self.move_buttons)
        for made in (*shown, *([more] if more else [])):
            made.setAutoDefault(True)
            self._moves.addWidget(made)
        self._more = more
        tab_as_laid_out(self)
        self._arrange_head()

    def _recount(self) -> None:
        sums = self.lines.sums()
        if not self.lines.filled() and self._row.get("line_count"):  # a year sums up its quarters
            sums = Sums(whole_of(self._row, "income_total"), whole_of(self._row, "expense_total"), 0)
        opening = read_money(self.header.texts()["opening"])
        if opening is None:
            opening = whole_of(self._row, "opening")
        self.sums.show_sums(opening, sums, self.header.texts())
        self._show_counts()

    def _show_counts(self) -> None:
        self.tabs.show_counts(len(self.lines.filled()), len(self.entries.lines.filled()))

    def _reading(self) -> Reading:
        """Days typed without a year belong to the period, also when it is entered in the next January."""
        today = self.book.today()
        try:
            period = Period.parse(self.header.texts()["period"])
        except ValueError:
            return Reading(today, self.book)
        return Reading(today if period.holds(today) else period.last, self.book)

    def _saved_lines(self) -> list[Line]:
        if not self.sheet_id:
            return []
        rows = lists.lines(self.book, FINANCE_LINES, self.sheet_id)
        shown = (records.shown(self.book, FINANCE_LINES, row) for row in rows)
        return [
            Line(id_of(row, "id"), {key: texts[key] for key in ALL}) for row, texts in zip(rows, shown, strict=True)
        ]

    def _edit(self, number: int, line: Line) -> records.LineEdit:
        return records.LineEdit(line.id, {**line.texts, "seq": str(number)})

    def _list_faults(self, head: Sequence[Fault] = ()) -> None:
        self.list_faults(head, self.lines.faults(), self.entries.faults())

    def _tell_cell(self, row: int, column: int) -> None:
        if fault := self.lines.fault_at(row, column):
            self.message.tell(f"第 {row + 1} 笔 {fault.message}", "yellow" if fault.soft else "red")
        elif self.message.tone in ("red", "yellow"):
            self.message.tell("")

    def _first_focus(self) -> None:
        if self.sheet_id is None:
            self.header.focus("unit")
        else:
            self.grid.setFocus()

    def _units(self, typed: str) -> list[str]:
        return [choice.title for choice in lists.choices(self.book, "unit", typed)]


def _plain(line: Line) -> dict[str, object]:
    kept = asdict(line)
    return {"id": kept["id"], "texts": kept["texts"]}
