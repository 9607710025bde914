"""Signed promises come back: drop their photos, those with a readable code find their row, the rest are asked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.domain.fields import Reading
from app.ledgers import ledger as ledger_of
from app.operations import scans
from app.operations.books import Book
from app.operations.scans import Filing, ScanResult
from ui.engine import messages
from ui.engine.editors import Editor, editor_for
from ui.screens.message_line import MessageLine
from ui.style.palette import GAP, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles

PICTURES = "照片和扫描件 (*.jpg *.jpeg *.png *.pdf *.tif *.tiff *.bmp *.webp)"
SAID = {"filed": "已归档", "asked": "请选一份", "refused": "没有放入"}
POSTING = ("posted_from", "posted_to", "posted_at")
FILE, WHERE, NOTE = 0, 2, 3
ROW = Qt.ItemDataRole.UserRole


class ScansScreen(TakesFiles, QWidget):
    """Takes files, shows what became of each, and asks about one paper after the other."""

    saved = Signal(int)
    closed = Signal()

    def __init__(self, book: Book, row_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, ledger_of("commitment")
        self.results: list[ScanResult] = []
        self.asked: int | None = None
        self.setAcceptDrops(True)
        self.entered: dict[str, Editor] = {
            key: editor_for(self.ledger.by_key[key], book, self.ledger) for key in ("signed_on", *POSTING)
        }
        self.entered["signed_on"].set_text(book.today().isoformat())
        self.message = MessageLine(self)
        self._build()
        self._show_posting(False)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.closed.emit)
        self.press.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, paths: list[Path]) -> None:
        """File what was dropped, in the background."""
        files = [path for path in paths if path.is_file()]
        if not files:
            return
        try:
            filing = self.filing()
        except ValueError as error:
            self.message.tell(f"{error}。文件没有放入;请改好日期再拖一次。", "red")
            return
        messages.long_work(
            self,
            "归档扫描件",
            lambda report: scans.file_scans(self.book, files, filing, report),
            self.show_results,
        )

    def filing(self) -> Filing:
        """The days and the place as typed.

        Raises:
            ValueError: One of the days cannot be read.
        """
        texts = {}
        for key, editor in self.entered.items():
            if key in POSTING and not self.posted.isChecked():
                continue
            editor.commit()
            field = self.ledger.by_key[key]
            try:
                texts[key] = str(field.parse(editor.text(), Reading(self.book.today(), self.book)) or "")
            except ValueError as error:
                raise ValueError(f"{field.label}:{error}") from None
        return Filing(**texts)

    def show_results(self, results: list[ScanResult]) -> None:
        """Add what became of some files, and ask about the first that found no row."""
        self.results += results
        for result in results:
            self.table.insertRow(self.table.rowCount())
            self._show_line(self.table.rowCount() - 1, result)
        filed = sum(result.state == "filed" for result in results)
        waiting = sum(result.state == "asked" for result in self.results)
        wrong = sum(result.state == "refused" for result in results)
        said = [f"归档 {filed} 份"] + [f"{waiting} 份要你指定"] * bool(waiting) + [f"{wrong} 份没有放入"] * bool(wrong)
        undo = "。按 Ctrl+Z 可整批撤销" if filed else ""
        self.message.tell(
            "、".join(said) + undo + "。", "green" if not wrong + waiting else "yellow" if filed else "red"
        )
        if filed:
            self.saved.emit(0)
        self.ask_next()

    def ask_next(self) -> None:
        """Show the next paper that nobody knows, or put the question away."""
        self.asked = next((n for n, result in enumerate(self.results) if result.state == "asked"), None)
        self.question.setVisible(self.asked is not None)
        if self.asked is None:
            return
        result = self.results[self.asked]
        self.table.selectRow(self.asked)
        picture = QPixmap()
        picture.loadFromData(result.thumbnail)
        room = self.picture.size()
        kept = Qt.AspectRatioMode.KeepAspectRatio
        self.picture.setPixmap(picture.scaled(room, kept, Qt.TransformationMode.SmoothTransformation))
        self.about.setText(f"“{result.path.name}”:{result.message}")
        self.finder.clear()
        self._offer("")
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        """Put the paper in question to the promise under the cursor."""
        item = self.list.currentItem()
        if self.asked is None or item is None:
            return
        try:
            result = scans.file_scan(self.book, self.results[self.asked], int(item.data(ROW)), self.filing())
        except (Told, ValueError) as error:
            self.message.tell(str(error), "red")
            return
        self._settle(result)
        if result.state == "filed":
            self.saved.emit(result.row_id or 0)

    def skip(self) -> None:
        """Leave the paper in question alone."""
        if self.asked is not None:
            result = self.results[self.asked]
            self._settle(ScanResult(result.path, "refused", "跳过了,没有放入。", thumbnail=result.thumbnail))

    take_dropped = take

    # --- inside

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        top = QHBoxLayout()
        top.addWidget(label("归档签好的承诺书", "title", wrap=False), 1)
        top.addWidget(button("返回列表 Esc", self.closed.emit))
        box.addLayout(top)
        box.addWidget(
            label(
                "把签好的承诺书的照片、扫描件(JPG、PNG、PDF)一起拖到这里。右上角的码拍得清的,自动归到自己那一条;"
                "认不出的一张一张问你。照片会缩小到 300 KB 以内并去掉拍摄地点,原文件不动。",
                "hint",
            )
        )
        box.addLayout(self._days())
        box.addWidget(self.message)
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels(["文件", "结果", "归到", "说明"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setColumnWidth(FILE, px(200))
        self.table.setColumnWidth(1, px(140))
        self.table.setColumnWidth(WHERE, px(360))
        self.table.horizontalHeader().setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)
        self.table.setAccessibleName("各个文件的结果")
        box.addWidget(self.table, 1)
        box.addWidget(self._question())

    def _days(self) -> QVBoxLayout:
        rows, first, second = QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self.posted = QCheckBox("同时登记公示")
        self.posted.toggled.connect(self._show_posting)
        self.names = {}
        for key, editor in self.entered.items():
            self.names[key] = label(self.ledger.label(key), wrap=False)
            line = second if key in POSTING else first
            line.setSpacing(px(GAP[1]))
            line.addWidget(self.names[key])
            line.addWidget(editor, 1)
        self.press = button("选择文件…", self._ask_files, main=True)
        first.addWidget(self.posted)
        first.addStretch(1)
        first.addWidget(self.press)
        rows.addLayout(first)
        rows.addLayout(second)
        return rows

    def _question(self) -> QWidget:
        self.question = QFrame()
        self.question.setObjectName("panel")
        across = QHBoxLayout(self.question)
        self.picture = label("")
        self.picture.setFixedSize(px(230), px(240))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("扫描件缩略图")
        across.addWidget(self.picture)
        right = QVBoxLayout()
        self.about = label("", "title")
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("这是谁的承诺书?输入编号、单位或姓名查找,↓ 选择,Enter 归档")
        self.finder.setAccessibleName("查找承诺")
        self.finder.textChanged.connect(self._offer)
        self.finder.returnPressed.connect(self.choose)
        self.list = QListWidget()
        self.list.setAccessibleName("可能的承诺")
        self.list.itemActivated.connect(lambda _: self.choose())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button("归到选中的这一份", self.choose, main=True))
        buttons.addWidget(button("跳过这一张", self.skip))
        for part in (self.about, self.finder, self.list):
            right.addWidget(part)
        right.addLayout(buttons)
        across.addLayout(right, 1)
        self.question.hide()
        return self.question

    def _show_posting(self, shown: bool) -> None:
        for key in POSTING:
            self.entered[key].setVisible(shown)
            self.names[key].setVisible(shown)

    def _ask_files(self) -> None:
        found = choosing.open_files(self, "选择签好的承诺书", PICTURES)
        self.take(found)

    def _offer(self, typed: str) -> None:
        self.list.clear()
        for row_id, title in scans.candidates(self.book):
            if all(part in title for part in typed.split()):
                item = QListWidgetItem(title)
                item.setData(ROW, row_id)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _settle(self, result: ScanResult) -> None:
        assert self.asked is not None
        self.results[self.asked] = result
        self._show_line(self.asked, result)
        self.ask_next()

    def _show_line(self, at: int, result: ScanResult) -> None:
        how = f"({result.how})" if result.how else ""
        for column, text in enumerate((result.path.name, f"{SAID[result.state]}{how}", result.title, result.message)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(at, column, item)
