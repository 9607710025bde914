"""开账: what a new book needs before work begins, one thing on a page; what is left undone stands in 待办."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import first_steps, person_lines, second_place, unit_lines
from app.operations.backups import BackupReport
from app.operations.books import Book
from app.operations.first_steps import Step
from app.operations.packets import drives
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.message_line import MessageLine
from ui.screens.paste_list import PasteList
from ui.style.palette import GAP, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label

TOWNSHIP_HINT = (
    "每行一个单位,可以从 Excel 或微信里整段粘贴。村后面写组数,就一次建好各组:“青山村 5”。"
    "站所、办公室照写;右边是程序认出的样子。"
)
COUNTY_HINT = "每行一个乡镇或部门,名称后面空一格写代码:“青云乡 330182001”。代码和乡镇账套里的要一样。"
PEOPLE_HINT = (
    "每行一个人:“姓名 职务”;村和站所的人前面写单位:“青山村 王伟 村书记”。责任领导、责任人、经手人以后都从这里选,"
    "不够的随时在“人员”台账里加。"
)
WORKBOOKS = "表格文件 (*.xlsx *.xls *.et *.csv *.docx)"
PEOPLE_EXAMPLE = "王伟 党委书记\n青山村 李强 村书记\n派出所 赵勇 所长"
EXAMPLE, COUNTY_EXAMPLE = "青山村 5\n白云社区\n便民服务中心\n派出所", "青云乡 330182001\n白云镇 330182002"


class FirstSteps(QWidget):
    """The steps of an open book. `page_wanted` names another page."""

    page_wanted = Signal(str)
    recovery_wanted = Signal()
    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.steps = book, first_steps.steps(book)
        self.at = 0
        self.warning = ""
        self.lists: dict[str, PasteList] = {}
        self.choose_folder: Callable[[], Path | None] = self._choose_folder
        self.choose_file: Callable[[], Path | None] = self._choose_file
        self.heading, self.message = label("", "title"), MessageLine(self)
        self.stack = QStackedWidget()
        makers = {
            "units": self._units,
            "people": self._people,
            "backup": self._backup,
            "recovery": self._recovery,
            "certificate": self._sign,
        }
        for one in self.steps:
            self.stack.addWidget(makers[one.key]())
        self.aside = button("这一步不用做", self.put_aside, plain=True)
        self.before = button("上一步", self.go_back, plain=True)
        self.later = button("以后再说,下一步", self.go_on)
        self.press = button("", self.do_it, main=True)
        for press in (self.aside, self.before, self.later, self.press):
            press.setAutoDefault(True)
        self.press.setMinimumHeight(px(44))
        QShortcut(QKeySequence("Ctrl+Return"), self, self.do_it)
        self._lay_out()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        return {"help": lambda: show_topic(self, "start"), "refresh": self.look_again}

    def look_again(self) -> None:
        """F5: which sticks are in; the step in front stays."""
        if self.step.key == "backup":
            self._find_drives()
            self.focus()

    def load(self) -> None:
        """Begin with the first step that is still to do."""
        undone = [one.key for one in first_steps.left(self.book)] or [
            one.key for one in self.steps if not first_steps.is_done(self.book, one.key)
        ]
        self.show_step([one.key for one in self.steps].index(undone[0]) if undone else 0)

    def show_step(self, at: int) -> None:
        """Show one step and how things stand with it."""
        self.at = at
        self.stack.setCurrentIndex(at)
        one, done = self.step, first_steps.is_done(self.book, self.step.key)
        self.heading.setText(f"开账第 {at + 1} 步,共 {len(self.steps)} 步:{one.title}{'(已办)' if done else ''}")
        self.message.tell("", "blue")
        last = at + 1 == len(self.steps)
        self.later.setText("完成,去待办" if last else "下一步" if done else "以后再说,下一步")
        self.before.setVisible(at > 0)
        self.aside.setVisible(one in first_steps.left(self.book))
        self.press.setText("重新生成恢复码…" if done and one.key == "recovery" else self._word(one.key))
        self.press.setVisible(one.key != "backup")
        if one.key == "backup":
            self._find_drives()
        if one.key == "people" and not done and not self.lists["people"].text.toPlainText():
            self.lists["people"].text.setPlainText(person_lines.known_people(self.book) + "\n")
            self.lists["people"].text.moveCursor(QTextCursor.MoveOperation.End)
        self.focus()

    @property
    def step(self) -> Step:
        """The step in front."""
        return self.steps[self.at]

    def focus(self) -> None:
        """Typing goes into the list of units; elsewhere Enter presses what comes next."""
        if self.step.key in self.lists:
            self.lists[self.step.key].text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.step.key == "backup":
            self.places[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:  # what is done is not done again by Enter
            done = first_steps.is_done(self.book, self.step.key)
            (self.later if done else self.press).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """To the next step that is still to do, after the last one to 待办; what was not done stands there."""
        following = range(self.at + 1, len(self.steps))
        ahead = [at for at in following if not first_steps.is_done(self.book, self.steps[at].key)]
        if ahead:
            self.show_step(ahead[0])
        else:
            self.page_wanted.emit("home")

    def go_back(self) -> None:
        """To the step before; what was entered stays."""
        self.show_step(max(self.at - 1, 0))

    def put_aside(self) -> None:
        """待办 speaks of this step no more."""
        first_steps.put_aside(self.book, self.step.key)
        self.go_on()

    def do_it(self) -> None:
        """The big button of a step."""
        match self.step.key:
            case "units" | "people":
                self.save_list()
            case "recovery":
                self.recovery_wanted.emit()
            case "certificate":
                self.page_wanted.emit("certificates")

    def save_list(self) -> None:
        """Write what was pasted, in one step, and go on."""
        shown, people = self.lists[self.step.key], self.step.key == "people"
        if not shown.lines:
            self.message.tell("还没有写名单。没有录入任何内容;请写或粘贴名单,或按“以后再说”。", "yellow")
            return
        try:
            save = person_lines.save_people if people else unit_lines.save_units
            count = save(self.book, shown.lines)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        shown.text.clear()
        self.changed.emit()
        self.go_on()
        more = "“人员”台账里补电话" if people else "“单位”台账里补电话、公开栏位置"
        self.message.tell(f"录入了 {count} 个{'人' if people else '单位'}。以后可以在{more}。", "green")

    def read_workbook(self) -> None:
        """The names in a workbook go into the box, to be looked over before they are entered."""
        if (path := self.choose_file()) is None:
            return
        messages.long_work(
            self, "正在读取", lambda _report: unit_lines.lines_of_workbook(path), self._filled_in, self._failed
        )

    def _filled_in(self, lines: str) -> None:
        text = self.lists["units"].text
        before = text.toPlainText().strip()
        text.setPlainText(f"{before}\n{lines}" if before else lines)
        text.moveCursor(QTextCursor.MoveOperation.End)
        self.message.tell("已读入,还没有录入。右边核对无误,按“录入这些单位,下一步”。", "blue")
        self.focus()

    def back_up_to(self, folder: Path | None) -> None:
        """Choose a second place and write the first backup there."""
        if folder is None:
            return
        try:
            self.warning = second_place.choose(folder)
        except Told as told:
            self.message.tell(told.message, "red")
            return
        messages.long_work(
            self, "正在备份并核对", lambda report: second_place.carry_now(self.book), self._backed_up, self._failed
        )

    def _backed_up(self, report: BackupReport | None) -> None:
        self.changed.emit()
        self.go_on()
        if self.warning:
            self.message.tell(f"第二处备份已写好并核对。{self.warning}", "yellow")
        else:
            self.message.tell("第二处备份已写好并核对,以后每次退出、插着时都再存一份。", "green")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)

    def _word(self, key: str) -> str:
        return {
            "units": "录入这些单位,下一步 Ctrl+Enter",
            "people": "录入这些人,下一步 Ctrl+Enter",
            "recovery": "生成恢复码…",
            "certificate": "去导出证书申请…",
        }.get(key, "")

    def _units(self) -> QWidget:
        county = self.book.info.is_county
        page, column = _column(COUNTY_HINT if county else TOWNSHIP_HINT)
        self.lists["units"] = made = PasteList(
            "单位名单,每行一个",
            ("类型", "名称", "代码" if county else "上级"),
            COUNTY_EXAMPLE if county else EXAMPLE,
            partial(unit_lines.read_units, county=county),
            lambda one: (one.kind, one.name, one.code or one.above),
            unit_lines.said,
        )
        excel = button("从 Excel 读入…", self.read_workbook)
        excel.setToolTip("选一个有单位名称的表:名称和组数填到左边,核对后再录入;电话、地址以后在“单位”里导入同一张表")
        excel.setAutoDefault(True)
        made.foot.addWidget(excel)
        column.addWidget(made, 1)
        return page

    def _people(self) -> QWidget:
        page, column = _column(PEOPLE_HINT)
        self.lists["people"] = PasteList(
            "人员名单,每行一个",
            ("单位", "姓名", "职务(层级)"),
            PEOPLE_EXAMPLE,
            partial(person_lines.read_people, self.book),
            lambda one: (one.unit, one.name, f"{one.post}({one.level})"),
            person_lines.said,
        )
        column.addWidget(self.lists["people"], 1)
        return page

    def _backup(self) -> QWidget:
        page, column = _column(
            "每次退出都自动备份到这台电脑。电脑坏了、丢了,只有放在别处的那一份能救:插上U盘,选它,以后每次退出都再写一份"
            "(没有插就跳过,超过 7 天会提醒)。备份是加密的,没有密码或恢复码打不开。"
        )
        self.now = label("")
        self.drives = QVBoxLayout()
        self.places = [self._place_button("选别的文件夹或硬盘…", lambda: self.back_up_to(self.choose_folder()))]
        column.addWidget(self.now)
        column.addLayout(self.drives)
        again = button("重新找U盘 F5", self._find_drives, plain=True)
        again.setAutoDefault(True)
        row = QHBoxLayout()
        row.addWidget(again)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _place_button(self, text: str, act: Callable[[], object]) -> QWidget:
        made = button(text, act)
        made.setAutoDefault(True)
        made.setMinimumHeight(px(44))
        made.setStyleSheet("text-align: left;")
        return made

    def _find_drives(self) -> None:
        there = second_place.state().chosen
        sticks = [one for one in drives() if one.removable]
        none = "" if sticks else "没有找到插着的U盘;插上后按 F5。"
        self.now.setText(f"现在的第二处:{there}。{none}" if there else f"现在还没有第二处。{none}")
        for old in self.places:
            self.drives.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.places = [
            self._place_button(
                f"备份到U盘“{one.label}”({one.path},可用 {one.free >> 20:,} MB)",
                partial(self.back_up_to, one.path),
            )
            for one in sticks
        ]
        self.places.append(self._place_button("选别的文件夹或硬盘…", lambda: self.back_up_to(self.choose_folder())))
        for made in self.places:
            self.drives.addWidget(made)
            made.show()

    def _recovery(self) -> QWidget:
        return _column(
            "恢复码是最后一把钥匙:忘了密码、电脑坏了,靠它打开账套和备份。生成后打印一张,封好放进单位保险柜。"
        )[0]

    def _sign(self) -> QWidget:
        return _column(
            "签名证书由县里签发。经办人、审核人各自登录,导出申请写到U盘,打印申请表,一起交县里;交回的证书装入后,"
            "才能签发上报包。在此之前照样可以录入、打印。"
        )[0]

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        box.addWidget(self.heading)
        box.addWidget(self.message)
        box.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(px(GAP[1]))
        row.addWidget(self.aside)
        row.addStretch(1)
        row.addWidget(self.before)
        row.addWidget(self.later)
        row.addWidget(self.press)
        box.addLayout(row)

    def _choose_file(self) -> Path | None:
        return choosing.open_file(self, "有单位名称的表", WORKBOOKS)

    def _choose_folder(self) -> Path | None:
        return on_stick.folder(self, "第二处备份放在哪里")


def _column(hint: str) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(GAP[1]))
    column.addWidget(label(hint), 0, Qt.AlignmentFlag.AlignTop)
    return page, column
