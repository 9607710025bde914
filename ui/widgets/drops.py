"""Files dropped on a screen: what every screen does with them that takes any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent


def files_of(data: QMimeData) -> list[Path]:
    """The files of this machine among what is dragged; nothing else is a file."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class TakesFiles:
    """Stands before the widget class of a screen that calls setAcceptDrops: files may be dropped anywhere on it."""

    def take_dropped(self, paths: list[Path]) -> None:
        """What the screen does with the files."""
        raise NotImplementedError

    def wants(self, paths: Sequence[Path]) -> bool:
        """Whether these are for this screen; what is not goes to the page around it."""
        return bool(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that they may be dropped here."""
        if self.wants(files_of(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them; the drag has ended before anything is asked about them."""
        event.acceptProposedAction()
        self.take_dropped(files_of(event.mimeData()))
