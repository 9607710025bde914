"""月通报: the draft of a month as a text that is edited and kept, then put on paper."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.days import Period
from app.domain.faults import Told
from app.domain.rows import id_of
from app.operations import county_bulletin
from app.operations.books import Book
from app.operations.county_totals import Totals
from ui.screens.preview import open_preview_of
from ui.widgets.dialog import Dialog, label

HINT = "程序按各乡镇上报的数字和收包情况草拟,可以逐句改,改了就保存。落款、附表在打印时自动加上。"
OLD = "起草以后又有包合并进来,数字变了。改过的话没有动;要按现在的数字重写,按“重新起草”。"
FIXED = "这一期通报已在“通报曝光”里{state},正文不能在这里改;要改请打开那一条按“退回修改”。"


class BulletinDialog(Dialog):
    """What is typed is kept half a second later, and when the dialog closes; `wanted` names the row it stands in."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget, book: Book, found: Totals) -> None:
        super().__init__(parent, f"{Period.parse(found.month).title}月通报")
        self.book, self.found = book, found
        self.text = QPlainTextEdit(county_bulletin.text_of_month(book, found))
        self.text.setAccessibleName("通报正文")
        self.text.setTabChangesFocus(True)
        row = county_bulletin.row_of_month(book, found.month)
        self.fixed = bool(row) and county_bulletin.fixed(row or {})
        self.text.setReadOnly(self.fixed)
        self.hint = label(OLD if county_bulletin.is_old(book, found) else HINT, "hint")
        if self.fixed and row:
            self.hint.setText(FIXED.format(state=row["state"]))
        self.body.addWidget(self.hint)
        self.body.addWidget(self.text, 1)
        self.add_button("打印、存 PDF/Excel/Word Ctrl+P", self.preview, main=True)
        self.add_button("打开登记的那一条" if self.fixed else "登记到通报曝光 F8", self.enter)
        if not self.fixed:
            self.add_button("重新起草", self.begin_anew)
        self.add_button("关闭 Esc", self.reject)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.preview)
        QShortcut(QKeySequence("F8"), self).activated.connect(self.enter)
        self.later = QTimer(self, singleShot=True, interval=500)
        self.later.timeout.connect(self.keep)
        self.text.textChanged.connect(self.later.start)
        self.fit(820, 520)
        self.text.setFocus()

    def keep(self) -> None:
        """Keep what stands there."""
        self.later.stop()
        if self.fixed:
            return
        county_bulletin.keep(self.book, self.found, self.text.toPlainText())

    def enter(self) -> None:
        """Put it into 通报曝光, or open the row it is there: 送审 and 审核发布 are done with the row."""
        self.keep()
        row = county_bulletin.row_of_month(self.book, self.found.month)
        try:
            place = (
                id_of(row or {}, "id")
                if self.fixed
                else county_bulletin.enter(self.book, self.found, self.text.toPlainText())
            )
        except Told as told:
            self.hint.setText(told.message)
            return
        self.accept()
        self.wanted.emit(county_bulletin.REGISTER, place or 0)

    def begin_anew(self) -> None:
        """Write the draft of today's figures over the text; Ctrl+Z brings the text back."""
        cursor = self.text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(county_bulletin.begin_anew(self.book, self.found))
        self.hint.setText("已按现在的数字重新起草。要回到刚才的文字,在正文里按 Ctrl+Z。")
        self.text.setFocus()

    def preview(self) -> None:
        """The bulletin on paper; the preview also writes PDF, Excel and Word."""
        self.keep()
        text = self.text.toPlainText()
        open_preview_of(
            self, self.book, self.windowTitle(), lambda: [county_bulletin.paper(self.book, self.found, text)]
        )

    def done(self, result: int) -> None:
        """Nothing typed is lost by closing."""
        self.keep()
        super().done(result)
