"""Hands that count: every click, drag, key chord and jump is one action, a text that is typed is none."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests import hands
from ui.engine.window import MainWindow
from ui.screens import preview as preview_screen
from ui.screens.preview import PreviewDialog

T = TypeVar("T", bound=QWidget)
Key = Qt.Key
PATIENCE = 60_000  # milliseconds; only a broken program waits as long


class Counting:
    """What a clerk does at the window, counted as product.md §3 counts it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.actions = qtbot, window, 0

    def press(self, *keys: Key | str) -> None:
        """Keys where the focus is, one after the other."""
        for key in keys:
            hands.press(key)
            self.actions += 1

    def enter(self) -> None:
        """Enter where the focus is."""
        self.press(Key.Key_Return)

    def drop(self, target: QWidget, *paths: Path) -> None:
        """Drag files onto something."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        target.dropEvent(QDropEvent(QPointF(9, 9), copy, mime, left, Qt.KeyboardModifier.NoModifier))
        self.actions += 1

    def front(self, kind: type[T]) -> T:
        """The window in front, as soon as it is one of a kind and takes keys.

        Without a window manager nobody brings the window below to the front when the one above it closes: done here.
        """

        def ready() -> bool:
            shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
            top = QApplication.activeModalWidget() or (shown[-1] if shown else None)
            if isinstance(top, kind) and top is not QApplication.activeWindow():
                top.activateWindow()
            focus = QApplication.focusWidget()
            return isinstance(QApplication.activeWindow(), kind) and focus is not None and focus.window() is top

        self.qtbot.waitUntil(ready, timeout=PATIENCE)
        found = QApplication.activeWindow()
        assert isinstance(found, kind)
        return found

    def back(self) -> None:
        """Wait until the main window takes the keys again."""
        self.front(MainWindow)

    def paper(self) -> PreviewDialog:
        """The preview in front, once its pages may be printed."""
        found = self.front(PreviewDialog)
        self.qtbot.waitUntil(lambda: found.print_button.isEnabled(), timeout=PATIENCE)
        return found


class Printer:
    """A printer that writes a file for each printing; its dialog is answered with Enter, which counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent: list[Path] = []
        self.did: Counting | None = None
        self.dots = 72  # per inch: a coarse printer is a quick one

    def accept(self, dialog: QPrintDialog) -> int:
        """What stands in for the dialog of the machine."""
        printer, out = dialog.printer(), self.folder / f"打印出来的 {len(self.sent) + 1}.pdf"
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(out))
        printer.setResolution(self.dots)
        self.sent.append(out)
        if self.did is not None:
            self.did.actions += 1
        return int(QPrintDialog.DialogCode.Accepted.value)

    def plug_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the program find it."""
        monkeypatch.setattr(preview_screen, "printer_found", lambda: True)
        monkeypatch.setattr(QPrintDialog, "exec", lambda dialog: self.accept(dialog))
