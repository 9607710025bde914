"""岗位交接: who leaves and who comes, what is handed over, and the act itself; everything by keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.operations import handover, rights, users
from app.operations.gate import Unsettled
from app.operations.handover import HandedOver, Handover
from app.reports.handover_list import Section
from ui.engine.help import show_topic
from ui.engine.window import Command, MainWindow
from ui.screens.home import as_lines
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import PreviewDialog, folder_to_save_in, open_preview_of, save_into
from ui.screens.recover import secret_line
from ui.screens.settling import tell_in
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label
from ui.widgets.flow import Flow

HEADS = ("移交什么", "数量", "说明")
WIDTHS = (240, 70, 300)
HOW = "填好接收人,核对下面的清单,按 Ctrl+P 打印签字;三方到齐后输密码办理。办完移交人就不能再打开账套、不能再签名。"
FIRST, OWN = "接收人第一次用的密码", "接收人自己的密码"


class HandingOverPage(QWidget):
    """`page_wanted` is the page where a part of the list is seen; `given_away` says that whoever acts must leave."""

    page_wanted = Signal(str)
    given_away = Signal()
    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book = window, window.book
        self.preview: PreviewDialog | None = None
        self.found: tuple[Section, ...] = ()
        self.done: HandedOver | None = None
        self.message = MessageLine(self)
        self.leaves, self.heir, self.why = QComboBox(), QComboBox(), QComboBox()
        self.login, self.watcher = QLineEdit(), QLineEdit()
        self.password = secret_line(FIRST)
        self.keeps = QCheckBox("接收人当举报受理员")
        self.keeps.setToolTip("移交人能看举报人身份,接收人接着能看;要他或另一位受理员输密码")
        self.others: dict[str, QLineEdit] = {}
        self.table = QTableWidget(0, len(HEADS))
        as_lines(self.table, "移交清单", HEADS, WIDTHS, len(HEADS) - 1, 32)
        self.table.cellActivated.connect(lambda at, _: self._open(at))
        self._lay_out()
        self._fill_choices()

    def commands(self) -> Mapping[str, Command]:
        """Ctrl+P shows the list on paper, F5 looks again, F1 explains."""
        return {"print": self.print_out, "refresh": self.load, "help": lambda: show_topic(self, "handover")}

    def load(self) -> None:
        """Look up again what is handed over."""
        self.found = handover.sections(self.book, self.wish())
        self.table.setRowCount(len(self.found))
        for at, section in enumerate(self.found):
            for column, text in enumerate((section.title, f"{section.number:,}", section.said)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)

    def focus(self) -> None:
        """The name of whoever comes is all that has to be typed."""
        self.heir.setFocus(Qt.FocusReason.OtherFocusReason)

    def wish(self) -> Handover:
        """What is asked for."""
        known = self._known()
        return Handover(
            leaves=str(self.leaves.currentData()),
            heir_name=known.name if known else self.heir.currentText().strip(),
            heir=known.login if known else self.login.text().strip(),
            watched_by=self.watcher.text().strip(),
            why=self.why.currentText(),
            keeps=self.keeps.isChecked(),
        )

    def print_out(self) -> PreviewDialog:
        """The list on paper, to be gone through and signed."""
        wish = self.wish()
        self.preview = open_preview_of(self, self.book, "移交清单", lambda: [handover.sheet(self.book, wish)])
        return self.preview

    def save_packet(self) -> None:
        """List, Excel and a verified backup in a folder or on a stick."""
        if (folder := folder_to_save_in(self)) is not None:
            save_into(folder, self.message, lambda: handover.write(self.book, self.wish(), folder))
            self.changed.emit()

    def hand_over(self) -> None:
        """The act; what stands against it is said above, and nothing is changed then."""
        given = {login: line.text() for login, line in self.others.items() if line.text()}
        try:
            self.done = handover.hand_over(self.book, self.wish(), self.password.text(), given)
        except Unsettled as unsettled:
            tell_in(self.message, self, unsettled, self.hand_over)
            return
        except Told as told:
            self.message.tell(told.message, "red")
            return
        self._forget_passwords()
        self.changed.emit()
        self._show_done(self.done)

    # --- inside

    def _show_done(self, done: HandedOver) -> None:
        """The list comes up for the signatures by itself; whoever gave his own post away is out when it is closed."""
        wish, sheet = self.wish(), done.sheet
        said = f"岗位已交给{wish.heir_name}。请打印三份,三方签字。"
        if not done.leaves_now:
            self._fill_choices()
            self.load()
            self.message.tell(said + "接着要办的事在清单最后一页。", "green")
        self.preview = open_preview_of(self.main, self.book, "移交清单(已办理)", lambda: [sheet])
        self.preview.ready.connect(partial(self.preview.message.tell, said, "green"))
        if done.leaves_now:
            self.preview.setWindowModality(Qt.WindowModality.ApplicationModal)
            self.preview.hide()
            self.preview.show()  # a window that stands already does not become modal
            # Not at once: a lock of the screen closes the preview too, and then lets go of the book itself.
            self.preview.finished.connect(lambda _: QTimer.singleShot(0, self, self.given_away.emit))

    def _forget_passwords(self) -> None:
        for line in (self.password, *self.others.values()):
            line.clear()

    def _known(self) -> users.SlotInfo | None:
        """The user of the book that was chosen, None for somebody new."""
        text = self.heir.currentText().strip()
        at = self.heir.findText(text)
        if at < 0 or not text:
            return None
        return next((one for one in users.users(self.book) if one.login == self.heir.itemData(at)), None)

    def _fill_choices(self) -> None:
        self.leaves.blockSignals(True)
        self.leaves.clear()
        for user in handover.may_leave(self.book):
            self.leaves.addItem(f"{user.name}({users.ROLE_TITLES[user.role]})", user.login)
        self.leaves.blockSignals(False)
        self._leaver_changed()

    def _leaver_changed(self) -> None:
        login = str(self.leaves.currentData())
        self.heir.blockSignals(True)
        self.heir.clear()
        for user in handover.may_follow(self.book, login):
            self.heir.addItem(f"{user.name}({user.login},{users.ROLE_TITLES[user.role]})", user.login)
        self.heir.setCurrentText("")
        self.heir.blockSignals(False)
        self.watcher.setText(handover.watcher(self.book, login))
        self.keeps.setVisible(users.is_keeper(self.book, login))
        self.keeps.setChecked(True)
        self._ask_passwords(login)
        self._heir_changed()

    def _ask_passwords(self, login: str) -> None:
        """A line for each person whose password the act needs; a practice book knows them."""
        for line in self.others.values():
            self.right.removeRow(line)
        self.others = {}
        asked = {user.login: user for user in rights.both_needed(self.book)}
        if not self.book.info.practice and users.is_keeper(self.book, login):
            asked |= {user.login: user for user in users.users(self.book) if user.login == login}
        for user in sorted(asked.values(), key=lambda user: user.login != login):
            line = secret_line(f"{user.name} 的密码")
            line.returnPressed.connect(lambda line=line: self._next(line))
            self.others[user.login] = line
            self.right.addRow(f"{user.name} 的密码", line)

    def _heir_changed(self) -> None:
        known = self._known()
        self.login.setEnabled(known is None)
        self.login.setText(known.login if known else handover.login_for(self.book, self.heir.currentText().strip()))
        same = known is not None and known.role != "reader"
        self.password.setAccessibleName(OWN if same else FIRST)
        said = self.right.labelForField(self.password)
        if said is not None:
            said.setText(OWN if same else FIRST)  # type: ignore[attr-defined]

    def _next(self, line: QLineEdit) -> None:
        """Enter goes through what must be filled, and carries the act out at the end."""
        chain = [self.password, *self.others.values()]
        at = chain.index(line) if line in chain else -1
        if at + 1 < len(chain):
            chain[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.hand_over()

    def _open(self, at: int) -> None:
        if not 0 <= at < len(self.found):
            return
        if page := self.found[at].page:
            self.page_wanted.emit(page)
        else:
            self.message.tell("这一项的明细在清单上,按 Ctrl+P 看。", "blue")

    def _lay_out(self) -> None:
        self.heir.setEditable(True)
        self.heir.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        entry = self.heir.lineEdit()
        assert entry is not None
        entry.setPlaceholderText("新来的写姓名;已有用户的选")
        entry.returnPressed.connect(lambda: self._next(entry))
        self.heir.currentTextChanged.connect(lambda _: self._heir_changed())
        self.leaves.currentIndexChanged.connect(lambda _: self._leaver_changed())
        self.leaves.currentIndexChanged.connect(lambda _: self.load())
        self.why.addItems(list(handover.REASONS))
        self.password.returnPressed.connect(lambda: self._next(self.password))
        for widget, name in (
            (self.leaves, "移交人"),
            (self.heir, "接收人"),
            (self.login, "接收人用户名"),
            (self.watcher, "监交人"),
            (self.why, "事由"),
        ):
            widget.setAccessibleName(name)
        left = QFormLayout()
        self.right = QFormLayout()
        for form in (left, self.right):
            form.setHorizontalSpacing(px(GAP[1]))
            form.setVerticalSpacing(px(GAP[1]))
        for text, field in (
            ("移交人", self.leaves),
            ("接收人", self.heir),
            ("监交人", self.watcher),
            ("事由", self.why),
        ):
            left.addRow(text, field)
        self.right.addRow("接收人用户名", self.login)
        self.right.addRow(FIRST, self.password)
        halves = QHBoxLayout()
        halves.setSpacing(px(GAP[3]))
        halves.addLayout(left, 1)
        halves.addLayout(self.right, 1)
        tools = QWidget()
        foot = Flow(tools, px(GAP[1]))
        foot.addWidget(button("交接记录", lambda: self.page_wanted.emit("handover")))
        foot.addWidget(button("存到文件夹、U盘…", self.save_packet))
        foot.addWidget(button("打印清单 Ctrl+P", self.print_out))
        foot.addWidget(button("办理交接", self.hand_over, main=True))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[1]))
        box.addWidget(label("岗位交接", "title"))
        box.addWidget(label(HOW, "hint"))
        box.addWidget(self.message)
        box.addLayout(halves)
        box.addWidget(self.keeps)
        box.addWidget(self.table, 1)
        box.addWidget(tools)
        self._tab_order()
        enter_presses(self)

    def _tab_order(self) -> None:
        chain = (self.leaves, self.heir, self.watcher, self.why, self.login, self.password)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
