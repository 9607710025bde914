"""打印字体: which face each part of a paper is drawn in on this machine, and whether its own ones are used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.operations import faces
from app.operations.faces import FaceShown
from app.settings import FACES
from ui.engine import messages, runner
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import label

HINT = (
    "县里统一的方正小标宋、仿宋_GB2312 等,在字体文件上点右键“安装”,重新打开程序就会用上。"
    "本机字体里没有的字自动用自带字体补上。上报包里的文件始终用自带字体,换一台电脑核对也一模一样。"
)


class FacesTab(QWidget):
    """The list is read the first time it is looked at: the machine's fonts are large files."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pick = QComboBox()
        self.pick.addItems(list(FACES.allowed))
        self.pick.setCurrentText(faces.preference())
        self.pick.setAccessibleName(FACES.label)
        self.pick.setAccessibleDescription(FACES.help)
        self.pick.activated.connect(lambda _: self.wanted.emit(self.pick.currentText()))
        row = QHBoxLayout()
        row.addWidget(label(FACES.label, wrap=False))
        row.addWidget(self.pick)
        row.addStretch(1)
        self.lines = QFormLayout()
        layout = QVBoxLayout(self)
        layout.setSpacing(px(GAP[2]))
        layout.addLayout(row)
        layout.addLayout(self.lines)
        layout.addWidget(label(HINT, "hint"))
        layout.addStretch(1)
        self._asked = False

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list when it is first seen."""
        super().showEvent(event)
        if not self._asked:
            self.load()

    def load(self) -> None:
        """Read the list anew."""
        self._asked = True
        self._fill([FaceShown("正在查看本机字体…", "")])
        runner.run(
            lambda _report: faces.shown(),
            while_alive(self, self._fill),
            while_alive(self, lambda error: messages.tell(self, error)),
        )

    def texts(self) -> list[str]:
        """What the list says, line by line."""
        return [one.sentence for one in self._shown]

    def _fill(self, shown: Sequence[FaceShown]) -> None:
        self._shown = list(shown)
        while self.lines.rowCount():
            self.lines.removeRow(0)
        for one in shown:
            note = f"({one.note})" if one.note else ""
            self.lines.addRow(one.role, label(f"→ {one.used}{note}" if one.used else ""))
