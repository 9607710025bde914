"""The dialogs in which a county puts its next templates together and signs them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.domain.faults import Told
from app.operations import options, template_kinds, template_making
from app.operations.books import Book
from ui.screens.message_line import MessageLine
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, label

_MOST_NAMED = 6


class OptionsDialog(Dialog):
    """Every limit a county may rule: a tick says that it does; typing a number ticks it."""

    chosen = Signal()

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "规定时限和标准")
        self.book = book
        self.ticks: dict[str, QCheckBox] = {}
        self.lines: dict[str, QLineEdit | QComboBox] = {}
        self.message = MessageLine(self)
        self.body.addWidget(label("打勾的由县里统一规定,乡镇不能改;不打勾的各乡镇自己设。改了数就自动打勾。", "hint"))
        self.body.addWidget(self.message)
        self.body.addWidget(self._sheet(), 1)
        self.add_button("加入下一版 Enter", self.keep, main=True)
        self.add_button("取消 Esc", self.reject)
        self.resize(px(860), px(520))
        next(iter(self.ticks.values())).setFocus()

    def keep(self) -> None:
        """Put what is ticked into the next version and take out what is not; a wrong number is named."""
        try:
            ruled = [
                template_kinds.option(self.book, key, self._typed(key))
                for key, tick in self.ticks.items()
                if tick.isChecked()
            ]
            kept = {one.key for one in template_making.draft_items(self.book) if one.kind == template_kinds.OPTION}
            for key in kept - {one.key for one in ruled}:
                template_making.drop(self.book, template_kinds.OPTION, key)
            template_making.add(self.book, ruled)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.accept()
        self.chosen.emit()

    def _typed(self, key: str) -> str:
        line = self.lines[key]
        return line.currentText() if isinstance(line, QComboBox) else line.text()

    def _sheet(self) -> QScrollArea:
        ruled = {one.key: one for one in template_making.draft_items(self.book) if one.kind == template_kinds.OPTION}
        known = {one.key: one for one in options.settings(self.book)}
        inner, grid = QWidget(), QGridLayout()
        for row, key in enumerate(template_kinds.offered()):
            setting, item = known[key], ruled.get(key)
            text = options.as_text(key, int(item.data)) if item else setting.text
            tick = self.ticks[key] = QCheckBox(setting.label)
            tick.setChecked(item is not None)
            line = self.lines[key] = self._line(setting, text, tick)
            grid.addWidget(tick, row, 0)
            grid.addWidget(line, row, 1)
            grid.addWidget(label(f"程序默认 {setting.default}。{setting.help}", "hint"), row, 2)
        grid.setColumnStretch(2, 1)
        grid.setVerticalSpacing(px(GAP[1]))
        inner.setLayout(grid)
        inner.setObjectName("sheet")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _line(self, setting: options.Setting, text: str, tick: QCheckBox) -> QLineEdit | QComboBox:
        if setting.choices:
            pick = QComboBox()
            pick.addItems(setting.choices)
            pick.setCurrentText(text)
            pick.setAccessibleName(setting.label)
            pick.activated.connect(lambda _: tick.setChecked(True))
            return pick
        line = QLineEdit(text)
        line.setAccessibleName(setting.label)
        line.setMaximumWidth(px(130))
        line.textEdited.connect(lambda _: tick.setChecked(True))
        return line


class IssueDialog(Dialog):
    """Number, day and what changed: what every township reads; `given` when they can be signed."""

    given = Signal()

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "签发县里模板")
        self.version = QLineEdit(str(template_making.next_version(book)))
        self.number = QLineEdit()
        self.since = QLineEdit(book.today().isoformat())
        self.about = QPlainTextEdit(_said(book))
        self.about.setTabChangesFocus(True)
        self.message = MessageLine(self)
        form = QFormLayout()
        for name, line in (("版次", self.version), ("文号", self.number), ("从哪天起用", self.since)):
            line.setAccessibleName(name)
            line.setMaximumWidth(px(320))
            line.returnPressed.connect(line.focusNextChild)
            form.addRow(name, line)
        self.about.setAccessibleName("改了什么")
        form.addRow("改了什么", self.about)
        self.number.setPlaceholderText("如 示县纪模〔2026〕1号")
        hint = (
            "乡镇启用前先看“改了什么”,请写成大白话。签发后收不回来,要改就再签一版。账套重建过的,版次接着原来的往下写。"
        )
        self.body.addWidget(label(hint, "hint"))
        self.body.addWidget(self.message)
        self.body.addLayout(form, 1)
        self.press = self.add_button("签发并写出… Ctrl+Enter", self.go, main=True)
        self.press.setAutoDefault(False)
        self.press.setDefault(False)
        self.press.setShortcut("Ctrl+Return")
        self.add_button("取消 Esc", self.reject)
        self.resize(px(640), px(400))
        self.number.setFocus()

    @property
    def day(self) -> date:
        """The day it counts from."""
        return date.fromisoformat(self.since.text().strip())

    def go(self) -> None:
        """Let it be signed; what is missing is named."""
        wrong = self._wrong()
        if wrong:
            self.message.tell(wrong, "red")
            return
        self.given.emit()

    def _wrong(self) -> str:
        if not self.number.text().strip():
            return "请填文号。还没有签发。"
        if not self.version.text().strip().isdecimal():
            return "版次应是整数。还没有签发。"
        if not self.about.toPlainText().strip():
            return "请写明改了什么。还没有签发。"
        try:
            _ = self.day
        except ValueError:
            return "起用日期请写成 2026-12-01 的样子。还没有签发。"
        return ""


def _said(book: Book) -> str:
    """What changed against the version before, as a text to begin with."""
    changed = [one for one in template_making.draft(book) if one.old != one.new]
    words = [f"{one.title}:{one.old or '新增'} → {one.new or '不再规定'}" if one.old else one.title for one in changed]
    more = f"等 {len(changed)} 项" if len(changed) > _MOST_NAMED else ""
    return ";".join(words[:_MOST_NAMED]) + more
