"""The main window: menus and large buttons from the table of keys, the left side, the pages, the foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.settings import COLOURS, WINDOW, ZOOM, Option, Settings, SettingsNotSaved
from ui.engine.catching_up import CatchingUp
from ui.engine.elided import Elided
from ui.engine.keys import KEYS, key
from ui.engine.side import MOST_WIDE, Side
from ui.style.dress import dress
from ui.style.icons import icon
from ui.style.palette import GAP, ZOOMS, px, zoom
from ui.widgets.dialog import label
from ui.widgets.drops import TakesFiles
from ui.widgets.order import tab_as_laid_out
from ui.widgets.room import Room

if TYPE_CHECKING:
    # The window is shown before the book's machinery is read: these are imported where they are first needed.
    from PySide6.QtGui import QCloseEvent

    from app.domain.faults import Mend
    from app.operations.books import Book
    from app.operations.checks import CheckLine
    from app.operations.records import Undone
    from ui.engine.checking import CheckPanel

Command = Callable[[], object]
T = TypeVar("T")
WIDEST_BUTTON = 90  # pixels: at the largest type eleven buttons stand on the smallest screen, and the sentence beside
SECRECY = "只用于非涉密内容:涉密材料不得录入,举报人身份只填在加密格里"


@runtime_checkable
class Page(Protocol):
    """What a page may offer the window; a page without these is only shown."""

    def commands(self) -> Mapping[str, Command]:
        """What it can do, by the names of ui.engine.keys."""
        ...


PageFactory = Callable[["MainWindow"], QWidget]


class MainWindow(TakesFiles, QMainWindow):
    """Holds the pages. Knows no register and no screen: ui.main says which button opens what."""

    book_opened = Signal()
    went_to = Signal(str)
    row_wanted = Signal(str, int)
    cell_wanted = Signal(str, int, str)
    files_dropped = Signal(object)  # paths that no page took
    redressed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.book: Book | None = None
        self.own: dict[str, Command] = {}
        self.opener: Callable[[str], None] = lambda key: None
        self._pages: dict[str, QWidget] = {}
        self._kept = ""
        self.setAcceptDrops(True)
        self.setWindowTitle("明账")
        self.setWindowIcon(icon("app"))
        self._build()
        self._actions = self._make_actions()
        self.resize(px(1280), px(720))
        self.idle = CatchingUp(self)
        self.unbacked = False
        self.leaving = False
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self.show_foot)

    # --- pages

    def show_page(self, factory: PageFactory, key: str = "") -> QWidget:
        """Bring a page to the front; one with a key is made once and kept."""
        page = self._pages.get(key) if key else None
        if page is None:
            page = factory(self)
            self.stack.addWidget(page)
            if key:
                self._pages[key] = page
        before = self.stack.currentWidget()
        self.stack.setCurrentWidget(page)
        if before is not None and before is not page and before not in self._pages.values():
            self.stack.removeWidget(before)
            before.deleteLater()
        tab_as_laid_out(self.strip, self.side, page)
        self.side.mark_page(key)
        self.page_changed()
        return page

    def forget_pages(self) -> None:
        """Drop all pages: another book, another zoom, other colours."""
        self.leave_pages()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def leave_pages(self) -> None:
        """Let every page keep what is being typed, while the book is still open."""
        if focused := self.focusWidget():
            focused.clearFocus()
        for page in self._pages.values():
            leave = getattr(page, "leave", None)
            if callable(leave):
                leave()

    def page_key(self) -> str:
        """The key of the page in front, "" for one without."""
        return next((key for key, page in self._pages.items() if page is self.page), "")

    @property
    def page(self) -> QWidget | None:
        """The page in front."""
        return self.stack.currentWidget()

    def page_changed(self) -> None:
        """Enable what the page in front can do; a key the page uses itself is left to it."""
        able = self._able()
        page = self.page
        taken = {s.key().toString() for s in page.findChildren(QShortcut)} if page else set()
        for name, action in self._actions.items():
            action.setEnabled(name in able)
            action.setShortcut("" if key(name).keys in taken else key(name).keys)

    # --- the book

    def set_book(self, book: Book) -> None:
        """Show a book: left side, marks, foot. The caller shows the first page."""
        self.book = book
        self.unbacked = False
        self.menuBar().setEnabled(True)
        self.side.setEnabled(True)
        self.practice.setVisible(book.info.practice)
        where = book.info.township if book.info.is_county else book.info.county + book.info.township
        self.setWindowTitle(f"{where}{'(练习)' if book.info.practice else ''}")
        self.strip.show()
        self.side.show_book(book)
        self.side.show()
        self.saved_now(book.now())
        self._minute.start()
        self.book_opened.emit()
        QTimer.singleShot(0, self.show_foot)

    def cover(self) -> None:
        """Let nothing of the book be seen: the caller puts another page to the front."""
        self._bare()
        self.menuBar().setEnabled(False)
        self.setWindowTitle("明账(已锁屏)")
        self._minute.stop()
        self.idle.stop()

    def _bare(self) -> None:
        """Take away what belongs to a book: its buttons, its registers and units, its name, what was said of it."""
        self.strip.hide()
        self.side.hide()
        self.side.setEnabled(False)
        if "checks" in self.__dict__:
            self.checks.hide()
        self.setWindowTitle("明账")
        self.said.setText("")
        self.foot.setText("")

    def saved_now(self, at: str = "") -> None:
        """Note in the foot that everything is in the book."""
        self.idle.wake()
        self._kept = (at or (self.book.now() if self.book else datetime.now().isoformat()))[11:16]
        self.show_foot()

    def show_foot(self) -> None:
        """Unit, person, period, countdown and when data was last saved."""
        if self.book is None:
            return
        from app.operations import todo

        report, period = todo.next_report(self.book), self.side.period_chosen()
        who = "乡镇" if self.book.info.is_county else ""
        left = f"今天{who}就要上报" if report.days == 0 else f"距{who}上报还有 {report.days} 天"
        self.foot.setText(
            " · ".join(
                [
                    self.book.info.township,
                    f"操作员 {self.book.actor_name}",
                    period.title if period else "全部期间",
                    left,
                    f"数据已保存 {self._kept}",
                ]
            )
        )

    @cached_property
    def checks(self) -> CheckPanel:
        """What a check found, below the page; made with the first check."""
        from ui.engine.checking import CheckPanel

        panel = CheckPanel()
        panel.wanted.connect(lambda line: self.cell_wanted.emit(line.register, line.id, line.fault.field))
        panel.mended.connect(self._mend)
        panel.folded.connect(self._back_to_page)
        self._column.addWidget(panel)
        return panel

    def _mend(self, line: CheckLine, mend: Mend) -> None:
        """What a button of the check does to a row: fill in its right form, show another row, go to the 说明."""
        if mend.act == "open":
            self.row_wanted.emit(mend.register, mend.row)
        elif mend.act == "explain":
            self.cell_wanted.emit(line.register, line.id, "explanation")
        elif mend.act == "fill" and self.book is not None:
            from app.operations import records

            try:
                records.save(self.book, self.book.ledgers[line.register], line.id, {line.fault.field: mend.text})
            except Told as told:
                self._tell(told)
                return
            self.saved_now()
            self.refresh()
            self.note(f"已{mend.label}。可按 Ctrl+Z 撤销。")
            self.do("check")

    def _back_to_page(self) -> None:
        page = self.page
        grid = getattr(page, "grid", None)
        (grid if isinstance(grid, QWidget) else page or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def note(self, text: str) -> None:
        """A line in the foot that goes away by itself when something else is to be said."""
        self.statusBar().clearMessage()
        self.said.setText(text)

    # --- commands

    def do(self, name: str) -> None:
        """Carry out a command; told errors are told."""
        act = self._able().get(name)
        if act is None:
            return
        try:
            act()
        except Told as told:
            self._tell(told)

    def undo(self) -> None:
        """Take back the last action of the book."""
        from app.operations import records

        self._turn(records.undo, "已撤销")

    def redo(self) -> None:
        """Do again what was taken back."""
        from app.operations import records

        self._turn(records.redo, "已重做")

    def refresh(self) -> None:
        """Read the page in front and the left side again."""
        able: Mapping[str, Command] = self.page.commands() if isinstance(self.page, Page) else {}
        if "refresh" in able:
            able["refresh"]()
        self.show_foot()

    def next_zoom(self) -> None:
        """The next larger type, the smallest after the largest."""
        here = self.settings.get(ZOOM)
        self.set_zoom(next((zoom for zoom in ZOOMS if zoom > here), ZOOMS[0]))

    def set_zoom(self, percent: int) -> None:
        """Type and everything round it in another size, remembered."""
        self._redress(ZOOM, percent)
        self.note(f"字号 {percent}%,已记住。")

    def next_colours(self) -> None:
        """The next scheme of colours, the first after the last."""
        at = COLOURS.allowed.index(self.settings.get(COLOURS))
        self.set_colours(COLOURS.allowed[(at + 1) % len(COLOURS.allowed)])

    def set_colours(self, scheme: str) -> None:
        """The whole window in another scheme of colours, remembered; what is printed stays as it is."""
        self._redress(COLOURS, scheme)
        self.note(f"颜色:{scheme},已记住。打印不受影响。")

    def _redress(self, option: Option[T], value: T) -> None:
        self.settings.set(option, value)
        try:
            self.settings.save()
        except SettingsNotSaved as error:
            self._tell(str(error))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress(app, self.settings.get(ZOOM), self.settings.get(COLOURS))
        for action in self._actions.values():
            action.setIcon(QIcon())  # a menu draws its icons when it is next opened
        self.redressed.emit()

    def wants(self, paths: Sequence[Path]) -> bool:
        """Files may be dropped anywhere while a book is open; a page that takes them itself is asked first."""
        return self.book is not None and bool(paths)

    def take_dropped(self, paths: list[Path]) -> None:
        """What they are is found out by whoever listens."""
        self.files_dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for running work, keep drafts, back the book up."""
        from ui.engine import runner

        if self.leaving:  # it is being backed up and closes by itself
            event.ignore()
            return
        if runner.busy():
            self._tell("还有工作没有做完,请等它结束或先按“停止”,再退出。已完成的部分都在。")
            event.ignore()
            return
        if self.unbacked and self.book is None:
            self._ask_without_backup()
            event.ignore()
            return
        self.leave_pages()
        self._keep_place()
        self.leaving = True
        try:
            self.close_book()
        except Told as told:
            # The book is closed all the same; only its backup is missing, and the clerk must know.
            self._tell(told)
            event.ignore()
            return
        finally:
            self.leaving = False
        runner.stop()
        event.accept()

    # --- inside

    def _ask_without_backup(self) -> None:
        from ui.engine import messages

        def leave() -> None:
            self.unbacked = False
            self.close()

        messages.ask(
            self,
            "现在是锁屏状态,没有密码做不了自动备份。录入的内容都已保存。要备份,请先输密码进入,再退出。",
            "不备份,直接退出",
            leave,
            title="退出",
        )

    def _build(self) -> None:
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.strip = QFrame()
        self.strip.setObjectName("strip")
        # Never lower than its buttons: the words under the icons would be cut.
        self.strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.strip_line = QHBoxLayout(self.strip)
        self.strip_line.setContentsMargins(px(GAP[1]), px(GAP[0]), px(GAP[2]), px(GAP[0]))
        self.strip_line.setSpacing(px(2))
        self.practice = label("练习账套", "practice", wrap=False)
        self.strip.hide()
        self.stack = QStackedWidget()
        right = QWidget()
        self._column = QVBoxLayout(right)
        self._column.setContentsMargins(px(GAP[1]), px(GAP[1]), px(GAP[1]), 0)
        self.room = Room(self.stack)
        self._column.addWidget(self.room, 1)
        self.side = Side(self.settings)
        self.side.hide()
        self.side.went.connect(self.went_to)
        self.side.narrowed.connect(self.refresh)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.side)
        self.halves.addWidget(right)
        self.halves.setStretchFactor(1, 1)
        self.halves.setCollapsible(0, False)
        self.halves.setSizes([min(px(244), MOST_WIDE), px(1000)])
        box.addWidget(self.strip)
        box.addWidget(self.halves, 1)
        self.setCentralWidget(middle)
        self.said, self.foot = Elided("", "hint"), label("", "hint", wrap=False)
        self.statusBar().setContentsMargins(px(GAP[1]), 0, px(GAP[1]), 0)
        self.statusBar().addWidget(self.said, 1)
        self.statusBar().addPermanentWidget(self.foot)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._explain)

    def _explain(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What the mouse is told in a tip, the keyboard is told in the foot as long as the focus is there."""
        tip = now.toolTip() if now is not None and now.window() is self and isinstance(now, QAbstractButton) else ""
        if now is not None:
            self.room.reveal(now)
        if tip or self.statusBar().currentMessage():
            self.statusBar().showMessage(tip)

    def fill_strip(self, groups: tuple[tuple[tuple[str, str, str, Command], ...], ...]) -> None:
        """The large buttons: groups of (label, icon, what it does in words, what it does)."""
        while item := self.strip_line.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for number, group in enumerate(groups):
            if number:
                line = QFrame()
                line.setObjectName("between")
                line.setFrameShape(QFrame.Shape.VLine)
                self.strip_line.addWidget(line)
            for text, picture, tip, act in group:
                self.strip_line.addWidget(self._large(text, picture, tip, act))
        self.strip_line.addStretch(1)
        self.strip_line.addWidget(self._words())

    def _words(self) -> QWidget:
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.practice = label("练习账套", "practice", wrap=False)
        self.practice.setVisible(self.book is not None and self.book.info.practice)
        box.addWidget(self.practice, 0, Qt.AlignmentFlag.AlignRight)
        secrecy = Elided(_secrecy(), "secrecy")
        secrecy.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.addWidget(secrecy, 0, Qt.AlignmentFlag.AlignRight)
        return words

    def _large(self, text: str, picture: str, tip: str, act: Command) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setIcon(icon(picture))
        made.setIconSize(QSize(px(26), px(26)))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setToolTip(tip)
        made.setMinimumWidth(min(px(62), WIDEST_BUTTON))
        made.clicked.connect(lambda: self._guard(act))
        return made

    def _guard(self, act: Command) -> None:
        try:
            act()
        except Told as told:
            self._tell(told)

    def _tell(self, told: Told | str) -> None:
        from ui.engine import messages  # the start has nothing to tell

        messages.tell(self, told)

    def _make_actions(self) -> dict[str, QAction]:
        made: dict[str, QAction] = {}
        menus = {name: self.menuBar().addMenu(name) for name in dict.fromkeys(entry.menu for entry in KEYS)}
        for menu in menus.values():
            menu.aboutToShow.connect(self._draw_icons)
        for entry in KEYS:
            action = QAction(entry.label, self)
            action.setShortcut(entry.keys)
            action.setStatusTip(entry.help)
            action.triggered.connect(lambda _=False, name=entry.command: self.do(name))
            menus[entry.menu].addAction(action)
            made[entry.command] = action
        return made

    def _draw_icons(self) -> None:
        """Icons of menus are drawn when a menu is first opened: the window starts lighter without them."""
        for entry in KEYS:
            if entry.icon and self._actions[entry.command].icon().isNull():
                self._actions[entry.command].setIcon(icon(entry.icon))

    def _able(self) -> dict[str, Command]:
        own: dict[str, Command] = {
            "quit": self.close,
            "zoom": self.next_zoom,
            "colours": self.next_colours,
            "undo": self.undo,
            "redo": self.redo,
            "refresh": self.refresh,
            "saved": lambda: self.note("已自动保存:每一项离开时都已保存,不必再按。"),
            **self.own,
        }
        if self.book is None:
            own = {name: own[name] for name in ("quit", "zoom", "colours", "keys", "update", "about") if name in own}
        page = self.page
        offered: dict[str, Command] = dict(page.commands()) if isinstance(page, Page) else {}
        offered.pop("refresh", None)
        return {**own, **offered}

    def _turn(self, how: Callable[[Book], Undone], word: str) -> None:
        if self.book is None:
            return
        undone = how(self.book)
        kept = f",有 {len(undone.kept)} 条之后又改过,没有动" if undone.kept else ""
        self.note(f"{word}:{undone.label}{kept}")
        self.saved_now()
        self.refresh()

    def _keep_place(self) -> None:
        self.settings.set(WINDOW, bytes(self.saveGeometry().toBase64().data()).decode())
        try:
            self.settings.save()
        except SettingsNotSaved as error:
            self.note(str(error))

    def close_book(self) -> None:
        """Close the book with its backup; the window stays."""
        if self.book is not None:
            self.forget_pages()  # nothing may ask a book that is being closed
        book, self.book = self.book, None
        self._bare()
        if book is not None:
            from ui.engine import leaving

            self._minute.stop()
            self.idle.stop()
            leaving.close_book(self, book)


def _secrecy() -> str:
    """The sentence that must always be read whole: in two lines where letters are larger, in three at the largest."""
    if zoom() == 100:
        return SECRECY
    two = SECRECY.replace(",", ",\n")  # here the two halves are most alike
    return two if zoom() < ZOOMS[-1] else two.replace(":", ":\n")
