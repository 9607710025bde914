"""The help of a register, and the table of keys."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser, QWidget

from app.domain.ledger import LedgerDef
from app.paths import resource
from ui.engine import keys
from ui.style.palette import px
from ui.widgets.dialog import Dialog


def show_help(parent: QWidget, ledger: LedgerDef | None) -> Dialog:
    """Help on a register: its page in resources/help, and what each field wants from the declaration itself."""
    if ledger is None:
        return _show(parent, "帮助", _page("start") or _keys())
    return _show(parent, f"帮助:{ledger.title}", "\n\n".join([_page(ledger.key), _fields(ledger)]).strip())


def show_topic(parent: QWidget, name: str, title: str) -> Dialog:
    """A help page of its own, such as that of the packet."""
    return _show(parent, f"帮助:{title}", _page(name))


def show_keys(parent: QWidget) -> Dialog:
    """All keys in one table."""
    return _show(parent, "快捷键一览", _keys())


def _show(parent: QWidget, title: str, text: str) -> Dialog:
    dialog = Dialog(parent, title)
    shown = QTextBrowser()
    shown.setMarkdown(text)
    shown.setOpenLinks(False)
    shown.setAccessibleName(title)
    dialog.body.addWidget(shown)
    dialog.add_button("关闭", dialog.accept, main=True)
    dialog.resize(px(720), px(560))
    dialog.open()
    return dialog


def _page(name: str) -> str:
    path = resource("help", f"{name}.md")
    return path.read_text("utf-8") if path.is_file() else ""


def _fields(ledger: LedgerDef) -> str:
    lines = [f"## {ledger.title}各项怎么填", "", "| 项目 | 必填 | 说明 |", "| --- | --- | --- |"]
    lines += [f"| {f.label} | {'是' if f.required else ''} | {f.hint} |" for f in ledger.typed]
    if ledger.basis:
        lines += ["", f"**依据** {ledger.basis}"]
    return "\n".join(lines)


def _keys() -> str:
    lines = ["| 按键 | 命令 | 说明 |", "| --- | --- | --- |"]
    lines += [f"| {pressed} | {name} | {text} |" for pressed, name, text in keys.table()]
    return "\n".join(lines)
