"""Start to usable window on the practice book, against a minimal PySide6 window: one table over its own model.

Both sides are timed from starting the process to the line "ready", which each prints once its first page is painted:
what a program does while it closes (our verified backup) is no part of its start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT, compare, run, seconds

MINIMAL = """
import sys
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Rows(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 20
    def columnCount(self, parent=QModelIndex()):
        return 6
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return str(index.row()) if role == Qt.ItemDataRole.DisplayRole else None
app = QApplication(sys.argv)
window, model, view = QMainWindow(), Rows(), QTableView()
view.setModel(model); window.setCentralWidget(view); window.resize(1280, 720); window.show()
def ready():
    window.repaint()
    print("ready", flush=True)
    app.quit()
QTimer.singleShot(0, ready); app.exec()
"""


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="启动 ") as folder:
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", MINGZHANG_HOME=folder, PYTHONPATH=str(ROOT))
        # an installed program has its compiled files beside it; here both sides find theirs in the folder
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        book = Path(folder, "practice")
        subprocess.run(
            [sys.executable, "-m", "app", "demo", str(book)],
            env=environment,
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        ours = [sys.executable, "-P", "-m", "ui", "--book", str(book / "township.mz"), "--quit-when-ready"]
        floor = [sys.executable, "-P", "-c", MINIMAL]

        def run(command: list[str]) -> float:
            return until_ready(command, environment)

        run(floor), run(ours)  # both have been read into memory and compiled once
        compare("启动到可用窗口", lambda: run(ours), lambda: run(floor), 2.0, turns=11)


def until_ready(command: list[str], environment: dict[str, str]) -> float:
    """Seconds until a program says it is ready; it is then left to close by itself, outside the time."""
    process: list[subprocess.Popen[bytes]] = []

    def wait() -> None:
        process.append(
            subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        )
        pipe = process[0].stdout
        assert pipe is not None
        if pipe.readline().strip() != b"ready":
            raise RuntimeError(f"没有启动成功:{command}")

    taken = seconds(wait)
    if process[0].wait() != 0:
        raise RuntimeError(f"没有正常结束:{command}")
    return taken


if __name__ == "__main__":
    run(main)
