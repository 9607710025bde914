"""Starts the program, opens the book and hands it to the window; the only place that wires, with ui/wiring."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSize, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app import paths
from app import settings as options
from app.domain.faults import Told
from app.settings import COLOURS, FACES, WINDOW, ZOOM
from ui import enums, tuples
from ui.engine.window import MainWindow
from ui.style.dress import dress
from ui.wiring.locking import Watching

TITLE_BAR = 40  # pixels the desktop adds above a window
USAGE = """明账:乡镇纪委离线台账、公开与上报程序

  --practice    打开练习账套
  --book 文件   打开一个账套文件
  文件…         打开账套(.mz)或备份(.mzb);上报包、回执、工作簿等交给打开的账套"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window; returns the exit code."""
    asked = _arguments(sys.argv[1:] if argv is None else argv)
    if asked.takes_place_of is not None:
        return take_place(*asked.takes_place_of)
    if not asked.quit_when_ready and (runs := paths.other_runs()) and _is_open_already(runs, asked):
        return 0
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


def _is_open_already(runs: Sequence[Path], asked: Asked) -> bool:
    """Whether a window with the book that is asked for came to the front, and has what the book was to take."""
    from app.operations import books
    from ui import one_window

    book = books.practice_township() if asked.practice else asked.book or books.last_book()
    return one_window.ask(runs, book and book.absolute(), asked.files)


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
            _take(starter, list(asked.files))
    finally:
        QTimer.singleShot(0, lambda: _stands(starter, asked))  # behind what was asked for while the page was made


def _stands(starter: Starter, asked: Asked) -> None:
    """The first page is shown: now comes what the start has no use for."""
    from app.operations import offline

    offline.watch()
    if os.environ.get("IBUS_USE_PORTAL"):  # fcitx is wanted; version 4 knows no portal
        from ui import fcitx4

        fcitx4.watch(application())
    gc.freeze()  # what the start has made stays for good and need not be looked through again
    from ui.engine.tidying import tidy_here

    tidy_here(starter.window)
    if not asked.quit_when_ready:
        from ui import one_window

        one_window.Listener(starter.window, partial(_take, starter))
    enums.usual()
    tuples.usual()


def _take(starter: Starter, files: list[Path]) -> None:
    from ui.given import Given

    Given(starter.window, files, starter.take_files)


def _say_ready(window: MainWindow) -> None:
    """For measuring the start: the first page is painted, not only asked for."""
    QCoreApplication.sendPostedEvents()
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


class Starter(Watching):
    """From the bare window to an open book, and what each button and page is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.went_to.connect(self.go)
        window.row_wanted.connect(self.open_row)
        window.cell_wanted.connect(self.open_cell)
        window.redressed.connect(self._redressed)
        window.files_dropped.connect(self.take_files)
        window.book_opened.connect(self._watch_idle)
        window.own = self._commands()
        window.side.offer_for_units("本单位一览 Ctrl+U", lambda: window.do("dossier"))
        window.fill_strip(self._strip())
        window.page_changed()

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
            "answers": lambda: self.go("inbox" if self.of_county() else "answers"),
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

    def _redressed(self) -> None:
        """Pages are laid out for a size and painted in a scheme: they are made anew for another."""
        key = self.window.page_key()
        self.window.fill_strip(self._strip())
        if self.window.book is not None:
            self.window.forget_pages()
            self.window.side.show_book(self.window.book)
            self._show_lights()
            self.go(key or "home")


@dataclass(repr=False, eq=False)  # whatever is generated here is compiled at every start
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
