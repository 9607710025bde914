"""Makes the pictures of README and help from the practice book: python -m tests.pictures

The same day and seed give the same rows; only the time of saving at the foot differs from run to run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.days import Period
from app.operations import books, demo, demo_months
from app.operations.books import Book
from app.settings import Settings
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter, application
from ui.screens.packet import PacketScreen

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "help" / "pictures"
TODAY = date(2026, 11, 22)
WIDTH, HEIGHT = 1366, 768
COLOURS = 224  # fewer, and the green of a light comes out grey
LARGEST = 150 * 1024


def settle() -> None:
    """Let the window draw, and everything it does in the background end."""
    for _ in range(3):
        QTest.qWait(300)
        while runner.busy():
            QTest.qWait(50)


def keep(window: MainWindow, name: str, folder: Path) -> Path:
    """Write the window as a small PNG with a palette."""
    settle()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows bytes for the format only
    picture = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    target = folder / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    if (size := target.stat().st_size) > LARGEST:
        raise SystemExit(f"{target.name} has {size >> 10} KB, more than {LARGEST >> 10} KB")
    return target


def show_home(starter: Starter, book: Book) -> None:
    """What is to be done today."""
    starter.go("home")


def show_problem(starter: Starter, book: Book) -> None:
    """The register of problems with one of them open."""
    starter.go("problem")
    settle()
    starter.open_row("problem", int(str(book.rows("problem", state="整改中")[-1]["id"])))


def show_finance(starter: Starter, book: Book) -> None:
    """A quarterly sheet of a village that is being entered."""
    starter.open_row("finance_sheet", int(str(book.rows("finance_sheet", state="草稿")[-1]["id"])))


def show_packet(starter: Starter, book: Book) -> None:
    """The reports of the month's packet before the clerk signs."""
    starter.go("packet")
    page = starter.window.page
    assert isinstance(page, PacketScreen)
    settle()
    demo_months.explain_month(book, Period.parse(page.month))
    page.build()


PICTURES: dict[str, tuple[Callable[[Starter, Book], None], date]] = {
    "window": (show_home, TODAY),
    "problem": (show_problem, TODAY),
    "finance_sheet": (show_finance, TODAY),
    "packet": (show_packet, TODAY + timedelta(days=10)),
}


def main(names: list[str]) -> None:
    """Make all pictures, or those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    app = application()
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory(prefix="pictures") as place:
        folder = Path(place) / "练习"
        os.environ["MINGZHANG_HOME"] = str(Path(place) / "home")
        demo.make_demo(folder, today=TODAY)
        for name in names or list(PICTURES):
            show, today = PICTURES[name]
            book = books.open_practice(folder / "township.mz", today=today)
            window = MainWindow(Settings(Path(place) / "settings.json"))
            starter = Starter(window)
            window.resize(WIDTH, HEIGHT)
            window.show()
            starter.opened(book)
            show(starter, book)
            print(keep(window, name, FOLDER))
            window.forget_pages()
            window.hide()
            settle()  # whatever the window still wanted from the book
            runner.stop()
            window.book = None  # its clock still ticks
            book.close()


if __name__ == "__main__":
    main(sys.argv[1:])
