"""Choosing files and folders: a dialog begins where one was last, at first where a clerk keeps his papers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_PLACES = (QStandardPaths.StandardLocation.DocumentsLocation, QStandardPaths.StandardLocation.DesktopLocation)
_last: list[Path] = []  # of this run; nothing of it is kept on the disk


def open_file(
    parent: QWidget, title: str, kinds: str = "", at: Path | None = None, *, stick: bool = False
) -> Path | None:
    """One file to read, None where the dialog was left; with `stick` it begins on the stick that is in."""
    found, _ = QFileDialog.getOpenFileName(parent, title, str(_begin(at, stick)), kinds)
    return _went(Path(found), stick) if found else None


def open_files(parent: QWidget, title: str, kinds: str = "", *, stick: bool = False) -> list[Path]:
    """Files to read, none where the dialog was left; with `stick` it begins on the stick that is in."""
    found, _ = QFileDialog.getOpenFileNames(parent, title, str(_begin(None, stick)), kinds)
    return [_went(Path(one), stick) for one in found]


def save_file(parent: QWidget, title: str, name: str, kinds: str = "") -> Path | None:
    """Where to write a file, proposed by name; None where the dialog was left."""
    found, _ = QFileDialog.getSaveFileName(parent, title, str(start() / name), kinds)
    return _went(Path(found), stick=False) if found else None


def folder(parent: QWidget, title: str, at: Path | None = None, *, stick: bool = False) -> Path | None:
    """A folder, None where the dialog was left; with `stick` the first stick that is in stands ready."""
    found = QFileDialog.getExistingDirectory(parent, title, str(_begin(at, stick)))
    if not found:
        return None
    _went(Path(found, "-"), stick)
    return Path(found)


def start() -> Path:
    """Where a dialog begins; a folder that is not there would stand as a name and be refused at Enter."""
    places = [*_last, *(Path(QStandardPaths.writableLocation(one)) for one in _PLACES)]
    return next((one for one in places if one.is_dir()), Path.home())


def _went(file: Path, stick: bool) -> Path:
    if not stick:  # the next paper is looked for where papers are
        _last[:] = [file.parent]
    return file


def _begin(at: Path | None, stick: bool) -> Path:
    if at is None and stick:
        from app.operations.packets import drives

        at = next((one.path for one in drives() if one.removable), None)
    return at or start()
