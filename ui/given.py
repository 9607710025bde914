"""Files the program was started with, by a double click or on the command line: taken as if dropped into the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.engine import messages
from ui.screens.while_alive import while_alive

if TYPE_CHECKING:
    from app.operations.packets import Verdict
    from ui.engine.window import MainWindow

BOOKS = (".mz", ".mzb")  # books and their backups; everything else is taken by the book that is open


def sort_out(paths: Sequence[Path]) -> tuple[Path | None, list[Path]]:
    """The book to open, and the files it is to take."""
    books = [path for path in paths if path.suffix.lower() in BOOKS]
    return (books[0].absolute() if books else None), [path.absolute() for path in paths if path not in books[:1]]


class Given(QObject):
    """Hands files to the book as soon as one is open: a real one first asks for its password."""

    def __init__(self, window: MainWindow, files: Sequence[Path], take: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._files, self._take, self._window = list(files), take, window
        if missing := [path for path in files if not path.exists()]:
            names = "、".join(path.name for path in missing)
            messages.tell(window, f"没有找到文件:{names}。它可能已被移走,或者U盘已经拔出。没有办理任何内容。")
            return
        if window.book is None:
            names = "、".join(path.name for path in files)
            window.note(f"账套打开后办理:{names}")
            window.book_opened.connect(self._opened)
        else:
            self._opened()

    def _opened(self) -> None:
        files, self._files = self._files, []
        self._window.note("")  # that they wait is no longer true
        if files:  # a book that is opened later has nothing to do with them
            QTimer.singleShot(0, lambda: self._take(files))


def look_at(window: MainWindow, packet: Path) -> None:
    """Check a packet on the township's own side and tell the verdict in its three parts; nothing is changed."""
    from app.operations import packets

    book = window.book
    assert book is not None

    def told(verdict: Verdict) -> None:
        messages.tell(window, "\n".join(sentences(packet.name, verdict)), "核对上报包")

    messages.long_work(window, "正在核对上报包", lambda _: packets.verify_own(book, packet), while_alive(window, told))


def sentences(name: str, verdict: Verdict) -> list[str]:
    """What a clerk reads about a packet: changed or not, signed by whom, trusted or not, and what to do."""
    signed = [f"{one.name}({'签名有效' if one.valid else '签名无效'})" for one in verdict.signers]
    lines = [
        name,
        "内容:" + ("没有被改动" if verdict.intact else "已被改动,或不完整"),
        "签名:" + ("、".join(signed) or "没有"),
        "证书:" + ("由本账套信任的县里签发" if verdict.trusted else "不在本账套的信任清单里"),
    ]
    if verdict.code:
        lines.append(f"校验码:{verdict.code}")
    if verdict.practice:
        lines.append("这是练习包,不能当作正式上报。")
    lines += [fault.message for fault in verdict.errors]
    if not verdict.accepted:
        lines.append("请不要使用这个包。文件没有改动;请向对方要一份新的。")
    return lines
