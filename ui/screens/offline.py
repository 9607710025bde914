"""不联网自检: shows that the program uses no network, and prints it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.operations import offline
from app.operations.books import Book
from app.operations.offline import Proof
from ui.screens.preview import open_preview_of
from ui.style.palette import px, toned
from ui.widgets.dialog import Dialog, label

FINE = "本程序没有使用网络。拔掉网线或关掉无线网,全部功能照常可用。"
NOT_FINE = "有不正常的项目。账套里的内容没有改动;请按“复制结果”,交给系统管理员查明。"


class OfflineDialog(Dialog):
    """What was looked at and found, each line with its verdict in a word."""

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "不联网自检")
        self.book = book
        self.said = label("")
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["查什么", "结果", "结论"])
        self.table.setAccessibleName("不联网自检")
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.said)
        self.body.addWidget(self.table)
        self.add_button("再查一次", self.look)
        self.add_button("复制结果", self.copy)
        self.add_button("打印…", self.print)
        self.add_button("关闭", self.accept, main=True)
        self.resize(px(760), px(320))
        self.look()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Look again and show what is found."""
        self.proofs = offline.look()
        fine = all(one.good for one in self.proofs)
        self.said.setText(FINE if fine else NOT_FINE)
        self.table.setRowCount(len(self.proofs))
        for row, one in enumerate(self.proofs):
            for column, text in enumerate((one.what, one.found, _verdict(one))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 2:
                    item.setForeground(QColor(toned("green" if one.good else "red").ink))
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()

    def copy(self) -> None:
        """Put the lines on the clipboard, for whoever is asked for help."""
        QGuiApplication.clipboard().setText(
            "\n".join(f"{one.what}:{one.found}({_verdict(one)})" for one in self.proofs)
        )

    def print(self) -> None:
        """Show the self-test as a page."""
        open_preview_of(self, self.book, "不联网自检", lambda: [offline.sheet(self.book)])


def _verdict(one: Proof) -> str:
    return "✓ 正常" if one.good else "✗ 请查明"
