"""设置: what the county decides, how large the letters are, passwords, backups, whose book this is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.domain.faults import Refused, Told
from app.operations import backups, lists, options, users
from app.operations.backups import BackupReport
from app.operations.books import Book
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.people import PeopleTab
from ui.screens.settings_faces import FacesTab
from ui.style.palette import GAP, SCHEMES, ZOOMS, look, px, zoom
from ui.widgets import choosing
from ui.widgets.dialog import button, label

FIELD = 200  # pixels at 100 % of a field, so that all of them end on one line
RULED = "县里模板规定,本机不能改。"


class SettingsScreen(QWidget):
    """Six tabs; every change says at once what was done."""

    restore_wanted = Signal()
    zoom_wanted = Signal(int)
    colours_wanted = Signal(str)
    faces_wanted = Signal(str)
    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None, idle: int = 10) -> None:
        super().__init__(parent)
        self.book = book
        self.message = MessageLine(self)
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.lines: dict[str, QLineEdit] = {}
        self.picks: dict[str, QComboBox] = {}
        self.hints: dict[str, QLabel] = {}
        self.choose_file: Callable[[], Path | None] = self._choose_file
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._options(), "期限和提醒")
        self.tabs.addTab(_scrolled(self._looks()), "字号和颜色")
        self.faces = FacesTab()
        self.faces.wanted.connect(self.faces_wanted)
        self.tabs.addTab(_scrolled(self.faces), "打印字体")
        self.people = PeopleTab(book, idle)
        self.people.told.connect(self.message.tell)
        self.tabs.addTab(_scrolled(self._passwords()), "密码")
        self.tabs.addTab(_scrolled(self.people), "用户和锁屏")
        self.tabs.addTab(_scrolled(self._backups()), "备份")
        self.tabs.addTab(_scrolled(self._township()), "单位")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label("设置", "title"))
        layout.addWidget(self.message)
        layout.addWidget(self.tabs, 1)
        enter_presses(self)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        return {"help": self.help}

    def load(self) -> None:
        """Read again what the county's templates rule; what was typed and not saved yet stays."""
        self._fill(typed_stays=True)

    def help(self) -> None:
        """The page about what is in front: people and passwords, else backups."""
        own = self.tabs.tabText(self.tabs.currentIndex()) in ("密码", "用户和锁屏")
        show_topic(self, "people" if own else "backup")

    def save_options(self) -> None:
        """Keep the days and limits; a wrong one is named and nothing is changed."""
        try:
            texts = {key: line.text() for key, line in self.lines.items()}
            texts |= {key: pick.currentText() for key, pick in self.picks.items()}
            count = options.save_settings(self.book, texts)
        except Refused as error:
            self._mark({fault.field for fault in error.faults})
            self.message.tell(f"{error.message}\n没有改动任何设置;请改好后再保存。", "red")
            return
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self._mark(set())
        self._fill()
        self.message.tell(f"已保存 {count} 项设置,灯色和期限马上按新设置计算。" if count else "设置没有变化。", "green")
        self.changed.emit()

    def load_calendar(self) -> None:
        """Read the holidays of the next year from a file."""
        path = self.choose_file()
        if path is None:
            return
        from app.operations.deadlines import load_calendar

        try:
            loaded = load_calendar(self.book, path)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        years = "、".join(f"{year}年" for year in loaded.years)
        moved = f"有 {loaded.changed} 条的时限随之改动,可以撤销。" if loaded.changed else "现有时限没有变化。"
        self.message.tell(f"已读入{years}放假安排。{moved}", "green")
        self.known.setText(_known_years(self.book))
        self.changed.emit()

    def change_password(self) -> None:
        """Give the chosen person a new password."""
        if self.new.text() != self.again.text():
            self.message.tell("两次输入的新密码不一样,密码没有改动。请重新输入新密码。", "red")
            self.again.clear()
            self.again.setFocus()
            return
        try:
            users.change_password(self.book, str(self.who.currentData()), self.old.text(), self.new.text())
        except Told as error:
            self.message.tell(error.message, "red")
            return
        for line in (self.old, self.new, self.again):
            line.clear()
        self.message.tell("密码已改。打开账套和签名都用新密码;以前的备份仍用当时的密码打开,请记好。", "green")

    def back_up(self) -> None:
        """Write a verified backup into a folder, such as a stick."""
        folder = self.choose_folder()
        if folder is None:
            return
        messages.long_work(
            self, "正在备份并核对", lambda report: backups.back_up(self.book, folder), self._backed_up, self._failed
        )

    def choose_second(self) -> None:
        """Choose the stick or disk that gets a copy of every backup."""
        folder = self.choose_folder()
        if folder is None:
            return
        from app.operations import second_place

        try:
            warning = second_place.choose(folder)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        said = f"第二处已选好。插着它退出程序就自动存一份。{warning}"
        self.message.tell(said, "yellow" if warning else "green", ("现在存一份", self.back_up_second))
        self._show_age()

    def back_up_second(self) -> None:
        """Write a fresh backup here and in the second place without leaving the book."""
        from app.operations import second_place

        messages.long_work(
            self,
            "正在备份到第二处,请不要拔出U盘",
            lambda report: second_place.carry_now(self.book),
            self._second_done,
            self._failed,
        )

    def _second_done(self, report: BackupReport | None) -> None:
        if report is None:
            self.message.tell("第二处没有插着,没有备份。请插上那个U盘再按,或另选一个。", "yellow")
            return
        self.message.tell(f"已备份到第二处,读回来核对过:{report.path.name}。现在可以安全弹出U盘。", "green")
        self._show_age()

    def faces_kept(self) -> None:
        """Say what papers are drawn in from now on."""
        self.faces.load()
        self.message.tell("打印字体已记住,以后打印、存 PDF 都按它;已经做好的文件不变。", "green")

    def save_short(self) -> None:
        """Keep the 文号代字."""
        try:
            changed = options.save_short(self.book, self.short.text())
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.message.tell("文号代字已保存,以后新编的号按它编;已有的编号不变。" if changed else "没有变化。", "green")

    def _backed_up(self, report: BackupReport) -> None:
        rows = sum(report.counts.values())
        self.message.tell(f"已备份并核对:{report.path.name},{rows:,} 条记录,在 {report.path.parent}。", "green")
        self._show_age()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)

    def _options(self) -> QWidget:
        page, grid = QWidget(), QGridLayout()
        row, group = 0, ""
        for one in options.settings(self.book):
            if one.group != group:
                group = one.group
                row += 1
                grid.addWidget(label(group, "group"), row, 0, 1, 3)
            row += 1
            if one.choices:
                self._pick(grid, row, one)
                continue
            line = QLineEdit(one.text)
            line.setAccessibleName(one.label)
            line.setAccessibleDescription(one.help)
            line.setFixedWidth(px(FIELD))
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.returnPressed.connect(line.focusNextChild)
            grid.addWidget(label(one.label, wrap=False), row, 0)
            grid.addWidget(line, row, 1)
            self.hints[one.key] = label("", "hint")
            grid.addWidget(self.hints[one.key], row, 2)
            self.lines[one.key] = line
        grid.setColumnStretch(2, 1)
        grid.setVerticalSpacing(px(GAP[1]))
        self.known = label("", "hint", wrap=False)
        calendar = QHBoxLayout()
        calendar.addWidget(button("读入下一年放假安排…", self.load_calendar))
        calendar.addWidget(self.known, 1)
        self._fill()
        above = QVBoxLayout()
        inner = QWidget()
        inner.setLayout(grid)
        grid.setContentsMargins(px(GAP[1]), 0, px(GAP[2]), 0)
        above.addWidget(_scrolled(inner), 1)
        made = _page(page, above, button("保存设置", self.save_options, main=True))
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(layout.count() - 1, calendar)
        layout.setStretch(0, 1)  # the lines take the room, the buttons stay in sight
        layout.setStretch(layout.count() - 1, 0)
        return made

    def _pick(self, grid: QGridLayout, row: int, one: options.Setting) -> None:
        """A setting that is one of several."""
        pick = QComboBox()
        pick.addItems(one.choices)
        pick.setCurrentText(one.text)
        pick.setAccessibleName(one.label)
        pick.setFixedWidth(px(FIELD))
        said = label("", "hint")
        pick.currentTextChanged.connect(lambda _: said.setText(options.explained(one.key, pick.currentIndex())))
        said.setText(options.explained(one.key, pick.currentIndex()))
        grid.addWidget(label(one.label, wrap=False), row, 0)
        grid.addWidget(pick, row, 1)
        grid.addWidget(said, row, 2)
        self.picks[one.key] = pick

    def _looks(self) -> QWidget:
        page, row, colours = QWidget(), QHBoxLayout(), QHBoxLayout()
        for percent in ZOOMS:
            present = percent == zoom()
            one = button(f"{percent}%", partial(self.zoom_wanted.emit, percent), main=present)
            one.setAccessibleName(f"{percent}%,现在的字号" if present else f"{percent}%")
            row.addWidget(one)
        row.addStretch(1)
        for name, scheme in SCHEMES.items():
            present = scheme is look()
            one = button(name, partial(self.colours_wanted.emit, name), main=present)
            one.setAccessibleName(f"{name},现在的颜色" if present else name)
            colours.addWidget(one)
        colours.addStretch(1)
        return _page(
            page,
            row,
            label("整个界面一起放大,程序会记住;全部生效请重新打开程序。", "hint"),
            colours,
            label("深色省眼;高对比是白底黑字黑线,看不清时用。打印出来的都一样,不受影响。", "hint"),
        )

    def _passwords(self) -> QWidget:
        page, form = QWidget(), QFormLayout()
        self.who = QComboBox()
        for one in users.users(self.book):
            self.who.addItem(f"{one.name}({users.ROLE_TITLES.get(one.role, one.role)})", one.login)
        self.who.setCurrentIndex(max(self.who.findData(self.book.actor), 0))
        self.old, self.new, self.again = _secret("原密码"), _secret("新密码"), _secret("再输一次")
        form.addRow("用户", self.who)
        for line in (self.old, self.new, self.again):
            form.addRow(line.accessibleName(), line)
            line.returnPressed.connect(line.focusNextChild)
        return _page(
            page,
            form,
            label("至少 10 个字符,不用单位名、姓名、年份和连号。签名也用这个密码。", "hint"),
            button("修改密码", self.change_password, main=True),
        )

    def _backups(self) -> QWidget:
        page, column = QWidget(), QVBoxLayout()
        self.age = label("")
        self.place = label(f"每次退出都自动备份到:{paths.backups()}")
        column.addWidget(self.age)
        column.addWidget(self.place)
        row = QHBoxLayout()
        for one in (
            button("立即备份到U盘或文件夹…", self.back_up, main=True),
            button("打开备份文件夹", self._open_place),
            button("恢复备份…", self.restore_wanted.emit),
        ):
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        self.second = label("")
        column.addWidget(self.second)
        place = QHBoxLayout()
        place.addWidget(button("选第二处…", self.choose_second))
        self.second_now = button("现在存一份到第二处", self.back_up_second)
        place.addWidget(self.second_now)
        place.addStretch(1)
        column.addLayout(place)
        self._show_age()
        return _page(
            page,
            column,
            label(
                "第二处选一个专用U盘:插着它退出程序,就自动多存一份并读回来核对。U盘和电脑分开保管。"
                "备份自动清理:最近的、每天一份、每月一份都留着,合起来不超过 5 GB。",
                "hint",
            ),
        )

    def _township(self) -> QWidget:
        page, form = QWidget(), QFormLayout()
        info = self.book.info
        for name, text in (
            ("乡镇", info.township),
            ("单位代码", info.code),
            ("县(市、区)", info.county),
            ("账套", "练习账套,上报包不会被当作正式材料" if info.practice else "正式账套"),
            ("文件", str(self.book.path)),
        ):
            form.addRow(name, label(text))
        self.short = QLineEdit(info.short)
        self.short.setMaximumWidth(px(130))
        self.short.returnPressed.connect(self.save_short)
        form.addRow("文号代字", self.short)
        return _page(
            page,
            form,
            label("乡镇名称和代码写在签名证书里,建账后不能改。", "hint"),
            button("保存代字", self.save_short, main=True),
        )

    def _fill(self, *, typed_stays: bool = False) -> None:
        """Show what counts now; what the county's templates rule is only looked at."""
        for one in options.settings(self.book):
            fresh = one.ruled or not typed_stays
            if one.choices:
                self.picks[one.key].setEnabled(not one.ruled)
                self.picks[one.key].setCurrentText(one.text if fresh else self.picks[one.key].currentText())
            else:
                self.lines[one.key].setReadOnly(one.ruled)
                self.lines[one.key].setText(one.text if fresh else self.lines[one.key].text())
                self.hints[one.key].setText(f"{RULED if one.ruled else ''}{one.help}。{one.source}")
        self.known.setText(_known_years(self.book))

    def _mark(self, wrong: set[str]) -> None:
        for key, line in self.lines.items():
            line.setProperty("fault", "hard" if key in wrong else "")
            line.style().unpolish(line)
            line.style().polish(line)

    def _show_age(self) -> None:
        old = backups.age(self.book)
        if old is None:
            self.age.setText("还没有备份过。退出程序时会自动备份。")
        else:
            self.age.setText(f"最近一次备份:{'今天' if old.days == 0 else f'{old.days} 天前'}。")
        self._show_second()

    def _show_second(self) -> None:
        from app.operations import second_place

        known = second_place.state()
        self.second_now.setEnabled(known.chosen is not None)
        if known.chosen is None:
            self.second.setText("第二处:还没有选。备份都在这台电脑上,电脑坏了就都没有了。")
            return
        here = "插着" if known.present else "现在没有插着"
        last = f"最近一次存在 {known.last:%Y-%m-%d %H:%M}" if known.last else "还没有存过"
        self.second.setText(f"第二处:{known.present or known.chosen},{here},{last}。")

    def _open_place(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.backups())))

    def _choose_file(self) -> Path | None:
        return choosing.open_file(self, "下一年的放假安排", "放假安排 (*.csv)")

    def _choose_folder(self) -> Path | None:
        return on_stick.folder(self, "备份到哪个U盘或文件夹")


def _known_years(book: Book) -> str:
    calendar = lists.work_calendar(book)
    return f"工作日历现有 {calendar.first_year} 至 {calendar.last_year} 年;没有的年份按周一至周五推算"


def _secret(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    line.setMaximumWidth(px(320))
    return line


def _scrolled(sheet: QWidget) -> QScrollArea:
    """What a low screen may not have room for."""
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to the fields, and they scroll into sight
    sheet.setObjectName("sheet")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(sheet)
    return area


def _page(
    page: QWidget, inside: QGridLayout | QFormLayout | QHBoxLayout | QVBoxLayout, *below: QWidget | QHBoxLayout
) -> QWidget:
    layout = QVBoxLayout(page)
    layout.setSpacing(px(GAP[2]))
    layout.addLayout(inside)
    for one in below:
        if isinstance(one, QPushButton):
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
        elif isinstance(one, QHBoxLayout):
            layout.addLayout(one)
        else:
            layout.addWidget(one)
    layout.addStretch(1)
    return page
