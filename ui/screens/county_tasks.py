"""交办包 at the window: the county writes the ticked rows on a stick, a township drops the file on its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.domain.faults import Told
from app.operations import county_tasks
from app.operations.books import Book
from app.operations.county_tasks import Made
from app.operations.identities import Passwords
from ui.engine import messages, runner
from ui.screens import on_stick
from ui.screens.desk_password import Desk
from ui.screens.while_alive import while_alive

if TYPE_CHECKING:
    from ui.engine.window import MainWindow
    from ui.screens.ledger import LedgerPage


class HasMessage(Protocol):
    """What came of loading a file."""

    @property
    def message(self) -> str:
        """What a clerk is told."""
        ...


def write_tasks(page: LedgerPage, ids: Sequence[int]) -> Path | None:
    """Ask where to, and for the password that signs; one file for each township is written there.

    Gives the folder, None where none was chosen.
    """
    folder = choose_folder(page, "交办包写到哪里")
    if folder is None:
        return None

    def write(known: Passwords) -> None:
        def work(report: runner.Report) -> list[Made]:
            return county_tasks.make(page.book, ids, folder, known)

        def written(made: list[Made]) -> None:
            _written(page, made)

        messages.long_work(page, "正在写交办包", work, while_alive(page, written))

    Desk(page, page.book).with_password("签交办包", write)
    return folder


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """A stick or a folder; the first stick that is in stands ready."""
    return on_stick.folder(parent, title)


def _written(page: LedgerPage, made: Sequence[Made]) -> None:
    page.load()
    page.main.saved_now()
    lines = [f"{one.name}:{one.tasks} 件,{one.path.name}" for one in made]
    text = "\n".join(["交办包已写好并读回核对,一个乡镇一个文件:", *lines, "交给各乡镇,拖进他们的窗口就装入。"])
    messages.tell(page, text, "写出交办包")


def take_tasks(window: MainWindow, paths: Sequence[Path]) -> None:
    """Load dropped files one after the other and say what came; the first that is refused ends it."""
    take_each(window, paths, county_tasks.load, "县里交办")


def take_each(window: MainWindow, paths: Sequence[Path], load: Callable[[Book, Path], HasMessage], title: str) -> None:
    """Load files the county wrote for this township, and say of each what came of it."""
    assert window.book is not None
    told = []
    for path in paths:
        try:
            told.append(load(window.book, path).message)
        except Told as refused:
            told.append(f"“{path.name}”:{refused.message}")
            break
    if callable(refresh := getattr(window.page, "load", None)):
        refresh()
    messages.tell(window, "\n".join(told), title)
