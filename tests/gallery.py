"""Every screen of the window and every dialog as a picture, at each size of type and in each scheme of colours.

    python -m tests.gallery FOLDER [--only NAME ...] [--zoom 100 150] [--colours 浅色 深色]

Writes FOLDER/NAME-ZOOM-COLOURS.png, and sheets of six to look at quickly. Made from the practice book of a township
and that of a county, at 1366 × 768. A screen that cannot be shown ends the command with its name.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtWidgets import QApplication, QDialog

from app.operations import books, demo, lists
from app.operations.books import Book
from app.settings import Settings
from tests.pictures import HEIGHT, TODAY, WIDTH, settle
from tests.ui.dialogs import COUNTY as COUNTY_DIALOGS
from tests.ui.dialogs import TOWNSHIP as TOWNSHIP_DIALOGS
from tests.ui.dialogs import Desk
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter, application
from ui.wiring.pages import SCREENS

COUNTY = ("inbox", "totals")
ACROSS, DOWN = 2, 3
Show = Callable[[Starter], object]


def screens(book: Book) -> Iterator[tuple[str, Show]]:
    """Every page with its name: home, own screens, the list of each register and its first row."""
    yield "home", lambda starter: starter.go("home")
    for key in SCREENS:
        if (key in COUNTY) == book.info.is_county and key != "dossier":
            yield key, lambda starter, key=key: starter.go(key)
    for ledgers in lists.menu(book).values():
        for ledger in (one for one in ledgers if one.key not in SCREENS):
            yield f"list-{ledger.key}", lambda starter, key=ledger.key: starter.go(key)
            if rows := book.rows(ledger.key):
                at = int(str(rows[0]["id"]))
                yield f"row-{ledger.key}", lambda starter, key=ledger.key, at=at: starter.open_row(key, at)


def walk(window: MainWindow, starter: Starter, asked: argparse.Namespace, before: str) -> Iterator[Path]:
    """Show and keep each screen at each size in each scheme."""
    assert window.book is not None
    wanted = [(name, show) for name, show in screens(window.book) if not asked.only or name in asked.only]
    for zoom in asked.zoom:
        for scheme in asked.colours:
            window.set_colours(scheme)
            window.set_zoom(zoom)
            for name, show in wanted:
                show(starter)
                settle()
                if window.size().width() > WIDTH or window.size().height() > HEIGHT:
                    print(f"{before}{name} {zoom} %: the window grew to {window.width()} × {window.height()}")
                target = asked.folder / f"{before}{name}-{zoom}-{scheme}.png"
                window.grab().save(str(target))
                window.resize(WIDTH, HEIGHT)
                yield target


def dialogs(window: MainWindow, asked: argparse.Namespace, before: str) -> Iterator[Path]:
    """Open and keep each dialog at each size in each scheme."""
    assert window.book is not None
    openers = COUNTY_DIALOGS if window.book.info.is_county else TOWNSHIP_DIALOGS
    wanted = {f"dialog-{name}": make for name, make in openers.items()}
    desk = Desk(window, window.book)
    for zoom in asked.zoom:
        for scheme in asked.colours:
            window.set_colours(scheme)
            window.set_zoom(zoom)
            for name, make in wanted.items():
                if asked.only and name not in asked.only:
                    continue
                dialog = make(desk)
                dialog.open()
                settle()
                target = asked.folder / f"{before}{name}-{zoom}-{scheme}.png"
                dialog.grab().save(str(target))
                QDialog.reject(dialog)
                settle()
                yield target


def sheets(pictures: list[Path], folder: Path) -> list[Path]:
    """Contact sheets of six pictures each, in the order given."""
    made = []
    for first in range(0, len(pictures), ACROSS * DOWN):
        sheet = Image.new("RGB", (WIDTH * ACROSS, HEIGHT * DOWN), "white")
        for place, picture in enumerate(pictures[first : first + ACROSS * DOWN]):
            with Image.open(picture) as one:
                sheet.paste(one.convert("RGB"), (place % ACROSS * WIDTH, place // ACROSS * HEIGHT))
        target = folder / f"sheet-{first // (ACROSS * DOWN) + 1:03}.png"
        sheet.save(target)
        made.append(target)
    return made


def main() -> None:
    """Make the gallery."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--zoom", nargs="*", type=int, default=[100, 150])
    parser.add_argument("--colours", nargs="*", default=["浅色", "深色"])
    parser.add_argument("--county", action="store_true", help="only the county's screens")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    app = application()
    assert isinstance(app, QApplication)
    pictures: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="gallery") as place:
        os.environ["MINGZHANG_HOME"] = str(Path(place) / "home")
        folder = Path(place) / "练习"
        made = demo.make_demo(folder, today=TODAY)
        for file, before in ((made.township, ""), (made.county, "county-")):
            if asked.county and not before:
                continue
            book = books.open_practice(file, today=TODAY)
            window = MainWindow(Settings(Path(place) / "settings.json"))
            starter = Starter(window)
            window.resize(WIDTH, HEIGHT)
            window.show()
            starter.opened(book)
            pictures += walk(window, starter, asked, before)
            pictures += dialogs(window, asked, before)
            window.forget_pages()
            window.hide()
            settle()
            runner.stop()
            window.book = None  # its clock still ticks
            book.close()
    for sheet in sheets(pictures, asked.folder):
        print(sheet)


if __name__ == "__main__":
    main()
