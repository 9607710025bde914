"""县里模板 at the township: what the county issued, which version counts, loading, looking, going back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.operations import county_templates
from app.operations.books import Book
from app.operations.county_templates import Line, Looked, Taken
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.line_table import line_table, show_lines
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.template_look import LookDialog
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles

HEADS, WIDTHS, WIDE = ("状态", "版次", "文号", "签发", "起用", "改了什么"), (140, 70, 190, 110, 110), 5
INSIDE, INSIDE_WIDTHS = ("种类", "名称", "内容"), (110, 260)
FILES = "县里模板 (TPL_*.zip)"
HINT = "县里发的表样、时限、放假安排、函件范本。把U盘里的 TPL 文件拖到这里,先看会改什么,再启用。"


class TemplatesPage(TakesFiles, QWidget):
    """Versions above, what the chosen one holds below; files are dropped anywhere."""

    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.lines: list[Line] = []
        self.choose_file: Callable[[], Path | None] = self._choose_file
        self.message = MessageLine(self)
        self.versions = line_table("县里发过的模板", HEADS, WIDTHS, WIDE)
        self.inside = line_table("这一版里有什么", INSIDE, INSIDE_WIDTHS, 2)
        self.empty = label("还没有装入过县里的模板,各项按程序自带的和本机设置的算。", "hint")
        self.versions.currentCellChanged.connect(lambda *_: self._show_inside())
        self.versions.installEventFilter(self)
        self.versions.doubleClicked.connect(lambda _: self.look_current())
        self._lay_out()
        enter_presses(self)
        self.setAcceptDrops(True)
        self.load()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the keys do here."""
        return {
            "refresh": self.load,
            "edit": self.look_current,
            "desk": self.choose,
            "help": lambda: show_topic(self, "templates"),
        }

    def focus(self) -> None:
        """Go to the versions, or to the way in where there are none."""
        (self.versions if self.lines else self.load_press).setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read the versions again."""
        self.lines = county_templates.lines(self.book)
        show_lines(self.versions, [(_texts(one), one.tone) for one in self.lines])
        self.empty.setVisible(not self.lines)
        self._show_inside()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Look at a file, the newest of several: each holds everything, so only the last one counts."""
        found: list[tuple[Looked, Path]] = []
        for path in paths:
            try:
                found.append((county_templates.look(self.book, path), path))
            except Told as refused:
                self.message.tell(f"“{path.name}”:{refused.message}", "red")
                if len(paths) == 1:
                    return
            except OSError as error:
                messages.tell(self, error)
                return
        if found:
            looked, path = max(found, key=lambda pair: pair[0].version)
            self._ask(looked, partial(county_templates.load, self.book, path))

    def choose(self) -> None:
        """Choose a file on a stick."""
        if (path := self.choose_file()) is not None:
            self.open_files([path])

    def look_current(self) -> None:
        """Look at the version under the cursor, as far as it may still be taken into use."""
        line = self._current()
        if line is None:
            return
        try:
            looked = county_templates.look_kept(self.book, line.head.version)
        except Told as refused:
            self.message.tell(refused.message, "yellow")
            return
        self._ask(looked, partial(county_templates.take, self.book, line.head.version))

    def look_waiting(self) -> None:
        """Look at the version that came with a receipt, where one waits."""
        if (waiting := county_templates.waiting(self.book)) is not None:
            at = next(at for at, one in enumerate(self.lines) if one.head.version == waiting.version)
            self.versions.setCurrentCell(at, 0)
            self.look_current()

    def go_back(self) -> None:
        """Go back to the version before; why is asked for."""
        used = next((one.head for one in self.lines if one.head.state == "used"), None)
        if used is None:
            self.message.tell("现在没有在用的县里模板,没有什么可以退回。", "yellow")
            return
        question = (
            f"退回后第 {used.version} 版不再算数,改按上一版(没有上一版的按本机设置)。以后可以再启用。"
            "请写明理由(会写进操作记录,随下一个上报包报出用的是哪一版):"
        )
        messages.ask_reason(self, "退回上一版", question, "退回 Ctrl+Enter", self._back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter looks at the version."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.look_current()
            return True
        return super().eventFilter(watched, event)

    take_dropped = open_files

    # --- inside

    def _ask(self, looked: Looked, take: Callable[[], Taken]) -> None:
        if looked.known:
            self.message.tell(f"第 {looked.version} 版正在用,没有改动。", "blue")
            return
        dialog = LookDialog(self, looked)
        dialog.agreed.connect(lambda: self._take(take))
        dialog.rejected.connect(lambda: self.message.tell("没有启用,仍按原来的算。", "blue"))
        dialog.open()

    def _take(self, take: Callable[[], Taken]) -> None:
        try:
            taken = take()
        except Told as refused:
            self.message.tell(refused.message, "red")
            return
        except OSError as error:
            messages.tell(self, error)
            return
        self._settled(taken.message)

    def _back(self, reason: str) -> None:
        try:
            now = county_templates.go_back(self.book, reason)
        except Told as refused:
            self.message.tell(refused.message, "red")
            return
        self._settled(f"已退回,现在用第 {now} 版。" if now else "已退回,现在按程序自带的和本机设置的算。")

    def _settled(self, sentence: str) -> None:
        self.load()
        self.message.tell(sentence, "green")
        self.changed.emit()
        self.focus()

    def _current(self) -> Line | None:
        at = self.versions.currentRow()
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def _show_inside(self) -> None:
        line = self._current()
        held = county_templates.contents(self.book, line.head.version) if line else []
        show_lines(self.inside, [((one.kind, one.title, one.new), "") for one in held])
        self.inside_title.setText(f"第 {line.head.version} 版里有 {len(held)} 项" if line else "")
        self.back_press.setEnabled(any(one.head.state == "used" for one in self.lines))
        self.look_press.setEnabled(line is not None)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        self.inside_title = label("", "group")
        for widget in (label("县里模板", "title"), label(HINT, "hint"), self.message, self.empty):
            box.addWidget(widget)
        box.addWidget(self.versions, 2)
        box.addWidget(self.inside_title)
        box.addWidget(self.inside, 3)
        foot = QHBoxLayout()
        foot.setSpacing(px(GAP[1]))
        self.load_press = button("装入模板文件… F6", self.choose, main=True)
        self.look_press = button("看改动、启用 Enter", self.look_current)
        self.back_press = button("退回上一版…", self.go_back)
        for one in (self.load_press, self.look_press):
            foot.addWidget(one)
        foot.addStretch(1)
        foot.addWidget(self.back_press)
        box.addLayout(foot)

    def _choose_file(self) -> Path | None:
        return on_stick.open_file(self, "县里的模板文件", FILES)


def _texts(line: Line) -> tuple[str, ...]:
    head = line.head
    came = f"{head.changes}(随回执带来)" if head.way == county_templates.RECEIPT else head.changes
    state = f"{line.sign} {line.state}"
    return (state, f"第 {head.version} 版", head.number, head.issued_on, head.valid_from, came)
