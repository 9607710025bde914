"""Start to usable window and its memory, against a minimal PySide6 window: one table over its own model.

The book holds ten years: about 48,000 rows of what such offices write (see bench_search), one in thirty open. Both
sides are watched from starting the process to the line "ready", which each prints once its first page is painted (the
minimal one makes sure that its table was asked for what stands there): what a program does while it closes (our
verified backup) is no part of its start. Time is that of the processor, of all threads.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from measure import ROOT, Line, run, tell

TIMES, MORE_MB, TURNS = 1.5, 60.0, 11
# Both programs tell what they have used when they say that they are ready.
TELLING = """
import sys, time
class Telling:
    def write(self, text):
        if text == "ready":
            with open("/proc/self/statm") as file:
                text += f" {time.process_time()} {file.read().split()[1]}"
        sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.flush()
sys.stdout = Telling()
"""
MINIMAL = """
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Rows(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 20
    def columnCount(self, parent=QModelIndex()):
        return 6
    asked = False
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        Rows.asked = True
        return str(index.row()) if role == Qt.ItemDataRole.DisplayRole else None
app = QApplication(sys.argv)
window, model, view = QMainWindow(), Rows(), QTableView()
view.setModel(model); window.setCentralWidget(view); window.resize(1280, 720); window.show()
def ready():
    app.processEvents()
    assert Rows.asked, "nothing was painted"
    print("ready", flush=True)
    app.quit()
QTimer.singleShot(0, ready); app.exec()
"""
OURS = """
from ui.__main__ import start
sys.argv = ["mingzhang", "--book", sys.argv[1], "--quit-when-ready"]
sys.exit(start())
"""


class Taken(NamedTuple):
    """What a program had used when it was ready: milliseconds of the processor, MiB of memory."""

    ms: float
    mb: float


def main() -> None:
    """Print both lines."""
    with tempfile.TemporaryDirectory(prefix="启动 ") as folder:
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", MINGZHANG_HOME=folder, PYTHONPATH=str(ROOT))
        # an installed program has its compiled files beside it; here both sides find theirs in the folder
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        os.environ["MINGZHANG_HOME"] = folder
        book = str(book_of_ten_years(Path(folder)))
        taken(MINIMAL, environment), taken(OURS, environment, book)  # read into memory and compiled once
        pairs = [(taken(MINIMAL, environment), taken(OURS, environment, book)) for _ in range(TURNS)]
        low, high = (Taken(*map(statistics.median, zip(*side, strict=True))) for side in zip(*pairs, strict=True))
        tell(Line("启动到可用窗口,十年的账套", high.ms, low.ms, TIMES))
        tell(Line("启动后的内存,十年的账套", high.mb, low.mb, MORE_MB, "MB", over=True))


def book_of_ten_years(folder: Path) -> Path:
    """A practice book with ten years in it: it opens with one click, as it does every morning."""
    from bench_search import make_book

    folder.mkdir(exist_ok=True)
    book = make_book(folder, random.Random(1), open_one_in=30)
    book.close()
    return Path(book.path)


def taken(program: str, environment: dict[str, str], *words: str) -> Taken:
    """What a program has used until it is ready; it then closes by itself."""
    command = [sys.executable, "-P", "-c", TELLING + program, *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    said, *used = done.stdout.split()
    if done.returncode or said != "ready":
        raise RuntimeError(f"没有启动成功:{done.stderr}")
    return Taken(float(used[0]) * 1000, int(used[1]) * resource.getpagesize() / 1024**2)


if __name__ == "__main__":
    run(main)
