"""Starts the program, opens the book and hands it to the window; the only place that wires."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSize, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app import paths
from app import settings as options
from app.domain.faults import Told
from app.settings import COLOURS, FACES, IDLE_LOCK, WINDOW, ZOOM
from ui import enums
from ui.engine.window import MainWindow
from ui.style.dress import dress

if TYPE_CHECKING:
    from app.operations.books import Book
    from ui.engine.locking import Locking
    from ui.screens.lock import LockPage

PRACTICE_SEED = 1
TITLE_BAR = 40  # pixels the desktop adds above a window
SETTLED_MS = 2_000  # what the first seconds of a day have no use for comes after them
USAGE = """明账:乡镇纪委离线台账、公开与上报程序

  --practice    打开练习账套
  --book 文件   打开一个账套文件
  文件…         打开账套(.mz)或备份(.mzb);上报包、回执、工作簿等交给打开的账套"""
RESTORABLE = ("E-BOOK-DAMAGED", "E-BOOK-MISSING", "E-BOOK-FOREIGN")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window; returns the exit code."""
    asked = _arguments(sys.argv[1:] if argv is None else argv)
    if asked.takes_place_of is not None:
        return take_place(*asked.takes_place_of)
    prepare_typing(os.environ)
    app = application()
    window = open_window()
    starter = Starter(window)
    if asked.quit_when_ready:
        starter.ready = lambda: _say_ready(window)
    watch_for_mistakes(window)
    # The window is on the screen before the first byte of a book is read.
    QTimer.singleShot(0, lambda: _start(starter, asked))
    with paths.private_run():
        code = app.exec()
    if starter.afterwards is not None:  # an update: the book is closed and backed up, nothing of ours is open any more
        starter.afterwards()
    return int(code)


def take_place(old: Path, pid: int) -> int:
    """A new program in a folder, unpacked by an update, puts itself where the old one was; no window is shown."""
    from app.operations import update_start

    update_start.settle_in(old, pid, Path(sys.executable))
    return 0


def watch_for_mistakes(window: MainWindow) -> None:
    """A mistake of ours is told in the window with a report of kinds and places; nothing of it goes to the terminal.

    What Python would print tells the text of the error, which may hold a name or a number.
    """

    def tell(kind: type[BaseException], error: BaseException, trace: object) -> None:
        from ui.engine import messages

        messages.tell(window, error if isinstance(error, Exception) else Exception(kind.__name__))

    def report(args: threading.ExceptHookArgs) -> None:
        from app import diagnostics

        if args.exc_value is not None:
            diagnostics.report(args.exc_value, "thread")

    sys.excepthook = tell
    threading.excepthook = report


def _start(starter: Starter, asked: Asked) -> None:
    try:
        starter.start(asked.book, practice=asked.practice)
        if asked.files:
            from ui.given import Given

            Given(starter.window, asked.files, starter.take_files)
    finally:
        from app.operations import offline  # when the window stands: a start has no use for it

        offline.watch()
        if os.environ.get("IBUS_USE_PORTAL"):  # fcitx is wanted; version 4 knows no portal
            from ui import fcitx4

            fcitx4.watch(application())
        gc.freeze()  # what the start has made stays for good and need not be looked through again
        from ui.engine.tidying import tidy_here

        tidy_here(starter.window)
        enums.usual()


def _say_ready(window: MainWindow) -> None:
    """For measuring the start: the first page is painted, not only asked for."""
    window.repaint()
    print("ready", flush=True)
    window.close()


def prepare_typing(environment: os._Environ[str] | dict[str, str]) -> None:
    """Let Chinese be typed through fcitx5, whose plug-in the Qt we ship cannot load.

    fcitx5 also speaks the ibus portal, which Qt's own ibus plug-in uses when both variables say so; for fcitx 4
    see `ui.fcitx4`.
    """
    if not sys.platform.startswith("linux"):
        return
    asked = environment.get("QT_IM_MODULE", "") or environment.get("XMODIFIERS", "").removeprefix("@im=")
    if asked.lower() in ("fcitx", "fcitx5", "wayland", "wayland;fcitx", "fcitx;ibus"):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def application() -> QApplication:
    """The one QApplication, dressed, Chinese."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([sys.argv[0], "-style", "fusion"])
    app.setApplicationName("mingzhang")
    app.setApplicationDisplayName("明账")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    kept = options.load()
    dress(app, kept.get(ZOOM), kept.get(COLOURS))
    return app


def open_window() -> MainWindow:
    """The window on the screen, still without a book."""
    window = MainWindow(options.load())
    if place := window.settings.get(WINDOW):
        from PySide6.QtCore import QByteArray

        window.restoreGeometry(QByteArray.fromBase64(place.encode()))
    elif _too_large(window.size(), window.screen().availableSize()):
        window.setWindowState(Qt.WindowState.WindowMaximized)  # else its foot would lie under the bar of the desktop
    window.show()
    return window


def _too_large(size: QSize, room: QSize) -> bool:
    return size.width() > room.width() or size.height() + TITLE_BAR > room.height()


class Starter:
    """From the bare window to an open book, and what each button and page is."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._path: Path | None = None
        self._county = False
        self._restored: tuple[Path, str, Path | None] | None = None
        self._locking: Locking | None = None
        self.ready: Callable[[], object] = lambda: None
        self.afterwards: Callable[[], object] | None = None  # what is done once the program has ended
        window.went_to.connect(self.go)
        window.row_wanted.connect(self.open_row)
        window.cell_wanted.connect(self.open_cell)
        window.redressed.connect(self._redressed)
        window.files_dropped.connect(self.take_files)
        self._locked_from = ""
        window.book_opened.connect(self._watch_idle)
        window.own = self._commands()
        window.side.offer_for_units("本单位一览 Ctrl+U", lambda: window.do("dossier"))
        window.fill_strip(self._strip())
        window.page_changed()

    # --- which book

    def start(self, book: Path | None, *, practice: bool = False) -> None:
        """Open what was asked for, else the last book, else offer the choice of the first run."""
        from app.operations import books

        if practice:
            self.open_practice()
        elif found := book or books.last_book():
            self.open_book(found)
        else:
            self.choose()

    def choose(self) -> None:
        """The choice of the first run."""
        from ui.screens.login import StartPage

        page = StartPage()
        page.practice_wanted.connect(self.open_practice)
        page.county_wanted.connect(lambda: self.open_practice(county=True))
        page.new_wanted.connect(self.new_book)
        page.opened.connect(self.open_book)
        page.recent_wanted.connect(self.switch_book)
        page.restore_wanted.connect(lambda: self.restore(None))
        self.window.show_page(lambda _: page)
        page.practice.setFocus(Qt.FocusReason.OtherFocusReason)

    def new_book(self) -> None:
        """A new book."""
        from ui.screens.new_book import NewBookPage

        page = NewBookPage()
        page.opened.connect(self._begun)
        page.recovery_wanted.connect(self._offer_recovery)
        page.cancelled.connect(self.choose)
        self.window.show_page(lambda _: page)
        page.focus()

    def _begun(self, book: object) -> None:
        """A book that was just made goes on with its next steps."""
        self.opened(book)
        self.go("first_steps")

    def open_book(self, path: Path) -> None:
        """A practice book opens at once, any other asks for the password; a backup is brought back first."""
        from app.operations import books

        if path.suffix == books.BACKUP_ENDING:
            self.bring_back(path)
            return

        def ask() -> None:
            if books.is_practice(path):
                self.opened(books.open_practice(path))
                return
            from ui.screens.login import LoginPage

            page = LoginPage(path)
            page.opened.connect(self.opened)
            page.other_wanted.connect(self.choose)
            page.recover_wanted.connect(lambda login: self.recover(path, login))
            page.renew_wanted.connect(self._renew)
            self.window.show_page(lambda _: page)
            page.setFocus(Qt.FocusReason.OtherFocusReason)

        self._try(ask, path)

    def switch_book(self) -> None:
        """Another book: one used before, a file, the practice books, or a new one; the present one is closed first."""
        from ui.engine import messages, runner
        from ui.screens.switch_book import SwitchDialog

        if runner.busy():
            messages.tell(self.window, "还有工作没有做完,请等它结束或先按“停止”,再换账套。账套没有关闭。")
            return
        dialog = SwitchDialog(self.window, self._path if self.window.book else None)
        dialog.chosen.connect(lambda path: self._instead(lambda: self.open_book(path)))
        dialog.practice_wanted.connect(lambda county: self._instead(lambda: self.open_practice(county=county)))
        dialog.new_wanted.connect(lambda: self._instead(self.new_book))
        dialog.open()

    def _instead(self, show: Callable[[], object]) -> None:
        """Close the book that is open, with its backup, and show something else."""

        def go() -> None:
            try:
                if self.window.book is not None:
                    self._let_go()
            finally:  # a backup that failed is told, the book is closed all the same
                show()

        self._guarded(go)

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Told as told:
            from ui.engine import messages

            messages.tell(self.window, told)

    def recover(self, path: Path, login: str = "", why: str = "") -> None:
        """Open a book by its recovery code."""
        from ui.screens.recover import RecoverPage

        page = RecoverPage(path, login, why=why)
        page.opened.connect(self.opened)
        page.left.connect(lambda: self.open_book(path))
        self.window.show_page(lambda _: page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew(self, book: object, old: str) -> None:
        """Whoever came in with a first password chooses his own before anything is shown."""
        from app.operations.books import Book
        from ui.screens.recover import RenewPage

        assert isinstance(book, Book)
        page = RenewPage(book, old)
        page.opened.connect(self.opened)

        def leave() -> None:
            book.close()
            self.open_book(book.path)

        page.left.connect(leave)
        self.window.show_page(lambda _: page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_recovery(self, book: object, password: str) -> None:
        """A new book gets its recovery code before anything is in it that could be lost."""
        from app.operations.books import Book
        from ui.screens.recovery_sheet import RecoveryDialog

        assert isinstance(book, Book)
        dialog = RecoveryDialog(self.window, book, password)
        dialog.made.connect(lambda: self.window.note("恢复码已启用。请封好恢复码单,放进保险柜。"))
        dialog.open()

    def offer_recovery(self, done: Callable[[], object]) -> None:
        """The recovery code of the book that is open; `done` runs when it is in force."""
        from ui.screens.recovery_sheet import RecoveryDialog

        if self.window.book is not None:
            dialog = RecoveryDialog(self.window, self.window.book)
            dialog.made.connect(lambda: done())
            dialog.open()

    def shown_anew(self) -> None:
        """Units were entered: the tree at the left shows them."""
        self.window.saved_now()
        if self.window.book is not None:
            self.window.side.show_book(self.window.book)
            self._show_lights()

    def import_into(self, register: str) -> None:
        """The import page with a register chosen."""
        from ui.screens.imports import ImportScreen

        self.go("imports")
        if isinstance(page := self.window.page, ImportScreen):
            page.registers.setCurrentIndex(page.registers.findData(register))

    def open_practice(self, *, county: bool = False) -> None:
        """The practice book of the township, or that of the county; both are made on first use."""
        from app.operations import books

        path = books.practice_county() if county else books.practice_township()
        if path.exists():
            self.open_book(path)
            return
        from app.operations import demo
        from ui.engine import messages

        self.choose()
        messages.long_work(
            self.window,
            "正在准备练习账套(只在第一次)",
            lambda report: demo.make_demo(books.practice_folder(), seed=PRACTICE_SEED, progress=report),
            lambda made: self.open_book(made.county if county else made.township),
        )

    def opened(self, book: object) -> None:
        """A book is open: show it."""
        from app.operations.books import Book

        assert isinstance(book, Book)
        from app.operations import faces

        faces.apply(self.window.settings)
        self.window.forget_pages()
        size = self.window.size()
        self._path = book.path
        self.window.set_book(book)
        if book.info.is_county != self._county:  # drawing the buttons anew takes a moment
            self._county = book.info.is_county
            self.window.fill_strip(self._strip())
        self.go("home")
        if self._restored is not None and self._restored[0] == book.path:
            self._look_over()
        elif book.warnings:
            QTimer.singleShot(0, self._warn)
        QTimer.singleShot(0, lambda: self._settled(size))

    def _warn(self) -> None:
        """Say what was noticed when the book was opened: the log, the clock, the backup."""
        from ui.engine import messages

        if self.window.book is not None:
            messages.tell(self.window, "\n".join(self.window.book.warnings))

    # --- the lock

    def _watch_idle(self) -> None:
        """Begin to count once the first page stands: the start has no use for it."""
        QTimer.singleShot(SETTLED_MS, self._begin_to_count)

    def _begin_to_count(self) -> None:
        if self.window.book is None:
            return
        if self._locking is None:
            from ui.engine.locking import Locking

            self._locking = Locking(self.window.settings.get(IDLE_LOCK), self.window)
            self._locking.wanted.connect(self.lock)
            self._locking.watch(self.window.windowHandle())
            from ui.engine.clipboard import ClipboardGuard

            ClipboardGuard(self.window)
        self._locking.begin()
        from app.operations import recovery, second_place

        book = self.window.book
        if not self.window.said.text() and (said := recovery.advice(book) or second_place.advice(book)):
            self.window.note(said)
        self._catch_up()
        self._say_updated()

    def _say_updated(self) -> None:
        """What came of an update, once, at the first start after it."""
        if (paths.home() / "updates").exists():
            from ui.screens import update

            update.say_outcome(self.window)

    def _catch_up(self) -> None:
        """After a day without a backup, as where the power failed every evening, one is made while work goes on."""
        from app.operations import backups
        from ui.engine import runner
        from ui.screens.while_alive import while_alive

        book = self.window.book
        if book is None or not backups.is_overdue(book):
            return
        # said nowhere when it fails: leaving the book makes one again, and says so then
        runner.run(
            lambda _report: backups.catch_up(book),
            while_alive(self.window, lambda _: None),
            while_alive(self.window, lambda _: None),
        )

    def lock(self, by_hand: bool = True) -> None:
        """Cover the window at once, then let go of the book and its keys; drafts are kept, the page is come back to.

        Left alone, the book is backed up as at the end of a day; by hand it must be quick.
        """
        from ui.engine import runner
        from ui.screens.lock import LockPage, put_windows_away

        book = self.window.book
        if book is None or isinstance(self.window.page, LockPage):
            return
        if self._locking is not None:
            self._locking.rest()
        self._locked_from = self.window.page_key()
        self.window.leave_pages()
        put_windows_away(self.window, wait=runner.busy())
        page = LockPage(book.path, book.actor)
        page.opened.connect(self._unlocked)
        page.recover_wanted.connect(lambda login: self.recover(book.path, login))
        page.renew_wanted.connect(self._renew)
        self.window.cover()
        self.window.show_page(lambda _: page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.window.repaint()
        page.when_free(lambda: self._drop(book, page, by_hand))

    def _drop(self, book: Book, page: LockPage, by_hand: bool) -> None:
        """Close the book: with it go the keys of book and vault."""
        from app.operations import books
        from ui.engine import runner
        from ui.screens.while_alive import while_alive

        self.window.book = None
        self.window.forget_pages()
        self.window.unbacked = by_hand
        if by_hand:
            book.close()
            page.ready()
            return
        # what a backup says against itself is told by the age of the last one; the book is closed in any case
        runner.run(
            lambda report: books.close_book(book),
            while_alive(page, lambda _: page.ready()),
            while_alive(page, lambda _: page.ready()),
        )

    def _unlocked(self, book: object) -> None:
        key = self._locked_from
        self.opened(book)
        if key and key != "home":
            self.go(key)

    def _settled(self, size: QSize) -> None:
        """The strip came while the page before still stood: the height it was pushed to is taken back."""
        if self.window.size() != size and not self.window.isMaximized():
            self.window.resize(size)
        self.ready()

    def book_path(self) -> Path:
        """The book that is open, or was last."""
        assert self._path is not None
        return self._path

    def restore(self, path: Path | None) -> None:
        """Bring a book, or any that is found, back from a backup; an open one is closed when the clerk has agreed."""
        from ui.screens.restore import RestoreScreen

        page = RestoreScreen(path, self._let_go)
        page.open_wanted.connect(self.open_restored)
        page.restored.connect(self._remember_restored)
        page.left.connect(lambda: self.go("home") if self.window.book else self.choose())
        self.window.show_page(lambda _: page)
        page.load()

    def open_restored(self, path: Path) -> None:
        """Go on with a book that was brought back; where its passwords are another computer's, by the code."""
        from app.operations import backups

        def ask() -> None:
            if backups.bound_elsewhere(path):
                self.recover(path, why="备份已恢复。密码是在原来那台电脑上设的,这里要用恢复码。")
            else:
                self.open_book(path)

        self._try(ask, path)

    def _remember_restored(self, path: Path, made: str, aside: Path | None) -> None:
        self._restored = path, made, aside

    def _look_over(self) -> None:
        """A book that was brought back is checked from end to end while the clerk already sees it."""
        from app.operations import backups
        from ui.engine import runner
        from ui.screens.message_line import MessageLine
        from ui.screens.while_alive import while_alive

        book, kept, page = self.window.book, self._restored, self.window.page
        self._restored = None
        layout = page.layout() if page is not None else None
        if book is None or kept is None or not isinstance(layout, QVBoxLayout):
            return
        path, made, aside = kept
        line = MessageLine(page)
        layout.insertWidget(0, line)
        began = f"已恢复到 {made} 的备份。" if aside is None else f"已恢复到 {made} 的备份,恢复前的账套也留着。"
        more = "".join(f"\n{one}" for one in book.warnings)
        line.tell(f"{began}正在逐条核对…{more}", "blue")

        def looked(found: tuple[str, bool]) -> None:
            said, well = found
            line.tell(
                f"{began}{said}{'这以后录入的请补上。' if well else ''}{more}",
                ("yellow" if more else "green") if well else "red",
                ("知道了", line.hide),
                ("恢复错了…", lambda: self.restore(path)),
            )

        def failed(error: Exception) -> None:
            line.tell(f"{began}没有核对完:{error}{more}", "red", ("恢复错了…", lambda: self.restore(path)))

        runner.run(lambda _report: backups.look_over(book), while_alive(line, looked), while_alive(line, failed))

    def bring_back(self, backup: Path) -> None:
        """A backup from elsewhere, where there is no book yet or another one: it comes back under its own name."""
        from app.operations import backups

        self.restore(backups.target_of(backup))
        page = self.window.page
        if callable(add := getattr(page, "add_file", None)):
            add(backup)

    # --- which page

    def go(self, key: str) -> None:
        """Show a page by its key; a register by the register's."""
        page = self.window.show_page(self._factory(key), key)
        if callable(load := getattr(page, "load", None)):
            load()
        if callable(focus := getattr(page, "focus", None)):
            focus()
        elif grid := getattr(page, "grid", None):
            grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_row(self, register: str, row_id: int) -> None:
        """Open a row in its register's page: a line in its header's, what is not there yet (0) at the desk."""
        from ui.screens.ledger import first_of_line, header_of

        line, line_id = register, row_id
        register, row_id = header_of(self.window.book, register, row_id)
        self.go(register)
        if not row_id and callable(desk := getattr(self.window.page, "open_desk", None)):
            desk()
            return
        if callable(act := getattr(self.window.page, "open", None)):
            act(row_id)
        if line != register and callable(focus := getattr(self.window.page, "focus_cell", None)):
            focus(line, line_id, first_of_line(line))

    def take_files(self, paths: list[Path]) -> None:
        """Files dropped where no page takes them: workbooks of villages come back, others go to the import."""
        if all(path.name.startswith("TSK_") and path.suffix == ".zip" for path in paths):
            from ui.screens.county_tasks import take_tasks

            self.go("county_task")
            take_tasks(self.window, paths)
            return
        if all(path.name.startswith("KEY_") and path.suffix == ".zip" for path in paths):
            from app.operations import marks
            from ui.screens.county_tasks import take_each

            take_each(self.window, paths, marks.load, "比对密钥")
            return
        if len(sorts := {path.name[:4] for path in paths}) > 1 and sorts <= set(_FROM_COUNTY):
            for sort in _FROM_COUNTY:  # a stick from the county may hold all of them
                if mine := [path for path in paths if path.name.startswith(sort)]:
                    self.take_files(mine)
            return
        if all(_is_template(path) for path in paths):
            self.go("templates")
            if callable(act := getattr(self.window.page, "open_files", None)):
                act(paths)
            return
        if len(paths) == 1 and paths[0].name.startswith("MZU_"):
            self.update(paths[0])
            return
        if not self._of_county() and all(_is_packet(path) for path in paths):
            from ui.given import look_at

            look_at(self.window, paths[0])
            return
        if self._of_county() and _only_packets(paths):
            self.go("inbox")
            if callable(act := getattr(self.window.page, "take", None)):
                act(paths)
            return
        if all(path.name.startswith("RCP_") and path.suffix == ".zip" for path in paths):
            self.go("answers")
            if callable(act := getattr(self.window.page, "open_files", None)):
                act(paths)
            return
        from app.operations.village_returns import is_village_book

        if any(is_village_book(path) for path in paths):
            self.go("finance_sheet")
            if callable(act := getattr(self.window.page, "take_dropped", None)):
                act(paths)
            return
        self.go("certificates" if all(_is_certificate(path) for path in paths) else "imports")
        if callable(act := getattr(self.window.page, "open_files", None)):
            act(paths)

    def update(self, path: Path | None) -> None:
        """Update the program from a release file; without one it is chosen. Installing begins when the program ends."""
        from ui.screens import update

        def close(install: Callable[[], object]) -> None:
            self.afterwards = install
            self.window.close()

        update.begin(self.window, self.window.book, path, close)

    def look_at_templates(self) -> None:
        """The county's templates, at the version that came with a receipt."""
        self.go("templates")
        if callable(look := getattr(self.window.page, "look_waiting", None)):
            look()

    def open_from(self, back: str, register: str, row_id: int) -> None:
        """Open a row; when its own screen is left, the page one came from is in front again."""
        self.open_row(register, row_id)
        self._come_back(back)

    def begin_row(self, register: str, texts: Mapping[str, str], back: str = "home") -> None:
        """Begin a row with some of its fields filled; without any, show where the missing ones stand."""
        if not texts:
            self.go("calendar")
            return
        self.go(register)
        if callable(begin := getattr(self.window.page, "begin_with", None)):
            begin(texts)
            self._come_back(back)

    def _come_back(self, page: str) -> None:
        screen = getattr(self.window.page, "own_screen", None)
        if (closed := getattr(screen, "closed", None)) is not None:
            closed.connect(lambda: self.go(page))

    def open_cell(self, register: str, row_id: int, field: str) -> None:
        """Open a row and go to one of its fields."""
        self.open_row(register, row_id)
        if callable(focus := getattr(self.window.page, "focus_cell", None)):
            focus(register, row_id, field)

    def open_dossier(self) -> None:
        """Everything about the unit or person in front, else about the unit chosen at the left."""
        from ui.screens.dossier import DossierPage

        if self.window.book is None:
            return
        ask = getattr(self.window.page, "about", None)
        target = ask() if callable(ask) else None
        unit = self.window.side.unit()
        self.go("dossier")
        page = self.window.page
        if isinstance(page, DossierPage) and (target or unit is not None):
            page.show_one(*(target or ("unit", unit)))

    def _factory(self, key: str) -> Callable[[MainWindow], QWidget]:
        if key == "home":
            return self._home
        if key == "find":
            return self._find
        if key in SCREENS:
            return lambda _: SCREENS[key](self)
        from ui.screens.ledger import page_for

        return lambda window: page_for(window, key)

    def _home(self, window: MainWindow) -> QWidget:
        if window.book is not None and window.book.info.is_county:
            return self._county_home(window)
        from ui.screens.home import HomePage

        page = HomePage(window)
        page.wanted.connect(self.open_row)
        page.begun.connect(self.begin_row)
        page.page_wanted.connect(self.go)
        return page

    def _county_home(self, window: MainWindow) -> QWidget:
        from ui.screens.county_home import CountyHomePage

        page = CountyHomePage(window)
        page.wanted.connect(self.open_packet)
        page.totals_wanted.connect(self.open_totals)
        return page

    def open_totals(self, month: str) -> None:
        """The county's totals of a month."""
        from ui.screens.county_totals import CountyTotalsPage

        self.go("totals")
        if isinstance(self.window.page, CountyTotalsPage):
            self.window.page.show_month(month)

    def open_packet(self, packet: int) -> None:
        """The county's desk, at one received packet."""
        from ui.screens.inbox import InboxScreen

        self.go("inbox")
        if packet and isinstance(self.window.page, InboxScreen):
            self.window.page.look_at(packet)

    def _find(self, window: MainWindow) -> QWidget:
        from ui.screens.find import FindPage

        page = FindPage(window)
        page.wanted.connect(self.open_row)
        return page

    # --- what the buttons do

    def _strip(self) -> tuple[tuple[tuple[str, str, str, Callable[[], object]], ...], ...]:
        return (
            (
                ("录入", "entry", "在当前台账新增一条(Ctrl+N)", self.enter),
                ("审核", "check", "逐条检查当前台账(F8)", lambda: self._on_register("check")),
                ("打印", "print", "预览并打印当前列表(Ctrl+P)", lambda: self._on_register("print")),
                *self._sending(),
            ),
            (("查询", "find", "在所有台账中查找(Ctrl+Shift+F)", lambda: self.go("find")),),
            (
                ("导入", "import", "从 Excel 工作簿导入", lambda: self.go("imports")),
                ("设置", "settings", "公开日、上报日、字号等", lambda: self.go("settings")),
                ("大字", "zoom", "放大字号", self.window.next_zoom),
                ("帮助", "help", "当前台账怎么填(F1)", lambda: self.window.do("help")),
            ),
        )

    def _of_county(self) -> bool:
        return self.window.book is not None and self.window.book.info.is_county

    def _sending(self) -> tuple[tuple[str, str, str, Callable[[], object]], ...]:
        if self._of_county():
            return (
                ("收包", "packet", "接收、核对、合并各乡镇的上报包,开回执", lambda: self.go("inbox")),
                ("汇总", "report", "各乡镇数字加总,点开到乡镇、到记录;月通报", lambda: self.go("totals")),
            )
        return (("上报", "report", "生成、签发月报包,传出到U盘", lambda: self.go("packet")),)

    def _commands(self) -> dict[str, Callable[[], object]]:
        return {
            "home": lambda: self.go("home"),
            "find_all": lambda: self.go("find"),
            "goto": self._goto,
            "dossier": self.open_dossier,
            "reprints": lambda: self.go("reprints"),
            "calendar": lambda: self.go("calendar"),
            "statistics": lambda: self.go("statistics"),
            "bin": lambda: self.go("bin"),
            "certificates": lambda: self.go("certificates"),
            "answers": lambda: self.go("inbox" if self._of_county() else "answers"),
            "hand_over": lambda: self.go("handing_over"),
            "first_steps": lambda: self.go("first_steps"),
            "switch_book": self.switch_book,
            "new": self.enter,
            "help": self._help,
            "keys": self._keys,
            "card": self._card,
            "offline": self._offline,
            "update": lambda: self.update(None),
            "lock": self.lock,
            "about": self._about,
        }

    def enter(self) -> None:
        """New row in the register in front; from any other page, in the first register of the menu."""
        self._on_register("new")

    def _on_register(self, command: str) -> None:
        from app.operations import lists
        from ui.engine.window import Page

        page = self.window.page
        if not (isinstance(page, Page) and command in page.commands()):
            assert self.window.book is not None
            self.go(next(iter(lists.menu(self.window.book).values()))[0].key)
            page = self.window.page
        if isinstance(page, Page) and command in page.commands():
            page.commands()[command]()

    def _goto(self) -> None:
        from ui.engine.goto import GoTo

        if self.window.book is not None:
            GoTo(self.window, self.window.book, self.go).open()

    def _help(self) -> None:
        from ui.engine.help import show_help

        show_help(self.window, None)

    def _keys(self) -> None:
        from ui.engine.help import show_keys

        show_keys(self.window)

    def _card(self) -> None:
        from app.operations import help_pages
        from ui.engine import keys
        from ui.screens.preview import open_preview_of

        if (book := self.window.book) is not None:
            open_preview_of(self.window, book, "快捷卡", lambda: [help_pages.card(book, keys.table())])

    def _offline(self) -> None:
        from ui.screens.offline import OfflineDialog

        if self.window.book is not None:
            OfflineDialog(self.window, self.window.book).open()

    def _about(self) -> None:
        from app import __version__
        from ui.engine import messages

        messages.ask(
            self.window,
            f"明账 {__version__}\n乡镇纪委离线台账、公开与上报程序。全部功能不需要网络。\n按 Apache-2.0 许可发布。",
            "组成与许可…",
            self._parts,
            title="关于明账",
            no="关闭",
        )

    def _parts(self) -> None:
        from ui.screens.parts import PartsDialog

        PartsDialog(self.window).open()

    def _try(self, act: Callable[[], object], path: Path | None = None) -> None:
        try:
            act()
        except Told as told:
            from ui.engine import messages

            self.choose()
            if path is not None and told.code in RESTORABLE:
                messages.ask(self.window, told.message, "从备份恢复…", lambda: self.restore(path), title="账套没有打开")
            else:
                messages.tell(self.window, told, "账套没有打开")

    def _let_go(self) -> None:
        self.window.forget_pages()
        self.window.close_book()

    def leave_for_next(self) -> None:
        """Whoever acts has given his post away: the book is closed, and the next one is asked for his password."""
        if self.window.book is None:
            return
        path = self.book_path()

        def leave() -> None:
            self._let_go()
            self.open_book(path)
            self.window.activateWindow()

        self._try(leave, path)

    def choose_faces(self, chosen: str, kept: Callable[[], object]) -> None:
        """Draw papers in other faces from now on, remembered for the next start."""
        from app.operations import faces
        from ui.engine import messages

        self.window.settings.set(FACES, chosen)
        faces.apply(self.window.settings)
        try:
            self.window.settings.save()
        except Told as told:
            messages.tell(self.window, told)
        else:
            kept()

    def keep_idle(self, minutes: int) -> None:
        """Lock the screen after another time from now on."""
        self.window.settings.set(IDLE_LOCK, minutes)
        if self._locking is not None:
            self._locking.minutes = minutes
        try:
            self.window.settings.save()
        except Told as told:
            from ui.engine import messages

            messages.tell(self.window, told)
        else:
            self.window.note(f"{minutes} 分钟不动就锁屏,已记住。")

    def _show_lights(self) -> None:
        from app.operations.todo import overdue_by_unit

        if self.window.book is not None:
            self.window.side.show_counts({}, overdue_by_unit(self.window.book))

    def _redressed(self) -> None:
        """Pages are laid out for a size and painted in a scheme: they are made anew for another."""
        key = self.window.page_key()
        self.window.fill_strip(self._strip())
        if self.window.book is not None:
            self.window.forget_pages()
            self.window.side.show_book(self.window.book)
            self._show_lights()
            self.go(key or "home")


def _is_certificate(path: Path) -> bool:
    """Whether a dropped file is named as requests for certificates and their answers are."""
    return path.suffix == ".zip" and path.name.startswith(("REQ_", "CER_"))


def _is_packet(path: Path) -> bool:
    """Whether a dropped file is named as a month's packet is."""
    return path.name.startswith("MZ_") and path.name.lower().endswith((".zip", ".p7m"))


_FROM_COUNTY = ("TSK_", "KEY_", "RCP_", "TPL_")


def _is_template(path: Path) -> bool:
    """Whether a dropped file is named as the county's templates are."""
    return path.suffix == ".zip" and path.name.startswith("TPL_")


def _packet(starter: Starter) -> QWidget:
    from ui.screens.packet import PacketScreen

    assert starter.window.book is not None
    page = PacketScreen(starter.window.book)
    page.row_wanted.connect(starter.open_row)
    page.certificates_wanted.connect(lambda: starter.go("certificates"))
    page.settled.connect(lambda: starter.window.saved_now())
    return page


def _imports(starter: Starter) -> QWidget:
    from ui.screens.imports import ImportScreen

    assert starter.window.book is not None
    page = ImportScreen(starter.window.book)
    page.imported.connect(lambda: starter.window.saved_now())
    page.village_books.connect(starter.take_files)
    return page


def _basket(starter: Starter) -> QWidget:
    page = _imports(starter)
    page.show_basket()  # type: ignore[attr-defined]
    return page


def _settings(starter: Starter) -> QWidget:
    from ui.screens.settings import SettingsScreen

    assert starter.window.book is not None
    page = SettingsScreen(starter.window.book, idle=starter.window.settings.get(IDLE_LOCK))
    page.people.locking_wanted.connect(starter.keep_idle)
    page.zoom_wanted.connect(starter.window.set_zoom)
    page.colours_wanted.connect(starter.window.set_colours)
    page.faces_wanted.connect(lambda chosen: starter.choose_faces(chosen, page.faces_kept))
    page.changed.connect(starter.window.show_foot)
    page.restore_wanted.connect(lambda: starter.restore(starter.book_path()))
    return page


def _reprints(starter: Starter) -> QWidget:
    from ui.screens.reprints import ReprintsPage

    page = ReprintsPage(starter.window)
    page.wanted.connect(starter.open_row)
    return page


def _calendar(starter: Starter) -> QWidget:
    from ui.screens.disclosure_calendar import CalendarPage

    page = CalendarPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "calendar"))
    page.begun.connect(partial(starter.begin_row, back="calendar"))
    return page


def _dossier(starter: Starter) -> QWidget:
    from ui.screens.dossier import DossierPage

    page = DossierPage(starter.window)
    page.wanted.connect(starter.open_row)
    return page


def _statistics(starter: Starter) -> QWidget:
    from ui.screens.statistics import StatisticsPage

    page = StatisticsPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "statistics"))
    return page


def _certificates(starter: Starter) -> QWidget:
    book = starter.window.book
    assert book is not None
    if book.info.is_county:
        from ui.screens.county_certificates import CountyCertificates as Page
    else:
        from ui.screens.certificates import TownshipCertificates as Page  # type: ignore[assignment]
    page = Page(book)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _answers(starter: Starter) -> QWidget:
    from ui.screens.county_answers import AnswersPage

    assert starter.window.book is not None
    page = AnswersPage(starter.window.book)
    page.wanted.connect(partial(starter.open_from, "answers"))
    page.templates_wanted.connect(starter.look_at_templates)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _templates(starter: Starter) -> QWidget:
    book = starter.window.book
    assert book is not None
    if book.info.is_county:
        from ui.screens.county_templates import CountyTemplatesPage as Page
    else:
        from ui.screens.templates import TemplatesPage as Page  # type: ignore[assignment]
    page = Page(book)
    page.changed.connect(lambda: starter.window.saved_now())
    return page


def _only_packets(paths: Sequence[Path]) -> bool:
    return all(path.is_dir() or path.name.lower().endswith((".zip", ".p7m")) for path in paths)


def _inbox(starter: Starter) -> QWidget:
    from ui.screens.inbox import InboxScreen

    assert starter.window.book is not None
    page = InboxScreen(starter.window.book)
    page.changed.connect(lambda: starter.window.saved_now())
    page.went_home.connect(lambda: starter.go("home"))
    return page


def _totals(starter: Starter) -> QWidget:
    from ui.screens.county_totals import CountyTotalsPage

    page = CountyTotalsPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "totals"))
    return page


def _first_steps(starter: Starter) -> QWidget:
    from ui.screens.first_steps import FirstSteps

    assert starter.window.book is not None
    page = FirstSteps(starter.window.book)
    page.page_wanted.connect(starter.go)
    page.imports_wanted.connect(lambda: starter.import_into("unit"))
    page.recovery_wanted.connect(lambda: starter.offer_recovery(page.load))
    page.changed.connect(starter.shown_anew)
    return page


def _handing_over(starter: Starter) -> QWidget:
    from ui.screens.handing_over import HandingOverPage

    page = HandingOverPage(starter.window)
    page.page_wanted.connect(starter.go)
    page.changed.connect(lambda: starter.window.saved_now())
    page.given_away.connect(starter.leave_for_next)
    return page


def _bin(starter: Starter) -> QWidget:
    from ui.screens.bin import BinPage

    page = BinPage(starter.window)
    page.wanted.connect(partial(starter.open_from, "bin"))
    page.closed.connect(lambda: starter.go("home"))
    return page


# Pages of their own shape, each read only when it is first opened.
SCREENS: dict[str, Callable[[Starter], QWidget]] = {
    "packet": _packet,
    "imports": _imports,
    "basket": _basket,
    "settings": _settings,
    "reprints": _reprints,
    "dossier": _dossier,
    "calendar": _calendar,
    "statistics": _statistics,
    "certificates": _certificates,
    "answers": _answers,
    "templates": _templates,
    "inbox": _inbox,
    "totals": _totals,
    "handing_over": _handing_over,
    "bin": _bin,
    "first_steps": _first_steps,
}


@dataclass
class Asked:
    """What the command line asks for. `quit_when_ready` is for measuring the start.

    `takes_place_of` is the folder and the process of an old program whose place is to be taken, see update_start.
    """

    book: Path | None = None
    files: Sequence[Path] = ()
    practice: bool = False
    quit_when_ready: bool = False
    takes_place_of: tuple[Path, int] | None = None


def _arguments(argv: Sequence[str]) -> Asked:
    """Three options need no parser: reading them costs nothing at the start."""
    asked, left, named = Asked(), list(argv), list[Path]()
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if name == "--practice":
            asked.practice = True
        elif name == "--quit-when-ready":
            asked.quit_when_ready = True
        elif name == "--take-place" and len(left) == 2:
            asked.takes_place_of = Path(left.pop(0)), int(left.pop(0))
        elif name == "--book" and (value or left):
            asked.book = Path(value or left.pop(0))
        elif name and not name.startswith("-"):
            named.append(Path(word))
        else:
            helped = name in ("-h", "--help")
            print(USAGE, file=sys.stdout if helped else sys.stderr)
            sys.exit(0 if helped else 2)
    if named:
        from ui.given import sort_out

        book, asked.files = sort_out(named)
        asked.book = asked.book or book
    return asked


if __name__ == "__main__":
    sys.exit(main())
