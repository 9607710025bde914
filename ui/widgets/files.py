"""Files kept with a row: their names, a button, and a place to drop them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label


class FilesEditor(QWidget):
    """Shows what is kept and collects what was added; the form puts `waiting` into the book when it saves."""

    edited = Signal()
    added = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Path] = []
        self._kept = ""
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP[1]))
        self.names = label("", "hint")
        self.press = button("添加文件…", self.ask)
        row.addWidget(self.press)
        row.addWidget(self.names, 1)
        self.setFocusProxy(self.press)
        self._tell()

    def text(self) -> str:
        """The lines as they are kept."""
        return self._kept

    def set_text(self, text: str) -> None:
        """Show what is kept; files not yet put in are forgotten."""
        self._kept, self.waiting = text, []
        self._tell()

    def add(self, paths: list[Path]) -> None:
        """Take files; they go into the book with the next save."""
        self.waiting += [path for path in paths if path.is_file() and path not in self.waiting]
        self._tell()
        self.edited.emit()
        self.added.emit()

    def ask(self) -> None:
        """Choose files in a dialog."""
        found, _ = QFileDialog.getOpenFileNames(self, "添加佐证材料", "", "图片、扫描件和文件 (*)")
        if found:
            self.add([Path(name) for name in found])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _tell(self) -> None:
        kept = [line.partition(" ")[2] for line in self._kept.splitlines()]
        waiting = [f"{path.name}(保存时放入)" for path in self.waiting]
        self.names.setText("、".join(kept + waiting) or "还没有文件,可把照片、扫描件拖到这里")
