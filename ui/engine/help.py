"""The help of a register, every other page of the help, and the table of keys; all of it can be searched."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from app.domain.ledger import LedgerDef
from app.operations import field_uses, help_pages
from app.operations.help_pages import Topic
from app.paths import resource
from ui.engine import keys
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

NOTHING = "没有找到。换个说法试试,例如“撤销”“退回”“打印机”。"


class HelpText(QTextBrowser):
    """A page; its pictures are made as wide as it is."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the help at the width there is."""
        place = name.path() if isinstance(name, QUrl) else name
        picture = QImage(str(resource("help") / Path(place)))
        width = self.viewport().width() - px(24)
        if picture.isNull() or picture.width() <= width:
            return picture
        return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


class HelpDialog(Dialog):
    """Pages at the left, one of them at the right; what is typed above leaves those that hold it."""

    def __init__(self, parent: QWidget, name: str, ledger: LedgerDef | None = None) -> None:
        super().__init__(parent, "帮助")
        self._own, self._book = ledger, getattr(parent.window(), "book", None)
        self.line = QLineEdit()
        self.line.setPlaceholderText("查帮助:打几个字或拼音首字母")
        self.line.setAccessibleName("查帮助")
        self.line.setClearButtonEnabled(True)
        self.pages = QListWidget()
        self.pages.setObjectName("picker")
        self.pages.setAccessibleName("帮助页")
        self.said = label("", "hint")
        self.text = HelpText()
        self.text.setOpenLinks(False)
        self._lay_out()
        self.line.textChanged.connect(self.look)
        self.line.installEventFilter(self)
        self.pages.currentItemChanged.connect(lambda *_: self._show_chosen())
        QShortcut(QKeySequence("Ctrl+F"), self, self.line.setFocus)
        self.look("")
        self.show_page(name)

    def look(self, typed: str) -> None:
        """Leave the pages that hold what was typed."""
        found = help_pages.find(typed)
        self.pages.clear()
        for one in found:
            item = QListWidgetItem(f"{one.topic.title}\n{one.line}" if one.line else one.topic.title)
            item.setData(Qt.ItemDataRole.UserRole, one.topic)
            self.pages.addItem(item)
        self.said.setText("" if found else NOTHING)
        self.said.setVisible(not found)
        if typed and found:
            self.pages.setCurrentRow(0)

    def show_page(self, name: str) -> None:
        """Go to a page by its name; the first one where there is none of that name."""
        for row in range(self.pages.count()):
            if self.pages.item(row).data(Qt.ItemDataRole.UserRole).name == name:
                self.pages.setCurrentRow(row)
                self.pages.scrollToItem(self.pages.item(row), QListWidget.ScrollHint.PositionAtCenter)
                return
        self.pages.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the line choose a page, Enter goes into it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.text.setFocus()
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.pages.setCurrentRow(min(max(self.pages.currentRow() + step, 0), self.pages.count() - 1))
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        left, both = QVBoxLayout(), QHBoxLayout()
        for one in (self.line, self.said, self.pages):
            left.addWidget(one)
        both.addLayout(left, 2)
        both.addWidget(self.text, 5)
        self.body.addLayout(both)
        self.paper = self.add_button("打印各项用在哪里 Ctrl+P", self.print_uses)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_uses)
        self.add_button("关闭", self.accept, main=True)
        self.pages.setWordWrap(True)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        above = self.parentWidget()
        area = above.window().size() if above else self.size()
        self.resize(min(px(980), area.width() - 40), min(px(640), area.height() - 40))

    def _show_chosen(self) -> None:
        item = self.pages.currentItem()
        if item is not None:
            topic = item.data(Qt.ItemDataRole.UserRole)
            self.text.setMarkdown(_whole(topic, self._own))
            self.text.setAccessibleName(topic.title)
            self.paper.setVisible(self._on_paper() is not None)
            for word in self.line.text().split():
                if self.text.find(word):  # marks the word and brings it into sight
                    break

    def print_uses(self) -> None:
        """What each field of the register in front is for, on paper: the list that goes round when fields are cut."""
        ledger, book = self._on_paper(), self._book
        if ledger is not None and book is not None:
            from ui.screens.preview import open_preview_of

            open_preview_of(self, book, f"{ledger.title}字段去向", lambda: [field_uses.sheet(book, ledger)])

    def _on_paper(self) -> LedgerDef | None:
        item = self.pages.currentItem()
        if item is None or self._book is None:
            return None
        name = item.data(Qt.ItemDataRole.UserRole).name
        return self._own if self._own is not None and self._own.key == name else _register(name)


def show_help(parent: QWidget, ledger: LedgerDef | None) -> HelpDialog:
    """Help on a register: its page in resources/help, and what each field wants from the declaration itself."""
    return _open(HelpDialog(parent, ledger.key if ledger else "start", ledger))


def show_topic(parent: QWidget, name: str) -> HelpDialog:
    """A help page of its own, such as that of the packet."""
    return _open(HelpDialog(parent, name))


def show_keys(parent: QWidget) -> Dialog:
    """All keys in one table."""
    dialog = Dialog(parent, "快捷键一览")
    shown = QTextBrowser()
    shown.setMarkdown(_keys())
    shown.setOpenLinks(False)
    shown.setAccessibleName("快捷键一览")
    dialog.body.addWidget(shown)
    dialog.add_button("关闭", dialog.accept, main=True)
    dialog.resize(px(720), px(560))
    dialog.open()
    return dialog


def _open(dialog: HelpDialog) -> HelpDialog:
    dialog.open()
    dialog.text.setFocus()
    return dialog


def _whole(topic: Topic, own: LedgerDef | None) -> str:
    ledger = own if own is not None and own.key == topic.name else _register(topic.name)
    return "\n\n".join([topic.text, _fields(ledger)]).strip() if ledger else topic.text


def _register(name: str) -> LedgerDef | None:
    from app.ledgers import SHELF

    return SHELF.get(name)


def _fields(ledger: LedgerDef) -> str:
    lines = [f"## {ledger.title}各项怎么填、用在哪里", "", "| 项目 | 必填 | 说明 | 用在 |", "| --- | --- | --- | --- |"]
    for f in ledger.typed:
        must, hint = "是" if f.required else "否", f.hint or "—"  # an empty cell would run into the next one
        lines.append(f"| {f.label} | {must} | {hint} | {field_uses.said(ledger, f)} |")
    if ledger.basis:
        lines += ["", f"**依据** {ledger.basis}"]
    return "\n".join(lines)


def _keys() -> str:
    lines = ["| 按键 | 命令 | 说明 |", "| --- | --- | --- |"]
    lines += [f"| {pressed} | {name} | {text} |" for pressed, name, text in keys.table()]
    return "\n".join(lines)
