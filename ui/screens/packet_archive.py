"""已报月报包: every packet that was sent, its signed reports, and a search over what all of them said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.domain.faults import Told
from app.operations import packet_archive, packet_handback
from app.operations.books import Book
from app.operations.packet_archive import FoundLine, SentPacket
from app.operations.packet_reports import PacketReport
from ui.screens import on_stick
from ui.screens.message_line import MessageLine
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label


class ArchiveDialog(Dialog):
    """The packets on the left, what the chosen one holds on the right; typed words are looked for in all of them."""

    report_wanted = Signal(object)

    def __init__(self, parent: QWidget, book: Book) -> None:
        super().__init__(parent, "已报月报包")
        self.book = book
        self.packets: list[SentPacket] = packet_archive.sent_packets(book)
        self.held: list[PacketReport] = []
        self.choose_folder: Callable[[str], Path | None] = self._choose_folder
        self.search = QLineEdit()
        self.search.setPlaceholderText("在所有报出的包里查找:写几个字,按 Enter")
        self.search.setAccessibleName("在所有报出的包里查找")
        self.message = MessageLine(self)
        self.list, self.reports = QListWidget(), QListWidget()
        self.list.setAccessibleName("报出的上报包")
        self.reports.setAccessibleName("包里的材料")
        for one in (self.list, self.reports):
            one.setWordWrap(True)
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(self.reports, 3)
        self.body.addWidget(self.search)
        self.body.addWidget(self.message)
        self.body.addLayout(both, 1)
        self.body.addWidget(
            label("↑ ↓ 选一个包,Enter 到右边,再按 Enter 打开材料。每一包都在账套里留底,更正前后两版都在。", "hint")
        )
        self.add_button("打开材料 Enter", self._open_report, main=True)
        self.add_button("装入县里交还的…", self.take_back)
        self.add_button("关闭 Esc", self.reject)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.reports.setFocus())
        self.reports.itemActivated.connect(lambda _: self._open_report())
        self.search.returnPressed.connect(self.look)
        room = parent.window().size()
        self.resize(min(px(900), room.width() - px(20)), min(px(540), room.height() - px(20)))
        self._fill()

    def look(self) -> None:
        """Find the typed words; without any, all packets are listed again."""
        found = packet_archive.find(self.book, self.search.text())
        if not self.search.text().strip():
            self.message.tell("")
            self._show(self.list.currentRow())
            return
        self.held = []
        self.reports.clear()
        for line in found:
            self.reports.addItem(QListWidgetItem(_words(line)))
        packets = len({line.packet.packet_id for line in found})
        told = f"在 {packets} 个包里找到 {len(found)} 条。" if found else "报出的包里没有这几个字。可以少写几个字再找。"
        self.message.tell(told, "blue")

    def take_back(self) -> None:
        """Take in packets the county handed back, from a stick or folder."""
        folder = self.choose_folder("县里交还的包在哪里")
        if folder is None:
            return
        try:
            found = packet_handback.take_back(self.book, [folder])
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self.packets = packet_archive.sent_packets(self.book)
        self.list.clear()
        self._fill()
        self.message.tell(f"已装入县里交还的 {'、'.join(found)},又能查看、查找和打印。台账没有改动。", "green")

    def _choose_folder(self, title: str) -> Path | None:
        return on_stick.folder(self, title)

    def _fill(self) -> None:
        for packet in self.packets:
            text = f"{packet.title}  {packet.state}\n校验码 {packet.code}  {packet.made_at}"
            self.list.addItem(QListWidgetItem(f"{text}\n{packet.reason}" if packet.reason else text))
        self.list.setCurrentRow(0)
        if not self.packets:
            self.message.tell("还没有签发过上报包。签发之后每一包都留在这里。", "blue")
        self.list.setFocus()

    def _show(self, at: int) -> None:
        self.reports.clear()
        self.held = []
        if not 0 <= at < len(self.packets):
            return
        try:
            self.held = packet_archive.reports_of(self.book, self.packets[at].packet_id)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        for number, report in enumerate(self.held, 1):
            item = QListWidgetItem(f"{number}. {report.title}")
            item.setData(Qt.ItemDataRole.UserRole, number - 1)
            self.reports.addItem(item)
        self.reports.setCurrentRow(0)

    def _open_report(self) -> None:
        at = self.reports.currentRow()
        if self.search.hasFocus():
            self.look()
        elif 0 <= at < len(self.held):
            self.report_wanted.emit(self.held[at])


def _words(line: FoundLine) -> str:
    return f"{line.packet.title}  {line.register}  {line.title}\n{line.text}"
