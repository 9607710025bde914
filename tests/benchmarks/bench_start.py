"""Start to usable window on the practice book, against a minimal PySide6 window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT, compare, seconds

MINIMAL = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication(sys.argv)
window, model, view = QMainWindow(), QStandardItemModel(20, 6), QTableView()
view.setModel(model); window.setCentralWidget(view); window.resize(900, 600); window.show()
QTimer.singleShot(0, app.quit); app.exec()
"""


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="启动 ") as folder:
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", MINGZHANG_HOME=folder, PYTHONPATH=str(ROOT))
        environment["QT_LOGGING_RULES"] = "*=false"
        book = Path(folder, "practice")
        subprocess.run([sys.executable, "-m", "app", "demo", str(book)], env=environment, check=True, cwd=ROOT)
        ours = [sys.executable, "-m", "ui.main", "--book", str(book / "township.mz"), "--quit-when-ready"]
        floor = [sys.executable, "-c", MINIMAL]

        def run(command: list[str]) -> float:
            return seconds(lambda: subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True))

        run(floor), run(ours)
        compare("启动到可用窗口", lambda: run(ours), lambda: run(floor), 2.0, turns=7)


if __name__ == "__main__":
    main()
