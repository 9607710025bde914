"""模板 at the county: what the next version holds, signing it, every version so far, who still uses an older one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.operations import county_templates, template_kinds, template_making
from app.operations.books import Book
from app.operations.county_templates import Change, Line
from app.operations.identities import Passwords
from app.operations.template_making import Holder, Made
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.desk_password import Desk
from ui.screens.line_table import line_table, show_lines
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.pick import PickDialog
from ui.screens.template_issue import IssueDialog, OptionsDialog
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles

HEADS, WIDTHS = ("种类", "名称", "上一版", "下一版"), (110, 230, 300)
ISSUED, ISSUED_WIDTHS = ("版次", "文号", "起用", "改了什么"), (90, 170, 105)
HELD, HELD_WIDTHS = ("模板", "乡镇", "最近的包"), (130, 110)
FILES = "表样、放假安排、范本 (*.json *.csv *.xlsx *.docx)"
HINT = "把表样、放假安排、函件范本的文件拖到这里,或规定时限;签发后随回执带给乡镇,也可以写到U盘。"


class CountyTemplatesPage(TakesFiles, QWidget):
    """The next version above; below what was issued and which township uses what."""

    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.draft: list[Change] = []
        self.lines: list[Line] = []
        self.choose_files: Callable[[], list[Path]] = self._choose_files
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.message = MessageLine(self)
        self.next = line_table("下一版里有什么", HEADS, WIDTHS, 3)
        self.issued = line_table("签发过的模板", ISSUED, ISSUED_WIDTHS, 3)
        self.held = line_table("各乡镇用的是哪一版", HELD, HELD_WIDTHS, 2)
        self._lay_out()
        enter_presses(self)
        self.setAcceptDrops(True)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.issue, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.load()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the keys do here."""
        return {
            "refresh": self.load,
            "desk": self.choose,
            "new": self.rule_options,
            "void": self.drop,
            "help": lambda: show_topic(self, "templates"),
        }

    def focus(self) -> None:
        """Go to what the next version holds, or to the way in where it holds nothing."""
        (self.next if self.draft else self.add_press).setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read everything again."""
        self.draft, self.lines = template_making.draft(self.book), county_templates.lines(self.book)
        show_lines(self.next, [(_next(one), _tone(one)) for one in self.draft])
        show_lines(self.issued, [(_issued(one), one.tone) for one in self.lines])
        holders = template_making.holders(self.book)
        show_lines(self.held, [((_held(one), one.name, one.month), "yellow" if one.old else "") for one in holders])
        old = sum(one.old for one in holders)
        self.held_title.setText(f"各乡镇用的是哪一版:{old} 个还在用旧的" if old else "各乡镇用的是哪一版")
        differs = sum(one.old != one.new for one in self.draft)
        version = template_making.next_version(self.book)
        self.next_title.setText(f"下一版(第 {version} 版):{len(self.draft)} 项,{differs} 项和上一版不同")
        self.issue_press.setEnabled(bool(differs))
        self.drop_press.setEnabled(bool(self.draft))
        self.anew_press.setEnabled(bool(differs and self.lines))
        self.write_press.setEnabled(bool(self.lines))

    # --- putting it together

    def open_files(self, paths: Sequence[Path]) -> None:
        """Put files into the next version, one after the other; the first that cannot be used is told."""
        for at, path in enumerate(paths):
            try:
                registers = template_kinds.registers_for(self.book, path)
                if len(registers) > 1:
                    self._ask_register(path, registers, paths[at + 1 :])
                    return
                self._add(path, registers[0][0] if registers else "")
            except Told as refused:
                self.load()
                self.message.tell(refused.message, "red")
                return
            except OSError as error:
                messages.tell(self, error)
                return

    def choose(self) -> None:
        """Choose files."""
        if paths := self.choose_files():
            self.open_files(paths)

    def rule_options(self) -> None:
        """Rule limits for every township."""
        dialog = OptionsDialog(self, self.book)
        dialog.chosen.connect(lambda: self._done("时限和标准已记下,签发后才算数。"))
        dialog.open()

    def drop(self) -> None:
        """Take the line under the cursor out of the next version, or put it back where it was taken out."""
        at = self.next.currentRow()
        if not 0 <= at < len(self.draft):
            return
        one = self.draft[at]
        kind = next(key for key, known in template_kinds.KINDS.items() if known.title == one.kind)
        if one.new:
            template_making.drop(self.book, kind, one.key)
            self._done(f"下一版里不再有“{one.title}”。签发后乡镇改按程序自带的和自己设置的。")
            return
        template_making.put_back(self.book, kind, one.key)
        self._done(f"“{one.title}”已放回,和上一版一样。")

    def begin_anew(self) -> None:
        """Throw away what was changed since the last version."""
        messages.ask(
            self,
            "下一版里还没有签发的改动全部不要,回到和上一版一样。签发过的不受影响。",
            "不要这些改动",
            self._begin_anew,
            title="重新开始",
        )

    # --- signing and writing

    def issue(self) -> None:
        """Number, day, words; then the folder, the password, and the signed file."""
        if not self.issue_press.isEnabled():
            self.message.tell("下一版和上一版一样,没有什么要签发的。请先加入文件或规定时限。", "yellow")
            return
        dialog = IssueDialog(self, self.book)
        dialog.given.connect(lambda: self._where(dialog))
        dialog.open()

    def write_again(self) -> None:
        """Write the issued version under the cursor once more."""
        at = max(self.issued.currentRow(), 0)
        folder = self.choose_folder() if self.lines else None
        if folder is None:
            return
        try:
            path = template_making.write_again(self.book, self.lines[at].head.version, folder)
        except Told as refused:
            self.message.tell(refused.message, "red")
            return
        self.message.tell(f"已写好并读回核对:{path}。", "green")

    take_dropped = open_files

    # --- inside

    def _add(self, path: Path, register: str) -> None:
        item = template_kinds.from_file(self.book, path, register)
        template_making.add(self.book, [item])
        kind = template_kinds.KINDS[item.kind].title
        self._done(f"已加入{kind}“{item.title}”:{template_kinds.said(self.book, item)}。签发后才算数。")

    def _ask_register(self, path: Path, registers: Sequence[tuple[str, str]], rest: Sequence[Path]) -> None:
        def go(key: str) -> None:
            try:
                self._add(path, key)
            except Told as refused:
                self.message.tell(refused.message, "red")
                return
            self.open_files(rest)

        question = f"“{path.name}”里的名称,这几本台账都有。选用哪一本的记录来填:"
        dialog = PickDialog(self, "填哪本台账", question, registers)
        dialog.chosen.connect(go)
        dialog.open()

    def _begin_anew(self) -> None:
        template_making.give_up(self.book)
        self._done("下一版已回到和上一版一样。")

    def _where(self, dialog: IssueDialog) -> None:
        folder = self.choose_folder()
        if folder is not None:
            Desk(dialog, self.book).with_password("签发模板", partial(self._issue, dialog, folder))

    def _issue(self, dialog: IssueDialog, folder: Path, known: Passwords) -> None:
        number, about = dialog.number.text(), dialog.about.toPlainText()
        since, version = dialog.day, int(dialog.version.text())

        def work(report: runner.Report) -> Made:
            return template_making.make(self.book, number, about, folder, known, valid_from=since, version=version)

        def done(made: Made) -> None:
            dialog.accept()
            rides = "以后的回执会带上它;" if made.rides else "它太大,不随回执走,请把这个文件交给各乡镇;"
            self._done(
                f"第 {made.version} 版已签发({made.items} 项),写好并读回核对:{made.path}。{rides}乡镇看过改动再启用。"
            )

        def failed(error: Exception) -> None:
            if isinstance(error, Told):
                dialog.message.tell(error.message, "red")
            else:
                messages.tell(self, error)

        messages.long_work(self, "正在签发模板", work, while_alive(self, done), while_alive(dialog, failed))

    def _done(self, sentence: str) -> None:
        self.load()
        self.message.tell(sentence, "green")
        self.changed.emit()
        self.focus()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        self.next_title, self.held_title = label("", "group"), label("", "group")
        for widget in (label("模板", "title"), label(HINT, "hint"), self.message, self.next_title):
            box.addWidget(widget)
        box.addWidget(self.next, 3)
        self.add_press = button("加入文件… F6", self.choose)
        self.rule_press = button("规定时限… Ctrl+N", self.rule_options)
        self.drop_press = button("去掉、放回 Del", self.drop)
        self.anew_press = button("重新开始…", self.begin_anew, plain=True)
        self.issue_press = button("签发… Ctrl+Enter", self.issue, main=True)
        foot = QHBoxLayout()
        foot.setSpacing(px(GAP[1]))
        for one in (self.add_press, self.rule_press, self.drop_press, self.anew_press):
            foot.addWidget(one)
        foot.addStretch(1)
        foot.addWidget(self.issue_press)
        box.addLayout(foot)
        self.write_press = button("再写一份…", self.write_again)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(_half(label("签发过的", "group"), self.issued, self.write_press))
        halves.addWidget(_half(self.held_title, self.held))
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        box.addWidget(halves, 3)

    def _choose_files(self) -> list[Path]:
        return choosing.open_files(self, "加入下一版的文件", FILES)

    def _choose_folder(self) -> Path | None:
        return on_stick.folder(self, "模板文件写到哪里")


def _half(*widgets: QWidget) -> QWidget:
    half, box = QWidget(), QVBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(GAP[1]))
    half.setLayout(box)
    for one in widgets:
        box.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft) if isinstance(one, QPushButton) else box.addWidget(one)
    return half


def _next(one: Change) -> tuple[str, ...]:
    return (one.kind, one.title, one.old or "没有", one.new or "不再规定")


def _tone(one: Change) -> str:
    return "" if one.old == one.new else "yellow" if one.old and not one.new else "blue"


def _issued(one: Line) -> tuple[str, ...]:
    return (f"{one.sign} 第 {one.head.version} 版", one.head.number, one.head.valid_from, one.head.changes)


def _held(one: Holder) -> str:
    return f"▲ {one.words}" if one.old else one.words
