"""What may be dropped on a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent

from ui.widgets.files import FilesEditor


def entered(widget: FilesEditor, url: QUrl) -> bool:
    """Whether the widget shows that this may be dropped on it."""
    held = QMimeData()
    held.setUrls([url])
    event = QDragEnterEvent(
        QPoint(3, 3), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.setAccepted(False)
    widget.dragEnterEvent(event)
    return event.isAccepted()


@pytest.mark.parametrize(("url", "taken"), [("file", True), ("https://example.org/a.xlsx", False)])
def test_a_file_may_be_dropped_and_a_link_from_a_browser_may_not(qtbot, tmp_path: Path, url: str, taken: bool) -> None:
    widget = FilesEditor()
    qtbot.addWidget(widget)

    found = entered(widget, QUrl.fromLocalFile(str(tmp_path / "a.xlsx")) if url == "file" else QUrl(url))

    assert found is taken
