"""Choosing files and folders: a dialog begins where one was last, at first where a clerk keeps his papers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_PLACES = (QStandardPaths.StandardLocation.DocumentsLocation, QStandardPaths.StandardLocation.DesktopLocation)
_last: list[Path] = []  # of this run; nothing of it is kept on the disk


def open_file(
    parent: QWidget, title: str, kinds: str = "", at: Path | None = None, *, keep: bool = True
) -> Path | None:
    """One file to read, None where the dialog was left; with `keep` the next dialog begins beside it."""
    found, _ = QFileDialog.getOpenFileName(parent, title, str(at or start()), kinds)
    return _went(Path(found), keep) if found else None


def open_files(
    parent: QWidget, title: str, kinds: str = "", at: Path | None = None, *, keep: bool = True
) -> list[Path]:
    """Files to read, none where the dialog was left; with `keep` the next dialog begins beside them."""
    found, _ = QFileDialog.getOpenFileNames(parent, title, str(at or start()), kinds)
    return [_went(Path(one), keep) for one in found]


def save_file(parent: QWidget, title: str, name: str, kinds: str = "") -> Path | None:
    """Where to write a file, proposed by name; None where the dialog was left."""
    found, _ = QFileDialog.getSaveFileName(parent, title, str(start() / name), kinds)
    return _went(Path(found), keep=True) if found else None


def folder(parent: QWidget, title: str, at: Path | None = None, *, keep: bool = True) -> Path | None:
    """A folder, None where the dialog was left; with `keep` the next dialog begins in it."""
    found = QFileDialog.getExistingDirectory(parent, title, str(at or start()))
    if not found:
        return None
    _went(Path(found, "-"), keep)
    return Path(found)


def start() -> Path:
    """Where a dialog begins; a folder that is not there would stand as a name and be refused at Enter."""
    places = [*_last, *(Path(QStandardPaths.writableLocation(one)) for one in _PLACES)]
    return next((one for one in places if one.is_dir()), Path.home())


def _went(file: Path, keep: bool) -> Path:
    if keep:
        _last[:] = [file.parent]
    return file
