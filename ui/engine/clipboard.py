"""What was copied here and tells something personal is taken from the clipboard again after a minute."""

from __future__ import annotations

import sys
from datetime import date

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

KEPT_MS = 60_000
_LONG = 20_000
# Windows keeps a history of the clipboard and sends it to other devices; these two formats ask it not to.
_UNHISTORIC = (
    ("ExcludeClipboardContentFromMonitorProcessing", b"1"),
    ("CanIncludeInClipboardHistory", bytes(4)),
    ("CanUploadToCloudClipboard", bytes(4)),
)


class ClipboardGuard(QObject):
    """Looks at every copy made in this program; copies of other programs are none of its business."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._text = ""
        self._timer = QTimer(self, interval=KEPT_MS, singleShot=True)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._changed)

    def clear(self) -> None:
        """Empty the clipboard, where it still holds what was copied here."""
        if self._text and self._clipboard.text() == self._text:
            self._clipboard.clear()
        self._text = ""
        self._timer.stop()

    def _changed(self) -> None:
        # not every platform tells whose copy it is: while one of our windows has the keys it is ours
        ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        if not ours or self._clipboard.text() == self._text:
            return
        text = self._clipboard.text()
        if not is_personal(text):
            return
        self._text = text
        self._timer.start()
        if sys.platform == "win32":
            self._clipboard.setMimeData(unhistoric(text, self._clipboard.mimeData().html()))


def is_personal(text: str) -> bool:
    """Whether a text holds a number, an address, a child's name or the like; a very long one is taken to."""
    from app.domain.personal.finding import Known, find

    return len(text) > _LONG or bool(text and find(text, Known(date.today())))


def unhistoric(text: str, html: str = "") -> QMimeData:
    """A text, with its table where it has one, that Windows leaves out of its clipboard history."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    for name, value in _UNHISTORIC:
        data.setData(f'application/x-qt-windows-mime;value="{name}"', value)
    return data
