"""Opens a kept file in the machine's own viewer: a copy that cannot be changed and goes away again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.faults import Told
from app.operations.books import Book
from ui.engine import messages

if TYPE_CHECKING:
    from app.operations.attachments import Attached


def look_at(parent: QWidget, book: Book, line: str) -> None:
    """Open the file of one line of an attachment field."""
    from app.operations import attachments  # only when a file is opened

    for kept in attachments.attached(line):
        try:
            warning = attachments.warning(book, kept.digest, kept.name)
        except Told as told:
            messages.tell(parent, told)
            return
        if warning:
            messages.ask(parent, warning, "还是打开", partial(_open, parent, book, kept), no="不打开", risky=True)
        else:
            _open(parent, book, kept)


def _open(parent: QWidget, book: Book, kept: Attached) -> None:
    from app.operations import attachments

    try:
        copy = attachments.look_copy(book, kept.digest, kept.name)
    except Told as told:
        messages.tell(parent, told)
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
        messages.tell(parent, f"这台电脑没有能打开“{kept.name}”的程序。文件还在账里;请装上相应的看图或办公软件。")
