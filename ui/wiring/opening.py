"""From the bare window to an open book: the first run, passwords, another book, a backup brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from app.domain.faults import Told
from ui.engine.window import MainWindow
from ui.wiring.going import Going

PRACTICE_SEED = 1
RESTORABLE = ("E-BOOK-DAMAGED", "E-BOOK-MISSING", "E-BOOK-FOREIGN")


class Opening(Going):
    """Which book is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._path: Path | None = None
        self._county = False
        self._restored: tuple[Path, str, Path | None] | None = None
        self.ready: Callable[[], object] = lambda: None

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
        # strip and page find their places before anything is painted, else all of it would be painted twice
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._keep_size(size)
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

    def _settled(self, size: QSize) -> None:
        self._keep_size(size)
        self.ready()

    def _keep_size(self, size: QSize) -> None:
        """The strip came while the page before still stood: the height it was pushed to is taken back."""
        if self.window.size() != size and not self.window.isMaximized():
            self.window.resize(size)

    def book_path(self) -> Path:
        """The book that is open, or was last."""
        assert self._path is not None
        return self._path

    # --- another book

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

    def _let_go(self) -> None:
        self.window.forget_pages()
        self.window.close_book()

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

    # --- passwords and the recovery code

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

    # --- a backup brought back

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
