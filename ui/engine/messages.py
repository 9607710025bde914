"""What the clerk is told: what happened, what was kept, what to do. Never a bare code, never English."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QProgressBar, QScrollArea, QWidget

from app.domain.faults import Told
from ui.engine import runner
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

T = TypeVar("T")
PERSONAL = "E-PERSONAL"
MOST_LINES = 14


def tell(parent: QWidget | None, told: Exception | str, title: str = "请注意") -> Dialog:
    """Show a sentence; an error nobody foresaw is shown with its details to hand on."""
    if isinstance(told, Exception) and not isinstance(told, Told):
        return _unforeseen(parent, told)
    if isinstance(told, Told) and told.code == PERSONAL:
        return _unsettled(parent, told)
    text = told.message if isinstance(told, Told) else str(told)
    dialog = Dialog(parent, title)
    shown = label(text)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    dialog.body.addWidget(_scrolled(shown) if text.count("\n") > MOST_LINES else shown)
    dialog.add_button("复制这段话", lambda: QApplication.clipboard().setText(text))
    dialog.add_button("知道了", dialog.accept, main=True).setFocus()
    dialog.open()
    return dialog


def _scrolled(shown: QLabel) -> QScrollArea:
    """A long list in a frame that fits the smallest screen at the largest type; the keys scroll it."""
    shown.setWordWrap(False)
    shown.setAlignment(Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setWidget(shown)
    area.setWidgetResizable(True)
    area.setObjectName("lines")
    area.setAccessibleName("全文")
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(shown.sizeHint().width() + bar)
    area.setFixedHeight(shown.fontMetrics().lineSpacing() * MOST_LINES)
    return area


def ask(
    parent: QWidget | None,
    question: str,
    yes: str,
    then: Callable[[], object],
    *,
    title: str = "请确认",
    otherwise: Callable[[], object] | None = None,
    no: str = "取消",
    risky: bool = False,
) -> Dialog:
    """Ask a question; `then` runs on yes, `otherwise` on no. Enter means yes, or no where yes is `risky`."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(label(question))
    agree = dialog.add_button(yes, dialog.accept, main=not risky)
    stay = dialog.add_button(no, dialog.reject, main=risky)
    (stay if risky else agree).setFocus()
    dialog.accepted.connect(lambda: then())
    if otherwise:
        dialog.rejected.connect(lambda: otherwise())
    dialog.open()
    return dialog


def ask_reason(parent: QWidget | None, title: str, question: str, yes: str, then: Callable[[str], object]) -> Dialog:
    """Ask for a reason; the button stays shut until there is one. Ctrl+Enter presses it."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(label(question))
    reason = QPlainTextEdit()
    reason.setObjectName("reason")
    reason.setAccessibleName(question)
    reason.setTabChangesFocus(True)
    reason.setFixedHeight(px(84))
    dialog.body.addWidget(reason)

    def go() -> None:
        text = reason.toPlainText().strip()
        dialog.accept()
        then(text)

    press = dialog.add_button(yes, go, main=True)
    press.setEnabled(False)
    press.setShortcut("Ctrl+Return")
    reason.textChanged.connect(lambda: press.setEnabled(bool(reason.toPlainText().strip())))
    dialog.add_button("取消", dialog.reject)
    reason.setFocus()
    dialog.open()
    return dialog


def long_work(
    parent: QWidget,
    title: str,
    operation: Callable[[runner.Report], T],
    done: Callable[[T], object],
    failed: Callable[[Exception], object] | None = None,
) -> runner.Task[T]:
    """Run an operation in the background under a dialog with its progress and a button to stop it."""
    dialog = Dialog(parent, title)
    text, bar = label("正在准备…"), QProgressBar()
    bar.setRange(0, 0)
    dialog.body.addWidget(text)
    dialog.body.addWidget(bar)

    def moved(now: int, total: int, what: str) -> None:
        bar.setRange(0, total)
        bar.setValue(now)
        text.setText(what or text.text())

    def ended(result: T) -> None:
        dialog.accept()
        done(result)

    def broken(error: Exception) -> None:
        dialog.accept()
        if failed:
            failed(error)
        else:
            tell(parent, error)

    def stop() -> None:
        task.cancel()
        press.setEnabled(False)
        text.setText("正在停下,请稍候…")

    task = runner.run(operation, ended, broken, moved)
    press = dialog.add_button("停止", stop)
    dialog.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
    dialog.reject = stop  # type: ignore[method-assign]  # Esc asks the work to stop and lets it end in order
    dialog.open()
    return task


def _unsettled(parent: QWidget | None, told: Told) -> Dialog:
    """Something personal stops a sheet: the way to settle it is one button away, wherever it was asked for."""
    from app.operations.gate import Unsettled
    from ui.screens.settling import tell_unsettled

    assert isinstance(told, Unsettled)
    return tell_unsettled(parent, told)


def _unforeseen(parent: QWidget | None, error: Exception) -> Dialog:
    from app import diagnostics

    details = diagnostics.report(error, "window").text  # kinds and places only: a message may hold somebody's name
    dialog = Dialog(parent, "程序出错")
    dialog.body.addWidget(
        label(
            "程序遇到没有料到的问题,这一步没有做完;已经保存的内容都在。请把下面的内容复制给技术人员,然后重新打开程序再试。"
        )
    )
    shown = QPlainTextEdit(details)
    shown.setReadOnly(True)
    shown.setAccessibleName("出错的详细情况")
    dialog.body.addWidget(shown)
    dialog.body.addWidget(_footnote(error))
    dialog.add_button("复制全部", lambda: QApplication.clipboard().setText(details))
    dialog.add_button("知道了", dialog.accept, main=True).setFocus()
    dialog.resize(px(620), px(380))
    dialog.open()
    return dialog


def _footnote(error: Exception) -> QLabel:
    return label(f"类别:{type(error).__name__}", "hint")
