"""Files kept with a row: their names to open, a button, and a place to drop them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ui.style.palette import GAP, look, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles


class FilesEditor(TakesFiles, QWidget):
    """Shows what is kept and collects what was added; the form puts `waiting` into the book when it saves.

    `wanted` is one kept line, as stored, that the clerk wants to see.
    """

    edited = Signal()
    added = Signal()
    wanted = Signal(str)

    def __init__(self, kinds: Sequence[str] = ()) -> None:
        super().__init__()
        self.waiting: list[Path] = []
        self._kinds: dict[Path, str] = {}
        self._kept = ""
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP[1]))
        self.names = label("", "hint")
        self.names.setAccessibleName("已添加的文件")
        self.names.setTextFormat(Qt.TextFormat.RichText)
        self.names.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.names.linkActivated.connect(self._want)
        self.press = button("添加文件…", self.ask)
        self.kind = QComboBox()
        self.kind.setAccessibleName("材料种类")
        self.kind.setToolTip("先选种类再添加,种类写进文件名")
        self.kind.addItem("种类", "")
        for kind in kinds:
            self.kind.addItem(kind, kind)
        self.kind.setVisible(bool(kinds))
        self.kind.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Enter goes from field to field without stopping here
        row.addWidget(self.kind)
        row.addWidget(self.press)
        row.addWidget(self.names, 1)
        self.setFocusProxy(self.press)
        self._tell()

    def text(self) -> str:
        """The lines as they are kept."""
        return self._kept

    def set_text(self, text: str) -> None:
        """Show what is kept; files not yet put in are forgotten."""
        self._kept, self.waiting, self._kinds = text, [], {}
        self.kind.setCurrentIndex(0)
        self._tell()

    def add(self, paths: list[Path]) -> None:
        """Take files; they go into the book with the next save."""
        new = [path for path in paths if path.is_file() and path not in self.waiting]
        self.waiting += new
        self._kinds |= dict.fromkeys(new, self.kind.currentData())
        self._tell()
        self.edited.emit()
        self.added.emit()

    def kind_of(self, path: Path) -> str:
        """The kind that was chosen when a file was added, "" for none."""
        return self._kinds.get(path, "")

    def ask(self) -> None:
        """Choose files in a dialog."""
        found = choosing.open_files(self, "添加佐证材料", "图片、扫描件和文件 (*)")
        if found:
            self.add(found)

    take_dropped = add

    def _named(self, path: Path) -> str:
        kind = self.kind_of(path)
        return f"{kind}:{path.name}" if kind else path.name

    def _want(self, place: str) -> None:
        self.wanted.emit(self._kept.splitlines()[int(place)])

    def _tell(self) -> None:
        kept = [
            f'<a href="{place}" style="color: {look().title}">{escape(line.partition(" ")[2])}</a>'
            for place, line in enumerate(self._kept.splitlines())
        ]
        waiting = [f"{escape(self._named(path))}(保存时放入)" for path in self.waiting]
        self.names.setText("、".join(kept + waiting) or "还没有文件,可把照片、扫描件拖到这里")
        self.names.setToolTip("点文件名打开看;看的是只读副本,原件不变" if kept else "")
