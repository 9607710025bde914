"""While a book is open: the lock, the clock of idleness, the daily backup, what came of an update."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from app import paths
from app.domain.faults import Told
from app.settings import IDLE_LOCK
from ui.engine.window import MainWindow
from ui.wiring.opening import Opening

if TYPE_CHECKING:
    from app.operations.books import Book
    from ui.engine.locking import Locking
    from ui.screens.lock import LockPage

SETTLED_MS = 2_000  # what the first seconds of a day have no use for comes after them


class Watching(Opening):
    """When the book is let go of."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._locking: Locking | None = None
        self._locked_from = ""

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
        book.show_mark()
        self._find_damage()
        self._catch_up()
        self._say_updated()

    def _say_updated(self) -> None:
        """What came of an update, once, at the first start after it."""
        if (paths.home() / "updates").exists():
            from ui.screens import update

            update.say_outcome(self.window)

    def _find_damage(self) -> None:
        """Read every page once while the clerk already works: a damaged one is told today, not when it is needed."""
        from app.operations import backups
        from ui.engine import messages, runner
        from ui.screens.while_alive import while_alive

        book = self.window.book
        assert book is not None

        def tell(damaged: Told | None) -> None:
            if damaged is not None and self.window.book is book:
                restore = partial(self.restore, book.path)
                messages.ask(self.window, damaged.message, "从备份恢复…", restore, title="账套有损坏")

        runner.run(
            lambda _report: backups.find_damage(book),
            while_alive(self.window, tell),
            while_alive(self.window, lambda _: None),
            quiet=True,
        )

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
