"""更新程序: a release file is chosen and read, the data backed up; the program closes and the installing begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.domain.faults import Told
from app.operations import update_start, updates
from app.operations.books import Book
from app.operations.update_start import Way
from app.operations.updates import Offer, Ready
from ui.engine import messages
from ui.screens import on_stick
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

FILES = "明账更新文件 (MZU_*.zip)"
Close = Callable[[Callable[[], object]], object]
ASKED_BY_SYSTEM = {
    "deb": "系统问管理员密码,输对了才装(明账自己不看、不存这个密码)",
    "setup": "系统问“是否允许更改”,选“是”,照安装程序的提示走",
    "folder": "换上新的程序文件夹,旧的改名留在旁边,确认没问题再删",
}


class UpdateDialog(Dialog):
    """What a release brings and what will be done, step by step; nothing happens before the clerk agrees."""

    agreed = Signal()

    def __init__(self, parent: QWidget, offer: Offer, *, has_book: bool) -> None:
        super().__init__(parent, f"更新到 {offer.release.version} 版")
        self.offer = offer
        release = offer.release
        self.facts = label(f"{release.made_on} 签发,签名核对无误。新在哪里:", "group")
        self.news = _reading(updates.news_text(offer.news))
        steps = [
            "备份现在的账套并核对" if has_book else "没有打开账套,这一步不用备份",
            f"把安装包({max(release.size >> 20, 1)} MB)拷到本机,和签名逐字节核对",
            "关闭本程序(关之前照常再备份一次)" if has_book else "关闭本程序",
            ASKED_BY_SYSTEM[release.kind],
        ]
        self.steps = label("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
        self.hint = label("哪一步没有成,程序和账套都保持原样。别的账套在新版第一次打开时先自动备份。", "hint")
        for one in (self.facts, self.news, self.steps, self.hint):
            self.body.addWidget(one, 1 if one is self.news else 0)
        self.press = self.add_button("开始更新 Enter", self._agree, main=True)
        self.add_button("不更新 Esc", self.reject)
        self.fit(760, 560)
        self.press.setFocus(Qt.FocusReason.OtherFocusReason)

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()


def begin(parent: QWidget, book: Book | None, path: Path | None, close: Close) -> None:
    """Look at a release file, the one given or one that is chosen, and go through with it.

    Args:
        parent: The window.
        book: The book that is open, which is backed up first.
        path: The file, None to choose it.
        close: Closes the program; what it is given is done once the program has ended.
    """
    chosen = path or choose(parent)
    if chosen is None:
        return
    try:
        offer = updates.look(chosen)
    except Told as told:
        messages.tell(parent, told, "没有更新")
        return
    dialog = UpdateDialog(parent, offer, has_book=book is not None)
    dialog.agreed.connect(lambda: _prepare(parent, book, offer, close))
    dialog.open()


def choose(parent: QWidget) -> Path | None:
    """Ask for the release file on a stick."""
    return on_stick.open_file(parent, "U盘上的更新文件", FILES)


def say_outcome(parent: QWidget) -> None:
    """Say what came of an update that was begun before this start, and clear away what it left."""
    outcome = updates.outcome()
    update_start.clear()
    if outcome is None:
        return
    if not outcome.news:
        messages.tell(parent, outcome.said, "更新")
        return
    dialog = Dialog(parent, "更新好了")
    dialog.body.addWidget(label(outcome.said, "group"))
    dialog.body.addWidget(_reading(outcome.news), 1)
    dialog.add_button("知道了 Enter", dialog.accept, main=True).setFocus(Qt.FocusReason.OtherFocusReason)
    dialog.fit(760, 520)
    dialog.open()


def _prepare(parent: QWidget, book: Book | None, offer: Offer, close: Close) -> None:
    def work(report: Callable[[int, int, str], object]) -> tuple[Ready, Way]:
        ready = updates.prepare(book, offer, report=report)
        return ready, update_start.way(ready)

    messages.long_work(
        parent,
        "正在准备更新",
        work,
        lambda done: _ready(parent, *done, close),
        lambda error: messages.tell(parent, error, "没有更新"),
    )


def _ready(parent: QWidget, ready: Ready, way: Way, close: Close) -> None:
    updates.remember(ready)
    if way.by_hand:
        _by_hand(parent, ready, way)
        return
    kept = f"账套已备份到“{ready.backup.name}”,并核对过。\n" if ready.backup else ""
    messages.ask(
        parent,
        f"{kept}安装包已拷到本机,和签名一致。\n现在关闭程序开始安装吗?",
        "关闭并安装 Enter",
        lambda: close(lambda: install(way)),
        title=f"可以装 {ready.version} 版了",
        no="以后再说 Esc",
    )


def install(way: Way) -> None:
    """Start what installs; the program's windows are closed by now, so a refusal gets one of its own."""
    try:
        update_start.start(way)
    except Told as told:
        messages.tell(None, told, "没有更新").exec()


def _by_hand(parent: QWidget, ready: Ready, way: Way) -> None:
    dialog = Dialog(parent, "请管理员来装")
    kept = f"账套已备份到“{ready.backup.name}”,并核对过。" if ready.backup else ""
    dialog.body.addWidget(
        label(
            f"{kept}安装包已拷到本机,和签名一致。\n这台电脑没有能问管理员密码的工具(pkexec),这一步程序代替不了。"
            "请退出明账,让管理员在终端里运行下面这一行:"
        )
    )
    line = _reading(way.by_hand)
    line.setFixedHeight(px(84))
    dialog.body.addWidget(line)
    dialog.add_button("复制这一行", lambda: QApplication.clipboard().setText(way.by_hand))
    dialog.add_button("知道了", dialog.accept, main=True).setFocus(Qt.FocusReason.OtherFocusReason)
    dialog.fit(640, 300)
    dialog.open()


def _reading(text: str) -> QPlainTextEdit:
    """Text to read: the keys scroll it, Tab leaves it."""
    shown = QPlainTextEdit(text)
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setAccessibleName("内容")
    return shown
