"""Files and folders on a stick: the first that is in stands ready; papers are still looked for where papers are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.operations import packets
from ui.widgets import choosing


def open_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """One file to read, None where the dialog was left."""
    return choosing.open_file(parent, title, kinds, _stick(), keep=False)


def open_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Files to read, none where the dialog was left."""
    return choosing.open_files(parent, title, kinds, _stick(), keep=False)


def folder(parent: QWidget, title: str) -> Path | None:
    """A folder, None where the dialog was left."""
    return choosing.folder(parent, title, _stick(), keep=False)


def _stick() -> Path | None:
    return next((one.path for one in packets.drives() if one.removable), None)
